"""Shifts and tilts: by hand, under their own truth, and the false signs of a ranking."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from detente.core.errors import InputError
from detente.relations.course import find_quantile, measure_course
from detente.relations.levels import smooth_levels
from detente.relations.model import LevelParameters, RelationModel
from detente.relations.shifts import measure_shift, measure_tilt, rank_shifts

TRUTH = LevelParameters(mean=0.5, between_sd=1.5, sd=2.0, reversion_days=400.0, noise_sd=4.0, day_sd=1.0)


@pytest.fixture(scope="module")
def world(made):
    window = tuple(date.fromordinal(int(made.first_day) + step) for step in (400, 1800))
    days = [when.toordinal() for when in window]
    truth, extra = made.simulate(TRUTH, n_dyads=600, n_events=60, seed=21, extra_days=days)
    return smooth_levels(truth.observations, made.model_of(TRUTH)), extra[:, 1] - extra[:, 0], window


def test_a_shift_knows_how_its_two_days_hang_together(made, world):
    levels, _, window = world
    shift = measure_shift(levels, ("A0003", "B0003"), window)
    rows = levels.observations.dyad == 3
    alone = made.observe(
        levels.observations.day[rows],
        levels.observations.intensity[rows],
        weight=levels.observations.weight[rows],
    )
    days = np.array([when.toordinal() for when in window], dtype=float)
    mean, covariance, _ = made.solve_densely(alone, TRUTH, days)
    assert shift.change == pytest.approx(mean[1] - mean[0])
    assert shift.sd**2 == pytest.approx(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    assert (shift.before, shift.after) == pytest.approx(tuple(mean))
    low, high = shift.interval()
    assert high - low == pytest.approx(2 * find_quantile(0.9) * shift.sd)


def test_intervals_of_shifts_hold_what_they_promise(world):
    levels, truth, window = world
    shifts = sorted(rank_shifts(levels, window), key=lambda shift: shift.dyad)
    held = [
        low <= true <= high
        for true, (low, high) in zip(truth, (one.interval() for one in shifts), strict=True)
    ]
    assert 0.87 <= np.mean(held) <= 0.93


def test_a_ranking_keeps_its_promise_about_false_signs(world):
    levels, truth, window = world
    shifts = rank_shifts(levels, window, false_share=0.1)
    true = dict(zip(levels.observations.dyads, truth, strict=True))
    wrong = np.mean([np.sign(shift.change) != np.sign(true[shift.dyad]) for shift in shifts])
    assert len(shifts) > 100
    assert wrong <= 0.13
    assert wrong >= 0.03  # not by being timid
    assert max(shift.false_share for shift in shifts) <= 0.1
    assert [abs(shift.change) for shift in shifts] == sorted(
        (abs(shift.change) for shift in shifts), reverse=True
    )


def test_the_false_share_is_the_mean_over_all_at_least_as_sure(world):
    levels, _, window = world
    shifts = sorted(rank_shifts(levels, window), key=lambda shift: shift.wrong_sign)
    chances = [shift.wrong_sign for shift in shifts]
    assert shifts[9].false_share == pytest.approx(np.mean(chances[:10]))
    assert shifts[0].false_share == pytest.approx(chances[0])


def test_a_change_that_must_matter_is_harder_to_be_sure_of(world):
    levels, _, window = world
    plain = {shift.dyad: shift.wrong_sign for shift in rank_shifts(levels, window)}
    strict = rank_shifts(levels, window, least=1.0)
    assert all(shift.wrong_sign > plain[shift.dyad] for shift in strict)


def test_a_tilt_is_the_difference_of_two_levels(made):
    day = date(2001, 5, 1)
    ordinals = np.array([day.toordinal() - 10, day.toordinal() + 10], dtype=float)
    observations = made.observe(np.tile(ordinals, 2), [6, 7, -5, -8], dyad=[0, 0, 1, 1])
    names = (("PAK", "RUS"), ("PAK", "USA"))
    columns = {name: getattr(observations, name) for name in observations.__dataclass_fields__}
    named = type(observations)(**{**columns, "dyads": names})
    levels = smooth_levels(named, RelationModel({"overall": TRUTH}, {}, {}, {}))
    tilt = measure_tilt(levels, "PAK", ("RUS", "USA"), dates=[day])
    parts = [measure_course(levels, dyad, dates=[day]) for dyad in names]
    assert tilt.mean[0] == pytest.approx(parts[0].mean[0] - parts[1].mean[0])
    assert tilt.sd[0] ** 2 == pytest.approx(parts[0].sd[0] ** 2 + parts[1].sd[0] ** 2)
    assert tilt.interval()[0][0] > 0
    back = measure_tilt(levels, "PAK", ("USA", "RUS"), dates=[day])
    assert back.mean[0] == pytest.approx(-tilt.mean[0])


def test_in_a_domain_without_events_nothing_is_known_of_a_shift(made):
    observations = made.observe([730_000.0], [3], domains=("overall", "military"))
    model = RelationModel({"overall": TRUTH, "military": TRUTH}, {}, {}, {})
    window = (date(2001, 1, 1), date(2002, 1, 1))
    shift = measure_shift(smooth_levels(observations, model), ("A0000", "B0000"), window, domain="military")
    assert (shift.change, shift.wrong_sign) == (0.0, 0.5)
    assert shift.sd**2 == pytest.approx(2 * TRUTH.sd**2 * (1 - np.exp(-365 / TRUTH.reversion_days)))


def test_going_back_in_time_is_refused(world):
    levels, _, window = world
    with pytest.raises(InputError, match="goes back in time"):
        rank_shifts(levels, window[::-1])
