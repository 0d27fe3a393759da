"""Who next: planted regularities are found, the future is not seen, few events are enough for an answer."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from detente.core.errors import InputError, MissingPartError, UnknownNameError, UsageError
from detente.forecast.next_features import FEATURES
from detente.forecast.next_fit import fit_next
from detente.forecast.next_model import forecast_next
from detente.forecast.next_past import build_frame, double_events
from detente.forecast.next_questions import Walker, build_questions
from detente.forecast.next_rules import fit_rules
from detente.forecast.next_score import backtest_next
from detente.forecast.records import Records, build_records

FIRST = date(2020, 1, 1)
STATES = [f"S{number}" for number in range(12)]


def build_table(n_days: int = 80, seed: int = 0) -> Records:
    """Each state has a partner that it visits; a visit is returned the next day; the rest is noise."""
    rng = np.random.default_rng(seed)
    rows = []
    for at in range(n_days):
        day = FIRST + timedelta(days=at)
        for place in rng.choice(12, 4, replace=False).tolist():
            rows.append((day, STATES[place], "VISIT", STATES[(place + 1) % 12]))
            rows.append((day + timedelta(days=1), STATES[(place + 1) % 12], "THANK", STATES[place]))
        one, other = rng.choice(12, 2, replace=False).tolist()
        rows.append((day, STATES[one], "BLAME", STATES[other]))
    days, sources, types, targets = zip(*rows, strict=True)
    names = [f"e{at}" for at in range(len(rows))]
    return build_records(days=days, sources=sources, types=types, targets=targets, events=names)


@pytest.fixture(scope="module")
def table() -> Records:
    return build_table()


@pytest.mark.parametrize("kind", ["linear", "trees"])
def test_planted_partner_and_return_are_found(table: Records, kind: str) -> None:
    if kind == "trees":
        pytest.importorskip("lightgbm")
    score = backtest_next(table, test_from=FIRST + timedelta(days=70), model=kind)
    regular = 8 / 9  # of the events; the noise is one in nine
    assert score.ranking.mrr > 0.8
    assert score.ranking.mrr > score.baselines["base rate"].mrr + 0.3
    assert score.directions["target"].n == score.directions["source"].n == score.ranking.n / 2
    assert sum(part.n for part in score.strata.values()) == score.ranking.n
    assert score.low < score.ranking.mrr < score.high
    assert score.ranking.hits1 > regular - 0.15


def test_many_days_ahead_with_nothing_known_between(table: Records) -> None:
    score = backtest_next(
        table,
        valid_from=FIRST + timedelta(days=60),
        test_from=FIRST + timedelta(days=70),
        steps="multi",
        model="linear",
    )
    assert score.steps == "multi"
    assert score.ranking.mrr > 0.7


def test_forecast_names_reasons_and_the_events_behind(table: Records) -> None:
    model = fit_next(table, model="linear")
    found = forecast_next(model, "S3", "VISIT", None)
    assert found.candidates[0].actor == "S4"
    assert found.candidates[0].probability > 0.5
    assert sum(one.probability for one in found.candidates) <= 1
    assert [one.probability for one in found.candidates] == sorted(
        (one.probability for one in found.candidates), reverse=True
    )
    cited = {event for reason in found.candidates[0].reasons for event in reason.events}
    rows = {table.events[at]: at for at in range(len(table))}
    assert cited
    between = {STATES[3], STATES[4]}
    assert any(
        {table.actors[table.source[rows[e]]], table.actors[table.target[rows[e]]]} == between for e in cited
    )
    asked_back = forecast_next(model, None, "VISIT", "S4")
    assert asked_back.candidates[0].actor == "S3"
    visits = (table.target == STATES.index("S4")) if table.actors == tuple(STATES) else None
    assert asked_back.n_events == sum(
        table.actors[t] == "S4" and table.types[k] == "VISIT"
        for t, k in zip(table.target, table.type, strict=True)
    )
    assert visits is None or visits.any()


def test_weights_of_the_linear_model_add_up(table: Records) -> None:
    model = fit_next(table, model="linear")
    rng = np.random.default_rng(0)
    features = rng.normal(size=(3, len(FEATURES))).astype(np.float32)
    assert np.allclose(model.logit.explain(features).sum(axis=1), model.logit.score(features), atol=1e-3)


def drop_names(records: Records) -> Records:
    """Without the names of actors that no event has; places are counted anew."""
    kept = np.unique(np.concatenate([records.source, records.target]))
    return replace(
        records,
        actors=tuple(records.actors[at] for at in kept),
        source=np.searchsorted(kept, records.source).astype(np.int32),
        target=np.searchsorted(kept, records.target).astype(np.int32),
        home=records.home[kept],
    )


def with_late_actors(records: Records) -> Records:
    """Two actors more, one early in the alphabet, who appear on the last days only."""
    days = [date.fromordinal(day) for day in records.day.tolist()]
    names = [[records.actors[at] for at in column] for column in (records.source, records.target)]
    types = [records.types[at] for at in records.type]
    return build_records(
        days=[*days, days[-1]],
        sources=[*names[0], "A (S1)"],
        types=[*types, "VISIT"],
        targets=[*names[1], "S5a (S2)"],
    )


@pytest.mark.parametrize("ahead", [1, 5])
def test_features_of_a_day_do_not_change_when_what_follows_is_deleted(table: Records, ahead: int) -> None:
    full = with_late_actors(table)
    day = (FIRST + timedelta(days=60)).toordinal()
    told = []
    for records in (full, full.before(day), drop_names(full.before(day))):
        past = records.before(day)
        frame = build_frame(past)
        walker = Walker(frame, fit_rules(past.before(day - 30), frame))
        for stop in range(day - 20, day + 1, ahead):
            walker.go_to(records, stop)
        actor, kind, _, _ = build_questions(past.between(day - 5, day), frame)
        asked = walker.ask(actor, kind, day=day + ahead - 1)
        names = [past.actors[at] for at in asked.answer]
        told.append((names, asked.row, asked.features))
    for other in told[1:]:
        assert other[0] == told[0][0]
        assert np.array_equal(other[1], told[0][1])
        assert np.array_equal(other[2], told[0][2])


@pytest.mark.parametrize("kind", ["linear", "trees"])
def test_forecast_does_not_change_when_what_follows_is_deleted(table: Records, kind: str) -> None:
    if kind == "trees":
        pytest.importorskip("lightgbm")
    full = with_late_actors(table)
    day = FIRST + timedelta(days=60)
    told = [
        forecast_next(fit_next(records, origin=day, model=kind), "S3", "THANK", None)
        for records in (full, full.before(day), drop_names(full.before(day)))
    ]
    assert told[0] == told[1] == told[2]


def test_a_model_does_not_speak_of_days_it_has_seen(table: Records) -> None:
    model = fit_next(table, origin=FIRST + timedelta(days=60), model="linear")
    with pytest.raises(InputError, match="has seen days after"):
        forecast_next(model, "S3", "VISIT", None, made=FIRST + timedelta(days=59), records=table)
    later = forecast_next(model, "S3", "VISIT", None, made="2020-03-10", records=table)
    assert later.made == "2020-03-10"


def test_both_ends_of_every_event_are_asked(table: Records) -> None:
    actor, kind, answer, day = double_events(table)
    assert actor.size == 2 * len(table)
    assert set(kind[: len(table)]) == {0, 1, 2}
    assert set(kind[len(table) :]) == {3, 4, 5}
    assert np.array_equal(actor[: len(table)], answer[len(table) :])
    assert np.array_equal(day[: len(table)], table.day)


@pytest.mark.parametrize("n_events", [1, 2, 10])
def test_few_events_are_enough_for_a_cautious_answer(n_events: int) -> None:
    days = [FIRST + timedelta(days=at) for at in range(n_events)]
    few = build_records(
        days=days, sources=["IND"] * n_events, types=["AGREE"] * n_events, targets=["USA", "RUS"] * 5
        if n_events == 10 else ["USA"] * n_events,
    )  # fmt: skip
    found = forecast_next(fit_next(few, model="linear"), "IND", "AGREE", None)
    assert found.n_events == n_events
    assert all(0 < one.probability < 1 for one in found.candidates)
    assert "IND" not in {one.actor for one in found.candidates}
    assert sum(one.probability for one in found.candidates) < 0.99


def test_no_events_are_refused(table: Records) -> None:
    with pytest.raises(InputError, match="no event happened before"):
        fit_next(table.before(FIRST))
    with pytest.raises(InputError, match="no event lies in the test"):
        backtest_next(table, test_from=date(2021, 1, 1), model="linear")


def test_unknown_names_bring_near_ones(table: Records) -> None:
    model = fit_next(table, model="linear")
    with pytest.raises(UnknownNameError, match="no actor 'S99'") as caught:
        forecast_next(model, "S99", "VISIT", None)
    assert "S9" in caught.value.hint
    with pytest.raises(UnknownNameError) as caught:
        forecast_next(model, "S1", "VISITS", None)
    assert "VISIT" in caught.value.hint
    with pytest.raises(UsageError):
        forecast_next(model, "S1", "VISIT", "S2")
    with pytest.raises(UsageError):
        forecast_next(model, None, "VISIT", None)
    with pytest.raises(UsageError, match="no model is called"):
        fit_next(table, model="forest")


def test_without_lightgbm_the_linear_model_answers(table: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    model = fit_next(table.before(FIRST + timedelta(days=20)))
    assert model.name == "who next, linear, 1"
    with pytest.raises(MissingPartError, match="LightGBM") as caught:
        fit_next(table, model="trees")
    assert "linear" in caught.value.hint
