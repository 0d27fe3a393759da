"""Balance and polarity of the system over time, with bands for signs that are not sure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from detente.report.system_contexts import CurveContext, CurvePoint
from detente.report.words import count, share_words
from detente.system import SignedGraph, measure_null, measure_triads
from detente.system.clusterability import find_camps_without
from detente.system.descent import arrange_camps, build_matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.report.system_frames import Frame
    from detente.system import System

__all__ = ["LEAST_STATES", "LEAST_TRIANGLES", "build_balance", "build_poles", "count_poles", "percent"]

LEAST_TRIANGLES = 3
"""With fewer a share says nothing."""
LEAST_STATES = 6
"""With sure ties; with fewer there is no order to speak of."""
_DRAWS, _CAMP_DRAWS, _PERMUTATIONS = 200, 60, 1000
_KICKS = 2
_ENDS = (0.05, 0.95)

Measure = tuple[float, float, float]


def percent(share: float) -> str:
    """A share as whole per cent.

    >>> percent(0.667)
    '67%'
    """
    return f"{100 * share:.0f}%"


def build_balance(frames: Sequence[Frame]) -> CurveContext:
    """The balanced share of the triangles at the end of each period."""
    values = [_balance_of(frame) for frame in frames]
    words = _tell_balance(frames[-1], values[-1]) if frames else ""
    return CurveContext("Balance", "share", _points(frames, values), words)


def _balance_of(frame: Frame) -> Measure | None:
    """As `detente.system.measure_balance_course` has it: the same draws."""
    if frame.system is None or frame.graph is None:
        return None
    triads = measure_triads(frame.system)
    if triads.balanced_share is None or triads.total < LEAST_TRIANGLES:
        return None
    graph = frame.graph
    draws = _draw_signs(frame.system, graph, n_draws=_DRAWS)
    signs = np.zeros((_DRAWS, graph.n, graph.n))
    signs[:, graph.first, graph.second] = signs[:, graph.second, graph.first] = draws
    shares = 0.5 + np.einsum("dij,dji->d", signs @ signs, signs) / (12.0 * triads.total)
    low, high = np.quantile(shares, _ENDS)
    return triads.balanced_share, float(low), float(high)


def _draw_signs(system: System, graph: SignedGraph, *, n_draws: int) -> NDArray[np.int64]:
    """Signs of the sure ties, each drawn by its probability, shape (draws, ties)."""
    sure = system.positive[0][graph.first, graph.second]
    return np.where(np.random.default_rng(0).random((n_draws, graph.m)) < sure, 1, -1)


def _tell_balance(frame: Frame, found: Measure | None) -> str:
    if frame.system is None:
        return ""
    total = measure_triads(frame.system).total
    if found is None:
        some = f"{count(total, 'triangle')} of sure ties" if total else "no triangle of sure ties"
        least = f"a share is told from {LEAST_TRIANGLES} on"
        return f"At the newest date there {'are' if total > 1 else 'is'} {some}; {least}."
    share, low, high = found
    text = (
        f"At the newest date {round(share * total):,} of {count(total, 'triangle')} are balanced, "
        f"{percent(share)}; with the signs drawn by their probabilities it is {percent(low)} to "
        f"{percent(high)} in 90% of the draws."
    )
    null = measure_null(frame.system, n_draws=_PERMUTATIONS)
    if null.mean is None or null.p_value is None or null.z is None:
        return f"{text} All ties have one sign, so that it could not be otherwise."
    often = "under 0.01" if null.p_value < 0.01 else share_words(null.p_value)
    chance = f"The same signs dealt among the same ties at random give {percent(null.mean)}"
    return f"{text} {chance}, and in {often} of such deals as much balance or more."


def build_poles(frames: Sequence[Frame]) -> CurveContext:
    """The number of camps in effect at the end of each period."""
    values = [_poles_of(frame) for frame in frames]
    last = values[-1] if values else None
    words = f"At the newest date fewer than {LEAST_STATES} states have a sure tie."
    if last is not None:
        words = (
            f"At the newest date {last[0]:.1f} camps in effect, with the signs drawn by their probabilities "
            f"{last[1]:.1f} to {last[2]:.1f} in 90% of the draws."
        )
    return CurveContext("Camps in effect", "number", _points(frames, values), words)


def count_poles(camp: NDArray[np.int64], tied: NDArray[np.bool_]) -> float:
    """The effective number of camps among the states with a tie: 1 / sum of squared shares."""
    _, sizes = np.unique(camp[tied], return_counts=True)
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def _poles_of(frame: Frame) -> Measure | None:
    if frame.system is None or frame.camps is None or frame.graph is None:
        return None
    graph, camp = frame.graph, frame.camps.camp
    tied = np.zeros(graph.n, dtype=bool)
    tied[graph.first] = tied[graph.second] = True
    if tied.sum() < LEAST_STATES:
        return None
    seen: dict[bytes, float] = {}
    draws = []
    for sign in _draw_signs(frame.system, graph, n_draws=_CAMP_DRAWS):
        key = sign.tobytes()
        if key not in seen:
            seen[key] = count_poles(_rearrange(graph, sign, start=camp), tied)
        draws.append(seen[key])
    low, high = np.quantile(draws, _ENDS)
    return count_poles(camp, tied), float(low), float(high)


def _rearrange(graph: SignedGraph, sign: NDArray[np.int64], *, start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Good camps of other signs, from those there are; as fine as they can be."""
    drawn = SignedGraph(graph.n, graph.first, graph.second, sign, graph.weight)
    camp = arrange_camps(drawn, start, matrix=build_matrix(drawn), kicks=_KICKS, deadline=math.inf)
    broken = (camp[graph.first] == camp[graph.second]) != (sign > 0)
    return find_camps_without(drawn, broken)


def _points(frames: Sequence[Frame], values: Sequence[Measure | None]) -> tuple[CurvePoint, ...]:
    return tuple(
        CurvePoint(
            day=frame.when.toordinal(),
            start=frame.period.start.toordinal(),
            end=frame.period.end.toordinal(),
            silent=not frame.news,
            value=value[0] if value else None,
            low=value[1] if value else 0.0,
            high=value[2] if value else 0.0,
        )
        for frame, value in zip(frames, values, strict=True)
    )
