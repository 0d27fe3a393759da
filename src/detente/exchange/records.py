"""Records of the interchange as imported rows: an event gives a row for each pair of its sides."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from detente.actors.base import read_actor_base
from detente.core.dates import parse_edtf
from detente.core.errors import InputError
from detente.core.identity import content_id
from detente.exchange.formats import looks_like
from detente.exchange.layouts import WrongFormatError
from detente.exchange.nouns import RowReason
from detente.exchange.schema import IMPORTED_SCHEMA, STATEMENT_SCHEMA
from detente.exchange.sources import BrokenStreamError
from detente.exchange.staging import Staged
from detente.ontology import read_ontology

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.exchange.blocks import Trouble
    from detente.exchange.sources import Input

__all__ = ["COUNTED_SCHEMA", "STAGED_SCHEMA", "rows_of_event", "stage_records"]

_STATEMENTS = frozenset({"mention", "claim", "mechanism", "prediction", "question", "rejection"})
_BATCH = 5_000
_STEP = 1 << 20
_LONGEST = 16 << 20
_MOST_PAIRS = 50_000  # all states with each other are 20,000
_MOST_DAYS = 31
_LARGEST = 1e300

STAGED_SCHEMA = pa.schema(
    [field for field in IMPORTED_SCHEMA if field.name not in {"role", "faults", "input", "file"}]
    + [
        pa.field("faults", pa.string()),
        pa.field("excluded", pa.bool_()),
        pa.field("pair_key", pa.int64()),
        pa.field("pair_flip", pa.bool_()),
    ]
)
"""What is known of a row before it is counted."""

COUNTED_SCHEMA = STAGED_SCHEMA.append(pa.field("role", pa.string()))
"""The same, of rows that were counted before: only those that were events then can be events now."""

_STAGED_STATEMENT = pa.schema([field for field in STATEMENT_SCHEMA if field.name not in {"input", "file"}])


def rows_of_event(
    record: dict[str, Any], *, form: str = "jsonl", line: int | None = None
) -> list[dict[str, Any]]:
    """The imported rows of one interchange record of an event, the record itself on the first.

    All parties of a symmetric event are paired with each other; each source is paired with each target. A
    date of more than a month is no day, and stays in the record alone.

    Raises:
        InputError: If the record says what no event can.
    """
    kind = read_ontology().types.get(_text(record, "type") or "")
    if kind is None:
        raise InputError(
            f"no PLOVER type: {record.get('type')!r}", hint="types are in capitals: AGREE, AID …"
        )
    source, target = _names(record, "source"), _names(record, "target")
    if not source:
        raise InputError("an event needs a source", hint='as in "source":["RUS"]')
    if len(source) * max(len(target), len(source) // 2) > _MOST_PAIRS:
        raise InputError(f"{len(source):,} sources and {len(target):,} targets are no event")
    pairs = list(itertools.product(source, target)) if target else list(itertools.combinations(source, 2))
    identity = _text(record, "id") or content_id(json.dumps(record, sort_keys=True, ensure_ascii=False))
    evidence = record.get("evidence") or []
    shared = {
        "format": form,
        "system_id": identity,
        "date": _day(_text(record, "date")),
        "type": kind.name,
        "mode": _text(record, "mode"),
        "contexts": _names(record, "contexts"),
        "quad_class": _quad_class(record, kind.quad_class),
        "intensity": _number(record, "intensity", kind.intensity),
        "status": _text(record, "status") or "occurred",
        "n_mentions": len(evidence) if isinstance(evidence, list) and evidence else 1,
        "n_sources": 1,
        "place": _text(record, "place"),
        "story": _text(record, "document"),
        "excluded": False,
        "flipped": False,
        "line": line,
    }
    rows = []
    for number, (first, second) in enumerate(pairs or [(source[0], None)]):
        row = {**shared, **_side("source", first), **_side("target", second)}
        row["event_key"] = int(content_id(f"{identity}\x1f{number}")[:15], 16)
        row["record"] = _as_json(record) if number == 0 else None
        rows.append(row)
    return rows


def stage_records(source: Input) -> Iterator[Staged]:
    """The events and the other records of a file of JSON lines.

    Raises:
        WrongFormatError: If the first line is no JSON object.
        BrokenStreamError: If it cannot be read to its end, or holds nothing.
    """
    rows: list[dict[str, Any]] = []
    statements: list[dict[str, Any]] = []
    troubles: list[Trouble] = []
    n_lines = 0
    for n_lines, line in enumerate(_lines(source), start=1):
        if not line.strip():
            continue
        if n_lines == 1 and not line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
            raise WrongFormatError(
                f"this is no file of JSON lines: it looks like {looks_like(line)}",
                hint="expected one JSON object a line, as `detente code --format jsonl` prints",
            )
        try:
            record = _record(line)
            if record.get("kind") in _STATEMENTS:
                statements.append(_statement(record, n_lines))
            else:
                rows.extend(rows_of_event(record, line=n_lines))
        except (InputError, ValueError, TypeError, RecursionError) as fault:
            troubles.append((n_lines, RowReason.BAD_RECORD, str(fault).encode("utf-8", "replace").decode()))
        if len(rows) + len(statements) + len(troubles) >= _BATCH:
            yield _staged(rows, statements, troubles)
            rows, statements, troubles = [], [], []
    if not n_lines:
        raise BrokenStreamError(f"{source.name} holds nothing", RowReason.EMPTY)
    yield _staged(rows, statements, troubles)


def _staged(rows: list[dict[str, Any]], statements: list[dict[str, Any]], troubles: list[Trouble]) -> Staged:
    return Staged(
        pa.Table.from_pylist(rows, schema=STAGED_SCHEMA) if rows else None,
        troubles,
        statements=pa.Table.from_pylist(statements, schema=_STAGED_STATEMENT) if statements else None,
    )


def _lines(source: Input) -> Iterator[bytes]:
    rest, skipping = b"", False
    with source.open() as stream:
        while data := stream.read(_STEP):
            if skipping:
                _, end, data = data.partition(b"\n")
                skipping = not end
            *whole, rest = (rest + data).split(b"\n")
            yield from whole
            if len(rest) > _LONGEST:
                yield b"{ over 16 MiB: " + rest[:200]  # which is no record, and is refused
                rest, skipping = b"", True
    if rest:
        yield rest


def _record(line: bytes) -> dict[str, Any]:
    record = json.loads(line.decode("utf-8-sig"))
    if not isinstance(record, dict):
        raise InputError(f"no JSON object: {line[:80]!r}")
    if record.get("kind", "event") not in _STATEMENTS | {"event"}:
        raise InputError(f"no kind of record: {record.get('kind')!r}")
    return record


def _statement(record: dict[str, Any], line: int) -> dict[str, Any]:
    return {
        "kind": record["kind"],
        "document": _text(record, "document"),
        "record": _as_json(record),
        "line": line,
    }


def _as_json(record: dict[str, Any]) -> str:
    """The record as it is kept.

    Raises:
        ValueError: If it holds half a surrogate pair, or a number that JSON has not.
    """
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    text.encode()
    return text


def _side(name: str, actor: str | None) -> dict[str, Any]:
    state = None if actor is None else actor.partition(".")[0]
    known = read_actor_base().actors.get(state or "")
    country = (known.id if known.kind == "state" else known.country) if known else None
    return {name: country or None, f"{name}_code": actor, f"{name}_name": known.name if known else None}


def _day(edtf: str | None) -> Any:  # noqa: ANN401  a date or None
    if edtf is None:
        return None
    span = parse_edtf(edtf)
    return None if span.is_open or span.days > _MOST_DAYS else span.start


def _text(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{name} is {value!r}, not a text")
    return value or None


def _names(record: dict[str, Any], name: str) -> list[str]:
    value = record.get(name) or []
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
        raise InputError(f"{name} is {value!r}, not a list of texts")
    return value


def _number(record: dict[str, Any], name: str, filler: float) -> float:
    value = record.get(name)
    if value is None:
        return filler
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST:
        raise InputError(f"{name} is {value!r:.80}, not a number")
    return float(value)


def _quad_class(record: dict[str, Any], filler: int) -> int:
    value = record.get("quad_class") or filler
    if isinstance(value, bool) or value not in (1, 2, 3, 4):
        raise InputError(f"quad_class is {value!r:.80}, not 1 to 4")
    return int(value)
