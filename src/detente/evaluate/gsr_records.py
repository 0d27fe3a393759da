"""Reading PLOVER gold standard records: one text each, with source, target and type of the event in it.

The files are JSON by hand: comments, trailing commas and stray characters are borne with; records that
document the file are left out. Their type names are those of before 2017, their codes CAMEO-like.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from detente.actors import read_actor_base
from detente.core.errors import InputError
from detente.ontology import read_ontology

__all__ = ["OLDER_TYPES", "GsrFile", "GsrParty", "GsrRecord", "read_gsr"]

OLDER_TYPES: Mapping[str, str] = {
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "FIGHT": "ASSAULT",
    "INVESTIGATE": "ACCUSE",
}
"""Type names of before 2017 that occur, by what they mean today; all others have kept their name."""

_WRONG_STATES: Mapping[str, str] = {
    "BUR": "MMR",
    "GER": "DEU",
    "ITL": "ITA",
    "JAP": "JPN",
    "KSV": "XKX",
    "PAL": "PSE",
    "ROM": "ROU",
    "SIN": "SGP",
    "TMP": "TLS",
    "VTN": "VNM",
    "ZAR": "COD",
}
_KINDS: Mapping[str, frozenset[str]] = {
    "IGO": frozenset(("igo", "bloc")),
    "IMG": frozenset(("armed_group",)),
    "MNC": frozenset(("company",)),
    "NGO": frozenset(("ngo",)),
}
_NOT_RECORDS = frozenset(("DOCUMENT",))
# A string, or a comment to the end of the line, or one in marks, or a comma before a closing bracket.
_QUIRK = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|(?<=\n)\s*#[^\n]*|/\*.*?\*/|,(?=\s*[\]}])', re.DOTALL)


@dataclass(frozen=True, slots=True)
class GsrParty:
    """An actor of a record.

    Attributes:
        text: The words of the text that name it.
        state: ISO 3166 alpha-3 of its state; empty for what belongs to none.
        kinds: Kinds of actor that its code stands for, where it has no state.
        actor: Identity of the actor of that name in the actor base, or empty.
    """

    text: str
    state: str
    kinds: frozenset[str]
    actor: str


@dataclass(frozen=True, slots=True)
class GsrRecord:
    """A text and the event it tells.

    Attributes:
        id: As in the file.
        text: The sentence or sentences.
        published: EDTF date taken for that of publication, or None.
        type: PLOVER type of today.
        source: Actors that act; all parties if the event is symmetric. Empty if the record gives none.
        target: Actors acted upon; empty if the record gives none.
    """

    id: str
    text: str
    published: str | None
    type: str
    source: tuple[GsrParty, ...]
    target: tuple[GsrParty, ...]

    @property
    def is_symmetric(self) -> bool:
        """Whether all parties stand as sources."""
        return len(self.source) > 1 and not self.target


@dataclass(frozen=True, slots=True)
class GsrFile:
    """The records of a file, and how many entries of it are none."""

    records: tuple[GsrRecord, ...]
    n_skipped: int


def read_gsr(path: str | Path) -> GsrFile:
    """The records of a file.

    Raises:
        InputError: If the file cannot be read, holds no record, or one of an unknown type.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig", errors="replace")
    except OSError as fault:
        raise InputError(
            f"{str(path)!r} cannot be read: {fault}", hint="give a file of PLOVER records in JSON"
        ) from fault
    entries = _parse(text, str(path))
    wanted = [entry for entry in entries if entry.get("event") not in _NOT_RECORDS and entry.get("text")]
    if not wanted:
        raise InputError(f"no records in {str(path)!r}", hint="a record has event, text, source and target")
    records = tuple(_read_record(entry, f"{str(path)!r}, record {entry.get('id')!r}") for entry in wanted)
    return GsrFile(records, len(entries) - len(wanted))


def _parse(text: str, path: str) -> list[Mapping[str, Any]]:
    for form in (text, _mend(text)):
        try:
            found = json.loads(form, strict=False)
        except json.JSONDecodeError as fault:
            last = fault
            continue
        entries = found if isinstance(found, list) else [found]
        if all(isinstance(entry, dict) for entry in entries):
            return entries
        raise InputError(f"{path!r} does not hold records", hint="a record is a JSON object")
    raise InputError(f"{path!r} is not JSON: {last}", hint="comments and trailing commas are borne with")


def _mend(text: str) -> str:
    """Without comments and trailing commas.

    >>> _mend('[{"a": "//", }, /* no */]')
    '[{"a": "//" } ]'
    """
    bare = _QUIRK.sub(lambda match: match[0] if match[0][0] in '",' else "", text)
    return _QUIRK.sub(lambda match: match[0] if match[0][0] == '"' else "", bare)


def _read_record(entry: Mapping[str, Any], where: str) -> GsrRecord:
    told = str(entry.get("event") or "").strip().upper()
    kind = OLDER_TYPES.get(told, told)
    if kind not in read_ontology().types:
        raise InputError(
            f"{where}: unknown event {entry.get('event')!r}", hint="as in detente explain SANCTION"
        )
    return GsrRecord(
        str(entry.get("id") or ""),
        " ".join(str(entry["text"]).split()),
        str(entry["date"]) if entry.get("date") else None,
        kind,
        _read_parties(entry.get("source")),
        _read_parties(entry.get("target")),
    )


def _read_parties(listed: object) -> tuple[GsrParty, ...]:
    """The actors of a role; what is not a list of them names none."""
    if not isinstance(listed, Iterable) or isinstance(listed, str | Mapping):
        return ()
    return tuple(
        _read_party(str(entry.get("actorText") or ""), str(entry.get("code") or "").strip().upper())
        for entry in listed
        if isinstance(entry, Mapping)
    )


def _read_party(text: str, code: str) -> GsrParty:
    base = read_actor_base()
    named = _named().get(text.casefold().removeprefix("the ").strip(), "")
    if named and base.actors[named].kind == "person":  # who speaks for a body is coded as the body
        named = base.actors[named].country
    if code in _KINDS:
        return GsrParty(text, "", _KINDS[code], named)
    for state in (code, _WRONG_STATES.get(code, "")):
        found = base.actors.get(state)
        if found is not None and found.kind == "state":
            return GsrParty(text, state, frozenset(), named)
    return GsrParty(text, base.actors[named].country if named in base.actors else "", frozenset(), named)


@cache
def _named() -> dict[str, str]:
    """Actors by every way of writing them that needs no context."""
    base = read_actor_base()
    forms = (form for form in base.forms if form.actor in base.actors and not form.guard)
    return {form.text.casefold(): form.actor for form in forms}
