"""Known mechanisms are found again, and none where there is none. More replicates: benchmarks/estimators.py."""

import numpy as np
import pytest

from detente.core.errors import InputError
from detente.mechanisms.counts_model import fit_counts_model
from detente.mechanisms.fit import find_intervals, find_p_values
from detente.mechanisms.simulate import KnownMechanism, count_common_enemies, draw_links, simulate_panel
from detente.mechanisms.two_part import fit_two_part

NAMES = ("link", "placebo", "enemies")
N_STATES = 30
N_REPLICATES = 40


def _simulate(seed, meeting, sign, shock=0.4):
    measures = (
        draw_links(N_STATES, state_share=0.8, seed=2 * seed),
        draw_links(N_STATES, state_share=0.8, seed=2 * seed + 1),
        count_common_enemies,
    )
    known = [KnownMechanism(*parts) for parts in zip(NAMES, measures, meeting, sign, strict=True)]
    return simulate_panel(
        known,
        n_states=N_STATES,
        n_periods=6,
        bases=(-1.5, 0.0, 0.0),
        dyad_spread=0.7,
        shock_spread=shock,
        seed=seed,
    )


def _fit_all(panel):
    sides = (panel.first, panel.second)
    counts = fit_counts_model(
        panel.counts, panel.covariates, names=NAMES, groups=(panel.dyad, panel.period), dyads=sides
    )
    two = fit_two_part(
        panel.met,
        panel.friendly,
        panel.covariates,
        panel.covariates,
        meeting_names=NAMES,
        sign_names=NAMES,
        groups=(panel.period,),
        dyads=sides,
    )
    return counts, two.meeting, two.sign


@pytest.mark.slow
def test_intervals_hold_what_is_known():
    meeting, sign = (0.2, 0.0, 0.1), (0.3, 0.0, 0.2)
    held = []
    for seed in range(N_REPLICATES):
        fits = _fit_all(_simulate(seed, meeting, sign))
        for fit, true in zip(fits, (meeting, meeting, sign), strict=True):
            low, high = find_intervals(fit).T
            held.append((low <= true) & (true <= high))
    # 360 intervals, dependent in threes: 90 % but for what chance allows
    assert np.mean(held) == pytest.approx(0.9, abs=0.06)


@pytest.mark.slow
def test_where_there_is_no_mechanism_few_are_found():
    found = []
    for seed in range(1000, 1000 + N_REPLICATES):
        fits = _fit_all(_simulate(seed, (0.0,) * 3, (0.0,) * 3))
        found.append([find_p_values(fit) < 0.05 for fit in fits])
    assert np.mean(found) < 0.09


@pytest.mark.slow
def test_errors_that_trust_rows_are_far_too_small_where_states_have_shocks():
    found = []
    for seed in range(30):
        panel = _simulate(seed, (0.0,) * 3, (0.0,) * 3, shock=0.6)
        fit = fit_counts_model(
            panel.counts,
            panel.covariates,
            names=NAMES,
            groups=(panel.dyad, panel.period),
            errors="clustered",
        )
        found.append(find_p_values(fit)[:2] < 0.05)
    assert np.mean(found) > 0.15


def test_a_panel_is_as_asked():
    panel = _simulate(0, (0.2, 0.0, 0.1), (0.3, 0.0, 0.2))
    n_dyads = N_STATES * (N_STATES - 1) // 2
    assert panel.covariates.shape == (6 * n_dyads, 3)
    assert (panel.first < panel.second).all()
    assert np.unique(panel.dyad).size == n_dyads
    assert np.bincount(panel.period).tolist() == [n_dyads] * 6
    assert (np.isnan(panel.friendly) == (panel.met == 0)).all()
    again = _simulate(0, (0.2, 0.0, 0.1), (0.3, 0.0, 0.2))
    assert again.counts.tolist() == panel.counts.tolist()


def test_covariates_look_back_one_period():
    panel = _simulate(0, (0.2, 0.0, 0.1), (0.3, 0.0, 0.2))
    system = np.zeros((N_STATES, N_STATES))
    last = panel.period == 2
    system[panel.first[last], panel.second[last]] = np.where(
        panel.met[last] == 1, 2 * panel.friendly[last] - 1, 0
    )
    expected = count_common_enemies(system + system.T, 3)
    now = panel.period == 3
    assert panel.covariates[now, 2].tolist() == expected[panel.first[now], panel.second[now]].tolist()


def test_common_enemies_by_hand():
    system = np.zeros((4, 4))
    for one, two, sign in ((0, 2, -1), (1, 2, -1), (0, 3, -1), (1, 3, 1)):
        system[one, two] = system[two, one] = sign
    found = count_common_enemies(system, 0)
    assert found[0, 1] == 1
    assert found[2, 3] == 1
    assert found.sum() == 4


@pytest.mark.parametrize("change", [{"n_states": 2}, {"n_periods": 0}, {"mechanisms": []}])
def test_bad_simulations_are_refused(change):
    known = KnownMechanism("enemies", count_common_enemies)
    with pytest.raises(InputError):
        simulate_panel(**{"mechanisms": [known], "n_states": 5, "n_periods": 2, **change})
    with pytest.raises(InputError, match="'odd'"):
        simulate_panel([KnownMechanism("odd", lambda system, period: system[:2])], n_states=5, n_periods=2)
