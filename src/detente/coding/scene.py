"""One parsed sentence with its actors: whom each noun phrase stands for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from detente.actors.actor import Mention
from detente.actors.document_actors import Cast
from detente.coding.event import Event
from detente.coding.lexicon import word_classes
from detente.sentences.tree import Tree

__all__ = ["RELATIVES", "Party", "Scene"]

_MODIFIERS = ("poss", "amod", "compound", "nmod", "nn")
_PREPOSITIONS = frozenset(("prep", "agent", "dative", "prt"))
RELATIVES = frozenset(("who", "which", "that", "whom", "what"))


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in a slot.

    Attributes:
        actor: The state or organisation acted for, or the actor itself.
        person: The person who stands there, or None.
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
        pair: The two states that the text before was about, or None.
        recent: The last few events told before, latest last.
    """

    tree: Tree
    cast: Cast
    by_token: dict[int, list[Mention]] = field(default_factory=dict)
    pair: tuple[str, str] | None = None
    recent: tuple[Event, ...] = ()

    @classmethod
    def build(cls, tree: Tree, cast: Cast, mentions: list[Mention]) -> Scene:
        """Lay mentions on the tokens of a tree."""
        by_token: dict[int, list[Mention]] = defaultdict(list)
        for mention in mentions:
            tokens = range(bisect_right(tree.ends, mention.start), bisect_left(tree.starts, mention.end))
            if not tokens:
                continue
            tops = [
                index for index in tokens if tree.heads[index] not in tokens or tree.heads[index] == index
            ]
            by_token[tops[-1] if tops else tokens[-1]].append(mention)
        return cls(tree, cast, dict(by_token))

    def is_organisation(self, actor: str) -> bool:
        """Whether an actor is an organisation of states."""
        found = self.cast.actors.get(actor)
        return found is not None and found.kind in ("igo", "bloc")

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
            actor = self.cast.state_of(mention.actor)
            person = mention.actor if mention.form == "person" or actor != mention.actor else None
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
        if representative or not strict:
            found = self.modifiers(token) or self._behind(
                token, ("of", "from") if representative else ("of",)
            )
            if found:
                return found
        if tree.lemmas[token] in word_classes()["measure"]:
            return self._behind(token, tuple({tree.lemmas[child] for child in tree.having(token, "prep")}))
        return []

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
                actor = self.cast.state_of(mention.actor)
                person = mention.actor if actor != mention.actor else None
                if actor not in {party.actor for party in out}:
                    out.append(Party(actor, person, child))
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
        return None

    def preposition(self, node: int, word: str) -> list[int]:
        """Objects of a preposition that hangs on a token."""
        tree = self.tree
        out = []
        for child in tree.children[node]:
            if tree.lemmas[child] == word and tree.deps[child] in _PREPOSITIONS:
                out.extend(tree.having(child, "pobj"))
                for nested in tree.having(child, "prep"):
                    out.extend(tree.having(nested, "pobj"))
        return out

    def all_parties(self, tokens: list[int]) -> list[Party]:
        """Every state-like actor named at any of these tokens, in order."""
        out: list[Party] = []
        for token in tokens:
            for mention in self.by_token.get(token, ()):
                actor = self.cast.state_of(mention.actor)
                if self.cast.is_state_like(actor) and actor not in {party.actor for party in out}:
                    out.append(Party(actor, mention.actor if actor != mention.actor else None, token))
        return out
