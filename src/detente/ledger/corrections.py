"""People's corrections: the noun, and what may be changed in which kind of record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from detente.coding.event import Event
from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
from detente.core.dates import parse_edtf
from detente.core.errors import UsageError
from detente.ontology import find_type, intensity_of, quad_class_of, read_ontology, status_moves

__all__ = ["EDITABLE", "VERDICTS", "Correction", "Effect", "change_record", "check_changes"]

Record = Event | Claim | MechanismStatement | Prediction | Question

_ANY = ("right", "wrong", "edit")
VERDICTS: dict[str, tuple[str, ...]] = {
    "event": (*_ANY, "join", "split"),
    "claim": _ANY,
    "mechanism": _ANY,
    "prediction": (*_ANY, "fulfilled", "refuted", "overdue", "open"),
    "question": _ANY,
}
"""What may be said of each kind of record."""

_DOMAINS = ("overall", "military", "economic", "energy", "diplomatic", "security")
_CLAIMS = ("warming", "cooling", "close", "hostile", "distant", "stable", "dependent", "rivalry")
_TENSES = ("past", "present", "future")
_MODALITIES = ("asserted", "predicted", "possible", "questioned", "denied")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of a record. It is kept when the record is coded anew, and found its place again.

    Attributes:
        id: Stable identity: the same said twice is one correction.
        about: Identity of the record as it was called then: an event's telling or a statement.
        kind: ``event claim mechanism prediction question``.
        verdict: ``right wrong edit``, of events ``join split``, of predictions ``fulfilled refuted overdue
            open``.
        other: Of join and split: the other telling; else empty.
        changes: Of an edit: field and new value, sorted by field.
        note: In the person's words.
        by: Who.
        at: When, UTC, ISO 8601; of several the latest holds.
        document: Identity of the document in which the record stood.
        start: First offset of its best evidence.
        end: Offset after the last.
        quote: The words there.
        record: The record as it was, in interchange form.
        other_document: The same of the other telling.
        other_start: First offset of its best evidence.
        other_end: Offset after the last.
        other_record: In interchange form.
    """

    id: str
    about: str
    kind: str
    verdict: str
    other: str
    changes: tuple[tuple[str, object], ...]
    note: str
    by: str
    at: str
    document: str
    start: int
    end: int
    quote: str
    record: Mapping[str, Any]
    other_document: str = ""
    other_start: int = 0
    other_end: int = 0
    other_record: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What corrections make of one record: struck out, confirmed, or changed."""

    wrong: bool = False
    right: bool = False
    changes: tuple[tuple[str, object], ...] = ()


def _one_of(*known: str) -> Callable[[object], object]:
    def check(value: object) -> object:
        if value not in known:
            raise UsageError(
                f"{value!r} is not one of {', '.join(known)}", hint="these are the words of the ontology"
            )
        return value

    return check


def _names(value: object) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    return tuple(sorted({str(part).strip() for part in parts if str(part).strip()}))


def _pair(value: object) -> tuple[str, ...]:
    names = _names(value)
    if len(names) != 2:
        raise UsageError(f"{value!r} is no dyad", hint="two identities: RUS,PAK")
    return names


def _words(value: object) -> object:
    return None if value in (None, "") else str(value)


def _text(value: object) -> object:
    if value in (None, ""):
        raise UsageError("this field cannot be empty", hint="strike the record out with `wrong` instead")
    return str(value)


def _date(value: object) -> object:
    return None if value in (None, "") else parse_edtf(str(value)).edtf


def _share(value: object) -> object:
    if value in (None, ""):
        return None
    try:
        share = float(str(value))
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(f"{value!r} is no probability", hint="a number from 0 to 1")
    return share


def _type(value: object) -> object:
    return find_type(str(value)).name


def _status(value: object) -> object:
    status_moves(str(value))
    return str(value)


def _mechanism(value: object) -> object:
    return _one_of(*read_ontology().mechanisms)(value)


EDITABLE: dict[str, dict[str, Callable[[object], object]]] = {
    "event": {
        "type": _type,
        "mode": _words,
        "contexts": _names,
        "source": _names,
        "target": _names,
        "status": _status,
        "asserted_by": _text,
        "date": _date,
        "place": _words,
        "object": _words,
        "project": _words,
    },
    "claim": {
        "dyad": _pair,
        "domain": _one_of(*_DOMAINS),
        "claim": _one_of(*_CLAIMS),
        "tense": _one_of(*_TENSES),
        "modality": _one_of(*_MODALITIES),
        "asserted_by": _text,
    },
    "mechanism": {
        "name": _mechanism,
        "actors": _names,
        "statement": _text,
        "tense": _one_of(*_TENSES),
        "modality": _one_of(*_MODALITIES),
        "asserted_by": _text,
    },
    "prediction": {
        "statement": _text,
        "actors": _names,
        "modality": _one_of("planned", "predicted", "possible"),
        "probability": _share,
        "horizon": _date,
        "asserted_by": _text,
    },
    "question": {"text": _text, "tense": _one_of(*_TENSES), "asserted_by": _text},
}
"""Which fields a person may change in each kind of record, and how a value is read."""


def check_changes(kind: str, changes: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """The changes with their values as the nouns have them, sorted by field.

    Raises:
        UsageError: If there are none, a field cannot be changed, or a value does not fit.
        UnknownNameError: If a type, mode, status or mechanism is unknown.
    """
    readers = EDITABLE[kind]
    unknown = sorted(set(changes) - set(readers))
    if unknown or not changes:
        what = f"{', '.join(unknown[:5])} cannot be changed" if unknown else "nothing to change"
        raise UsageError(f"{what} in a record of kind {kind!r}", hint=f"fields: {', '.join(readers)}")
    return tuple((field, readers[field](value)) for field, value in sorted(changes.items()))


def change_record(record: Any, changes: Mapping[str, object]) -> Any:  # noqa: ANN401  any of the nouns
    """A record with some fields changed, and what follows from them.

    Raises:
        UnknownNameError: If an event's mode is not one of its type.
    """
    values = {field: tuple(v) if isinstance(v, list) else v for field, v in changes.items()}
    changed = replace(record, **values)
    if not isinstance(changed, Event):
        return changed
    if "type" in values and "mode" not in values and changed.type != record.type:
        changed = replace(changed, mode=None)
    return replace(
        changed,
        intensity=intensity_of(changed.type, changed.mode),
        quad_class=quad_class_of(changed.type),
    )
