"""A sentence with a marked pair of actors, and what a type model says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["FINER_TYPES", "NO_EVENT", "MarkedPair", "PairReading", "PairTyper"]

NO_EVENT = "NONE"
"""The class of a pair between which nothing is told."""

FINER_TYPES: tuple[str, ...] = ("COERCE/force", "SANCTION/convict")
"""Classes finer than a type, where published tables differ.

``COERCE/force`` (cyber attack, blockade, occupation) is ASSAULT in the older table, ``SANCTION/convict``
ACCUSE; the part before the slash is always the PLOVER type of today.
"""


@dataclass(frozen=True, slots=True)
class MarkedPair:
    """A sentence and the two actors asked about.

    Attributes:
        text: The sentence.
        source: Half-open range of the actor that may act; empty (start = end) if the text does not name it.
        target: Half-open range of the actor that may be acted upon; empty if the text does not name it.
    """

    text: str
    source: tuple[int, int]
    target: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PairReading:
    """What a model says of a pair.

    Attributes:
        probabilities: By class: PLOVER types, `NO_EVENT` and `FINER_TYPES`; they add up to 1.
        mode: The likeliest mode of the likeliest type, or None.
        statuses: Probabilities of the statuses, given that there is an event.
    """

    probabilities: Mapping[str, float]
    mode: str | None = None
    statuses: Mapping[str, float] = field(default_factory=dict)


class PairTyper(Protocol):
    """Whatever can say what is told between two actors."""

    def type_pairs(self, pairs: Sequence[MarkedPair]) -> list[PairReading]:
        """One reading a pair, in order."""
        ...
