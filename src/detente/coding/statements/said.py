"""A claim as its sentence makes it, before it becomes a record."""

from __future__ import annotations

from dataclasses import dataclass

from detente.coding.statements.mood import Mood
from detente.coding.statements.topic import Dyad
from detente.sentences.tree import Tree

__all__ = ["EMBRACES", "OPPOSITE", "SIGN", "Said", "Telling", "phrase_tokens"]

SIGN = {
    **dict.fromkeys(("warming", "close"), 1),
    **dict.fromkeys(("cooling", "hostile", "distant", "rivalry"), -1),
    **dict.fromkeys(("stable", "dependent"), 0),
}
"""Which way a claim points: 1 towards each other, -1 apart, 0 neither."""

OPPOSITE = {"hostile": "warming", "rivalry": "warming", "close": "cooling", "distant": "warming"}
"""What a state of affairs that is said to hold no longer has given way to."""

EMBRACES = frozenset(("arm", "arms", "embrace", "orbit", "camp", "fold", "lap", "clutch", "sphere"))
"""Whose embrace somebody falls or is pushed into."""

_IN_PHRASE = frozenset(
    (
        "det",
        "amod",
        "compound",
        "poss",
        "case",
        "nummod",
        "prep",
        "pobj",
        "nmod",
        "quantmod",
        "conj",
        "cc",
        "punct",
    )
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said of a relation: the claim, the token that makes it, and how it was read."""

    claim: str
    token: int
    why: str
    mood: Mood
    weight: float = 0.8


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as its sentence makes it.

    Attributes:
        dyad: The two actors, sorted.
        domain: Of the relation.
        claim: What is said of it.
        mood: Tense and modality.
        token: The predicate.
        tokens: First and last token of the evidence.
        why: The cue that fired.
        weight: Confidence, 0 to 1.
    """

    dyad: Dyad
    domain: str
    claim: str
    mood: Mood
    token: int
    tokens: tuple[int, int]
    why: str
    weight: float

    @property
    def sign(self) -> int:
        """1 towards each other, -1 apart, 0 neither."""
        return SIGN[self.claim]


def phrase_tokens(tree: Tree, *nodes: int) -> tuple[int, int]:
    """First and last token of some noun phrases and verbs, without clauses below them."""
    out = set()
    for top in nodes:
        stack = [top]
        while stack:
            node = stack.pop()
            out.add(node)
            verbal = tree.pos[node] in ("VERB", "AUX")
            wanted = ("aux", "auxpass", "neg", "prt", "advmod") if verbal else _IN_PHRASE
            stack.extend(child for child in tree.children[node] if tree.deps[child] in wanted)
    words = [token for token in sorted(out) if tree.pos[token] not in ("PUNCT", "CCONJ")] or sorted(out)
    return words[0], words[-1]
