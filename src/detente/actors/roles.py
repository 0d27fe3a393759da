"""Nouns for bodies and groups inside a state: "police", "rebels", "supreme court"; whose they are.

A role noun is no name: which state its bearers belong to is said beside it ("Israeli army", "police in
Nairobi"), else by the sentence, else by the document.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from detente.actors.actor import Mention
from detente.actors.words import read_rows

__all__ = ["CORE", "PEOPLE", "Role", "RoleRow", "read_roles", "role_at", "states_of_roles"]

CORE = frozenset(("GOV", "MIL", "COP", "SPY"))
"""Sectors that are one party with their state; courts and parliaments may stand against it."""

_BESIDE = re.compile(r"(?:['’]s?)?[ \u00a0](?:[a-z]+(?:-[a-z]+)?[ \u00a0])?")
_GENITIVE = re.compile(r"['’]s?[ \u00a0](?:[a-z]+(?:-[a-z]+)?[ \u00a0]){0,3}")
_BEHIND = re.compile(
    r"[ ](?:in|of|from|at|throughout|across|near|around|inside)[ ](?:the[ ])?(?:[\w'’-]+[ ]){0,3}"
)
_LITTLE = re.compile(
    r"\b(?:and|or|in|of|to|by|with|for|on|from|at|as|that|who|which|against|over|is|are|was|were|has|have|had)\b"
)
_OWNED = re.compile(
    r"\b(?:its|their|his|her|our|my|your|whose)[ \u00a0](?:[a-z-]+[ \u00a0])?$", re.IGNORECASE
)
_IN = re.compile(r"\b(?:in|across|throughout|inside|within)[ ](?:the[ ])?(?:[a-z]+[ ])?$", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z])|\n")
_BEFORE_START = re.compile(r"(?:^|[.!?:\n][\"”’)]*\s*|[\"“‘(])$")


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role noun.

    Attributes:
        sector: PLOVER sector of its bearers.
        acts: Whether they act for their state.
        capital: May be written with a capital: "Parliament", "Army".
        many: Whether it is the plural.
    """

    sector: str
    acts: bool
    capital: bool
    many: bool


PEOPLE = RoleRow("CVL", acts=False, capital=True, many=True)
"""What "ethnic" makes of a people's name."""


@dataclass(frozen=True, slots=True)
class Role:
    """A place where a role noun stands."""

    start: int
    end: int
    row: RoleRow


@cache
def read_roles() -> dict[str, RoleRow]:
    """Role nouns in lower case, singular and plural.

    >>> read_roles()["gunmen"].sector
    'REB'
    """
    out = {}
    for row in read_rows("roles.csv"):
        for form in ("role", "plural"):
            if row[form]:
                out[row[form]] = RoleRow(
                    row["sector"], row["acts"] == "yes", bool(row["capital"]), form == "plural"
                )
    return out


def role_at(text: str, start: int, end: int, row: RoleRow) -> Role | None:
    """The role noun at a place, if its letters are those of a common noun there."""
    word = text[start:end]
    if word[0].isupper() and not row.capital and not word.isupper():
        before = text[max(0, start - 4) : start]
        if not _BEFORE_START.search(before) or not word[1:].islower():
            return None
    if end < len(text) and text[end] in "'’" and word[0].isupper():
        return None  # "Workers' Party"
    return Role(start, end, row)


def states_of_roles(
    text: str, roles: Sequence[Role], mentions: Sequence[Mention], states: Sequence[str | None], home: str
) -> Iterable[tuple[Role, int, str, str]]:
    """Each role whose state is known, where its phrase begins, the state, and how it is known.

    Args:
        text: The document's text.
        roles: In order.
        mentions: Names in order of offset.
        states: For each mention the state it belongs to, or None.
        home: The state of the document, or empty.
    """
    starts = [mention.start for mention in mentions]
    for at, role in enumerate(roles):
        low = bisect_left(starts, role.start)
        before = low - 1
        if low < len(mentions) and mentions[low].start < role.end:
            continue
        if before >= 0 and mentions[before].end > role.start:
            continue
        held = roles[at - 1].end if at else 0
        if before >= 0 and _is_beside(text, mentions[before], role, held):
            if state := states[before]:
                yield role, mentions[before].start, state, "beside"
            continue
        if _OWNED.search(text, max(0, role.start - 24), role.start):
            continue  # "its troops": only the tree can tell
        behind = _state_behind(text, role, mentions, states, low)
        if behind:
            yield role, role.start, behind, "behind"
            continue
        bounds = _sentence(text, role.start)
        first, last = bisect_left(starts, bounds[0]), bisect_right(starts, bounds[1])
        inside = [at for at in range(first, last) if states[at]]
        here = _place_or_first(text, [mentions[at] for at in inside], [states[at] or "" for at in inside])
        if here:
            yield role, role.start, here, "sentence"
        elif home:
            yield role, role.start, home, "document"


def _place_or_first(text: str, mentions: Sequence[Mention], states: Sequence[str]) -> str:
    """The only state of a sentence; of several the one where it happens, else the first; or empty."""
    if len(set(states)) < 2:
        return states[0] if states else ""
    placed = [
        state
        for mention, state in zip(mentions, states, strict=True)
        if mention.form in ("name", "place") and _IN.search(text, max(0, mention.start - 24), mention.start)
    ]
    return placed[-1] if placed else states[0]


def _is_beside(text: str, mention: Mention, role: Role, held: int) -> bool:
    """Whether a name stands as the modifier of the role noun behind it."""
    gap = text[mention.end : role.start]
    if held > mention.end or len(gap) > 40 or _LITTLE.search(gap):
        return False
    if _GENITIVE.fullmatch(gap):
        return True
    match = _BESIDE.fullmatch(gap)
    plain = match is not None and not gap.strip(" '’s\u00a0")
    return plain or (match is not None and mention.form == "adjective" and not gap.rstrip().endswith("ed"))


def _state_behind(
    text: str, role: Role, mentions: Sequence[Mention], states: Sequence[str | None], low: int
) -> str | None:
    """The state named in a phrase behind: "rebels in eastern Chad"."""
    if low >= len(mentions) or not _BEHIND.fullmatch(text, role.end, mentions[low].start):
        return None
    return states[low]


def _sentence(text: str, at: int) -> tuple[int, int]:
    """Roughly the sentence around an offset."""
    low = max(
        (match.end() for match in _SENTENCE.finditer(text, max(0, at - 600), at)), default=max(0, at - 600)
    )
    after = _SENTENCE.search(text, at, at + 600)
    return low, after.start() if after else min(len(text), at + 600)
