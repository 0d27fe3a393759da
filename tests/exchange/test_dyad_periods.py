"""Tables of pairs by period."""

import gzip
import math

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detente.core.errors import InputError, UnknownNameError
from detente.exchange import RowReason, read_dyad_periods


def write(folder, text, name="t.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_counts_signs_and_covariates_are_read_by_their_names(tmp_path):
    path = write(
        tmp_path, "State1,State2,Year,coop,conf,trade,label\nIND,PAK,1999,3,7,1.5,x\nIND,RUS,1999,9,0,,y\n"
    )
    table = read_dyad_periods(path)
    assert (table.a, table.b, table.period) == (["IND", "IND"], ["PAK", "RUS"], ["1999", "1999"])
    assert table.values["cooperative"].tolist() == [3, 9]
    assert table.values["conflictual"].tolist() == [7, 0]
    assert table.values["trade"][0] == 1.5
    assert math.isnan(table.values["trade"][1])
    assert "label" not in table.values
    assert table.rejections == ()


def test_a_column_may_be_the_sum_of_two(tmp_path):
    path = write(tmp_path, "x;y;v;m;c\nA;B;1;2;4\n")
    named = {"a": "x", "b": "y", "cooperative": "v+m", "conflictual": "c"}
    table = read_dyad_periods(path, columns=named)
    assert table.values["cooperative"].tolist() == [3]
    assert table.period == [""]


def test_parquet_and_packed_files_are_read_alike(tmp_path):
    pq.write_table(pa.table({"a": ["A", "B"], "b": ["B", "C"], "sign": [1, -1]}), tmp_path / "t.parquet")
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"a,b,sign\nA,B,1\nB,C,-1\n"))
    one, other = (read_dyad_periods(tmp_path / name) for name in ("t.parquet", "t.csv.gz"))
    assert one.values["sign"].tolist() == other.values["sign"].tolist() == [1, -1]
    assert one.b == other.b


def test_rows_that_say_nothing_are_refused_by_line(tmp_path):
    path = write(tmp_path, "a,b,sign\nA,B,1\n,B,1\nA,A,1\nA,C,maybe\nB,C,-1,9\n")
    table = read_dyad_periods(path)
    assert table.n_rows == 1
    assert [(row.line, row.reason) for row in table.rejections] == [
        (3, RowReason.NO_ACTOR),
        (4, RowReason.BAD_VALUE),
        (5, RowReason.BAD_VALUE),
        (6, RowReason.TOO_MANY_COLUMNS),
    ]


def test_signs_may_be_marks_and_come_with_weights_and_probabilities(tmp_path):
    table = read_dyad_periods(
        write(tmp_path, "a,b,sign,weight,positive\nA,B,+,,0.9\nA,C,-,2,\nB,C,,-3,\nC,D,,,\n")
    )
    assert table.values["sign"][:2].tolist() == [1, -1]
    assert table.values["weight"][1:].tolist() == [2, -3]
    assert table.values["positive"][0] == 0.9
    assert table.line == [2, 3, 4]
    assert [(row.line, row.detail) for row in table.rejections] == [(5, "neither sign nor weight")]


def test_negative_counts_are_refused(tmp_path):
    table = read_dyad_periods(write(tmp_path, "a,b,coop,conf\nA,B,-1,2\nA,C,1,2\n"))
    assert [row.line for row in table.rejections] == [2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\nA,B\n", "sign, or weight"),
        ("a,sign\nA,1\n", "no column for b"),
        ("a,b,sign\nA,B,x\n", "no row to go by; line 2"),
        ("a,b,sign\n", "no row to go by"),
        ("", "holds nothing"),
    ],
)
def test_what_is_missing_is_said(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        read_dyad_periods(write(tmp_path, text))


def test_unknown_columns_and_files_are_named(tmp_path):
    path = write(tmp_path, "a,b,sign\nA,B,1\n")
    with pytest.raises(UnknownNameError, match="no column 'z'"):
        read_dyad_periods(path, columns={"sign": "z"})
    with pytest.raises(UnknownNameError, match="'colour'"):
        read_dyad_periods(path, columns={"colour": "sign"})
    with pytest.raises(InputError, match="no such file"):
        read_dyad_periods(tmp_path / "none.csv")


def test_a_folder_and_a_file_of_another_kind_are_named(tmp_path):
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.4 x")
    with pytest.raises(InputError, match="is a folder"):
        read_dyad_periods(tmp_path)
    with pytest.raises(InputError, match=r"page\.pdf: this is no table"):
        read_dyad_periods(tmp_path / "page.pdf")
