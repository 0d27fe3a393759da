"""Mirrors and repeats: kept, and counted once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import ICEWS_HEADER, gdelt_row, icews_row, mirrored

from detente.exchange import read_gdelt, read_icews
from detente.exchange.counting import EVENT, MIRROR, REPEAT, Seen, Told, count_once


@pytest.fixture
def roles(write, rows_of):
    def read(*lines):
        rows, refused = rows_of(read_icews([write("a.tab", ICEWS_HEADER, *lines)]))
        assert not refused
        return [row["role"] for row in rows]

    return read


def test_a_consultation_told_from_both_sides_is_one(roles):
    row = icews_row(1)
    assert roles(row, mirrored(row)) == ["event", "mirror"]


def test_both_sides_on_one_day_in_two_stories_are_one(roles):
    row, other = icews_row(1), icews_row(2)
    assert roles(row, mirrored(other)) == ["event", "mirror"]


def test_accusing_each_other_is_two_events(roles):
    row = icews_row(1, CAMEO_Code="112")
    assert roles(row, mirrored(row)) == ["event", "event"]


def test_a_joint_intention_is_one_in_a_sentence_and_two_in_two(roles):
    row, other = icews_row(1, CAMEO_Code="036"), icews_row(2, CAMEO_Code="036")
    assert roles(row, mirrored(row)) == ["event", "mirror"]
    assert roles(row, mirrored(other)) == ["event", "event"]


def test_a_visit_and_its_hosting_are_one(roles):
    visit = icews_row(1, CAMEO_Code="042")
    assert roles(visit, mirrored(icews_row(2, CAMEO_Code="043"))) == ["event", "mirror"]
    assert roles(visit, mirrored(icews_row(2, CAMEO_Code="042"))) == ["event", "event"]


def test_reports_of_a_day_are_one_event(roles):
    again = icews_row(2, Publisher="The Other Paper")
    assert roles(icews_row(1), again, icews_row(3, Event_Date="2018-06-02")) == ["event", "repeat", "event"]
    assert roles(icews_row(1), icews_row(2, CAMEO_Code="046")) == ["event", "event"]
    assert roles(icews_row(1), icews_row(2, Source_Name="Vladimir Putin")) == ["event", "event"]


def test_violence_is_told_apart_by_its_place(roles):
    here, there = icews_row(1, CAMEO_Code="190"), icews_row(2, CAMEO_Code="190", City="Kazan")
    assert roles(here, there, icews_row(3, CAMEO_Code="190")) == ["event", "event", "repeat"]


def test_rows_with_one_side_are_one_by_their_story_only(write, rows_of):
    one = {"Actor2Code": "", "Actor2Name": "", "Actor2CountryCode": ""}
    path = write(
        "a.csv",
        gdelt_row(1, **one),
        gdelt_row(2, **one),
        gdelt_row(3, **one, SOURCEURL="https://paper.example/world/1"),
    )
    rows, _ = rows_of(read_gdelt([path]))
    assert [row["role"] for row in rows] == ["event", "event", "repeat"]


def test_rows_of_one_event_share_its_key(write, rows_of):
    row = icews_row(1)
    rows, _ = rows_of(read_icews([write("a.tab", ICEWS_HEADER, row, mirrored(row), icews_row(2))]))
    assert len({row["event_key"] for row in rows}) == 1
    assert [row["flipped"] for row in rows].count(rows[0]["flipped"]) == 2


def _slow(rows):
    """The same by a loop over rows."""
    seen, out = {}, []
    for key, flip, month in rows:
        if (month, key) not in seen:
            seen[month, key] = [flip, 1]
            out.append((EVENT, 1))
        else:
            seen[month, key][1] += 1
            out.append((REPEAT if flip == seen[month, key][0] else MIRROR, seen[month, key][1]))
    return out


_rows = st.lists(
    st.tuples(st.integers(0, 6), st.booleans(), st.sampled_from([201801, 201802, 0])), max_size=60
)


@given(_rows, st.integers(1, 20), st.integers(1, 4))
def test_whatever_the_batches_and_the_memory_rows_count_the_same(rows, size, held):
    seen = Seen(held=held)
    out = []
    for start in range(0, len(rows), size):
        keys, flips, months = (np.array(column) for column in zip(*rows[start : start + size], strict=True))
        roles, reports = seen.add(keys.astype(np.int64), flips.astype(bool), months.astype(np.int64))
        out += list(zip(roles.tolist(), reports.tolist(), strict=True))
    seen.close()
    assert out == _slow(rows)


def test_a_pair_in_a_sentence_goes_before_the_day():
    seen, pairs = Seen(), Seen()
    told = Told(
        keys=np.array([1, 2, 1, 2]),
        flips=np.zeros(4, bool),
        months=np.full(4, 201801),
        pair_keys=np.array([9, 9, 8, 8]),
        pair_flips=np.array([False, True, False, True]),
    )
    roles, _ = count_once(told, seen=seen, pairs=pairs)
    seen.close()
    pairs.close()
    assert roles.tolist() == [EVENT, MIRROR, REPEAT, MIRROR]
