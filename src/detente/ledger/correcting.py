"""People's corrections in the record: kept for good, laid over what is read, found again after recoding."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from detente.coding.event import Event
from detente.coding.interchange import record_of_event
from detente.coding.statements import (
    Claim,
    MechanismStatement,
    Prediction,
    Question,
    record_of_claim,
    record_of_mechanism,
    record_of_prediction,
    record_of_question,
)
from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.core.identity import record_id
from detente.identity.verdicts import Verdict, settle_verdicts
from detente.ledger.corrections import VERDICTS, Correction, Effect, Record, change_record, check_changes
from detente.ledger.queries import query
from detente.ledger.reading import read_events
from detente.ledger.statements import read_statements

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Pairs = set[tuple[str, str]]

__all__ = [
    "apply_effects",
    "find_holding",
    "find_moment",
    "find_present_names",
    "make_corrections",
    "read_bonds",
    "read_corrections",
    "read_effects",
    "read_overrulings",
    "read_withdrawals",
    "withdraw_correction",
    "write_correction",
]

_T = TypeVar("_T", Event, Claim, MechanismStatement, Prediction, Question)
_OUTCOMES = ("fulfilled", "refuted", "overdue", "open")


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where a record stands, and what it was."""

    document: str
    start: int
    end: int
    quote: str
    record: dict[str, object]


def make_corrections(  # noqa: PLR0913  as `Ledger.correct` takes them
    connection: sqlite3.Connection,
    about: str,
    verdict: str,
    *,
    by: str,
    other: str,
    changes: Mapping[str, object] | None,
    note: str,
    at: str | None,
) -> list[Correction]:
    """The corrections that a person's word makes: one for each telling, where it is about a merged event.

    Raises:
        UnknownNameError: If there is no such record.
        UsageError: If the verdict does not fit the kind of record, or a change does not fit its field.
        InputError: If a join or split contradicts others.
    """
    kind, names = _resolve(connection, about)
    if verdict not in VERDICTS[kind]:
        raise UsageError(
            f"{verdict!r} cannot be said of a record of kind {kind!r}",
            hint=f"one of {', '.join(VERDICTS[kind])}",
        )
    if not by.strip():
        raise UsageError("a correction must say whose it is", hint="--by NAME")
    pairing = verdict in ("join", "split")
    if pairing != bool(other):
        raise UsageError(
            f"{verdict!r} takes {'another' if pairing else 'no other'} event", hint="join A B; split A B"
        )
    if (verdict == "edit") != bool(changes):
        raise UsageError("an edit, and nothing else, takes changes", hint="edit ID --set status=planned")
    told = check_changes(kind, changes) if changes else ()
    others = _other_of(connection, names, other, verdict=verdict) if pairing else [""]
    moment = at or find_moment(connection)
    out = []
    for name in names[:1] if pairing else names:
        record = _find_record(connection, kind, name)
        change_record(record, dict(told))  # refuses what cannot be
        place = _anchor_of(kind, record)
        for second in others:
            beside = _anchor_of(kind, _find_record(connection, kind, second)) if second else None
            out.append(
                Correction(
                    id=record_id("correction", name, verdict, second, json.dumps(told), by, moment),
                    about=name,
                    kind=kind,
                    verdict=verdict,
                    other=second,
                    changes=told,
                    note=note,
                    by=by.strip(),
                    at=moment,
                    document=place.document,
                    start=place.start,
                    end=place.end,
                    quote=place.quote,
                    record=place.record,
                    other_document=beside.document if beside else "",
                    other_start=beside.start if beside else 0,
                    other_end=beside.end if beside else 0,
                    other_record=beside.record if beside else None,
                )
            )
    if pairing:
        settle_verdicts([*_verdicts(connection), *(_verdict(c, c.about, c.other) for c in out)])
    return out


def find_moment(connection: sqlite3.Connection) -> str:
    """Now, in UTC; just behind what was said last where the clock was set back, so that the order stays."""
    now = datetime.now(UTC)
    (last,) = connection.execute(query("correct.last_moment")).fetchone()
    with suppress(TypeError, ValueError, OverflowError):  # none yet, or a time of the caller's own form
        now = max(now, datetime.fromisoformat(last) + timedelta(microseconds=1))
    return now.isoformat(timespec="microseconds")


def write_correction(connection: sqlite3.Connection, correction: Correction) -> None:
    """Put a correction into the record; one that is there already changes nothing."""
    connection.execute(
        query("correct.put"),
        (
            correction.id,
            correction.about,
            correction.kind,
            correction.verdict,
            correction.other,
            json.dumps(dict(correction.changes), ensure_ascii=False, sort_keys=True),
            correction.note,
            correction.by,
            correction.at,
            correction.document,
            correction.start,
            correction.end,
            correction.quote,
            json.dumps(correction.record, ensure_ascii=False, sort_keys=True),
            correction.other_document,
            correction.other_start,
            correction.other_end,
            json.dumps(correction.other_record, ensure_ascii=False, sort_keys=True),
        ),
    )


def read_corrections(connection: sqlite3.Connection, *, withdrawn: bool = False) -> list[Correction]:
    """The corrections that hold, oldest first; those that were taken back too if asked."""
    return [
        Correction(
            id=row[0],
            about=row[1],
            kind=row[2],
            verdict=row[3],
            other=row[4],
            changes=tuple(sorted((k, _frozen(v)) for k, v in json.loads(row[5]).items())),
            note=row[6],
            by=row[7],
            at=row[8],
            document=row[9],
            start=row[10],
            end=row[11],
            quote=row[12],
            record=json.loads(row[13]),
            other_document=row[14],
            other_start=row[15],
            other_end=row[16],
            other_record=json.loads(row[17]),
        )
        for row in connection.execute(query("correct.all" if withdrawn else "correct.holding"))
    ]


def find_holding(connection: sqlite3.Connection, ids: Iterable[str]) -> list[Correction]:
    """The corrections of these identities, if all of them hold.

    Raises:
        UnknownNameError: If there is none of an identity, or it was taken back already.
    """
    wanted = set(ids)
    found = [row for row in read_corrections(connection) if row.id in wanted]
    missing = sorted(wanted - {row.id for row in found})
    if missing or not wanted:
        what = repr(missing[0]) if missing else "no name"
        raise UnknownNameError(
            f"no correction {what} holds", hint="it was taken back already, or `detente corrections` lists it"
        )
    return found


def withdraw_correction(connection: sqlite3.Connection, correction: Correction, *, by: str, at: str) -> None:
    """Note that a correction holds no longer."""
    connection.execute(query("correct.withdraw"), {"correction": correction.id, "by": by, "at": at})


def read_withdrawals(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Correction that was taken back to who did it and when."""
    return {row[0]: (row[1], row[2]) for row in connection.execute(query("correct.withdrawals"))}


def find_present_names(connection: sqlite3.Connection, correction: Correction) -> list[str]:
    """How the tellings that a correction is about are called now."""
    names = [_present_name(connection, correction)]
    if correction.other:
        names.append(_present_name(connection, correction, other=True))
    return [name for name in names if name is not None]


def read_effects(connection: sqlite3.Connection) -> dict[str, Effect]:
    """What the corrections make of the records as they are now called, by identity."""
    effects: dict[str, Effect] = {}
    for correction in read_corrections(connection):
        if correction.verdict not in ("right", "wrong", "edit"):
            continue
        name = _present_name(connection, correction)
        if name is None:
            continue
        before = effects.get(name, Effect())
        changes = dict(before.changes) | dict(correction.changes)
        effects[name] = Effect(
            wrong=correction.verdict == "wrong",
            right=correction.verdict == "right",
            changes=tuple(sorted(changes.items())),
        )
    return effects


def apply_effects(records: Iterable[_T], effects: Mapping[str, Effect]) -> Iterator[_T]:
    """The records as corrected, without those that were struck out."""
    for record in records:
        effect = effects.get(record.id)
        if effect is None:
            yield record
        elif not effect.wrong:
            yield change_record(record, dict(effect.changes)) if effect.changes else record


def read_bonds(connection: sqlite3.Connection) -> tuple[Pairs, Pairs]:
    """The pairs of tellings that people joined, and those they keep apart.

    Words that contradict others since tellings were coded anew are passed over, the oldest first.
    """
    verdicts = _verdicts(connection)
    while True:
        try:
            return settle_verdicts(verdicts)
        except InputError:
            verdicts = verdicts[1:]


def read_overrulings(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Prediction to the outcome that a person gave it, and the person; the latest holds."""
    out = {}
    for correction in read_corrections(connection):
        if correction.verdict in _OUTCOMES:
            name = _present_name(connection, correction)
            if name is not None:
                out[name] = (correction.verdict, correction.by)
    return out


def _verdicts(connection: sqlite3.Connection) -> list[Verdict]:
    out = []
    for correction in read_corrections(connection):
        if correction.verdict in ("join", "split"):
            first = _present_name(connection, correction)
            second = _present_name(connection, correction, other=True)
            if first is not None and second is not None and first != second:
                out.append(_verdict(correction, first, second))
    return out


def _verdict(correction: Correction, first: str, second: str) -> Verdict:
    return Verdict(first, second, correction.verdict == "join", correction.by, correction.at)


def _resolve(connection: sqlite3.Connection, name: str) -> tuple[str, list[str]]:
    """The kind of a record, and the identities meant: of a merged event its tellings."""
    row = connection.execute(query("correct.kind_of"), {"id": name}).fetchone()
    if row is None:
        raise UnknownNameError(
            f"the ledger has no record {name!r}",
            hint="identities stand in `--format csv` and `--format jsonl`",
        )
    if row[0] != "merged":
        return row[0], [name]
    listed = connection.execute(query("merged.mentions"), {"ids": json.dumps([name])})
    return "event", [mention for _, mention in listed]


def _other_of(connection: sqlite3.Connection, names: list[str], other: str, *, verdict: str) -> list[str]:
    kind, others = _resolve(connection, other)
    others = [name for name in others if name not in names]
    if kind != "event" or not others:
        raise UsageError(f"{other!r} is not another event", hint=f"{verdict} takes two different events")
    return [*names[1:], *others] if verdict == "join" else others


def _find_record(connection: sqlite3.Connection, kind: str, name: str) -> Record:
    ids = {"ids": json.dumps([name])}
    found: Iterator[Record] = (
        read_events(connection, ids) if kind == "event" else read_statements(connection, ids)
    )
    return next(found)


def _anchor_of(kind: str, record: Any) -> _Anchor:  # noqa: ANN401  any of the nouns
    makers: dict[str, Callable[[Any, str], dict[str, object]]] = {
        "event": record_of_event,
        "claim": record_of_claim,
        "mechanism": record_of_mechanism,
        "prediction": record_of_prediction,
        "question": record_of_question,
    }
    span = record.evidence[0]
    return _Anchor(record.document, span.start, span.end, span.quote, makers[kind](record, record.document))


def _present_name(
    connection: sqlite3.Connection, correction: Correction, *, other: bool = False
) -> str | None:
    """How the record that a correction is about is called now; None while there is none like it."""
    name = correction.other if other else correction.about
    known = "correct.is_event" if correction.kind == "event" else "correct.is_statement"
    if connection.execute(query(known), {"id": name}).fetchone()[0]:
        return name
    document = correction.other_document if other else correction.document
    start, end = (
        (correction.other_start, correction.other_end) if other else (correction.start, correction.end)
    )
    was = correction.other_record if other else correction.record
    return _find_alike(connection, correction.kind, document, span=(start, end), was=was or {})


def _find_alike(
    connection: sqlite3.Connection, kind: str, document: str, *, span: tuple[int, int], was: Mapping[str, Any]
) -> str | None:
    """The record of this kind in the same place that says most nearly the same, after a new coding."""
    filters = {"document": document}
    found: Iterator[Any] = (
        read_events(connection, filters)
        if kind == "event"
        else read_statements(connection, {**filters, "kind": kind})
    )
    best: tuple[int, int, str] | None = None
    for record in found:
        common = max(min(span[1], e.end) - max(span[0], e.start) for e in record.evidence)
        alike = _count_alike(kind, record, was)
        if common > 0 and alike:
            rank = (-alike, -common, record.id)
            best = rank if best is None else min(best, rank)
    return best[2] if best else None


def _count_alike(kind: str, record: Any, was: Mapping[str, Any]) -> int:  # noqa: ANN401  any of the nouns
    """How many of the things that make a record are as they were."""
    fields = {
        "event": ("type", "source", "target", "status"),
        "claim": ("dyad", "claim", "domain"),
        "mechanism": ("name", "actors"),
        "prediction": ("statement", "actors"),
        "question": ("text", "dyads"),
    }[kind]
    return sum(_plain(getattr(record, field)) == _plain(was.get(field)) for field in fields)


def _plain(value: object) -> object:
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
