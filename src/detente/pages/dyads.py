"""The table of pairs, and the page of one pair."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from detente.pages.asking import Answer, Asked, Page, number_of, word_of
from detente.pages.dyads_levels import find_news, measure_pair
from detente.pages.dyads_placed import place_events
from detente.pages.dyads_rows import COLUMNS, LEAST, PairRow, build_rows, peak_among, row_of, span_of
from detente.pages.dyads_tally import find_tally
from detente.pages.levels_kept import find_levels
from detente.pages.scopes import build_context, gather_dyad, link_scope
from detente.pages.scopes_levels import measure_now
from detente.pages.sights_kept import find_outlooks, find_sight
from detente.pages.states_known import find_named, find_pair
from detente.relations import DOMAINS
from detente.report.outlook_build import build_outlook
from detente.report.silences import Silence, least_silence
from detente.report.statement_contexts import StatementsContext
from detente.report.words import month_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.actors.actor import Actor
    from detente.ledger import LedgerReader
    from detente.pages.dyads_levels import News
    from detente.pages.dyads_tally import PairSum, Tally
    from detente.pages.scopes import Scope
    from detente.report import EventContext, ReportContext
    from detente.report.level_contexts import LevelContext
    from detente.report.outlook_contexts import OutlookContext

__all__ = ["PAGES", "DyadPage", "DyadsPage", "event_rows", "make_dyad", "make_dyads"]

A_PAGE = 40
LISTED = 50
SORTS = ("events", "level", "last", "name")
EVENT_COLUMNS = (
    "id", "date", "type", "mode", "status", "source", "target", "what", "place", "intensity", "quad",
    "asserted_by", "confidence", "n_articles", "n_outlets", "quote", "article", "outlet",
)  # fmt: skip
_LEVEL_COLUMNS = ("a", "b", "domain", "date", "level_mean", "level_low", "level_high")


@dataclass(frozen=True, slots=True)
class DyadsPage:
    """A page of the table of pairs.

    Attributes:
        rows: Those shown.
        n_pairs: How many fulfil the conditions.
        offset: How many stand before the first shown.
        asked: The conditions, by name.
        actor: Whose pairs these are: identity and name; empty if all are shown.
        years: First and last year of the trends; empty if there are none.
        peak: Events that fill half the height of a trend.
        before: Address of the page before; empty on the first.
        after: Address of the next page; empty on the last.
        sorts: Orders to choose from, as word and address.
        behind: Whether some numbers are older than the ledger.
        counting: Whether the pairs are being counted for the first time.
    """

    rows: tuple[PairRow, ...]
    n_pairs: int
    offset: int
    asked: dict[str, str]
    actor: tuple[str, str]
    years: tuple[int, ...]
    peak: int
    before: str
    after: str
    sorts: tuple[tuple[str, str], ...]
    behind: bool
    counting: bool


@dataclass(frozen=True, slots=True)
class DyadPage:
    """One pair.

    Attributes:
        dyad: Two actor identities, sorted.
        names: Their names.
        domain: Whose level is shown.
        domains: All, with the address of each.
        sums: As in the table of pairs; None while they are counted for the first time.
        n_events: All its events.
        n_read: How many of them, the newest, this page was made from.
        n_documents: Articles that speak of it, of those that were read.
        judged_since: ISO day from which on what was foretold is judged here; empty for all.
        level: None if nothing dated of the domain is known.
        enough: Whether there are dated events enough for a curve.
        silences: Where nothing was told.
        silence_days: From how many days on.
        measuring: Whether levels are being measured for the first time.
        behind: Whether the level is older than the ledger.
        statements: What is claimed, argued, foretold and asked, and what contradicts what.
        events: The newest.
        outlook: What is foretold of it; None where nothing is.
        outlook_why: Why nothing is.
        links: Identity of every record to its sentence.
        labels: Identity of every record to its words.
        more: Address of all its events.
        made_on: Day on which predictions are judged.
    """

    dyad: tuple[str, str]
    names: tuple[str, str]
    domain: str
    domains: tuple[tuple[str, str], ...]
    sums: PairSum | None
    n_events: int
    n_read: int
    n_documents: int
    judged_since: str
    level: LevelContext | None
    enough: bool
    silences: tuple[Silence, ...]
    silence_days: int
    measuring: bool
    behind: bool
    events: tuple[EventContext, ...]
    more: str
    made_on: str
    outlook: OutlookContext | None = None
    outlook_why: str = ""
    statements: StatementsContext = field(default_factory=StatementsContext)
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def make_dyads(reader: LedgerReader, asked: Asked) -> Answer:
    """The table of pairs, most eventful first unless asked otherwise."""
    limit, offset = number_of(asked, "limit", A_PAGE, least=1, most=500), number_of(asked, "offset", 0)
    order = word_of(asked, "sort", SORTS) or "events"
    tally, kept = find_tally(reader), find_levels(reader)
    actor = find_named(reader, asked.query["actor"], tally) if "actor" in asked.query else None
    sums: list[PairSum] = tally.pairs_of(actor.id) if actor else list(tally.pairs)
    span = span_of(sums)
    if order == "level":
        now = measure_now(kept.levels, [row.dyad for row in sums])
        sums.sort(key=lambda row: -now[row.dyad].mean if row.dyad in now else 99.0)
    sums = _sort(sums, order, tally)
    shown = build_rows(sums[offset : offset + limit], tally=tally, levels=kept.levels, span=span)
    page = DyadsPage(
        rows=shown,
        n_pairs=len(sums),
        offset=offset,
        asked=dict(asked.query),
        actor=(actor.id, actor.name) if actor else ("", ""),
        years=(span[0], span[-1]) if span else (),
        peak=peak_among(shown),
        before=_address(asked, offset=max(0, offset - limit)) if offset else "",
        after=_address(asked, offset=offset + limit) if offset + limit < len(sums) else "",
        sorts=tuple((word, _address(asked, sort=word, offset=0)) for word in SORTS),
        behind=tally.behind or kept.behind,
        counting=tally.generation < 0,
    )
    title = f"Pairs of {actor.name}" if actor else "Pairs"
    return Answer(title, page, [row_of(row) for row in shown], COLUMNS)


def _sort(sums: list[PairSum], order: str, tally: Tally) -> list[PairSum]:
    if order == "last":
        return sorted(sums, key=lambda row: row.last, reverse=True)
    if order == "name":
        names = {actor.id: actor.name for actor in tally.actors.values()}
        return sorted(sums, key=lambda row: [names.get(one, one) for one in row.dyad])
    return sums


def _address(asked: Asked, **changed: object) -> str:
    rest = {**asked.query, **{name: str(value) for name, value in changed.items()}}
    kept = {
        name: value
        for name, value in rest.items()
        if (name, value) not in {("offset", "0"), ("sort", "events")}
    }
    return "/dyads" + (f"?{urlencode(kept)}" if kept else "")


def make_dyad(reader: LedgerReader, asked: Asked) -> Answer:
    """One pair, in any order and by any name."""
    tally = find_tally(reader)
    one, other = find_pair(reader, (asked.path["a"], asked.path["b"]), tally)
    pair, domain = (one.id, other.id), word_of(asked, "domain", DOMAINS) or "overall"
    rows = word_of(asked, "rows", ("level", "events")) or "level"
    kept = find_levels(reader, domain=domain)
    scope = gather_dyad(reader, pair, kinds=("claims", "mechanisms", "predictions"))
    news = find_news(kept.levels, pair, domain=domain)
    shown = [event.id for event, _ in scope.shown]
    measured = measure_pair(kept.levels, pair, news, domain=domain, shown=shown)
    report = build_context(scope, measured=measured)
    level = _own_level(report, scope, pair=pair, news=news, whole=domain == "overall")
    if level and kept.levels and news and scope.n_events > len(scope.shown):
        level = replace(level, events=place_events(reader, kept.levels, level, news=news))
    page = _build_page(report, scope, level=level, news=news, sums=tally.by_pair.get(pair))
    place = f"/dyads/{quote(pair[0])}/{quote(pair[1])}"
    outlook, why = _look_ahead(reader, (one, other))
    page = replace(
        page,
        dyad=pair,
        outlook=outlook,
        outlook_why=why,
        names=(one.name, other.name),
        domain=domain,
        domains=tuple((name, place if name == "overall" else f"{place}?domain={name}") for name in DOMAINS),
        measuring=kept.generation < 0,
        behind=kept.behind,
        more="/events?" + urlencode({"actor": pair[0], "partner": pair[1]}),
    )
    title = f"{one.name} \N{EN DASH} {other.name}"
    if rows == "events":
        return Answer(title, page, event_rows(report.events), EVENT_COLUMNS, concerns=pair)
    return Answer(title, page, _level_rows(page), _LEVEL_COLUMNS, concerns=pair)


def _look_ahead(reader: LedgerReader, actors: tuple[Actor, Actor]) -> tuple[OutlookContext | None, str]:
    """What is foretold of two actors, or why nothing is."""
    sight, why = find_sight(reader)
    if sight is None:
        return None, why
    (outlook,) = find_outlooks(sight, [(actors[0].id, actors[1].id)])
    return build_outlook(outlook, {actor.id: actor.name for actor in actors}), ""


def _build_page(
    report: ReportContext,
    scope: Scope,
    *,
    level: LevelContext | None,
    news: News | None,
    sums: PairSum | None,
) -> DyadPage:
    """The page, without what its address says."""
    links, labels = link_scope(report.statements, report.events)
    drawn = level is not None and level.n_events >= LEAST
    ends = (float(news.days[0]), float(news.days[-1])) if news else (0.0, 0.0)
    return DyadPage(
        dyad=("", ""),
        names=("", ""),
        domain="",
        domains=(),
        sums=sums,
        n_events=scope.n_events,
        n_read=len(scope.shown),
        n_documents=scope.n_documents,
        judged_since=scope.judged_since,
        level=level,
        enough=drawn,
        silences=level.silences if level and drawn else (),
        silence_days=least_silence(*ends),
        measuring=False,
        behind=False,
        events=report.events[:LISTED],
        more="",
        made_on=report.made_on,
        statements=report.statements,
        links=links,
        labels=labels,
    )


def _own_level(
    report: ReportContext, scope: Scope, *, pair: tuple[str, str], news: News | None, whole: bool
) -> LevelContext | None:
    """The course of the pair, with what only all its news tells, not the newest alone.

    `whole` says that the level is of all domains: only then are events without a date known to be missing.
    """
    level = next((row for row in report.levels.levels if row.dyad == pair), None)
    if level is None or news is None:
        return None
    first, newest = (round(float(day)) for day in news.days[[0, -1]])
    ends = [month_words(date.fromordinal(day)) for day in (first, newest)]
    last = next((point for point in level.points if point.day >= newest), level.points[-1])
    shift = replace(level.shift, n_events=news.days.size) if level.shift else None
    cut = scope.n_events > len(scope.shown)
    return replace(
        level,
        last=last,
        last_words=ends[1],
        span_words=ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}",
        n_undated=level.n_undated if whole and not cut else 0,
        shift=shift,
    )


def _level_rows(page: DyadPage) -> list[dict[str, Any]]:
    if page.level is None:
        return []
    return [
        dict(
            zip(
                _LEVEL_COLUMNS,
                (
                    *page.dyad,
                    page.domain,
                    date.fromordinal(point.day).isoformat(),
                    round(point.mean, 4),
                    round(point.low, 4),
                    round(point.high, 4),
                ),
                strict=True,
            )
        )
        for point in page.level.points
    ]


def event_rows(events: tuple[EventContext, ...]) -> list[dict[str, Any]]:
    """Rows of a CSV of events, of `EVENT_COLUMNS`."""
    rows = []
    for event in events:
        row: dict[str, Any] = {name: getattr(event, name) for name in EVENT_COLUMNS if name != "quote"}
        row["quote"] = event.quotes[0].text if event.quotes else ""
        rows.append(row)
    return rows


PAGES = (
    Page("/dyads", "dyads.html.j2", make_dyads, "Pairs", ("actor", "sort", "limit", "offset")),
    Page("/dyads/{a}/{b}", "dyad.html.j2", make_dyad, "Pairs", ("domain", "rows")),
)
