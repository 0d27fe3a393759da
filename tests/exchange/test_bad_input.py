"""Nothing a file holds is lost without a word, and nothing in it ends in a traceback."""

import gzip
import io
import random
import zipfile

import psutil
import pytest
from rows import ICEWS_HEADER, POLECAT_HEADER, gdelt_row, icews_row, phoenix_row, polecat_row

from detente.exchange import read_csv, read_gdelt, read_icews, read_jsonl, read_phoenix, read_polecat
from detente.exchange.blocks import LinesBlock, read_blocks
from detente.exchange.formats import FORMATS
from detente.exchange.sources import Reader


def reasons(refused):
    return [(rejection.line, rejection.reason.value) for rejection in refused]


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_zips_folders_and_gz_are_read(tmp_path, write, rows_of):
    zipped(
        tmp_path / "in" / "a.zip" if (tmp_path / "in").mkdir() is None else "",
        **{"20180601.CSV": gdelt_row(1)},
    )
    (tmp_path / "in" / "b.CSV.gz").write_bytes(gzip.compress(gdelt_row(2).encode()))
    write("in/deep/c.csv", gdelt_row(3))
    write("in/.hidden", "nothing")
    rows, refused = rows_of(read_gdelt([tmp_path / "in"]))
    assert not refused
    assert {row["file"] for row in rows} == {"in/a.zip/20180601.CSV", "in/b.CSV.gz", "in/deep/c.csv"}


def test_a_truncated_zip(tmp_path, rows_of):
    path = zipped(tmp_path / "a.zip", x=gdelt_row() + "\n")
    path.write_bytes(path.read_bytes()[:-30])
    rows, (refused,) = rows_of(read_gdelt([path]))
    assert not rows
    assert (refused.line, refused.reason) == (0, "DAMAGED")
    assert "cut off" in refused.detail


def test_a_zip_whose_member_is_damaged(tmp_path, rows_of):
    path = zipped(tmp_path / "a.zip", x="\n".join(gdelt_row(n) for n in range(500)))
    data = bytearray(path.read_bytes())
    data[200:220] = bytes(20)
    path.write_bytes(data)
    _, refused = rows_of(read_gdelt([path]))
    assert [rejection.reason for rejection in refused] == ["DAMAGED"]


def test_a_truncated_gz_says_so_after_what_could_be_read(tmp_path, rows_of):
    text = "\n".join(gdelt_row(n, SOURCEURL=f"https://p.example/{hash(n)}") for n in range(3000))
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(text.encode())[:-2000])
    _, refused = rows_of(read_gdelt([path]))
    assert (refused[-1].line, refused[-1].reason) == (0, "DAMAGED")


def test_an_archive_in_an_archive_and_a_missing_file(tmp_path, rows_of):
    path = zipped(tmp_path / "a.zip", **{"b.zip": "PK"})
    _, refused = rows_of(read_gdelt([path, tmp_path / "none.csv"]))
    assert [rejection.reason for rejection in refused] == ["TOO_DEEP", "UNREADABLE"]


@pytest.mark.parametrize(
    ("read", "lines", "words"),
    [
        (read_gdelt, (ICEWS_HEADER, icews_row()), "ICEWS"),
        (read_icews, (gdelt_row(),), "GDELT events"),
        (read_icews, (POLECAT_HEADER, polecat_row()), "POLECAT"),
        (read_polecat, (phoenix_row(),), "Phoenix"),
        (read_phoenix, ('{"kind":"event"}',), "JSON lines"),
        (read_gdelt, ("<html><body>Not found</body></html>",), "error page"),
        (read_jsonl, (gdelt_row(),), "GDELT events"),
        (read_csv, (gdelt_row(),), "GDELT events"),
        (read_csv, ("a,b", "1,2"), "no column for the day"),
    ],
)
def test_a_file_of_another_format_is_said_to_be_what_it_looks_like(write, rows_of, read, lines, words):
    rows, (refused,) = rows_of(read([write("a.txt", *lines)]))
    assert not rows
    assert (refused.line, refused.reason) == (0, "WRONG_FORMAT")
    assert words in refused.detail


def test_an_empty_file(write, rows_of):
    for read in (read_gdelt, read_icews, read_csv, read_jsonl):
        _, (refused,) = rows_of(read([write("a", end="")]))
        assert refused.reason == "EMPTY"


def test_columns_too_many_and_too_few(write, rows_of):
    path = write(
        "a.csv", gdelt_row(1), gdelt_row(2) + "\tmore", "a\tb", "", gdelt_row(3) + "\t\t", gdelt_row(4)
    )
    batches = list(read_gdelt([path]))
    rows, refused = rows_of(batches)
    assert reasons(refused) == [(2, "TOO_MANY_COLUMNS"), (3, "TOO_FEW_COLUMNS")]
    assert "62 columns, not 61" in refused[0].detail
    assert [(row["line"], row["system_id"][-1]) for row in rows] == [(1, "1"), (5, "3"), (6, "4")]
    assert batches[0].n_mended == 1


def test_a_header_where_none_should_be(write, rows_of):
    header = "\t".join(FORMATS["gdelt"].layouts[0])
    rows, refused = rows_of(read_gdelt([write("a.csv", header, gdelt_row(1), header, gdelt_row(2))]))
    assert reasons(refused) == [(1, "HEADER"), (3, "HEADER")]
    assert [row["line"] for row in rows] == [2, 4]


def test_a_header_repeated_inside_and_none_at_the_beginning(write, rows_of):
    rows, refused = rows_of(read_icews([write("a.tab", icews_row(1), ICEWS_HEADER, icews_row(2))]))
    assert reasons(refused) == [(2, "HEADER")]
    assert [row["line"] for row in rows] == [1, 3]


def test_a_header_with_a_name_too_many(write, rows_of):
    rows, refused = rows_of(read_polecat([write("a.txt", POLECAT_HEADER + "\tHeadline", polecat_row())]))
    assert not refused
    assert rows[0]["publisher"] == "The Paper"


def test_a_header_in_another_order(write, rows_of):
    names, cells = ICEWS_HEADER.split("\t"), icews_row().split("\t")
    order = [*range(1, 20), 0]
    path = write("a.tab", "\t".join(names[n] for n in order), "\t".join(cells[n] for n in order))
    rows, refused = rows_of(read_icews([path]))
    # the day is then not where it should be, but the names say where it is
    assert not refused
    assert rows[0]["system_id"] == "30000001"


@pytest.mark.parametrize("day", ["20180231", "20181301", "00000000", "2018060", "201806011", "x", ""])
def test_days_outside_the_calendar(write, rows_of, day):
    rows, refused = rows_of(read_gdelt([write("a.csv", gdelt_row(1), gdelt_row(2, SQLDATE=day))]))
    assert len(rows) == 1
    assert reasons(refused) == [(2, "BAD_DATE")]
    assert day in refused[0].detail


def test_codes_that_are_none(write, rows_of):
    path = write(
        "a.csv", gdelt_row(1, EventCode="40"), gdelt_row(2, EventCode=""), gdelt_row(3, EventCode="9999")
    )
    _, refused = rows_of(read_gdelt([path]))
    assert reasons(refused) == [(1, "BAD_CODE"), (2, "BAD_CODE"), (3, "BAD_CODE")]
    assert refused[0].detail == "no CAMEO code: 40 (was a leading zero lost?)"
    assert refused[2].detail == "no CAMEO code: 9999"
    _, refused = rows_of(read_polecat([write("b.txt", POLECAT_HEADER, polecat_row(Event_Type="FROWN"))]))
    assert reasons(refused) == [(2, "BAD_TYPE")]


def test_a_row_without_sides(write, rows_of):
    nobody = dict.fromkeys(["Actor1Code", "Actor1Name", "Actor2Code", "Actor2Name"], "")
    _, refused = rows_of(read_gdelt([write("a.csv", gdelt_row(1, **nobody))]))
    assert reasons(refused) == [(1, "NO_ACTOR")]


def test_unknown_countries_are_kept_as_given_and_listed_once(write, rows_of):
    path = write("a.csv", *(gdelt_row(n, Actor1CountryCode="QQQ", Actor1Code="QQQGOV") for n in range(3)))
    batches = list(read_gdelt([path]))
    rows, _ = rows_of(batches)
    assert {(row["source"], row["source_code"]) for row in rows} == {(None, "QQQGOV")}
    assert batches[0].unknown == {"QQQ": 3}


def test_bytes_that_are_no_utf8_and_odd_line_ends(tmp_path, rows_of):
    path = tmp_path / "a.csv"
    first = gdelt_row(1, Actor1Name="CÔTE").encode("latin-1")
    path.write_bytes(
        b"\xef\xbb\xbf" + first + b"\r\n" + gdelt_row(2, Actor1Name="A\rB\0C").encode() + b"\r\n"
    )
    rows, refused = rows_of(read_gdelt([path]))
    assert not refused
    assert [row["source_name"] for row in rows] == ["C\ufffdTE", "A B C"]
    assert rows[0]["system_id"] == "700000001"


def test_a_line_without_end(rows_of):
    stream = io.BytesIO(gdelt_row(1).encode() + b"\n" + b"x" * (40 << 20) + b"\n" + gdelt_row(2).encode())
    rows, refused = rows_of(read_gdelt([stream]))
    assert reasons(refused) == [(2, "TOO_LONG")]
    assert [row["line"] for row in rows] == [1, 3]


def test_blocks_hold_whole_lines_and_count_them():
    text = b"".join(b"line %d\n" % n for n in range(1000)) + b"last"
    blocks = list(read_blocks(Reader("x", io.BytesIO(text)), size=100))
    assert all(isinstance(block, LinesBlock) for block in blocks)
    assert b"".join(block.data for block in blocks) == text
    assert [block.first for block in blocks[1:]] == [b.first + b.n_lines for b in blocks[:-1]]
    assert sum(block.n_lines for block in blocks) == 1001


@pytest.mark.slow
def test_the_memory_stays_the_same_however_long_the_stream_is():
    template = "\n".join(gdelt_row(n) for n in range(500)).encode() + b"\n"

    class Stream(io.RawIOBase):
        left = 160 << 20

        def read(self, size=-1):
            data = template * max(1, min(size, 4 << 20) // len(template)) if self.left > 0 else b""
            self.left -= len(data)
            return data

    process, seen, n_rows = psutil.Process(), [], 0
    for batch in read_gdelt([Stream()]):
        n_rows += batch.table.num_rows
        seen.append(process.memory_info().rss)
    assert n_rows > 300_000
    half = len(seen) // 2
    assert max(seen[half:]) < max(seen[:half]) + (64 << 20)


def _damaged(text, rng):
    data = bytearray(text.encode())
    for _ in range(rng.choice([1, 3, 20, 200])):
        place, how = rng.randrange(len(data)), rng.random()
        if how < 0.3:
            data[place] = rng.randrange(256)
        elif how < 0.5:
            del data[place : place + rng.randrange(50)]
        elif how < 0.7:
            data[place:place] = rng.choice([b"\t", b"\n", b'"', b"\r", b",", b"\0", b"\xff", b"'"])
        else:
            data[place:place] = data[max(0, place - rng.randrange(300)) : place]
    return bytes(data)


WHOLE = {
    read_gdelt: "\n".join(gdelt_row(n) for n in range(20)),
    read_icews: "\n".join([ICEWS_HEADER, *(icews_row(n) for n in range(20))]),
    read_polecat: "\n".join([POLECAT_HEADER, *(polecat_row(n) for n in range(20))]),
    read_phoenix: "\n".join(phoenix_row(n) for n in range(20)),
    read_csv: "\n".join(["date,source,target,cameo", *("2018-06-01,RUS,PAK,040" for _ in range(20))]),
    read_jsonl: "\n".join(
        f'{{"id":"{n}","type":"AID","source":["RUS"],"target":["PAK"]}}' for n in range(20)
    ),
}


@pytest.mark.parametrize("read", WHOLE, ids=lambda read: read.__name__)
@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_damaged_every_line_is_a_row_or_a_rejection(rows_of, read, seed):
    data = _damaged(WHOLE[read], random.Random(seed))
    rows, refused = rows_of(read([io.BytesIO(data)]))
    if read in {read_csv, read_jsonl} or any(rejection.line == 0 for rejection in refused):
        return
    found = [row["line"] for row in rows] + [rejection.line for rejection in refused]
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b" ").replace(b"\0", b" ").split(b"\n")
    wanted = {number for number, line in enumerate(lines, 1) if line.decode("utf-8", "replace").strip()}
    assert len(set(found)) == len(found)
    assert set(found) in (wanted, wanted - {1})  # the header belongs there
