"""All claims that say one thing of a dyad, with the few that stand for the rest."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from detente.accounts.telling import LATEST, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.coding.statements import Claim

__all__ = ["Sayings", "Sense", "gather_sayings"]

_KEPT = 2  # that stand for all of one month


class Sense(NamedTuple):
    """What is said: equal for claims that say the same of one dyad."""

    domain: str
    claim: str
    tense: str
    affirms: bool


@dataclass(frozen=True, slots=True)
class Sayings:
    """The claims of one sense on one dyad.

    Attributes:
        months: Month (years times 12 plus months) to the two surest claims told in it, of two voices.
        undated: Undated document to its surest claims, likewise.
        surest: The surest of the undated ones.
        days: Ordinals of the days on which each dated claim was told, sorted.
    """

    months: Mapping[int, tuple[Claim, ...]]
    undated: Mapping[str, tuple[Claim, ...]]
    surest: tuple[Claim, ...]
    days: tuple[int, ...]

    def pair_with(self, other: Sayings) -> Iterator[tuple[Claim, Claim]]:
        """Pairs told within about a year, in one undated text, or both without a date."""
        for month, ours in self.months.items():
            for near in range(month - 12, month + 13):
                yield from product(ours, other.months.get(near, ()))
        for document, ours in self.undated.items():
            yield from product(ours, other.undated.get(document, ()))
        yield from product(self.surest, other.surest)

    def count_near(self, day: int | None) -> int:
        """How many were told within a year of a day; without one, in how many undated texts."""
        if day is None:
            return len(self.undated)
        return bisect_right(self.days, day + YEAR) - bisect_left(self.days, day - YEAR)


def gather_sayings(claims: Iterable[Claim], *, days: Mapping[str, int]) -> Sayings:
    """Group the claims of one sense by the month, or the undated document, in which they were told."""
    months: dict[int, list[Claim]] = {}
    undated: dict[str, list[Claim]] = {}
    told: list[int] = []
    for claim in claims:
        day = days.get(claim.document)
        if day is None:
            undated.setdefault(claim.document, []).append(claim)
        else:
            told.append(day)
            when = date.fromordinal(day)
            months.setdefault(when.year * 12 + when.month, []).append(claim)
    kept = {document: _surest(group, days) for document, group in undated.items()}
    return Sayings(
        months={month: _surest(group, days) for month, group in months.items()},
        undated=kept,
        surest=_surest([claim for group in kept.values() for claim in group], days),
        days=tuple(sorted(told)),
    )


def _surest(claims: Iterable[Claim], days: Mapping[str, int]) -> tuple[Claim, ...]:
    """The surest, then earliest, of different voices."""
    order = sorted(claims, key=lambda claim: (-claim.confidence, days.get(claim.document, LATEST), claim.id))
    voices: dict[tuple[str, str], Claim] = {}
    for claim in order:
        voices.setdefault((claim.document, claim.asserted_by), claim)
        if len(voices) == _KEPT:
            break
    return tuple(voices.values())
