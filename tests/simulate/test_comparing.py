"""What-ifs: nothing from nothing, first order and network apart, and warnings where data end."""

from __future__ import annotations

import numpy as np
import pytest

from detente.core.errors import InputError
from detente.simulate import Do, Scenario, Set, Without, compare, fit_system
from detente.simulate.known import draw_past, make_system
from detente.simulate.running import find_now
from detente.simulate.scenarios import name_month
from detente.simulate.system_fit import frame_of

PULLS = {"common_enemy": (0.6, 0.5, 0.0, 0.0), "friends_enemy": (0.0, 0.0, 0.5, 0.5)}
PAIR = ("S000", "S001")


@pytest.fixture(scope="module")
def known():
    return draw_past(make_system(n_states=6, pulls=PULLS, seed=1), months=40, seed=2)


@pytest.fixture(scope="module")
def alone():
    return draw_past(make_system(n_states=5, seed=1), months=20, seed=2)


def foe(model, pair=PAIR):
    return Scenario("foe", (Set(pair, "material conflict", 4.0),))


def find_friends(model):
    """The two that are the best of friends."""
    state = find_now(frame_of(model), model.counts, 1)
    at = int(state.ties[-1][0].argmax())
    assert state.ties[-1][0, at] > 0
    return model.states[model.one[at]], model.states[model.two[at]]


def test_without_mechanisms_nothing_goes_through_the_network(alone):
    found = compare(alone, foe(alone), months=4, runs=40, dyads=[("S002", "S003")], most_moved=4)
    touched, other = found.effects
    assert touched.touched
    assert not other.touched
    assert touched.summed.mean[3] > 0.5
    assert not touched.summed_network.mean.any()
    assert not other.total.mean.any()
    assert not other.total.high.any()
    assert not other.signs_differ.any()
    assert any("No difference" in sentence for sentence in found.sentences)


def test_a_new_enemy_moves_others_by_the_mechanisms_that_know_of_it(known):
    pair = find_friends(known)
    found = compare(known, foe(known, pair), months=6, runs=120, seed=1, most_moved=5)
    touched, *others = found.effects
    assert touched.dyad == pair
    assert touched.summed_first.mean[3] > 0
    np.testing.assert_allclose(touched.total.mean, touched.first_order.mean + touched.network.mean, atol=1e-6)
    assert others
    for effect in others:
        assert not effect.first_order.mean.any()
        assert effect.total.mean.any()
    by = {one.mechanism for effect in others for one in effect.carried if np.abs(one.change.mean).sum() > 0}
    assert by == set(PULLS)


def test_the_same_seed_gives_the_same_answer_however_runs_are_cut(known):
    one = compare(known, foe(known), months=3, runs=20, seed=3, most_moved=2, workers=1, chunk=20)
    two = compare(known, foe(known), months=3, runs=20, seed=3, most_moved=2, workers=2, chunk=3)
    for mine, theirs in zip(one.effects, two.effects, strict=True):
        assert mine.dyad == theirs.dyad
        for name in ("total", "first_order", "network", "level"):
            for end in ("mean", "low", "high"):
                assert (
                    getattr(getattr(mine, name), end).tobytes()
                    == getattr(getattr(theirs, name), end).tobytes()
                )
    assert one.sentences == two.sentences
    assert one.warnings == two.warnings


def test_an_event_laid_in_is_not_counted_but_remembered(alone):
    month = name_month(alone.next_month)
    scenario = Scenario("x", (Do(month, "S000", "COERCE", "S001", 9),))
    effect = compare(alone, scenario, months=3, runs=40, most_moved=0, carried=False).effects[0]
    assert not effect.total.mean[0].any()
    assert effect.total.mean[1, 3] > 0.05
    assert effect.total.mean[2, 3] < effect.total.mean[1, 3]
    assert effect.level.mean[0] < 0


def test_a_past_event_left_out_leaves_less(alone):
    records = alone.records
    at = int(np.flatnonzero(records.day > records.day[-1] - 40)[0])
    kind, names = (
        records.types[records.type[at]],
        (
            records.actors[records.source[at]],
            records.actors[records.target[at]],
        ),
    )
    when = f"{(alone.next_month - 1) // 12}"
    scenario = Scenario("x", (Without(names[0], kind, names[1], when),))
    found = compare(alone, scenario, months=3, runs=30, most_moved=0, carried=False)
    place = ("CONSULT", "AID", "ACCUSE", "COERCE").index(kind)
    assert found.effects[0].summed.mean[place] < 0
    assert any("stays learned" in warning for warning in found.warnings)


def test_a_fitted_system_warns_where_its_data_end(known):
    model = fit_system(known.records, rules=known.rules)
    month = name_month(model.next_month)
    steps = (Do(month, "S000", "SANCTION", "S001", 500), Set(("S002", "S003"), "military", 90.0))
    found = compare(model, Scenario("x", steps), months=3, runs=20, most_moved=0, carried=False)
    told = " / ".join(found.warnings)
    assert "no proof" in told
    assert "no SANCTION is in the data" in told
    assert "than any two states had in a month" in told
    assert "more than was ever seen" in told
    assert "above all that the fit has seen" in told
    calm = Scenario("y", (Do(month, "S000", "COERCE", "S001"),))
    few = compare(model, calm, months=3, runs=20, most_moved=0, carried=False).warnings
    assert len(few) == 1


def test_too_few_runs_give_no_interval(known):
    with pytest.raises(InputError):
        compare(known, foe(known), months=3, runs=5)
