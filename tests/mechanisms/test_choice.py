"""Whom a state chooses: fits with a closed form, known coefficients recovered, faults named."""

import numpy as np
import pytest

from detente.core.errors import InputError, UsageError
from detente.mechanisms.choice import fit_choice
from detente.mechanisms.effects import Indegree, Inertia, Reciprocity, Tie
from detente.mechanisms.event_changes import build_counts, build_presence_changes
from detente.mechanisms.event_choices import centre_rows, measure_choices
from detente.mechanisms.event_traits import Alter, Ego
from detente.mechanisms.fit import find_effect, find_intervals
from detente.mechanisms.histories import build_history
from detente.mechanisms.world import build_world

STATES = ("IND", "PAK", "CHN", "RUS")


def make_world():
    friends = np.zeros((4, 4))
    friends[0, 1] = friends[0, 2] = 1
    traits = {
        "power": [1.0, 2.0, 3.0, 5.0],
        "twice": [2.0, 4.0, 6.0, 10.0],
        "hidden": [1.0, np.nan, 0.0, 1.0],
    }
    return build_world(STATES, {"friends": friends, "calls": np.zeros((4, 4))}, traits)


def make_events(*targets):
    return [(float(time), "IND", target) for time, target in enumerate(targets)]


def test_four_states_by_hand():
    # IND has two friends and one stranger, and chooses friends 6 times in 8: 2e^b / (2e^b + 1) = 3/4
    history = build_history(make_world(), make_events(*["PAK"] * 4, "CHN", "CHN", "RUS", "RUS"))
    fit = fit_choice(history, [Tie("friends")])
    effect, error = find_effect(fit, "tie(friends)")
    assert effect == pytest.approx(np.log(1.5), abs=1e-9)
    assert error == pytest.approx(1 / np.sqrt(8 * 0.75 * 0.25), abs=1e-9)
    assert fit.log_likelihood == pytest.approx(6 * np.log(0.375) + 2 * np.log(0.25), abs=1e-9)
    assert (fit.model, fit.n_rows, fit.n_left_out, fit.converged) == ("choice", 8, 0, True)


def test_who_is_absent_cannot_be_chosen():
    world = make_world()
    changes = build_presence_changes(world, [(-1.0, "CHN", False)])
    history = build_history(world, make_events("PAK", "PAK", "PAK", "RUS"), changes=changes)
    fit = fit_choice(history, [Tie("friends")])
    assert fit.coefficients[0] == pytest.approx(np.log(3), abs=1e-9)


def test_a_choice_of_one_says_nothing():
    world = make_world()
    gone = build_presence_changes(world, [(2.5, "CHN", False), (2.5, "RUS", False)])
    full = fit_choice(build_history(world, make_events("PAK", "PAK", "RUS")), [Tie("friends")])
    more = build_history(world, make_events("PAK", "PAK", "RUS", "PAK", "PAK"), changes=gone)
    fit = fit_choice(more, [Tie("friends")])
    assert (fit.n_rows, fit.n_left_out) == (3, 2)
    np.testing.assert_allclose(fit.coefficients, full.coefficients)
    assert fit.log_likelihood == pytest.approx(full.log_likelihood)


def test_gradient_and_information_are_the_derivatives():
    rng = np.random.default_rng(0)
    rows, offered = rng.normal(size=(6, 4, 3)), np.ones((6, 4), dtype=bool)
    offered[2:4, 3] = False
    centre_rows(rows, offered)
    chosen, beta, step = rows[np.arange(6), [0, 1, 2, 0, 3, 1]], np.array([0.4, -0.2, 0.9]), 1e-5
    _, gradient, information = measure_choices(beta, rows, chosen, offered)
    for place in range(3):
        shift = step * np.eye(3)[place]
        above = measure_choices(beta + shift, rows, chosen, offered)
        below = measure_choices(beta - shift, rows, chosen, offered)
        assert gradient[place] == pytest.approx((above[0] - below[0]) / (2 * step), rel=1e-6)
        np.testing.assert_allclose(information[place], -(above[1] - below[1]) / (2 * step), rtol=1e-6)


def simulate(beta, n_events, *, seed):
    """Calls among ten states that go by inertia, reciprocity and the target's power."""
    rng = np.random.default_rng(seed)
    names, power, counts = [f"S{place}" for place in range(10)], rng.normal(size=10), np.zeros((10, 10))
    events = []
    for time in range(n_events):
        source = int(rng.integers(10))
        pull = beta[0] * (counts[source] > 0) + beta[1] * (counts[:, source] > 0) + beta[2] * power
        weights = np.exp(pull)
        weights[source] = 0
        target = int(rng.choice(10, p=weights / weights.sum()))
        counts[source, target] += 1
        events.append((float(time), names[source], names[target]))
    return build_world(names, {"calls": np.zeros((10, 10))}, {"power": power}), events


def test_known_effects_are_found_again():
    beta, covered = np.array([1.5, 0.7, -0.5]), 0
    covariates = [Inertia("calls"), Reciprocity("calls"), Alter("power")]
    for seed in range(20):
        world, events = simulate(beta, 250, seed=seed)
        changes = build_counts(world, "calls", [(*event, 1) for event in events])
        fit = fit_choice(build_history(world, events, changes=changes), covariates)
        low, high = find_intervals(fit).T
        covered += int(((low < beta) & (beta < high)).sum())
    assert 48 <= covered <= 60  # of 60 intervals of 90 %; 47 or fewer by chance once in 500


def test_the_order_of_states_is_nothing_to_go_by():
    world, events = simulate([1.5, 0.7, -0.5], 60, seed=3)
    order = np.random.default_rng(1).permutation(10)
    other = build_world(
        [world.states[place] for place in order],
        {"calls": np.zeros((10, 10))},
        {"power": world.traits["power"][order]},
    )
    fits = []
    for given in (world, other):
        changes = build_counts(given, "calls", [(*event, 1) for event in events])
        covariates = [Inertia("calls"), Indegree("calls"), Alter("power")]
        fits.append(fit_choice(build_history(given, events, changes=changes), covariates))
    np.testing.assert_allclose(fits[0].coefficients, fits[1].coefficients, rtol=1e-8)
    np.testing.assert_allclose(fits[0].covariance, fits[1].covariance, rtol=1e-6)


def test_the_unit_of_a_covariate_scales_its_coefficient_alone():
    world, events = simulate([0, 0, -0.5], 80, seed=4)
    tiny = build_world(world.states, {}, {"power": world.traits["power"] * 1e-12})
    plain, small = (fit_choice(build_history(given, events), [Alter("power")]) for given in (world, tiny))
    np.testing.assert_allclose(small.coefficients * 1e-12, plain.coefficients, rtol=1e-6)


@pytest.mark.parametrize(
    ("covariates", "fault", "message"),
    [
        (
            [Alter("power"), Tie("friends"), Alter("twice")],
            InputError,
            r"same: alter\(power\), alter\(twice\)$",
        ),
        ([Tie("friends"), Ego("power")], InputError, r"never differ between the choices: ego\(power\)"),
        ([Tie("calls")], InputError, r"never differ between the choices: tie\(calls\)"),
        ([Alter("hidden")], InputError, r"not known: alter\(hidden\)"),
        ([Tie("friends"), Tie("friends")], UsageError, "given twice"),
        ([], UsageError, "without covariates"),
    ],
)
def test_faults_are_named(covariates, fault, message):
    history = build_history(make_world(), make_events("PAK", "PAK", "CHN", "RUS", "RUS"))
    with pytest.raises(fault, match=message):
        fit_choice(history, covariates)


def test_a_covariate_that_decides_every_event_has_no_finite_coefficient():
    history = build_history(make_world(), make_events("PAK", "CHN", "PAK", "CHN"))
    with pytest.raises(InputError, match=r"decide every event.*tie\(friends\)"):
        fit_choice(history, [Tie("friends")])


def test_few_steps_are_reported():
    history = build_history(make_world(), make_events("PAK", "PAK", "CHN", "PAK", "RUS"))
    assert not fit_choice(history, [Alter("power")], max_steps=1).converged
