"""What `detente code` prints: interchange records in a stream."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.cli.options import Format
from detente.cli.output import csv_cell, json_line, print_rows
from detente.cli.rows import EVENT_SHOWN, event_row
from detente.coding import code_documents, records_of
from detente.coding.event import CodedDocument
from detente.core.rejections import REASONS, Rejection
from detente.documents import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detente.coding.llm import LlmCoder
    from detente.core.settings import Settings

__all__ = ["RECORD_COLUMNS", "StreamTally", "print_stream"]

_MOST_NAMED = 5
RECORD_COLUMNS = (
    "kind", "document", "id", "type", "mode", "contexts", "source", "target", "persons", "status",
    "asserted_by", "date", "date_text", "place", "object", "project", "amounts", "intensity", "quad_class",
    "confidence", "dyad", "domain", "claim", "tense", "modality", "name", "actors", "statement", "horizon",
    "horizon_text", "probability", "actor", "form", "rule", "reason", "stage", "detail", "start", "end",
    "quote",
)  # fmt: skip


@dataclass(slots=True)
class StreamTally:
    """What was printed, and what was refused.

    Attributes:
        coded: Documents coded.
        refused: Rejections by reason, printed or not.
        whole: The first few inputs of which nothing could be used, in words.
    """

    coded: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    whole: list[str] = field(default_factory=list)

    def note(self, item: CodedDocument | Rejection) -> None:
        """Count one more thing that came out of the coder."""
        if isinstance(item, CodedDocument):
            self.coded += 1
            self.refused.update(rejection.reason.value for rejection in item.rejections)
            return
        self.refused[item.reason.value] += 1
        if len(self.whole) < _MOST_NAMED:
            self.whole.append(f"{item.document}: {item.detail or REASONS[item.reason]}")


def print_stream(
    paths: Sequence[str],
    *,
    style: Format,
    settings: Settings,
    published: str | None,
    rejections: bool,
    llm: LlmCoder | None = None,
) -> StreamTally:
    """Code `paths` and print the records as they come, rejections among them if asked; the tally."""
    read = read_documents(paths, settings=settings, published=published)
    items = code_documents(read, settings=settings, llm=llm)
    if style is Format.TABLE:
        return _print_tables(items)
    writer = csv.writer(sys.stdout) if style is Format.CSV else None
    if writer is not None:
        writer.writerow(RECORD_COLUMNS)
    tally = StreamTally()
    for item in items:
        tally.note(item)
        for record in [item.to_json()] if isinstance(item, Rejection) else records_of(item):
            if record["kind"] == "rejection" and not rejections:
                continue
            if writer is None:
                sys.stdout.write(json_line(record) + "\n")
            else:
                row = _flat(record)
                writer.writerow([csv_cell(row.get(column)) for column in RECORD_COLUMNS])
        sys.stdout.flush()
    return tally


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its first evidence as ``start``, ``end`` and ``quote``."""
    evidence = record.get("evidence")
    return {**record, **evidence[0]} if evidence else record


def _print_tables(items: Iterator[CodedDocument | Rejection]) -> StreamTally:
    tally = StreamTally()
    for item in items:
        tally.note(item)
        if isinstance(item, Rejection):
            print_rows([item.to_json()], ("document", "reason", "detail"), style=Format.TABLE)
            continue
        name = item.document.name
        rows = [event_row(event, document=name) for event in item.events]
        title = (
            f"{name}: {len(rows)} events, {len(item.mentions)} mentions, {len(item.rejections)} rejections"
        )
        if not rows:
            sys.stdout.write(f"{title}\n")
        print_rows(rows, EVENT_SHOWN, style=Format.TABLE, title=title)
    return tally
