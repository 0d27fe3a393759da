"""What every model of events asks of its covariates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.core.errors import InputError, UsageError
from detente.mechanisms.world import Covariate, Floats

__all__ = ["check_names", "check_values"]


def check_names(covariates: Sequence[Covariate], *, at_least: int = 1) -> tuple[str, ...]:
    """Names of the covariates.

    Raises:
        UsageError: There are fewer than `at_least`, or one comes twice.
    """
    names = tuple(covariate.name for covariate in covariates)
    twice = sorted({name for name in names if names.count(name) > 1})
    if len(names) < at_least or twice:
        raise UsageError(
            f"covariate(s) given twice: {', '.join(twice)}" if twice else "a model without covariates",
            hint="give each covariate once",
        )
    return names


def check_values(rows: Floats, names: Sequence[str]) -> None:
    """Refuse values that are not finite, shape (rows, names).

    Raises:
        InputError: There are some.
    """
    wrong = [names[place] for place in np.flatnonzero(~np.isfinite(rows).all(axis=0)).tolist()]
    if wrong:
        raise InputError(
            f"covariate(s) with values that are not known: {', '.join(wrong)}",
            hint="fill the trait, or build the history with missing='mean'",
        )
