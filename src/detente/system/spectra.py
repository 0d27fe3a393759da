"""Eigenvalues of the signed Laplacian."""

from __future__ import annotations

import numpy as np

from detente.system.network import Floats, System, find_signs

__all__ = ["build_signed_laplacian", "measure_spectrum"]


def build_signed_laplacian(system: System, *, normalised: bool = False) -> Floats:
    """``D - A``: A the signs, D the number of ties of each state, of either sign, on the diagonal.

    Args:
        system: Of one layer, without direction.
        normalised: ``I - D^(-1/2) A D^(-1/2)``; rows of states without ties are 0.

    Returns:
        Shape (states, states), positive semidefinite.

    Raises:
        UsageError: If the system has several layers or directed ties.
    """
    signs = find_signs(system)
    degree = np.abs(signs).sum(axis=1)
    if not normalised:
        return np.asarray(np.diag(degree) - signs, dtype=np.float64)
    scale = np.divide(1.0, np.sqrt(degree), out=np.zeros_like(degree), where=degree > 0)
    scaled: Floats = np.diag((degree > 0).astype(np.float64)) - scale[:, None] * signs * scale[None, :]
    return scaled


def measure_spectrum(system: System, *, normalised: bool = False) -> Floats:
    """Eigenvalues of the signed Laplacian, ascending.

    As many are 0 as there are components that are balanced, states without ties included (Hou, Li and Pan
    2003, Linear and Multilinear Algebra 51: 21-30). In a connected system the least, the "algebraic
    conflict", is 0 if and only if it is balanced, and below the frustration index times 4 over the number of
    states (Kunegis et al. 2010, Proceedings of SDM: 559-570).

    It cannot say which ties are at fault, nor be compared across systems of different size; one balanced
    component, a lone pair of allies even, sets the least to 0 whatever the rest does.

    Args:
        system: Of one layer, without direction.
        normalised: Of the normalised Laplacian; then all are from 0 to 2.

    Returns:
        Shape (states,); 0 or more, to rounding.

    Raises:
        UsageError: If the system has several layers or directed ties.
    """
    values = np.linalg.eigvalsh(build_signed_laplacian(system, normalised=normalised))
    return np.asarray(values, dtype=np.float64)
