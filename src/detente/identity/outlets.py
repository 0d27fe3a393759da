"""How many independent outlets tell an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.documents.signatures import similarity

if TYPE_CHECKING:
    from detente.identity.mention import EventMention

__all__ = ["count_outlets", "group_reprints"]


def group_reprints(mentions: Sequence[EventMention], *, floor: float) -> dict[str, int]:
    """Document to the number of its text: documents of a similarity of `floor` or more are one text."""
    signatures = {mention.event.document: mention.signature for mention in mentions}
    documents = sorted(signatures)
    group = {document: number for number, document in enumerate(documents)}
    for place, first in enumerate(documents):
        for second in documents[:place]:
            if group[first] != group[second] and _alike(signatures[first], signatures[second], floor):
                old, new = max(group[first], group[second]), min(group[first], group[second])
                group = {name: new if number == old else number for name, number in group.items()}
    return group


def _alike(first: bytes, second: bytes, floor: float) -> bool:
    return bool(first and second) and (first == second or similarity(first, second) >= floor)


def count_outlets(mentions: Sequence[EventMention], texts: Mapping[str, int]) -> int:
    """The most outlets that can each be given a text of their own.

    Two outlets that print one text are one witness, and so is one outlet with two texts; all outlets whose
    names are not known count as one. A maximum matching of outlets and texts, by augmenting paths.
    """
    carried: dict[str, set[int]] = {}
    for mention in mentions:
        carried.setdefault(mention.outlet.casefold(), set()).add(texts[mention.event.document])
    keeper: dict[int, str] = {}

    def place(outlet: str, tried: set[int]) -> bool:
        for text in sorted(carried[outlet] - tried):
            tried.add(text)
            if text not in keeper or place(keeper[text], tried):
                keeper[text] = outlet
                return True
        return False

    return sum(place(outlet, set()) for outlet in sorted(carried))
