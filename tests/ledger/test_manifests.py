"""Manifests of imported rows that lie in parts: SQL and the doctor know them, and queries hold little."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import detente
from detente.core.identity import content_id
from detente.ledger import analytics
from detente.ledger.manifests import read_manifest_data


@pytest.fixture
def parted(tmp_path):
    """A ledger with two imported shards, the first of which is told of in a part."""
    folder = tmp_path / "books" / "lake" / "imported" / "icews"
    (folder / "rows").mkdir(parents=True)
    (folder / "parts").mkdir()
    shards = []
    for number in range(2):
        file = folder / "rows" / "new.parquet"
        pq.write_table(pa.table({"line": [number], "role": ["event"]}), file)
        name = f"{content_id(file.read_bytes())}.parquet"
        file.rename(folder / "rows" / name)
        shards.append({"part": "rows", "file": name, "rows": 1})
    text = json.dumps({"shards": shards[:1], "inputs": {"a": {"file": "a.tab"}}}).encode()
    (folder / "parts" / f"{content_id(text)}.json").write_bytes(text)
    parts = [{"name": content_id(text), "shards": 1, "inputs": 1}]
    newest = {"format": 2, "parts": parts, "shards": shards[1:], "inputs": {"b": {"file": "b.tab"}}}
    (folder / "manifest.json").write_text(json.dumps(newest))
    with detente.open_ledger(tmp_path / "books") as books:
        yield books, folder


def test_parts_come_before_what_is_newest(parted):
    data = read_manifest_data(parted[1] / "manifest.json")
    assert list(data["inputs"]) == ["a", "b"]
    assert len(data["shards"]) == 2


def test_sql_sees_the_rows_of_parts(parted):
    assert parted[0].sql("SELECT line FROM imported ORDER BY line").to_pylist() == [{"line": 0}, {"line": 1}]


@pytest.mark.parametrize("harm", ["lost", "changed"])
def test_the_doctor_looks_into_parts(parted, harm):
    books, folder = parted
    assert books.doctor() == []
    (part,) = folder.glob("parts/*.json")
    if harm == "lost":
        part.unlink()
    else:
        part.write_bytes(part.read_bytes().replace(b"a.tab", b"c.tab"))
    (finding,) = books.doctor()
    assert "imported/icews/manifest.json" in finding.what


def test_a_query_holds_little_and_goes_to_temporary_files_with_the_rest(parted, monkeypatch):
    held = parted[0].sql("SELECT current_setting('memory_limit') AS held").to_pylist()
    assert held == [{"held": "2.0 GiB"}]
    monkeypatch.setattr(analytics, "_MEMORY", "30MiB")
    text = "SELECT count(*) AS n FROM (SELECT i, hash(i), count(*) FROM range(1000000) AS r(i) GROUP BY ALL)"
    assert parted[0].sql(text).to_pylist() == [{"n": 1_000_000}]
