"""Why they move: what is argued beside what data bear out, and nothing made of too little."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from detente.mechanisms import account_for_change, read_mechanism_tests, take_rows
from detente.report import render_report
from detente.report.mechanism_accounts import choose_moved
from detente.report.mechanism_build import MeasuredAccount, MeasuredCauses, Trial
from detente.report.mechanism_effects import THIN, adjust_told, label_covariate, weigh_evidence

from .causes import make_causes, make_panel, make_trial
from .conftest import make_report
from .sayings import make_mechanism, make_story


@pytest.fixture(scope="module")
def panel():
    return make_panel()


@pytest.fixture(scope="module")
def trial(panel):
    return make_trial(panel)


@pytest.fixture(scope="module")
def argued():
    document, _ = make_story(0)
    other, _ = make_story(1)
    first, second = document.text.split(". ")[2:4]
    return [
        make_mechanism(document, first, name="enemy_of_enemy", actors=("PAK", "RUS")),
        make_mechanism(document, second, name="arms_market"),
        make_mechanism(other, other.text.split(". ")[2], name="enemy_of_enemy", asserted_by="RUS"),
        make_mechanism(
            other, other.text.split(". ")[3], name="enemy_of_enemy", modality="denied", asserted_by="USA"
        ),
    ]


@pytest.fixture(scope="module")
def full(report, argued, panel):
    return make_report(mechanisms=argued, causes=make_causes(report, panel=panel))


def row_of(context, name):
    return next(row for row in context.causes.rows if row.name == name)


def test_without_measured_causes_there_is_no_section(report):
    assert report.causes.data == ()
    page = render_report(report)
    assert 'id="why"' not in page
    assert "Why they move" not in page


def test_a_mechanism_stands_beside_what_the_data_bear_out(full):
    row = row_of(full, "enemy_of_enemy")
    assert (row.n_argued, row.n_denied) == (2, 1)
    assert [one.who for one in row.spoken] == ["Russia", "The Harbour Gazette"]
    meeting, tone = row.meeting[0], row.tone[0]
    assert meeting.verdict == tone.verdict == "bears it out"
    assert "more likely to deal with each other" in meeting.words
    assert "(90%: " in meeting.words
    assert "friendlier when they deal with each other" in tone.words
    assert meeting.share.startswith("From 0 to 1: ")
    assert meeting.checks.startswith("p ")
    assert "later years foretold better" in meeting.checks
    assert row.cannot_say == read_mechanism_tests()["enemy_of_enemy"].cannot_say


def test_the_most_argued_come_first_and_what_nobody_argues_or_tests_stands_aside(full):
    names = [row.name for row in full.causes.rows]
    assert names == ["enemy_of_enemy", "arms_market", "bloc_formation", "hedging"]
    assert "geography" in full.causes.aside
    assert "detente test arms_market --data FILE" in row_of(full, "arms_market").untested


def test_p_values_are_adjusted_for_all_tests_that_are_told(full, trial):
    adjusted = adjust_told(trial.assessments)
    assert full.causes.n_tests == len(adjusted) == 8
    findings = {id(one): one for each in trial.assessments for one in each.findings}
    assert all(value >= findings[key].p_value for key, value in adjusted.items())
    assert max(adjusted.values()) > max(findings[key].p_value for key in adjusted) or 1.0 in adjusted.values()


def test_a_thin_panel_gives_amounts_and_no_effects(panel):
    few = take_rows(panel, np.arange(panel.n_rows) % 60 == 0)
    context = make_report(causes=MeasuredCauses([make_trial(few, n_permutations=0, ahead=False)]))
    row = row_of(context, "enemy_of_enemy")
    for effect in (*row.meeting, *row.tone):
        assert effect.verdict == THIN
        assert not effect.share
        assert not effect.checks
        assert "odds" not in effect.words
    assert f"of {few.n_rows} pairs in a year" in row.meeting[0].words
    assert "too little evidence" in context.causes.data[0].words
    assert not context.causes.data[0].tested
    assert context.causes.n_tests == 0


@pytest.mark.parametrize(
    ("n_rows", "tie", "friendly", "n_states", "part", "enough"),
    [
        ((200, 50), (0.4, 0.5), (0.2, 0.25), 12, "meeting", True),
        ((200, 50), (0.4, 0.5), (0.2, 0.25), 7, "meeting", False),
        ((241, 9), (0.4, 0.5), (0.2, 0.25), 12, "meeting", False),
        ((200, 50), (0.01, 0.02), (0.01, 0.02), 12, "meeting", False),
        ((200, 50), (0.4, 1.0), (0.2, 0.5), 12, "meeting", False),
        ((200, 50), (0.4, 0.5), (0.2, 0.25), 12, "tone", True),
        ((200, 50), (0.4, 0.5), (0.4, 0.25), 12, "tone", False),
        ((200, 50), (0.4, 0.5), (0.2, 0.5), 12, "tone", False),
        ((250, 0), (0.4, float("nan")), (0.2, float("nan")), 12, "tone", False),
    ],
)
def test_enough_is_said_beforehand(n_rows, tie, friendly, n_states, part, enough):
    hostile = tuple(one - other for one, other in zip(tie, friendly, strict=True))
    raw = SimpleNamespace(
        covariate="common_enemy", n_rows=n_rows, tie=tie, friendly=friendly, hostile=hostile
    )
    ties = sum(round(share * n) for share, n in zip(tie, n_rows, strict=True) if n)
    one = SimpleNamespace(raw=(raw,), controls=("past",), n_rows=sum(n_rows), n_ties=ties, n_states=n_states)
    assert weigh_evidence(one, raw, part)[0] is enough
    assert ("Only 7 states" in weigh_evidence(one, raw, part)[1]) == (n_states == 7)


def test_a_check_that_fails_holds_a_verdict_back(trial):
    held = [
        replace(one, findings=tuple(replace(row, permuted=0.5) for row in one.findings))
        for one in trial.assessments
    ]
    context = make_report(causes=MeasuredCauses([replace(trial, assessments=held)]))
    assert row_of(context, "enemy_of_enemy").meeting[0].verdict == "may be chance"


def test_the_other_sign_speaks_against_it(trial):
    turned = [
        replace(
            one,
            findings=tuple(
                replace(row, verdict="against expectation") if row.verdict == "as expected" else row
                for row in one.findings
            ),
        )
        for one in trial.assessments
    ]
    context = make_report(causes=MeasuredCauses([replace(trial, assessments=turned)]))
    assert row_of(context, "enemy_of_enemy").meeting[0].verdict == "speaks against it"


def test_data_that_were_not_tested_say_why(trial):
    why = "300,000 rows are too many for a report: run `detente test all --imported`"
    context = make_report(causes=MeasuredCauses([trial, Trial("imported rows", why_not=why)]))
    assert [one.tested for one in context.causes.data] == [True, False]
    assert "detente test all --imported" in render_report(context)
    assert all(effect.data == "" for row in context.causes.rows for effect in row.meeting)


def test_two_sets_of_data_are_told_apart(trial):
    context = make_report(
        causes=MeasuredCauses([replace(trial, name="first"), replace(trial, name="second")])
    )
    assert [effect.data for effect in row_of(context, "enemy_of_enemy").meeting] == ["first", "second"]


def test_an_account_tells_what_moved_by_whom_and_what_is_argued(full):
    account = next(one for one in full.causes.accounts if set(one.names) == {"Pakistan", "United States"})
    assert "by imported rows" in account.words[0].casefold()
    assert account.events
    assert account.target
    parts = [part for one in full.causes.accounts for part in one.parts]
    assert all("accounts for" in part.share and "(90%: " in part.share for part in parts)
    assert any(part.thirds == "now <b>First</b> and Second; no longer Third" for part in parts)


def test_an_argument_is_judged_for_its_pair(report, argued, panel):
    shift = next(one for one in report.levels.shifts if one.dyad == ("PAK", "RUS"))
    bare = account_for_change(panel, shift.dyad, periods=("2014", "2018"), why_no_fit="3 dyads are too few")
    still = replace(bare, parts=tuple(replace(part, after=part.before) for part in bare.parts))
    measured = MeasuredAccount(SimpleNamespace(dyad=shift.dyad), "the events", still)
    found = make_report(mechanisms=argued, causes=MeasuredCauses([], [measured])).causes.accounts[0]
    told = next(one for one in found.argued if "enemy" in one.label.casefold())
    assert told.standing == "too little evidence"
    assert told.because == "a common enemy did not rise for this pair"
    assert any("Too little evidence for a model (3 dyads are too few)" in words for words in found.words)
    assert any("Nothing that a mechanism counts moved" in words for words in found.words)
    assert found.parts == ()


def test_a_pair_that_no_data_hold_says_so(report):
    shift = report.levels.shifts[0]
    measured = MeasuredAccount(SimpleNamespace(dyad=shift.dyad), why_not="its states are in no data")
    found = make_report(causes=MeasuredCauses([], [measured])).causes.accounts[0]
    assert found.words == ("No account: its states are in no data.",)


def test_sure_shifts_go_before_great_ones():
    def shift(dyad, change, sd):
        return SimpleNamespace(dyad=dyad, change=change, sd=sd)

    great, sure, small = shift("a", 5.0, 9.0), shift("b", -2.0, 0.5), shift("c", 1.0, 0.1)
    likely = shift("d", 1.0, 0.8)
    assert choose_moved([great, small, likely, sure]) == [sure, small, likely]


def test_the_page_shows_it_with_links_and_nothing_of_names_is_markup(full):
    page = render_report(full)
    assert '<a href="#why">Why they move</a>' in page
    section = page[page.index('<section id="why"') :]
    section = section[: section.index("</section>")]
    assert "&lt;b&gt;First&lt;/b&gt;" in section
    assert "<b>First" not in section
    assert 'href="#arguments"' in section
    assert section.count("bears it out") >= 2
    for statement in (one for row in full.causes.rows for who in row.spoken for one in who.statements):
        assert any(f"{statement}" in link for link in section.split('href="')[1:])


def test_covariates_have_words():
    assert label_covariate("link(contiguity)") == "common border"
    names = {one.covariate.name for test in read_mechanism_tests().values() for one in test.expectations}
    assert all("_" not in label_covariate(name) and "(" not in label_covariate(name) for name in names)
    assert np.all([label_covariate(name)[0].islower() for name in names])
