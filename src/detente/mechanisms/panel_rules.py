"""How a panel is made: what counts as a tie, how long the past lasts, and which way a dyad looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.core.errors import UsageError
from detente.mechanisms.world import Floats

__all__ = ["PanelRules", "find_ties", "trail"]


@dataclass(frozen=True, slots=True)
class PanelRules:
    """The rules of a panel.

    Attributes:
        lag: Periods between the world that covariates see and the outcome. 0 sees the outcome's own period:
            it describes, and tests nothing.
        back: Periods between `earlier` and the world that covariates see.
        directed: Whether i to j and j to i are two rows.
        join: How a covariate that differs between the two directions becomes one number of an undirected
            dyad. The mean is the pull of both together and keeps coefficients additive; the max is for
            those who hold that one willing side makes the meeting.
        half_life: Periods after which a past event counts half; 0 if only the period itself counts.
        least: Events, so weighted, below which a tie has no settled sign.
        margin: Standard deviations by which events must depart from `neutral` to settle a sign.
        neutral: Share of cooperative events at which a tie is neither friendly nor hostile.
        prior: Neutral events added before a tie is weighed: little evidence, little weight.
    """

    lag: int = 1
    back: int = 1
    directed: bool = False
    join: Literal["mean", "max"] = "mean"
    half_life: float = 1.0
    least: float = 3.0
    margin: float = 1.645
    neutral: float = 0.5
    prior: float = 5.0

    def __post_init__(self) -> None:
        if self.lag < 0 or self.back < 1:
            raise UsageError(
                f"lag {self.lag} and back {self.back}", hint="a lag of 0 or more, back of 1 or more"
            )
        if self.join not in ("mean", "max"):
            raise UsageError(f"join {self.join!r} is unknown", hint="mean or max")
        if not 0 < self.neutral < 1:
            raise UsageError(f"neutral {self.neutral!r} is no share between 0 and 1", hint="0.5 is even")
        amounts = (self.half_life, self.least, self.margin, self.prior)
        if not all(math.isfinite(amount) and amount >= 0 for amount in amounts):
            raise UsageError(f"half_life, least, margin, prior are {amounts}", hint="each 0 or more")


def trail(counts: Floats, half_life: float) -> Floats:
    """Counts with the past, each period of it weighing less: ``s_t = x_t + 2^(-1/h) s_(t-1)``.

    Args:
        counts: Shape (periods, ...).
        half_life: h, in periods.
    """
    kept = 2.0 ** (-1.0 / half_life) if half_life > 0 else 0.0
    out = counts.copy()
    for period in range(1, len(out)):
        out[period] += kept * out[period - 1]
    return out


def find_ties(cooperative: Floats, conflictual: Floats, rules: PanelRules) -> Floats:
    """Signed ties of counts: 0 unless the sign is settled.

    With p cooperative and c conflictual events, N = p + c, m the neutral share: settled if ``N >= least`` and
    ``|p - m N| >= margin sqrt(m (1 - m) N)`` and not 0; then ``2 ((1 - m) p - m c) / (N + prior)``. The bound
    takes events as independent, which reports are not: raise `margin` for sources that repeat themselves.
    """
    total, m = cooperative + conflictual, rules.neutral
    lean = (1 - m) * cooperative - m * conflictual
    settled = (total >= rules.least) & (np.abs(lean) >= rules.margin * np.sqrt(m * (1 - m) * total))
    ties: Floats = np.divide(
        2 * lean, total + rules.prior, out=np.zeros_like(total), where=settled & (total > 0)
    )
    return ties
