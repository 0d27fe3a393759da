"""RSS and Atom files: one article an entry."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.core.rejections import Reason
from detente.documents.datelines import read_date
from detente.documents.draft import Draft, Unit
from detente.documents.formats import Format
from detente.documents.refusals import RefusedError
from detente.documents.web import compose, read_scrap

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["find_entries"]

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def find_entries(data: bytes, name: str) -> Iterator[Unit]:
    """The entries of a feed. An entry that holds a teaser only is read as far as it goes.

    Raises:
        RefusedError: `Reason.HOSTILE` if the file defines entities; `Reason.DAMAGED` if it is no feed.
    """
    if _ENTITY.search(data) or _ENTITY.search(data.replace(b"\0", b"")):
        raise RefusedError(Reason.HOSTILE, "the feed defines entities of its own")
    import feedparser  # noqa: PLC0415  heavy, for the child only

    stream = io.BytesIO(data)  # a text could be taken for an address and fetched
    try:
        feed: Any = feedparser.parse(stream)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as fault:
        raise RefusedError(
            Reason.DAMAGED, f"no feed that can be read: {type(fault).__name__}: {fault}"
        ) from fault
    if not feed.entries:
        broken = bool(feed.bozo)
        raise RefusedError(
            Reason.DAMAGED if broken else Reason.EMPTY,
            f"no entries: {feed.get('bozo_exception', 'broken')}" if broken else "a feed without entries",
        )
    outlet = str(feed.feed.get("title", ""))
    for n, entry in enumerate(feed.entries, start=1):
        yield Unit(f"{name}#{n}", partial(_read_entry, entry, outlet))


def _read_entry(entry: Any, outlet: str) -> Draft:  # noqa: ANN401  feedparser's entry
    contents = [str(content.get("value", "")) for content in entry.get("content", ())]
    markup = max([*contents, str(entry.get("summary", ""))], key=len)
    title = " ".join(read_scrap(str(entry.get("title", ""))).split())
    text = compose(title, read_scrap(markup))
    if not text:
        raise RefusedError(Reason.EMPTY, "an entry without text")
    published = read_date(entry.get("published", "")) or read_date(entry.get("date", ""))
    source = entry.get("source")
    return Draft(
        text=text,
        media_type=Format.FEED.value,
        title=title,
        published=published,
        rule="record" if published else "",
        url=str(entry.get("link", "")),
        outlet=str(source.get("title", "")) if source else outlet,
    )
