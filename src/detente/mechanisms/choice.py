"""Which state does a state choose when it acts: the choice part of a dynamic network actor model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.mechanisms.event_choices import centre_rows, gather_choices, measure_choices
from detente.mechanisms.event_climb import climb
from detente.mechanisms.event_names import check_names, check_values
from detente.mechanisms.fit import Fit
from detente.mechanisms.histories import History
from detente.mechanisms.world import Covariate

__all__ = ["fit_choice"]


def fit_choice(history: History, covariates: Sequence[Covariate], *, max_steps: int = 50) -> Fit:
    """Fit whom the sources of events choose, given that they act.

    Of source i the probability to choose j is exp(βx_ij) / Σ_k exp(βx_ik), k over the states present other
    than i: a multinomial (conditional) logit. Fitted by Newton's method with the exact gradient and Hessian;
    standard errors from the information. The log-likelihood has no constant left out.

    Args:
        history: Events and changes.
        covariates: What the sources may go by; names must differ.
        max_steps: Of Newton's method.

    Raises:
        InputError: Two covariates say the same, one never differs between the targets of a source or decides
            every event, or a value is not known.

    Source: C. Stadtfeld & P. Block, Sociological Science 4 (2017) 318.
    """
    names = check_names(covariates)
    rows, offered, targets = gather_choices(history, covariates)
    check_values(rows[offered], names)
    sizes = centre_rows(rows, offered)
    chosen = rows[np.arange(targets.size), targets]
    summit = climb(
        lambda beta: measure_choices(beta, rows, chosen, offered), names, sizes=sizes, max_steps=max_steps
    )
    n_open = int((offered.sum(axis=1) > 1).sum())
    return Fit(
        model="choice",
        names=names,
        coefficients=summit.coefficients,
        covariance=summit.covariance,
        errors="information",
        log_likelihood=summit.log_likelihood,
        n_rows=n_open,
        n_clusters=0,
        n_left_out=history.n_events - n_open,
        converged=summit.converged,
    )
