"""Merged events as imported rows, written as they come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from detente.core.dates import parse_edtf
from detente.core.identity import content_id
from detente.exchange.nouns import ImportedFile, RowReason
from detente.exchange.records import rows_of_event
from detente.exchange.schema import IMPORTED_SCHEMA, REJECTED_SCHEMA, STATEMENT_SCHEMA
from detente.exchange.shards import ShardWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from detente.exchange.shards import Shard
    from detente.identity.merged import MergedEvent
    from detente.scale.merging_reading import RefusedDocument, Telling

__all__ = ["FORM", "RowWriter", "rows_of_merged"]

FORM = "shards"
"""The format under which rows made of coded shards lie in the lake."""

_AT_ONCE = 5_000
_SHARD_BYTES = 96 << 20  # in memory, before it is written
_SCHEMAS = {"rows": IMPORTED_SCHEMA, "statements": STATEMENT_SCHEMA, "rejections": REJECTED_SCHEMA}


def rows_of_merged(
    event: MergedEvent, tellings: Sequence[Telling], *, inputs: Sequence[str]
) -> list[dict[str, Any]]:
    """The imported rows of an event: of the telling of the smallest identity as it counts, of others as told.

    Args:
        event: The event.
        tellings: Its tellings, by identity.
        inputs: Identity of each shard.
    """
    rows = []
    keys: dict[frozenset[str | None], tuple[int, str]] = {}
    for number, telling in enumerate(tellings):
        record = telling.record if number else _merged_record(event, telling)
        for row in rows_of_event(record, form=FORM, line=telling.line):
            sides = frozenset((row["source_code"], row["target_code"]))
            if not number:
                keys[sides] = row["event_key"], row["source_code"]
                row |= {"role": "event", "n_sources": event.n_outlets, "n_mentions": len(event.mentions)}
            else:
                row |= {"role": "repeat", "n_mentions": 1}
                row["event_key"], first = keys.get(sides) or (_key(event.id, sides), row["source_code"])
                row["flipped"] = first != row["source_code"]
            rows.append(row | _told(telling, inputs))
    return rows


def _merged_record(event: MergedEvent, telling: Telling) -> dict[str, Any]:
    """The interchange record of an event, with the evidence and the trace of its first telling."""
    return {
        "kind": "event",
        "document": telling.record["document"],
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "contexts": list(event.contexts),
        "source": list(event.source),
        "target": list(event.target),
        "persons": event.persons,
        "status": event.status,
        "asserted_by": event.asserted_by,
        "date": event.date,
        "place": event.place,
        "object": event.object,
        "project": event.project,
        "amounts": [{"value": a.value, "unit": a.unit, "text": a.text} for a in event.amounts],
        "intensity": event.intensity,
        "quad_class": event.quad_class,
        "confidence": event.confidence,
        "n_outlets": event.n_outlets,
        "n_documents": event.n_documents,
        "outlets": event.outlets,
        "mentions": event.mentions,
        "joins": [
            {"first": j.first, "second": j.second, "probability": j.probability, "linkage": j.linkage}
            for j in event.joins
        ],
        "evidence": telling.record["evidence"],
        "trace": telling.record["trace"],
    }


def _told(telling: Telling, inputs: Sequence[str]) -> dict[str, Any]:
    mention = telling.mention
    return {
        "story": mention.event.document,
        "reported": _day(mention.published),
        "publisher": mention.outlet or None,
        "sentence": mention.event.evidence[0].quote,
        "faults": [],
        "input": inputs[telling.shard],
        "file": telling.file,
    }


@lru_cache(maxsize=1 << 16)
def _day(edtf: str | None) -> date | None:
    span = parse_edtf(edtf) if edtf else None
    return span.start if span and not span.is_open and span.days == 1 else None


def _key(identity: str, sides: frozenset[str | None]) -> int:
    return int(content_id("\x1f".join([identity, *sorted(filter(None, sides))]))[:15], 16)


@dataclass(slots=True)
class RowWriter:
    """Writes rows, statements and rejections as shards, and counts them by the shard they come from.

    A class because it holds rows.

    Attributes:
        folder: Of the lake's ``shards``.
        inputs: Identity of each coded shard.
        shards: Written so far.
        counts: Rows by the number of the coded shard and ``event``, ``repeat``, ``statement`` or a reason of
            refusal.
        n_events: Merged events.
    """

    folder: Path
    inputs: Sequence[str]
    shards: list[Shard] = field(default_factory=list)
    counts: Counter[tuple[int, str]] = field(default_factory=Counter)
    n_events: int = 0
    _writers: dict[str, ShardWriter] = field(default_factory=dict)
    _n_bytes: Counter[str] = field(default_factory=Counter)
    _waiting: list[dict[str, Any]] = field(default_factory=list)
    _refused: list[dict[str, Any]] = field(default_factory=list)

    def put_event(self, event: MergedEvent, tellings: Sequence[Telling]) -> None:
        """Write an event and its tellings."""
        rows = rows_of_merged(event, tellings, inputs=self.inputs)
        self.n_events += 1
        places = {self.inputs[telling.shard]: telling.shard for telling in tellings}
        self.counts.update((places[row["input"]], row["role"]) for row in rows)
        self._waiting += rows
        if len(self._waiting) >= _AT_ONCE:
            self._put_waiting()

    def put_statements(self, batch: pa.RecordBatch) -> None:
        """Write records that are no events."""
        rows = [
            {"input": self.inputs[row["shard"]], **{name: row[name] for name in _SAID}}
            for row in batch.to_pylist()
        ]
        self.counts.update((shard, "statement") for shard in batch.column("shard").to_pylist())
        self._put("statements", pa.Table.from_pylist(rows, schema=STATEMENT_SCHEMA))

    def put_refused(self, one: RefusedDocument) -> None:
        """Write what was refused as a whole."""
        known = one.reason in RowReason.__members__
        row = {
            "file": one.file,
            "line": one.line,
            "reason": one.reason if known else RowReason.BAD_RECORD.value,
            "detail": one.detail if known else f"{one.reason}: {one.detail}",
            "input": self.inputs[one.shard],
        }
        self.counts[one.shard, str(row["reason"])] += 1
        self._refused.append(row)
        if len(self._refused) >= _AT_ONCE:
            self._put_waiting()

    def close(self) -> list[Shard]:
        """Write what is left; all shards."""
        self._put_waiting()
        for part in self._writers:
            self._write(part)
        return self.shards

    def sum_up(self) -> dict[str, Any]:
        """Statements, and reasons for which documents were refused, with how many."""
        refusals: Counter[str] = Counter()
        statements = 0
        for (_, what), amount in self.counts.items():
            if what.isupper():
                refusals[what] += amount
            statements += amount * (what == "statement")
        return {"statements": statements, "refusals": dict(sorted(refusals.items()))}

    def list_files(self, names: Mapping[str, str]) -> Iterator[ImportedFile]:
        """What became of each coded shard, by the names that people know them by."""
        of_shard: dict[int, dict[str, int]] = {}
        for (shard, what), amount in self.counts.items():
            of_shard.setdefault(shard, {})[what] = amount
        for shard, identity in enumerate(self.inputs):
            counts = of_shard.get(shard, {})
            reasons = {what: amount for what, amount in sorted(counts.items()) if what.isupper()}
            events, repeats, rejected = counts.get("event", 0), counts.get("repeat", 0), sum(reasons.values())
            yield ImportedFile(
                file=names.get(identity, f"{identity}.parquet"),
                input=identity,
                content=identity,
                format=FORM,
                rows=events + repeats + rejected,
                events=events,
                mirrors=0,
                repeats=repeats,
                faulty=0,
                rejected=rejected,
                statements=counts.get("statement", 0),
                reasons=reasons,
            )

    def _put_waiting(self) -> None:
        self._put("rows", pa.Table.from_pylist(self._waiting, schema=IMPORTED_SCHEMA))
        self._put("rejections", pa.Table.from_pylist(self._refused, schema=REJECTED_SCHEMA))
        self._waiting, self._refused = [], []

    def _put(self, part: str, table: pa.Table) -> None:
        if part not in self._writers:
            self._writers[part] = ShardWriter(self.folder, part, _SCHEMAS[part])
        self._writers[part].add(table)
        self._n_bytes[part] += table.nbytes
        if self._n_bytes[part] >= _SHARD_BYTES:
            self._write(part)

    def _write(self, part: str) -> None:
        # The manifest names no inputs of theirs: an event's rows come from everywhere, and are made together.
        self.shards += [replace(shard, inputs=()) for shard in self._writers[part].write()]
        self._n_bytes[part] = 0


_SAID = ("kind", "document", "record", "file", "line")
