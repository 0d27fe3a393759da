"""By when a prediction is to come true, as the text says."""

from __future__ import annotations

import re
from datetime import timedelta

from detente.coding.filling import Surroundings
from detente.coding.when import TimeExpression, find_times
from detente.core.dates import is_edtf, parse_edtf
from detente.core.spans import Span

__all__ = ["read_horizon"]

_BY = re.compile(
    r"\b(by|before|until|till|within|not later than|no later than|at|on|in|during|from)\s+(the\s+)?$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(by|before|until|till|within|not later than|no later than)\b", re.IGNORECASE)


def read_horizon(around: Surroundings, span: Span) -> tuple[str | None, str | None]:
    """By when: the date of the clause, as an interval from publication where it only sets an end."""
    document = around.document
    anchor = around.moment.anchor if around.moment else None
    times = find_times(
        document.text, around.published, start=span.start, end=span.end, future=True, anchor=anchor
    )
    time = next((time for time in times if time.edtf and is_edtf(time.edtf)), times[0] if times else None)
    if time is None:
        return None, None
    before = _BY.search(document.text[max(span.start, time.start - 18) : time.start])
    word = before.group(1).lower() if before else ""
    own = _LEADING.match(document.text, time.start, time.end)
    word = own.group(1).lower() if own else word
    low = time.start - len(before.group()) if before else time.start
    return _until(time, word, around), document.text[low : time.end]


def _until(time: TimeExpression, word: str, around: Surroundings) -> str | None:
    if time.edtf is None or not is_edtf(time.edtf):
        return None
    if word not in ("by", "before", "until", "till", "within", "not later than", "no later than"):
        return time.edtf
    if "/" in time.edtf:
        return time.edtf
    told = parse_edtf(time.edtf)
    end = time.edtf
    if word == "before":
        end = (told.start - timedelta(days=1)).isoformat()
    elif word in ("until", "till") and told.precision == "day":
        end = told.start.isoformat()
    published = around.published
    start = (
        published.start.isoformat()
        if published is not None and published.start < parse_edtf(end).end
        else ".."
    )
    return f"{start}/{end}"
