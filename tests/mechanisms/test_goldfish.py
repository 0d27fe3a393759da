"""The published figures of goldfish (Stadtfeld & Hollway), from its own data.

Log-likelihoods are printed with one or two decimals, so half a unit of the last is allowed there.
"""

import json
import os
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from detente.mechanisms.choice import fit_choice
from detente.mechanisms.coordination import fit_coordination
from detente.mechanisms.effects import Indegree, Inertia, Outdegree, Reciprocity, Tie, Transitivity
from detente.mechanisms.event_changes import (
    build_counts,
    build_presence_changes,
    build_replacements,
    build_trait_changes,
)
from detente.mechanisms.event_traits import Alter, Difference, Same
from detente.mechanisms.histories import build_history
from detente.mechanisms.rate import fit_rate
from detente.mechanisms.world import build_world

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[3] / "shared")) / "data"
pytestmark = pytest.mark.skipif(
    not (SHARED / "goldfish").is_dir(), reason="the shared data are not here (DETENTE_SHARED)"
)


def read_rows(name):
    return pq.read_table(SHARED / "goldfish" / f"{name}.parquet").to_pylist()


@pytest.fixture(scope="module")
def records():
    rows = json.loads((SHARED / "acceptance_values.json").read_text(encoding="utf-8"))
    return {row["id"]: row for row in rows}


def build_calls(*, until_the_last_change=False):
    actors, friends = read_rows("social_evolution_actors"), read_rows("social_evolution_friendship")
    calls = [(row["time"], row["sender"], row["receiver"]) for row in read_rows("social_evolution_calls")]
    zero = np.zeros((len(actors), len(actors)))
    traits = {
        trait: [np.nan if row[trait] is None else row[trait] for row in actors]
        for trait in ("floor", "gradeType")
    }
    world = build_world(
        [row["label"] for row in actors], {"calls": zero, "recent": zero, "friends": zero}, traits
    )
    counted = [(*call, 1) for call in calls]
    named = [(row["time"], row["sender"], row["receiver"], row["replace"]) for row in friends]
    changes = [
        *build_counts(world, "calls", counted),
        *build_counts(world, "recent", counted, window=300),
        *build_replacements(world, "friends", named),
    ]
    end = max(when for when, _ in changes) if until_the_last_change else None
    return build_history(world, calls, changes=changes, end=end, missing="mean")


@pytest.fixture(scope="module")
def calls():
    return build_calls()


CONTROLS = [Tie("friends"), Reciprocity("friends"), Same("gradeType"), Same("floor")]
PAST = [Inertia("calls"), Reciprocity("calls")]


def test_choice_by_past_calls(calls, records):
    begin = time.process_time()
    fit = fit_choice(calls, [*PAST, Transitivity("calls")])
    seconds = time.process_time() - begin
    effects, errors, height = records["goldfish.choice"]["expected"]
    tolerance = records["goldfish.choice"]["tolerance"]
    np.testing.assert_allclose(fit.coefficients, effects, atol=tolerance)
    np.testing.assert_allclose(fit.standard_errors, errors, atol=tolerance)
    assert fit.log_likelihood == pytest.approx(height, abs=0.005)
    assert (fit.n_rows, fit.converged) == (439, True)
    assert seconds < 2


def test_choice_by_friendship(calls, records):
    fit = fit_choice(calls, [Tie("friends")])
    effect, error, height = records["goldfish.tie"]["expected"]
    assert fit.coefficients[0] == pytest.approx(effect, abs=records["goldfish.tie"]["tolerance"])
    assert fit.standard_errors[0] == pytest.approx(error, abs=records["goldfish.tie"]["tolerance"])
    assert fit.log_likelihood == pytest.approx(height, abs=0.05)


def test_choice_with_controls(calls, records):
    fit = fit_choice(calls, [*PAST, *CONTROLS])
    record = records["goldfish.choice2"]
    np.testing.assert_allclose(fit.coefficients, record["expected"], atol=record["tolerance"])
    assert 2 * 6 - 2 * fit.log_likelihood == pytest.approx(1287.912, abs=0.001)


def test_choice_with_a_window(calls, records):
    recent = [Inertia("recent"), Reciprocity("recent")]
    fit = fit_choice(calls, [*PAST, *recent, *CONTROLS])
    record = records["goldfish.window"]
    aic = 2 * 8 - 2 * fit.log_likelihood
    assert aic == pytest.approx(record["expected"]["AIC"], abs=record["tolerance"])
    assert fit.log_likelihood == pytest.approx(record["expected"]["LL"], abs=record["tolerance"])


def test_rate_by_the_order_of_calls(calls, records):
    fit = fit_rate(calls, [Indegree("calls", of="source"), Outdegree("calls", of="source")])
    effects, errors, height = records["goldfish.rate"]["expected"]
    tolerance = records["goldfish.rate"]["tolerance"]
    np.testing.assert_allclose(fit.coefficients, effects, atol=tolerance)
    np.testing.assert_allclose(fit.standard_errors, errors, atol=tolerance)
    assert fit.log_likelihood == pytest.approx(height, abs=0.05)


@pytest.mark.parametrize(
    ("networks", "effects", "height"),
    [
        # teaching1 as of estimate_dynam (waits were counted otherwise before), watched until the last change
        (("calls",), [-14.380373, 0.695555, 0.234633, 0.054792], -6003.1),
        (("calls", "recent"), [-14.530750, 0.245045, 0.364576, 5.295709, -0.767499, 0.083772], -5475.9),
    ],
)
def test_rate_by_waits(networks, effects, height):
    history = build_calls(until_the_last_change=True)
    degrees = [effect(network, of="source") for network in networks for effect in (Indegree, Outdegree)]
    fit = fit_rate(history, [*degrees, Indegree("friends", of="source")], timed=True)
    np.testing.assert_allclose(fit.coefficients, effects, atol=2e-6)
    assert fit.log_likelihood == pytest.approx(height, abs=0.05)


def build_treaties():
    states = read_rows("fisheries_states")
    names = [row["label"] for row in states]
    networks = {}
    for name, table in (("treaties", "bilatnet"), ("near", "contignet")):
        networks[name] = np.zeros((len(names), len(names)))
        for row in read_rows(f"fisheries_{table}"):
            networks[name][names.index(row["sender"]), names.index(row["receiver"])] = row["value"]
    networks["once"] = networks["treaties"]
    traits = {
        trait: [np.nan if row[trait] is None else row[trait] for row in states] for trait in ("regime", "gdp")
    }
    world = build_world(names, networks, traits, present=[row["present"] for row in states])
    made = [
        (row["time_unix"], row["sender"], row["receiver"], row["increment"])
        for row in read_rows("fisheries_bilatchanges")
    ]
    borders = [
        (row["time_unix"], row["sender"], row["receiver"], row["replace"])
        for row in read_rows("fisheries_contigchanges")
    ]
    changes = [
        *build_counts(world, "treaties", made, directed=False),
        # goldfish's ignoreRep looks at ties where equal changes of one moment count once
        *build_counts(world, "once", dict.fromkeys(made), directed=False),
        *build_replacements(world, "near", borders, directed=False),
        *build_presence_changes(world, read_nodes("sovchanges")),
        *build_trait_changes(world, "regime", read_nodes("regchanges")),
        *build_trait_changes(world, "gdp", read_nodes("gdpchanges")),
    ]
    return build_history(world, [row[:3] for row in made if row[3] == 1], changes=changes, missing="mean")


def read_nodes(table):
    return [(row["time_unix"], row["node"], row["replace"]) for row in read_rows(f"fisheries_{table}")]


OTHERS = [Tie("near"), Alter("regime"), Difference("regime"), Alter("gdp"), Difference("gdp")]


def test_coordination_of_fisheries_treaties(records):
    network = [
        Inertia("treaties"),
        Indegree("treaties", unless="once"),
        Transitivity("treaties", unless="once"),
    ]
    history = build_treaties()
    assert (history.world.n_states, history.n_events) == (154, 69)
    fit = fit_coordination(history, [*network, *OTHERS])
    expected, tolerance = (
        records["goldfish.fisheries"]["expected"],
        records["goldfish.fisheries"]["tolerance"],
    )
    *effects, height = expected.values()
    np.testing.assert_allclose(fit.coefficients, effects, atol=tolerance)
    assert fit.log_likelihood == pytest.approx(height, abs=0.005)


@pytest.mark.slow
def test_coordination_by_weight():
    # teaching2's second model, printed with three decimals
    network = [Inertia("treaties", "weight"), Indegree("treaties"), Transitivity("treaties")]
    fit = fit_coordination(build_treaties(), [*network, *OTHERS])
    effects = [0.134, 0.568, 0.289, 1.648, -0.015, 0.008, 6.089, -4.601]
    np.testing.assert_allclose(fit.coefficients, effects, atol=6e-4)
    assert 2 * 8 - 2 * fit.log_likelihood == pytest.approx(733, abs=0.5)
