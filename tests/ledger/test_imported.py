"""Imported rows as observations: the same as of events, and only of those that count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from factory import build_coded

from detente.core.errors import InputError, UnknownNameError
from detente.ledger import imported_rows
from detente.ledger.imported import build_imported_levels, date_rows, observe_rows, tabulate_rows
from detente.relations import build_observations, tabulate_dyads, weigh_event

DATES = ("2018-08-07", "2014-01-02", "1969-12-31", "2021-04-06")


@pytest.fixture(scope="module")
def events():
    """Sure events of two sides on known days."""
    found = [event for number in range(6) for event in build_coded(number).events if event.target]
    return [
        replace(event, date=DATES[place % 4], status="occurred", confidence=1.0)
        for place, event in enumerate(found)
    ]


def row_of(event, line, **other):
    return {
        "date": date.fromisoformat(event.date), "source": event.source[0], "target": event.target[0],
        "type": event.type, "mode": event.mode, "contexts": list(event.contexts), "intensity": event.intensity,
        "n_sources": 1 + line % 3, "file": "a.tab", "line": line, "role": "event", "status": "occurred", **other,
    }  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def write_rows(rows, name="a.parquet"):
        kinds = {"date": pa.date32(), "contexts": pa.list_(pa.string()), "intensity": pa.float64()}
        kinds |= {"n_sources": pa.int64(), "line": pa.int64()}
        schema = pa.schema([(column, kinds.get(column, pa.string())) for column in rows[0]])
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), tmp_path / name)
        return tmp_path / name

    return write_rows


def facts(observations):
    columns = (observations.day, observations.intensity, observations.weight)
    numbers = zip(*(column.round(12).tolist() for column in columns), strict=True)
    names = zip(observations.dyad, observations.domain, observations.event, strict=True)
    return sorted(
        (observations.dyads[dyad], observations.domains[domain], observations.events[event], *values)
        for (dyad, domain, event), values in zip(names, numbers, strict=True)
    )


def test_rows_are_observed_as_events_are(events, write):
    half = len(events) // 2
    rows = [row_of(event, line) for line, event in enumerate(events)]
    files = [write(rows[:half]), write(rows[half:], "b.parquet")]
    named = [replace(event, id=f"a.tab:{line}") for line, event in enumerate(events)]
    outlets = {event.id: row["n_sources"] for event, row in zip(named, rows, strict=True)}
    expected = build_observations(
        named, published={}, weight_of=lambda event: weigh_event(event, n_outlets=outlets[event.id])
    )
    observed = observe_rows(files)
    assert observed.dyads == expected.dyads
    assert len(observed.events) == len(events)
    assert facts(observed) == facts(expected)
    part = observe_rows(files, domains=("military",))
    assert facts(part) == [fact for fact in facts(expected) if fact[1] == "military"]
    assert facts(part)


@pytest.mark.parametrize(
    "other",
    [
        {"role": "mirror"}, {"role": "repeat"}, {"role": "fault"}, {"status": "planned"}, {"target": None},
        {"source": None}, {"date": None}, {"intensity": None}, {"type": None, "intensity": None},
        {"source": "PAK", "target": "PAK"},
    ],
)  # fmt: skip
def test_what_does_not_count_is_left_out(other, events, write):
    kept = row_of(events[0], 1)
    observed = observe_rows([write([kept, row_of(events[1], 2, **other)])])
    assert {observed.events[event] for event in observed.event} == {"a.tab:1"}


def test_a_row_without_mode_contexts_or_sources_counts(events, write):
    bare = row_of(events[0], 1, mode=None, contexts=None, n_sources=None)
    observed = observe_rows([write([bare])], domains=("overall",))
    assert observed.weight.tolist() == [1.0]


def test_levels_of_rows(events, write):
    file = write([row_of(event, line) for line, event in enumerate(events)])
    levels = build_imported_levels([file], domain="overall")
    assert list(levels.model.levels) == ["overall"]
    assert levels.observations.events[0:2] == ["a.tab:0", "a.tab:1"]


def test_nothing_imported_is_said_so(events, write):
    with pytest.raises(InputError, match="no imported row"):
        build_imported_levels([])
    with pytest.raises(InputError, match="no imported row"):
        build_imported_levels([write([row_of(events[0], 1, role="mirror")])])
    with pytest.raises(UnknownNameError, match="sports"):
        build_imported_levels([], domain="sports")


def test_rows_are_tabulated_file_by_file_as_they_are_together(events, write):
    rows = [row_of(event, line) for line, event in enumerate(events)]
    files = [write(rows[:9]), write(rows[9:], "b.parquet")]
    whole = tabulate_dyads(observe_rows(files), freq="year", domain="military")
    assert tabulate_rows(files, freq="year", domain="military") == whole
    assert whole["a"]
    with pytest.raises(InputError, match="no imported row"):
        tabulate_rows([], freq="month")
    with pytest.raises(UnknownNameError, match="sports"):
        tabulate_rows(files, freq="month", domain="sports")


def test_names_are_looked_up_when_they_are_asked_for(events, write, monkeypatch):
    rows = [row_of(event, line) for line, event in enumerate(events)]
    rows[3] = row_of(events[3], 3, role="mirror")
    files = [write(rows[:5]), write([row_of(events[0], 90, role="fault")], "none.parquet")]
    files.append(write(rows[5:], "b.parquet"))
    read = []
    plain = imported_rows.pq.read_table
    monkeypatch.setattr(
        imported_rows.pq,
        "read_table",
        lambda file, **given: (read.append(file.name), plain(file, **given))[1],
    )
    observed = observe_rows(files)
    assert read == ["a.parquet", "none.parquet", "b.parquet"]
    assert observed.events[4] == "a.tab:5"
    assert observed.events[-1] == f"a.tab:{len(rows) - 1}"
    assert read[3:] == ["b.parquet"]
    assert list(observed.events) == [f"a.tab:{line}" for line in range(len(rows)) if line != 3]
    assert read[4:] == ["a.parquet", "b.parquet"]
    with pytest.raises(IndexError):
        observed.events[len(rows)]


def test_columns_of_rows_are_narrow(events, write):
    """Thirty bytes an observation, and none for names: a hundred million fit."""
    observed = observe_rows([write([row_of(event, line) for line, event in enumerate(events)])])
    columns = (observed.dyad, observed.domain, observed.event, observed.day, observed.intensity)
    assert sum(column.itemsize for column in (*columns, observed.weight)) <= 33
    assert observed.spread.strides == (0,)


def test_rows_are_dated_with_their_mirrors(events, write):
    rows = [row_of(events[0], 1), row_of(events[1], 2, role="mirror"), row_of(events[2], 3, role="repeat")]
    file = write(rows)
    assert list(date_rows([file]).events) == ["a.tab:1"]
    both = date_rows([file], both_ways=True)
    assert sorted(both.events) == ["a.tab:1", "a.tab:2"]
    assert set(both.day.tolist()) == {date.fromisoformat(DATES[place]).toordinal() for place in (0, 1)}
