"""Relations out of the books, as a table and as levels."""

from __future__ import annotations

from datetime import date

import pytest
from factory import build_coded

from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.ledger import open_ledger
from detente.ledger.relating import RELATION_SCHEMA
from detente.relations import DOMAINS, find_domains, measure_course, measure_relations


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    with open_ledger(tmp_path_factory.mktemp("related")) as ledger:
        with ledger.batch():
            for number in range(25):
                ledger.add(build_coded(number))
        yield ledger


@pytest.fixture(scope="module")
def table(filled):
    return filled.relations()


def test_the_counts_are_those_of_measure_relations(filled, table):
    assert table.schema == RELATION_SCHEMA
    rows = {(row["a"], row["b"], row["domain"], row["period"]): row for row in table.to_pylist()}
    assert len(rows) == table.num_rows
    shown = [event for event, _ in filled.representatives()]
    for domain in DOMAINS:
        events = [event for event in shown if domain in find_domains(event)]
        measured = measure_relations(events, published=filled.publication_dates())
        for relation in measured:
            row = rows[(*relation.dyad, domain, relation.period)]
            assert (row["n_events"], row["n_others"]) == (relation.n_events, relation.n_others)
            assert tuple(row[name] for name in RELATION_SCHEMA.names[5:9]) == relation.n_by_quad
            assert row["mean_intensity"] == relation.mean_intensity


def test_the_levels_are_those_of_the_middle_of_the_year(filled, table):
    levels = filled.levels()
    rows = [row for row in table.to_pylist() if row["level_mean"] is not None]
    assert {row["domain"] for row in rows} > {"overall"}
    for row in rows[:: max(len(rows) // 40, 1)]:
        day = date(int(row["period"]), 7, 2)
        course = measure_course(levels, (row["a"], row["b"]), domain=row["domain"], dates=[day])
        low, high = course.interval()
        found = (row["level_low"], row["level_mean"], row["level_high"])
        assert found == pytest.approx((low[0], course.mean[0], high[0]), abs=0.01)


def test_every_year_is_there_and_what_has_no_date_stands_apart(table):
    rows = table.to_pylist()
    by_dyad: dict[tuple[str, str], list[str | None]] = {}
    for row in rows:
        if row["domain"] == "overall":
            by_dyad.setdefault((row["a"], row["b"]), []).append(row["period"])
    for periods in by_dyad.values():
        years = [int(period) for period in periods if period is not None]
        assert years == list(range(years[0], years[-1] + 1))
    undated = [row for row in rows if row["period"] is None]
    assert undated
    assert all(row["level_mean"] is None for row in undated)
    empty = [row for row in rows if not row["n_events"] and not row["n_others"]]
    assert empty
    assert all(row["mean_intensity"] is None for row in empty)


def test_of_one_dyad_and_domain_by_month(filled, table):
    known = [
        row for row in table.to_pylist() if row["domain"] == "military" and row["level_mean"] is not None
    ]
    pair = (known[0]["a"], known[0]["b"])
    rows = filled.relations(freq="month", domain="military", dyad=pair[::-1]).to_pylist()
    assert {(row["a"], row["b"], row["domain"]) for row in rows} == {(*pair, "military")}
    months = [row["period"] for row in rows if row["period"]]
    assert months == sorted(months)
    assert {len(month) for month in months} == {7}
    july = {row["period"][:4]: row["level_mean"] for row in rows if (row["period"] or "")[5:] == "07"}
    seen = {row["period"]: row["level_mean"] for row in known if (row["a"], row["b"]) == pair}
    assert july.keys() & seen.keys()
    for name in july.keys() & seen.keys():
        assert july[name] == pytest.approx(seen[name], abs=0.3)


def test_undated_events_may_count_when_they_were_told(filled):
    told = filled.relations(domain="overall", undated="published")
    assert None not in told["period"].to_pylist()
    assert not filled.levels(domain="overall", undated="published").observations.undated
    assert filled.levels(domain="overall").observations.undated


def test_an_event_told_by_several_outlets_weighs_more(filled):
    outlets = {event.id: (event.confidence, merged.n_outlets) for event, merged in filled.representatives()}
    observations = filled.levels(domain="overall").observations
    for row in range(0, observations.day.size, 7):
        confidence, n = outlets[observations.events[observations.event[row]]]
        assert observations.weight[row] == pytest.approx(confidence * n / (1 + (n - 1) / 2))


def test_an_empty_ledger_has_no_relations(ledger):
    assert ledger.relations().num_rows == 0
    assert ledger.relations(freq="month").schema == RELATION_SCHEMA
    with pytest.raises(InputError, match="no event with a date"):
        ledger.levels()


def test_unknown_words_are_refused(filled):
    with pytest.raises(UnknownNameError, match="sports"):
        filled.relations(domain="sports")
    with pytest.raises(UnknownNameError, match="sports"):
        filled.levels(domain="sports")
    with pytest.raises(UsageError, match="week"):
        filled.relations(freq="week")


def test_a_dyad_of_which_nothing_is_known_has_no_rows(filled):
    assert filled.relations(dyad=("ZZZ", "USA")).num_rows == 0
