"""The registry: every mechanism of the ontology has a test or says why not, and effects become sentences."""

import csv
import math
import runpy
from pathlib import Path

import pytest

from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.mechanisms.named import COVARIATES, build_covariate
from detente.mechanisms.registry import build_covariates, find_mechanism_test, read_mechanism_tests
from detente.mechanisms.registry_words import describe_effect, judge_effect
from detente.ontology import read_ontology

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "detente" / "mechanisms" / "data"
TESTS = read_mechanism_tests()
EXPECTATIONS = [expectation for test in TESTS.values() for expectation in test.expectations]


def test_every_mechanism_of_the_ontology_is_there():
    assert set(TESTS) == set(read_ontology().mechanisms)
    assert {name for name, test in TESTS.items() if not test.testable} == {"jealousy_denied", "other"}


@pytest.mark.parametrize("test", TESTS.values(), ids=lambda test: test.name)
def test_a_mechanism_says_what_it_cannot_say(test):
    assert len(test.cannot_say) > 30
    assert test.label
    assert test.definition.endswith(".")
    assert not test.instead or TESTS[test.instead].testable


@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=lambda one: one.covariate.name)
def test_an_expectation_has_signs_a_source_and_words(expectation):
    assert (expectation.meeting, expectation.tone) != (0, 0)
    assert expectation.sources
    assert all(", " in work and any(letter.isdigit() for letter in work) for work in expectation.sources)
    for part in ("meeting", "tone"):
        assert describe_effect(expectation.covariate.name, 0.1, interval=(0.05, 0.2), part=part)


def test_expected_signs():
    (enemy,) = find_mechanism_test("enemy_of_enemy").expectations
    assert (enemy.covariate.name, enemy.meeting, enemy.tone) == ("common_enemy", 1, 1)
    drift = {
        one.covariate.name: one.tone for one in find_mechanism_test("rivals_tie_drives_drift").expectations
    }
    assert drift == {"counter_courting": 1, "rivals_gain": -1}
    bloc = {one.covariate.name: one.tone for one in find_mechanism_test("bloc_formation").expectations}
    assert bloc == {"common_friend": 1, "friends_enemy": -1}


@pytest.mark.parametrize(
    "name",
    ["enemy_of_enemy", "enemy-of-enemy", "Enemy of Enemy", "the enemy of my enemy", " enemy  of_enemy "],
)
def test_a_mechanism_is_found_by_any_spelling(name):
    assert find_mechanism_test(name).name == "enemy_of_enemy"


def test_an_unknown_mechanism_lists_those_there_are():
    with pytest.raises(UnknownNameError) as caught:
        find_mechanism_test("enemy of friend")
    assert all(name in caught.value.hint for name in TESTS)


def test_what_cannot_be_tested_says_why():
    with pytest.raises(UsageError, match="denial") as caught:
        build_covariates("jealousy denied")
    assert "rivals_tie_drives_drift" in caught.value.hint
    with pytest.raises(UsageError, match="names no cause"):
        build_covariates("other")
    assert [covariate.name for covariate in build_covariates("geography")] == ["link(contiguity)"]


def test_words_are_there_for_every_covariate():
    with (DATA / "effect_words.csv").open(encoding="utf-8") as stream:
        rows = [row["covariate"] for row in csv.DictReader(stream)]
    assert set(COVARIATES) <= set(rows)
    assert {row.partition("(")[0] for row in rows} == set(COVARIATES)
    assert rows == sorted(rows)


def test_data_files_have_a_provenance():
    faults = runpy.run_path(str(ROOT / "scripts" / "provenance.py"))["find_faults"](DATA)
    assert faults == []


def test_an_effect_in_words():
    said = describe_effect(
        "common_enemy", math.log(1.5), interval=(math.log(1.2), math.log(1.9)), part="meeting"
    )
    assert said == (
        "Two states with a common enemy are more likely to deal with each other: "
        "each further common enemy goes with 1.50 times the odds (90 % interval 1.20 to 1.90)."
    )
    said = describe_effect(
        "rivals_gain", -0.25, interval=(-0.4, -0.1), part="tone", scale="level", coverage=0.95
    )
    assert said == (
        "States whose partner has warmed to their rival are more hostile when they deal with that partner: "
        "each unit of that warmth goes with -0.25 on the scale of the tone (95 % interval -0.4 to -0.1)."
    )


def test_an_effect_of_a_step_that_occurs():
    said = describe_effect("patrons_retreat", 5.0, interval=(1.0, 9.0), part="meeting", step=0.02)
    assert (
        "a difference of 0.02 in support lost goes with 1.11 times the odds (90 % interval 1.02 to 1.20)"
        in said
    )
    said = describe_effect("link(trade, log)", 0.5, interval=(0.1, 0.9), part="tone", step=0.5)
    assert "a difference of 0.5 in the logarithm of trade" in said
    with pytest.raises(InputError):
        describe_effect("hedging", 0.5, interval=(0.1, 0.9), part="tone", step=0.0)


def test_an_effect_that_the_data_do_not_show_is_not_claimed():
    said = describe_effect("common_enemy(any)", 0.2, interval=(-0.1, 0.5), part="tone")
    assert said.startswith(
        "The data do not tell whether two states with a common enemy are friendlier or more hostile"
    )
    assert "any at all goes with 1.22 times the odds of a friendly tone" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "link", "network": "trade"}, "logarithm of trade"),
        ({"name": "link", "network": "contiguity", "log": False}, "a common border"),
        ({"name": "link", "network": "gas", "log": False}, "with more gas between them"),
        ({"name": "common_friend", "scale": "log"}, "logarithm of the number of common friends"),
        ({"name": "inertia", "network": "events", "scale": "weight"}, "each unit of the past tie"),
        ({"name": "common_enemy", "ties": "alliances"}, "each further common enemy"),
    ],
)
def test_words_follow_the_network_and_the_scale(options, words):
    options = dict(options)
    covariate = build_covariate(options.pop("name"), **options)
    assert words in describe_effect(covariate.name, 0.1, interval=(0.05, 0.2), part="meeting", scale="rate")


def test_a_verdict_needs_an_interval_on_one_side():
    assert judge_effect(1, (0.1, 0.2)) == "as expected"
    assert judge_effect(-1, (-0.2, -0.1)) == "as expected"
    assert judge_effect(1, (-0.2, -0.1)) == "against expectation"
    assert judge_effect(1, (0.0, 0.2)) == "undecided"
    assert judge_effect(0, (0.1, 0.2)) == "nothing expected"


def test_bad_effects_are_refused():
    with pytest.raises(InputError):
        judge_effect(1, (0.2, 0.1))
    with pytest.raises(InputError):
        describe_effect("hedging", math.nan, interval=(0.1, 0.2), part="tone")
    with pytest.raises(InputError):
        describe_effect("hedging", 0.1, interval=(0.1, math.inf), part="tone")
    with pytest.raises(UnknownNameError):
        describe_effect("astrology", 0.1, interval=(0.1, 0.2), part="tone")
    with pytest.raises(UsageError):
        describe_effect("hedging", 0.1, interval=(0.1, 0.2), part="mood")
