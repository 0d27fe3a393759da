"""What is written and read for a file does not grow with the files that are there already."""

import json
from datetime import date

import pyarrow as pa
import pytest
from rows import gdelt_row

from detente.core.errors import LedgerError
from detente.exchange import import_events, list_imports, shards
from detente.exchange.importing import _files_of_month, imported_folder
from detente.exchange.shards import (
    Manifest,
    Shard,
    read_manifest,
    remove_orphans,
    without_inputs,
    write_manifest,
    write_shard,
)


def entry(number):
    """A shard and the input that its rows come from, of about a kilobyte."""
    name = f"{number:032x}"
    shard = Shard("rows", f"{name}.parquet", 1, "2018-06-01", "2018-06-02", (name,), (201806,))
    return shard, {"file": f"{name}.export.CSV", "input": name, "unknown": {"QQQ": 1}, "pad": "x" * 400}


def grow(folder, n_files):
    """A manifest that is written anew with every file."""
    manifest = read_manifest(folder)
    for number in range(len(manifest.inputs), n_files):
        shard, row = entry(number)
        manifest.shards.append(shard)
        manifest.inputs[row["input"]] = row
        write_manifest(folder, manifest, tidy=False)
    return manifest


@pytest.fixture
def written(monkeypatch):
    """Bytes written so far."""
    sizes = []
    plain = shards.write_whole

    def write(target, content):
        plain(target, content)
        sizes.append(target.stat().st_size)

    monkeypatch.setattr(shards, "write_whole", write)
    return sizes


def test_what_is_written_for_a_manifest_grows_with_its_files(tmp_path, written):
    grow(tmp_path, 400)
    before = sum(written)
    grow(tmp_path, 1200)
    assert sum(written) < 3.3 * before  # three times as many; nine times if all were written anew


def test_a_manifest_in_parts_reads_as_it_was(tmp_path):
    manifest = grow(tmp_path, 300)
    found = read_manifest(tmp_path)
    assert len(found.parts) >= 2
    assert found == manifest
    assert list(found.inputs) == [entry(number)[1]["input"] for number in range(300)]
    newest = json.loads((tmp_path / "manifest.json").read_bytes())
    assert 0 < len(newest["shards"]) < 300


def test_what_is_taken_out_leaves_the_parts_too(tmp_path):
    manifest = grow(tmp_path, 300)
    parts = set(tmp_path.glob("parts/*.json"))
    gone = entry(7)[1]["input"]
    smaller = without_inputs(tmp_path, manifest, {gone})
    write_manifest(tmp_path, smaller)
    assert parts <= set(tmp_path.glob("parts/*.json"))  # for those who are reading
    remove_orphans(tmp_path, smaller, grace=-1.0)
    assert not parts & set(tmp_path.glob("parts/*.json"))
    found = read_manifest(tmp_path)
    assert gone not in found.inputs
    assert len(found.inputs) == len(found.shards) == 299


@pytest.mark.parametrize("harm", ["lost", "changed"])
def test_a_part_that_is_lost_or_changed_is_an_error(harm, tmp_path):
    grow(tmp_path, 300)
    part = min(tmp_path.glob("parts/*.json"))
    if harm == "lost":
        part.unlink()
    else:
        part.write_bytes(part.read_bytes().replace(b"QQQ", b"QQR", 1))
    with pytest.raises(LedgerError, match="its part"):
        read_manifest(tmp_path)


def test_a_manifest_of_the_first_format_is_read(tmp_path):
    shard, row = entry(1)
    old = {"part": shard.part, "file": shard.file, "rows": 1, "first": "2018-06-01", "last": "2018-07-02"}
    data = {"format": 1, "shards": [{**old, "inputs": list(shard.inputs)}], "inputs": {row["input"]: row}}
    (tmp_path / "manifest.json").write_text(json.dumps(data))
    manifest = read_manifest(tmp_path)
    assert [manifest.shards[0].has_month(month) for month in (201805, 201806, 201807, 201808)] == [
        False, True, True, False,
    ]  # fmt: skip
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


def test_a_later_format_is_refused(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 99, "shards": [], "inputs": {}}))
    with pytest.raises(LedgerError, match="another version"):
        read_manifest(tmp_path)


def test_a_shard_knows_its_months_and_not_only_its_ends(tmp_path):
    days = [date(2008, 6, 1), None, date(2018, 6, 1), date(2018, 6, 30)]
    table = pa.table({"date": pa.array(days, pa.date32()), "input": ["a"] * 4})
    shard = write_shard(tmp_path, "rows", table)
    assert shard.months == (0, 200806, 201806)
    later = write_shard(tmp_path, "rows", table.slice(2))
    manifest = Manifest([shard, later])
    assert len(_files_of_month(manifest, tmp_path, 201806)) == 2
    assert _files_of_month(manifest, tmp_path, 200806) == [tmp_path / "rows" / shard.file]
    assert _files_of_month(manifest, tmp_path, 201201) == []


def test_a_late_row_is_told_from_its_repeat_in_a_shard_of_long_ago(tmp_path, write):
    first = write("one.csv", gdelt_row(1, SQLDATE="20080601"), gdelt_row(2, SQLDATE="20180601"))
    second = write("two.csv", gdelt_row(3, SQLDATE="20080601"), gdelt_row(4, SQLDATE="20130601"))
    import_events(tmp_path / "books", [first], "gdelt")
    tally = import_events(tmp_path / "books", [second], "gdelt")
    assert (tally.events, tally.repeats) == (1, 1)


def test_many_small_files_are_looked_through_once(tmp_path, write, monkeypatch):
    files = [write(f"in/{number}.csv", gdelt_row(number, SQLDATE="20180601")) for number in range(40)]
    files.append(write("in/again.csv", gdelt_row(0, SQLDATE="20180601")))
    looked = []
    plain = shards.remove_orphans
    monkeypatch.setattr("detente.exchange.importing.remove_orphans", lambda *a: (looked.append(a), plain(*a)))
    monkeypatch.setattr("detente.exchange.importing._TOGETHER", 7)
    monkeypatch.setattr("detente.exchange.importing.SHARD_ROWS", 5)
    tally = import_events(tmp_path / "books", files, "gdelt")
    assert tally.rows == 40
    assert tally.known == ("again.csv",)
    assert len(looked) == 1
    assert len(list_imports(tmp_path / "books")) == 40
    assert len(read_manifest(imported_folder(tmp_path / "books", "gdelt")).shards) > 2
