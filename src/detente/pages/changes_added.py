"""What changed since articles were added: the levels with what only they tell, and without."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UnknownNameError
from detente.ledger.observing import Identities
from detente.pages.changes_news import tell_news_added
from detente.pages.changes_told import (
    LEAST,
    MOST,
    SENTENCES,
    Z90,
    Change,
    ChangesContext,
    build_moved,
    link_moved,
    say_change,
)
from detente.pages.scopes import ask_record
from detente.relations import Observations, smooth_levels
from detente.relations.levels import measure_moments
from detente.report.words import date_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.ledger import LedgerReader
    from detente.pages.dyads_tally import Tally
    from detente.relations import Levels
    from detente.relations.observations import Dyad, Integers
    from detente.relations.scans import Floats

__all__ = ["MANY", "Addition", "find_additions", "find_changed_since"]

MANY = 1_000
"""Articles that are compared, the newest of those added."""
_ALL = ("dyad", "domain", "event", "day", "spread", "intensity", "weight")


@dataclass(frozen=True, slots=True)
class Addition:
    """A use of détente that added articles.

    Attributes:
        id: Of the run.
        words: When it ended, and how many articles there were then.
        n_documents: So many.
    """

    id: str
    words: str
    n_documents: int


def find_additions(reader: LedgerReader) -> tuple[Addition, ...]:
    """The runs that left articles, the newest first; none after which nothing came."""
    found: list[Addition] = []
    for run in reader.runs():
        n = int((run.counts or {}).get("documents", 0))
        if n and run.finished and (not found or found[-1].n_documents != n):
            when = f"{date_words(run.finished[:10])}, {run.finished[11:16]} UTC"
            found.append(Addition(run.id, f"{when}: {n:,} articles", n))
    total = ask_record(reader, _TOTAL, {})[0]["n"]
    return tuple(row for row in reversed(found) if row.n_documents < total)


def find_changed_since(
    reader: LedgerReader, levels: Levels | None, *, run: str, tally: Tally, most: int = MOST
) -> ChangesContext:
    """The pairs of which the articles added since a run tell something new, by how much that moved them.

    The level at the last news, with and without what only these articles tell; the parameters stay. What they
    tell is read from the ledger by index and not from the levels, which may be older than the articles.

    Raises:
        UnknownNameError: If there is no such run, or nothing was added since.
    """
    known = {row.id: row for row in find_additions(reader)}
    if run not in known:
        raise UnknownNameError(
            f"nothing was added since a run {run[:40]!r}", hint=f"runs: {', '.join(known) or 'one only'}"
        )
    total, mark = _find_mark(reader, known[run].n_documents)
    n_added = total - known[run].n_documents
    fresh = [row["event"] for row in ask_record(reader, _FRESH, {"mark": mark, "most": MANY})]
    told = ChangesContext(
        "added",
        run,
        "",
        f"since {known[run].words}",
        n_documents=n_added,
        n_events=len(fresh),
        n_compared=MANY if n_added > MANY else 0,
    )
    new = reader.observations(domain="overall", events=fresh)
    if not new.day.size:
        return told
    if levels is None:
        return tell_news_added(reader, told, new, tally=tally, most=most)
    rows = _compare(levels, new, set(fresh))
    order = sorted(rows, key=lambda row: (-row.size, row.dyad))[:most]
    moved = build_moved(reader, [_name_events(row, new) for row in order], tally=tally)
    n_sure = sum(row.sure for row in rows)
    return replace(told, moved=moved, n_moved=len(rows), n_sure=n_sure, links=link_moved(moved))


def _find_mark(reader: LedgerReader, n_before: int) -> tuple[int, int]:
    """How many articles there are, and the row of the first one after so many."""
    sums = ask_record(reader, _TOTAL, {})[0]
    if sums["n"] == sums["last"]:  # none was ever removed: no need to go through them
        return sums["n"], n_before + 1
    found = ask_record(reader, _MARK, {"after": sums["n"] - n_before - 1})
    return sums["n"], found[0]["mark"]


def _compare(levels: Levels, new: Observations, fresh: set[str]) -> list[Change]:
    """The pairs that new events touch, with these and without; who did most is told later."""
    before, after, half = _measure_both(levels, new, fresh)
    counts = np.bincount(new.dyad, minlength=len(new.dyads))
    return [
        Change(
            dyad=dyad,
            ends=(float(before[k]), float(after[k])),
            interval=(float(after[k] - half[k]), float(after[k] + half[k])),
            sure=bool(abs(after[k] - before[k]) >= LEAST),
            n_events=int(counts[k]),
            events=(),
            sentence=say_change(float(after[k] - before[k]), "with the new articles"),
        )
        for k, dyad in enumerate(new.dyads)
        if counts[k]
    ]


def _measure_both(levels: Levels, new: Observations, fresh: set[str]) -> tuple[Floats, Floats, Floats]:
    """The level of each pair without and with the new events, and half the width of the interval with them.

    On the day of its last news. The levels that there are serve where they hold none of the new events, or
    all; else those of the pairs are smoothed.
    """
    seen = levels.observations
    places = {dyad: place for place, dyad in enumerate(new.dyads)}
    place_of = np.array([places.get(dyad, -1) for dyad in seen.dyads], dtype=np.int64)
    rows = np.flatnonzero((place_of[seen.dyad] >= 0) & (seen.domain == seen.domains.index("overall")))
    stale = _find_fresh(seen, rows, fresh, since=float(new.day.min()))
    last = np.full(len(new.dyads), -np.inf)
    for dyad, day in ((place_of[seen.dyad[rows]], seen.day[rows]), (new.dyad, new.day)):
        np.maximum.at(last, dyad, day)
    old = _take(seen, rows[~stale], place_of, new.dyads)
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(old, name), getattr(new, name)]) for name in _ALL
    }
    both = replace(old, **columns)
    n_stale = int(stale.sum())
    with_all = levels if n_stale == new.day.size else smooth_levels(both, levels.model)
    without = levels if not n_stale else smooth_levels(old, levels.model) if old.day.size else None
    after, variance = _measure(with_all, new.dyads, last)
    before, _ = _measure(without, new.dyads, last)
    before[np.isnan(before)] = levels.model.levels["overall"].mean
    return before, after, Z90 * np.sqrt(variance)


def _find_fresh(seen: Observations, rows: Integers, fresh: set[str], *, since: float) -> NDArray[np.bool_]:
    """Which of these rows are of new events; none is of a day before the first of these."""
    late = np.flatnonzero(seen.day[rows] >= since)
    events, own = np.unique(seen.event[rows[late]], return_inverse=True)
    known = np.array([name in fresh for name in _pick(seen.events, events)], dtype=np.bool_)
    found = np.zeros(rows.size, dtype=np.bool_)
    found[late] = known[own]
    return found


def _take(seen: Observations, rows: Integers, place_of: Integers, dyads: tuple[Dyad, ...]) -> Observations:
    return Observations(
        dyads=dyads,
        domains=seen.domains,
        events=seen.events,
        dyad=place_of[seen.dyad[rows]],
        **{name: getattr(seen, name)[rows] for name in _ALL if name != "dyad"},
    )


def _pick(events: Sequence[str], places: Integers) -> list[str]:
    return events.pick(places) if isinstance(events, Identities) else [events[k] for k in places.tolist()]


def _measure(levels: Levels | None, dyads: Sequence[Dyad], days: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of the level of each pair on its day; not a number where nothing was seen."""
    mean, variance = np.full((2, len(dyads)), np.nan)
    if levels is not None:
        overall = levels.observations.domains.index("overall")
        series = np.flatnonzero(levels.chain.domain == overall)
        places = {dyad: place for place, dyad in enumerate(dyads)}
        own = [places.get(levels.observations.dyads[k], -1) for k in levels.chain.dyad[series].tolist()]
        place = np.array(own, dtype=np.int64)
        series, place = series[place >= 0], place[place >= 0]
        moments = measure_moments(levels, series, days[place])
        mean[place], variance[place] = moments.mean, moments.variance
    return mean, variance


def _name_events(row: Change, new: Observations) -> Change:
    """With the new events that pull most."""
    own = np.flatnonzero(new.dyad == new.dyads.index(row.dyad))
    pull = np.abs(new.intensity[own] - row.ends[0]) * new.weight[own]
    best = own[np.argsort(-pull, kind="stable")[:SENTENCES]]
    return replace(row, events=tuple(new.events[k] for k in new.event[best].tolist()))


_TOTAL = "SELECT count(*) AS n, max(rowid) AS last FROM documents"
_MARK = "SELECT rowid AS mark FROM documents ORDER BY rowid DESC LIMIT 1 OFFSET :after"
_FRESH = """
SELECT DISTINCT merged_mentions.event AS event FROM (
    SELECT id FROM documents WHERE rowid >= :mark ORDER BY rowid DESC LIMIT :most
) AS added
CROSS JOIN event_mentions ON event_mentions.document = added.id
CROSS JOIN merged_mentions ON merged_mentions.mention = event_mentions.id
CROSS JOIN merged_events ON merged_events.id = merged_mentions.event
WHERE merged_events.n_mentions = 1 OR NOT EXISTS (
    SELECT 1 FROM merged_mentions AS other
    JOIN event_mentions AS telling ON telling.id = other.mention
    JOIN documents ON documents.id = telling.document
    WHERE other.event = merged_mentions.event AND documents.rowid < :mark
)
"""
