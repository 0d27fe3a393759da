"""``meta.jsonl``: what the user knows about the files beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import IO

from detente.core.dates import is_edtf
from detente.core.rejections import Reason, Rejection
from detente.documents.draft import SideNote
from detente.documents.refusals import reject

__all__ = ["SIDE_FILE", "read_side_file", "read_side_notes"]

SIDE_FILE = "meta.jsonl"
_LONGEST_LINE = 100_000
_MOST_LINES = 5_000_000
_FIELDS = {"published": "published", "title": "title", "url": "url", "source": "outlet"}

Notes = dict[str, SideNote]


def read_side_file(folder: str) -> tuple[Notes, list[Rejection]]:
    """What ``meta.jsonl`` in `folder` says about each file, and its broken lines; nothing without one."""
    path = Path(folder) / SIDE_FILE
    try:
        if not path.is_file():
            return {}, []
        with path.open("rb") as stream:
            notes, refused = read_side_notes(stream)
    except OSError as fault:
        return {}, [reject(Reason.UNREADABLE, SIDE_FILE, fault.strerror or str(fault), path=str(path))]
    return notes, [replace(fault, path=str(path)) for fault in refused]


def read_side_notes(stream: IO[bytes]) -> tuple[Notes, list[Rejection]]:
    """The notes of an open ``meta.jsonl`` by file name. The first line on a file stands."""
    notes: Notes = {}
    refused: list[Rejection] = []
    n = 0
    while n < _MOST_LINES and (line := stream.readline(_LONGEST_LINE + 1)):
        n += 1
        while len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
            line = b"too long" + stream.readline(_LONGEST_LINE)[-_LONGEST_LINE + 8 :]
            if line == b"too long":
                break
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        try:
            file, note = _read_note(line)
            if file in notes:
                raise ValueError(f"a second line for {file!r}; the first stands")  # noqa: TRY301  one exit
        except (ValueError, RecursionError) as fault:
            refused.append(
                reject(Reason.BAD_RECORD, SIDE_FILE, f"line {n}: {str(fault) or 'nested too deeply'}")
            )
        else:
            notes[file] = note
    return notes, refused


def _read_note(line: bytes) -> tuple[str, SideNote]:
    record = json.loads(line.decode("utf-8-sig"))
    if not isinstance(record, dict):
        raise ValueError(f"expected an object, found {type(record).__name__}")  # noqa: TRY004  one kind of fault
    file = record.get("file")
    if not isinstance(file, str) or not file:
        raise ValueError("no field 'file' with a file name")
    values = {}
    for field, attribute in _FIELDS.items():
        value = record.get(field)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"field {field!r} of {file!r} is not text: {value!r}")
        values[attribute] = (value or "").strip()
    if values["published"] and not is_edtf(values["published"]):
        raise ValueError(
            f"published {values['published']!r} of {file!r} is not an EDTF date such as 2018-08-07"
        )
    return file, SideNote(**values)
