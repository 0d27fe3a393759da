"""What every estimator of this room returns, and what is read from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from detente.core.errors import UnknownNameError
from detente.mechanisms.world import Floats

__all__ = ["COVERAGE", "Errors", "Fit", "find_effect", "find_intervals", "find_p_values"]

Errors = Literal["information", "clustered", "dyad-robust"]
COVERAGE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A model that was fitted.

    Attributes:
        model: What was fitted (``choice``, ``rate``, ``coordination``, ``counts``, ``meeting``, ``sign``,
            ``tone``).
        names: Of the coefficients.
        coefficients: Shape (names,), on the scale of the linear predictor.
        covariance: Of the coefficients, shape (names, names).
        errors: How the covariance was found.
        log_likelihood: At the coefficients, constants as each estimator says.
        n_rows: Observations used.
        n_clusters: Independent groups behind the covariance; 0 if each row is taken as independent.
        n_left_out: Rows that say nothing of the coefficients (a group without variation, a missing value).
        converged: Whether the optimum was reached.
    """

    model: str
    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    errors: Errors
    log_likelihood: float
    n_rows: int
    n_clusters: int
    n_left_out: int
    converged: bool

    @property
    def standard_errors(self) -> Floats:
        """Square roots of the diagonal of the covariance, shape (names,)."""
        found: Floats = np.sqrt(np.diagonal(self.covariance))
        return found


def find_effect(fit: Fit, name: str) -> tuple[float, float]:
    """A coefficient and its standard error.

    Raises:
        UnknownNameError: The fit has none of that name.
    """
    if name not in fit.names:
        raise UnknownNameError(f"no coefficient {name!r}", hint=f"one of {', '.join(fit.names)}")
    place = fit.names.index(name)
    return float(fit.coefficients[place]), float(fit.standard_errors[place])


def find_intervals(fit: Fit, *, coverage: float = COVERAGE) -> Floats:
    """Intervals of the coefficients by the normal distribution, shape (names, 2)."""
    half = NormalDist().inv_cdf(0.5 + coverage / 2) * fit.standard_errors
    return np.column_stack((fit.coefficients - half, fit.coefficients + half))


def find_p_values(fit: Fit) -> Floats:
    """Two-sided p-values of the coefficients by the normal distribution, shape (names,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(fit.coefficients / fit.standard_errors)
    return np.array([math.erfc(value / math.sqrt(2)) for value in z.tolist()], dtype=np.float64)
