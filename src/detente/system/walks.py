"""Balance over closed walks of every length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.system.network import Floats, System, find_signs

__all__ = ["WalkBalance", "measure_walk_balance"]


@dataclass(frozen=True, slots=True, eq=False)
class WalkBalance:
    """How balanced the closed walks of a system are.

    Attributes:
        balance: From 0 (exclusive) to 1; 1 if, and only if, every cycle is balanced.
        log_balance: Its natural logarithm, exact where `balance` is too small to be told from 0.
        by_state: The same for the closed walks from each state, shape (states,).
    """

    balance: float
    log_balance: float
    by_state: Floats


def measure_walk_balance(system: System, *, weighted: bool = False) -> WalkBalance:
    """Weighted share of closed walks that are balanced, against those that are not.

    ``K = trace(exp(A)) / trace(exp(|A|))`` with A the matrix of signs: a closed walk of length k counts 1/k!,
    with the product of its signs above the line and without it below; ``K_i`` takes one diagonal entry of
    each (Estrada and Benzi 2014, Physical Review E 90: 042802). Computed from eigenvalues less the greatest
    of them, so that neither exponential overflows.

    It cannot say which part of a low K is due to long walks: in dense systems they outweigh triangles, and K
    is near 0 although most triangles are balanced. So it compares systems of like size and density only.

    Args:
        system: Of one layer, without direction.
        weighted: Take the weights and not only their signs; K then depends on their unit.

    Raises:
        UsageError: If the system has several layers or directed ties.
    """
    signs = find_signs(system)
    matrix = system.weights[0] if weighted else signs
    values, vectors = np.linalg.eigh(matrix)
    plain_values, plain_vectors = np.linalg.eigh(np.abs(matrix))
    top = max(values[-1], plain_values[-1])
    above, below = np.exp(values - top), np.exp(plain_values - top)
    own, plain_own = vectors**2 @ above, plain_vectors**2 @ below
    log_balance = min(0.0, values[-1] - plain_values[-1] + _log_sum(values) - _log_sum(plain_values))
    by_state = np.minimum(1.0, own / np.maximum(plain_own, np.finfo(np.float64).tiny))
    return WalkBalance(float(np.exp(log_balance)), float(log_balance), by_state)


def _log_sum(values: Floats) -> float:
    """Logarithm of the sum of exponentials, less the last and greatest value."""
    return float(np.log(np.exp(values - values[-1]).sum()))
