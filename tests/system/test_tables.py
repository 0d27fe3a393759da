"""Alliances, disputes and votes become layers."""

import os
from pathlib import Path

import numpy as np
import pytest

from detente.core.errors import InputError, UsageError
from detente.system import build_layer, build_system_of_tables, merge_layers

DATA = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[3] / "shared")) / "data"


def _alliances(**change):
    return {
        "ccode1": [2, 2, 365, 2],
        "ccode2": [200, 365, 290, 200],
        "year": [1985, 1985, 1985, 1984],
        "defense": [1, 0, 1, 0],
        "nonaggression": [0, 1, 0, 0],
        "consultation": [1, 0, None, 1],
    } | change


def _votes(*, n=100, share=(0.9, 0.1, 0.5)):
    return {
        "cow1": [2, 2, 200],
        "cow2": [200, 365, 365],
        "year": [1985] * 3,
        "agreement": list(share),
        "n_joint": [n] * 3,
    }


def _weight(system, one, other, layer=0):
    return float(system.weights[layer, system.states.index(one), system.states.index(other)])


def test_alliances_weigh_by_the_strongest_obligation():
    system = build_system_of_tables(1985, alliances=_alliances())
    assert (system.states, system.layers) == (("2", "200", "290", "365"), ("alliances",))
    assert _weight(system, "2", "200") == 1
    assert _weight(system, "365", "2") == pytest.approx(2 / 3)
    assert system.n_ties == 3
    assert np.isnan(system.positive[0, 1, 2])
    assert system.positive[0, 0, 1] == 1
    assert _weight(build_system_of_tables(1984, alliances=_alliances()), "2", "200") == pytest.approx(1 / 3)


def test_disputes_weigh_by_the_highest_level_of_the_year():
    disputes = {
        "statea": [2, 365, 630, 630],
        "stateb": [365, 2, 645, 651],
        "year": [1985] * 4,
        "hihost": [3, 4, 5, np.nan],
    }
    system = build_system_of_tables(1985, disputes=disputes)
    assert _weight(system, "2", "365") == pytest.approx(-0.8)
    assert _weight(system, "630", "645") == -1
    assert _weight(system, "630", "651") == pytest.approx(-0.4)
    assert system.positive[0, 0, 1] == 0


def test_votes_have_a_sign_where_it_is_clear():
    system = build_system_of_tables(1985, votes=_votes())
    assert _weight(system, "2", "200") == pytest.approx((91 / 102 - 0.5) * 2)
    assert _weight(system, "2", "365") == pytest.approx(-(91 / 102 - 0.5) * 2)
    assert _weight(system, "200", "365") == 0
    assert system.positive[0, 1, 2] == pytest.approx(0.5)
    assert system.positive[0, 0, 1] > 0.999
    few = build_system_of_tables(1985, votes=_votes(n=2, share=(1, 0, 0.5)))
    assert few.n_ties == 0  # two votes alike say little
    assert few.positive[0, 0, 1] == pytest.approx(0.9016, abs=1e-4)  # (3/4 - 1/2) / sqrt(3/80) = 1.29


def test_votes_that_were_cast_are_counted():
    cast = {
        "rcid": ["a", "a", "b", "b", "c", "c", "c"],
        "ccode": [2, 20, 2, 20, 2, 20, 41],
        "vote": [1, 1, 3, 2, 8, 1, 9],
        "session": [40] * 7,
    }
    dyads = {"cow1": [2], "cow2": [20], "year": [1985], "agreement": [0.5], "n_joint": [2]}
    one, other = (build_system_of_tables(1985, votes=table, states=["2", "20"]) for table in (cast, dyads))
    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.positive, other.positive, equal_nan=True)


def test_tables_as_the_ledger_keeps_them():
    """Columns of both kinds of votes, null where they are not told; flags that are true, false or null."""
    pa = pytest.importorskip("pyarrow")
    none = [None, None]
    dyads = pa.table(
        {"cow1": [2, 2], "cow2": [20, 41], "year": [1985, 1985], "session": none, "roll_call": none}
        | {"vote": none, "agreement": [0.9, None], "n_joint": [100, None]}
    )
    assert build_system_of_tables(1985, votes=dyads).n_ties == 1
    cast = pa.table(
        {"cow1": [2, 20], "cow2": none, "year": none, "session": [40, 40], "roll_call": ["R/40/1"] * 2}
        | {"vote": [1, 3], "agreement": none, "n_joint": none}
    )
    assert build_system_of_tables(1985, votes=cast).positive[0, 0, 1] < 0.5
    flags = pa.table({"cow1": [2, 2], "cow2": [20, 41], "year": [1985] * 2, "defense": [True, None]})
    assert build_system_of_tables(1985, alliances=flags).weights[0, 0].tolist() == [
        0,
        1,
        pytest.approx(1 / 3),
    ]


def test_what_own_leanings_explain_is_no_tie():
    """Shares that follow leanings exactly leave nothing; a pair beyond them stands out."""
    rng = np.random.default_rng(1)
    lean = rng.normal(size=20)
    first, second = np.triu_indices(20, 1)
    share = 1 / (1 + np.exp(-lean[first] - lean[second]))
    table = {"cow1": first + 1, "cow2": second + 1, "year": np.full(190, 1990), "n_joint": np.full(190, 100)}
    plain = build_system_of_tables(1990, votes=table | {"agreement": share}, expected="states")
    assert plain.n_ties == 0
    assert build_system_of_tables(1990, votes=table | {"agreement": share}).n_ties > 100
    share[0] = 1 - share[0] if abs(share[0] - 0.5) > 0.2 else 0.99
    odd = build_system_of_tables(1990, votes=table | {"agreement": share}, expected="states")
    assert _weight(odd, "1", "2") != 0


def test_layers_stay_apart_and_merge():
    disputes = {"cow1": [2], "cow2": [200], "year": [1985], "hostility": [1]}
    system = build_system_of_tables(1985, votes=_votes(), disputes=disputes, alliances=_alliances())
    assert system.layers == ("alliances", "disputes", "votes")
    assert build_layer(system, "disputes").n_ties == 1
    merged = merge_layers(system)
    assert _weight(merged, "2", "200") == pytest.approx(1 - 0.2 + (91 / 102 - 0.5) * 2)
    assert build_system_of_tables(1985, alliances=_alliances(), states=["200", "2"]).states == ("200", "2")


def test_columns_of_other_makes():
    pa = pytest.importorskip("pyarrow")
    plain = build_system_of_tables(1985, alliances=_alliances())
    table = pa.table(_alliances())
    assert np.array_equal(build_system_of_tables(1985, alliances=table).weights, plain.weights)
    arrays = {name: np.array(column, dtype=float) for name, column in _alliances().items()}
    assert np.array_equal(build_system_of_tables(1985, alliances=arrays).weights, plain.weights)


def test_states_by_iso():
    table = {
        "cow1": [2, 2],
        "cow2": [200, 365],
        "iso1": ["USA", "USA"],
        "iso2": ["GBR", "SUN"],
        "year": [1985, 1985],
    }
    assert build_system_of_tables(1985, alliances=table, scheme="iso").states == ("GBR", "SUN", "USA")
    with pytest.raises(InputError, match="1 of 2 rows of the alliances have no state in 'iso2'"):
        build_system_of_tables(1985, alliances=table | {"iso2": ["GBR", None]}, scheme="iso")
    with pytest.raises(InputError, match="no column 'iso1'"):
        build_system_of_tables(1985, alliances=_alliances(), scheme="iso")


def test_a_year_without_a_row_inside_the_table_is_an_empty_layer():
    table = {"cow1": [2, 2], "cow2": [200, 200], "year": [1980, 1990], "hostility": [4, 4]}
    system = build_system_of_tables(1985, disputes=table, alliances=_alliances())
    assert system.layers == ("alliances", "disputes")
    assert build_layer(system, "disputes").n_ties == 0


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            {"alliances": _alliances(year=[1900] * 4)},
            "no row of the alliances is of 1985; years: 1900 to 1900",
        ),
        ({"alliances": {"ccode1": [2], "year": [1985]}}, "no column 'cow2'"),
        ({"alliances": {"ccode1": [2], "ccode2": [200]}}, "no column 'year'"),
        ({"alliances": {"ccode1": [], "ccode2": [], "year": []}}, "years: none"),
        ({"alliances": _alliances(ccode2=[200, None, 290, 200])}, "1 of 3 rows"),
        ({"alliances": _alliances(ccode2=[2, 365, 290, 200])}, "with itself: '2'"),
        ({"alliances": _alliances(ccode2=[200])}, "has 1 rows, the year 4"),
        ({"alliances": _alliances(ccode2=["x"] * 4)}, "not of numbers"),
        ({"alliances": 5}, "int is no table"),
        ({"disputes": {"cow1": [2], "cow2": [20], "year": [1985], "hostility": [6]}}, "hostility of 6"),
        ({"votes": _votes(share=(-0.5, 1, 1))}, "1 shares of votes alike"),
        ({"votes": _votes() | {"cow1": [2, 200, 200], "cow2": [200, 2, 365]}}, "told twice"),
        ({"votes": _votes(), "expected": 1.5}, "expected share"),
        ({"votes": _votes(), "coverage": 2}, "interval"),
        ({"votes": _votes(), "states": ["2"]}, "states '2'"),
        ({"votes": _votes(), "states": ["2", "2"]}, "in 1985"),
    ],
)
def test_bad_tables(table, words):
    with pytest.raises(InputError, match=words):
        build_system_of_tables(1985, **table)


def test_no_table_is_a_wrong_call():
    with pytest.raises(UsageError, match="needs a table"):
        build_system_of_tables(1985)


@pytest.mark.skipif(
    not (DATA / "alliances.parquet").is_file(), reason="the shared data are not here (DETENTE_SHARED)"
)
def test_the_world_of_1985():
    pq = pytest.importorskip("pyarrow.parquet")
    names = {"alliances": "alliances", "disputes": "mids_dyadyear", "votes": "un_agreement"}
    tables = {
        kind: pq.read_table(DATA / f"{name}.parquet", filters=[("year", ">=", 1980), ("year", "<=", 1990)])
        for kind, name in names.items()
    }
    system = build_system_of_tables(1985, **tables)
    assert 150 < system.n_states < 180
    allies, fights, votes = (build_layer(system, layer) for layer in system.layers)
    nato = ["2", "20", "200", "210", "211", "220", "260", "325", "385", "390", "640"]
    assert all(_weight(allies, one, two) == 1 for one in nato for two in nato if one != two)
    assert _weight(allies, "365", "290") == 1
    assert _weight(fights, "630", "645") == -1  # Iran and Iraq at war
    assert _weight(votes, "2", "365") < -0.5
    assert _weight(votes, "2", "200") > 0
    assert _weight(votes, "365", "40") > 0.5
