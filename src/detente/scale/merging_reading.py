"""Rows of coded shards as tellings of events, and what of them goes into the store."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from detente.coding.event import Amount, Event, Trace
from detente.coding.interchange import record_of_event
from detente.core.spans import Span
from detente.identity.blocks import block_keys
from detente.identity.columns import build_columns
from detente.identity.mention import EventMention
from detente.identity.packing import pack_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from detente.identity.columns import Columns
    from detente.scale.merging_store import Store

__all__ = ["RefusedDocument", "Telling", "fill_store", "mentions_of_row", "read_rows", "telling_of"]

_ROWS = 256
_AT_ONCE = 5_000
_FLUSHES = 5  # between two settlings
_DATED_LAST = "~"  # after every date


@dataclass(frozen=True, slots=True)
class RefusedDocument:
    """An input that was refused as a whole, where it stands and why."""

    shard: int
    line: int
    file: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A telling as it is needed to unite it with others and to make rows of it.

    Attributes:
        mention: Without its passage, which was needed to compare it.
        record: Its record of the interchange.
        shard: Number of its shard.
        line: Row in that, from 1.
        file: Path or name of its document.
    """

    mention: EventMention
    record: dict[str, Any]
    shard: int
    line: int
    file: str


def read_rows(file: Path) -> Iterator[dict[str, Any]]:
    """The rows of a coded shard, some hundreds in memory at a time."""
    with pq.ParquetFile(file) as parquet:
        for batch in parquet.iter_batches(batch_size=_ROWS):
            yield from batch.to_pylist()


def mentions_of_row(row: dict[str, Any]) -> list[EventMention]:
    """The tellings in a row of `CODED_SCHEMA`, as `detente.identity.find_mentions` gave them."""
    return [
        EventMention(
            event=_event(told, row["document"]),
            outlet=row["outlet"] or "",
            published=row["published"],
            signature=row["signature"] or b"",
            passage=told["passage"],
            states=tuple((pair["actor"], pair["state"]) for pair in told["states"]),
            place_of=told["place_of"] or "",
        )
        for told in row["events"] or ()
    ]


def fill_store(
    store: Store,
    files: Sequence[Path],
    *,
    refuse: Callable[[RefusedDocument], None],
    settle: Callable[[], None],
    progress: Callable[[int], None],
) -> None:
    """Put what is told in coded shards into the store.

    Args:
        store: An empty one.
        files: The shards; of two copies of a document that differ in nothing the earlier counts.
        refuse: Called with what was refused.
        settle: Called after every part of many rows, which may then leave the memory.
        progress: Called with the number of shards read.
    """
    filling = _Filling(store, settle)
    for shard, file in enumerate(files):
        for line, row in enumerate(read_rows(file), start=1):
            if row["reason"]:
                where = row["path"] or row["name"]
                refuse(RefusedDocument(shard, line, where, row["reason"], row["detail"] or ""))
            else:
                filling.take(row, shard, line)
        progress(shard + 1)
    filling.flush()


def telling_of(row: dict[str, Any]) -> Telling:
    """The telling that a row of the store's questions ``batch`` and ``alone`` describes."""
    record = json.loads(row["record"])
    trace = record["trace"]
    told = record | {
        "coder": trace["coder"],
        "coder_version": trace["version"],
        "rules": trace["rule"],
        "evidence": [{**span, "stop": span["end"]} for span in record["evidence"]],
    }
    event = _event(told, row["document"])
    mention = EventMention(event, row["outlet"], row["published"], row["signature"], passage="")
    return Telling(mention, record, row["shard"], row["line"], row["file"])


_PLAIN = (
    "id", "type", "mode", "status", "asserted_by", "date", "date_text", "place", "object", "project",
    "intensity", "quad_class", "confidence",
)  # fmt: skip
_LISTS = ("contexts", "source", "target", "persons")


class _Filling:
    """Gathers what goes into the store; a class because it counts and holds rows."""

    def __init__(self, store: Store, settle: Callable[[], None]) -> None:
        self._store, self._settle = store, settle
        self._n_flushed = 0
        self._n_copies = self._n_tellings = 0
        self._copies: list[tuple[Any, ...]] = []
        self._mentions: list[tuple[int, EventMention, str]] = []
        self._said: list[tuple[int, str, str | None, str]] = []
        self._passed: list[tuple[int, str, int]] = []

    def take(self, row: dict[str, Any], shard: int, line: int) -> None:
        copy, self._n_copies = self._n_copies, self._n_copies + 1
        told: dict[str, EventMention] = {}
        for mention in mentions_of_row(row):
            known = told.setdefault(mention.id, mention)
            if known != mention:
                told[mention.id] = min(known, mention, key=repr)
        file = row["path"] or row["name"]
        outlet, signature = row["outlet"] or "", row["signature"] or b""
        rank = _rank(row, shard, line)
        self._copies.append(
            (copy, row["document"], rank, shard, line, file, outlet, row["published"], signature)
        )
        self._mentions += [(copy, mention, row["name"]) for mention in told.values()]
        for text in row["statements"] or ():
            record = json.loads(text)
            self._said.append((copy, record["kind"], record.get("document"), text))
        reasons = Counter(refusal["reason"] for refusal in row["refused"] or ())
        self._passed += [(copy, reason, amount) for reason, amount in reasons.items()]
        if len(self._mentions) + len(self._copies) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Put what was gathered into the store."""
        names = ("copy", "document", "rank", "shard", "line", "file", "outlet", "published", "signature")
        self._store.put("copies", _columns(names, self._copies))
        self._store.put("said", _columns(("copy", "kind", "document", "record"), self._said))
        self._store.put("passed_over", _columns(("copy", "reason", "amount"), self._passed))
        self._put_tellings()
        self._copies, self._mentions, self._said, self._passed = [], [], [], []
        self._n_flushed += 1
        if self._n_flushed % _FLUSHES == 0:
            self._settle()

    def _put_tellings(self) -> None:
        mentions = [mention for _, mention, _ in self._mentions]
        if not mentions:
            return
        columns = build_columns(mentions)
        first, self._n_tellings = self._n_tellings, self._n_tellings + len(mentions)
        texts = [
            json.dumps(record_of_event(mention.event, name), ensure_ascii=False)
            for _, mention, name in self._mentions
        ]
        tellings = {
            "n": range(first, self._n_tellings),
            "copy": [copy for copy, _, _ in self._mentions],
            "id": [mention.id for mention in mentions],
            "starts": columns.start,
            "stops": columns.stop,
            "columns": pack_columns(columns),
            "record": texts,
        }
        self._store.put("tellings", tellings)
        self._store.put("keys", _keys(mentions, columns, first))


def _keys(mentions: Sequence[EventMention], columns: Columns, first: int) -> dict[str, list[int]]:
    """The blocks that tellings stand in, with the days on which each looks for others there."""
    days = zip(columns.near_start.tolist(), columns.near_stop.tolist(), strict=True)
    rows: list[tuple[int, int, int, int, int]] = []
    for n, (mention, (start, stop)) in enumerate(zip(mentions, days, strict=True), first):
        near, recalled = block_keys(mention)
        if start < stop:
            rows += [(key, 0, n, start, stop) for key in near]
        rows += [(key, 1, n, 0, 1) for key in recalled]
    return _columns(("key", "kind", "n", "starts", "stops"), rows)


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _rank(row: dict[str, Any], shard: int, line: int) -> str:
    """Which copy of a document counts, whatever order they came in: the smallest.

    The one that says it was published earliest, before those that do not say when; with an outlet, before
    those without one; then by content.
    """
    content = hashlib.sha256(repr(row).encode()).hexdigest()
    return (
        f"{row['published'] or _DATED_LAST}\x1f{not row['outlet']:d}\x1f{content}\x1f{shard:08d}{line:012d}"
    )


def _event(told: dict[str, Any], document: str) -> Event:
    values: dict[str, Any] = {name: told[name] for name in _PLAIN}
    values |= {name: tuple(told[name]) for name in _LISTS}
    return Event(
        document=document,
        amounts=tuple(Amount(a["value"], a["unit"], a["text"]) for a in told["amounts"]),
        evidence=tuple(Span(s["start"], s["stop"], s["quote"]) for s in told["evidence"]),
        trace=Trace(told["coder"], told["coder_version"], tuple(told["rules"])),
        **values,
    )
