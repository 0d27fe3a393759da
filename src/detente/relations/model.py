"""What the model of relations knows beside the observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from math import inf

import numpy as np

from detente.core.errors import InputError
from detente.relations.scans import Floats

__all__ = ["LevelParameters", "RelationModel", "displacement_variance"]


@dataclass(frozen=True, slots=True)
class LevelParameters:
    """How the levels of all dyads behave in one domain.

    The level of a dyad is its long-run mean plus an Ornstein-Uhlenbeck process: covariance between two days
    ``sd**2 * exp(-days apart / reversion_days)``. Long-run means are normal about `mean`. An observation of
    weight w sees the level with variance ``noise_sd**2 / w``; what is seen of a dyad on one day has
    ``day_sd**2`` more in common, so that many reports of a bad day do not make a bad year.

    Attributes:
        mean: Of the long-run means, -10 to +10.
        between_sd: Standard deviation of the long-run means of dyads; 0 if all have the same.
        sd: Standard deviation of a level about its long-run mean.
        reversion_days: Days in which a departure falls to 1/e.
        noise_sd: Of one observation of weight 1.
        day_sd: Of what the observations of one day have in common and the level does not.
        scale_count: Observations' worth of belief that a dyad is as restless as all; infinite: it is. A dyad
            multiplies sd, noise and day by one number of its own, drawn to 1 by this count.

    Raises:
        InputError: If a number is not finite, or a scale is negative, or sd, reversion or noise is 0.
    """

    mean: float
    between_sd: float
    sd: float
    reversion_days: float
    noise_sd: float
    day_sd: float = 0.0
    scale_count: float = inf

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            above = field.name in {"sd", "reversion_days", "noise_sd", "scale_count"}
            infinite = np.isnan(value) if field.name == "scale_count" else not np.isfinite(value)
            if infinite or (field.name != "mean" and (value < 0 or (above and value == 0))):
                raise InputError(
                    f"{field.name} of a level cannot be {value!r}",
                    hint="scales are finite and 0 or more; sd, reversion, noise and count above 0",
                )

    def rescale(self, scale: float) -> LevelParameters:
        """Those of a dyad whose variances are `scale` times the common ones, and known to be."""
        root = scale**0.5
        own = replace(self, sd=self.sd * root, noise_sd=self.noise_sd * root, day_sd=self.day_sd * root)
        return replace(own, scale_count=inf)


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Parameters of the levels in every domain.

    Attributes:
        levels: By domain.
        log_likelihood: Of the observations they were fitted to, by domain; empty if they were set by hand.
        n_series: Dyads that they were fitted to, by domain.
        n_observations: Observations likewise.
    """

    levels: Mapping[str, LevelParameters]
    log_likelihood: Mapping[str, float]
    n_series: Mapping[str, int]
    n_observations: Mapping[str, int]


def displacement_variance(spread: Floats, sd: Floats | float, reversion_days: Floats | float) -> Floats:
    """Mean squared difference between the level on an unknown day of a span and that in its middle.

    For days u evenly within `spread` of the middle the mean of ``2 sd**2 (1 - exp(-|u| / reversion_days))``.
    """
    ratio = spread / reversion_days
    small = ratio < 1e-5
    safe = np.where(small, 1.0, ratio)
    share = np.where(small, ratio / 2.0, 1.0 + np.expm1(-safe) / safe)
    return np.asarray(2.0 * np.square(sd) * share, dtype=np.float64)
