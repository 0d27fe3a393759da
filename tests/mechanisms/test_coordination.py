"""Which two states agree: the likelihood written out plainly, its derivatives, and known effects recovered."""

from itertools import combinations

import numpy as np
import pytest

from detente.core.errors import InputError
from detente.mechanisms import coordination
from detente.mechanisms.coordination import fit_coordination
from detente.mechanisms.effects import Indegree, Inertia, Tie
from detente.mechanisms.event_changes import build_counts, build_presence_changes
from detente.mechanisms.event_traits import Alter, Difference, Ego
from detente.mechanisms.fit import find_intervals
from detente.mechanisms.histories import build_history, walk_history
from detente.mechanisms.world import build_world

STATES = ("IND", "PAK", "CHN", "RUS", "USA")
EVENTS = [
    (1.0, "IND", "PAK"),
    (2.0, "CHN", "PAK"),
    (3.0, "RUS", "IND"),
    (4.0, "IND", "PAK"),
    (5.0, "RUS", "CHN"),
]


def make_history(events=EVENTS):
    near = np.zeros((5, 5))
    for one, other in ((0, 1), (0, 2), (1, 2), (2, 3)):
        near[one, other] = near[other, one] = 1
    world = build_world(
        STATES, {"near": near, "treaties": np.zeros((5, 5))}, {"power": [1.0, 0.3, 2.0, 1.5, 3.0]}
    )
    changes = build_counts(world, "treaties", [(*event, 1) for event in events], directed=False)
    changes += build_presence_changes(world, [(3.5, "USA", False)])
    return build_history(world, events, changes=changes)


COVARIATES = [Tie("near"), Inertia("treaties"), Alter("power")]


def measure_event(beta, moment):
    return coordination._measure_event(beta, moment, np.empty((3, beta.size * moment.present.size**2)))


def write_out(beta, history, covariates):
    """The log-likelihood in plain loops over the definition."""
    total = 0.0
    for moment in walk_history(history, covariates):
        there = np.flatnonzero(moment.present).tolist()
        pull = sum(weight * values for weight, values in zip(beta, moment.values, strict=True))

        def share(one, other, there=there, pull=pull):
            return np.exp(pull[one, other]) / sum(np.exp(pull[one, third]) for third in there if third != one)

        pairs = {pair: share(*pair) * share(*pair[::-1]) for pair in combinations(there, 2)}
        total += np.log(pairs[tuple(sorted((moment.source, moment.target)))] / sum(pairs.values()))
    return total


def test_the_likelihood_is_the_definition():
    history = make_history()
    for beta in ([0.0, 0.0, 0.0], [0.8, -0.4, 0.3]):
        found = sum(measure_event(np.array(beta), moment)[0] for moment in walk_history(history, COVARIATES))
        assert found == pytest.approx(write_out(beta, history, COVARIATES), abs=1e-12)


def test_five_states_by_hand():
    # at coefficients of 0 each of the ten pairs is as likely; without USA each of the six
    history = make_history()
    heights = [measure_event(np.zeros(3), moment)[0] for moment in walk_history(history, COVARIATES)]
    np.testing.assert_allclose(heights, [-np.log(10)] * 3 + [-np.log(6)] * 2)


def test_gradient_and_information_are_the_derivatives():
    history, beta, step = make_history(), np.array([0.8, -0.4, 0.3]), 1e-5

    def measure(at):
        slopes = [measure_event(at, moment) for moment in walk_history(history, COVARIATES)]
        return [sum(part) for part in zip(*slopes, strict=True)]

    _, gradient, information = measure(beta)
    for place in range(3):
        shift = step * np.eye(3)[place]
        above, below = measure(beta + shift), measure(beta - shift)
        assert gradient[place] == pytest.approx((above[0] - below[0]) / (2 * step), rel=1e-6)
        np.testing.assert_allclose(
            information[place], -(above[1] - below[1]) / (2 * step), rtol=1e-5, atol=1e-8
        )


def test_the_fit_is_the_highest_point():
    history = make_history()
    fit = fit_coordination(history, COVARIATES)
    assert fit.converged
    assert fit.log_likelihood == pytest.approx(write_out(fit.coefficients, history, COVARIATES), abs=1e-9)
    for shift in np.vstack((np.eye(3), -np.eye(3))) * 0.05:
        assert write_out(fit.coefficients + shift, history, COVARIATES) < fit.log_likelihood


def test_who_is_named_first_does_not_matter():
    swapped = [(time, target, source) for time, source, target in EVENTS]
    fits = [fit_coordination(make_history(events), COVARIATES) for events in (EVENTS, swapped)]
    np.testing.assert_allclose(fits[0].coefficients, fits[1].coefficients)
    np.testing.assert_allclose(fits[0].covariance, fits[1].covariance)


def test_known_effects_are_found_again():
    rng, beta, covered = np.random.default_rng(5), np.array([1.2, -0.6]), 0
    names = [f"S{place}" for place in range(8)]
    upper = np.triu_indices(8, 1)
    for _ in range(12):
        near = np.triu(rng.random((8, 8)) < 0.3, 1).astype(float)
        near, power = near + near.T, rng.normal(size=8)
        weights = np.exp(beta[0] * near + beta[1] * np.abs(np.subtract.outer(power, power)))
        np.fill_diagonal(weights, 0)
        shares = weights / weights.sum(axis=1, keepdims=True)
        pairs = (shares * shares.T)[upper]
        drawn = rng.choice(pairs.size, size=120, p=pairs / pairs.sum())
        events = [(float(t), names[upper[0][k]], names[upper[1][k]]) for t, k in enumerate(drawn.tolist())]
        world = build_world(names, {"near": near}, {"power": power})
        fit = fit_coordination(build_history(world, events), [Tie("near"), Difference("power")])
        low, high = find_intervals(fit).T
        covered += int(((low < beta) & (beta < high)).sum())
    assert 17 <= covered <= 24


def test_faults_are_named():
    history = make_history()
    with pytest.raises(InputError, match=r"never differ between the choices: ego\(power\)"):
        fit_coordination(history, [Tie("near"), Ego("power")])
    with pytest.raises(InputError, match="say the same"):
        fit_coordination(history, [Inertia("treaties"), Tie("treaties"), Indegree("treaties")])
    history.world.traits["power"][:] = 0.1
    with pytest.raises(InputError, match=r"never differ between the choices: alter\(power\)"):
        fit_coordination(history, [Tie("near"), Alter("power")])
    history.world.traits["power"][1] = np.nan
    with pytest.raises(InputError, match=r"not known: alter\(power\)"):
        fit_coordination(history, [Alter("power")])
