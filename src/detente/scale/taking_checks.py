"""Whether a file is a coded shard that can be taken: a stranger may have made it, or a power cut ended it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente.core.dates import parse_edtf
from detente.core.errors import InputError
from detente.documents.signatures import similarity
from detente.exchange.nouns import RowReason
from detente.identity.likeness import read_likeness
from detente.ontology import read_ontology
from detente.scale.schema import CODED_SCHEMA, FACTS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BadShardError", "ShardFacts", "check_shard"]

_ROWS = 256
_MOST_BYTES = 512 << 20  # of so many rows in memory: real ones have some megabytes
_MOST_ROWS = 10_000_000
_THRIFT_BYTES, _THRIFT_ITEMS = 64 << 20, 1_000_000
_MOST_PARTIES = 300
_STATEMENTS = frozenset({"claim", "mechanism", "prediction", "question"})
_OPTIONAL = frozenset(
    {
        "document", "path", "title", "published", "published_rule", "url", "outlet", "language",
        "original_id", "signature", "n_characters", "n_sentences", "n_mentions", "events", "statements",
        "refused", "refused.start", "refused.stop", "reason", "stage", "detail", "events.mode", "events.date",
        "events.date_text", "events.place", "events.object", "events.project", "events.place_of",
    }
)  # fmt: skip


class BadShardError(InputError):
    """A file that is no coded shard, or a broken one.

    Attributes:
        reason: `RowReason` of the whole file.
    """

    def __init__(self, message: str, reason: RowReason) -> None:
        super().__init__(message, hint="code the files again: `detente code FILES --out DIR`")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ShardFacts:
    """What a shard is.

    Attributes:
        piece: What it was made from, as it says itself; else the file's name.
        made_of: Identity of the bytes it was made from, as it says; else empty.
        rows: Rows in it.
    """

    piece: str
    made_of: str
    rows: int


def check_shard(file: Path) -> ShardFacts:
    """Read a file to its end and see that every row can be used.

    Raises:
        BadShardError: If it cannot be read, has other columns, or holds what no coder writes.
    """
    try:
        with pq.ParquetFile(
            file, thrift_string_size_limit=_THRIFT_BYTES, thrift_container_size_limit=_THRIFT_ITEMS
        ) as parquet:
            if not parquet.schema_arrow.equals(CODED_SCHEMA):
                raise BadShardError(_explain_columns(parquet.schema_arrow), RowReason.WRONG_FORMAT)
            if parquet.metadata.num_rows > _MOST_ROWS:
                raise BadShardError(f"{parquet.metadata.num_rows:,} rows are too many", RowReason.TOO_LONG)
            done = 0
            for batch in parquet.iter_batches(batch_size=_ROWS):
                _check_batch(batch, done)
                done += batch.num_rows
            said = _said(parquet.metadata.metadata)
            return ShardFacts(_short(said.get("piece")) or file.name, _short(said.get("input")), done)
    except FileNotFoundError as fault:
        raise BadShardError("it is not there", RowReason.UNREADABLE) from fault
    except (pa.ArrowException, OSError, ValueError, MemoryError) as fault:
        if isinstance(fault, BadShardError):
            raise
        raise BadShardError(f"it cannot be read: {str(fault)[:200]}", RowReason.DAMAGED) from fault


def _explain_columns(schema: pa.Schema) -> str:
    for wanted in CODED_SCHEMA:
        at = schema.get_field_index(wanted.name)
        if at < 0:
            return f"no column {wanted.name!r}; it has {', '.join(schema.names[:10])}"
        if not schema.field(at).type.equals(wanted.type):
            kinds = [str(kind)[:120] for kind in (schema.field(at).type, wanted.type)]
            return f"column {wanted.name!r} is {kinds[0]}, not {kinds[1]}"
    more = [name for name in schema.names if name not in CODED_SCHEMA.names]
    return f"columns that no shard has: {', '.join(more[:5])}" if more else "its columns are in another order"


def _said(metadata: dict[bytes, bytes] | None) -> dict[str, Any]:
    """What a shard says of itself; nothing where that cannot be read."""
    with suppress(ValueError, RecursionError):
        said = json.loads((metadata or {}).get(FACTS, b"{}"))
        if isinstance(said, dict):
            return said
    return {}


def _short(text: object) -> str:
    return text[:500] if isinstance(text, str) and _is_text(text) else ""


def _check_batch(batch: pa.RecordBatch, done: int) -> None:
    if batch.nbytes > _MOST_BYTES:
        raise BadShardError(
            f"rows {done + 1} to {done + batch.num_rows} take {batch.nbytes >> 20} MiB", RowReason.TOO_LONG
        )
    batch.validate(full=True)
    try:
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            _check_nulls(name, column)
        _check_documents(batch)
        _check_events(batch.column("events").flatten())
        for text in batch.column("statements").flatten().to_pylist():
            _check_statement(text)
    except InputError as fault:
        where = f"rows {done + 1} to {done + batch.num_rows}"
        raise BadShardError(f"{where}: {fault.message}", RowReason.BAD_RECORD) from fault


def _check_nulls(path: str, column: pa.Array) -> None:
    if column.null_count and path not in _OPTIONAL:
        raise InputError(f"{path} is missing")
    if pa.types.is_list(column.type):
        _check_nulls(path, column.flatten()) if pa.types.is_struct(column.type.value_type) else _need(
            column.flatten().null_count == 0, f"{path} holds what is missing"
        )
    elif pa.types.is_struct(column.type):
        for place, field in enumerate(column.type):
            _check_nulls(f"{path}.{field.name}", column.field(place))


def _check_documents(batch: pa.RecordBatch) -> None:
    named, refused = (
        pc.not_equal(pc.fill_null(batch.column(name), ""), "") for name in ("document", "reason")
    )
    _need(pc.all(pc.or_(named, refused)), "neither a document nor a reason")
    told = pc.fill_null(pc.list_value_length(batch.column("events")), 0)
    _need(pc.all(pc.or_(pc.invert(refused), pc.equal(told, 0))), "events of a document that was refused")
    _check_dates(batch.column("published"))
    for signature in batch.column("signature").drop_null().to_pylist():
        similarity(signature, signature)


def _check_events(events: pa.StructArray) -> None:
    if not len(events):
        return
    _need_known("type", events.field("type"), read_ontology().types.keys() & read_likeness().types.keys())
    _need_known("status", events.field("status"), read_ontology().statuses)
    for name, low, high in (("quad_class", 1, 4), ("intensity", -10, 10), ("confidence", 0, 1)):
        column = events.field(name)
        fits = pc.and_(pc.greater_equal(column, low), pc.less_equal(column, high))  # NaN is neither
        _need(pc.all(fits), f"{name} is not from {low} to {high}")
    for name in ("source", "evidence"):
        _need(pc.all(pc.greater(pc.list_value_length(events.field(name)), 0)), f"an event without {name}")
    for name in ("source", "target", "persons"):
        _need(pc.all(pc.not_equal(events.field(name).flatten(), "")), f"{name} holds an empty name")
    _need(pc.all(pc.not_equal(events.field("id"), "")), "an event without identity")
    parties = [pc.list_value_length(events.field(name)) for name in ("source", "target")]
    _need(pc.all(pc.less_equal(pc.add(*parties), _MOST_PARTIES)), f"more than {_MOST_PARTIES} parties")
    _need(pc.all(pc.is_finite(events.field("amounts").flatten().field("value"))), "an amount is no number")
    _check_dates(events.field("date"))


def _need_known(name: str, column: pa.Array, known: Any) -> None:  # noqa: ANN401  names of any collection
    strange = [value for value in pc.unique(column).to_pylist() if value not in known]
    _need(not strange, f"{name} is {strange[:1]!r}")


def _check_dates(column: pa.Array) -> None:
    for edtf in pc.unique(column).drop_null().to_pylist():
        _parse(edtf)


@cache
def _parse(edtf: str) -> None:
    parse_edtf(edtf)


def _check_statement(text: str) -> None:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise InputError(f"a statement is no JSON: {text[:80]!r}") from fault
    if not isinstance(record, dict) or record.get("kind") not in _STATEMENTS:
        raise InputError(f"no statement: {text[:80]!r}")
    document = record.get("document")
    if not isinstance(document, str | None) or not _is_text(document or ""):
        raise InputError(f"a statement of no document: {text[:80]!r}")


def _is_text(text: str) -> bool:
    """Whether it can be kept: JSON may hold half a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _need(fits: Any, told: str) -> None:  # noqa: ANN401  a truth of Python or Arrow
    if not (fits if isinstance(fits, bool) else fits.as_py() is not False):
        raise InputError(told)
