"""Who votes in which period, and where each state sat the time before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import InputError, UnknownNameError
from detente.system.network import Floats

__all__ = ["Ints", "Period", "Seats", "build_seats", "build_start", "sort_periods"]

Ints = NDArray[np.int64]
Period = int | str


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """A seat is a state in a period in which it voted; seats are sorted by period, then by state.

    Attributes:
        states: Their names, sorted.
        periods: Sorted.
        state: Of each seat, an index of `states`.
        period: Of each seat, an index of `periods`.
        bounds: Where the seats of each period begin, and the end; one longer than `periods`.
        before: The seat of the same state in the last period in which it voted; -1 if there is none, or if
            periods are not linked.
        gap: Periods since then; 0 if there is none.
    """

    states: tuple[str, ...]
    periods: tuple[Period, ...]
    state: Ints
    period: Ints
    bounds: Ints
    before: Ints
    gap: Ints

    @property
    def n_seats(self) -> int:
        """States, counted once for each period in which they voted."""
        return len(self.state)

    def find_span(self, period: int) -> slice:
        """The seats of a period."""
        return slice(int(self.bounds[period]), int(self.bounds[period + 1]))

    def spread(self, values: Floats) -> Floats:
        """Values of seats as a table, shape (periods, states); NaN where a state did not vote."""
        table = np.full((len(self.periods), len(self.states)), np.nan)
        table[self.period, self.state] = values
        return table


def sort_periods(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Each period once, in order.

    Raises:
        InputError: If some are numbers and some are text.
    """
    try:
        return tuple(sorted(set(periods)))
    except TypeError:
        raise InputError("periods are numbers and text", hint="all numbers (years), or all text") from None


def build_seats(
    states: tuple[str, ...], periods: tuple[Period, ...], present: NDArray[np.bool_], *, linked: bool
) -> Seats:
    """Seats of a table of who voted when.

    Args:
        states: Names, sorted.
        periods: Sorted.
        present: Shape (periods, states).
        linked: Whether a state carries its point from one period into the next.
    """
    period, state = np.nonzero(present)
    before, last = np.full(len(state), -1), np.full(len(states), -1)
    bounds = np.r_[0, np.cumsum(present.sum(axis=1))]
    for begin, end in pairwise(bounds.tolist()):
        before[begin:end] = last[state[begin:end]] if linked else -1
        last[state[begin:end]] = np.arange(begin, end)
    gap = np.where(before >= 0, period - period[before], 0)
    return Seats(states, periods, state, period, bounds, before, gap)


def build_start(seats: Seats, scores: list[Floats], anchor: str) -> Floats:
    """Scores of each period, of arbitrary sign and scale, as one start: signs agree, spread is 1.

    The sign of a period is that which agrees with the states' scores before; the sign of the first, or of
    a period that shares no state with earlier ones or is not linked, is that which makes the anchor
    positive.

    Raises:
        UnknownNameError: If the anchor never voted.
        InputError: If the sign of a period is open because the anchor did not vote in it.
    """
    if anchor not in seats.states:
        raise UnknownNameError(f"the anchor {anchor!r} never voted", hint="anchor: a state to the right")
    at = seats.states.index(anchor)
    start = np.zeros(seats.n_seats)
    for period, score in enumerate(scores):
        span = seats.find_span(period)
        spread = float(score.std())
        before = seats.before[span]
        carried = np.where(before >= 0, start[before], 0.0)
        if spread <= 0:  # nothing was seen: states stay where they were
            start[span] = carried
            continue
        scaled = np.clip((score - score.mean()) / spread, -3.0, 3.0)
        agrees = float(carried @ scaled)
        if not (before >= 0).any():
            own = scaled[seats.state[span] == at]
            if not len(own):
                raise InputError(
                    f"period {seats.periods[period]!r}: neither the anchor {anchor!r} nor any state before",
                    hint="another anchor, or periods that share states and a step",
                )
            agrees = float(own[0])
        start[span] = scaled if agrees >= 0 else -scaled
    return _turn(seats, start, at)


def _turn(seats: Seats, start: Floats, at: int) -> Floats:
    """The whole start with the anchor positive on average, if periods are linked."""
    linked = bool((seats.before >= 0).any())
    return -start if linked and start[seats.state == at].mean() < 0 else start
