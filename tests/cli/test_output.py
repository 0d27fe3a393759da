"""Tables, JSON lines, CSV."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.cli import progress
from detente.cli.options import Format
from detente.cli.output import csv_cell, json_line, plain, print_rows, write_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(start):
    assert csv_cell(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
    assert str(csv_cell([f"{start}1", "b"])).startswith("'")


def test_numbers_stay_numbers():
    assert csv_cell(-5.2) == -5.2
    assert csv_cell(None) is None


@given(
    st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1)
)
def test_csv_reads_back_as_it_was(texts):
    file = io.StringIO(newline="")
    write_csv([{"a": text} for text in texts], ["a"], file)
    file.seek(0)
    rows = [row["a"] if row else "" for row in csv.DictReader(file)]
    expected = [text if csv_cell(text) == text else f"'{text}" for text in texts]
    assert rows == expected


@given(st.text())
def test_a_json_line_is_one_line_and_reads_back(text):
    line = json_line({"quote": text})
    assert len(line.splitlines()) == 1
    line.encode("utf-8")
    assert json.loads(line) == {"quote": text}


@given(st.text())
def test_plain_text_is_printable(text):
    assert plain(text).isprintable()


def test_a_table_in_a_pipe_is_not_cut_off(capsys):
    print_rows([{"a": "x" * 500, "n": 1}], ("a", "n"), style=Format.TABLE)
    assert "x" * 500 in capsys.readouterr().out


def test_markup_in_a_cell_is_text(capsys):
    print_rows([{"a": "[bold]x[/bold] :smile:"}], ("a",), style=Format.TABLE)
    assert "[bold]x[/bold] :smile:" in capsys.readouterr().out


def test_a_line_is_said_now_and_then_where_there_is_no_bar(capsys, monkeypatch):
    monkeypatch.setattr(progress, "_EVERY", -1.0)
    progress.Reporter(quiet=True).tell(lambda: "unheard")
    loud = progress.Reporter(quiet=False)
    loud.tell(lambda: "3 of 9 pieces")
    monkeypatch.setattr(progress, "_EVERY", 60.0)
    loud.tell(lambda: "too early")
    assert capsys.readouterr().err == "3 of 9 pieces\n"
