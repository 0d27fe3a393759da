"""Imports into the lake: each content once, whole shards only, and the numbers add up."""

import io
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from rows import ICEWS_HEADER, gdelt_row, icews_row, mirrored

from detente.core.errors import LedgerError, UnknownNameError
from detente.exchange import IMPORTED_SCHEMA, blocks, import_events, list_imports
from detente.exchange import importing as module
from detente.exchange.importing import imported_folder
from detente.exchange.shards import locked, read_manifest


def table_of(folder, form="gdelt"):
    place = imported_folder(folder, form)
    files = read_manifest(place).files(place)
    return ds.dataset(files, schema=IMPORTED_SCHEMA).to_table() if files else IMPORTED_SCHEMA.empty_table()


def adds_up(tally):
    return tally.rows == tally.events + tally.mirrors + tally.repeats + tally.faulty + tally.rejected


@pytest.fixture
def mixed(write):
    rows = [
        gdelt_row(1),
        gdelt_row(2),
        gdelt_row(3, Actor2Code="IND", Actor2CountryCode="IND"),
        gdelt_row(4, Actor1Code="PAK", Actor1Name="PAKISTAN", Actor2Code="RUSGOV", Actor2Name="KREMLIN"),
        gdelt_row(5, SQLDATE="20180231"),
        gdelt_row(6, SOURCEURL="https://paper.example/sport/1"),
        gdelt_row(7, Actor1CountryCode="QQQ"),
    ]
    return write("mixed.csv", *rows)


def test_the_numbers_add_up(tmp_path, mixed):
    tally = import_events(tmp_path / "books", [mixed], "gdelt")
    assert adds_up(tally)
    assert (tally.rows, tally.events, tally.mirrors, tally.repeats) == (7, 2, 1, 2)
    assert (tally.faulty, tally.rejected) == (1, 1)
    assert (tally.reasons, tally.faults) == ({"BAD_DATE": 1}, {"sport_address": 1})
    assert tally.unknown == {"QQQ": 1}
    table = table_of(tmp_path / "books")
    assert table.schema.equals(IMPORTED_SCHEMA)
    assert table.num_rows == 6
    place = imported_folder(tmp_path / "books", "gdelt")
    (refused,) = [pq.read_table(file).to_pylist() for file in read_manifest(place).files(place, "rejections")]
    assert [(row["file"], row["line"], row["reason"]) for row in refused] == [("mixed.csv", 5, "BAD_DATE")]


def test_a_content_is_imported_once(tmp_path, mixed, write):
    books = tmp_path / "books"
    import_events(books, [mixed], "gdelt")
    before = table_of(books)
    again = import_events(books, [mixed, write("copy.csv", *mixed.read_text().splitlines())], "gdelt")
    assert (again.rows, again.known) == (0, ("mixed.csv", "copy.csv"))
    assert table_of(books).equals(before)
    both = import_events(tmp_path / "other", [mixed, tmp_path / "copy.csv"], "gdelt")
    assert (both.rows, both.known) == (7, ("copy.csv",))


def test_events_of_earlier_imports_are_not_counted_again(tmp_path, write):
    books = tmp_path / "books"
    row = icews_row(1)
    import_events(books, [write("a.tab", ICEWS_HEADER, row)], "icews")
    tally = import_events(books, [write("b.tab", ICEWS_HEADER, icews_row(2), mirrored(row))], "icews")
    assert (tally.events, tally.repeats, tally.mirrors) == (0, 1, 1)


def test_other_rules_read_a_content_anew_in_its_place(tmp_path, mixed, write):
    books = tmp_path / "books"
    other = write("other.csv", gdelt_row(9, SQLDATE="20180701"))
    import_events(books, [mixed, other], "gdelt")
    tally = import_events(books, [mixed], "gdelt", without=("sport_address",))
    assert (tally.rows, tally.faulty, tally.repeats) == (7, 0, 3)
    assert table_of(books).num_rows == 7
    assert sorted(row.file for row in list_imports(books)) == ["mixed.csv", "other.csv"]


def test_a_large_file_is_many_shards_and_the_rows_stay_in_order(tmp_path, write, monkeypatch):
    monkeypatch.setattr(module, "SHARD_ROWS", 50)
    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr("detente.exchange.fixed.read_blocks", _small_blocks())
    rows = [
        gdelt_row(
            n,
            SQLDATE=f"2018{1 + n % 12:02d}{1 + n % 28:02d}",
            Actor1Code=f"RUS{n}",
            DATEADDED="20190101000000",
        )
        for n in range(500)
    ]
    tally = import_events(tmp_path / "books", [write("a.csv", *rows), write("b.csv", gdelt_row(9))], "gdelt")
    place = imported_folder(tmp_path / "books", "gdelt")
    assert len(read_manifest(place).files(place)) > 5
    assert tally.events == 501
    assert table_of(tmp_path / "books").column("line").to_pylist() == [*range(1, 501), 1]


def _small_blocks():
    return lambda stream: blocks.read_blocks(stream, size=20_000)


def test_a_broken_file_adds_nothing_and_the_others_are_there(tmp_path, write):
    good, bad = write("a.csv", gdelt_row(1)), tmp_path / "b.zip"
    bad.write_bytes(b"PK\x03\x04 cut off")
    tally = import_events(tmp_path / "books", [good, bad, write("c.csv", "what is this")], "gdelt")
    assert (tally.events, [r.reason for r in tally.refused]) == (1, ["DAMAGED", "WRONG_FORMAT"])
    assert table_of(tmp_path / "books").num_rows == 1


def test_small_files_read_together_give_what_each_gives_alone(tmp_path, write, monkeypatch):
    write("in/a.csv", gdelt_row(1), gdelt_row(2, SQLDATE="20180231"), gdelt_row(3) + "\tmore", gdelt_row(4))
    write("in/b.csv", gdelt_row(5, layout=1), gdelt_row(6, layout=1, Actor1CountryCode="QQQ"))
    write("in/c.csv", "what is this")
    write("in/d.csv", gdelt_row(7), gdelt_row(8, Actor2CountryCode="QQQ", Actor2Code="QQQ"))
    write("in/e.csv", gdelt_row(9, SQLDATE="x"))
    write("in/f.csv", gdelt_row(1), gdelt_row(2, SQLDATE="20180231"), gdelt_row(3) + "\tmore", gdelt_row(4))
    write("in/g.csv", gdelt_row(10, EventCode="190"), gdelt_row(11, SOURCEURL="https://p.example/sport/"))
    together = import_events(tmp_path / "one", [tmp_path / "in"], "gdelt")
    monkeypatch.setattr(module, "SMALL", 0)
    alone = import_events(tmp_path / "two", [tmp_path / "in"], "gdelt")
    assert together == alone
    assert adds_up(alone)
    assert alone.known == ("in/f.csv",)
    assert table_of(tmp_path / "one").equals(table_of(tmp_path / "two"))
    refused = [
        [
            row
            for file in read_manifest(imported_folder(tmp_path / books, "gdelt")).files(
                imported_folder(tmp_path / books, "gdelt"), "rejections"
            )
            for row in pq.read_table(file).to_pylist()
        ]
        for books in ("one", "two")
    ]
    assert refused[0] == refused[1]
    assert [(row["file"], row["line"]) for row in refused[0]] == [
        ("in/a.csv", 2),
        ("in/a.csv", 3),
        ("in/e.csv", 1),
    ]


class Broken(io.BytesIO):
    def read(self, size=-1):
        data = super().read(size)
        if not data:
            raise EOFError("the wire was cut")
        return data


def test_a_stream_is_imported_once_and_a_broken_one_not_at_all(tmp_path, write):
    books = tmp_path / "books"
    text = (gdelt_row(1) + "\n").encode()
    tally = import_events(books, [Broken(text)], "gdelt")
    assert (tally.rows, [r.reason for r in tally.refused]) == (0, ["DAMAGED"])
    assert import_events(books, [io.BytesIO(text)], "gdelt").events == 1
    assert import_events(books, [io.BytesIO(text)], "gdelt").known == ("<stream>",)
    assert import_events(books, [write("a.csv", gdelt_row(1))], "gdelt").known == ("a.csv",)
    assert table_of(books).num_rows == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_read_once(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(gdelt_row(1) + "\n"))
    writer.start()
    tally = import_events(tmp_path / "books", [pipe], "gdelt")
    writer.join()
    assert (tally.events, tally.files[0].file) == (1, "pipe")


def test_a_killed_import_leaves_whole_shards_and_can_be_repeated(tmp_path, write):
    books = tmp_path / "books"
    import_events(books, [write("first.csv", gdelt_row(1))], "gdelt")
    path = write("a.csv", *(gdelt_row(n, Actor1Code=f"RUS{n}") for n in range(1000)))
    script = str(Path(__file__).with_name("slow_importer.py"))
    with subprocess.Popen([sys.executable, script, books, path], stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"ready\n"
        time.sleep(0.6)
        child.kill()
    assert table_of(books).num_rows == 1
    for file in (imported_folder(books, "gdelt") / "rows").glob("*.parquet"):
        pq.read_table(file)
    assert import_events(books, [path], "gdelt").rows == 1000
    assert table_of(books).num_rows == 1001
    assert len(list_imports(books)) == 2


def test_two_imports_do_not_write_at_once(tmp_path, mixed):
    with locked(imported_folder(tmp_path, "gdelt")), pytest.raises(LedgerError, match="another import"):
        import_events(tmp_path, [mixed], "gdelt")


def test_a_damaged_manifest_is_said_to_be_so(tmp_path, mixed):
    import_events(tmp_path, [mixed], "gdelt")
    (imported_folder(tmp_path, "gdelt") / "manifest.json").write_text("{")
    with pytest.raises(LedgerError, match="cannot be used"):
        import_events(tmp_path, [mixed], "gdelt")


def test_an_unknown_format(tmp_path):
    with pytest.raises(UnknownNameError, match="no format is named 'gedelt'"):
        import_events(tmp_path, [], "gedelt")
