"""Merging in bounded memory: what comes out is what merging in memory gives."""

import os
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.coding import code_documents
from detente.core.settings import resolve_settings
from detente.documents import read_documents
from detente.identity import find_mentions, merge_mentions
from detente.ledger.files import find_leftovers
from detente.scale import merging
from detente.scale.batches import row_of_coded
from detente.scale.merging_groups import batch_roots, join_numbers, settle_roots
from detente.scale.merging_reading import mentions_of_row, read_rows
from detente.scale.merging_store import open_store

sys.path.append(str(Path(__file__).parent))
from coded_shards import crowd, part, row_of, rows_of, write_shard

SOUTH_ASIA = Path(__file__).resolve().parents[2] / "examples" / "south_asia"


def write_parts(folder, parts):
    return [write_shard(Path(folder) / f"{n}.parquet", rows) for n, rows in enumerate(parts)]


def merged(folder, files, **options):
    with merging.open_merging(Path(folder), files, **options) as found:
        pairs = list(found.events())
    assert all(event.mentions == tuple(t.mention.id for t in told) for event, told in pairs)
    return sorted((event for event, _ in pairs), key=lambda event: event.id)


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n_parts=st.integers(1, 6),
    copies=st.integers(0, 8),
    entries=st.sampled_from([3, 40, 300_000]),
)
def test_any_parting_into_shards_with_copies_gives_what_memory_gives(seed, n_parts, copies, entries):
    mentions = crowd(seed, 60)
    expected = merge_mentions(mentions)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "ENTRIES", entries)
        patch.setattr(merging, "_BATCH", 7)
        files = write_parts(folder, part(rows_of(mentions), n_parts, seed, copies))
        assert merged(folder, files) == expected


def test_a_crowded_block_is_cut_by_time_and_nothing_is_lost(tmp_path, monkeypatch):
    """Open intervals of centuries, plans and undated tellings among them."""
    monkeypatch.setattr(merging, "ENTRIES", 2)
    monkeypatch.setattr(merging, "_SLICE", 3)
    monkeypatch.setattr(merging, "_WIDE", 9)
    rng = random.Random(4)
    dates = ["../2010-03", "2010/..", "2010-01/2010-05", "2010", "201X", None]
    mentions = [
        replace(m, event=replace(m.event, date=rng.choice(dates)))
        if rng.random() < 0.3 and m.event.status == "occurred"
        else m
        for m in crowd(11, 120)
    ]
    files = write_parts(tmp_path, part(rows_of(mentions), 3))
    assert merged(tmp_path, files) == merge_mentions(mentions)


def test_example_articles_from_shards_are_those_from_memory(tmp_path):
    names = ("01-defence-pact", "06-us-suspends-aid", "15-us-suspends-aid-reprint")
    documents = read_documents([SOUTH_ASIA / f"{name}.txt" for name in names])
    coded = list(code_documents(documents, settings=resolve_settings(), workers=1))
    expected = merge_mentions(mention for one in coded for mention in find_mentions(one))
    rows = [row_of_coded(one) for one in coded]
    files = write_parts(tmp_path, [rows[:2], rows[1:]])
    assert [m for row in read_rows(files[1]) for m in mentions_of_row(row)] == [
        mention for one in coded[1:] for mention in find_mentions(one)
    ]
    assert merged(tmp_path, files) == expected
    assert any(len(event.mentions) > 1 for event in expected)


def test_of_copies_the_one_published_first_counts_in_any_order(tmp_path):
    (mention,) = crowd(1, 1)
    copies = [
        replace(mention, published=published, outlet=outlet)
        for published, outlet in (
            (None, "Envoy"),
            ("2012-05-02", "Late"),
            ("2012-05-01", ""),
            ("2012-05-01", "Early"),
        )
    ]
    rows = [row_of(mention.event.document, [copy]) for copy in copies]
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1]):
        files = write_parts(tmp_path, [[rows[n]] for n in order])
        with merging.open_merging(tmp_path, files) as found:
            ((event, _),) = found.events()
            assert (found.documents, found.duplicates, found.tellings) == (1, 3, 1)
        assert event.outlets == ("Early",)


def test_one_identity_told_in_two_documents_counts_once(tmp_path):
    first, second = crowd(1, 2)
    forged = replace(second, event=replace(second.event, id=first.event.id))
    for parts in ([[first], [forged]], [[forged], [first]]):
        files = write_parts(tmp_path, [rows_of(mentions) for mentions in parts])
        (event,) = merged(tmp_path, files)
        assert event.mentions == (first.id,)


def test_no_shard_or_no_event_is_no_event(tmp_path):
    assert merged(tmp_path, []) == []
    assert merged(tmp_path, write_parts(tmp_path, [[row_of("d")], []])) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40), st.integers(1, 5))
def test_linked_numbers_have_the_smallest_of_their_component(links, n_batches):
    roots = np.arange(31)
    for batch in np.array_split(np.array(links, dtype=np.int64).reshape(-1, 2), n_batches):
        join_numbers(roots, batch[:, 0], batch[:, 1])
    settle_roots(roots)
    expected = list(range(31))
    for _ in range(31):
        for a, b in links:
            expected[a] = expected[b] = min(expected[a], expected[b])
    assert roots.tolist() == expected


def test_batches_hold_whole_components():
    roots = np.array([0, 0, 0, 5, 5, 7, 8, 8, 8, 8, 8, 9])
    assert list(batch_roots(roots, most=4)) == [(0, 0), (5, 7), (8, 8), (9, 9)]
    assert list(batch_roots(roots, most=100)) == [(0, 9)]
    assert list(batch_roots(roots[:0], most=4)) == []


def test_the_store_leaves_nothing_and_clears_up_after_the_dead(tmp_path):
    left = tmp_path / "merging.99999999"
    (left / "spill").mkdir(parents=True)
    (left / ".store.99999999.tmp").write_text("")
    assert find_leftovers(tmp_path) == [left / ".store.99999999.tmp"]  # so that the doctor sees it
    with open_store(tmp_path, memory_mb=128) as store:
        assert [path.name for path in tmp_path.iterdir()] == [f"merging.{os.getpid()}"]
        store.put("members", {"n": [1], "root": [1]})
        assert store.ask("roots").to_pylist() == [{"root": 1}]
    assert list(tmp_path.iterdir()) == []


def test_the_store_reaches_nothing_outside(tmp_path):
    with open_store(tmp_path, memory_mb=128) as store, pytest.raises(Exception, match=r"disabled|Permission"):
        store._connection.execute("COPY members TO '/tmp/never.csv'")
