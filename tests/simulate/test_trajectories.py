"""Runs: the distribution that is meant, the same to the last bit however they are cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import nbinom

from detente.core.errors import InputError, UsageError
from detente.simulate import find_course, fit_system, run_forward
from detente.simulate.drawing import STEADIEST, draw_counts, put_parameters
from detente.simulate.known import draw_past, make_system


@pytest.fixture(scope="module")
def model():
    truth = draw_past(
        make_system(n_states=6, pulls={"common_enemy": (0.5, 0, 0, 0)}, seed=1), months=40, seed=2
    )
    return fit_system(truth.records, rules=truth.rules)


def test_counts_are_drawn_as_meant():
    rng = np.random.default_rng(1)
    means, size = np.array([0.02, 0.5, 4.0, 60.0]), np.array([[0.2, 0.4]] * 4)
    predictor = np.repeat(np.log(means).astype(np.float32)[None, :, None], 40_000, axis=2)
    chance, out = rng.random(predictor.shape, dtype=np.float32), np.empty(predictor.shape, np.float32)
    drawn = draw_counts(predictor, chance, size, out)
    np.testing.assert_allclose(drawn[0, :, 0], means, rtol=1e-5)
    for place, mean in enumerate(means):
        r = np.exp(0.2 + 0.4 * np.log(mean))
        exact = nbinom.isf(chance[0, place].astype(np.float64), r, r / (r + mean))
        assert np.abs(out[0, place] - exact).max() <= 0.1 * exact.max() + 1
        assert (out[0, place] == exact).mean() > (0.7 if mean > 10 else 0.97)
        assert out[0, place].mean() == pytest.approx(exact.mean(), rel=0.01)


def test_the_same_seed_gives_the_same_bits_however_runs_are_cut(model):
    dyads = [(model.states[one], model.states[two]) for one, two in zip(model.one, model.two, strict=True)]
    whole = run_forward(model, months=5, runs=12, seed=4, watch=dyads, workers=1, chunk=12)
    for workers, chunk in ((1, 5), (2, 3), (2, 1)):
        parts = run_forward(model, months=5, runs=12, seed=4, watch=dyads, workers=workers, chunk=chunk)
        for name in ("mean", "friendly", "hostile", "samples", "levels", "signs", "totals"):
            assert getattr(parts, name).tobytes() == getattr(whole, name).tobytes(), name
    fewer = run_forward(model, months=5, runs=7, seed=4, watch=dyads)
    assert (fewer.samples == whole.samples[:7]).all()
    other = run_forward(model, months=5, runs=12, seed=5, watch=dyads)
    assert (other.samples != whole.samples).any()


def test_sums_and_samples_agree_and_bands_hold_the_mean(model):
    dyads = [(model.states[one], model.states[two]) for one, two in zip(model.one, model.two, strict=True)]
    found = run_forward(model, months=4, runs=60, seed=1, watch=dyads)
    assert found.periods[0] == found.made[:7]
    assert len(found.periods) == 4
    np.testing.assert_allclose(found.samples.mean(axis=0), found.mean)
    assert (found.samples.sum(axis=3) == found.totals).all()
    np.testing.assert_allclose((found.signs > 0).mean(axis=0), found.friendly)
    course = find_course(found, (dyads[0][1], dyads[0][0]))
    assert course.dyad == dyads[0]
    assert (course.low <= course.high).all()
    assert (course.level_low <= course.level).all()
    assert (course.level <= course.level_high).all()
    with pytest.raises(UsageError):
        find_course(run_forward(model, months=1, runs=2, watch=dyads[:1]), dyads[1])


def test_unsure_parameters_widen_the_bands(model):
    loose = replace(model, covariance=model.covariance * 9)
    wide = run_forward(loose, months=6, runs=200, seed=1)
    narrow = run_forward(loose, months=6, runs=200, seed=1, uncertainty="chance")
    sums = [one.totals.sum(axis=(1, 2)).std() for one in (wide, narrow)]
    assert sums[0] > 1.5 * sums[1]


def test_a_past_that_feeds_itself_is_held_steady(model):
    wild = replace(model, coefficients=np.where(model.coefficients > 0, 3 * model.coefficients, 0.0))
    now = np.ones((8, model.n_dyads), dtype=np.float32)
    before = wild.coefficients[:, :8]
    assert np.abs(np.linalg.eigvals(before[:, :4] + before[:, 4:])).max() > STEADIEST
    found = put_parameters(wild, 1, now=now)
    after = found.weights[0, :, :8].astype(np.float64)
    assert np.abs(np.linalg.eigvals(after[:, :4] + after[:, 4:])).max() == pytest.approx(STEADIEST, abs=1e-5)
    as_it_stands = found.base[0] + after @ now
    np.testing.assert_allclose(as_it_stands, wild.constant[:, None] + wild.effects + before @ now, rtol=1e-4)
    run = run_forward(wild, months=24, runs=20, seed=1)
    assert np.isfinite(run.mean).all()
    assert run.mean.max() <= 2 * wild.most.max()


def test_senseless_runs_are_refused(model):
    with pytest.raises(InputError):
        run_forward(model, months=0)
    with pytest.raises(InputError):
        run_forward(model, months=600)
