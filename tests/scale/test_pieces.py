"""Pieces: every article in exactly one, wherever the cuts fall."""

import gzip
import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.rejections import Rejection
from detente.core.settings import resolve_settings
from detente.scale import plan_pieces
from detente.scale.nouns import Kind, Piece
from detente.scale.portions import _lines, identify_piece, read_piece

from .conftest import article

SETTINGS = resolve_settings()


def texts_of(pieces):
    return [
        item.text
        for piece in pieces
        for item in read_piece(piece, settings=SETTINGS, published=None, apart=False)
    ]


@pytest.mark.parametrize("size", [150, 400, 1_000, 100_000])
def test_lines_are_in_one_piece_each(make_jsonl, size):
    file = make_jsonl(20)
    pieces = list(plan_pieces([file], piece_bytes=size))
    assert len(pieces) == (1 if size > file.stat().st_size else -(-file.stat().st_size // size))
    texts = texts_of(pieces)
    assert texts == texts_of([Piece("all", Kind.FILES, (str(file),))])
    assert len(texts) == 20


@given(
    lines=st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b".")), max_size=8),
    ends=st.booleans(),
    size=st.integers(1, 30),
)
def test_any_bytes_fall_into_one_piece_each(tmp_path_factory, lines, ends, size):
    data = b"\n".join(lines) + (b"\n" if ends else b"")
    file = tmp_path_factory.mktemp("cut") / "x"
    file.write_bytes(data)
    parts = []
    for start in range(0, len(data), size):
        with file.open("rb") as stream:
            parts.append(b"".join(_lines(stream, start, min(start + size, len(data)))))
    assert b"".join(parts) == data
    held = [part for part in parts if part]
    assert all(part.endswith(b"\n") for part in held[:-1])


def test_parquet_is_cut_between_row_groups(tmp_path):
    rows = [article(number) | {"date": date(2019, 1, 1), "score": 1.5} for number in range(12)]
    for row in rows:
        del row["published"]
    file = tmp_path / "news.parquet"
    pq.write_table(pa.Table.from_pylist(rows), file, row_group_size=3)
    pieces = list(plan_pieces([file], piece_bytes=500))
    assert [(piece.start, piece.stop) for piece in pieces] == [(0, 1), (1, 2), (2, 3), (3, 4)]
    items = [i for p in pieces for i in read_piece(p, settings=SETTINGS, published=None, apart=False)]
    assert [item.title for item in items] == [row["title"] for row in rows]
    assert {item.published for item in items} == {"2019-01-01"}
    assert {item.path for item in items} == {str(file)}


def test_a_broken_parquet_is_refused(tmp_path):
    file = tmp_path / "news.parquet"
    file.write_bytes(b"PAR1 this is none")
    (piece,) = plan_pieces([file])
    (refusal,) = read_piece(piece, settings=SETTINGS, published=None, apart=False)
    assert isinstance(refusal, Rejection)
    assert refusal.path == str(file)


def test_a_parquet_without_text_is_refused(tmp_path):
    file = tmp_path / "numbers.parquet"
    pq.write_table(pa.table({"x": [1.5, 2.5]}), file)
    (piece,) = plan_pieces([file])
    (refusal,) = read_piece(piece, settings=SETTINGS, published=None, apart=False)
    assert "no column of text" in refusal.detail


def test_what_is_packed_or_wide_is_not_cut(tmp_path, make_jsonl):
    plain = make_jsonl(20).read_bytes()
    packed, wide = tmp_path / "p.jsonl.gz", tmp_path / "w.jsonl"
    packed.write_bytes(gzip.compress(plain))
    wide.write_bytes(plain.decode().encode("utf-16"))
    pieces = list(plan_pieces([packed, wide], piece_bytes=300))
    assert [piece.kind for piece in pieces] == [Kind.FILES, Kind.FILES]
    assert len(texts_of(pieces)) == 40


def test_single_articles_are_put_together(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number:03d}.txt").write_text(article(number)["text"], encoding="utf-8")
    (folder / "meta.jsonl").write_text(json.dumps({"file": "007.txt", "published": "1999-09-09"}) + "\n")
    pieces = list(plan_pieces([folder]))
    assert 1 < len(pieces) < 60
    assert sum(len(piece.files) for piece in pieces) == 300
    (seventh,) = [piece for piece in pieces if str(folder / "007.txt") in piece.files]
    items = read_piece(seventh, settings=SETTINGS, published=None, apart=False)
    assert "1999-09-09" in {item.published for item in items}
    (folder / "150b.txt").write_text(article(500)["text"], encoding="utf-8")
    changed = set(plan_pieces([folder])) - set(pieces)
    assert len(changed) == 1, "a file that is added changes one piece"


def test_identity_is_of_what_a_piece_holds(tmp_path, make_jsonl):
    file = make_jsonl(20)
    first, second, *_ = plan_pieces([file], piece_bytes=1_000)
    before = identify_piece(first), identify_piece(second)
    assert before[0] != before[1]
    data = file.read_bytes()
    file.write_bytes(data[:1_500].replace(b"pact", b"deal") + data[1_500:])
    assert identify_piece(first) != before[0]
    file.write_bytes(data + b'{"text":"more"}\n')
    assert identify_piece(first) == before[0]


def test_a_path_that_leads_nowhere_is_a_rejection(tmp_path):
    (refusal,) = plan_pieces([tmp_path / "none.jsonl"])
    assert isinstance(refusal, Rejection)
