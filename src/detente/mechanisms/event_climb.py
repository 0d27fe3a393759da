"""The summit of a log-likelihood by Newton's method, and why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.errors import InputError
from detente.mechanisms.world import Floats

__all__ = ["Slope", "Summit", "climb"]

Slope = tuple[float, Floats, Floats]
"""Log-likelihood, its gradient, and its information (minus the Hessian)."""

_GAIN = 1e-10  # what another step would add to the log-likelihood
_IDLE = 1e-7  # least square root of the information, by the size of the covariate
_FLAT = 1e-9  # least eigenvalue of the information, scaled to a diagonal of 1
_GONE = 1e-7  # share of the information at the start that is left where an estimate runs away
_HALVINGS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Summit:
    """Where the climb ended.

    Attributes:
        coefficients: Shape (names,).
        covariance: Inverse of the information there, shape (names, names).
        log_likelihood: There.
        converged: Whether another step would have gained nothing.
    """

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    converged: bool


def climb(
    measure: Callable[[Floats], Slope],
    names: Sequence[str],
    *,
    sizes: Floats,
    start: Floats | None = None,
    stride: float = np.inf,
    max_steps: int = 50,
) -> Summit:
    """Climb a log-likelihood from `start` (0), halving steps that lose height.

    Args:
        measure: Log-likelihood, gradient and information at given coefficients.
        names: Of the coefficients.
        sizes: How large each covariate is, or how wide its range, to tell constant from small.
        start: Where to begin.
        stride: How far a step may go at most, times the size of the covariate.
        max_steps: After how many steps to stop without having converged.

    Raises:
        InputError: Covariates that do not vary or that say the same, or one that decides every event, so
            that its best coefficient is infinite.
    """
    here = np.zeros(len(names)) if start is None else start
    height, gradient, information = measure(here)
    at_start = np.diagonal(information).copy()
    _check_idle(information, names, sizes)
    alike = _find_alike(information, names)
    if alike:
        raise InputError(f"covariates that say the same: {', '.join(alike)}", hint="leave one out")
    converged = False
    for _ in range(max_steps):
        step = np.linalg.solve(_make_definite(information), gradient)
        if gradient @ step / 2 < _GAIN:
            here, converged = here + step, True  # the last step is too small to be compared
            height, gradient, information = measure(here)
            break
        step = step / max(1.0, float(np.max(np.abs(step) * sizes)) / stride)
        for _ in range(_HALVINGS):
            reached = measure(here + step)
            if reached[0] >= height:
                break
            step = step / 2
        else:
            break
        here = here + step
        height, gradient, information = reached
        left = np.abs(np.diagonal(information) / at_start)
        _refuse_separation([names[place] for place in np.flatnonzero(left < _GONE).tolist()])
    _refuse_separation(_find_alike(information, names))
    covariance: Floats = np.asarray(np.linalg.inv(information), dtype=np.float64)
    return Summit(here, covariance, height, converged)


def _make_definite(information: Floats) -> Floats:
    least = float(np.linalg.eigvalsh(information)[0])
    if least > 0:
        return information
    return information + (1e-3 * float(np.trace(np.abs(information))) - least) * np.eye(len(information))


def _check_idle(information: Floats, names: Sequence[str], sizes: Floats) -> None:
    lengths = np.sqrt(np.abs(np.diagonal(information)))
    idle = [names[place] for place in np.flatnonzero((sizes == 0) | ~(lengths > _IDLE * sizes)).tolist()]
    if idle:
        raise InputError(
            f"covariate(s) that never differ between the choices: {', '.join(idle)}", hint="leave them out"
        )


def _find_alike(information: Floats, names: Sequence[str]) -> list[str]:
    lengths = np.sqrt(np.abs(np.diagonal(information)))
    roots, vectors = np.linalg.eigh(information / np.outer(lengths, lengths))
    least = int(np.argmin(np.abs(roots)))
    if abs(roots[least]) > _FLAT:
        return []
    return [names[place] for place in np.flatnonzero(np.abs(vectors[:, least]) > 0.1).tolist()]


def _refuse_separation(deciding: Sequence[str]) -> None:
    if deciding:
        raise InputError(
            f"covariate(s) that decide every event, no finite coefficient fits best: {', '.join(deciding)}",
            hint="leave them out, or model the events that they do not decide",
        )
