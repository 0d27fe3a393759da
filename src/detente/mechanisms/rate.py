"""How soon a state acts: the rate part of a dynamic network actor model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.core.errors import InputError, UsageError
from detente.mechanisms.event_choices import centre_rows, measure_choices
from detente.mechanisms.event_climb import Slope, climb
from detente.mechanisms.event_names import check_names, check_values
from detente.mechanisms.fit import Fit
from detente.mechanisms.histories import History, Places, walk_history
from detente.mechanisms.world import Bools, Covariate, Floats

__all__ = ["fit_rate"]

_INTERCEPT = "intercept"
_CHECKED = 100  # every how many moments covariates are looked at whole


def fit_rate(
    history: History, covariates: Sequence[Covariate], *, timed: bool = False, max_steps: int = 50
) -> Fit:
    """Fit which state acts next and, if `timed`, after how long.

    State i present acts at rate exp(βx_i). By the order of events alone the next to act is i with probability
    exp(βx_i) / Σ_k exp(βx_k). With `timed` there is an intercept too, a wait of length d with rates r_k has
    probability exp(-d Σ_k r_k), and a wait that a change of the world (or the end) cuts short counts as one
    without an event; the unit of time decides the intercept. Events of one moment follow each other without a
    wait.

    Args:
        history: Events and changes. With `timed`, `start` and `end` matter.
        covariates: Of the source alone (such as `Indegree` with ``of="source"``, `Ego`).
        timed: Whether the waits count.
        max_steps: Of Newton's method.

    Raises:
        UsageError: A covariate is of pairs, not of the source; one comes twice; or no covariate and no waits.
        InputError: Two covariates say the same, one never differs or decides every event, a value is not
            known, or with `timed` no time passes.

    Source: C. Stadtfeld & P. Block, Sociological Science 4 (2017) 318.
    """
    names = check_names(covariates, at_least=0 if timed else 1)
    rows, there, sources, waits = _gather(history, covariates, timed=timed)
    check_values(rows[there], names)
    if timed:
        if not waits.sum() > 0:
            raise InputError("no time passes in the history", hint="give times or leave out timed")
        names = (_INTERCEPT, *names)
        rows = np.concatenate((np.ones((*rows.shape[:2], 1)), rows), axis=2)
        rows[~there] = 0.0
        sizes = np.abs(rows).max(axis=(0, 1))
    else:
        sizes = centre_rows(rows, there)
    acted = sources >= 0
    chosen = rows[np.flatnonzero(acted), sources[acted]]

    def measure(beta: Floats) -> Slope:
        if timed:
            return _measure_waits(beta, rows, chosen, there, waits)
        return measure_choices(beta, rows, chosen, there)

    start = np.zeros(len(names))
    if timed:
        start[0] = np.log(acted.sum() / (waits * there.sum(axis=1)).sum())
    summit = climb(measure, names, sizes=sizes, start=start, max_steps=max_steps)
    return Fit(
        model="rate",
        names=names,
        coefficients=summit.coefficients,
        covariance=summit.covariance,
        errors="information",
        log_likelihood=summit.log_likelihood,
        n_rows=sources.size,
        n_clusters=0,
        n_left_out=0,
        converged=summit.converged,
    )


def _gather(
    history: History, covariates: Sequence[Covariate], *, timed: bool
) -> tuple[Floats, Bools, Places, Floats]:
    rows, there, sources, waits = [], [], [], []
    latest: tuple[Floats, ...] = ()
    for moment in walk_history(history, covariates, waits=timed):
        # Off the diagonal a trait of the source is the same all along its row.
        rows.append([np.append(values[:-1, -1], values[-1, 0]) for values in moment.values])
        there.append(moment.present.copy())
        sources.append(moment.source)
        waits.append(moment.waited)
        latest = moment.values
        if len(rows) % _CHECKED == 1:
            _check_rows(covariates, latest)
    _check_rows(covariates, latest)
    by_state = np.array(rows, dtype=np.float64).reshape(len(rows), len(covariates), history.world.n_states)
    return (
        np.ascontiguousarray(by_state.transpose(0, 2, 1)),
        np.array(there),
        np.array(sources, dtype=np.int64),
        np.array(waits, dtype=np.float64),
    )


def _check_rows(covariates: Sequence[Covariate], values: Sequence[Floats]) -> None:
    for covariate, array in zip(covariates, values, strict=True):
        off = array[~np.eye(len(array), dtype=bool)].reshape(len(array), -1)
        if not np.array_equal(off, np.broadcast_to(off[:, :1], off.shape), equal_nan=True):
            raise UsageError(
                f"{covariate.name} is of pairs of states, not of the one that acts",
                hint="take one of the source, such as Indegree(..., of='source') or Ego(...)",
            )


def _measure_waits(beta: Floats, rows: Floats, chosen: Floats, there: Bools, waits: Floats) -> Slope:
    flat = rows.reshape(-1, beta.size)
    with np.errstate(over="ignore", invalid="ignore"):  # a step too far is taken back by the climb
        rates = np.where(there, np.exp(rows @ beta), 0.0) * waits[:, None]
        expected = rates.reshape(-1)
        height = float((chosen @ beta).sum() - expected.sum())
        information = flat.T @ (flat * expected[:, None])
        return height, chosen.sum(axis=0) - expected @ flat, information
