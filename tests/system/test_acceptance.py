"""The published and recomputed figures of other programs.

Of the records that concern these measures one is left out: `avatar.L` needs a network that is not among the
shared data. Those of goldfish and amen belong to the mechanisms.
"""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detente.core.errors import DetenteError
from detente.system import (
    build_signed_graph,
    build_signed_laplacian,
    build_system_of_matrix,
    build_system_of_ties,
    find_camps,
    find_triangles,
    measure_clusterability,
    measure_directed_triads,
    measure_frustration,
    measure_null,
    measure_pn_centrality,
    measure_signed_degree,
    measure_signed_eigenvector,
    measure_spectrum,
    measure_triads,
    measure_walk_balance,
)
from detente.system.complex_walks import measure_signed_walks

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


def _graph(system):
    """The ties of a system of one layer, without their weights."""
    matrix = np.triu(system.weights[0])
    first, second = np.nonzero(matrix)
    return build_signed_graph(system.n_states, first, second=second, sign=matrix[first, second])


def _counts(census):
    return [census.ppp, census.ppn, census.pnn, census.nnn]


def test_tribes(records, tribes):
    assert (tribes.n_states, tribes.n_ties) == (16, 58)
    _check(records["tribes.triangles"], measure_triads(tribes).balanced_share)
    _check(records["tribes.triad_census"], _counts(measure_triads(tribes)))
    _check(records["tribes.walk"], measure_walk_balance(tribes).balance)
    _check(records["tribes.lambda_min"], measure_spectrum(tribes)[0])


def test_exact_indices_of_the_tribes(records, tribes):
    pytest.importorskip("highspy")
    graph = _graph(tribes)
    two, camps, three = measure_frustration(graph), measure_clusterability(graph), find_camps(graph, 3)
    _check(records["tribes.L"], two.value)
    _check(records["tribes.frustration"], two.share)
    _check(records["tribes.weak_line"], camps.value)
    _check(records["tribes.blockmodel_k3"], three.value)
    assert all(found.proof.optimal for found in (two, camps, three))


def test_complete_systems(records):
    friends, foes = _complete(5, 1), _complete(5, -1)
    _check(records["K5+.triangles"], measure_triads(friends).balanced_share)
    _check(records["K5+.walk"], measure_walk_balance(friends).balance)
    _check(records["K5-.walk"], measure_walk_balance(foes).balance)
    _check(records["K3+.triangles"], _counts(measure_triads(_complete(3, 1))))
    example = _complete(4, [-1, 1, 1, -1, -1, 1])
    figures = [measure_triads(example).balanced_share, measure_walk_balance(example).balance]
    _check(records["K4ex.balanced"], [*figures, measure_frustration(_graph(example)).value])
    _check(records["K5+.frustration"], measure_frustration(_graph(friends)).share)
    _check(records["K5-.L"], measure_frustration(_graph(foes)).value)
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


def test_walks_of_three_with_one_hostile_tie(records):
    """The record points to signnet's test for the matrix; two of its entries are in the record's words."""
    assert records["K3.complexwalks"]["function"].endswith("k=3 diag 2i, (1,2)=3, (2,3)=3i")
    walks = measure_signed_walks(_complete(3, [1, 1, -1]), 3)
    expected = np.array([[2j, 3, 3], [3, 2j, 3j], [3, 3j, 2j]])
    assert np.array_equal(walks.friendly + 1j * walks.hostile, expected)


def test_bad_input_is_refused(records):
    """Signnet refuses a sign of 2 as well; here it is a friendly tie of weight 2."""
    assert records["errors"]["expected"] == "error"
    for measure in (measure_triads, find_triangles, measure_walk_balance, measure_spectrum):
        with pytest.raises(DetenteError):
            measure(_complete(4, 1, directed=True))
    with pytest.raises(DetenteError):
        build_system_of_ties(["a", "b"], ["b", "c"], weight=[1, None])
    assert measure_triads(_complete(4, 2)) == measure_triads(_complete(4, 1))


def test_a_star_has_no_share(records):
    """Where signnet warns, the share is None: no 0/0, and no number that could be taken for one."""
    assert records["star"]["expected"] == "warning"
    star = build_system_of_ties(["a", "a", "a"], ["b", "c", "d"], weight=[1, 1, 1])
    assert measure_triads(star).balanced_share is None
    assert measure_null(star).mean is None
    assert find_triangles(star)[0].shape == (0, 3)


@pytest.fixture(scope="module")
def windows():
    """Each window's system, and the row of figures computed elsewhere."""
    table = pq.read_table(SHARED / "cow_signed.parquet")
    of_tie = np.asarray(table["window"])
    with (SHARED / "cow_balance.csv").open(encoding="utf-8") as file:
        rows = {row["window"]: row for row in csv.DictReader(file)}
    parts = {window: table.filter(pa.array(of_tie == window)) for window in rows}
    return {
        window: (build_system_of_ties(part["a"], part["b"], weight=part["sign"]), rows[window])
        for window, part in parts.items()
    }


def test_all_windows_of_the_correlates_of_war(windows):
    assert len(windows) == 51
    for system, row in windows.values():
        census = measure_triads(system)
        assert (system.n_states, system.n_ties) == (int(row["n"]), int(row["m"]))
        assert _counts(census) == [int(row[name]) for name in ("ppp", "ppn", "pnn", "nnn")]
        assert census.balanced_share == pytest.approx(float(row["tri_balance"]), abs=1e-6)
        assert measure_walk_balance(system).balance == pytest.approx(float(row["walk_K"]), abs=1e-6)
        assert measure_spectrum(system)[0] == pytest.approx(float(row["lambda1"]), abs=1e-6)


@pytest.mark.slow
def test_exact_indices_of_all_windows_are_proved(windows):
    pytest.importorskip("highspy")
    for system, row in windows.values():
        graph = _graph(system)
        two, camps = measure_frustration(graph), measure_clusterability(graph)
        assert (two.value, two.proof.lower_bound) == (float(row["L"]), float(row["L"]))
        assert (camps.value, camps.proof.lower_bound) == (float(row["weak_line"]), float(row["weak_line"]))
        assert two.share == pytest.approx(float(row["F"]), abs=1e-6)


def test_nulls_of_all_windows_are_those_computed_elsewhere(windows):
    """Another program drew 100: means agree within 4.5 standard errors of both, spreads within a third."""
    with (SHARED / "cow_balance_null.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 51
    for row in rows:
        found = measure_null(windows[row["window"]][0], n_draws=100)
        assert found.observed == pytest.approx(float(row["obs"]), abs=1e-9)
        apart = 4.5 * float(row["null_sd"]) * (2 / 100) ** 0.5
        assert found.mean == pytest.approx(float(row["null_mean"]), abs=apart)
        assert found.sd == pytest.approx(float(row["null_sd"]), rel=0.4)
