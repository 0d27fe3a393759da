"""The fitted system: found again, blind to what comes later, modest on little."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from detente.core.errors import InputError, UnknownNameError
from detente.forecast.records import build_records
from detente.simulate import Scenario, Set, compare, fit_system, run_forward
from detente.simulate.fitting import Prior, fit_class
from detente.simulate.known import draw_past, make_system
from detente.simulate.scenarios import name_month

PULLS = {"common_enemy": (0.5, 0.4, 0.0, 0.0)}


def day_after(model):
    return date.fromisoformat(f"{name_month(model.next_month)}-01")


@pytest.fixture(scope="module")
def truth():
    return draw_past(make_system(n_states=8, pulls=PULLS, seed=1), months=72, seed=2)


@pytest.fixture(scope="module")
def model(truth):
    return fit_system(truth.records, until=day_after(truth), rules=truth.rules)


def test_counts_are_those_that_made_the_records(truth, model):
    assert model.states == truth.states
    assert model.next_month == truth.next_month
    assert (model.counts == truth.counts[-len(model.counts) :]).all()
    assert model.n_events == truth.counts.sum()


def test_known_coefficients_are_found_within_their_errors(truth, model):
    errors = np.sqrt(np.diagonal(model.covariance, axis1=1, axis2=2))[:, 1:]
    away = (model.coefficients - truth.coefficients) / errors
    assert model.converged
    assert (np.abs(away) < 1.645).mean() > 0.8
    assert np.abs(away).max() < 4
    at = model.features.index("common_enemy")
    assert (model.coefficients[:2, at] > 1.5 * errors[:2, at]).all()
    for place in range(4):
        assert np.corrcoef(model.effects[place], truth.effects[place])[0, 1] > 0.8


def test_nothing_later_is_seen(truth, model):
    """Bit for bit the same after later events, and the names of later actors and types, are gone."""
    later = draw_past(truth, months=3, seed=5).records
    more = {
        "days": [day_after(truth)],
        "sources": ["NEW"],
        "types": ["ZEAL"],
        "targets": ["S000"],
    }
    wide = build_records(
        days=[*later.day.tolist(), *(day.toordinal() for day in more["days"])],
        sources=[*(later.actors[place] for place in later.source), *more["sources"]],
        types=[*(later.types[place] for place in later.type), *more["types"]],
        targets=[*(later.actors[place] for place in later.target), *more["targets"]],
        quads={"CONSULT": 1, "AID": 2, "ACCUSE": 3, "COERCE": 4, "ZEAL": 1},
    )
    seen = fit_system(wide, until=day_after(truth), rules=truth.rules)
    for field in fields(model):
        one, other = getattr(model, field.name), getattr(seen, field.name)
        if isinstance(one, np.ndarray):
            assert one.tobytes() == other.tobytes(), field.name
        elif field.name != "records":
            assert one == other, field.name


def test_an_unfinished_month_is_left_out(truth, model):
    until = day_after(truth).replace(day=20)
    later = draw_past(truth, months=1, seed=5).records
    assert (
        fit_system(later, until=until, rules=truth.rules).coefficients.tobytes()
        == model.coefficients.tobytes()
    )


def test_a_tiny_ledger_keeps_to_the_prior_and_is_unsure():
    rng = np.random.default_rng(0)
    names = ["IND", "PAK", "RUS", "USA"]
    pairs = [rng.choice(4, 2, replace=False) for _ in range(40)]
    kinds = rng.choice(["AGREE", "AID", "ACCUSE"], 40)
    records = build_records(
        days=[date(2018, 1 + place % 8, 3) for place in range(40)],
        sources=[names[pair[0]] for pair in pairs],
        types=kinds.tolist(),
        targets=[names[pair[1]] for pair in pairs],
        quads={"AGREE": 1, "AID": 2, "ACCUSE": 3},
    )
    model = fit_system(records)
    assert model.n_events == 40
    assert model.next_month == 2018 * 12 + 8
    assert np.isfinite(model.coefficients).all()
    assert np.abs(model.coefficients).max() < 1.5
    errors = np.sqrt(np.diagonal(model.covariance, axis1=1, axis2=2))
    assert errors[:, model.features.index("common_enemy") + 1].min() > 0.2


def test_what_cannot_be_fitted_is_refused(truth):
    none = build_records(days=[], sources=[], types=[], targets=[])
    with pytest.raises(InputError) as fault:
        fit_system(none)
    assert fault.value.hint
    two = build_records(
        days=[date(2018, 1, 1), date(2018, 2, 1)],
        sources=["A", "A"],
        types=["AID", "AID"],
        targets=["B", "B"],
        quads={"AID": 2},
    )
    with pytest.raises(InputError) as fault:
        fit_system(two)
    assert "2 months" in fault.value.message
    with pytest.raises(UnknownNameError):
        fit_system(truth.records, mechanisms=["common_enemi"])
    with pytest.raises(UnknownNameError) as fault:
        fit_system(truth.records, states=["S000", "S0001"])
    assert "S001" in fault.value.hint


def test_two_states_alone_can_be_run(truth):
    model = fit_system(truth.records, states=["S000", "S001"])
    assert model.n_dyads == 1
    found = run_forward(model, months=3, runs=20, seed=1)
    assert found.watched == (("S000", "S001"),)
    what_if = compare(model, Scenario("x", (Set(("S001", "S000"), "4", 3.0),)), months=3, runs=20, seed=1)
    assert len(what_if.effects) == 1
    assert not what_if.effects[0].summed_network.mean.any()


def test_shrunk_effects_agree_with_a_plain_likelihood_where_there_is_much():
    """With much of each dyad, and little held beforehand, the fit is the maximum of the NB likelihood."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(400, 1, 6)).astype(np.float32)
    effects = np.array([-0.8, -0.4, 0.0, 0.2, 0.4, 0.6])
    mean = np.exp(0.7 + 0.5 * x[:, 0] + effects)
    counts = rng.negative_binomial(2.0, 2.0 / (2.0 + mean)).astype(np.float32)
    fit = fit_class(x, counts, Prior(np.zeros(2), np.array([5.0, 5.0])))
    assert fit.converged
    errors = np.sqrt(np.diag(fit.covariance))
    assert abs(fit.coefficients[1] - 0.5) < 3 * errors[1]
    assert errors[1] < 0.05
    assert np.exp(fit.size[0] + fit.size[1] * 0.7) == pytest.approx(2.0, rel=0.3)
    np.testing.assert_allclose(fit.coefficients[0] + fit.effects, 0.7 + effects, atol=0.25)
