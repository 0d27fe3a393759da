"""Recurrences: the blocks agree with the loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.relations.scans import scan_affine, scan_variances


@given(st.integers(1, 700), st.integers(0, 2**32 - 1))
def test_blocks_agree_with_the_loop(n, seed):
    random = np.random.default_rng(seed)
    factor = random.random(n) * (random.random(n) < 0.9)
    addend = random.normal(size=(2, n))
    expected, at = np.empty((2, n)), np.zeros(2)
    for k in range(n):
        at = factor[k] * at + addend[:, k]
        expected[:, k] = at
    np.testing.assert_allclose(scan_affine(factor, addend), expected, atol=1e-12)


@given(st.integers(1, 700), st.integers(0, 2**32 - 1))
def test_variances_agree_with_the_loop_over_ten_orders_of_magnitude(n, seed):
    random = np.random.default_rng(seed)
    decay, drift = random.random(n), 10.0 ** random.uniform(-8, 2, n)
    information = 10.0 ** random.uniform(-6, 4, n) * (random.random(n) < 0.9)
    expected, at = np.empty(n), 0.0
    for k in range(n):
        predicted = decay[k] * at + drift[k]
        at = predicted / (1.0 + predicted * information[k])
        expected[k] = at
    np.testing.assert_allclose(scan_variances(decay, drift, information), expected, rtol=1e-11)


@pytest.mark.parametrize("n", [24, 25, 26])
def test_both_sides_of_the_shortest_blocks(n):
    sums = scan_affine(np.ones(n), np.ones((1, n)))
    assert sums[0].tolist() == list(range(1, n + 1))
