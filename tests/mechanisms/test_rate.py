"""Who acts, and after how long: fits with a closed form, known rates recovered, faults named."""

import numpy as np
import pytest

from detente.core.errors import InputError, UsageError
from detente.mechanisms.effects import Indegree, Inertia, Outdegree
from detente.mechanisms.event_changes import build_counts, build_presence_changes, build_trait_changes
from detente.mechanisms.event_traits import Ego
from detente.mechanisms.fit import find_effect, find_intervals
from detente.mechanisms.histories import build_history
from detente.mechanisms.rate import fit_rate
from detente.mechanisms.world import build_world

STATES = ("IND", "PAK", "CHN", "RUS")


def make_world(**traits):
    given = {"great": [1.0, 0.0, 1.0, 0.0], **traits}
    return build_world(STATES, {"calls": np.zeros((4, 4))}, given)


EVENTS = [(2.0, "IND", "PAK"), (3.0, "CHN", "RUS"), (5.0, "IND", "RUS"), (9.0, "PAK", "IND")]


def test_the_order_of_events_by_hand():
    # great powers act three times in four: 2e^b / (2e^b + 2) = 3/4
    fit = fit_rate(build_history(make_world(), EVENTS), [Ego("great")])
    effect, error = find_effect(fit, "ego(great)")
    assert effect == pytest.approx(np.log(3), abs=1e-9)
    assert error == pytest.approx(1 / np.sqrt(4 * 0.75 * 0.25), abs=1e-9)
    assert fit.log_likelihood == pytest.approx(3 * np.log(0.375) + np.log(0.125), abs=1e-9)
    assert (fit.model, fit.n_rows, fit.converged) == ("rate", 4, True)


def test_waits_by_hand():
    # two states each watched for 10: rates 3/20 and 1/20
    history = build_history(make_world(), EVENTS, start=0.0, end=10.0)
    fit = fit_rate(history, [Ego("great")], timed=True)
    assert fit.names == ("intercept", "ego(great)")
    np.testing.assert_allclose(fit.coefficients, [np.log(1 / 20), np.log(3)], atol=1e-8)
    assert fit.log_likelihood == pytest.approx(3 * np.log(3 / 20) + np.log(1 / 20) - 4, abs=1e-9)


def test_a_wait_is_split_where_the_world_changes():
    # PAK is great from 6 on and RUS leaves at 8: great 10 + 10 + 4, others 6 + 8
    world = make_world()
    changes = build_trait_changes(world, "great", [(6.0, "PAK", 1.0)])
    changes += build_presence_changes(world, [(8.0, "RUS", False)])
    history = build_history(world, EVENTS, changes=changes, start=0.0, end=10.0)
    with pytest.raises(InputError, match="decide every event"):
        fit_rate(history, [Ego("great")], timed=True)  # all four events are now by great powers
    other = build_history(world, [*EVENTS, (4.0, "RUS", "IND")], changes=changes, start=0.0, end=10.0)
    fit = fit_rate(other, [Ego("great")], timed=True)
    np.testing.assert_allclose(fit.coefficients, [np.log(1 / 14), np.log((4 / 24) / (1 / 14))], atol=1e-8)


def test_a_rate_without_covariates():
    fit = fit_rate(build_history(make_world(), EVENTS, start=0.0), [], timed=True)
    np.testing.assert_allclose(fit.coefficients, [np.log(4 / 36)], atol=1e-9)


def test_known_rates_are_found_again():
    rng, beta, covered = np.random.default_rng(7), np.array([-2.0, 0.8, 0.15]), 0
    names = [f"S{place}" for place in range(8)]
    for _ in range(20):
        trait, counts, now, events = rng.normal(size=8), np.zeros((8, 8)), 0.0, []
        for _ in range(150):
            rates = np.exp(beta[0] + beta[1] * trait + beta[2] * (counts > 0).sum(axis=1))
            now += rng.exponential(1 / rates.sum())
            source = int(rng.choice(8, p=rates / rates.sum()))
            target = int((source + 1 + rng.integers(7)) % 8)
            counts[source, target] += 1
            events.append((now, names[source], names[target]))
        world = build_world(names, {"calls": np.zeros((8, 8))}, {"trait": trait})
        changes = build_counts(world, "calls", [(*event, 1) for event in events])
        history = build_history(world, events, changes=changes, start=0.0)
        fit = fit_rate(history, [Ego("trait"), Outdegree("calls", of="source")], timed=True)
        low, high = find_intervals(fit).T
        covered += int(((low < beta) & (beta < high)).sum())
    assert 48 <= covered <= 60


def test_steps_too_far_are_taken_back():
    world = make_world(great=[40.0, 0.0, 35.0, 1.0])
    fit = fit_rate(build_history(world, EVENTS, start=0.0, end=1e6), [Ego("great")], timed=True)
    assert fit.converged
    assert np.isfinite(fit.log_likelihood)


def test_faults_are_named():
    world = make_world(hidden=[1.0, np.nan, 0.0, 2.0])
    changes = build_counts(world, "calls", [(*event, 1) for event in EVENTS])
    history = build_history(world, EVENTS, changes=changes)
    for covariate in (Inertia("calls"), Indegree("calls")):
        with pytest.raises(UsageError, match="is of pairs of states"):
            fit_rate(history, [covariate])
    with pytest.raises(InputError, match=r"not known: ego\(hidden\)"):
        fit_rate(history, [Ego("hidden")])
    with pytest.raises(UsageError, match="without covariates"):
        fit_rate(history, [])
    with pytest.raises(InputError, match="no time passes"):
        fit_rate(build_history(world, [(1.0, "IND", "PAK")]), [Ego("great")], timed=True)
