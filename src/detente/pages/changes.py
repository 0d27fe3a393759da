"""What changed: between two days, or since articles were added; which pairs moved, and by which sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from detente.core.dates import parse_edtf
from detente.core.errors import UnknownNameError, UsageError
from detente.ledger.merged import represent
from detente.pages.gathering import build_events
from detente.pages.scopes import ask_among, ask_record, link_events
from detente.pages.scopes_levels import find_rows
from detente.pages.states_known import name_in
from detente.relations import measure_course, rank_shifts, smooth_levels
from detente.relations.levels import find_series
from detente.relations.pushes import find_pushes
from detente.report.level_contexts import excludes_zero
from detente.report.words import date_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.ledger import LedgerReader
    from detente.pages.dyads_tally import Tally
    from detente.relations import Levels
    from detente.report import EventContext

__all__ = [
    "Addition",
    "ChangesContext",
    "Moved",
    "find_additions",
    "find_changed_between",
    "find_changed_since",
    "read_events",
    "read_window",
]

Dyad = tuple[str, str]
MOST = 8
NEAREST = 4  # pairs to name where none moved for sure
SENTENCES = 3
_Z90 = 1.6448536269514722
_MANY = 4_000  # articles that are compared, the oldest of those added
_LEAST = 0.05  # a change that is not 0.0 when printed


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


@dataclass(frozen=True, slots=True)
class Moved:
    """A pair that moved.

    Attributes:
        dyad: Two actor identities, sorted.
        names: Their names.
        address: Of its page.
        before: Level before.
        after: And after.
        change: The one less the other.
        low: Lower end of the 90% interval of the change; of the level after, if articles were added.
        high: Upper end of it.
        sure: Whether the interval of the change, as it is printed, excludes zero.
        n_events: Dated events of the time or of the new articles that move the pair.
        events: Those that did most, the strongest first.
        sentence: The same in words that can be quoted.
    """

    dyad: Dyad
    names: tuple[str, str]
    address: str
    before: float
    after: float
    change: float
    low: float
    high: float
    sure: bool
    n_events: int
    events: tuple[EventContext, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangesContext:
    """What changed.

    Attributes:
        kind: ``between`` two days, ``added`` since a run, or empty: nothing can be compared.
        since: The first day, EDTF as asked, or the run.
        until: The second.
        words: What is compared, in words.
        moved: Pairs, those that moved most first.
        n_moved: How many have news in that time.
        n_sure: How many of them moved for sure.
        n_documents: Articles that were added since; 0 between two days.
        n_events: Events that only these tell; 0 between two days.
        links: Identity of an event to its sentence.
    """

    kind: str
    since: str
    until: str
    words: str
    moved: tuple[Moved, ...] = ()
    n_moved: int = 0
    n_sure: int = 0
    n_documents: int = 0
    n_events: int = 0
    links: dict[str, str] | None = None


def find_changed_between(
    reader: LedgerReader, levels: Levels | None, *, since: str, until: str, tally: Tally, most: int = MOST
) -> ChangesContext:
    """The pairs with news between two days, by how much their level moved.

    Raises:
        UsageError: If one is no date, or the first is not before the second.
    """
    start, end = _day(since, first=True), _day(until, first=False)
    if start >= end:
        raise UsageError(f"{since[:40]} is not before {until[:40]}", hint="since=2018&until=2021-06")
    words = f"from {date_words(since)} to {date_words(until)}"
    told = ChangesContext("between", since, until, words)
    if levels is None:
        return told
    observations = levels.observations
    index = observations.domains.index("overall")
    inside = (observations.domain == index) & (observations.day > start.toordinal() - 1)
    inside &= observations.day <= end.toordinal()
    places, counts = np.unique(observations.dyad[inside], return_counts=True)
    news = {observations.dyads[place]: n for place, n in zip(places.tolist(), counts.tolist(), strict=True)}
    shifts = [(shift, news[shift.dyad]) for shift in rank_shifts(levels, (start, end)) if shift.dyad in news]
    shifts.sort(key=lambda pair: (not _is_sure(pair[0].change, pair[0].sd), -abs(pair[0].change)))
    rows = []
    n_sure = sum(_is_sure(shift.change, shift.sd) for shift, _ in shifts)
    for shift, n_events in shifts[: max(min(n_sure, most), NEAREST)]:
        series = find_series(levels, shift.dyad, "overall")
        window = (float(start.toordinal()) - 1, float(end.toordinal()))
        pushes = find_pushes(levels, series, window, shift.change)[:SENTENCES]
        half = _Z90 * shift.sd
        rows.append(
            _Row(
                shift.dyad,
                (shift.before, shift.after),
                (shift.change - half, shift.change + half),
                n_events,
                tuple(push.event for push in pushes),
            )
        )
    moved = _build(reader, rows, tally=tally, when=words)
    return replace(told, moved=moved, n_moved=len(places), n_sure=n_sure, links=_links(moved))


def find_additions(reader: LedgerReader) -> tuple[Addition, ...]:
    """The runs that left articles, the newest first; none after which nothing came."""
    found: list[Addition] = []
    for run in reader.runs():
        n = int((run.counts or {}).get("documents", 0))
        if n and run.finished and (not found or found[-1].n_documents != n):
            when = f"{date_words(run.finished[:10])}, {run.finished[11:16]} UTC"
            found.append(Addition(run.id, f"{when}: {n:,} articles", n))
    total = ask_record(reader, "SELECT count(*) AS n FROM documents", {})[0]["n"]
    return tuple(row for row in reversed(found) if row.n_documents < total)


def find_changed_since(
    reader: LedgerReader, levels: Levels | None, *, run: str, tally: Tally, most: int = MOST
) -> ChangesContext:
    """The pairs of which the articles added since a run tell something new, by how much that moved them.

    The level at the last news, with and without what only these articles tell; the parameters stay.

    Raises:
        UnknownNameError: If there is no such run, or nothing was added since.
    """
    known = {row.id: row for row in find_additions(reader)}
    if run not in known:
        raise UnknownNameError(
            f"nothing was added since a run {run[:40]!r}", hint=f"runs: {', '.join(known) or 'one only'}"
        )
    documents = [
        row["id"] for row in ask_record(reader, _ADDED, {"n": known[run].n_documents, "most": _MANY})
    ]
    fresh = {row["event"] for row in ask_among(reader, _FRESH, documents)}
    told = ChangesContext(
        "added", run, "", f"since {known[run].words}", n_documents=len(documents), n_events=len(fresh)
    )
    if levels is None or not fresh:
        return told
    rows = _compare(levels, fresh)
    shown = sorted(rows, key=lambda row: (-abs(row.ends[1] - row.ends[0]), row.dyad))[:most]
    moved = _build(reader, shown, tally=tally, when="with the new articles")
    n_sure = sum(abs(row.ends[1] - row.ends[0]) >= _LEAST for row in rows)
    return replace(told, moved=moved, n_moved=len(rows), n_sure=n_sure, links=_links(moved))


@dataclass(frozen=True, slots=True)
class _Row:
    """A pair with its levels before and after, the interval of the change, and what made it."""

    dyad: Dyad
    ends: tuple[float, float]
    interval: tuple[float, float]
    n_events: int
    events: tuple[str, ...]


def _compare(levels: Levels, fresh: set[str]) -> list[_Row]:
    """The pairs that new events touch: their level with these and without."""
    observations = levels.observations
    new = np.array([name in fresh for name in observations.events], dtype=bool)
    index = observations.domains.index("overall")
    mine = new[observations.event] & (observations.domain == index)
    touched = np.unique(observations.dyad[mine])
    without = np.isin(observations.dyad, touched) & (observations.domain == index) & ~mine
    columns = ("dyad", "domain", "event", "day", "spread", "intensity", "weight")
    kept = replace(observations, **{name: getattr(observations, name)[without] for name in columns})
    old = smooth_levels(kept, levels.model) if without.any() else None
    out = []
    for place in touched.tolist():
        dyad = observations.dyads[place]
        rows = find_rows(levels, dyad)
        last = [date.fromordinal(round(float(observations.day[rows].max())))]
        now = measure_course(levels, dyad, dates=last)
        prior = levels.model.levels["overall"]
        then = float(measure_course(old, dyad, dates=last).mean[0]) if old else prior.mean
        after, half = float(now.mean[0]), _Z90 * float(now.sd[0])
        own = rows[mine[rows]]
        pull = np.abs(observations.intensity[own] - then) * observations.weight[own]
        names = [observations.events[observations.event[own[k]]] for k in np.argsort(-pull, kind="stable")]
        out.append(
            _Row(dyad, (then, after), (after - half, after + half), len(own), tuple(names[:SENTENCES]))
        )
    return out


def _build(reader: LedgerReader, rows: Sequence[_Row], *, tally: Tally, when: str) -> tuple[Moved, ...]:
    told = {event.id: event for event in read_events(reader, [name for row in rows for name in row.events])}
    out = []
    for row in rows:
        names = (name_in(tally, row.dyad[0]), name_in(tally, row.dyad[1]))
        before, after = row.ends
        change = after - before
        added = when.startswith("with")
        half = (row.interval[1] - row.interval[0]) / 2
        sure = abs(change) >= _LEAST if added else excludes_zero(change - half, change + half)
        out.append(
            Moved(
                dyad=row.dyad,
                names=names,
                address=f"/dyads/{row.dyad[0]}/{row.dyad[1]}",
                before=before,
                after=after,
                change=change,
                low=row.interval[0],
                high=row.interval[1],
                sure=sure,
                n_events=row.n_events,
                events=tuple(told[name] for name in row.events if name in told),
                sentence=_sentence(change, sure=sure, when=when),
            )
        )
    return tuple(out)


def _sentence(change: float, *, sure: bool, when: str) -> str:
    if abs(change) < _LEAST:
        return f"no change {when}"
    words = f"{'warmer' if change > 0 else 'colder'} by {abs(change):.1f} {when}"
    return words if sure else f"{words}, but that is not sure"


def read_events(reader: LedgerReader, names: Iterable[str]) -> tuple[EventContext, ...]:
    """Events by identity, as pages list them."""
    shown = []
    for name in dict.fromkeys(names):
        merged = reader.merged_event(name)
        shown.append((represent(merged, reader.tellings(merged.mentions)), merged))
    return build_events(reader, shown)


def _links(moved: Sequence[Moved]) -> dict[str, str]:
    return link_events(event for row in moved for event in row.events)


def _is_sure(change: float, sd: float) -> bool:
    return excludes_zero(change - _Z90 * sd, change + _Z90 * sd)


def _day(text: str, *, first: bool) -> date:
    span = parse_edtf(text)
    if first:
        return max(span.start, date(2, 1, 1))
    return min(span.end, date(9998, 1, 1)) - timedelta(days=1)


def read_window(levels: Levels | None, *, years: int = 3) -> tuple[str, str]:
    """The last years up to the last news, as words for `find_changed_between`; empty without news."""
    if levels is None:
        return "", ""
    last = date.fromordinal(round(float(levels.observations.day.max())))
    return str(last.year - years), str(last.year)


_ADDED = "SELECT id FROM documents ORDER BY rowid LIMIT :most OFFSET :n"
_FRESH = """
SELECT merged_mentions.event AS event FROM merged_mentions
JOIN event_mentions ON event_mentions.id = merged_mentions.mention
WHERE merged_mentions.event IN (
    SELECT merged_mentions.event FROM merged_mentions
    JOIN event_mentions ON event_mentions.id = merged_mentions.mention
    WHERE event_mentions.document IN ({ids})
)
GROUP BY merged_mentions.event
HAVING sum(event_mentions.document NOT IN ({ids})) = 0
"""
