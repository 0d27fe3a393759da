"""One merged event as it is shown: who tells it, where they differ, why they were joined."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from detente.cli.options import Format
from detente.cli.output import plain, print_rows
from detente.cli.rows import event_row
from detente.cli.statement_rows import event_words, library_of
from detente.coding import record_of_event
from detente.coding.event import Amount

if TYPE_CHECKING:
    from detente.cli.output import Row
    from detente.cli.statement_rows import Library
    from detente.coding.event import Event
    from detente.identity import Join, MergedEvent, Version
    from detente.ledger import Ledger

__all__ = ["print_tellings"]

_TELLING = ("id", "document", "outlet", "published", "date", "date_text", "status", "asserted_by", "quote")
_TELLING_SHOWN = ("id", "document", "outlet", "published", "date", "status", "quote")


def print_tellings(ledger: Ledger, name: str, *, style: Format) -> None:
    """Print the event with this identity, or told by the mention with it.

    JSON lines: one object with tellings, versions and joins. CSV: the tellings alone.

    Raises:
        UnknownNameError: If there is none.
    """
    merged = ledger.merged_event(name)
    tellings = ledger.tellings(merged.mentions)
    library = library_of(ledger)
    if style is Format.JSONL:
        print_rows([_whole(merged, tellings, library)], (), style=style)
        return
    rows = [_telling_row(event, library) for event in tellings]
    if style is Format.CSV:
        print_rows(rows, _TELLING, style=style)
        return
    sys.stdout.write(f"{plain(_heading(merged))}\n")
    print_rows(rows, _TELLING_SHOWN, style=style, title="Told by")
    versions = [_version_row(version) for version in merged.versions]
    print_rows(versions, ("field", "told_as", "by"), style=style, title="Where they differ")
    joins = [_join_row(join) for join in merged.joins]
    columns = ("first", "second", "probability", "linkage", "by", "reasons")
    print_rows(joins, columns, style=style, title="Why they were joined")


def _heading(merged: MergedEvent) -> str:
    outlets = f" ({', '.join(merged.outlets)})" if merged.outlets else ""
    return (
        f"{event_words(merged)} {merged.status}; told {len(merged.mentions)} times in {merged.n_documents} "
        f"documents; independent outlets: {merged.n_outlets}{outlets}; confidence {merged.confidence:.2f}"
    )


def _telling_row(event: Event, library: Library) -> Row:
    return {
        **event_row(event, document=library.names[event.document]),
        "outlet": library.outlets[event.document],
        "published": library.published[event.document],
        "date_text": event.date_text,
    }


def _version_row(version: Version) -> Row:
    return {"field": version.field, "told_as": _value_words(version.value), "by": list(version.mentions)}


def _value_words(value: object) -> str:
    """A value of an event's field in words.

    >>> _value_words(("PAK", "RUS")), _value_words(None)
    ('PAK, RUS', 'not told')
    """
    if value is None or value in ((), []):
        return "not told"
    if isinstance(value, list | tuple):
        return ", ".join(_value_words(part) for part in value)
    return value.text if isinstance(value, Amount) else str(value)


def _join_row(join: Join) -> Row:
    return {
        "first": join.first,
        "second": join.second,
        "probability": join.probability,
        "linkage": join.linkage,
        "by": join.by,
        "reasons": [f"{reason.name.replace('_', ' ')} {reason.weight:+.1f}" for reason in join.reasons],
    }


def _whole(merged: MergedEvent, tellings: tuple[Event, ...], library: Library) -> dict[str, Any]:
    return {
        "kind": "merged",
        **asdict(merged),
        "tellings": [
            {
                **record_of_event(event, library.names[event.document]),
                "outlet": library.outlets[event.document],
                "published": library.published[event.document],
            }
            for event in tellings
        ],
    }
