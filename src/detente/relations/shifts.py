"""How far levels moved between two days, and to which side an actor leans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import erfc

import numpy as np

from detente.core.errors import InputError
from detente.relations.course import COVERAGE, days_of, find_quantile, measure_course
from detente.relations.levels import Levels, find_domain, find_series, measure_covariance, measure_moments
from detente.relations.observations import Dyad, Integers
from detente.relations.scans import Floats

__all__ = ["Shift", "Tilt", "measure_shift", "measure_tilt", "rank_shifts"]


@dataclass(frozen=True, slots=True)
class Shift:
    """The change of a dyad's level between two days.

    Attributes:
        dyad: In alphabetical order.
        domain: Its name.
        start: The first day.
        end: The second.
        before: Posterior mean of the level on the first day.
        after: On the second.
        change: Posterior mean of the change.
        sd: Its posterior standard deviation; the two days' levels hang together, and this knows how.
        wrong_sign: Probability that the level moved the other way, or by less than asked: the local false
            sign rate.
        false_share: Expected share of wrong signs among all shifts of the ranking that are at least as
            sure; that of the shift itself outside a ranking.
    """

    dyad: Dyad
    domain: str
    start: date
    end: date
    before: float
    after: float
    change: float
    sd: float
    wrong_sign: float
    false_share: float

    def interval(self, coverage: float = COVERAGE) -> tuple[float, float]:
        """Ends between which the change lies with that probability."""
        half = find_quantile(coverage) * self.sd
        return self.change - half, self.change + half


@dataclass(frozen=True, slots=True, eq=False)
class Tilt:
    """To which of two others an actor leans: its level with the one less its level with the other.

    Attributes:
        actor: The one between.
        toward: Positive values lean here …
        against: … and negative ones here.
        domain: Its name.
        dates: The days.
        mean: Posterior mean of the difference, shape (Q,).
        sd: Its posterior standard deviation.
    """

    actor: str
    toward: str
    against: str
    domain: str
    dates: tuple[date, ...]
    mean: Floats
    sd: Floats

    def interval(self, coverage: float = COVERAGE) -> tuple[Floats, Floats]:
        """Lower and upper ends."""
        half = find_quantile(coverage) * self.sd
        return self.mean - half, self.mean + half


def measure_tilt(
    levels: Levels, actor: str, between: tuple[str, str], *, dates: Sequence[date], domain: str = "overall"
) -> Tilt:
    """The tilt of an actor between two others on some days.

    Given the parameters the levels of two dyads are independent, so their variances add. It says nothing of
    how the two others stand to each other.

    Raises:
        UnknownNameError: If nothing was seen of one of the dyads.
    """
    toward, against = (
        measure_course(levels, (actor, other), domain=domain, dates=dates) for other in between
    )
    sd = np.hypot(toward.sd, against.sd)
    return Tilt(actor, between[0], between[1], domain, toward.dates, toward.mean - against.mean, sd)


def measure_shift(levels: Levels, dyad: Dyad, window: tuple[date, date], *, domain: str = "overall") -> Shift:
    """The change of one dyad's level between two days.

    Raises:
        UnknownNameError: If nothing was seen of the dyad, or there is no such domain.
        InputError: If the second day is not after the first.
    """
    series = find_series(levels, dyad, domain)
    if series >= 0:
        return _measure(levels, np.array([series]), window, least=0.0)[0]
    _check(window)
    prior = levels.model.levels[domain]
    apart = float(np.diff(days_of(window))[0])
    sd = prior.sd * (-2.0 * np.expm1(-apart / prior.reversion_days)) ** 0.5
    pair = (min(dyad), max(dyad))
    return Shift(pair, domain, *window, prior.mean, prior.mean, 0.0, float(sd), 0.5, 0.5)


def rank_shifts(
    levels: Levels,
    window: tuple[date, date],
    *,
    domain: str = "overall",
    least: float = 0.0,
    false_share: float | None = None,
) -> list[Shift]:
    """The shifts of all dyads between two days, the largest first.

    The means are drawn to 0 as far as little is known, so the largest are not merely the noisiest. The false
    share is the mean of the local false sign rates of all shifts at least as sure (the s-value of Stephens,
    Biostatistics 18, 2017; a false-discovery rate for signs in the sense of Efron, Large-Scale Inference,
    2010). It trusts the model.

    Args:
        levels: Smoothed.
        window: Two days.
        domain: Its name.
        least: A change that matters; one below it counts as wrong.
        false_share: Keep only shifts whose false share is no more than this.

    Raises:
        InputError: If the second day is not after the first.
        UnknownNameError: If there is no such domain.
    """
    series = np.flatnonzero(levels.chain.domain == find_domain(levels, domain))
    shifts = _measure(levels, series, window, least=least)
    if false_share is not None:
        shifts = [shift for shift in shifts if shift.false_share <= false_share]
    return sorted(shifts, key=lambda shift: (-abs(shift.change), shift.dyad))


def _check(window: tuple[date, date]) -> None:
    if window[0] >= window[1]:
        raise InputError(
            f"a shift from {window[0]} to {window[1]} goes back in time", hint="give the earlier day first"
        )


def _measure(levels: Levels, series: Integers, window: tuple[date, date], *, least: float) -> list[Shift]:
    _check(window)
    days = tuple(np.full(series.size, float(when.toordinal())) for when in window)
    before, after = (measure_moments(levels, series, day) for day in days)
    both = measure_covariance(levels, series, (days[0], days[1]))
    change = after.mean - before.mean
    variance = np.maximum(before.variance + after.variance - 2.0 * both, 0.0)
    sd = np.sqrt(np.maximum(variance, np.finfo(float).tiny))
    wrong = np.array([0.5 * erfc(value / 2.0**0.5) for value in (np.abs(change) - least) / sd])
    order = np.argsort(wrong, kind="stable")
    share = np.empty_like(wrong)
    share[order] = np.cumsum(wrong[order]) / np.arange(1, wrong.size + 1)
    observations = levels.observations
    return [
        Shift(
            dyad=observations.dyads[levels.chain.dyad[one]],
            domain=observations.domains[levels.chain.domain[one]],
            start=window[0],
            end=window[1],
            before=float(before.mean[row]),
            after=float(after.mean[row]),
            change=float(change[row]),
            sd=float(sd[row]),
            wrong_sign=float(wrong[row]),
            false_share=float(share[row]),
        )
        for row, one in enumerate(series)
    ]
