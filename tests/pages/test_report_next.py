"""What comes next, in the report of a ledger."""

import shutil
import time
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from detente.cli import call
from detente.core.settings import resolve_settings
from detente.ledger import open_ledger
from detente.pages.answering import choose_scenario
from detente.pages.foretelling import find_eventful, foretell, look_ahead
from detente.pages.report_next import TOO_MANY, measure_outlooks
from detente.pages.reporting import gather_all, make_report
from detente.report import render_report
from detente.report.outlook_words import rest_words

EXAMPLES = Path(__file__).parents[2] / "examples" / "south_asia"


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    words = ["run", EXAMPLES, "--ledger", folder / "ledger", "--report", folder / "r.html", "--quiet"]
    assert call([str(word) for word in words]) == 0
    with open_ledger(folder / "ledger", create=False, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def report(books):
    return make_report(books, settings=resolve_settings(), made_on=date(2022, 1, 1))


def test_the_most_eventful_pairs_are_foretold_and_shown(report):
    assert len(report.outlooks.outlooks) == 4
    text = unescape(render_report(report))
    assert 'id="next"' in text
    for words in ("What next", "Will it?", "too few to test probabilities on", "None yet"):
        assert words in text
    assert text.count('class="ahead ') >= 16
    assert "style=" not in text.partition("</style>")[2]


def test_every_question_is_answered_and_hedged(report):
    assert {row.id for row in report.statements.questions} == set(report.answers)
    for answer in report.answers.values():
        assert [part.heading for part in answer.parts][:4] == ["Course", "Claims", "Mechanisms", "Forecast"]
        sure = answer.short.startswith(("Yes", "No,"))
        assert sure or answer.short.startswith(("The evidence does not say", "Its words", "No forecast"))
    text = unescape(render_report(report))
    assert text.count("An answer from the numbers") == len(report.answers)
    assert sum(answer.whatif is not None for answer in report.answers.values()) >= 1


def test_a_report_is_not_held_up_by_it(books):
    scope = gather_all(books)
    measure_outlooks(books, scope, None)  # what is loaded once
    began = time.process_time()
    measure_outlooks(books, scope, None)
    assert time.process_time() - began < 20, "seconds, were it to take minutes"


def test_too_many_events_are_left_to_the_command_line(books):
    scope = replace(gather_all(books), n_events=TOO_MANY + 1)
    found = measure_outlooks(books, scope, None)
    assert not found.outlooks
    assert "detente forecast" in found.why_not


def test_a_forecast_does_not_change_when_later_events_are_deleted(books, tmp_path):
    made = date(2018, 9, 1)
    shutil.copytree(books.folder, tmp_path / "cut")
    with open_ledger(tmp_path / "cut", create=False) as cut:
        late = [event for event in cut.merged_events() if event.date and event.date >= made.isoformat()]
        assert len(late) > 10
        for event in late:
            cut.correct(event.id, "wrong", by="a test")
        one, other = (foretell(look_ahead(ledger, made=made), ("PAK", "RUS")) for ledger in (books, cut))
    assert (one.counts.samples == other.counts.samples).all()
    assert [row.probability for row in one.occurrences] == [row.probability for row in other.occurrences]
    assert (one.level.mean == other.level.mean).all()
    assert one.last < made.isoformat()


def test_how_little_it_rests_on_is_said(books):
    sight = look_ahead(books)
    pair = find_eventful(sight, most=1)[0]
    words = rest_words(foretell(sight, pair), ("A", "B"))
    assert "That is very little" in words
    nobody = foretell(sight, ("AFG", "RUS"))
    assert nobody.n_events == 0
    assert "No dated event" in rest_words(nobody, ("A", "B"))


def test_an_actor_that_is_no_state_has_a_level_and_the_rest_is_refused_with_the_reason(books):
    found = foretell(look_ahead(books), ("IND", "SCO"))
    assert found.level is not None
    assert found.why_not == {
        "counts": "SCO is no state, and this is foretold of states",
        "occurrence": "SCO is no state, and this is foretold of states",
    }


def test_the_change_supposed_is_of_another_pair(books):
    sight = look_ahead(books)
    assert choose_scenario([], sight) is None
    scenario = choose_scenario([("IND", "RUS"), ("PAK", "RUS")], sight)
    assert scenario.steps[0].dyad == ("PAK", "RUS"), "the second pair that the question names"
    alone = choose_scenario([("IND", "RUS")], sight)
    assert set(alone.steps[0].dyad) & {"IND", "RUS"}
    assert alone.steps[0].dyad != ("IND", "RUS")
