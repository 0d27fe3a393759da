"""Mechanisms put to panels in which it is known what is at work."""

from __future__ import annotations

import numpy as np
import pytest

from detente.core.errors import InputError, UsageError
from detente.mechanisms import (
    adjust_assessments,
    assess_mechanism,
    build_covariate,
    build_panel_of_signs,
    find_mechanism_test,
)

N_STATES, N_PERIODS = 16, 14


def draw_ties(*, meeting, tone, seed=0):
    """Signed ties by period: a common enemy raises the log odds of a tie by `meeting`, of a friendly one by `tone`."""
    rng = np.random.default_rng(seed)
    upper = np.triu_indices(N_STATES, 1)
    signs = np.zeros((N_STATES, N_STATES))
    rows = {"a": [], "b": [], "period": [], "sign": []}
    for period in range(N_PERIODS + 3):
        hostile = (signs < 0).astype(float)
        common = (hostile @ hostile)[upper]
        tie = rng.random(common.size) < 1 / (1 + np.exp(1.0 - meeting * common))
        friendly = rng.random(common.size) < 1 / (1 + np.exp(-0.2 - tone * common))
        now = np.where(tie, np.where(friendly, 1.0, -1.0), 0.0)
        signs = np.zeros_like(signs)
        signs[upper] = now
        signs += signs.T
        if period >= 3:
            rows["a"] += [f"s{i:02d}" for i in upper[0]]
            rows["b"] += [f"s{j:02d}" for j in upper[1]]
            rows["period"] += [2000 + period] * common.size
            rows["sign"] += now.tolist()
    return rows


COVARIATES = [build_covariate("common_enemy"), build_covariate("common_friend")]
TEST = find_mechanism_test("enemy_of_enemy")


def assess(ties, **options):
    panel = build_panel_of_signs(ties, COVARIATES)
    return assess_mechanism(panel, TEST, controls=["common_friend"], **{"n_permutations": 39, **options})


def finding(assessment, part, *, controlled=True):
    (found,) = [row for row in assessment.findings if (row.part, row.controlled) == (part, controlled)]
    return found


def test_an_effect_on_meeting_is_found_there_and_not_in_the_tone():
    assessment = assess(draw_ties(meeting=0.8, tone=0.0))
    meeting, tone = finding(assessment, "meeting"), finding(assessment, "tone")
    assert meeting.interval[0] < 0.8 < meeting.interval[1]
    assert meeting.verdict == "as expected"
    assert meeting.permuted == 1 / 40
    assert meeting.effect.before < meeting.effect.after
    assert "more likely to deal with each other" in meeting.words
    assert tone.interval[0] < 0.0 < tone.interval[1]
    assert tone.verdict == "undecided"


def test_an_effect_on_the_tone_is_found_there():
    tone = finding(assess(draw_ties(meeting=0.0, tone=-0.9)), "tone")
    assert tone.interval[0] < -0.9 < tone.interval[1]
    assert tone.verdict == "against expectation"


def test_raw_shares_are_counted_by_hand():
    ties = {
        "a": ["A", "B", "A", "A", "B", "C"],
        "b": ["C", "C", "B", "C", "C", "D"],
        "period": [1, 1, 2, 2, 2, 2],
        "sign": [-1, -1, 1, -1, 0, 1],
    }
    ties["a"] += ["D", "D"]
    ties["b"] += ["A", "A"]
    ties["period"] += [1, 2]
    ties["sign"] += [0, 0]
    panel = build_panel_of_signs(ties, [build_covariate("common_enemy")])
    # In period 1 A and B are both hostile to C: of the six pairs of period 2 only A and B have a common enemy.
    assessment = assess_mechanism(panel, TEST, n_permutations=0, ahead=False)
    (raw,) = assessment.raw
    assert raw.n_rows == (5, 1)
    assert raw.tie == pytest.approx((2 / 5, 1.0))
    assert raw.friendly == pytest.approx((1 / 5, 1.0))
    assert raw.hostile == pytest.approx((1 / 5, 0.0))
    assert raw.friendly_given_tie == pytest.approx((1 / 2, 1.0))
    assert assessment.findings == ()  # six pairs tell no model anything
    assert assessment.silent


def test_names_of_states_change_nothing():
    ties = draw_ties(meeting=0.5, tone=0.3, seed=3)
    renamed = {**ties, **{side: [f"z{99 - int(name[1:])}" for name in ties[side]] for side in ("a", "b")}}
    one, other = (assess(rows, n_permutations=0, ahead=False) for rows in (ties, renamed))
    for first, second in zip(one.findings, other.findings, strict=True):
        assert first.coefficient == pytest.approx(second.coefficient, rel=1e-6)
        assert first.p_value == pytest.approx(second.p_value, rel=1e-5, abs=1e-9)


def test_p_values_are_adjusted_for_all_controlled_findings_together():
    found = [
        assess(draw_ties(meeting=0.3, tone=0.0, seed=seed), n_permutations=0, ahead=False) for seed in (1, 2)
    ]
    adjusted = adjust_assessments(found)
    told = sorted(row.p_value for one in found for row in one.findings if row.controlled)
    least = min(row.adjusted for one in adjusted for row in one.findings if row.controlled)
    assert least == pytest.approx(min(1.0, told[0] * 4))
    assert all(row.adjusted is None for one in adjusted for row in one.findings if not row.controlled)


def test_what_the_data_cannot_test_is_said():
    panel = build_panel_of_signs(draw_ties(meeting=0.0, tone=0.0), COVARIATES)
    with pytest.raises(UsageError, match="cannot test patron_vacuum"):
        assess_mechanism(panel, find_mechanism_test("patron_vacuum"))
    empty = {"a": ["A", "B", "A"] * 2, "b": ["B", "C", "C"] * 2, "period": [1] * 3 + [2] * 3, "sign": [0] * 6}
    with pytest.raises(InputError, match="no two states deal"):
        assess_mechanism(build_panel_of_signs(empty, COVARIATES), TEST)
