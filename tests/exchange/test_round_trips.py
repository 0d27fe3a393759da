"""What is exported comes back: whole in the full formats, else as far as the format holds it."""

import csv
import json
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rows import ICEWS_HEADER, POLECAT_HEADER, gdelt_row, icews_row, mirrored, polecat_row

sys.path.insert(0, str(Path(__file__).parents[1] / "ledger"))
from factory import build_coded

from detente.coding.interchange import records_of
from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.exchange import (
    IMPORTED_SCHEMA,
    export_events,
    import_events,
    list_imports,
    read_csv,
    read_dyad_periods,
    read_icews,
    read_jsonl,
    read_polecat,
)
from detente.exchange.importing import imported_folder
from detente.exchange.own import event_of_record
from detente.exchange.shards import read_manifest
from detente.ledger import open_ledger
from detente.ontology import read_ontology


@pytest.fixture
def coded():
    return [build_coded(number) for number in range(6)]


@pytest.fixture
def ledger(tmp_path, coded):
    with open_ledger(tmp_path / "books") as books:
        for document in coded:
            books.add(document)
        yield books


def records(rows):
    return [json.loads(row["record"]) for row in rows if row["record"]]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_events_come_back_whole_from_tables(ledger, tmp_path, rows_of, form):
    path = tmp_path / f"events.{form}"
    tally = export_events(ledger, path, form)
    rows, refused = rows_of(read_csv([path]))
    assert not refused
    back = [event_of_record(record) for record in records(rows)]
    table = ledger.arrow("events")
    assert tally.rows == len(back) == table.num_rows
    assert _plain(back) == _plain(table.to_pylist())


def _plain(rows):
    return json.loads(json.dumps(rows, default=str))


def test_events_and_all_other_records_come_back_whole_from_json_lines(ledger, coded, tmp_path, rows_of):
    path = tmp_path / "events.jsonl"
    export_events(ledger, path, "jsonl")
    batches = list(read_jsonl([path]))
    rows, refused = rows_of(batches)
    assert not refused
    back = records(rows)
    back += [
        json.loads(row["record"])
        for b in batches
        if b.statements is not None
        for row in b.statements.to_pylist()
    ]
    wanted = _plain([record for document in coded for record in records_of(document)])
    assert sorted(back, key=json.dumps) == sorted(wanted, key=json.dumps)


def test_an_export_can_be_imported_and_exported_again(ledger, tmp_path):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    export_events(ledger, first, "jsonl")
    with open_ledger(tmp_path / "other") as other:
        tally = import_events(other.folder, [first], "jsonl")
        assert tally.rows == tally.events
        assert tally.files[0].statements > 0
        export_events(other, second, "jsonl", imported=True)
        place = imported_folder(other.folder, "jsonl")
        kept = [
            json.loads(row["record"])
            for part in ("rows", "statements")
            for file in read_manifest(place).files(place, part)
            for row in pq.read_table(file).to_pylist()
            if row["record"]
        ]
    wanted = [json.loads(line) for line in first.read_text(encoding="utf-8").splitlines()]
    assert sorted(kept, key=json.dumps) == sorted(wanted, key=json.dumps)


def test_each_pair_of_sides_is_a_row(rows_of, write):
    event = {
        "kind": "event",
        "id": "e1",
        "type": "AGREE",
        "source": ["CHN", "PAK", "RUS"],
        "date": "2018-08-07",
    }
    directed = {**event, "id": "e2", "source": ["RUS", "ISR.MIL"], "target": ["PAK"], "date": "2018/2020"}
    alone = {**event, "id": "e3", "source": ["SCO"], "date": None}
    rows, _ = rows_of(read_jsonl([write("a.jsonl", *(json.dumps(e) for e in (event, directed, alone)))]))
    assert [(row["source"], row["target"], str(row["date"])) for row in rows] == [
        ("CHN", "PAK", "2018-08-07"),
        ("CHN", "RUS", "2018-08-07"),
        ("PAK", "RUS", "2018-08-07"),
        ("RUS", "PAK", "None"),
        ("ISR", "PAK", "None"),
        (None, None, "None"),
    ]
    assert [row["source_code"] for row in rows[-2:]] == ["ISR.MIL", "SCO"]
    assert {row["role"] for row in rows} == {"event"}


def test_the_same_event_twice_is_a_repeat(rows_of, write):
    line = json.dumps({"kind": "event", "id": "e1", "type": "AID", "source": ["RUS"], "target": ["PAK"]})
    rows, _ = rows_of(read_jsonl([write("a.jsonl", line, line)]))
    assert [row["role"] for row in rows] == ["event", "repeat"]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[1]",
        '{"kind":"event","type":"FROWN","source":["RUS"]}',
        '{"kind":"event","type":"AID"}',
        '{"kind":"event","type":"AID","source":[1]}',
        '{"kind":"event","type":"AID","source":["RUS"],"date":"2018-02-31"}',
        '{"kind":"event","type":"AID","source":["RUS"],"intensity":"much"}',
        '{"kind":"other"}',
    ],
)
def test_records_that_are_none(rows_of, write, line):
    rows, (refused,) = rows_of(read_jsonl([write("a.jsonl", '{"kind":"mention","document":"a"}', line)]))
    assert (rows, refused.line, refused.reason) == ([], 2, "BAD_RECORD")


HELD = {
    "polecat": (
        read_polecat,
        "system_id date type mode intensity quad_class contexts source_name target_name source target place",
    ),
    "icews": (read_icews, "system_id date type source_name target_name source target place story"),
}


@pytest.mark.parametrize("form", sorted(HELD))
def test_our_events_in_columns_of_others(ledger, tmp_path, rows_of, form):
    read, held = HELD[form]
    path = tmp_path / "out.tab"
    tally = export_events(ledger, path, form)
    rows, refused = rows_of(read([path]))
    assert not refused
    full, _ = rows_of(read_csv([_exported(ledger, tmp_path)]))
    wanted = [
        row for row in full if row["status"] in {"occurred", "ongoing"} and row["date"] and row["target_code"]
    ]
    assert tally.rows == len(rows) == len(wanted)
    assert sum(tally.left_out.values()) == len(full) - len(wanted) > 0
    keys = held.split()
    order = sorted(wanted, key=lambda row: (row["system_id"], row["source_code"], row["target_code"]))
    back = sorted(rows, key=lambda row: (row["system_id"], row["source"], row["target"]))
    modes = {(mode.type, mode.name) for mode in read_ontology().modes.values()}
    for row in order:  # a mode that PLOVER does not know has no place in what others hold
        if form == "icews" and (row["type"], row["mode"]) not in modes:
            row["mode"] = None
    assert [[row[k] for k in keys] for row in back] == [[row[k] for k in keys] for row in order]


def _exported(ledger, tmp_path):
    export_events(ledger, tmp_path / "full.csv", "csv")
    return tmp_path / "full.csv"


@pytest.mark.parametrize("form", ["icews", "polecat", "csv", "parquet"])
def test_what_was_imported_comes_back(tmp_path, write, rows_of, form):
    lines = [
        icews_row(n, CAMEO_Code=code, Event_Date=f"2018-06-{n + 1:02d}") for n, code in enumerate(_codes())
    ]
    names = "=HYPERLINK(1)", "'quoted", '"A" and "B"', "tab\\t", "a; b", "Côte d'Ivoire"
    lines += [icews_row(50 + n, Source_Name=name) for n, name in enumerate(names)]
    source = write("in.tab", ICEWS_HEADER, *lines, mirrored(lines[0]))
    with open_ledger(tmp_path / "books") as books:
        import_events(books.folder, [source], "icews")
        path = tmp_path / f"out.{form}"
        export_events(books, path, form, imported=True)
        before = books_rows(books.folder, "icews")
    read = {"icews": read_icews, "polecat": read_polecat}.get(form, read_csv)
    if form == "polecat":  # CAMEO's comments and appeals are no PLOVER events
        before = [row for row in before if row["type"]]
    after, refused = rows_of(read([path]))
    assert not refused
    held = set(IMPORTED_SCHEMA.names) - {"input", "file", "line", "format", "event_key", "flipped"}
    if form in {"icews", "polecat"}:
        before = [row for row in before if row["role"] == "event"]
        held -= {"place", "place_country", "source_code", "target_code", "faults", "reported", "sentence"}
        held -= {"source_name"} if form == "polecat" else set()
        held -= {"cameo", "goldstein", "story", "contexts", "role"} if form == "polecat" else set()
    assert [{k: row[k] for k in sorted(held)} for row in after] == [
        {k: row[k] for k in sorted(held)} for row in before
    ]


def _codes():
    return ["010", "0211", "036", "042", "057", "112", "1622", "190", "0871", "175"]


def books_rows(folder, form):
    place = imported_folder(folder, form)
    return [row for file in read_manifest(place).files(place) for row in pq.read_table(file).to_pylist()]


def test_no_cell_of_a_csv_is_a_formula(tmp_path, write):
    source = write("in.tab", ICEWS_HEADER, icews_row(1, Source_Name="=1+1", Publisher="@x", Latitude="-3.5"))
    with open_ledger(tmp_path / "books") as books:
        import_events(books.folder, [source], "icews")
        export_events(books, tmp_path / "out.csv", "csv", imported=True)
    (row,) = csv.DictReader((tmp_path / "out.csv").read_text().splitlines())
    assert (row["source_name"], row["publisher"], row["lat"]) == ("'=1+1", "'@x", "-3.5")


def test_graphs_hold_the_pairs_with_their_counts(tmp_path, write):
    source = write(
        "in.txt",
        POLECAT_HEADER,
        polecat_row(1),
        polecat_row(
            2,
            Event_Date="2018-07-01",
            Publication_Date="2018-07-02",
            Event_Type="AID",
            Event_Mode="",
            Intensity="7.4",
            Quad_Code="MATERIAL COOPERATION",
        ),
        polecat_row(3, Actor_Country="", Actor_COW="", Actor_Name='B & "C"'),
        polecat_row(4, Recipient_Name="", Recipient_Country="", Recipient_COW=""),
    )
    with open_ledger(tmp_path / "books") as books:
        import_events(books.folder, [source], "polecat")
        tally = export_events(books, tmp_path / "a.graphml", "graphml", imported=True)
        export_events(books, tmp_path / "a.gexf", "gexf", imported=True)
    assert tally.left_out == {"one side only": 1}
    space = {"g": "http://graphml.graphdrawing.org/xmlns", "x": "http://www.gexf.net/1.2draft"}
    graph = ET.parse(tmp_path / "a.graphml").getroot()  # noqa: S314  our own file
    nodes = {
        node.get("id"): node.findtext("g:data", None, space) for node in graph.iterfind(".//g:node", space)
    }
    assert nodes == {"USA": "United States", "PAK": "Pakistan"}
    (edge,) = graph.iterfind(".//g:edge", space)
    data = {part.get("key"): part.text for part in edge.iterfind("g:data", space)}
    assert (edge.get("source"), edge.get("target"), data["n_events"]) == ("USA", "PAK", "2")
    assert (data["material_conflict"], data["material_cooperation"], data["first"]) == (
        "1",
        "1",
        "2018-06-01",
    )
    assert float(data["intensity"]) == pytest.approx((7.4 - 5.8) / 2)
    (edge,) = ET.parse(tmp_path / "a.gexf").getroot().iterfind(".//x:edge", space)  # noqa: S314
    assert (edge.get("weight"), edge.get("start"), edge.get("end")) == ("2", "2018-06-01", "2018-07-01")


def test_tellings_of_one_event_are_one_row(ledger, tmp_path):
    class Merged:
        """A ledger that merged its events; of every three one was struck out."""

        folder = ledger.folder

        def arrow(self, name):
            table = ledger.arrow(name)
            names = [None if n % 3 == 0 else f"e{n % 4}" for n in range(table.num_rows)]
            return table.append_column("event", pa.array(names, pa.string()))

    tally = export_events(Merged(), tmp_path / "a.graphml", "graphml")
    n_rows = ledger.arrow("events").num_rows
    assert tally.left_out["struck out"] == len(range(0, n_rows, 3))
    assert tally.left_out["told before"] == n_rows - len(range(0, n_rows, 3)) - 4


def test_wrong_calls_of_an_export(ledger, tmp_path):
    with pytest.raises(UnknownNameError, match="no export is named 'xlsx'"):
        export_events(ledger, tmp_path / "a.xlsx", "xlsx")
    with pytest.raises(UsageError, match="is a folder"):
        export_events(ledger, tmp_path, "csv")


def test_an_empty_ledger_exports_empty_files(tmp_path):
    with open_ledger(tmp_path / "books") as books:
        for form in ("csv", "parquet", "jsonl", "polecat", "icews", "graphml", "gexf"):
            for imported in (False, True):
                assert export_events(books, tmp_path / form, form, imported=imported).rows == 0
    assert list_imports(tmp_path / "books") == []


def test_months_are_a_table_of_pairs_that_can_be_read(tmp_path, write):
    rows = [gdelt_row(number, SQLDATE=f"2018060{number % 3 + 1}") for number in range(6)]
    rows.append(gdelt_row(7, SQLDATE="20180501"))
    with open_ledger(tmp_path / "books") as books:
        import_events(books.folder, [write("a.csv", *rows[:3]), write("b.csv", *rows[3:])], "gdelt")
        tally = export_events(books, tmp_path / "months.csv", "months", imported=True)
        with pytest.raises(InputError, match="no dated event"):
            export_events(books, tmp_path / "none.csv", "months")
    assert tally.rows == 2
    assert not (tmp_path / "none.csv").exists()
    found = read_dyad_periods(tmp_path / "months.csv")
    assert found.period == ["2018-05", "2018-06"]
    counts = [found.values[name].tolist() for name in ("cooperative", "conflictual")]
    assert [sum(column) for column in zip(*counts, strict=True)] == [1.0, 3.0]  # one event a day


def test_pairs_are_counted_over_all_shards_alike(tmp_path, write, monkeypatch):
    rows = [gdelt_row(n, SQLDATE=f"201806{n:02d}", Actor1Name=f"NAME {n % 3}") for n in range(1, 20)]
    files = [write(f"{n}.csv", row) for n, row in enumerate(rows)]
    with open_ledger(tmp_path / "one") as books:
        import_events(books.folder, files, "gdelt")
        export_events(books, tmp_path / "one.graphml", "graphml", imported=True)
    monkeypatch.setattr("detente.exchange.importing.SHARD_ROWS", 1)
    monkeypatch.setattr("detente.exchange.importing._TOGETHER", 1)
    with open_ledger(tmp_path / "many") as books:
        import_events(books.folder, files, "gdelt")
        assert len(list((books.folder / "lake").rglob("rows/*.parquet"))) == 19
        export_events(books, tmp_path / "many.graphml", "graphml", imported=True)
    assert (tmp_path / "one.graphml").read_bytes() == (tmp_path / "many.graphml").read_bytes()


def test_gdelt_rows_come_back_from_parquet_with_their_roles(tmp_path, write, rows_of):
    source = write("a.csv", gdelt_row(1), gdelt_row(2), gdelt_row(3, SOURCEURL="https://p.example/sport/"))
    with open_ledger(tmp_path / "books") as books:
        import_events(books.folder, [source], "gdelt")
        export_events(books, tmp_path / "a.parquet", "parquet", imported=True)
    rows, _ = rows_of(read_csv([tmp_path / "a.parquet"]))
    assert [row["role"] for row in rows] == ["event", "repeat", "fault"]
