"""The parts of who next: counts carried along, rules between types, names, weights."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from detente.forecast.next_features import FEATURES, measure_features
from detente.forecast.next_logit import fit_logit
from detente.forecast.next_near import build_neighbours, measure_near
from detente.forecast.next_past import KERNELS, Past, build_frame
from detente.forecast.next_rules import adapt_rules, fit_rules, measure_rates
from detente.forecast.next_tally import Tally, expand_spans
from detente.forecast.records import Records, build_records

FIRST = date(2020, 1, 1)


def build(rows: list[tuple[int, str, str, str]]) -> Records:
    days, sources, types, targets = zip(*rows, strict=True)
    return build_records(
        days=[FIRST + timedelta(days=at) for at in days], sources=sources, types=types, targets=targets
    )


def test_counts_halve_with_age() -> None:
    tally = Tally([10.0])
    tally.update(np.array([5, 5, 9]), np.array([100, 110, 110], np.int32), 110)
    values, since = tally.look(np.array([5, 9, 7]))
    assert values[:, 0].tolist() == [1.5, 1.0, 0.0]
    assert since.tolist() == [0.0, 0.0, np.inf]
    tally.update(np.array([7]), np.array([110], np.int32), 120)
    assert tally.look(np.array([5, 7, 9]))[0][:, 0].tolist() == [0.75, 0.5, 0.5]
    assert tally.look(np.array([5]))[1].tolist() == [10.0]


def test_counts_day_by_day_are_those_of_one_go() -> None:
    rng = np.random.default_rng(0)
    keys, days = rng.integers(0, 50, 400), np.sort(rng.integers(1, 60, 400)).astype(np.int32)
    carried, at_once = Tally(KERNELS), Tally(KERNELS)
    at_once.update(keys, days, 60)
    for day in range(1, 61):
        today = days == day - 1
        carried.update(keys[today], days[today], day)
    assert np.array_equal(carried.keys, at_once.keys)
    assert np.allclose(carried.values, at_once.values, rtol=1e-4)
    assert np.array_equal(carried.last, at_once.last)


def test_spans_are_laid_out() -> None:
    which, places = expand_spans(np.array([3, 7, 7]), np.array([5, 7, 9]))
    assert which.tolist() == [0, 0, 2, 2]
    assert places.tolist() == [3, 4, 7, 8]


def test_homes_and_roles_are_read_from_names_and_records_go_first() -> None:
    records = build_records(
        days=[FIRST] * 2,
        sources=["Police (Chad)", "Chad"],
        types=["A", "A"],
        targets=["Police (Mali)", "Idriss Deby"],
        homes={"Idriss Deby": "Chad"},
    )
    frame = build_frame(records)
    at = {name: place for place, name in enumerate(records.actors)}
    home, role = frame.home, frame.role
    assert (
        home[at["Police (Chad)"]] == home[at["Chad"]] == home[at["Idriss Deby"]] != home[at["Police (Mali)"]]
    )
    assert role[at["Police (Chad)"]] == role[at["Police (Mali)"]] != role[at["Chad"]] == 0


def test_rules_find_what_brings_what() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for at in range(0, 2000, 2):
        one, other = rng.choice(30, 2, replace=False).tolist()
        rows.append((at, f"S{one}", "HIT", f"S{other}"))
        if rng.random() < 0.5:
            rows.append((at + 1, f"S{other}", "PROTEST", f"S{one}"))
    records = build(rows)
    rules = fit_rules(records, build_frame(records))
    hit, protest = 0, 1  # types in the order of the alphabet, seen from the source
    brought = rules[:, hit].sum(axis=0)
    protest_of_target = protest + 2  # the one who hit is the target of the protest
    assert brought[protest_of_target] == pytest.approx(0.5, abs=0.1)
    assert rules[:, protest].sum(axis=0).max() < 0.2
    past = Past(build_frame(records))
    past.update(records, int(records.day[-1]) + 1)
    last = records.day.size - 1 if records.type[-1] == hit else records.day.size - 2
    pair = np.array([records.source[last] * len(records.actors) + records.target[last]], np.int64)
    likely, unlikely = (
        measure_rates(past, rules, "by pair", pair, np.array([kind])).sum()
        for kind in (protest_of_target, protest)
    )
    assert likely > 5 * unlikely


def test_rules_are_carried_over_to_other_types() -> None:
    rules = np.arange(16, dtype=np.float32).reshape(1, 4, 4)
    wider = adapt_rules(rules, ["A", "B"], ["A", "AA", "B"])
    assert wider.shape == (1, 6, 6)
    assert wider[0, 0, 2] == rules[0, 0, 1]
    assert wider[0, 3, 5] == rules[0, 2, 3]
    assert wider[0, 1, 0] == wider[0, 0, 4] == rules.mean()


def test_those_who_did_the_same_are_alike_and_their_deeds_count() -> None:
    rows = [(at, who, "AID", whom) for at in range(5) for who in ("A", "B") for whom in ("X", "Y")]
    rows += [(at, "C", "AID", "Z") for at in range(5)]
    rows += [(4, "B", "AID", "W"), (4, "C", "AID", "V"), (1, "D", "BLAME", "A"), (2, "D", "BLAME", "V")]
    records = build(rows)
    past = Past(build_frame(records))
    past.update(records, int(records.day[-1]) + 1)
    near = build_neighbours(past)
    place = {name: at for at, name in enumerate(records.actors)}
    assert near.alike[place["A"], 0] == place["B"]
    assert near.likeness[place["A"], 0] > 0.9
    table = measure_near(past, near, np.array([place["A"]]), np.array([0]))
    assert table[0, 0, place["W"]] > table[0, 0, place["V"]] == 0


def test_features_have_names_and_are_finite() -> None:
    records = build([(0, "A", "AID", "B"), (1, "B", "AID", "C"), (2, "C", "BLAME", "A")])
    frame = build_frame(records)
    past = Past(frame)
    past.update(records, int(records.day[-1]) + 1)
    questions = (np.array([0, 1]), np.array([0, 3]))
    near = measure_near(past, build_neighbours(past), *questions)
    rows, answer = np.array([0, 0, 1]), np.array([1, 2, 0])
    found = measure_features(
        past, fit_rules(records, frame), near,
        actor=questions[0], kind=questions[1], rows=rows, answer=answer, day=past.now,
    )  # fmt: skip
    assert found.shape == (3, len(FEATURES))
    assert np.isfinite(found).all()
    assert len({feature.name for feature in FEATURES}) == len(FEATURES)
    values = {feature.name: found[:, at] for at, feature in enumerate(FEATURES)}
    seen = values["the same between the two before (half-life 1000 days)"]
    assert seen[0] == pytest.approx(np.log1p(2 ** (-3 / 1000)), rel=1e-4)
    assert seen[1] == 0


def test_logit_finds_the_weights_of_a_choice() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(2000 * 5, 2)).astype(np.float32)
    starts = np.arange(0, 10001, 5)
    utility = features @ np.array([1.0, -0.5]) + rng.gumbel(size=10000)
    hits = np.zeros(10000, np.float32)
    hits[np.arange(2000) * 5 + utility.reshape(2000, 5).argmax(axis=1)] = 1
    found = fit_logit(features, hits, starts, np.zeros(2, np.float32))
    assert np.allclose(found.weights / found.scale, [1.0, -0.5], atol=0.1)
    prior = np.array([3.0, 3.0], np.float32)
    held = fit_logit(features[:5], hits[:5], starts[:2], prior)
    assert held.weights.min() > 1.5  # five rows do not lead far from it
