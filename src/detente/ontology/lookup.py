"""Short questions to the ontology, answered or refused by name."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from detente.core.errors import UnknownNameError
from detente.ontology.reading import read_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.ontology.terms import CameoCode, Conversion, EventType, Status

__all__ = ["cameo_to_plover", "find_type", "intensity_of", "quad_class_of", "status_moves", "unknown_name"]


def unknown_name(kind: str, name: str, known: Iterable[str]) -> UnknownNameError:
    """The error for a name that is not among the known ones, with the nearest as its hint."""
    names = list(known)
    folded = {candidate.casefold(): candidate for candidate in names}
    near = get_close_matches(name.casefold(), folded, n=5, cutoff=0.5)
    listed = [folded[form] for form in near] or sorted(names)[:20]
    word = "nearest" if near else "known"
    return UnknownNameError(f"no {kind} is named {name!r}", hint=f"{word}: {', '.join(listed)}")


def find_type(type_name: str) -> EventType:
    """The event type of that exact name.

    Raises:
        UnknownNameError: If PLOVER has no such type.
    """
    types = read_ontology().types
    if type_name not in types:
        raise unknown_name("event type", type_name, types)
    return types[type_name]


def intensity_of(type_name: str, mode_name: str | None = None) -> float:
    """The PLOVER intensity of an event, -10 (war) to +10: that of its mode, else of its type.

    It grades kinds of event, not single ones: a skirmish and an invasion score alike.

    Raises:
        UnknownNameError: If the type does not exist or has no such mode.

    >>> intensity_of("RETREAT"), intensity_of("RETREAT", "release")
    (7.6, 7.0)
    """
    found = find_type(type_name)
    if mode_name is None:
        return found.intensity
    modes = {mode.name: mode for mode in read_ontology().modes_of(type_name)}
    if mode_name not in modes:
        raise unknown_name(f"mode of {type_name}", mode_name, modes)
    return modes[mode_name].intensity


def quad_class_of(type_name: str) -> int:
    """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.

    Raises:
        UnknownNameError: If PLOVER has no such type.

    >>> quad_class_of("CONCEDE"), quad_class_of("RETREAT"), quad_class_of("SANCTION")
    (1, 2, 4)
    """
    return find_type(type_name).quad_class


def status_moves(status_name: str) -> bool:
    """Whether events of that status move a relation.

    Raises:
        UnknownNameError: If there is no such status.

    >>> status_moves("ongoing"), status_moves("planned")
    (True, False)
    """
    return _status(status_name).moves_relation


def cameo_to_plover(code: str) -> Conversion | None:
    """The PLOVER reading of a CAMEO code.

    None for comments and appeals (roots 01 and 02), which PLOVER leaves out and which stay CAMEO.

    Raises:
        UnknownNameError: If CAMEO has no such code.

    >>> cameo_to_plover("1622").type
    'SANCTION'
    >>> cameo_to_plover("010") is None
    True
    """
    _cameo(code)
    return read_ontology().conversions.get(code)


def _cameo(code: str) -> CameoCode:
    codes = read_ontology().cameo
    if code not in codes:
        raise unknown_name("CAMEO code", code, codes)
    return codes[code]


def _status(status_name: str) -> Status:
    statuses = read_ontology().statuses
    if status_name not in statuses:
        raise unknown_name("status", status_name, statuses)
    return statuses[status_name]
