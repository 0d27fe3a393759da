"""Scenarios: written, read, laid out, and refused with what mends them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.core.errors import InputError, UnknownNameError
from detente.simulate import Do, Scenario, Set, Without, build_scenario, read_scenario
from detente.simulate.known import draw_past, make_system
from detente.simulate.plans import check_span, find_pair, plan_scenario
from detente.simulate.scenarios import name_month


@pytest.fixture(scope="module")
def known():
    return draw_past(make_system(n_states=4, seed=3), months=6, seed=4)


def test_flags_and_files_say_the_same(tmp_path):
    flags = build_scenario(
        do=["2018-09 USA SANCTION PAK x2"],
        hold=["IND-USA military +3"],
        without=["RUS AGREE PAK 2018"],
        name="aid",
    )
    toml = tmp_path / "aid.toml"
    toml.write_text(
        """
name = "aid"
[[do]]
month = "2018-09"
source = "USA"
type = "SANCTION"
target = "PAK"
times = 2
[[set]]
dyad = ["IND", "USA"]
what = "military"
shift = 3
[[without]]
source = "RUS"
type = "AGREE"
target = "PAK"
when = 2018
""",
        encoding="utf-8",
    )
    written = tmp_path / "aid.json"
    written.write_text(
        '{"name": "aid", "do": ["2018-09 USA SANCTION PAK x2"], "set": ["IND-USA military +3"],'
        ' "without": [{"source": "RUS", "type": "AGREE", "target": "PAK", "when": "2018"}]}',
        encoding="utf-8",
    )
    assert flags.steps == (
        Do("2018-09", "USA", "SANCTION", "PAK", 2),
        Set(("IND", "USA"), "military", 3.0),
        Without("RUS", "AGREE", "PAK", "2018"),
    )
    assert read_scenario(toml) == read_scenario(written) == flags


@pytest.mark.parametrize(
    "flag",
    [
        {"do": ["2018-13 USA SANCTION PAK"]},
        {"do": ["USA SANCTION PAK"]},
        {"do": ["2018-09 USA SANCTION USA"]},
        {"do": ["2018-09 USA SANCTION PAK x0"]},
        {"hold": ["IND-USA military"]},
        {"hold": ["IND-USA military 0"]},
        {"hold": ["INDUSA military +3"]},
        {"without": ["RUS AGREE PAK"]},
        {"without": ["RUS AGREE PAK autumn"]},
        {},
    ],
)
def test_what_cannot_be_read_is_refused_with_a_hint(flag):
    with pytest.raises(InputError) as fault:
        build_scenario(**flag)
    assert fault.value.hint


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(
        'plan = 1\n[[do]]\nmonth = "2018-09"\n[[set]]\ndyad = "A-B"\nwhat = "1"\nshift = "much"\n'
    )
    with pytest.raises(InputError) as fault:
        read_scenario(path)
    assert "3 faults" in fault.value.message
    assert "'plan'" in fault.value.message


def test_steps_are_laid_out(known):
    month = name_month(known.next_month + 2)
    steps = (
        Do(month, "S001", "SANCTION", "S000", 3),
        Set(("S002", "S001"), "military", -2.0),
        Set(("S003", "S001"), "cooperation", 3.0, month),
    )
    plan = plan_scenario(known, Scenario("x", steps), months=6)
    one, two, three = (
        find_pair(known, *pair) for pair in (("S000", "S001"), ("S001", "S002"), ("S001", "S003"))
    )
    assert plan.touched == (one, two, three)
    assert plan.added[2][3, one] == 3
    assert plan.added[2].sum() == 3
    assert plan.shifted[0][3, two] == 2
    assert plan.shifted[2][:, three].tolist() == [1.5, 1.5, 0, 0]
    assert (plan.history == known.counts).all()


def test_events_left_out_are_gone_from_the_past_alone(known):
    records = known.records
    at = len(records) - 1
    names = records.actors[records.source[at]], records.actors[records.target[at]]
    kind = records.types[records.type[at]]
    year = str(known.next_month // 12)
    before = known.counts.copy()
    plan = plan_scenario(known, Scenario("x", (Without(names[0], kind, names[1], year),)), months=3)
    gone = before - plan.history
    same = (records.source == records.source[at]) & (records.target == records.target[at])
    same &= records.type == records.type[at]
    days = records.day[same].astype("datetime64[D]") + (np.datetime64("0000-12-31") - np.datetime64(0, "D"))
    assert gone.sum() == np.char.startswith(days.astype(str), year).sum() > 0
    assert (known.counts == before).all()


def test_contradictions_and_what_lies_outside_are_refused(known):
    month = name_month(known.next_month)
    past, far = name_month(known.next_month - 1), name_month(known.next_month + 99)
    triple = ("S000", "COERCE", "S001")
    for steps, word in (
        ((Do(month, *triple), Without(*triple, month[:4])), "both done and left out"),
        ((Do(month, *triple), Do(month, *triple)), "twice"),
        ((Set(("S000", "S001"), "military", 1.0), Set(("S001", "S000"), "2", 2.0)), "set already"),
        ((Do(past, *triple),), "before the end of the data"),
        ((Do(far, *triple),), "beyond the horizon"),
        ((Without(*triple, "2099"),), "lies ahead"),
        ((Without(*triple, month),), "lies ahead"),
        ((Without("S000", "ASSAULT", "S001", month[:4]),), "no such event"),
    ):
        with pytest.raises(InputError) as fault:
            plan_scenario(known, Scenario("x", steps), months=3)
        assert word in fault.value.message, steps
        assert fault.value.hint
    with pytest.raises(InputError):
        Scenario("nothing", ())


def test_unknown_names_come_with_near_ones(known):
    month = name_month(known.next_month)
    for step, near in (
        (Do(month, "S000", "SANKTION", "S001"), "SANCTION"),
        (Do(month, "S00", "SANCTION", "S001"), "S000"),
        (Set(("S000", "S001"), "militry", 1.0), "military"),
    ):
        with pytest.raises(UnknownNameError) as fault:
            plan_scenario(known, Scenario("x", (step,)), months=3)
        assert near in fault.value.hint


def test_a_known_actor_without_events_is_told_from_an_unknown_one(known):
    month = name_month(known.next_month)
    with pytest.raises(UnknownNameError) as fault:
        plan_scenario(known, Scenario("x", (Do(month, "USA", "SANCTION", "S001"),)), months=3)
    assert fault.value.message == "USA has no dated event with another state in these data"
    assert fault.value.hint == f"name a state with events: {', '.join(known.states)}"
    fewer = replace(known, states=known.states[:3])
    with pytest.raises(UnknownNameError) as fault:
        find_pair(fewer, "S000", "S003")
    assert "S003 is not among the 3 states of the system" in fault.value.message
    with pytest.raises(UnknownNameError) as fault:
        find_pair(known, "S000", "Atlantis")
    assert "is named 'Atlantis'" in fault.value.message


@pytest.mark.parametrize(("months", "runs"), [(0, 10), (600, 10), (12, 0), (12, 10**7)])
def test_horizons_and_runs_without_sense_are_refused(months, runs):
    with pytest.raises(InputError):
        check_span(months, runs)
