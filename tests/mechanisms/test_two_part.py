"""Whether two states meet, and as what."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import InputError
from detente.mechanisms.fit import find_effect
from detente.mechanisms.logit_model import fit_logit_model
from detente.mechanisms.two_part import fit_two_part


def _table():
    """A common enemy: 12 of 20 meet, 4 of them as friends; without: 10 of 40 meet, 6 as friends."""
    enemy = np.array([1] * 20 + [0] * 40, dtype=float)
    met = np.array([1] * 12 + [0] * 8 + [1] * 10 + [0] * 30, dtype=float)
    friendly = np.array([1] * 4 + [0] * 8 + [np.nan] * 8 + [1] * 6 + [0] * 4 + [np.nan] * 30)
    return met, friendly, enemy[:, None]


def _panel(seed=0, n_states=12, n_periods=6):
    rng = np.random.default_rng(seed)
    one, two = np.triu_indices(n_states, 1)
    period = np.repeat(np.arange(n_periods), one.size)
    x = rng.normal(size=(period.size, 2))
    x[:, 1] = x[:, 1] > 0.5
    met = (rng.random(period.size) < 1 / (1 + np.exp(-x @ [0.8, 0.5] - 0.2 * period + 0.5))).astype(float)
    friendly = np.where(met == 1, rng.random(period.size) < 1 / (1 + np.exp(-x @ [-0.5, 0.7])), np.nan)
    return met, friendly, x, period, (np.tile(one, n_periods), np.tile(two, n_periods))


def test_a_common_enemy_by_hand():
    met, friendly, enemy = _table()
    two = fit_two_part(
        met, friendly, enemy, enemy, meeting_names=["enemy"], sign_names=["enemy"], errors="information"
    )
    (meeting,), (sign,) = two.meeting_effects, two.sign_effects
    assert (meeting.low, meeting.high) == (0, 1)
    assert (meeting.before, meeting.after) == pytest.approx((10 / 40, 12 / 20))
    assert (sign.before, sign.after) == pytest.approx((6 / 10, 4 / 12))
    assert meeting.odds == pytest.approx((12 / 8) / (10 / 30))
    assert sign.odds == pytest.approx((4 / 8) / (6 / 4))
    assert (two.meeting.model, two.meeting.n_rows) == ("meeting", 60)
    assert (two.sign.model, two.sign.n_rows) == ("sign", 22)
    # the variance of a difference of shares
    half = 1.6448536 * np.sqrt(0.25 * 0.75 / 40 + 0.6 * 0.4 / 20)
    assert meeting.interval == pytest.approx((0.35 - half, 0.35 + half))
    assert meeting.change == pytest.approx(0.35)


def test_intervals_are_the_delta_method_with_dummies():
    met, friendly, x, period, _ = _panel()
    two = fit_two_part(
        met,
        friendly,
        x,
        x,
        meeting_names=["a", "b"],
        sign_names=["a", "b"],
        groups=(period,),
        errors="information",
    )
    design, beta = np.column_stack((x, np.eye(6)[period])), np.zeros(8)
    for _ in range(30):
        mean = 1 / (1 + np.exp(-design @ beta))
        information = design.T @ (design * (mean * (1 - mean))[:, None])
        beta += np.linalg.solve(information, design.T @ (met - mean))
    for place, effect in enumerate(two.meeting_effects):
        gradient, means = np.zeros(8), []
        for value, side in ((effect.low, -1), (effect.high, 1)):
            moved = design.copy()
            moved[:, place] = value
            share = 1 / (1 + np.exp(-moved @ beta))
            means.append(share.mean())
            gradient += side * (moved * (share * (1 - share))[:, None]).mean(axis=0)
        half = 1.6448536 * np.sqrt(gradient @ np.linalg.inv(information) @ gradient)
        assert (effect.before, effect.after) == pytest.approx(means)
        assert effect.interval == pytest.approx((effect.change - half, effect.change + half), abs=1e-6)


@pytest.mark.parametrize("errors", ["clustered", "dyad-robust"])
def test_the_parts_are_the_logits_apart(errors):
    met, friendly, x, period, sides = _panel()
    given_ = {"errors": errors}
    two = fit_two_part(
        met,
        friendly,
        x,
        x[:, :1],
        meeting_names=["a", "b"],
        sign_names=["a"],
        groups=(period,),
        dyads=sides,
        **given_,
    )
    meeting = fit_logit_model(met, x, names=["a", "b"], groups=(period,), dyads=sides, **given_)
    kept = met == 1
    sign = fit_logit_model(
        friendly[kept],
        x[kept, :1],
        names=["a"],
        groups=(period[kept],),
        dyads=(sides[0][kept], sides[1][kept]),
        **given_,
    )
    assert two.meeting.covariance == pytest.approx(meeting.covariance)
    assert two.sign.covariance == pytest.approx(sign.covariance)
    assert find_effect(two.sign, "a") == pytest.approx(find_effect(sign, "a"))


@pytest.mark.parametrize("errors", ["clustered", "dyad-robust"])
def test_small_changes_are_as_sure_as_their_coefficients(errors):
    # an effect near 0: its change of probability has the same z, but for what others add
    met, friendly, x, period, sides = _panel(3)
    rng = np.random.default_rng(5)
    x = np.column_stack((x, rng.normal(size=met.size)))
    two = fit_two_part(
        met,
        friendly,
        x,
        x,
        meeting_names=["a", "b", "none"],
        sign_names=["a", "b", "none"],
        groups=(period,),
        dyads=sides,
        errors=errors,
    )
    coefficient, error = find_effect(two.meeting, "none")
    effect = two.meeting_effects[2]
    half = (effect.interval[1] - effect.interval[0]) / 2
    assert abs(coefficient / error) < 2
    assert effect.change / half * 1.6448536 == pytest.approx(coefficient / error, rel=0.02)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 99), st.floats(1e-8, 1e8))
def test_order_of_rows_and_scale_of_covariates_change_no_probability(seed, factor):
    met, friendly, x, period, sides = _panel(seed)
    order = np.random.default_rng(seed).permutation(met.size)
    names = {"meeting_names": ["a", "b"], "sign_names": ["a", "b"]}
    first = fit_two_part(met, friendly, x, x, groups=(period,), dyads=sides, **names)
    second = fit_two_part(
        met[order],
        friendly[order],
        x[order] * [factor, 1],
        x[order],
        groups=(period[order],),
        dyads=(sides[1][order], sides[0][order]),
        **names,
    )
    for one, two in zip(first.meeting_effects, second.meeting_effects, strict=True):
        assert (two.before, two.after) == pytest.approx((one.before, one.after), abs=1e-7)
        assert two.interval == pytest.approx(one.interval, abs=1e-6)
    assert second.sign_effects[1].interval == pytest.approx(first.sign_effects[1].interval, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"any_tie": [0] * 60}, "no two states"),
        ({"any_tie": [1] * 60, "positive": [0, 1] * 30}, "no row tells"),
        ({"positive": [1] * 59}, "of shape"),
        ({"positive": [np.nan] * 60}, "not finite"),
        ({"for_sign": np.zeros((3, 1))}, "of shape"),
        ({"any_tie": [0.5] * 60}, "no two states"),
    ],
)
def test_bad_input_is_refused_with_a_hint(change, said):
    met, friendly, enemy = _table()
    given_ = {"any_tie": met, "positive": friendly, "for_meeting": enemy, "for_sign": enemy, **change}
    with pytest.raises(InputError, match=said) as caught:
        fit_two_part(**given_, meeting_names=["enemy"], sign_names=["enemy"], errors="information")
    assert caught.value.hint
