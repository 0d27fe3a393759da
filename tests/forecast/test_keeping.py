"""Forecasts kept and scored, and what users ask."""

from datetime import date

import numpy as np
import pytest

from detente.core.errors import InputError, UsageError
from detente.forecast.asking import first_day_after, parse_day, parse_horizon, parse_question
from detente.forecast.keeping import KEPT_LEVELS, build_kept_forecast
from detente.forecast.kept_scores import count_periods, measure_pinball, score_kept
from detente.forecast.nouns import BASE_RATE, Candidate, CountForecast, LevelForecast, NextForecast
from detente.forecast.records import build_records


def _records(*rows):
    """Rows of day, source, type, target."""
    return build_records(
        days=[date.fromisoformat(row[0]) for row in rows],
        sources=[row[1] for row in rows],
        types=[row[2] for row in rows],
        targets=[row[3] for row in rows],
        quads={"AGREE": 1, "AID": 2, "ACCUSE": 3, "ASSAULT": 4},
        homes={"RUS": "RUS", "PAK": "PAK", "IND": "IND", "RUSMIL": "RUS"},
        events=[f"e{place}" for place in range(len(rows))],
    )


def _counts(samples, months=("2018-08", "2018-09")):
    samples = np.asarray(samples, dtype=np.int64)
    low, high = np.quantile(samples, [0.05, 0.95], axis=0, method="inverted_cdf")
    return CountForecast(
        dyad=("PAK", "RUS"),
        made="2018-08-01",
        periods=months,
        samples=samples,
        coverage=0.9,
        mean=samples.mean(axis=0),
        low=low,
        high=high,
        baselines={BASE_RATE: np.zeros((len(months), 4))},
        n_events=3,
        n_months=10,
        model="m 1",
    )


def test_the_score_of_counts_is_the_crps_of_its_draws():
    rng = np.random.default_rng(1)
    samples = rng.poisson([[2.0, 0.5, 0.02, 0.1]] * 2, size=(4000, 2, 4))
    kept = build_kept_forecast(_counts(samples), version="1", made="2018-08-01T00:00:00")
    rows = [("2018-08-05", "RUS", "AGREE", "PAK")] * 3 + [("2018-09-05", "RUSMIL", "ACCUSE", "PAK")]
    records = _records(*rows, ("2018-10-05", "RUS", "AGREE", "PAK"))
    (score,) = score_kept(records, [kept], date(2018, 10, 6))
    assert score.state == "scored"
    assert score.came == [[3, 0, 0, 0], [0, 0, 1, 0]], (
        "a soldier acts for his state, and October is not asked"
    )
    came = np.array(score.came)
    pairs = samples[rng.permutation(4000)]
    exact = (np.abs(samples - came).mean(axis=0) - np.abs(samples - pairs).mean(axis=0) / 2).mean()
    assert score.score == pytest.approx(exact, rel=0.15)
    assert score.inside == 1.0 - 1 / 8, "of eight cells only the accusation lies outside"
    assert score.baselines[BASE_RATE] == pytest.approx(came.mean()), "of a certain zero it is the mean count"


def test_windows_that_are_open_or_unread_are_not_scored():
    kept = build_kept_forecast(_counts(np.zeros((10, 2, 4))), version="1")
    records = _records(("2018-07-05", "RUS", "AGREE", "PAK"))
    assert score_kept(records, [kept], date(2018, 9, 30))[0].state == "open"
    assert score_kept(records, [kept], date(2018, 10, 1))[0].state == "unread", "nothing so late was read"
    later = _records(("2018-07-05", "RUS", "AGREE", "PAK"), ("2018-10-02", "IND", "AID", "PAK"))
    (score,) = score_kept(later, [kept], date(2018, 10, 3))
    assert (score.state, score.score, score.inside) == ("scored", 0.0, 1.0)


def test_nothing_after_the_day_of_judging_is_looked_at():
    kept = build_kept_forecast(_counts(np.zeros((10, 2, 4))), version="1")
    late = [("2018-10-02", "IND", "AID", "PAK"), ("2018-12-01", "RUS", "AGREE", "PAK")]
    scores = [score_kept(_records(*late[:n]), [kept], date(2018, 10, 3)) for n in (1, 2)]
    assert scores[0] == scores[1]


def test_an_event_of_several_rows_counts_once():
    records = build_records(
        days=[date(2018, 8, 5)] * 2,
        sources=["RUS", "PAK"],
        types=["AGREE"] * 2,
        targets=["PAK", "RUS"],
        quads={"AGREE": 1},
        events=["e1", "e1"],
    )
    assert count_periods(records, ("PAK", "RUS"), ["2018-08"]).tolist() == [[1, 0, 0, 0]]


def test_who_next_is_decided_by_the_first_that_comes():
    forecast = NextForecast(
        "RUS", "AGREE", None, "2018-08-01", (Candidate("PAK", 0.6), Candidate("IND", 0.3)), 9, "m 1"
    )
    kept = build_kept_forecast(forecast, version="1")
    rows = [("2018-08-09", "RUS", "AGREE", "IND"), ("2018-08-10", "RUS", "AGREE", "PAK")]
    (score,) = score_kept(_records(*rows), [kept], date(2018, 8, 11))
    assert score.came == {"actor": "IND", "rank": 2}
    assert score.score == pytest.approx(-np.log(0.3))
    assert (
        score_kept(_records(("2019-01-01", "IND", "AID", "PAK")), [kept], date(2019, 1, 2))[0].state == "void"
    )


def test_a_level_is_held_to_the_level_as_it_is_known_later():
    level = LevelForecast(
        dyad=("PAK", "RUS"),
        domain="overall",
        made="2018-08-01",
        days=("2018-09-01", "2018-10-01"),
        mean=np.array([1.0, 2.0]),
        low=np.array([0.0, 0.0]),
        high=np.array([2.0, 4.0]),
        coverage=0.9,
        baselines={"no change": np.array([1.0, 1.0])},
        n_events=4,
        model="m 1",
    )
    kept = build_kept_forecast(level, version="1")
    assert kept.closes == "2018-10-02"
    records = _records(("2018-12-01", "RUS", "AGREE", "PAK"))
    (score,) = score_kept(records, [kept], date(2019, 1, 1), level_seen=lambda *_: 3.0)
    assert (score.score, score.inside) == (1.5, 0.5)
    assert score.baselines == {"no change": 2.0}
    assert score.beaten == ("no change",)
    assert score_kept(records, [kept], date(2019, 1, 1))[0].state == "unread"


def test_twenty_quantiles_are_the_middles_of_equal_parts():
    assert KEPT_LEVELS[0] == 0.025
    assert np.allclose(np.diff(KEPT_LEVELS), 0.05)
    levels = np.array(KEPT_LEVELS)
    assert measure_pinball(levels, np.full((1, 20), 4.0), np.array([1.0])) == pytest.approx(3.0)


@pytest.mark.parametrize("text", ["0m", "0", "0d"])
def test_a_horizon_of_zero_is_refused(text):
    with pytest.raises(InputError, match="zero"):
        parse_horizon(text)


@pytest.mark.parametrize("text", ["50y", "61m", "20000d"])
def test_fifty_years_are_refused(text):
    with pytest.raises(InputError, match="further than events can tell"):
        parse_horizon(text)


def test_words_that_are_no_question_are_refused():
    for text in ("RUS AGREE", "RUS AGREE PAK", "? AGREE ?", "RUS ? PAK"):
        with pytest.raises(UsageError):
            parse_question(text)
    assert parse_question("? sanction PAK") == (None, "SANCTION", "PAK")
    with pytest.raises(InputError, match="no horizon"):
        parse_horizon("soon")
    with pytest.raises(InputError, match="as of"):
        parse_day("2014/..")


def test_the_first_day_after_begins_a_month():
    assert first_day_after(_records(("2021-12-06", "RUS", "AGREE", "PAK"))) == date(2022, 1, 1)
    assert first_day_after(_records(("2021-01-31", "RUS", "AGREE", "PAK"))) == date(2021, 2, 1)
