"""The published and recomputed figures of other programs."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from detente.core.errors import DetenteError
from detente.system import (
    build_signed_laplacian,
    build_system_of_matrix,
    build_system_of_ties,
    find_triangles,
    measure_directed_triads,
    measure_null,
    measure_pn_centrality,
    measure_signed_degree,
    measure_signed_eigenvector,
    measure_spectrum,
    measure_triads,
    measure_walk_balance,
)

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[3] / "shared")) / "data"
pytestmark = pytest.mark.skipif(
    not (SHARED / "acceptance_values.json").is_file(), reason="the shared data are not here (DETENTE_SHARED)"
)


@pytest.fixture(scope="module")
def records():
    rows = json.loads((SHARED / "acceptance_values.json").read_text(encoding="utf-8"))
    return {row["id"]: row for row in rows}


@pytest.fixture(scope="module")
def tribes():
    table = pq.read_table(SHARED / "tribes.parquet")
    return build_system_of_ties(table["a"], table["b"], weight=table["sign"])


def _check(record, found):
    assert np.ravel(found) == pytest.approx(np.ravel(record["expected"]), abs=record["tolerance"] or 1e-12)


def _complete(size, signs, *, directed=False):
    """Signs of a complete system in the order of rows."""
    matrix = np.zeros((size, size))
    where = ~np.eye(size, dtype=bool) if directed else np.triu(np.ones((size, size), dtype=bool), 1)
    matrix[where] = signs
    return build_system_of_matrix(matrix if directed else matrix + matrix.T, directed=directed)


def _counts(census):
    return [census.ppp, census.ppn, census.pnn, census.nnn]


def test_tribes(records, tribes):
    assert (tribes.n_states, tribes.n_ties) == (16, 58)
    _check(records["tribes.triangles"], measure_triads(tribes).balanced_share)
    _check(records["tribes.triad_census"], _counts(measure_triads(tribes)))
    _check(records["tribes.walk"], measure_walk_balance(tribes).balance)
    _check(records["tribes.lambda_min"], measure_spectrum(tribes)[0])


def test_complete_systems(records):
    friends, foes = _complete(5, 1), _complete(5, -1)
    _check(records["K5+.triangles"], measure_triads(friends).balanced_share)
    _check(records["K5+.walk"], measure_walk_balance(friends).balance)
    _check(records["K5-.walk"], measure_walk_balance(foes).balance)
    _check(records["K3+.triangles"], _counts(measure_triads(_complete(3, 1))))
    example = _complete(4, [-1, 1, 1, -1, -1, 1])
    figures = [measure_triads(example).balanced_share, measure_walk_balance(example).balance]
    assert figures == pytest.approx(records["K4ex.balanced"]["expected"][:2], abs=1e-9)
    laplacian = build_signed_laplacian(foes)[0, 0], build_signed_laplacian(foes, normalised=True)[0, 1]
    _check(records["K5-.laplacian"], laplacian)


def test_triangles_listed(records):
    triangles, friendly = find_triangles(_complete(4, [1, 1, 1, -1, -1, -1]))
    listed = np.column_stack([triangles + 1, friendly]).tolist()
    assert sorted(listed) == sorted(records["K4list"]["expected"])


def test_centralities(records):
    degree = measure_signed_degree(_complete(4, [-1, 1, 1, -1, -1, 1]))
    _check(records["K4.degree"], [degree.positive, degree.negative])
    arcs = _complete(4, [-1, 1, 1, -1, -1, 1] * 2, directed=True)
    net = [measure_signed_degree(arcs, direction=way).net for way in ("in", "out")]
    _check(records["K4dir.net"], net)
    _check(records["K5.pn"], measure_pn_centrality(_complete(5, 1)))
    _check(records["K5.eig"], measure_signed_eigenvector(_complete(5, [-1] + [1] * 9)).values)


def test_directed_censuses(records):
    census = measure_directed_triads(_complete(5, -1, directed=True))
    _check(records["K5-dir.census"], census.by_arcs["300-NNNNNN"])
    kinds = {"P": (1, 1), "N": (-1, -1), "A": (1, -1)}
    matrix = np.zeros((4, 4))
    for (i, j), kind in zip(np.argwhere(np.triu(np.ones((4, 4)), 1)), "PNAAPN", strict=True):
        matrix[i, j], matrix[j, i] = kinds[kind]
    by_dyads = measure_directed_triads(build_system_of_matrix(matrix, directed=True)).by_dyads
    _check(records["K4.complex"], [by_dyads[name] for name in ("PPA", "PNA", "NNA")])
    assert sum(by_dyads.values()) == 4


def test_bad_input_is_refused(records):
    assert records["errors"]["expected"] == "error"
    with pytest.raises(DetenteError):
        measure_triads(_complete(4, 1, directed=True))
    with pytest.raises(DetenteError):
        build_system_of_ties(["a", "b"], ["b", "c"], weight=[1, None])
    star = build_system_of_ties(["a", "a", "a"], ["b", "c", "d"], weight=[1, 1, 1])
    assert measure_triads(star).balanced_share is None


def _windows():
    table = pq.read_table(SHARED / "cow_signed.parquet").to_pylist()
    with (SHARED / "cow_balance.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row, [tie for tie in table if tie["window"] == row["window"]]


def test_all_windows_of_the_correlates_of_war():
    checked = 0
    for row, ties in _windows():
        system = build_system_of_ties(
            [t["a"] for t in ties], [t["b"] for t in ties], weight=[t["sign"] for t in ties]
        )
        census = measure_triads(system)
        assert (system.n_states, system.n_ties) == (int(row["n"]), int(row["m"]))
        assert _counts(census) == [int(row[name]) for name in ("ppp", "ppn", "pnn", "nnn")]
        assert census.balanced_share == pytest.approx(float(row["tri_balance"]), abs=1e-6)
        assert measure_walk_balance(system).balance == pytest.approx(float(row["walk_K"]), abs=1e-6)
        assert measure_spectrum(system)[0] == pytest.approx(float(row["lambda1"]), abs=1e-6)
        checked += 1
    assert checked == 51


def test_null_of_a_window_is_that_computed_elsewhere():
    """Another program drew 100; means and spreads agree within what 100 draws can tell."""
    with (SHARED / "cow_balance_null.csv").open(encoding="utf-8") as file:
        expected = {
            row["window"]: {name: float(row[name]) for name in ("obs", "null_mean", "null_sd")}
            for row in csv.DictReader(file)
        }
    for row, ties in list(_windows())[::10]:
        system = build_system_of_ties(
            [t["a"] for t in ties], [t["b"] for t in ties], weight=[t["sign"] for t in ties]
        )
        found, other = measure_null(system, n_draws=400), expected[row["window"]]
        assert found.observed == pytest.approx(other["obs"], abs=1e-9)
        assert found.mean == pytest.approx(other["null_mean"], abs=5 * other["null_sd"] / 10)
        assert found.sd == pytest.approx(other["null_sd"], rel=0.35)
