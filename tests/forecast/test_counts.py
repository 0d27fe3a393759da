"""How much: the future is not seen, bands hold, few events give wide bands, bad input is named."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from detente.core.errors import InputError, UnknownNameError
from detente.forecast.count_backtest import BOOSTED, POOLED, backtest_counts, rank_active
from detente.forecast.count_baselines import COUNT_BASELINES, foretell_plain
from detente.forecast.count_features import build_panel, find_features
from detente.forecast.count_fitting import fit_counts_forecast
from detente.forecast.count_mixture import collect_rows
from detente.forecast.count_model import fit_class, predict_class
from detente.forecast.count_paths import draw_paths
from detente.forecast.count_trees import find_shape
from detente.forecast.counts import forecast_counts
from detente.forecast.nouns import BASE_RATE, CLIMATOLOGY, NO_CHANGE
from detente.forecast.records import Records, build_records
from detente.forecast.tables import find_edges, list_months, merge_states, tabulate_counts

QUADS = {"TALK": 1, "AID": 2, "BLAME": 3, "FIGHT": 4}
TYPES = list(QUADS)
STATES = [f"S{number:02d}" for number in range(12)]
FIRST = date(2015, 1, 1)
MADE = date(2018, 1, 1)
MONTH = 365.2425 / 12


def build_world(*, n_months: int = 40, seed: int = 0, extra: bool = True) -> Records:
    """Counts that are negative binomial about rates of their own, the first class ten times the others."""
    rng = np.random.default_rng(seed)
    rows = []
    rates = rng.gamma(0.8, 2.0, size=(12, 12))
    for one in range(12):
        for other in range(one + 1, 12):
            for quad, kind in enumerate(TYPES):
                mean = rates[one, other] * (1.0 if quad == 0 else 0.1)
                for month in range(n_months):
                    number = rng.poisson(mean * rng.gamma(2.0, 0.5))
                    days = FIRST.toordinal() + (MONTH * (month + rng.random(number))).astype(int)
                    rows += [(day, STATES[one], kind, STATES[other]) for day in days.tolist()]
    if extra:  # an actor and a type that come only after the forecast
        rows += [(MADE.toordinal() + 5, "A00", "NEW", STATES[0])] * 3
    days, sources, types, targets = zip(*rows, strict=True)
    return build_records(
        days=np.array(days),
        sources=sources,
        types=types,
        targets=targets,
        quads={**QUADS, "NEW": 2},
        events=[f"e{at}" for at in range(len(rows))],
    )


@pytest.fixture(scope="module")
def world() -> Records:
    return build_world()


def forget(records: Records, day: date) -> Records:
    """The table as it would have been built on the day: later events, actors and types never heard of."""
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
    for dyad in (("S00", "S05"), ("S11", "S02")):
        whole, cut = (forecast_counts(table, dyad, made=MADE, months=2, draws=300) for table in (world, past))
        assert np.array_equal(whole.samples, cut.samples)
        assert all(np.array_equal(whole.baselines[name], cut.baselines[name]) for name in whole.baselines)
        assert (whole.n_events, whole.n_months) == (cut.n_events, cut.n_months)


def test_features_of_a_date_stay_when_later_events_go(world):
    whole, cut = (build_panel(table, MADE) for table in (world, forget(world, MADE)))
    at = whole.n_months
    assert np.array_equal(find_features(whole, at), find_features(cut, at))
    early = build_panel(world, date(2017, 1, 1))
    edge = early.n_months
    rows = [
        np.flatnonzero((whole.low == low) & (whole.high == high))[0]
        for low, high in zip(early.low, early.high, strict=True)
    ]
    assert np.array_equal(find_features(early, edge)[:, :, :5], find_features(whole, edge)[rows][:, :, :5])


def test_what_comes_on_the_day_itself_is_not_seen(world):
    told = forecast_counts(world, ("S00", "S01"), made="2017-06-10", months=2)
    cut = forecast_counts(forget(world, date(2017, 6, 10)), ("S00", "S01"), made="2017-06-10", months=2)
    assert np.array_equal(told.samples, cut.samples)
    assert told.periods == ("2017-07", "2017-08")


def test_bands_hold_what_comes(world):
    dyads = rank_active(world, first=FIRST, until=MADE, n_dyads=66)
    score = backtest_counts(
        world,
        dyads,
        first=date(2017, 9, 1),
        months=4,
        refit_every=4,
        top=120,
    )
    model = score.marks["model"]
    assert model.coverage >= 0.87
    assert np.abs(np.array(model.transform) - 0.1).max() < 0.04
    assert all(model.crps < score.marks[name].crps for name in ("zero", "no change", "smoothed, Poisson"))
    assert model.crps < 1.02 * min(marks.crps for marks in score.marks.values())
    assert score.differences["zero"][1][1] < 0.0
    assert score.skill["zero"] > 0.2
    assert set(score.differences) == {*COUNT_BASELINES, POOLED}
    assert score.n_cells == len(dyads) * 4 * 4


def test_paths_agree_with_a_longer_horizon_and_hold(world):
    panel = build_panel(world, MADE)
    model = fit_counts_forecast(world, made=MADE, steps=(1, 3))
    assert model.lasting.min() >= 0.0
    counts = tabulate_counts(world, until=date(2018, 4, 1))
    truth = dict(zip(counts.dyads, counts.events[:, -1, 0], strict=True))
    inside = []
    for at in range(0, panel.low.size, 3):
        paths = draw_paths(model, panel, at, months=3, draws=400, rng=np.random.default_rng(at))
        assert paths.shape == (400, 3, 4)
        dyad = (panel.states[panel.low[at]], panel.states[panel.high[at]])
        low, high = np.quantile(paths[:, 2, 0], [0.05, 0.95], method="inverted_cdf")
        inside.append(low <= truth[dyad] <= high)
    assert np.mean(inside) > 0.75


def test_the_weights_of_a_known_model_are_found():
    rng = np.random.default_rng(3)
    features = np.zeros((6000, 18))
    features[:, :5] = rng.normal(size=(6000, 1)) + 0.5 * rng.normal(size=(6000, 5))
    features[:, -1] = 1.0
    mean = np.exp(0.3 + 0.5 * features[:, 1] + 0.4 * features[:, 3])
    counts = rng.poisson(mean * rng.gamma(1.5, 1 / 1.5, 6000)).astype(float)
    model = fit_class(features, counts, np.ones(6000))
    found, shape = predict_class(model, features)
    assert np.abs(np.log(found) - np.log(mean)).mean() < 0.1
    assert np.median(shape) == pytest.approx(1.5, rel=0.2)


def test_ten_events_give_wide_bands():
    few = build_records(
        days=[date(2018, month, 3) for month in range(1, 11)],
        sources=["RUS"] * 5 + ["IND"] * 5,
        types=["TALK"] * 10,
        targets=["PAK"] * 5 + ["USA"] * 5,
        quads=QUADS,
    )
    made = forecast_counts(few, ("PAK", "RUS"), made="2018-11-01", months=3)
    assert made.n_events == 5
    assert made.n_months == 10
    assert 0.0 < made.mean[0, 0] < 2.0
    assert made.high[0, 0] >= made.mean[0, 0] + 0.5
    assert 0.0 < (made.samples[:, 0, 3] > 0).mean() < 0.5  # never seen, yet not impossible
    assert set(made.baselines) == {BASE_RATE, NO_CHANGE, CLIMATOLOGY}
    never = forecast_counts(few, ("PAK", "USA"), made="2018-11-01", months=3)
    assert never.n_events == 0
    assert never.mean[0, 0] < made.mean[0, 0]


def test_one_event_is_enough_for_an_answer():
    one = build_records(
        days=[date(2018, 3, 3)], sources=["RUS"], types=["TALK"], targets=["PAK"], quads=QUADS
    )
    made = forecast_counts(one, ("RUS", "PAK"), made="2018-03-04", months=1)
    assert made.n_events == 1
    assert made.high[0, 0] >= 1.0


def test_bad_input_is_named(world):
    with pytest.raises(UnknownNameError) as unknown:
        forecast_counts(world, ("S00", "S00x"), made=MADE)
    assert "S00" in unknown.value.hint
    with pytest.raises(UnknownNameError):
        forecast_counts(world, ("S00", "A00"), made=MADE)  # only seen later
    for months in (0, 600):
        with pytest.raises(InputError, match="months"):
            forecast_counts(world, ("S00", "S01"), made=MADE, months=months)
    with pytest.raises(InputError, match="twice"):
        forecast_counts(world, ("S00", "S00"), made=MADE)
    with pytest.raises(InputError, match="no event"):
        forecast_counts(world, ("S00", "S01"), made="2000-01-01")
    with pytest.raises(InputError, match="2018"):
        forecast_counts(world, ("S00", "S01"), made="2018")
    with pytest.raises(InputError):
        backtest_counts(world, [], first=MADE, months=1)
    with pytest.raises(InputError):
        fit_counts_forecast(world, made=MADE, steps=())


def test_months_and_counts_add_up(world):
    counts = tabulate_counts(world)
    assert counts.events.sum() == len(world)
    assert counts.periods[0] == "2015-01"
    assert tabulate_counts(world, freq="year").periods[:2] == ("2015", "2016")
    cut = tabulate_counts(world, until=date(2016, 7, 20))
    assert cut.periods[-1] == "2016-06-20/2016-07-19"
    assert cut.events.sum() == len(world.before(date(2016, 7, 20)))
    assert find_edges(date(2018, 3, 31), before=1)[1] == date(2018, 3, 31).toordinal()
    assert list_months(date(2018, 12, 10), 1) == (("2019-01",), 1)


def test_actors_become_their_states():
    table = build_records(
        days=[FIRST] * 3,
        sources=["Putin", "Lavrov", "Modi"],
        types=["TALK"] * 3,
        targets=["Modi", "Putin", "someone"],
        quads=QUADS,
        homes={"Putin": "RUS", "Lavrov": "RUS", "Modi": "IND"},
    )
    states = merge_states(table)
    assert (states.actors, len(states)) == (("IND", "RUS"), 1)
    with pytest.raises(InputError):
        tabulate_counts(table.before(FIRST))


def test_plain_forecasts_are_distributions(world):
    past = build_panel(world, MADE).counts
    for name in COUNT_BASELINES:
        chances = foretell_plain(name, past, 60)
        assert np.allclose(chances.sum(axis=-1), 1.0)
        assert (chances >= 0.0).all()
    assert foretell_plain("no change", past, 60)[0, 0].argmax() == min(past[-1, 0, 0], 60)


def test_rows_are_of_dyads_already_known(world):
    panel = build_panel(world, MADE)
    rows = collect_rows(panel)
    assert (panel.first[rows.dyad] < rows.at).all()


def test_the_shape_of_counts_is_found():
    rng = np.random.default_rng(3)
    means = rng.uniform(1.0, 6.0, 4000)
    counts = rng.poisson(means * rng.gamma(2.0, 0.5, 4000)).astype(float)
    assert 1.6 < find_shape(counts, means) < 2.5


def test_boosted_trees_foretell_counts_better_than_nothing(world):
    pytest.importorskip("lightgbm")
    pairs = rank_active(world, first=FIRST, until=date(2017, 1, 1), n_dyads=10)
    score = backtest_counts(world, pairs, first="2017-06-01", months=2, baselines=("zero", BOOSTED), top=100)
    assert score.marks[BOOSTED].crps < score.marks["zero"].crps
