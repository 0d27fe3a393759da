"""What a ledger's report is made of: each event once, and all that the texts say."""

from __future__ import annotations

from datetime import date

import pytest

import detente
from detente.core.settings import resolve_settings
from detente.pages.reporting import make_report
from detente.report import render_report

LATER = date(2030, 1, 1)


@pytest.fixture(scope="module")
def report(argued):
    with detente.open_ledger(argued, create=False, read_only=True) as books:
        return make_report(books, settings=resolve_settings(), made_on=LATER)


def test_an_event_of_two_articles_is_listed_once_with_both_tellings(argued, report):
    with detente.open_ledger(argued, create=False, read_only=True) as books:
        merged = {event.id: event for event in books.merged_events()}
        n_tellings = sum(1 for _ in books.events())
    assert {event.id for event in report.events} == set(merged)
    assert len(report.events) < n_tellings
    for event in report.events:
        told = {row.id for row in event.merging.tellings} if event.merging else set()
        assert told == (set(merged[event.id].mentions) if len(merged[event.id].mentions) > 1 else set())
        assert event.n_outlets == merged[event.id].n_outlets


def test_everything_said_is_there_with_its_account(argued, report):
    with detente.open_ledger(argued, create=False, read_only=True) as books:
        sums = books.counts()
    shown = report.statements
    assert sum(len(group.claims) for group in shown.claims) == sums["claims"] > 0
    assert sum(len(group.statements) for group in shown.mechanisms) == sums["mechanisms"] > 0
    assert len(shown.predictions) == sums["predictions"] > 0
    assert len(shown.questions) == sums["questions"] > 0
    assert all(row.verdict for row in shown.predictions)
    assert sum(row.n for row in shown.records) == sums["predictions"]
    assert all(row.leaning for row in shown.questions)
    assert shown.contradictions
    assert f"As of {LATER.day} {LATER:%B %Y}" in render_report(report)


def test_levels_rest_on_the_dated_events_that_happened_each_once(argued, report):
    dated = {event.id for event in report.events if event.done and event.start and event.dyads}
    levels = report.levels.levels
    assert {event.id for level in levels for event in level.events} == dated
    assert levels
    for row in report.dyads:
        level = next((level for level in levels if level.dyad == row.dyad), None)
        assert (level is not None) == any(event in dated for event in row.events)
        if level:
            assert level.n_events == sum(event in dated for event in row.events)
    assert 'id="levels"' in render_report(report)


def test_a_person_overrules_a_verdict(own):
    with detente.open_ledger(own, create=False) as books:
        prediction = next(iter(books.predictions()))
        books.correct(prediction.id, "refuted", by="ana")
        report = make_report(books, settings=resolve_settings(), made_on=LATER)
    row = next(row for row in report.statements.predictions if row.id == prediction.id)
    assert (row.verdict, row.by, row.sure) == ("refuted", "ana", 1.0)
