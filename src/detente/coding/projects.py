"""Named projects: treaties, pipelines, exercises, weapons, missions, by a list or by their form."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from detente.coding.lexicon import word_classes
from detente.coding.scene import Scene
from detente.core.provenance import data_folder

__all__ = ["Project", "find_project", "read_projects"]

_HEADS = (
    r"[Pp]ipelines?|[Cc]orridor|Agreements?|Treaty|Treaties|Pact|Accords?|Convention|Protocol|Memorandum"
    r"|Declaration|Charter|Summit|[Ss]ummit|Initiative|Forum|Dialogue|Committee|Commission|Conference"
    r"|Council|Exercises?|Project"
    r"|Programme|Program|Partnership|Framework|[Dd]am|Canal|[Rr]ailway|Bridge|Tunnel|[Pp]ower [Pp]lant"
    r"|Fund|Mission"
    r"|Dialogue|Talks|Process|Formula|Plan|Alliance|Compact|Consortium|Route|Terminal"
)
_KINDS = (
    "gas|oil|crude|natural|LNG|rail|railway|nuclear|hydropower|economic|transport|trade|free|peace"
    "|grain|power"
)
_NAMED = re.compile(
    rf"\b[A-Z][\w.'’-]*(?:[ -](?:[A-Z0-9][\w.'’-]*|of|and|for|on|the|{_KINDS})){{0,6}} (?:{_HEADS})\b"
    r"(?: of [A-Z]\w+)?"
)
_BEFORE = re.compile(
    r"\b(?:Exercise|Operation|Project|Mission|Treaty of|Plan|Task Force) (?:[A-Z][\w-]+ ?){1,3}"
)
_DESIGNATION = re.compile(
    r"\b(?:[A-Z]{2,}[A-Z0-9]*(?:-[A-Z0-9]+)+|[A-Z]{4,}(?:-?\d+)?|[A-Z][A-Za-z]{0,3}-\d+[A-Z]*)\b"
)
_GENERAL = frozenset(
    ("Security Council", "General Assembly", "White House", "Cabinet", "Foreign Affairs Committee")
)
_WORD = re.compile(r"[A-Za-zÀ-ÿ][\w'’]*")
_LEAD = re.compile(r"^(?:The|A|An|This|Both|In|At|On|After|Since|Under|With) ")


@dataclass(frozen=True, slots=True)
class Project:
    """A named undertaking between states.

    Attributes:
        name: The usual name.
        forms: All ways of writing it, the usual one first.
        kind: ``treaty pipeline corridor dam exercise weapon operation mission programme`` and the like.
        start: Year from which the name is used.
        end: Year of its end, or None.
        states: Codes of states chiefly concerned.
    """

    name: str
    forms: tuple[str, ...]
    kind: str
    start: int
    end: int | None
    states: tuple[str, ...]


@cache
def read_projects() -> tuple[Project, ...]:
    """The projects of the list."""
    path = data_folder("coding") / "projects.csv"
    return tuple(
        Project(
            name=row["name"],
            forms=(row["name"], *filter(None, row["variants"].split("|"))),
            kind=row["kind"],
            start=int(row["start"]),
            end=int(row["end"]) if row["end"] else None,
            states=tuple(filter(None, row["states"].split("|"))),
        )
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    )


@cache
def _by_first_word() -> dict[str, list[tuple[str, Project]]]:
    """Forms by their first word, longest first."""
    table: dict[str, list[tuple[str, Project]]] = {}
    for project in read_projects():
        for form in project.forms:
            match = _WORD.match(form)
            if match:
                table.setdefault(match.group(), []).append((form, project))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def find_project(scene: Scene, text: str, *, start: int, end: int, year: int | None = None) -> str | None:
    """A named project, treaty, exercise, weapon or mission in ``text[start:end]``, or None.

    Listed names come first, then capitalised names with a head noun of such kinds ("X Pipeline", "Operation
    Y"), then designations ("Su-35"); never an actor's bare name, and no listed name before its first year.
    """
    actors = [(m.start, m.end) for mentions in scene.by_token.values() for m in mentions]
    listed = _listed(text, start, end, year)
    named = _by_form(text, start, end, actors)
    if listed and named and named[0] <= listed[0] and named[1] >= listed[1]:
        return _LEAD.sub("", text[named[0] : named[1]])
    if listed or named:
        low, high = listed or named or (0, 0)
        return _LEAD.sub("", text[low:high]).strip()
    for match in _DESIGNATION.finditer(text, start, end):
        if not _is_an_actor(match.start(), match.end(), actors):
            return match.group()
    return None


def _listed(text: str, start: int, end: int, year: int | None) -> tuple[int, int] | None:
    """The first listed name in a stretch of text."""
    table = _by_first_word()
    for word in _WORD.finditer(text, start, end):
        for form, project in table.get(word.group(), ()):
            at = word.start()
            whole = text.startswith(form, at) and at + len(form) <= end
            if not whole or text[at + len(form) : at + len(form) + 1].isalnum():
                continue
            if year is None or year >= project.start:
                return at, at + len(form)
    return None


def _by_form(text: str, start: int, end: int, actors: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The first name that looks like a project's."""
    for pattern in (_BEFORE, _NAMED):
        for match in pattern.finditer(text, start, end):
            name = match.group().strip()
            words = _LEAD.sub("", name).split()
            plain = len(words) < 2 or name in _GENERAL or words[0].lower() in word_classes()["talks"]
            all_actor = _is_an_actor(match.start(), match.end(), actors)
            only_state = len(words) == 2 and any(
                low <= match.start() and high >= match.end() - len(words[-1]) - 1 for low, high in actors
            )
            if not (plain or all_actor or only_state):
                return match.start(), match.start() + len(name)
    return None


def _is_an_actor(start: int, end: int, actors: list[tuple[int, int]]) -> bool:
    """Whether an actor's mention covers the end of a name."""
    return any(low < end <= high and low <= start + 1 for low, high in actors)
