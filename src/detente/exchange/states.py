"""Codes and names of states as the files give them, dated: the Soviet Union before Russia."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache

from detente.actors.base import read_actor_base
from detente.actors.words import read_rows
from detente.core.dates import parse_edtf
from detente.core.provenance import data_folder

__all__ = ["StateCode", "read_state_codes"]

_NAMES = frozenset({"name", "official", "short", "historic", "alias", "abbreviation"})
_ANY = ("cow", "name", "cameo")  # the later are the surer
_UNSURE = frozenset({"ambiguous", "common_word", "context"})


@dataclass(frozen=True, slots=True)
class StateCode:
    """What a code or name means.

    Attributes:
        scheme: ``cameo`` (alpha-3 as CAMEO writes it, and ISO 3166), ``fips`` (FIPS 10-4), ``name``, ``cow``
            (Correlates of War number) or ``any`` (all but FIPS).
        code: As given, in lower case.
        iso3: The state today; empty for what is known to be no state.
        heirs: First days and states, in order, where the code went from one to the next; empty for most.
    """

    scheme: str
    code: str
    iso3: str
    heirs: tuple[tuple[date, str], ...]

    def holder(self, when: date) -> str:
        """The state it means on a day.

        >>> next(code for code in read_state_codes() if (code.scheme, code.code) == ("cow", "365")).holder(
        ...     date(1985, 1, 1)
        ... )
        'SUN'
        """
        return next((iso3 for since, iso3 in reversed(self.heirs) if when >= since), self.iso3)


@cache
def read_state_codes() -> tuple[StateCode, ...]:
    """Every code and name of every state, each once in its scheme.

    A state that has its Correlates of War number from an earlier one is that one before it began: ``RUS`` in
    1985 is ``SUN``, ``SRB`` in 2000 is ``YUG`` or ``SCG``.
    """
    listed: dict[tuple[str, str], str] = {}
    for row in read_rows("states.csv"):
        listed["cameo", row["actor"].lower()] = row["actor"]
        if row["cow"]:  # a number handed on belongs to whoever holds it now; `_heirs` tells the others
            held = listed.get(("cow", row["cow"]))
            if held is None or not row["end"]:
                listed["cow", row["cow"]] = row["actor"]
    for form in read_actor_base().forms:
        sure = form.kind in _NAMES and form.guard not in _UNSURE
        if sure and ("cameo", form.actor.lower()) in listed:
            listed.setdefault(("name", form.text.lower()), form.actor)
    with (data_folder("exchange") / "country_codes.csv").open("r", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            listed[row["scheme"], row["given"].lower()] = row["iso3"]
    for scheme in _ANY:
        known = [(code, iso3) for (its, code), iso3 in listed.items() if its == scheme]
        listed.update({("any", code): iso3 for code, iso3 in known})
    heirs = _heirs()
    return tuple(
        StateCode(scheme, code, heirs[iso3][-1][1] if iso3 in heirs else iso3, heirs.get(iso3, ()))
        for (scheme, code), iso3 in sorted(listed.items())
    )


def _heirs() -> dict[str, tuple[tuple[date, str], ...]]:
    """The states that share a Correlates of War number, by each of them, with their first days."""
    by_number: dict[str, list[tuple[date, str]]] = {}
    for row in read_rows("states.csv"):
        start = parse_edtf(row["start"]).start if row["start"] else date.min
        by_number.setdefault(row["cow"] or row["actor"], []).append((start, row["actor"]))
    out = {}
    for lives in by_number.values():
        if len(lives) > 1:
            newest = max(lives)[1]  # before them all the newest: Serbia in 1914
            out.update(dict.fromkeys((state for _, state in lives), ((date.min, newest), *sorted(lives))))
    return out
