"""Errors, spans, identities, rejections, provenance."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core import errors
from detente.core.errors import DamagedDataError, DetenteError
from detente.core.identity import content_id, record_id
from detente.core.provenance import (
    ROOMS_WITH_DATA,
    check_data_files,
    data_folder,
    data_hashes,
    read_data_files,
)
from detente.core.rejections import REASONS, Reason, Rejection
from detente.core.spans import Span, merge_spans


def test_every_error_is_also_a_builtin_and_carries_its_hint():
    for name in errors.__all__:
        kind = getattr(errors, name)
        assert issubclass(kind, DetenteError)
        fault = kind("what was wrong", hint="how to mend it")
        assert (str(fault), fault.hint) == ("what was wrong", "how to mend it")
        assert fault.exit_code in (1, 2)


@given(st.text(), st.integers(0, 40), st.integers(0, 40))
def test_a_span_quotes_its_text_and_has_no_space_at_its_ends(text, a, b):
    low, high = sorted((min(a, len(text)), min(b, len(text))))
    span = Span.of(text, low, high)
    assert text[span.start : span.end] == span.quote == span.quote.strip()
    assert low <= span.start <= span.end <= high


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))))
def test_merged_ranges_cover_the_same_points_and_do_not_touch(ranges):
    ranges = [(min(pair), max(pair)) for pair in ranges]
    merged = merge_spans(list(ranges))
    assert {p for a, b in merged for p in range(a, b)} == {p for a, b in ranges for p in range(a, b)}
    assert all(first[1] < second[0] for first, second in pairwise(merged))


def test_identities_are_the_ones_they_were():
    assert content_id("Russia") == content_id(b"Russia") == "33a3d8ed92b0709ba525369922e51387"
    assert record_id("event", "d", 1) == "e5551e10883cfaa16"
    assert len(content_id("")) == 32
    assert record_id("event", 1, 23) != record_id("event", 12, 3)


@given(st.text())
def test_any_text_has_an_identity(text):
    assert len(content_id(text)) == 32
    assert len(record_id("event", text)) == 17


def test_every_reason_is_explained():
    assert set(REASONS) == set(Reason)
    record = Rejection(Reason.EMPTY, "documents", "a.txt").to_json()
    assert record["kind"] == "rejection"
    assert record["reason"] == "EMPTY"


def test_every_data_file_has_an_entry_and_its_recorded_hash():
    check_data_files()
    listed = {(row.room, row.file) for row in read_data_files()}
    shipped = {
        (room, path.relative_to(folder).as_posix())
        for room in ROOMS_WITH_DATA
        for folder in [Path(str(data_folder(room)))]
        for path in folder.rglob("*")
        if path.is_file() and path.name != "PROVENANCE.toml" and "__pycache__" not in path.parts
    }
    assert listed == shipped
    assert len(data_hashes()) == len(listed)


def test_every_entry_says_what_a_reader_needs():
    for row in read_data_files():
        assert all((row.title, row.version, row.licence, row.made)), row


def test_a_changed_data_file_is_named(monkeypatch, tmp_path):
    folder = tmp_path / "ontology"
    folder.mkdir()
    (folder / "PROVENANCE.toml").write_text(
        '["types.csv"]\ntitle="t"\nversion="1"\nlicence="l"\nmade="m"\nsha256="0"\n', encoding="utf-8"
    )
    (folder / "types.csv").write_text("changed", encoding="utf-8")
    monkeypatch.setattr("detente.core.provenance.data_folder", lambda room: tmp_path / room)
    with pytest.raises(DamagedDataError, match=r"ontology/types\.csv"):
        check_data_files()
