"""Forecasts kept in the record, and events as columns."""

import io
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from factory import build_coded

from detente.core.errors import InputError, LedgerError, UnknownNameError, UsageError
from detente.ledger import build_kept, open_ledger
from detente.ledger.opening import RECORD
from detente.ledger.queries import migrations


def _kept(probability=0.3, **changed):
    given = {
        "as_of": "2018-08-07",
        "closes": "2018-11-05",
        "answer": {"probability": probability, "low": 0.1, "high": 0.6},
        "baselines": {"base rate": 0.05},
        "model": "m 1",
        "version": "0.1.0",
        "source": "RUS",
        "target": "PAK",
        "type": "AGREE",
        "n_events": 7,
        "made": "2018-08-07T10:00:00",
    }
    return build_kept("occurrence", **(given | changed))


def test_what_is_kept_comes_back_whole_and_once(ledger):
    one, other = _kept(), _kept(0.4, source="USA", as_of="2018-09-01")
    before = ledger.generation()
    assert ledger.keep_forecasts([one, other]) == 2
    assert ledger.generation() == before + 1
    assert ledger.keep_forecasts([_kept(made="2019-01-01T00:00:00")]) == 0, "the same said again is the same"
    assert ledger.generation() == before + 1
    found = ledger.forecasts()
    assert [row.as_of for row in found] == ["2018-09-01", "2018-08-07"]
    assert found[1].id == one.id
    assert found[1].made == "2018-08-07T10:00:00", "the first saying counts"
    assert (found[1].answer, found[1].baselines, found[1].n_events) == (one.answer, one.baselines, 7)
    assert found[1].generation == before


def test_forecasts_are_found_by_what_they_are_about(ledger):
    ledger.keep_forecasts([_kept(), _kept(source="USA"), _kept(type="AID", as_of="2018-10-01")])
    assert len(ledger.forecasts(dyad=("PAK", "RUS"))) == 2
    assert len(ledger.forecasts(actor="USA")) == 1
    assert len(ledger.forecasts(type="AID")) == 1
    assert len(ledger.forecasts(since="2018-09")) == 1
    assert len(ledger.forecasts(until="2018-08")) == 2
    assert ledger.forecasts(kind="counts") == []


def test_they_can_be_neither_changed_nor_taken_out(ledger):
    ledger.keep_forecasts([_kept()])
    with closing(sqlite3.connect(ledger.folder / RECORD)) as connection:
        for text in ("UPDATE forecasts SET model = 'x'", "DELETE FROM forecasts"):
            with pytest.raises(sqlite3.IntegrityError, match="a forecast is never"):
                connection.execute(text)


def test_what_cannot_be_a_forecast_is_refused(ledger):
    with pytest.raises(UsageError, match="no forecast is of kind"):
        build_kept("dream", as_of="2018-01-01", closes="2018-02-01", answer={}, model="m", version="1")
    with pytest.raises(InputError, match="lacks probability, low, high"):
        _kept(answer={})
    with pytest.raises(InputError, match="is empty"):
        _kept(closes="2018-08-07")
    with pytest.raises(InputError, match="is no day"):
        _kept(as_of="2018-08")
    with pytest.raises(InputError, match="cannot be written down"):
        _kept(probability=float("nan"))
    with pytest.raises(InputError, match="not what its identity says"):
        ledger.keep_forecasts([replace(_kept(), answer={"probability": 0.9, "low": 0.8, "high": 1.0})])
    assert ledger.forecasts() == []


def test_a_hindcast_is_told_from_a_forecast():
    assert not _kept().is_hindcast
    assert _kept(made="2018-11-05T00:00:00").is_hindcast


def test_dump_tables_and_doctor_know_them(ledger):
    ledger.keep_forecasts([_kept()])
    out = io.StringIO()
    ledger.dump(out)
    assert '"table":"forecasts"' in out.getvalue()
    assert ledger.arrow("forecasts").column("source").to_pylist() == ["RUS"]
    assert ledger.sql("SELECT count(*) AS n FROM forecasts").to_pylist() == [{"n": 1}]
    assert ledger.doctor() == []


def test_the_doctor_sees_a_forecast_that_was_tampered_with(ledger):
    ledger.keep_forecasts([_kept()])
    folder = ledger.folder
    with closing(sqlite3.connect(folder / RECORD, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER forecasts_stay")
        connection.execute("UPDATE forecasts SET answer = replace(answer, '0.3', '0.9')")
    (found,) = ledger.doctor()
    assert found.severity == "error"
    assert "forecasts that are not as they were kept" in found.what


def test_a_record_of_before_is_brought_up_to_date(tmp_path):
    folder = tmp_path / "books"
    open_ledger(folder).close()
    (folder / f"{RECORD}.seal").unlink()
    with closing(sqlite3.connect(folder / RECORD, isolation_level=None)) as connection:
        connection.execute("DROP TABLE forecasts")
        connection.execute(f"PRAGMA user_version = {len(migrations()) - 1}")
    with open_ledger(folder) as ledger:
        assert ledger.forecasts() == []
        assert ledger.keep_forecasts([_kept()]) == 1
    with open_ledger(folder, read_only=True) as ledger, pytest.raises(LedgerError, match="read-only"):
        ledger.keep_forecasts([_kept(0.5)])


def test_dated_events_are_the_merged_ones_by_day(ledger):
    for number in range(6):
        ledger.add(build_coded(number))
    dated = ledger.dated_events()
    told = [event for event in ledger.merged_events() if event.status in ("occurred", "ongoing")]
    placed = {event.id for event in told if event.date in ("2018-08-07", "2021-04-06/2021-04-07")}
    assert set(dated.events) <= placed
    assert set(dated.events) == {e.id for e in told if e.id in placed and e.confidence > 0}
    assert list(dated.day) == sorted(dated.day)
    first = dated.events[0]
    event = ledger.merged_event(first)
    names = {dated.actors[dated.source[0]], dated.actors[dated.target[0]]}
    assert names <= {*event.source, *event.target}
    assert dated.types[dated.type[0]] == event.type
    assert date.fromordinal(int(dated.day[0])).year in (2018, 2021)
    assert dated.n_undated > 0
    assert dated.n_vague > 0


def test_a_symmetric_event_gives_one_sorted_pair_or_both_ways(ledger):
    for number in range(6):
        ledger.add(build_coded(number))
    once, both = ledger.dated_events(), ledger.dated_events(both_ways=True)
    symmetric = {event.id for event in ledger.merged_events() if not event.target}
    rows = [place for place, name in enumerate(once.events) if name in symmetric]
    assert all(once.actors[once.source[row]] < once.actors[once.target[row]] for row in rows)
    assert len(both.day) == len(once.day) + len(rows)


def test_an_unknown_domain_is_named(ledger):
    with pytest.raises(UnknownNameError, match="no domain 'space'"):
        ledger.dated_events(domain="space")
    assert ledger.dated_events().day.size == 0
