"""The system of states on the page: bounded, stable, and silent where nothing was told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest

from detente.actors.actor import Actor
from detente.relations import Observations, fit_relations, smooth_levels
from detente.report import MeasuredLevels, render_report
from detente.report.system_build import build_system_section
from detente.report.system_charts import build_curve_chart, build_island_rows, build_lines, find_present
from detente.report.system_contexts import NO_CAMP, CurveContext, CurvePoint
from detente.report.system_frames import (
    choose_periods,
    gather_evidence,
    label_period,
    measure_frames,
)
from detente.report.system_layout import outline, place_states
from detente.system.course import measure_balance_course

from .conftest import make_document, make_event, make_levels, make_relations, make_report

STATES = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")
CAMPS = {"AAA": 0, "BBB": 0, "CCC": 0, "DDD": 1, "EEE": 1, "FFF": 1}
YEARS = (2010, 2011, 2012, 2014, 2015, 2016)
ODD = ("AAA", "DDD")  # friends across the divide


def make_blocs(**options):
    """Two blocs of three with one friendship across, told of in six years, not in 2013."""
    names = {state: f"{state.title()}land" for state in STATES}
    sentences, rows = [], []
    for year in YEARS:
        for pair in combinations(STATES, 2):
            warm = CAMPS[pair[0]] == CAMPS[pair[1]] or pair == ODD
            for month in (3, 9):
                sentences.append(f"In {year}-{month} {pair[0]} and {pair[1]} had dealings.")
                rows.append((pair, "AID" if warm else "COERCE", f"{year}-{month:02}-10"))
    document = make_document(" ".join(sentences), [], name="a.txt", title="Blocs", outlet="Paper")
    events = [
        make_event(document, quote, date=when, type=kind, source=(pair[0],), target=(pair[1],))
        for quote, (pair, kind, when) in zip(sentences, rows, strict=True)
    ]
    actors = {state: Actor(state, name, "state", state) for state, name in names.items()}
    actors |= options.pop("actors", {})
    events += options.pop("events", lambda _: [])(document)
    return make_report(
        documents=[document], events=events, actors=actors, relations=make_relations(events), retold={},
        near_duplicates={}, measured=make_levels(events, actors=actors), **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def blocs():
    return make_blocs()


@pytest.fixture(scope="module")
def system(blocs):
    return blocs.system


def ordinals(*texts):
    return [float(date.fromisoformat(text).toordinal()) for text in texts]


def levels_of(rows):
    """Smoothed levels of (dyad, ISO day, intensity)."""
    dyads = tuple(sorted({dyad for dyad, _, _ in rows}))
    place = {dyad: number for number, dyad in enumerate(dyads)}
    n = len(rows)
    observations = Observations(
        dyads=dyads,
        domains=("overall",),
        events=tuple(f"e{number}" for number in range(n)),
        dyad=np.array([place[dyad] for dyad, _, _ in rows]),
        domain=np.zeros(n, dtype=np.int64),
        event=np.arange(n),
        day=np.array(ordinals(*(day for _, day, _ in rows))),
        spread=np.zeros(n),
        intensity=np.array([level for _, _, level in rows], dtype=float),
        weight=np.ones(n),
    )
    return smooth_levels(observations, fit_relations(observations))


def yearly(first, last, pairs):
    return [
        (pair, f"{year}-06-01", level) for year in range(first, last + 1) for pair, level in pairs.items()
    ]


def test_periods_are_the_finest_that_are_few_and_seldom_silent():
    begin = date(2000, 1, 1)
    monthly = [date(2020, month, 5).toordinal() for month in range(1, 13)]
    step, periods = choose_periods(monthly, begin=begin)
    assert (step, len(periods)) == (1, 12)
    assert label_period(periods[0]) == "January 2020"
    quarterly = ordinals(*(f"{year}-{month:02}-05" for year in (2018, 2019, 2020) for month in (1, 4, 7, 10)))
    step, periods = choose_periods(quarterly, begin=begin)
    assert (step, len(periods)) == (3, 12)
    assert label_period(periods[-1]) == "October to December 2020"
    step, periods = choose_periods(ordinals("1900-05-01", "1950-05-01", "2020-05-01"), begin=date(1, 1, 1))
    assert len(periods) <= 40
    assert label_period(periods[0]) == "1900 to 1919"
    assert choose_periods(ordinals("1990-05-01"), begin=begin) == (12, [])
    assert len(choose_periods(ordinals("0001-01-01", "9999-12-31"), begin=date(1, 1, 1))[1]) <= 40


def test_only_states_are_shown_and_the_rarest_are_left_out():
    states = [f"S{number:02}" for number in range(40)]
    rows = [((one, other), "2015-03-01", 4.0) for one, other in combinations(states, 2)]
    rows += [((states[0], other), "2016-03-01", 4.0) for other in states[1:25]]
    rows += [(("S00", "TERROR"), "2016-05-01", -6.0)]
    evidence = gather_evidence(levels_of(rows), {"TERROR": Actor("TERROR", "T", "armed_group", "")})
    assert len(evidence.states) == 30
    assert set(states[:25]) <= set(evidence.states)
    assert (evidence.n_left_out, evidence.n_others) == (10, 1)
    assert all(set(dyad) <= set(evidence.states) for dyad in evidence.days)


def test_a_period_without_news_is_not_measured(system):
    assert [frame.label for frame in system.frames] == [str(year) for year in range(2010, 2017)]
    (silent,) = [frame for frame in system.frames if frame.silent]
    assert silent.label == "2013"
    assert (silent.ties, silent.hulls, set(silent.camps)) == ((), (), {NO_CAMP})
    assert "nothing is drawn" in silent.words
    for curve in (system.balance, system.poles):
        assert [point.value is None for point in curve.points] == [frame.silent for frame in system.frames]


def test_a_pair_enters_with_its_first_event_and_leaves_ten_years_after_its_last():
    rows = yearly(2000, 2016, {("A", "B"): 5.0, ("B", "C"): -6.0})
    rows += [(("A", "C"), "2004-06-01", 6.0), (("A", "C"), "2004-07-01", 6.0)]
    levels = levels_of(rows)
    evidence = gather_evidence(levels, {})
    days = [day for mine in evidence.days.values() for day in mine]
    _, periods = choose_periods(days, begin=date(2000, 1, 1))
    frames = measure_frames(levels, evidence, periods=periods)
    shown = [frame.period.start.year for frame in frames if ("A", "C") in frame.snapshot.dyads]
    assert shown == list(range(2004, 2014))


def test_what_is_planned_or_denied_moves_nothing(system):
    def more(document):
        return [
            make_event(document, "In 2016-9 AAA and BBB", id=f"p{status}", status=status, date="2016-12-01",
                       type="ASSAULT", source=("AAA",), target=("BBB",))
            for status in ("planned", "denied", "possible", "asked", "negotiating")
        ]  # fmt: skip

    assert make_blocs(events=more).system == system


def test_the_two_blocs_are_found_proved_and_named(system):
    standing = system.standing
    assert [camp.members for camp in standing.camps] == [
        ("Aaaland", "Bbbland", "Cccland"), ("Dddland", "Eeeland", "Fffland"),
    ]  # fmt: skip
    assert standing.camps[0].against == ((1, 8, 1),)
    words = dict(standing.words)
    assert words["Proof."].startswith("1 of 15 sure ties speaks against this division; it is proved")
    assert "2.0 camps of one size" in words["Polarity."]
    assert "bipolar" in words["Polarity."]
    assert (standing.alone, standing.untied) == ((), ())
    assert "Aaaland" in words["Between foes."]


def test_friends_alone_are_no_order_and_no_proof_of_balance():
    rows = yearly(2000, 2006, dict.fromkeys(combinations("ABCDEFG", 2), 6.0))
    measured = MeasuredLevels(levels=levels_of(rows), window=(date(2000, 1, 1), date(2006, 12, 31)))
    section = build_system_section(measured, dyads=(), actors={}, levels=make_report().levels)
    assert section.balance.points[-1].value == 1.0
    assert "All ties have one sign" in section.balance.words
    assert dict(section.standing.words)["Polarity."].startswith("No sure tie is hostile")
    assert section.strains.rows == ()


def test_letters_keep_their_meaning_over_time(system):
    spoken = [frame.camps for frame in system.frames if not frame.silent]
    assert set(spoken) == {(0, 0, 0, 1, 1, 1)}


def test_a_camp_that_grows_from_another_order_keeps_its_letter():
    first = {
        ("A", "B"): 6.0,
        ("C", "D"): 6.0,
        ("D", "E"): 6.0,
        ("C", "E"): 6.0,
        ("A", "C"): -6.0,
        ("B", "D"): -6.0,
    }
    then = {**first, ("A", "F"): 6.0, ("B", "F"): 6.0, ("A", "G"): 6.0, ("B", "G"): 6.0, ("F", "G"): 6.0}
    rows = yearly(2000, 2005, first) + yearly(2006, 2012, then)
    levels = levels_of(rows)
    measured = MeasuredLevels(levels=levels, window=(date(2000, 1, 1), date(2012, 12, 31)))
    section = build_system_section(measured, dyads=(), actors={}, levels=make_report().levels)
    start, end = section.frames[0].camps, section.frames[-1].camps
    assert end == (0, 0, 1, 1, 1, 0, 0)
    assert start == (0, 0, 1, 1, 1, NO_CAMP, NO_CAMP)


def test_balance_is_that_of_the_system_room(blocs, system):
    levels = make_blocs_levels(blocs)
    evidence = gather_evidence(levels, {})
    days = [day for mine in evidence.days.values() for day in mine]
    _, periods = choose_periods(days, begin=date(2010, 1, 1))
    frames = measure_frames(levels, evidence, periods=periods)
    spoken = [frame for frame in frames if frame.system is not None]
    points = measure_balance_course([frame.system for frame in spoken], n_permutations=2)
    told = [point for point in system.balance.points if not point.silent]
    for point, known in zip(told, points, strict=True):
        assert point.value == known.triads.balanced_share
        assert (point.low, point.high) == pytest.approx(known.balanced_band)
    assert told[-1].value == pytest.approx(1 - 4 / 20)  # AAA-DDD is in four triangles, all unbalanced


def make_blocs_levels(blocs):
    rows = []
    for event in blocs.events:
        pair = (event.source[0], event.target[0])
        rows.append((pair, event.start, event.intensity))
    observed = levels_of(sorted(rows))
    return smooth_levels(replace(observed.observations, weight=np.full(len(rows), 0.9)), observed.model)


def test_the_friendship_across_is_the_strained_tie(blocs, system):
    first, *rest = system.strains.rows
    assert first.names == ("Aaaland", "Dddland")
    assert (first.sign, first.gain, first.n_thirds) == (1, 4, 4)
    assert {third.name: third.words for third in first.thirds}["Bbbland"] == (
        "friendly to Aaaland, hostile to Dddland"
    )
    assert len(first.thirds) == 4
    assert not rest
    assert first.target in {f"#{level.anchor}" for level in blocs.levels.levels}
    assert set(first.events) <= {event.id for event in blocs.events}


def test_the_page_links_each_strained_tie_to_its_panel_and_its_evidence(blocs, system):
    page = render_report(blocs)
    table = re.search(r'<table class="strained">.*?</table>', page, re.DOTALL)[0]
    assert f'href="{system.strains.rows[0].target}"' in table
    assert 'href="#event-' in table
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(style|on\w+)=", markup)
    ids = re.findall(r'\sid="([^"]*)"', markup)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'href="#([^"]*)"', markup)) | set(re.findall(r"url\(#([^)]*)\)", markup))
    assert targets <= set(ids)


def test_too_little_is_said_and_not_drawn():
    document = make_document("They met. They met again.", [], name="a.txt")
    events = [make_event(document, "They met.", date="2015"), make_event(document, "met again.", date="2016")]
    report = make_report(
        documents=[document], events=events, relations=make_relations(events), retold={}, near_duplicates={}
    )
    assert report.system.frames == ()
    page = render_report(report)
    assert "there is no system to show" in page
    assert 'href="#system"' not in page
    assert "there is no system to show" in render_report(make_report(measured=MeasuredLevels()))


def test_thin_evidence_has_a_picture_but_no_curve(report):
    system = report.system
    assert 0 < len(system.frames) <= 40
    assert not system.balance.drawn
    page = render_report(report)
    assert "Too little for a curve" in page
    assert "too little to say" in dict(system.standing.words)["Polarity."]
    assert all(tie.sure == (abs(tie.positive - 0.5) > 0.45) for tie in system.frames[-1].ties)


def test_the_surest_tie_is_drawn_plainest(report, system):
    for context in (report.system, system):
        frame = context.frames[-1]
        lines = build_lines(context, frame)
        assert len(lines) == len(frame.ties)
        assert {line.side for line in lines} <= {"coop", "conf"}
        assert all(0.1 < line.opacity <= 1 and 1 < line.width < 8 for line in lines)
        assert [line.opacity for line in lines if line.sure] == sorted(
            line.opacity for line in lines if line.sure
        )
        assert find_present(context, frame) <= set(range(len(context.nodes)))


def test_the_island_holds_what_the_page_draws(system):
    rows = build_island_rows(system)
    assert len(rows["frames"]) == len(rows["now"]) == len(system.frames)
    assert rows["frames"][-1]["camps"] == ["A", "A", "A", "B", "B", "B"]
    assert [row[:2] for row in rows["pairs"]] == [list(pair) for pair in combinations(range(6), 2)]


def test_friends_are_placed_near_and_foes_apart_in_the_same_way_each_time(system):
    place = {node.id: (node.x * 7.8, node.y) for node in system.nodes}
    for node in system.nodes:
        assert 0 < node.x < 100
        assert 0 < node.y < system.height

    def apart(one, other):
        return float(np.hypot(*np.subtract(place[one], place[other])))

    within = [apart(*pair) for pair in combinations(STATES, 2) if CAMPS[pair[0]] == CAMPS[pair[1]]]
    between = [apart(*pair) for pair in combinations(STATES, 2) if CAMPS[pair[0]] != CAMPS[pair[1]]]
    assert np.mean(within) < 0.7 * np.mean(between)
    assert min(within) > 40
    affinity = np.array([[0, 1, -1], [1, 0, 0], [-1, 0, 0.0]])
    assert place_states(affinity, height=300) == place_states(affinity, height=300)
    assert place_states(np.zeros((1, 1)), height=300) == [(50.0, 150.0)]


@pytest.mark.parametrize("n", [2, 12, 30])
def test_no_two_states_lie_on_each_other(n):
    rng = np.random.default_rng(n)
    upper = np.triu(rng.uniform(-1, 1, (n, n)), 1)
    places = place_states(upper + upper.T, height=540)
    gaps = [np.hypot((a[0] - b[0]) * 7.8, a[1] - b[1]) for a, b in combinations(places, 2)]
    assert min(gaps) > 30
    assert len(set(place_states(np.zeros((n, n)), height=540))) == n


def test_an_outline_goes_round_its_members():
    assert outline([(0, 0), (10, 0), (10, 10), (0, 10), (5, 5)]) == "M0 0L100 0L100 10L0 10Z"
    assert outline([(3, 4)]) == "M30 4Z"


def test_a_curve_is_cut_at_silence_and_its_silence_hatched():
    def point(year, value):
        start, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
        return CurvePoint(
            end - 1, start, end, value == "silent", None if isinstance(value, str) else value, 0.2, 0.9
        )

    values = [0.5, 0.6, "silent", 0.7, "little", 0.4, 0.3, 0.2]
    points = tuple(point(2010 + place, value) for place, value in enumerate(values))
    chart = build_curve_chart(CurveContext("Balance", "share", points, ""))
    assert (len(chart.lines), len(chart.bands), len(chart.dots)) == (2, 2, 6)
    assert [span.number for span in chart.silent] == [2]
    assert chart.silent[0].width == pytest.approx(12.5, abs=0.1)
    assert [tick.label for tick in chart.down] == ["0%", "50%", "100%"]
    assert all(0 <= dot.high <= dot.low <= chart.height for dot in chart.dots)
    assert not CurveContext("x", "share", points[:1], "").drawn


def test_two_hundred_states_stay_bounded():
    rng = np.random.default_rng(1)
    states = [f"S{number:03}" for number in range(200)]
    side = {state: number % 3 for number, state in enumerate(states)}
    pairs = [pair for pair in combinations(states, 2) if rng.random() < 0.12]
    rows = []
    for _ in range(20_000):
        one, other = pairs[int(rng.integers(len(pairs)))]
        day = date(1990, 1, 1) + timedelta(days=int(rng.integers(36 * 365)))
        level = (5.0 if side[one] == side[other] else -5.0) + rng.normal(0, 2)
        rows.append(((one, other), day.isoformat(), level))
    measured = MeasuredLevels(levels=levels_of(rows), window=(date(1990, 1, 1), date(2025, 12, 31)))
    section = build_system_section(measured, dyads=(), actors={}, levels=make_report().levels)
    assert len(section.nodes) == 30
    assert section.n_left_out == 170
    assert len(section.frames) <= 40
    assert len(str(build_island_rows(section))) < 600_000


def test_a_period_longer_than_the_memory_shows_what_was_told_at_its_beginning():
    """Events misdated by centuries make periods of twenty years."""

    def of_far_days(document):
        quote = "In 2010-3 AAA and BBB had dealings."
        return [
            make_event(document, quote, id=f"{day}-{pair}", date=day, source=(pair[0],), target=(pair[1],))
            for pair in combinations(STATES[:3], 2)
            for day in ("2124-02-03", "2418-02-03")
        ]

    frames = make_blocs(events=of_far_days).system.frames
    assert [(frame.label, bool(frame.ties)) for frame in frames if frame.n_news] == [
        ("2000 to 2019", True),
        ("2120 to 2139", True),
        ("2400 to 2419", True),
    ]
