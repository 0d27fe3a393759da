"""The noun that leaves this room."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HALF_LIFE_MONTHS", "MOVING", "Relation"]

MOVING = frozenset({"occurred", "ongoing"})
"""The statuses that move a relation; plans, possibilities, questions and denials are listed and do not."""

HALF_LIFE_MONTHS = 24.0
"""Months in which the weight of an event in the level falls by half."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What the events of one period say of two actors.

    The level is a weighted mean of all intensities so far, older ones counting less, drawn towards 0. With
    the periods of a dyad in order, ``W`` and ``S`` beginning at 0, and ``f = 0.5 ** (months since the last
    listed period / 24)``::

        W = f * W + sum(weights of the period)
        S = f * S + sum(weight * intensity)
        level = S / (1 + W)

    The 1 stands for one sure, neutral event that never ages: a dyad with little news, or none for long, is
    near 0. The level is descriptive. It has no interval, knows no domains, trusts the number of reports, and
    cannot say that a relation is bad because it is low, nor why it moved.

    Attributes:
        dyad: Two actors, in alphabetical order: ``(a, b)``.
        period: EDTF year or month; None for the events without a date.
        n_events: Events that moved the relation in the period (occurred or ongoing). An event that lasts
            over several periods is counted in each, and its weight divided among them.
        n_by_quad: The same by quad class 1 to 4.
        n_source_a: Of these, events in which a acts on b.
        n_source_b: Events in which b acts on a; symmetric events are in neither.
        n_others: Planned, possible, asked, denied and negotiated events: listed, and moving nothing.
        mean_intensity: Weighted mean, -10 to +10; None if nothing has weight.
        weight: Sum over the events of confidence times the period's share in the event.
        level: At the end of the period, -10 to +10; None for the events without a date.
        events: Identities of the events counted, in order.
        others: Identities of the other events, in order.
    """

    dyad: tuple[str, str]
    period: str | None
    n_events: int
    n_by_quad: tuple[int, int, int, int]
    n_source_a: int
    n_source_b: int
    n_others: int
    mean_intensity: float | None
    weight: float
    level: float | None
    events: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def conflict_share(self) -> float | None:
        """Share of the events counted that are conflict (quad classes 3 and 4); None without events."""
        return sum(self.n_by_quad[2:]) / self.n_events if self.n_events else None
