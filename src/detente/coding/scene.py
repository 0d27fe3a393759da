"""One parsed sentence with its actors: whom each noun phrase stands for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypeVar

from detente.actors.actor import Mention
from detente.actors.document_actors import Cast
from detente.actors.roles import CORE, Role, RoleRow
from detente.coding.event import Event
from detente.coding.lexicon import word_classes
from detente.coding.mending import mend_tree
from detente.coding.told import Told
from detente.sentences.tree import Tree

__all__ = ["RELATIVES", "Party", "Scene", "state_of_group"]

_MODIFIERS = ("poss", "amod", "compound", "nmod", "nn")
_PREPOSITIONS = frozenset(("prep", "agent", "dative", "prt"))
RELATIVES = frozenset(("who", "which", "that", "whom", "what"))


_PLACED = ("in", "at", "across", "throughout", "near", "around")
_Placed = TypeVar("_Placed", Role, Mention)


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in a slot.

    Attributes:
        actor: The state or organisation acted for, or the actor itself.
        person: The person or group who stands there, or None.
        token: The token of the mention.
    """

    actor: str
    person: str | None
    token: int


@dataclass(slots=True)
class Scene:
    """A tree with its mentions laid on it.

    Attributes:
        tree: The parse.
        cast: The document's actors.
        by_token: Mentions by the token that heads them.
        roles: Role nouns ("police", "rebels") by their last token.
        sites: States by the token of a capital where something is said to be.
        pair: The two states that the text before was about, or None.
        recent: The last few events told before, latest last.
        told: Events that the sentence itself has told, latest last.
    """

    tree: Tree
    cast: Cast
    by_token: dict[int, list[Mention]] = field(default_factory=dict)
    roles: dict[int, RoleRow] = field(default_factory=dict)
    sites: dict[int, str] = field(default_factory=dict)
    pair: tuple[str, str] | None = None
    recent: tuple[Event, ...] = ()
    told: list[Told] = field(default_factory=list)

    @classmethod
    def build(cls, tree: Tree, cast: Cast, mentions: list[Mention]) -> Scene:
        """Lay mentions on the tokens of a tree."""
        tree = mend_tree(tree)
        by_token: dict[int, list[Mention]] = defaultdict(list)
        for mention in mentions:
            tokens = range(bisect_right(tree.ends, mention.start), bisect_left(tree.starts, mention.end))
            if not tokens or tree.words[tokens[-1]].endswith("$"):  # "US$", a currency
                continue
            if len(tokens) == 1:
                by_token[tokens[0]].append(mention)
                continue
            tops = [
                index for index in tokens if tree.heads[index] not in tokens or tree.heads[index] == index
            ]
            by_token[tops[-1] if tops else tokens[-1]].append(mention)
        roles = {tree.token_at(role.end - 1): role.row for role in _between(cast.roles, tree)}
        sites = {tree.token_at(site.end - 1): site.actor for site in _between(cast.sites, tree)}
        return cls(
            tree,
            cast,
            dict(by_token),
            {token: row for token, row in roles.items() if token is not None},
            {token: state for token, state in sites.items() if token is not None},
        )

    def is_organisation(self, actor: str) -> bool:
        """Whether an actor is an organisation of states."""
        found = self.cast.actors.get(actor)
        return found is not None and found.kind in ("igo", "bloc")

    @property
    def domestic(self) -> bool:
        """Whether events inside one state are wanted."""
        return self.cast.domestic

    @property
    def told_before(self) -> list[Told | Event]:
        """What the sentence and the text before have told, latest first."""
        return [*reversed(self.told), *reversed(self.recent)]

    # -- noun phrases

    def parties(self, head: int, *, strict: bool = True) -> list[Party]:
        """The actors that a noun phrase stands for: its head, those coordinated with it.

        A head that is no actor stands for the state named in it if it is a representative ("the Pakistani
        government", "US troops"); with ``strict=False`` any head does ("the Pakistani economy").
        """
        out: list[Party] = []
        for token in self.tree.conjuncts(head):
            found = self._at(token)
            if not found:
                found = self._for_head(token, strict=strict)
            out.extend(party for party in found if party.actor not in {seen.actor for seen in out})
        return out

    def _at(self, token: int) -> list[Party]:
        """The actors whose mention the token heads."""
        out = []
        for mention in self.by_token.get(token, ()):
            if mention.rule.startswith("role:"):
                continue  # the tree knows better whose they are
            actor = self.cast.state_of(mention.actor)
            person = mention.actor if mention.form == "person" or actor != mention.actor else None
            if self.domestic and mention.form == "demonym" and self.tree.tags[token] in ("NNS", "NNPS"):
                actor = self.cast.group(actor, "CVL") if self.cast.is_state(actor) else actor
            if actor == mention.actor and mention.form == "person":
                owners = self.modifiers(token)
                if owners and not self.cast.actors[actor].country:
                    actor = owners[0].actor
            if mention.form == "adjective" and self.tree.deps[token] in _MODIFIERS:
                continue
            out.append(Party(actor, person, token))
        return out

    def _for_head(self, token: int, *, strict: bool) -> list[Party]:
        """The actors a head that is no actor stands for."""
        tree = self.tree
        if tree.words[token].lower() in RELATIVES:
            antecedent = self.antecedent(token)
            return self.parties(antecedent, strict=strict) if antecedent is not None else []
        representative = tree.lemmas[token] in word_classes()["representative"]
        named = [party for child in tree.having(token, "appos") for party in self._at(child)]
        if named and representative:
            return named[:1]
        groups = self._groups(token)
        if groups:
            return groups
        if representative or not strict:
            found = self.modifiers(token) or self._behind(
                token, ("of", "from") if representative else ("of",)
            )
            if found:
                return found
        if tree.lemmas[token] in word_classes()["measure"]:
            return self._behind(token, tuple({tree.lemmas[child] for child in tree.having(token, "prep")}))
        return []

    def _groups(self, token: int) -> list[Party]:
        """The groups of states that a role noun stands for: their states, if they act for these.

        Where events inside states are wanted, all others are parties of their own, and so are courts and
        parliaments.
        """
        row = self.roles.get(token)
        if row is None or not (row.acts or self.domestic):
            return []
        out = []
        for owner in self._owners(token):
            if not self.cast.is_state(owner.actor):
                out.append(owner)
                continue
            group = self.cast.group(owner.actor, row.sector)
            own = self.domestic and row.sector not in CORE
            out.append(Party(group if own else owner.actor, owner.person or group, token))
        return out

    def _owners(self, token: int) -> list[Party]:
        """Whose a group is: by its modifiers, a phrase behind it, or what the text says elsewhere."""
        found = self.modifiers(token) or self._behind(token, ("of", "from"))
        if found:
            return [
                Party(state_of_group(self.cast, party.actor), party.person, party.token) for party in found
            ]
        if not self.domestic:
            return []
        states = [
            self.sites[low] for word in _PLACED for low in self.preposition(token, word) if low in self.sites
        ]
        states += [party.actor for party in self._behind(token, _PLACED)] if not states else []
        if not states:
            roles = [m.actor for m in self.by_token.get(token, ()) if m.rule.startswith("role:")]
            states = [self.cast.country_of(group) for group in roles]
        return [Party(state_of_group(self.cast, state), None, token) for state in dict.fromkeys(states)]

    def _behind(self, token: int, words: tuple[str, ...]) -> list[Party]:
        """The actors in the first phrase behind a noun that names any."""
        for word in words:
            for below in self.preposition(token, word):
                found = self.parties(below)
                if found:
                    return found
        return []

    def modifiers(self, token: int) -> list[Party]:
        """Actors named in the modifiers before a noun: "Russian", "Pakistan's", "India-US"."""
        out: list[Party] = []
        stack = [child for child in self.tree.children[token] if self.tree.deps[child] in _MODIFIERS]
        while stack:
            child = stack.pop(0)
            for mention in self.by_token.get(child, ()):
                if mention.rule.startswith("role:"):
                    continue
                actor = self.cast.state_of(mention.actor)
                person = mention.actor if actor != mention.actor else None
                if actor not in {party.actor for party in out}:
                    out.append(Party(actor, person, child))
            if self.domestic and child in self.roles and not out:
                out.extend(self._groups(child))
            stack.extend(
                below
                for below in self.tree.children[child]
                if self.tree.deps[below] in (*_MODIFIERS, "conj", "npadvmod", "punct")
            )
        return out

    def antecedent(self, token: int) -> int | None:
        """The noun that a relative pronoun stands for."""
        for above in self.tree.ancestors(token):
            if self.tree.deps[above] == "relcl":
                return self.tree.heads[above]
            copula = self.tree.heads[above]
            if self.tree.deps[above] == "ccomp" and self.tree.lemmas[copula] == "be" and copula < token:
                stressed = self.tree.having(copula, "attr")  # "it was Oman that paid"
                if stressed and stressed[0] + 1 == token:
                    return stressed[0]
        return None

    def preposition(self, node: int, word: str) -> list[int]:
        """Objects of a preposition that hangs on a token."""
        tree = self.tree
        out = []
        lemmas = tree.lemmas
        for child in tree.children[node]:
            if lemmas[child] == word and tree.deps[child] in _PREPOSITIONS:
                out.extend(tree.having(child, "pobj"))
                for nested in tree.having(child, "prep"):
                    out.extend(tree.having(nested, "pobj"))
        return out

    def site(self, token: int) -> list[Party]:
        """The state of a capital named as a place, or in whose modifiers or apposition it stands."""
        near = [token, *self.tree.having(token, "appos", "compound", "poss", "conj")]
        return [Party(self.sites[node], None, node) for node in near if node in self.sites][:1]

    def all_parties(self, tokens: list[int]) -> list[Party]:
        """Every state-like actor named at any of these tokens, in order."""
        out: list[Party] = []
        for token in tokens:
            for mention in self.by_token.get(token, ()):
                actor = self.cast.state_of(mention.actor)
                if self.cast.is_state_like(actor) and actor not in {party.actor for party in out}:
                    out.append(Party(actor, mention.actor if actor != mention.actor else None, token))
        return out


def state_of_group(cast: Cast, actor: str) -> str:
    """The state of a group; any other actor itself."""
    found = cast.actor(actor)
    return found.country if found is not None and found.kind == "group" else actor


def _between(placed: list[_Placed], tree: Tree) -> list[_Placed]:
    """Those of things in order that lie within a sentence."""
    low = bisect_left(placed, tree.starts[0], key=lambda thing: thing.start)
    high = bisect_left(placed, tree.ends[-1], key=lambda thing: thing.start)
    return placed[low:high]
