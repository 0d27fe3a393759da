"""What changed by the news alone, while levels are not measured yet: read by index, with limits.

The mean intensity of the newest events of a time against that of the newest events before it, of the pairs
with most news. No level: nothing is smoothed, and old news counts as much as new.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from detente.pages.changes_told import (
    LEAST,
    MOST,
    SENTENCES,
    Z90,
    Change,
    ChangesContext,
    build_moved,
    is_sure,
    link_moved,
)
from detente.pages.scopes import ask_record

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from detente.ledger import LedgerReader
    from detente.pages.changes_told import Dyad
    from detente.pages.dyads_tally import Tally
    from detente.relations import Observations

__all__ = ["find_last_day", "tell_news_added", "tell_news_between"]

_PAIRS = 24  # with most news
_EVENTS = 300  # of a pair, the newest


def tell_news_between(
    reader: LedgerReader, told: ChangesContext, days: tuple[str, str], *, tally: Tally, most: int = MOST
) -> ChangesContext:
    """The pairs with most news between two ISO days, by how much their news differs from that before."""
    low, high = days
    pairs = ask_record(reader, _WINDOW, {"low": low, "high": high})
    rows = []
    for pair in pairs[:_PAIRS]:
        dyad = (pair["a"], pair["b"])
        news = _read_news(reader, dyad, low, high, most=_EVENTS)
        earlier = _read_news(reader, dyad, "0001-01-01", low, most=_EVENTS)
        if (row := _compare(dyad, news, earlier, f"{told.words} than before")) is not None:
            rows.append(row)
    found = _tell(reader, told, rows, tally=tally, most=most)
    return replace(found, n_moved=len(pairs), n_compared=_PAIRS if len(pairs) > _PAIRS else 0)


def tell_news_added(
    reader: LedgerReader, told: ChangesContext, new: Observations, *, tally: Tally, most: int = MOST
) -> ChangesContext:
    """The pairs of which new articles tell most, by how much that differs from the news before."""
    rows = []
    counts = np.bincount(new.dyad, minlength=len(new.dyads))
    for place in np.argsort(-counts, kind="stable")[:_PAIRS].tolist():
        dyad, own = new.dyads[place], np.flatnonzero(new.dyad == place)
        names = tuple(new.events[k] for k in new.event[own].tolist())
        news = _News(names, new.intensity[own], new.weight[own])
        earlier = _read_news(reader, dyad, "0001-01-01", "9999-12-31", most=_EVENTS, but=set(names))
        if (row := _compare(dyad, news, earlier, "in the new articles than before")) is not None:
            rows.append(row)
    return replace(_tell(reader, told, rows, tally=tally, most=most), n_moved=len(new.dyads))


def find_last_day(reader: LedgerReader) -> str:
    """First day of the latest event that occurred, ISO; empty if there is none with a date."""
    rows = ask_record(reader, _LAST, {})
    return str(rows[0]["day"]) if rows else ""


@dataclass(frozen=True, slots=True, eq=False)
class _News:
    """Events of a pair: identities, intensities, weights."""

    events: tuple[str, ...]
    intensity: NDArray[np.float64]
    weight: NDArray[np.float64]

    def mean(self) -> tuple[float, float]:
        """Mean intensity by weight, and its variance; that of one event is taken from the scale's width."""
        mean = float(np.average(self.intensity, weights=self.weight))
        share = self.weight / self.weight.sum()
        own = float((share**2 * (self.intensity - mean) ** 2).sum())
        return mean, max(own, _WIDTH / len(self.events))


_WIDTH = 4.0  # variance that the mean of one event has at least


def _read_news(
    reader: LedgerReader, dyad: Dyad, low: str, high: str, *, most: int, but: Collection[str] = ()
) -> _News:
    given = {"a": dyad[0], "b": dyad[1], "low": low, "high": high, "most": most + len(but)}
    rows = [row for row in ask_record(reader, _NEWS, given) if row["event"] not in but][:most]
    return _News(
        events=tuple(row["event"] for row in rows),
        intensity=np.array([row["intensity"] for row in rows], dtype=np.float64),
        weight=np.array([row["confidence"] for row in rows], dtype=np.float64),
    )


def _compare(dyad: Dyad, news: _News, earlier: _News, when: str) -> Change | None:
    """None where nothing was told before, or nothing is told now."""
    if not news.events or not earlier.events:
        return None
    (after, spread), (before, other) = news.mean(), earlier.mean()
    change, sd = after - before, (spread + other) ** 0.5
    pull = (news.intensity - before) * np.sign(change) * news.weight
    order = np.argsort(-pull, kind="stable")[:SENTENCES]
    words = "warmer" if change > 0 else "colder"
    return Change(
        dyad=dyad,
        ends=(before, after),
        interval=(change - Z90 * sd, change + Z90 * sd),
        sure=is_sure(change, sd),
        n_events=len(news.events),
        events=tuple(news.events[k] for k in order.tolist() if pull[k] > 0),
        sentence=f"news {words} by {abs(change):.1f} on average {when}"
        if abs(change) >= LEAST
        else f"news as warm on average {when}".replace(" than ", " as "),
    )


def _tell(
    reader: LedgerReader, told: ChangesContext, rows: Sequence[Change], *, tally: Tally, most: int
) -> ChangesContext:
    order = sorted(rows, key=lambda row: (not row.sure, -row.size, row.dyad))
    moved = build_moved(reader, order[:most], tally=tally)
    n_sure = sum(row.sure for row in rows)
    return replace(told, measure="news", moved=moved, n_sure=n_sure, links=link_moved(moved))


_WINDOW = """
SELECT a, b, count(*) AS n FROM merged_dyads WHERE day >= :low AND day < :high
GROUP BY a, b ORDER BY n DESC, a, b
"""
_NEWS = """
SELECT event, intensity, confidence FROM merged_dyads CROSS JOIN merged_events ON id = event
WHERE a = :a AND b = :b AND day >= :low AND day < :high
AND status IN ('occurred', 'ongoing') AND confidence > 0
ORDER BY day DESC, event LIMIT :most
"""
_LAST = """
SELECT date_start AS day FROM merged_events INDEXED BY merged_events_date
WHERE date_start IS NOT NULL AND status IN ('occurred', 'ongoing') ORDER BY date_start DESC LIMIT 1
"""
