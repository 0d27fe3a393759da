"""How many independent outlets tell an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.documents.signatures import signature_values

if TYPE_CHECKING:
    from detente.identity.mention import EventMention

__all__ = ["count_outlets", "group_reprints"]


def group_reprints(mentions: Sequence[EventMention], *, floor: float) -> dict[str, int]:
    """Document to the number of its text: documents of a similarity of `floor` or more are one text."""
    signatures = {mention.event.document: mention.signature for mention in mentions}
    documents = sorted(signatures)
    number = {document: place for place, document in enumerate(documents)}
    texts: dict[bytes, int] = {}
    for document in documents:
        if signatures[document]:
            number[document] = texts.setdefault(signatures[document], number[document])
    if len(texts) > 1:
        names = _smallest_alike(list(texts), list(texts.values()), floor)
        number = {document: names.get(place, place) for document, place in number.items()}
    return number


def _smallest_alike(signatures: Sequence[bytes], places: Sequence[int], reprint: float) -> dict[int, int]:
    """Of each place, in rising order, the smallest that a chain of alike texts leads to."""
    values = np.array([signature_values(signature) for signature in signatures], dtype=np.uint32)
    found = np.array(places, dtype=np.int64)
    for here, row in enumerate(values):
        before = found[:here]
        alike = np.unique(before[np.count_nonzero(values[:here] == row, axis=1) / values.shape[1] >= reprint])
        if len(alike):
            found[here] = alike[0]
        if len(alike) > 1:
            before[np.isin(before, alike)] = alike[0]
    return dict(zip(places, found.tolist(), strict=True))


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
