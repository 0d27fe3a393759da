"""Recurrences along a sequence, without a loop over its members.

The sequence is cut into about as many blocks as a block has members. All blocks are walked at the same time,
each from an unknown start; the blocks are then joined by the same recurrence, one level up. A recurrence of
two million steps becomes some three thousand steps over vectors. A factor of 0 forgets what came before, so
that many series laid end to end are one sequence (after the prefix sums of Blelloch, CMU-CS-90-190; for
Kalman filters Särkkä and García-Fernández, IEEE Trans. Automatic Control 66, 2021).
"""

from __future__ import annotations

from math import isqrt

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "scan_affine", "scan_variances"]

Floats = NDArray[np.float64]
_SHORT = 24


def scan_affine(factor: Floats, addend: Floats) -> Floats:
    """The sequence ``x[k] = factor[k] * x[k - 1] + addend[k]``, beginning at 0.

    Args:
        factor: Shape (n,).
        addend: Shape (m, n): m sequences with the same factors.

    Returns:
        Shape (m, n).

    >>> scan_affine(np.array([0.0, 0.5, 0.5]), np.array([[8.0, 0.0, 1.0]])).tolist()
    [[8.0, 4.0, 3.0]]
    """
    n = factor.size
    if n <= _SHORT:
        return _walk_affine(factor, addend)
    length = isqrt(n)
    steps = _cut(factor[None], length)[:, 0]
    values = _cut(addend, length)
    carried = steps.copy()
    for k in range(1, length):
        values[k] += steps[k] * values[k - 1]
        carried[k] *= carried[k - 1]
    ends = scan_affine(carried[-1], values[-1])
    values[:, :, 1:] += carried[:, None, 1:] * ends[None, :, :-1]
    return _join(values, n)


def _walk_affine(factor: Floats, addend: Floats) -> Floats:
    out = addend.copy()
    for k in range(1, factor.size):
        out[:, k] += factor[k] * out[:, k - 1]
    return out


def scan_variances(decay: Floats, drift: Floats, information: Floats) -> Floats:
    """Variances of a scalar Kalman filter after each observation.

    ``p = decay[k] * P[k - 1] + drift[k]`` and ``P[k] = p / (1 + p * information[k])``, beginning at
    ``P[-1] = 0``. One step is a fraction of two linear terms with positive coefficients; products of such
    keep that form, and lose no digits by cancellation.

    Args:
        decay: Squared factor of the state, 0 to 1, shape (n,).
        drift: Variance that is added, above 0.
        information: Inverse variance of the observation, 0 or more.
    """
    n = decay.size
    if n <= _SHORT:
        columns = (decay[:, None], drift[:, None], information[:, None])
        return np.ravel(_walk_variances(*columns, start=np.zeros(1)))
    length = isqrt(n)
    parts = [_cut(part[None], length)[:, 0] for part in (decay, drift, information)]
    start = _find_starts(*parts)
    variances: Floats = _join(_walk_variances(*parts, start=start)[:, None], n)[0]
    return variances


def _walk_variances(decay: Floats, drift: Floats, information: Floats, *, start: Floats) -> Floats:
    """The recurrence down the first axis."""
    out = np.empty_like(decay)
    for k in range(decay.shape[0]):
        predicted = decay[k] * start + drift[k]
        out[k] = predicted / (1.0 + predicted * information[k])
        start = out[k]
    return out


def _find_starts(decay: Floats, drift: Floats, information: Floats) -> Floats:
    """The variance with which each block begins: the blocks as fractions, applied one after another."""
    blocks = decay.shape[1]
    top = np.zeros((2, blocks))
    top[0] = 1.0
    bottom = 1.0 - top
    for k in range(decay.shape[0]):
        top = decay[k] * top + drift[k] * bottom
        bottom += information[k] * top
        scale = 1.0 / (bottom[0] + bottom[1])
        top *= scale
        bottom *= scale
    starts = np.zeros(blocks)
    for block in range(1, blocks):
        before = starts[block - 1]
        below = bottom[0, block - 1] * before + bottom[1, block - 1]
        starts[block] = (top[0, block - 1] * before + top[1, block - 1]) / below
    return starts


def _cut(rows: Floats, length: int) -> Floats:
    """Rows of n as steps of blocks: shape (length, rows, blocks), the last block filled up with 0."""
    m, n = rows.shape
    blocks = -(-n // length)
    padded = np.zeros((m, blocks * length))
    padded[:, :n] = rows
    return np.ascontiguousarray(padded.reshape(m, blocks, length).transpose(2, 0, 1))


def _join(steps: Floats, n: int) -> Floats:
    """The opposite of `_cut`."""
    length, m, blocks = steps.shape
    return np.ascontiguousarray(steps.transpose(1, 2, 0).reshape(m, blocks * length)[:, :n])
