"""The matrices of the mechanisms are the covariates of the room of mechanisms."""

from __future__ import annotations

import numpy as np
import pytest

from detente.mechanisms import build_covariate, build_world
from detente.simulate.signed import MECHANISMS, Signed, measure_mechanism
from detente.simulate.state import build_frame, feed, find_pull, start, walk
from detente.simulate.system_fit import RULES


def draw_ties(rng, n, *, directed):
    ties = rng.normal(size=(n, n)).round(2) * (rng.random((n, n)) < 0.6)
    ties = ties if directed else np.triu(ties, 1) + np.triu(ties, 1).T
    np.fill_diagonal(ties, 0)
    return ties


@pytest.mark.parametrize("name", sorted(MECHANISMS))
@pytest.mark.parametrize("directed", [False, True])
def test_matrices_equal_the_covariate(name, directed):
    rng = np.random.default_rng(7)
    n, frame = 7, build_frame(7, RULES, tuple(MECHANISMS))
    worlds = [
        {key: draw_ties(rng, n, directed=directed) for key in ("ties", "earlier", "fights")} for _ in range(3)
    ]
    signed = Signed.build(
        *(
            np.stack([world[key] for world in worlds]).astype(np.float32)
            for key in ("ties", "earlier", "fights")
        )
    )
    found = measure_mechanism(name, signed, frame.forth, frame.back)
    seen = 0.0
    for row, networks in zip(found, worlds, strict=True):
        values = build_covariate(name).init(build_world([f"S{k}" for k in range(n)], networks))
        expected = (values + values.T)[frame.one, frame.two] / 2
        seen += np.abs(expected).sum()
        if directed and name == "friends_enemy":
            expected = values[frame.one, frame.two]
        np.testing.assert_allclose(row, expected, atol=1e-5)
    assert seen > 0


def test_a_month_is_smoothed_as_a_weighted_mean():
    frame = build_frame(3, RULES, ())
    rng = np.random.default_rng(1)
    counts = rng.poisson(2.0, (5, 4, 3)).astype(np.float32)
    *_, (age, state) = walk(frame, counts)
    assert age == 5
    for place, half_life in ((0, 2.0), (4, 12.0)):
        weights = 2.0 ** (-np.arange(5)[::-1] / half_life)
        expected = (weights[:, None, None] * counts).sum(axis=0) / weights.sum()
        np.testing.assert_allclose(state.smooth[0, place : place + 4], expected, rtol=1e-5)
    weights = 2.0 ** (-np.arange(5)[::-1] / 6.0)
    faded = (weights[:, None, None] * counts).sum(axis=0)
    np.testing.assert_allclose(
        state.faded[0], [faded[0] + faded[1], faded[2] + faded[3], faded[3]], rtol=1e-5
    )


def test_friends_made_by_counts_pull_through_the_third():
    frame = build_frame(3, RULES, ("common_enemy", "common_friend"))
    state = start(frame, 1)
    counts = np.zeros((1, 4, 3), dtype=np.float32)
    counts[0, 3, 0] = counts[0, 3, 1] = 9  # 0-1 and 0-2 fight
    feed(frame, state, counts)
    out = np.empty((1, 2, 3), dtype=np.float32)
    find_pull(frame, state, out)
    np.testing.assert_allclose(out[0], [[0, 0, np.log(2)], [0, 0, 0]], atol=1e-6)
