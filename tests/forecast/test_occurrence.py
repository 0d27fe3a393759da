"""Will it: calibrated, blind to what comes later, humble on little."""

from __future__ import annotations

import builtins
from datetime import date, timedelta

import numpy as np
import pytest

from detente.core.errors import InputError, MissingPartError, UnknownNameError
from detente.forecast.logistic import expit, fit_logistic, logit
from detente.forecast.nouns import BASE_RATE, CLIMATOLOGY, NO_CHANGE
from detente.forecast.occurrence import forecast_occurrence
from detente.forecast.occurrence_backtest import backtest_occurrence
from detente.forecast.occurrence_baselines import OCCURRENCE_BASELINES
from detente.forecast.occurrence_features import build_pair_past, describe_pairs
from detente.forecast.occurrence_fitting import collect_windows, find_outcomes, fit_occurrence
from detente.forecast.records import Records, build_records
from detente.forecast.tables import merge_states

QUADS = {"TALK": 1, "AID": 2, "BLAME": 3, "FIGHT": 4}
TYPES = list(QUADS)
STATES = [f"S{number:02d}" for number in range(10)]
FIRST = date(2015, 1, 1)
MADE = date(2017, 6, 1)
RATES = np.random.default_rng(7).gamma(0.4, 0.02, size=(10, 10, 4))  # events a day


def build_world(*, days: int = 1100, seed: int = 0, extra: bool = True) -> Records:
    """Poisson events of all pairs and types at constant rates."""
    rng = np.random.default_rng(seed)
    rows = []
    for one, other, kind in np.ndindex(10, 10, 4):
        if one != other:
            number = rng.poisson(RATES[one, other, kind] * days)
            rows += [
                (FIRST + timedelta(days=int(at)), STATES[one], TYPES[kind], STATES[other])
                for at in rng.integers(0, days, number)
            ]
    if extra:
        rows += [(MADE + timedelta(days=3), "A00", "NEW", STATES[0])]
    when, sources, types, targets = zip(*rows, strict=True)
    names = [f"e{at}" for at in range(len(rows))]
    return build_records(
        days=when, sources=sources, types=types, targets=targets, quads={**QUADS, "NEW": 2}, events=names
    )


@pytest.fixture(scope="module")
def world() -> Records:
    return build_world()


def forget(records: Records, day: date) -> Records:
    """The table as it would have been built on the day."""
    past = records.before(day)
    return build_records(
        days=past.day,
        sources=[past.actors[place] for place in past.source],
        types=[past.types[place] for place in past.type],
        targets=[past.actors[place] for place in past.target],
        quads=QUADS,
        events=list(past.events),
    )


def test_the_future_is_not_seen(world):
    past = forget(world, MADE)
    for kind in ("TALK", "FIGHT"):
        whole, cut = (
            forecast_occurrence(table, "S01", kind, "S02", made=MADE, horizon_days=60)
            for table in (world, past)
        )
        assert whole == cut  # all numbers, reasons and evidence


def test_features_of_a_date_stay_when_later_events_go(world):
    tables = [merge_states(table.before(MADE)) for table in (world, forget(world, MADE))]
    pasts = [build_pair_past(table, MADE.toordinal()) for table in tables]
    features = [describe_pairs(past, np.arange(past.keys.size), 90) for past in pasts]
    assert np.array_equal(*features)
    early = date(2016, 5, 1).toordinal()
    whole, cut = (build_pair_past(table, early) for table in (tables[0], tables[0].before(early)))
    assert np.array_equal(whole.sums, cut.sums)


def test_windows_are_over_on_the_day(world):
    states = merge_states(world.before(MADE))
    windows = collect_windows(states, MADE, horizon_days=90)
    assert windows.origin.max() + 90 <= MADE.toordinal()
    assert windows.outcome.mean() == pytest.approx(-np.expm1(-RATES * 90).mean(), rel=0.3)


def test_probabilities_hold(world):
    pairs = [(one, other) for one in STATES for other in STATES if one != other]
    score = backtest_occurrence(
        world, pairs, origins=[date(2017, 1, 1), date(2017, 4, 1), date(2017, 7, 1)], horizon_days=60
    )
    model = score.marks["model"]
    assert model.n_questions == 90 * 4 * 3
    assert model.calibration_error < 0.06
    assert model.log_loss < score.marks[BASE_RATE].log_loss
    assert model.log_loss < 1.03 * min(score.marks[name].log_loss for name in OCCURRENCE_BASELINES)
    assert score.log_differences[BASE_RATE][1][1] < 0.0
    assert score.seen["model"].n_questions + score.not_seen["model"].n_questions == model.n_questions
    assert sum(row.n_questions for row in score.reliability) == model.n_questions


def test_intervals_hold_the_true_probability(world):
    model = fit_occurrence(world, made=MADE, horizon_days=60)
    inside = []
    for one, other, kind in [(a, (a + 3) % 10, k) for a in range(10) for k in range(4)]:
        made = forecast_occurrence(
            world, STATES[one], TYPES[kind], STATES[other], made=MADE, horizon_days=60, model=model
        )
        assert 0.0 < made.low < made.probability < made.high < 1.0
        inside.append(made.low <= -np.expm1(-60 * RATES[one, other, kind]) <= made.high)
    assert np.mean(inside) >= 0.7


def test_more_of_it_makes_it_likelier_and_is_told(world):
    model = fit_occurrence(world, made=MADE, horizon_days=60)
    busy = np.unravel_index(np.argmax(RATES * (1 - np.eye(10))[:, :, None]), RATES.shape)
    often = forecast_occurrence(
        world,
        STATES[busy[0]],
        TYPES[busy[2]],
        STATES[busy[1]],
        made=MADE,
        horizon_days=60,
        model=model,
    )
    assert often.probability > 0.9
    assert often.baselines[NO_CHANGE] == 0.99
    assert often.probability > often.baselines[BASE_RATE]
    assert often.n_of_type <= often.n_events
    evidence = [event for reason in often.reasons for event in reason.events]
    names = dict(zip(world.events, range(len(world)), strict=True))
    assert evidence
    assert all(world.day[names[event]] < MADE.toordinal() for event in evidence)


def test_ten_events_give_wide_bands():
    few = build_records(
        days=[date(2018, month, 3) for month in range(1, 11)],
        sources=["RUS"] * 5 + ["IND"] * 5,
        types=["TALK"] * 5 + ["AID"] * 5,
        targets=["PAK"] * 5 + ["USA"] * 5,
        quads=QUADS,
    )
    made = forecast_occurrence(few, "RUS", "TALK", "PAK", made="2018-11-01")
    assert (made.n_events, made.n_of_type) == (5, 5)
    assert made.high - made.low > 0.3
    assert made.low > 0.0
    assert made.high < 1.0
    never = forecast_occurrence(few, "PAK", "AID", "USA", made="2018-11-01")
    assert never.n_events == 0
    assert 0.0 < never.probability < made.probability
    assert set(made.baselines) == {BASE_RATE, NO_CHANGE, CLIMATOLOGY}


def test_bad_input_is_named(world):
    ask = {"made": MADE}
    with pytest.raises(UnknownNameError) as unknown:
        forecast_occurrence(world, "S00x", "TALK", "S01", **ask)
    assert "S00" in unknown.value.hint
    with pytest.raises(UnknownNameError) as kind:
        forecast_occurrence(world, "S00", "TALKS", "S01", **ask)
    assert "TALK" in kind.value.hint
    with pytest.raises(UnknownNameError):
        forecast_occurrence(world, "S00", "NEW", "S01", **ask)  # only seen later
    for days in (0, 18_262):
        with pytest.raises(InputError, match="days"):
            forecast_occurrence(world, "S00", "TALK", "S01", horizon_days=days, **ask)
    with pytest.raises(InputError, match="no event"):
        forecast_occurrence(world, "S00", "TALK", "S01", made="2000-01-01")
    with pytest.raises(InputError, match="twice"):
        forecast_occurrence(world, "S00", "TALK", "S00", **ask)
    model = fit_occurrence(world, made=MADE, horizon_days=30)
    with pytest.raises(InputError, match="30"):
        forecast_occurrence(world, "S00", "TALK", "S01", model=model, **ask)
    with pytest.raises(InputError):
        backtest_occurrence(world, [], origins=[MADE])
    with pytest.raises(InputError, match="QQQ"):
        backtest_occurrence(world, [("S00", "QQQ")], origins=[MADE])


def test_trees_that_cannot_be_loaded_are_named(world, monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **named):
        if name == "lightgbm":
            raise OSError("libgomp.so.1: cannot open shared object file")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr("detente.forecast.occurrence_fitting._LEAST_ROWS", 10)
    with pytest.raises(MissingPartError, match="libgomp"):
        fit_occurrence(world, made=MADE, trees=True)
    assert "trees" not in fit_occurrence(world, made=MADE).name


def test_trees_go_on_top_of_the_linear_model(world, monkeypatch):
    pytest.importorskip("lightgbm")
    monkeypatch.setattr("detente.forecast.occurrence_fitting._LEAST_ROWS", 10)
    model = fit_occurrence(world, made=MADE, trees=True)
    again = fit_occurrence(forget(world, MADE), made=MADE, trees=True)
    assert "trees" in model.name
    assert model.trees == again.trees
    made = forecast_occurrence(world, "S01", "TALK", "S02", made=MADE, model=model)
    assert 0.0 < made.low < made.probability < made.high < 1.0
    assert "trees" in made.model


def test_outcomes_are_of_the_window_only():
    table = merge_states(
        build_records(
            days=[date(2018, 1, day) for day in (1, 5, 9)],
            sources=["A", "A", "B"],
            types=["TALK", "AID", "TALK"],
            targets=["B", "B", "A"],
            quads=QUADS,
        )
    )
    keys = np.array([2, 1])  # B to A, A to B
    found = find_outcomes(table, keys, date(2018, 1, 2).toordinal(), 7)
    kinds = table.types
    assert found[1, kinds.index("AID")] == 1.0
    assert found.sum() == 1.0


def test_logistic_finds_known_weights():
    rng = np.random.default_rng(5)
    features = np.column_stack([rng.normal(size=(20_000, 2)), np.ones(20_000)])
    truth = np.array([1.0, -0.5, -1.0])
    outcome = (rng.random(20_000) < expit(features @ truth)).astype(float)
    found = fit_logistic(features, outcome, centre=np.zeros(3), scale=np.full(3, 10.0))
    assert found.weights == pytest.approx(truth, abs=4 * np.sqrt(np.diag(found.covariance)).max())
    assert logit(expit(truth)) == pytest.approx(truth)
