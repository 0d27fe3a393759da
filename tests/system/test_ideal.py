"""Ideal points: known ones recovered, laws, hand cases, bad input."""

from functools import cache

import numpy as np
import pytest

from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.system.ideal import fit_ideal_points
from detente.system.ideal_agreement import fit_ideal_points_of_agreement
from detente.system.ideal_classes import Meetings, build_classes, measure_information, measure_misfit
from detente.system.ideal_descent import minimise
from detente.system.ideal_ordinal import build_items, find_log_odds, fit_items
from detente.system.ideal_seats import build_seats
from detente.system.ideal_walk import build_grid, measure_steps, measure_walk_variance, smooth_on_grid

STEP = 0.3


@cache
def _simulate(n_states=100, n_periods=3, n_votes=60, *, seed=0, repeated=False, shift=0.0):
    """Points, shape (periods, states), and rows of (state, vote, choice, period)."""
    rng = np.random.default_rng(seed)
    names = [f"S{at:03d}" for at in range(n_states)]
    points = [rng.normal(size=n_states)]
    rows = []
    slope, place, width = 1.7 * rng.normal(size=n_votes), rng.normal(size=n_votes), rng.gamma(2, 0.3, n_votes)
    for period in range(n_periods):
        if period:
            points.append(points[-1] + shift + STEP * rng.normal(size=n_states))
            if not repeated:
                slope, place = 1.7 * rng.normal(size=n_votes), rng.normal(size=n_votes)
        lean = slope * (points[-1][:, None] - place) + rng.logistic(size=(n_states, n_votes))
        there = rng.random((n_states, n_votes)) > 0.1
        for state, vote in np.argwhere(there).tolist():
            at = lean[state, vote]
            choice = "abstain" if abs(at) < width[vote] else "yes" if at > 0 else "no"
            rows.append((names[state], f"{0 if repeated else period}-{vote}", choice, 1990 + period))
    return np.array(points), names, rows


def _fit(rows, **settings):
    state, vote, choice, period = zip(*rows, strict=True)
    return fit_ideal_points(state, vote, choice=choice, period=period, **settings)


def _count(rows, names):
    """Counts of dyads: columns one, other, votes, opposed, half, period."""
    columns = [[] for _ in range(6)]
    place = {name: at for at, name in enumerate(names)}
    for period in sorted({row[3] for row in rows}):
        mine = [row for row in rows if row[3] == period]
        votes = {vote: at for at, vote in enumerate(sorted({row[1] for row in mine}))}
        cast = np.zeros((3, len(names), len(votes)))
        for state, vote, choice, _ in mine:
            cast[("no", "abstain", "yes").index(choice), place[state], votes[vote]] = 1
        no, blank, yes = cast[:, :, (cast.sum(axis=1) > 0).sum(axis=0) > 1]
        joint = (no + blank + yes) @ (no + blank + yes).T
        opposed, half = no @ yes.T + yes @ no.T, blank @ (no + yes).T + (no + yes) @ blank.T
        for i, j in zip(*np.triu_indices(len(names), 1), strict=True):
            row = (names[i], names[j], joint[i, j], opposed[i, j], half[i, j], period)
            for column, value in zip(columns, row, strict=True):
                column.append(value)
    return columns


def _fit_counts(columns, **settings):
    one, other, votes, opposed, half, period = columns
    return fit_ideal_points_of_agreement(
        one, other, n_votes=votes, n_opposed=opposed, n_half=half, period=period, **settings
    )


def _judge(found, truth):
    """Least correlation of a period, and the share of points in their intervals."""
    unit = (truth - truth[0].mean()) / truth[0].std()
    least = min(np.corrcoef(mine, its)[0, 1] for mine, its in zip(found.points, unit, strict=True))
    return least, ((found.low < unit) & (unit < found.high)).mean()


def _rightmost(points, names):
    return names[int(points.sum(axis=0).argmax())]


@pytest.mark.parametrize("seed", [50, 51])
def test_known_points_are_recovered_from_votes(seed):
    points, names, rows = _simulate(seed=seed)
    found = _fit(rows, anchor=_rightmost(points, names), step=STEP)
    least, covered = _judge(found, points)
    assert least > 0.97
    assert 0.83 < covered < 0.96
    assert found.converged
    assert found.log_likelihood < 0
    assert found.n_votes.sum() == sum(row[1] not in found.unanimous for row in rows)


def test_known_points_are_recovered_from_counts():
    points, names, rows = _simulate(seed=51)
    columns = _count(rows, names)
    found = _fit_counts(columns, anchor=_rightmost(points, names), step=STEP)
    least, covered = _judge(found, points)
    assert least > 0.95
    assert 0.8 < covered < 0.97
    assert 0.5 < found.explained < 1
    assert found.log_likelihood is None
    votes = _fit(rows, anchor=_rightmost(points, names), step=STEP)
    assert np.corrcoef(votes.points.ravel(), found.points.ravel())[0, 1] > 0.97


def test_order_of_rows_changes_nothing():
    points, names, rows = _simulate(30, 2, 30, seed=3)
    anchor = _rightmost(points, names)
    mixed = [rows[at] for at in np.random.default_rng(1).permutation(len(rows))]
    assert _fit(mixed, anchor=anchor).points == pytest.approx(_fit(rows, anchor=anchor).points, abs=1e-8)
    columns = _count(rows, names)
    turned = [[column[at] for at in reversed(range(len(column)))] for column in columns]
    turned[0], turned[1] = turned[1], turned[0]
    expected = _fit_counts(columns, anchor=anchor, n_iterations=20).points
    assert _fit_counts(turned, anchor=anchor, n_iterations=20).points == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("step", [STEP, None])
def test_anchor_decides_the_sign(step):
    points, names, rows = _simulate(30, 2, 30, seed=3)
    right, left = _rightmost(points, names), names[int(points.sum(axis=0).argmin())]
    found, turned = _fit(rows, anchor=right, step=step), _fit(rows, anchor=left, step=step)
    assert (found.points[:, names.index(right)] > 0).all()
    assert turned.points == pytest.approx(-found.points, abs=0.05)
    columns = _count(rows, names)
    counts, other = (_fit_counts(columns, anchor=who, step=step, n_iterations=20) for who in (right, left))
    assert other.points == pytest.approx(-counts.points, abs=1e-6)


def test_votes_that_return_show_a_drift_of_all():
    """All move right by 0.8; votes of the same name tell, the same votes under new names do not.

    The walk shrinks the drift, the less the longer its step.
    """
    points, names, rows = _simulate(60, 2, 60, seed=5, repeated=True, shift=0.8)
    anchor = _rightmost(points, names)
    bridged = _fit(rows, anchor=anchor, step=1.0)
    apart = _fit(
        [(who, f"{what}@{when}", how, when) for who, what, how, when in rows], anchor=anchor, step=1.0
    )
    moved = [float(np.nanmean(found.points[1] - found.points[0])) for found in (bridged, apart)]
    assert moved[0] == pytest.approx(0.8, abs=0.2)
    assert abs(moved[1]) < 0.3


def test_unanimous_votes_silent_states_and_absences_are_counted():
    _, names, rows = _simulate(12, 1, 20, seed=8)
    extra = [(name, "all", "yes", 1990) for name in [*names, "LONE"]]
    extra += [(names[0], "gone", "absent", 1990), (names[1], "gone", None, 1990), ("NEVER", "gone", "", 1990)]
    found = _fit(rows + extra, anchor=names[0])
    plain = _fit(rows, anchor=names[0])
    assert "all" in found.unanimous
    assert found.silent == ("LONE",)
    assert found.n_absent == 3
    assert found.points == pytest.approx(plain.points)
    assert found.n_items + len(found.unanimous) == len({row[1] for row in rows}) + 1


def test_a_state_that_is_away_has_no_point_and_walks_on():
    points, names, rows = _simulate(30, 3, 30, seed=3)
    anchor = _rightmost(points, names)
    away = next(name for name in names if name != anchor)
    found = _fit([row for row in rows if (row[0], row[3]) != (away, 1991)], anchor=anchor)
    at = names.index(away)
    assert np.isnan(found.points[:, at]).tolist() == [False, True, False]
    assert np.isnan(found.low[1, at])
    assert found.n_votes[1, at] == 0


def test_a_period_of_one_vote_leaves_states_where_they_were():
    points, names, rows = _simulate(30, 3, 40, seed=3)
    anchor = _rightmost(points, names)
    thin = [row for row in rows if row[3] != 1991 or row[1] == "1-0"]
    columns = _count(thin, names)
    found = _fit_counts(columns, anchor=anchor)
    middle = (found.points[0] + found.points[2]) / 2
    seen = ~np.isnan(found.points[1])
    assert np.corrcoef(found.points[1][seen], middle[seen])[0, 1] > 0.95
    assert np.nanmean(found.sd[1]) > np.nanmean(found.sd[0])


def test_two_blocs_by_hand():
    """Four against four in eight votes, one state between: 0 for it, equal and opposite for the blocs."""
    left, right = list("ABCD"), list("WXYZ")
    rows = []
    for vote in range(8):
        sides = ("yes", "no") if vote % 2 else ("no", "yes")
        rows += [(one, str(vote), sides[0], 1) for one in left] + [
            (one, str(vote), sides[1], 1) for one in right
        ]
        rows.append(("M", str(vote), "abstain", 1))
    found = _fit(rows, anchor="Z")
    points = dict(zip(found.states, found.points[0], strict=True))
    assert points["M"] == pytest.approx(0, abs=0.05)
    assert points["A"] == pytest.approx(points["D"])
    assert points["A"] == pytest.approx(-points["Z"], abs=0.05)
    assert points["Z"] > 0.5
    counts = _fit_counts(_count(rows, [*left, *right, "M"]), anchor="Z")
    assert counts.points[0, counts.states.index("M")] == pytest.approx(0, abs=0.05)
    assert (counts.points[0, -4:] > 0.5).all()


def test_probabilities_of_a_vote_by_hand():
    """b = 2, c = 1, d = ln 2 at x = 1/2: P(no) = L(-ln 2) = 1/3, P(yes) = 1/3."""
    odds = np.exp(find_log_odds(np.array([[2.0, 1.0, np.log(np.log(2.0))]]), np.array([0.5])))
    assert odds[0, :, 0] == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    start = build_items(np.array([[0.2, 0.3, 0.5]]))
    assert np.exp(find_log_odds(start, np.array([0.0, 3.0])))[0, :, 1] == pytest.approx([0.2, 0.3, 0.5])


def test_a_step_of_scoring_never_leads_down():
    rng = np.random.default_rng(2)
    grid = build_grid(25)
    counts = rng.gamma(0.1, size=(200, 3, 25))
    items = rng.normal(size=(200, 3)) * [20.0, 20.0, 3.0]
    previous = -np.inf
    for _ in range(30):
        items = fit_items(items, counts, grid)
        prior = (((items - [0, 0, -1]) / [4, 5, 2]) ** 2).sum() / 2
        reached = float((find_log_odds(items, grid) * counts).sum() - prior)
        assert reached >= previous - 1e-6
        previous = reached
    assert np.isfinite(items).all()


def test_walk_on_the_grid_agrees_with_the_closed_form():
    """Normal evidence: the grid's posterior variance is that of the tridiagonal precision."""
    present = np.array([[1, 1], [1, 0], [1, 1], [0, 1]], dtype=bool)
    seats = build_seats(("A", "B"), (1, 2, 3, 4), present, linked=True)
    assert seats.gap.tolist() == [0, 0, 1, 1, 2, 1]
    grid = build_grid(241)
    centre, information = np.array([0.5, -1, 0.7, 1, 0, -0.5]), np.array([4.0, 9, 2, 5, 3, 8])
    evidence = -0.5 * information[:, None] * (grid - centre[:, None]) ** 2
    posterior, _ = smooth_on_grid(seats, evidence, grid, step=0.5)
    mean = posterior @ grid
    variance = posterior @ grid**2 - mean**2
    assert measure_walk_variance(seats, information, 0.25 * seats.gap) == pytest.approx(variance, rel=1e-3)
    precision = np.diag(information)
    for seat, before in enumerate(seats.before):
        if before < 0:
            precision[seat, seat] += 1
            continue
        pull = 1 / (0.25 * seats.gap[seat])
        precision[[seat, before], [seat, before]] += pull
        precision[[seat, before], [before, seat]] -= pull
    assert mean == pytest.approx(np.linalg.solve(precision, information * centre), abs=1e-3)
    assert variance == pytest.approx(np.diag(np.linalg.inv(precision)), rel=1e-3)


def test_a_step_is_longer_if_a_state_votes_more_than_before():
    seats = build_seats(("A", "B"), (1, 2, 3), np.array([[1, 1], [1, 0], [1, 1]], dtype=bool), linked=True)
    steps = measure_steps(seats, np.array([10.0, 10, 30, 30, 10]), step=0.5)
    assert steps == pytest.approx([0, 0, 0.375, 0.25, 0.5])


@pytest.mark.parametrize("abstentions", [True, False])
def test_slopes_of_the_misfit_are_its_differences(abstentions):
    rng = np.random.default_rng(4)
    classes = build_classes(abstentions=abstentions)
    joint = np.triu(rng.integers(0, 30, (5, 5)), 1).astype(float)
    opposed = np.floor(joint * rng.random((5, 5)) / 2)
    half = np.floor(opposed / 2) if abstentions else None
    tables = [None if one is None else one + one.T for one in (joint, opposed, half)]
    meetings, points = Meetings(*tables), rng.normal(size=5)
    shares = rng.dirichlet(np.ones(len(classes.slope)))
    value, by_points, by_shares = measure_misfit(points, shares, meetings, classes)
    assert value > 0
    for at in range(5):
        nudge = 1e-6 * (np.arange(5) == at)
        up, down = (measure_misfit(points + s * nudge, shares, meetings, classes)[0] for s in (1, -1))
        assert by_points[at] == pytest.approx((up - down) / 2e-6, rel=1e-4, abs=1e-5)
    toward = rng.dirichlet(np.ones(len(shares))) - shares  # shares keep their sum
    up, down = (measure_misfit(points, shares + s * 1e-6 * toward, meetings, classes)[0] for s in (1, -1))
    assert by_shares @ toward == pytest.approx((up - down) / 2e-6, rel=1e-4)
    assert (measure_information(points, shares, classes) > 0).all()


def test_minimise_finds_the_floor_of_a_valley():
    def measure(at):
        one, two = at
        slope = [-2 * (1 - one) - 400 * one * (two - one**2), 200 * (two - one**2)]
        return (1 - one) ** 2 + 100 * (two - one**2) ** 2, np.array(slope)

    place, steps, rests = minimise(measure, np.array([-1.2, 1.0]), n_iterations=500, tolerance=1e-12)
    assert place == pytest.approx([1, 1], abs=1e-4)
    assert rests
    assert steps < 100


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ([("A", "1", "maybe", 1), ("B", "1", "no", 1)], "maybe"),
        ([("A", "1", "yes", 1), ("B", "1", "yes", 1)], "no vote on which states differed"),
        ([("A", "1", "yes", 1), ("A", "1", "no", 1), ("B", "1", "no", 1)], "chose twice"),
        ([("A", "1", "yes", 1), ("B", "1", "no", 1), ("B", "2", "no", "x"), ("A", "2", "yes", "x")], "text"),
        (
            [("A", "1", "yes", 1), ("B", "1", "no", 1), ("C", "2", "no", 2), ("D", "2", "yes", 2)],
            "neither the anchor",
        ),
    ],
)
def test_bad_votes_are_refused(rows, match):
    with pytest.raises(InputError, match=match):
        _fit(rows, anchor="A")


def test_bad_settings_are_refused():
    rows = [("A", "1", "yes", 1), ("B", "1", "no", 1)]
    with pytest.raises(UnknownNameError, match="USA"):
        _fit(rows)
    with pytest.raises(UsageError, match="step"):
        _fit(rows, anchor="A", step=0.0)
    with pytest.raises(UsageError, match="coverage"):
        _fit(rows, anchor="A", coverage=1.0)
    with pytest.raises(InputError, match="length"):
        fit_ideal_points(["A"], ["1"], choice=["yes", "no"], anchor="A")
    with pytest.raises(InputError, match="no vote"):
        fit_ideal_points([], [], choice=[], anchor="A")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"n_votes": [5, 5, np.nan]}, "row 2"),
        ({"n_opposed": [6, 0, 0]}, "row 0"),
        ({"n_half": [3, 3, 3]}, "row 0"),
        ({"n_votes": [0, 0, 0], "n_opposed": [0, 0, 0], "n_half": None}, "no dyad"),
        ({"other": ["A", "C", "C"]}, "itself"),
        ({"other": ["B", "A", "A"], "one": ["A", "B", "C"]}, "twice"),
        ({"n_votes": [5, 5]}, "length"),
        ({"period": [1]}, "length"),
    ],
)
def test_bad_counts_are_refused(change, match):
    row = {
        "one": list("AAB"),
        "other": list("BCC"),
        "n_votes": [5, 5, 5],
        "n_opposed": [4, 1, 4],
        "n_half": [0, 1, 0],
    }
    row.update(change)
    with pytest.raises(InputError, match=match):
        fit_ideal_points_of_agreement(row.pop("one"), row.pop("other"), anchor="A", **row)


def test_two_states_and_counts_without_abstentions():
    found = fit_ideal_points_of_agreement(["A"], ["B"], n_votes=[9], n_opposed=[7], anchor="B")
    assert found.points[0, 1] == pytest.approx(1, abs=1e-3)
    assert found.points[0, 0] == pytest.approx(-1, abs=1e-3)
    three = fit_ideal_points_of_agreement(
        list("AAB"), list("BCC"), n_votes=[20, 20, 0], n_opposed=[2, 18, 0], anchor="C"
    )
    assert three.points[0, 2] > max(three.points[0, :2])
    assert three.n_absent == 1
