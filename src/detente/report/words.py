"""Codes as words: statuses, types, quad classes, dates, lists of names."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from detente.core.dates import DateSpan, parse_edtf
from detente.core.errors import InputError
from detente.core.identity import content_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "DONE",
    "LEANING_WORDS",
    "MODALITY_WORDS",
    "OPPOSED_WORDS",
    "PENDING",
    "QUADS",
    "STATUSES",
    "STATUS_WORDS",
    "TYPE_WORDS",
    "VERDICT_WORDS",
    "alike",
    "anchor",
    "count",
    "date_words",
    "day_words",
    "interval_words",
    "join_names",
    "month_words",
    "read_date",
    "safe_url",
    "share_words",
    "shorten",
    "signed",
    "unique",
    "with_article",
]

DONE = frozenset({"occurred", "ongoing"})
PENDING = ("planned", "negotiating", "possible")
STATUSES = ("occurred", "ongoing", *PENDING, "denied", "asked")
STATUS_WORDS = {
    "occurred": "Happened",
    "ongoing": "Going on",
    "planned": "Planned, not done",
    "negotiating": "Under negotiation",
    "possible": "Possible, not done",
    "denied": "Denied",
    "asked": "Only asked",
}
MODALITY_WORDS = {
    "asserted": "Asserted",
    "planned": "Planned",
    "predicted": "Predicted",
    "possible": "Thought possible",
    "questioned": "Only asked",
    "denied": "Denied",
}
VERDICT_WORDS = {
    "fulfilled": "Came true",
    "refuted": "Did not come true",
    "overdue": "Overdue, nothing found",
    "open": "Open",
    "": "Not judged",
}
LEANING_WORDS = {
    "yes": "Leans to yes",
    "no": "Leans to no",
    "mixed": "Evidence on both sides",
    "unknown": "Too little to say",
    "": "Nothing gathered",
}
OPPOSED_WORDS = {
    "denied": "one denies it",
    "opposed": "they exclude each other",
    "amounts": "amounts differ",
    "dates": "dates differ",
}
QUADS = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}
TYPE_WORDS = {
    "AGREE": "agreement",
    "CONSULT": "talks or visit",
    "SUPPORT": "diplomatic support",
    "CONCEDE": "concession",
    "COOPERATE": "cooperation",
    "AID": "aid",
    "RETREAT": "withdrawal",
    "REQUEST": "request or demand",
    "ACCUSE": "accusation",
    "REJECT": "refusal",
    "THREATEN": "threat",
    "PROTEST": "protest",
    "SANCTION": "sanction",
    "MOBILIZE": "mobilisation",
    "COERCE": "coercion",
    "ASSAULT": "assault",
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MINUS = "\N{MINUS SIGN}"
_ARTICLE = re.compile(
    r"(United|Soviet|European) "
    r"|.* (Union|Republic|Emirates|Nations|Organi[sz]ation|States|Islands|League|Council|Commission)$"
    r"|(Bahamas|Gambia|Maldives|Netherlands|Philippines|Seychelles|Taliban)$"
)
_SAFE = re.compile(r"[A-Za-z0-9_.-]{1,80}")


def anchor(kind: str, identity: str) -> str:
    """A fragment that is safe in any attribute: the identity if it is plain, else its hash.

    >>> anchor("event", "e12")
    'event-e12'
    >>> anchor("dyad", 'x"><script>').startswith("dyad-")
    True
    """
    return f"{kind}-{identity if _SAFE.fullmatch(identity) else content_id(identity)}"


def count(n: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> count(1, "event"), count(1200, "event"), count(2, "copy", "copies")
    ('1 event', '1,200 events', '2 copies')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def signed(value: float) -> str:
    """A number on the intensity scale, with its sign.

    >>> signed(2.04), signed(0.01)
    ('+2.0', '0.0')
    """
    text = f"{abs(value):.1f}"
    return text if float(text) == 0 else f"{'+' if value > 0 else MINUS}{text}"


def interval_words(low: float, high: float) -> str:
    """A 90% interval on the intensity scale.

    >>> interval_words(-1.0, 2.5)
    '(90%: −1.0 to +2.5)'
    """
    return f"(90%: {signed(low)} to {signed(high)})"


def join_names(names: Sequence[str], *, limit: int = 0) -> str:
    """Names as a list in a sentence.

    >>> join_names(["China", "India", "Russia"])
    'China, India and Russia'
    >>> join_names(["a", "b", "c", "d"], limit=2)
    'a, b and 2 others'
    """
    if limit and len(names) > limit:
        rest = len(names) - limit
        return f"{', '.join(names[:limit])} and {'one other' if rest == 1 else f'{rest:,} others'}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def read_date(text: str | None) -> DateSpan | None:
    """The span of an EDTF text; None for none, or for one that cannot be read."""
    if not text:
        return None
    try:
        return parse_edtf(text)
    except InputError:
        return None


def date_words(text: str | None) -> str:
    """An EDTF date for a reader; what cannot be read is given as it is.

    >>> date_words("2014-11-20"), date_words("2018-08"), date_words("2014/.."), date_words("2015~")
    ('20 November 2014', 'August 2018', 'from 2014', 'about 2015')
    >>> date_words("2021-04-06/2021-04-07"), date_words("198X"), date_words(None)
    ('6 to 7 April 2021', '1980s', 'undated')
    """
    span = read_date(text)
    if span is None:
        return text or "undated"
    if "/" not in span.edtf:
        return ("about " if span.approximate else "") + _point_words(span.edtf)
    first, _, last = (part.strip() for part in span.edtf.partition("/"))
    if last in ("", ".."):
        return f"from {_point_words(first)}"
    if first in ("", ".."):
        return f"until {_point_words(last)}"
    left, right = _point_words(first).split(), _point_words(last).split()
    keep = len(left)
    while (
        keep > 1
        and len(right) - len(left) + keep > 1
        and left[keep - 1] == right[len(right) - len(left) + keep - 1]
    ):
        keep -= 1
    return f"{' '.join(left[:keep])} to {' '.join(right)}"


def _point_words(point: str) -> str:
    bare = point.rstrip("~?%")
    span = parse_edtf(bare)
    if span.precision == "day":
        return day_words(span.start)
    if span.precision == "month":
        return month_words(span.start)
    if span.precision == "decade":
        return f"{span.start.year}s"
    return (
        str(span.start.year) if span.precision == "year" else f"{span.start.year} to {_last(span.end).year}"
    )


def day_words(day: date) -> str:
    """A day for a reader.

    >>> day_words(date(2014, 11, 20))
    '20 November 2014'
    """
    return f"{day.day} {month_words(day)}"


def month_words(day: date) -> str:
    """The month of a day for a reader.

    >>> month_words(date(2014, 11, 20))
    'November 2014'
    """
    return f"{_MONTHS[day.month - 1]} {day.year}"


def with_article(name: str) -> str:
    """A name as it stands within a sentence.

    >>> with_article("United States"), with_article("Russia")
    ('the United States', 'Russia')
    """
    return f"the {name}" if _ARTICLE.match(name) else name


def _last(end: date) -> date:
    return end - timedelta(days=1)


def safe_url(url: str) -> str:
    """The address if it is plain http or https with a host, else nothing.

    >>> safe_url("https://example.org/a?b=c"), safe_url(" javascript:alert(1)")
    ('https://example.org/a?b=c', '')
    """
    text = url.strip()
    if any(ord(char) < 33 or ord(char) == 127 or char in '"<>`\\' for char in text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else ""


def alike(text: str, other: str) -> bool:
    """Whether two texts differ in case, white space and end marks only.

    >>> alike("This will be soon.", "this  will be soon")
    True
    """
    return " ".join(text.split()).rstrip(".!?").casefold() == " ".join(other.split()).rstrip(".!?").casefold()


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Values in the order of their first coming, without repeats or blanks."""
    return tuple(dict.fromkeys(value for value in values if value))


def share_words(share: float) -> str:
    """A probability with two places, never told as certain.

    >>> share_words(0.731), share_words(0.999)
    ('0.73', 'over 0.99')
    """
    return "over 0.99" if share > 0.99 else f"{share:.2f}"


def shorten(text: str, limit: int) -> str:
    """A text on one line, cut at a word.

    >>> shorten("Will  they sign the pact?", 14), shorten("Will they?", 14)
    ('Will they…', 'Will they?')
    """
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return f"{flat[: limit - 1].rsplit(' ', 1)[0].rstrip(',;:')}\u2026"
