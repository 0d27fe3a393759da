"""The small tools of likelihoods and quantiles, against what is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.simulate.likelihood import descend, log_gamma
from detente.simulate.quantiles import find_quantiles


def test_log_gamma_is_the_library_s():
    values = np.exp(np.linspace(-8, 8, 60))
    np.testing.assert_allclose(
        log_gamma(values), [math.lgamma(value) for value in values], rtol=1e-9, atol=1e-9
    )


def test_the_bottom_of_a_bowl_is_found_within_its_bounds():
    def loss(at):
        return float((at[0] - 1) ** 2 + 3 * (at[1] - at[0]) ** 2 + (at[0] - 1) ** 4)

    wide = np.array([9.0, 9.0])
    np.testing.assert_allclose(descend(loss, np.array([-3.0, 5.0]), low=-wide, high=wide), [1, 1], atol=1e-3)
    held = descend(loss, np.array([-3.0, 0.0]), low=-wide, high=np.array([0.5, 9.0]))
    np.testing.assert_allclose(held, [0.5, 0.5], atol=0.05)


@pytest.mark.parametrize("above", [1e-5, 0.01, 0.3, 0.5, 0.9])
def test_quantiles_of_shapes_with_a_known_form(above):
    assert find_quantiles(np.array([1.0]), np.array([above]))[0] == pytest.approx(-math.log(above), rel=3e-3)

    def survive(x):  # of shape 3
        return math.exp(-x) * (1 + x + x * x / 2)

    assert survive(find_quantiles(np.array([3.0]), np.array([above]))[0]) == pytest.approx(above, rel=2e-2)


def test_far_shapes_and_shares_are_held_at_the_table_s_ends():
    found = find_quantiles(np.array([1e-9, 1e9, 1.0, 1.0]), np.array([0.5, 0.5, 0.0, 1.0]) + 1e-300)
    assert np.isfinite(found).all()
