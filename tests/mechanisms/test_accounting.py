"""The account of a dyad's change, in panels in which it is known what moved it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.core.errors import InputError, UnknownNameError
from detente.mechanisms import (
    account_for_change,
    build_covariate,
    build_panel,
    find_mechanism_test,
    fit_tone,
    judge_argument,
)

TRADE = build_covariate("link", network="trade", log=True)


def make_panel(*, effect, noise=0.2, n_states=10, n_periods=12, seed=0):
    """Dyads whose tone follows last period's trade; trade wanders."""
    rng = np.random.default_rng(seed)
    one, other = np.triu_indices(n_states, 1)
    base = rng.normal(0, 1, one.size)
    amount = rng.normal(2, 0.5, one.size)
    rows = {name: [] for name in ("a", "b", "period", "cooperative", "conflictual", "intensity")}
    link = {name: [] for name in ("a", "b", "period", "value")}
    for period in range(n_periods):
        rows["a"] += [f"s{i}" for i in one]
        rows["b"] += [f"s{j}" for j in other]
        rows["period"] += [2000 + period] * one.size
        rows["cooperative"] += [2] * one.size
        rows["conflictual"] += [1] * one.size
        rows["intensity"] += (base + effect * amount + rng.normal(0, noise, one.size)).tolist()
        amount = np.maximum(amount + rng.normal(0, 0.4, one.size), 0.0)
        link["a"] += rows["a"][-one.size :]
        link["b"] += rows["b"][-one.size :]
        link["period"] += [2000 + period] * one.size
        link["value"] += np.expm1(amount).tolist()
    return build_panel(rows, [TRADE], links={"trade": link})


def test_the_part_of_a_mechanism_is_its_effect_times_its_move():
    panel = make_panel(effect=1.5)
    fit = fit_tone(panel)
    account = account_for_change(panel, ("s0", "s1"), periods=("2001", "2011"), fit=fit)
    (part,) = account.parts
    assert fit.coefficients[0] == pytest.approx(1.5, abs=0.1)
    assert part.part == pytest.approx(fit.coefficients[0] * part.moved)
    assert part.mechanisms == ("economic_interest",)
    assert account.expected == pytest.approx(part.part)
    assert account.interval[0] < account.expected < account.interval[1]
    assert account.tone[1] - account.tone[0] == pytest.approx(account.expected, abs=1.0)
    assert len(account.comparables) == 5
    nearest = account.comparables[0]
    assert nearest.distance == pytest.approx(abs(nearest.expected - account.expected))


def test_arguments_are_put_to_the_fitted_model():
    panel = make_panel(effect=1.5)
    rose = max(
        ((f"s{i}", f"s{j}") for i in range(10) for j in range(i + 1, 10)),
        key=lambda dyad: account_for_change(panel, dyad, periods=("2001", "2011")).parts[0].moved,
    )
    test = find_mechanism_test("economic_interest")
    account = account_for_change(panel, rose, periods=("2001", "2011"), fit=fit_tone(panel))
    assert judge_argument(account, test) == ("borne out", "")
    against = make_panel(effect=-1.5)
    account = account_for_change(against, rose, periods=("2001", "2011"), fit=fit_tone(against))
    assert judge_argument(account, test)[0] == "present, against it"
    back = account_for_change(panel, rose, periods=("2001", "2011"))
    assert judge_argument(back, test)[0] == "present, effect not settled"
    assert judge_argument(account, find_mechanism_test("enemy_of_enemy"))[0] == "no data"
    assert judge_argument(account, find_mechanism_test("jealousy_denied"))[0] == "no test"


def test_a_covariate_that_fell_is_not_present():
    panel = make_panel(effect=1.0)
    fell = min(
        ((f"s{i}", f"s{j}") for i in range(10) for j in range(i + 1, 10)),
        key=lambda dyad: account_for_change(panel, dyad, periods=("2001", "2011")).parts[0].moved,
    )
    account = account_for_change(panel, fell, periods=("2001", "2011"), fit=fit_tone(panel))
    assert judge_argument(account, find_mechanism_test("economic_interest"))[0] == "not present"


def test_without_a_model_there_are_moves_and_no_parts():
    panel = make_panel(effect=1.0)
    account = account_for_change(panel, ("s1", "s0"), periods=("2001", "2005"), why_no_fit="too thin")
    assert account.fit is None
    assert math.isnan(account.expected)
    assert math.isnan(account.parts[0].part)
    assert account.parts[0].moved != 0
    assert account.comparables == ()


def test_what_is_not_in_the_panel_is_said():
    panel = make_panel(effect=1.0)
    with pytest.raises(UnknownNameError, match="'ZZZ'"):
        account_for_change(panel, ("s0", "ZZZ"), periods=("2001", "2005"))
    with pytest.raises(UnknownNameError, match="period '1900'"):
        account_for_change(panel, ("s0", "s1"), periods=("1900", "2005"))
    with pytest.raises(InputError, match="not in the panel in 2000"):
        account_for_change(panel, ("s0", "s1"), periods=("2000", "2005"))
    with pytest.raises(InputError, match="too few"):
        fit_tone(make_panel(effect=1.0, n_states=3, n_periods=3))
