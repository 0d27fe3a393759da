"""The commands import and export, as Typer calls them."""

import csv
import io

import pytest
import typer
from rows import ICEWS_HEADER, gdelt_row, icews_row, mirrored
from typer.testing import CliRunner

from detente.cli.commands import exchanging
from detente.core.errors import DetenteError


@pytest.fixture
def call(tmp_path):
    app = typer.Typer()
    exchanging.register(app)

    def run(*words, ledger=True):
        more = ["--ledger", str(tmp_path / "books")] if ledger else []
        return CliRunner().invoke(app, [*map(str, words), *more])

    return run


def test_import_list_and_export(call, write, tmp_path):
    row = icews_row(1)
    path = write("a.tab", ICEWS_HEADER, row, mirrored(row), icews_row(2, Event_Date="2018-02-31"))
    done = call("import", "icews", path)
    assert done.exit_code == 0
    assert "3 rows of 1 files: 1 count, 1 mirrors, 0 repeats, 0 known faults, 1 rejected" in done.stderr
    assert "rejected BAD_DATE: 1 rows" in done.stderr
    assert "1 files were known" in call("import", "icews", path).stderr
    (listed,) = csv.DictReader(io.StringIO(call("import", "list", "--format", "csv").stdout))
    assert (listed["file"], listed["rows"], listed["events"]) == ("a.tab", "3", "1")
    out = tmp_path / "a.graphml"
    assert "1 rows in" in call("export", "graphml", out, "--imported").stderr
    assert out.is_file()


def test_rules_are_listed_and_turned_off(call, write):
    listed = call("import", "faults", "--format", "csv", ledger=False).stdout
    assert "icews_aap" in listed
    path = write("a.csv", gdelt_row(1, SOURCEURL="https://p.example/sport/1"))
    assert "fault sport_address: 1 rows" in call("import", "gdelt", path).stderr
    assert "0 known faults" in call("import", "gdelt", path, "--without", "sport_address").stderr


def test_what_does_not_count_is_listed(call, write):
    sport = gdelt_row(1, SOURCEURL="https://p.example/sport/1")
    call("import", "gdelt", write("a.csv", sport, gdelt_row(2, SQLDATE="20180231"), gdelt_row(3)))
    (row,) = csv.DictReader(io.StringIO(call("import", "rejected", "--format", "csv").stdout))
    assert (row["file"], row["line"], row["reason"]) == ("a.csv", "2", "BAD_DATE")
    for words in ((), ("sport_address",)):
        (row,) = csv.DictReader(io.StringIO(call("import", "faulty", *words, "--format", "csv").stdout))
        assert (row["line"], row["role"], row["faults"]) == ("1", "fault", "sport_address")
    assert "no row is marked" in call("import", "faulty", "icews_aap").stderr
    assert isinstance(call("import", "faulty", "nonsense").exception, DetenteError)


def test_tables_and_columns(call, write):
    path = write("t.csv", "a,ccode2,year,flow1", "2,750,2014,1")
    assert "1 count" in call("import", "trade", path, "--column", "cow1=a").stderr
    events = write("e.csv", "when,source,target,cameo", "2018-01-01,RUS,PAK,040")
    assert "1 count" in call("import", "csv", events, "--column", "date=when").stderr
    assert "1 count" in call("import", "jsonl", write("a.jsonl", '{"type":"AID","source":["RUS"]}')).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("import", "csv", "e.csv", "--column", "date"),
        ("import", "gdelt", "none.csv"),
        ("export", "xlsx", "a.xlsx"),
    ],
)
def test_wrong_calls_are_errors_of_ours(call, write, words):
    call("import", "jsonl", write("a.jsonl", '{"type":"AID","source":["RUS"]}'))
    assert isinstance(call(*words).exception, DetenteError)
