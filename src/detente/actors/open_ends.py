"""What pronouns and groups leave open: "his hosts", "he" for a president without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.actors.actor import Mention
from detente.actors.document_actors import Cast
from detente.actors.grammar import is_expletive
from detente.actors.groups import find_others
from detente.sentences.quotations import Quotation
from detente.sentences.tree import Tree

__all__ = ["Memory", "chains_of", "is_holder", "name_other_sides", "resolve_open_pronouns"]

_NEAR = 300  # characters back to a place where somebody has come
_HE_OR_SHE = frozenset(("he", "him", "his", "she", "her"))
_OPEN = _HE_OR_SHE | {"it", "its"}
_ACTING = frozenset(
    ("government", "army", "navy", "military", "parliament", "ministry", "side", "delegation")
)
_MODIFIERS = ("amod", "poss", "compound")
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Memory:
    """What the text before a sentence offers.

    Attributes:
        cast: The document's names.
        pairs: Pairs of states named together, latest last.
        subject: The state last named as a subject, or None.
        holder: Who was last called by an office without a name, if nobody was named since.
    """

    cast: Cast
    pairs: Sequence[tuple[str, str]]
    subject: str | None
    holder: str | None

    def is_state(self, actor: str) -> bool:
        """Whether an actor is a state."""
        found = self.cast.actor(actor)
        return found is not None and found.kind == "state"


def name_other_sides(
    text: str, bounds: tuple[int, int], mentions: list[Mention], memory: Memory
) -> list[Mention]:
    """Its neighbour, his hosts: the other of the two states in view."""
    cast = memory.cast
    out = []
    for start, end in find_others(text, *bounds):
        owner = next((cast.state_of(m.actor) for m in mentions if m.start == start), None)
        if owner is None or not memory.is_state(owner):
            continue
        here = [cast.state_of(m.actor) for m in mentions if m.end <= start]
        pairs = [pair for pair in reversed(memory.pairs[-_PAIR:]) if owner in pair]
        sites = [site.actor for site in cast.sites if bounds[0] - _NEAR < site.start < start]
        near = [*reversed([*sites[-1:], *here]), *(actor for pair in pairs for actor in pair)]
        other = next((actor for actor in near if actor != owner and memory.is_state(actor)), None)
        if other is not None:
            out.append(Mention(other, start, end, text[start:end], "group", "the other side"))
    return out


def resolve_open_pronouns(
    tree: Tree, mentions: list[Mention], quotations: list[Quotation], memory: Memory
) -> list[Mention]:
    """Pronouns still open: "he" for a holder of an office, "it" for whose government acted."""
    out: list[Mention] = []
    taken = {mention.start for mention in mentions}
    for index, word in enumerate(tree.words):
        start, low = tree.starts[index], word.lower()
        if low not in _OPEN or start in taken or any(quotation.holds(start) for quotation in quotations):
            continue
        before = [mention for mention in mentions if mention.end <= start]
        if low in _HE_OR_SHE:
            holders = [mention.actor for mention in before if is_holder(mention, memory.cast)]
            actor, rule = (holders[-1] if holders else memory.holder), "last office"
        elif low in ("it", "its") and not (low == "it" and is_expletive(tree, index)):
            actor, rule = _thing(tree, index, before, memory), "its state"
        else:
            continue
        if actor is not None:
            out.append(Mention(actor, start, tree.ends[index], word, "pronoun", rule))
    return out


def is_holder(mention: Mention, cast: Cast) -> bool:
    """Whether somebody is called by an office who acts for a state."""
    found = cast.actor(mention.actor)
    if mention.form != "office" or found is None or found.kind != "office" or "inistry" in found.name:
        return False
    state = cast.actor(cast.state_of(mention.actor))
    return state is not None and state.kind == "state"


def chains_of(linked: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Three actors or more, each joined to the next."""
    out: list[tuple[str, ...]] = []
    for first, second in linked:
        if out and out[-1][-1] == first:
            out[-1] = (*out[-1], second)
        else:
            out.append((first, second))
    return [chain for chain in out if len(chain) > _PAIR]


def _thing(tree: Tree, index: int, before: list[Mention], memory: Memory) -> str | None:
    """The state whose government or forces were the subject before; with no name before, the last subject."""
    if not before:
        opens = tree.words[index] == "Its" or (
            tree.words[index].lower() == "it" and tree.deps[index] == "nsubj"
        )
        return memory.subject if opens else None
    for mention in reversed(before):
        token = tree.token_at(mention.end - 1)
        state = memory.cast.state_of(mention.actor)
        if token is None or tree.deps[token] not in _MODIFIERS or not memory.is_state(state):
            continue
        owner = tree.heads[token]
        if tree.deps[owner] == "nsubj" and tree.lemmas[owner] in _ACTING:
            return state
    return None
