"""Dates in a sentence as EDTF, resolved against the day of publication; never invented.

A small grammar of the expressions news uses. Relative ones stay unresolved (None) when the publication date
is not known or not exact enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from detente.coding.reckoning import resolve_anchored
from detente.coding.time_patterns import ANCHORED, SINCE, patterns_for
from detente.core.dates import DateSpan, is_edtf, parse_edtf

__all__ = ["TimeExpression", "find_times"]

_BEFORE = 12  # characters that may hold a "since the" before a date


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A date found in a text.

    Attributes:
        start: First offset.
        end: Offset after the last.
        edtf: The date, or None if it cannot be resolved.
        rule: The pattern that read it.
    """

    start: int
    end: int
    edtf: str | None
    rule: str


def find_times(
    text: str,
    published: DateSpan | None,
    *,
    start: int,
    end: int,
    future: bool = False,
    anchor: DateSpan | None = None,
) -> list[TimeExpression]:
    """All time expressions in ``text[start:end]``, longest first where they overlap, in order.

    Args:
        text: The document's text.
        published: When it was published, or None.
        start: First offset to look at.
        end: Offset after the last.
        future: Whether bare days and months lie ahead ("will meet on Friday").
        anchor: The date told last before the range, for "that month" and "a day later".
    """
    found: list[TimeExpression] = []
    for name, pattern, resolve in patterns_for(text, start, end):
        for match in pattern.finditer(text, start, end):
            if any(match.start() < seen.end and seen.start < match.end() for seen in found):
                continue
            edtf = resolve(match, published, future)
            found.append(TimeExpression(match.start(), match.end(), edtf, name))
    found.sort(key=lambda expression: expression.start)
    return _anchor(text, found, (anchor, published), start)


def _anchor(
    text: str, found: list[TimeExpression], days: tuple[DateSpan | None, DateSpan | None], start: int
) -> list[TimeExpression]:
    """Resolve what is reckoned from the date told before; open the end of what "since" begins.

    Where none was told, "the previous year" is reckoned from publication.
    """
    out = []
    last, published = days
    for expression in found:
        if expression.rule == "anchored":
            match = ANCHORED.match(text, expression.start)
            expression = replace(expression, edtf=_reckoned(match, last, published))  # noqa: PLW2901
        told = expression.edtf
        if told and is_edtf(told):
            last = parse_edtf(told)
        out.append(_opened(text, expression, start))
    return out


def _reckoned(match: re.Match[str] | None, last: DateSpan | None, published: DateSpan | None) -> str | None:
    if match is None:
        return None
    if last is None and (match["step"] or "").lower() == "previous":
        return resolve_anchored(match, published)
    return resolve_anchored(match, last)


def _opened(text: str, expression: TimeExpression, start: int) -> TimeExpression:
    """The date with an open end if "since" stands before it or opens it."""
    low = expression.start
    before = text[max(start, low - _BEFORE) : low]
    if not expression.edtf or expression.edtf.endswith("/..") or expression.rule == "now":
        return expression
    if not (SINCE.search(before) or SINCE.match(text[low : low + 6])):
        return expression
    return replace(expression, edtf=f"{expression.edtf.split('/')[0]}/..", rule="since")
