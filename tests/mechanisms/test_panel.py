"""Panels: a small case worked by hand, no leakage, both sources, and the anchor figures of real data."""

import os
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.mechanisms.effects import Reciprocity
from detente.mechanisms.links import CapabilityGap, Link
from detente.mechanisms.panel import build_panel, build_panel_of_signs
from detente.mechanisms.panel_rows import find_column, find_cube, take_rows
from detente.mechanisms.panel_rules import PanelRules, find_ties, trail
from detente.mechanisms.panel_walk import Frames, walk_values
from detente.mechanisms.shared import CommonEnemy, CommonFriend, FriendsEnemy, SharedThreat
from detente.mechanisms.turning import CounterCourting, RivalsGain
from detente.mechanisms.turning_patrons import Hedging, PatronsRetreat

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[3] / "shared")) / "data"
with_data = pytest.mark.skipif(
    not (SHARED / "cow_signed.parquet").is_file(), reason="the shared data are not here (DETENTE_SHARED)"
)
LOOSE = PanelRules(half_life=0, least=1, margin=0, prior=0)
SIX = [CommonEnemy(), CommonFriend(), FriendsEnemy(), RivalsGain(), CounterCourting(), Hedging()]


def columns(rows, *names):
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def counts(*rows):
    return columns(rows, "a", "b", "period", "cooperative", "conflictual")


def signs(*rows):
    return columns(rows, "a", "b", "period", "sign")


def row_of(panel, one, other, period):
    i, j = (
        sorted((panel.states.index(one), panel.states.index(other)))
        if not panel.directed
        else (
            panel.states.index(one),
            panel.states.index(other),
        )
    )
    (place,) = np.flatnonzero((panel.i == i) & (panel.j == j) & (panel.period == panel.periods.index(period)))
    return place


def small():
    """A and B are hostile to C in 2001; in 2002 they deal with each other, D only is there."""
    return counts(
        ("A", "C", 2001, 0, 4),
        ("B", "C", 2001, 1, 5),
        ("A", "D", 2001, 0, 0),
        ("A", "B", 2002, 3, 1),
        ("B", "A", 2002, 2, 0),
        ("C", "D", 2002, 0, 0),
    )


def test_a_small_panel_by_hand():
    panel = build_panel(small(), [CommonEnemy(), Link("events", log=False)], rules=LOOSE)
    assert panel.states == ("A", "B", "C", "D")
    assert panel.periods == (2001, 2002)
    assert panel.n_rows == 6
    assert panel.n_periods_left_out == 1
    row = row_of(panel, "A", "B", 2002)
    assert (panel.n_cooperative[row], panel.n_conflictual[row], panel.sign[row]) == (5, 1, 1)
    assert panel.tone[row] == pytest.approx(4 / 6)
    assert panel.weights[row] == 6
    assert find_column(panel, "common_enemy")[row] == 1
    assert find_column(panel, "link(events)")[row_of(panel, "B", "C", 2002)] == 6
    quiet = row_of(panel, "C", "D", 2002)
    assert not panel.met[quiet]
    assert np.isnan(panel.tone[quiet])
    assert take_rows(panel, panel.met).n_rows == 1
    cube = find_cube(panel, "common_enemy")
    assert cube.shape == (2, 4, 4)
    assert cube[1, 0, 1] == cube[1, 1, 0] == cube.sum() / 2 == 1


def test_a_directed_panel_keeps_the_two_directions_apart():
    rules = PanelRules(half_life=0, least=1, margin=0, prior=0, directed=True)
    panel = build_panel(small(), [Reciprocity("events", "weight")], rules=rules)
    assert panel.n_rows == 12
    assert panel.n_cooperative[row_of(panel, "A", "B", 2002)] == 3
    assert panel.n_cooperative[row_of(panel, "B", "A", 2002)] == 2
    assert panel.covariates[row_of(panel, "C", "B", 2002), 0] == 6
    assert panel.covariates[row_of(panel, "B", "C", 2002), 0] == 0
    assert len(set(panel.dyad.tolist())) == 12


@pytest.mark.parametrize(("join", "expected"), [("mean", 1.0), ("max", 2.0)])
def test_a_directed_covariate_of_an_undirected_dyad_is_joined(join, expected):
    table = signs(
        ("A", "B", 1, 2.0), ("A", "D", 1, 0), ("B", "D", 1, -1.0), ("C", "D", 1, 0),
        ("A", "B", 2, 0.0), ("A", "D", 2, 1), ("B", "D", 2, -1.0), ("C", "D", 2, 0),
        ("A", "B", 3, 0.0), ("A", "D", 3, 1), ("B", "D", 3, -1.0), ("C", "D", 3, 0),
    )  # fmt: skip
    panel = build_panel_of_signs(table, [PatronsRetreat()], rules=PanelRules(join=join))
    assert panel.n_periods_left_out == 2
    assert panel.covariates[row_of(panel, "A", "D", 3), 0] == pytest.approx(expected)  # A lost 2 with B


def test_ties_are_settled_by_enough_evidence():
    rules = PanelRules()
    friendly, hostile = np.array([2.0, 9, 6, 0, 0, 40]), np.array([0.0, 1, 4, 0, 12, 40])
    np.testing.assert_allclose(find_ties(friendly, hostile, rules), [0, 8 / 15, 0, 0, -12 / 17, 0])
    assert find_ties(np.array(9.0), np.array(1.0), PanelRules(neutral=0.9)) == 0
    assert find_ties(np.array(60.0), np.array(30.0), PanelRules(neutral=0.9)) < 0


def test_the_past_fades_by_half_lives():
    np.testing.assert_allclose(trail(np.array([8.0, 0, 1, 0]), 1.0), [8, 4, 3, 1.5])
    np.testing.assert_allclose(trail(np.array([8.0, 0, 1, 0]), 0.0), [8, 0, 1, 0])


def table_of(seed, n_periods=5):
    random = np.random.default_rng(seed)
    rows = [
        (a, b, period, int(random.poisson(2)), int(random.poisson(2)))
        for period in range(n_periods)
        for a in "ABCDE"
        for b in "ABCDE"
        if a != b
    ]
    return counts(*rows)


@pytest.mark.parametrize("lag", [1, 2])
def test_an_outcome_never_reaches_its_own_covariates(lag):
    rules = PanelRules(lag=lag, least=1, margin=0)
    table, other = table_of(1), table_of(1)
    last = np.array(other["period"]) >= 3
    other["cooperative"] = np.where(last, 99, other["cooperative"])
    one, two = (build_panel(given_table, SIX, rules=rules) for given_table in (table, other))
    before = one.period < 3 + lag
    np.testing.assert_array_equal(one.covariates[before], two.covariates[before])
    assert (one.n_cooperative != two.n_cooperative).any()
    if lag == 1:
        assert (one.covariates[~before] != two.covariates[~before]).any()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 99), directed=st.booleans())
def test_names_of_states_and_order_of_rows_change_nothing(seed, directed):
    table = table_of(seed)
    order = np.random.default_rng(seed).permutation(len(table["a"]))
    renamed = dict(zip("ABCDE", "EABDC", strict=True))
    other = {name: [column[place] for place in order] for name, column in table.items()}
    other |= {side: [renamed[state] for state in other[side]] for side in ("a", "b")}
    rules = PanelRules(least=1, margin=0, directed=directed)
    one, two = (build_panel(given_table, SIX, rules=rules) for given_table in (table, other))

    def listed(panel, names):
        pairs = zip(
            panel.i, panel.j, panel.period, panel.n_cooperative, panel.covariates.round(9), strict=True
        )
        found = []
        for i, j, period, events, values in pairs:
            pair = (names[panel.states[i]], names[panel.states[j]])
            found.append(
                (pair if directed else tuple(sorted(pair)), int(period), float(events), *values.tolist())
            )
        return sorted(found)

    assert listed(one, renamed) == listed(two, {state: state for state in "ABCDE"})


def test_values_carried_over_equal_values_counted_anew():
    random = np.random.default_rng(3)
    n = 40
    ties = random.choice([-1.0, 0, 0, 1], size=(n, n))
    np.fill_diagonal(ties, 0)
    frames = [ties]
    for _ in range(5):  # four cells a period: few enough to be carried over
        after = frames[-1].copy()
        for i, j in random.integers(0, n, (4, 2)):
            after[i, j] = float(i != j) * random.choice([-1.0, 0, 1])
        frames.append(after)
    trait = random.random((6, n))
    trait[1:] = trait[0]
    trait[3:, 2] = np.nan
    states = tuple(f"S{place}" for place in range(n))
    whole = Frames(states, {"ties": np.array(frames)}, {"capability": trait})
    covariates = [*SIX, PatronsRetreat(capability="capability"), CapabilityGap()]
    walked = [[values.copy() for values in step] for step in walk_values(whole, covariates, range(6), 1)]
    for period in range(6):
        (anew,) = walk_values(whole, covariates, [period], 1)
        for one, other in zip(walked[period], anew, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-12)


def test_links_traits_and_parties_that_never_act():
    table = signs(("A", "B", 1, 0), ("A", "B", 2, 1), ("B", "C", 1, 0), ("B", "C", 2, 0))
    fights = columns(
        [("GROUP", "A", 1, 2.0), ("GROUP", "B", 1, 1.0), ("GROUP", "A", 2, 0.0)], "a", "b", "period", "value"
    )
    border = columns([("A", "B", 1.0)], "a", "b", "value")
    power = columns([("A", 1, 0.2), ("B", 1, 0.1), ("ZZZ", 1, 3.0)], "state", "period", "value")
    panel = build_panel_of_signs(
        table,
        [SharedThreat(), Link("contiguity", log=False), CapabilityGap()],
        links={"fights": fights, "contiguity": border},
        traits={"capability": power},
    )
    assert panel.states == ("A", "B", "C", "GROUP")
    assert panel.n_rows == 3  # the group is never at risk
    row = row_of(panel, "A", "B", 2)
    np.testing.assert_allclose(panel.covariates[row], [1, 1, np.log(2)])
    assert np.isnan(find_column(panel, "capability_gap")[row_of(panel, "A", "C", 2)])


def test_presence_decides_who_is_at_risk():
    table = signs(("A", "B", 1, 1), ("A", "B", 2, 1), ("C", "D", 2, 1))
    assert build_panel_of_signs(table, [CommonEnemy()]).n_rows == 1
    there = columns([(state, period) for state in "ABC" for period in (1, 2)], "state", "period")
    assert build_panel_of_signs(table, [CommonEnemy()], present=there).n_rows == 3


def test_intensity_is_weighted_by_events():
    table = counts(("A", "B", 1, 1, 0), ("A", "B", 2, 3, 0), ("B", "A", 2, 0, 1), ("B", "A", 1, 0, 0))
    table["intensity"] = [1.0, 4.0, -8.0, float("nan")]
    panel = build_panel(table, [CommonEnemy()])
    assert panel.tone.tolist() == [pytest.approx((3 * 4 - 8) / 4)]
    table["intensity"][1] = float("nan")
    with pytest.raises(InputError, match="intensity"):
        build_panel(table, [CommonEnemy()])


BAD = {
    "no column": ({"b": None}, "no column 'b'"),
    "length": ({"period": [1]}, "different lengths"),
    "itself": ({"b": ["A", "C"]}, "with itself"),
    "nan": ({"cooperative": [1, float("nan")]}, "missing or infinite"),
    "negative": ({"conflictual": [1, -1]}, "below 0"),
    "words": ({"conflictual": ["x", "y"]}, "not of numbers"),
    "one period": ({"period": [1, 1]}, "no outcome"),
    "no state": ({"b": ["B", None]}, "1 missing values, the first in row 1"),
    "no period": ({"period": [1.0, float("nan")]}, "missing values"),
    "no rows": ({key: [] for key in ("a", "b", "period", "cooperative", "conflictual")}, "no rows"),
}


@pytest.mark.parametrize(("change", "words"), BAD.values(), ids=BAD)
def test_bad_tables_are_refused(change, words):
    table = counts(("A", "B", 1, 1, 0), ("A", "C", 2, 1, 0)) | change
    with pytest.raises(InputError, match=words):
        build_panel({name: column for name, column in table.items() if column is not None}, [CommonEnemy()])


def test_a_table_of_arrow_is_read_as_a_dict_is():
    arrow = pytest.importorskip("pyarrow")
    one, other = build_panel(table_of(2), SIX), build_panel(arrow.table(table_of(2)), SIX)
    assert one.states == other.states
    np.testing.assert_array_equal(one.covariates, other.covariates)
    with pytest.raises(InputError, match="no column 'cooperative'"):
        build_panel(arrow.table({"a": ["A"], "b": ["B"], "period": [1]}), SIX)


def test_a_panel_too_large_is_refused_at_once():
    n = 10_001
    table = {"a": [f"S{place}" for place in range(n)], "b": ["Z"] * n, "period": [1] * n, "sign": [1] * n}
    with pytest.raises(InputError, match="10002 states"):
        build_panel_of_signs(table, SIX)


def test_bad_calls_are_refused():
    table = signs(("A", "B", 1, 1), ("A", "B", 2, 1))
    with pytest.raises(InputError, match="twice"):
        build_panel_of_signs(signs(("A", "B", 1, 1), ("B", "A", 1, -1), ("A", "B", 2, 1)), [CommonEnemy()])
    with pytest.raises(UnknownNameError, match="fights"):
        build_panel_of_signs(table, [SharedThreat()])
    with pytest.raises(UsageError, match="one name"):
        build_panel_of_signs(table, [CommonEnemy(), CommonEnemy()])
    with pytest.raises(UsageError, match="itself"):
        build_panel_of_signs(table, [], links={"ties": columns([("A", "B", 1.0)], "a", "b", "value")})
    half = columns([("A", "B", 1, 1.0)], "a", "b", "period", "value")
    with pytest.raises(InputError, match="no row in 1 periods"):
        build_panel_of_signs(table, [Link("trade")], links={"trade": half})
    with pytest.raises(UnknownNameError, match="hedging"):
        find_column(build_panel_of_signs(table, [CommonEnemy()]), "hedging")
    for wrong in ({"lag": -1}, {"back": 0}, {"join": "min"}, {"neutral": 1.0}, {"half_life": float("nan")}):
        with pytest.raises(UsageError):
            PanelRules(**wrong)


def test_a_system_of_enemies_or_of_strangers_has_no_nan():
    rows = [(a, b, period, -1) for period in (1, 2, 3) for a in "ABC" for b in "ABC" if a < b]
    quiet = [(*row[:3], 0) for row in rows]
    for table in (signs(*rows), signs(*quiet)):
        panel = build_panel_of_signs(table, [*SIX, PatronsRetreat()])
        assert np.isfinite(panel.covariates).all()


def read(name, *wanted):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(SHARED / f"{name}.parquet", columns=list(wanted))
    return {column: table[column].to_numpy() for column in wanted}


@with_data
def test_the_enemy_of_my_enemy_in_the_correlates_of_war():
    given_ties = read("cow_signed", "a", "b", "start_year", "sign")
    table = {
        "a": given_ties["a"],
        "b": given_ties["b"],
        "period": given_ties["start_year"],
        "sign": given_ties["sign"],
    }
    panel = build_panel_of_signs(table, [CommonEnemy()], rules=PanelRules(lag=0))
    common = find_column(panel, "common_enemy") > 0
    assert panel.n_rows == 358_146
    shares = {}
    for name, rows in (("all", common | True), ("with", common), ("without", ~common)):
        signs_there = panel.sign[rows]
        friendly, hostile = float((signs_there > 0).mean()), float((signs_there < 0).mean())
        shares[name] = [round(share, 3) for share in (friendly, hostile, friendly / (friendly + hostile))]
    assert shares == {
        "all": [0.101, 0.014, 0.877],
        "with": [0.220, 0.088, 0.714],
        "without": [0.095, 0.010, 0.902],
    }


@with_data
def test_a_panel_of_152_states_takes_seconds():
    names = ("source", "target", "year", "verb_coop", "matl_coop", "verb_conf", "matl_conf")
    a, b, period, *four = read("icews_dyad_year", *names).values()
    table = {
        "a": a,
        "b": b,
        "period": period,
        "cooperative": four[0] + four[1],
        "conflictual": four[2] + four[3],
    }
    fights = {"a": a, "b": b, "period": period, "value": four[3]}
    start = time.process_time()
    panel = build_panel(
        table, [*SIX, SharedThreat(), PatronsRetreat(), Link("events")], links={"fights": fights}
    )
    assert time.process_time() - start < 20  # 2 s on an idle core
    assert panel.n_rows == 11 * 152 * 151 // 2
    assert np.isfinite(panel.covariates).all()
    assert (panel.covariates > 0).any(axis=0).all()
