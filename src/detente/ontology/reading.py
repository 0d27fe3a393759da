"""From the data files to one `Ontology`, read once and checked as it is read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from detente.core.errors import DamagedDataError
from detente.core.provenance import data_folder
from detente.ontology.terms import (
    CameoCode,
    ClaimKind,
    Context,
    Conversion,
    EventType,
    Mechanism,
    Mode,
    QuadClass,
    Sector,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Ontology", "read_ontology"]

Key = TypeVar("Key")
Noun = TypeVar("Noun")
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Every term of the field, by name. The maps cannot be written to.

    Attributes:
        types: Event types.
        modes: By ``(type, mode)``.
        contexts: Contexts.
        quad_classes: By number.
        statuses: Statuses.
        sectors: Sectors.
        mechanisms: Mechanisms.
        claims: Kinds of claim.
        cameo: CAMEO codes.
        conversions: By CAMEO code; roots 01 and 02 (comment, appeal) have none.
    """

    types: Mapping[str, EventType]
    modes: Mapping[tuple[str, str], Mode]
    contexts: Mapping[str, Context]
    quad_classes: Mapping[int, QuadClass]
    statuses: Mapping[str, Status]
    sectors: Mapping[str, Sector]
    mechanisms: Mapping[str, Mechanism]
    claims: Mapping[str, ClaimKind]
    cameo: Mapping[str, CameoCode]
    conversions: Mapping[str, Conversion]

    def modes_of(self, type_name: str) -> tuple[Mode, ...]:
        """The modes of an event type, by name; some types have none.

        >>> [mode.name for mode in read_ontology().modes_of("MOBILIZE")]
        ['militia', 'police', 'troops', 'weapons']
        """
        return tuple(mode for (owner, _), mode in sorted(self.modes.items()) if owner == type_name)


@cache
def read_ontology() -> Ontology:
    """The ontology that ships with détente; the files are read on the first call only.

    Raises:
        DamagedDataError: If a file is missing, has a row that cannot be read, or names a term twice.

    >>> read_ontology().types["SANCTION"].quad_class
    4
    """
    return Ontology(
        types=_read("types.csv", _event_type, key=lambda noun: noun.name),
        modes=_read("modes.csv", _mode, key=lambda noun: (noun.type, noun.name)),
        contexts=_read("contexts.csv", _context, key=lambda noun: noun.name),
        quad_classes=_read("quad_classes.csv", _quad_class, key=lambda noun: noun.number),
        statuses=_read("statuses.csv", _status, key=lambda noun: noun.name),
        sectors=_read("sectors.csv", _sector, key=lambda noun: noun.name),
        mechanisms=_read("mechanisms.csv", _mechanism, key=lambda noun: noun.name),
        claims=_read("claims.csv", _claim, key=lambda noun: noun.name),
        cameo=_read("cameo.csv", _cameo, key=lambda noun: noun.code),
        conversions=_read("cameo_to_plover.csv", _conversion, key=lambda noun: noun.code),
    )


def _read(file: str, build: Callable[[Row], Noun], *, key: Callable[[Noun], Key]) -> Mapping[Key, Noun]:
    """The nouns of one file, by key, in the order of the file."""
    path = data_folder("ontology") / file
    hint = "install détente again"
    out: dict[Key, Noun] = {}
    try:
        with path.open("r", encoding="utf-8") as stream:
            for row in csv.DictReader(stream, strict=True):
                noun = build(row)
                if key(noun) in out:
                    raise DamagedDataError(f"ontology/{file} names {key(noun)!r} twice", hint=hint)
                out[key(noun)] = noun
    except (OSError, csv.Error, KeyError, TypeError) as fault:
        raise DamagedDataError(f"ontology/{file} cannot be read: {fault}", hint=hint) from fault
    return MappingProxyType(out)


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _event_type(row: Row) -> EventType:
    return EventType(
        name=row["type"],
        label=row["label"],
        definition=row["definition"],
        quad_class=int(row["quad_class"]),
        intensity=float(row["intensity"]),
        symmetric_typical=row["symmetric_typical"] == "yes",
        example=row["example"],
        not_to_confuse=row["not_to_confuse"],
        aliases=_list(row["aliases"]),
    )


def _mode(row: Row) -> Mode:
    return Mode(row["type"], row["mode"], float(row["intensity"]), row["definition"], _list(row["aliases"]))


def _context(row: Row) -> Context:
    return Context(row["context"], row["domain"], row["definition"], _list(row["aliases"]))


def _quad_class(row: Row) -> QuadClass:
    return QuadClass(int(row["quad_class"]), row["name"], row["label"], row["definition"])


def _status(row: Row) -> Status:
    moves = row["moves_relation"] == "yes"
    return Status(row["status"], row["label"], row["definition"], moves, row["example"])


def _sector(row: Row) -> Sector:
    return Sector(row["sector"], row["kind"], row["label"], row["definition"])


def _mechanism(row: Row) -> Mechanism:
    return Mechanism(row["mechanism"], row["label"], row["definition"], _list(row["roles"]))


def _claim(row: Row) -> ClaimKind:
    return ClaimKind(row["claim"], row["label"], int(row["direction"]), row["definition"])


def _cameo(row: Row) -> CameoCode:
    return CameoCode(row["code"], row["label"], float(row["goldstein"]), row["root"], row["level"])


def _conversion(row: Row) -> Conversion:
    return Conversion(row["code"], row["type"], row["mode"] or None, _list(row["contexts"]), row["note"])
