"""Observations as a table of dyads by period."""

from datetime import date

import numpy as np
import pytest

from detente.core.errors import InputError
from detente.relations import Observations, tabulate_dyads, tabulating


def observe(rows, domains=("overall", "military")):
    """Rows: dyad, domain, day, intensity, weight."""
    dyads = tuple(sorted({row[0] for row in rows}))
    column = lambda place: np.array([float(row[place]) for row in rows])  # noqa: E731
    return Observations(
        dyads,
        domains,
        [f"e{n}" for n in range(len(rows))],
        np.array([dyads.index(row[0]) for row in rows]),
        np.array([domains.index(row[1]) for row in rows]),
        np.arange(len(rows)),
        np.array([float(row[2].toordinal()) for row in rows]),
        np.zeros(len(rows)),
        column(3),
        column(4),
    )


SEEN = observe(
    [
        (("IND", "PAK"), "overall", date(1999, 5, 3), -8, 1),
        (("IND", "PAK"), "overall", date(1999, 7, 4), 4, 3),
        (("IND", "PAK"), "overall", date(2000, 1, 1), 0, 1),
        (("PAK", "RUS"), "overall", date(1999, 12, 31), 5, 1),
        (("PAK", "RUS"), "military", date(1998, 1, 1), 5, 1),
    ]
)


def test_years_are_counted_by_hand():
    table = tabulate_dyads(SEEN, freq="year")
    rows = list(
        zip(
            *(table[name] for name in ("a", "b", "period", "cooperative", "conflictual", "intensity")),
            strict=True,
        )
    )
    assert rows == [
        ("IND", "PAK", "1999", 1, 1, 1.0),  # (-8 + 3 * 4) / 4
        ("IND", "PAK", "2000", 0, 0, 0.0),
        ("PAK", "RUS", "1999", 1, 0, 5.0),
    ]


def test_months_are_apart():
    table = tabulate_dyads(SEEN, freq="month")
    assert table["period"] == ["1999-05", "1999-07", "2000-01", "1999-12"]


def test_a_domain_is_counted_by_itself_and_an_empty_one_is_said():
    assert tabulate_dyads(SEEN, freq="year", domain="military")["period"] == ["1998"]
    with pytest.raises(InputError, match="military"):
        tabulate_dyads(
            observe([(("A", "B"), "overall", date(2000, 1, 1), 1, 1)]), freq="year", domain="military"
        )


def test_a_table_made_in_parts_is_the_same(monkeypatch):
    rng = np.random.default_rng(1)
    pairs = [("IND", "PAK"), ("PAK", "RUS"), ("IND", "RUS")]
    days = [date.fromordinal(int(day)) for day in rng.integers(736_000, 736_900, 300)]
    seen = observe([(pairs[k % 3], "overall", day, k % 7 - 3, 1 + k % 2) for k, day in enumerate(days)])
    whole = tabulate_dyads(seen, freq="month")
    monkeypatch.setattr(tabulating, "_AT_ONCE", 7)
    parted = tabulate_dyads(seen, freq="month")
    assert parted.pop("intensity") == pytest.approx(whole.pop("intensity"))
    assert parted == whole
