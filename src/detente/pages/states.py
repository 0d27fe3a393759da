"""The table of actors, and the page of one: with whom it has to do, to whom it leans, who speaks of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from detente.actors import read_actor_base
from detente.core.errors import UnknownNameError
from detente.pages.asking import Answer, Asked, Page, number_of, word_of
from detente.pages.dyads_rows import COLUMNS, PairRow, build_rows, peak_among, row_of, span_of
from detente.pages.dyads_tally import find_tally
from detente.pages.levels_kept import find_levels
from detente.pages.scopes import ask_record, build_context, gather_actor, link_scope
from detente.pages.scopes_levels import find_news, measure_dyad, measure_partners, merge_measured
from detente.pages.states_known import find_named, name_in
from detente.report.level_contexts import LevelsContext
from detente.report.levels import build_levels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.actors.actor import Actor
    from detente.ledger import LedgerReader
    from detente.pages.dyads_tally import Tally
    from detente.relations import Levels
    from detente.report import EventContext
    from detente.report.measuring import MovedTilt
    from detente.report.statement_contexts import StatementsContext

    News = Mapping[tuple[str, str], Sequence[tuple[float, float]]]

__all__ = ["PAGES", "ActorRow", "Holder", "Spelling", "StatePage", "StatesPage", "make_state", "make_states"]

A_PAGE = 80
PORTFOLIO = 40
CURVES = 9
LISTED = 20
SPEAKING = 25  # articles whose claims are listed, the newest
SPELLINGS = 40
READ = 20_000  # mentions, and articles, of which outlets and spellings are counted
KINDS = (
    "state",
    "igo",
    "bloc",
    "armed_group",
    "organization",
    "company",
    "group",
    "office",
    "population",
    "person",
)
_ACTING = ("state", "igo", "bloc")


@dataclass(frozen=True, slots=True)
class ActorRow:
    """A row of the table: an actor, its events, its pairs, and the three it has most to do with."""

    id: str
    name: str
    kind: str
    n_events: int
    n_pairs: int
    partners: tuple[tuple[str, str], ...]
    address: str


@dataclass(frozen=True, slots=True)
class StatesPage:
    """A page of the table of actors.

    Attributes:
        rows: Those shown, most eventful first.
        n_actors: How many fulfil the conditions.
        offset: How many stand before the first shown.
        kind: Of actor; empty for all.
        kinds: Kinds with their number and address.
        before: Address of the page before; empty on the first.
        after: Address of the next page; empty on the last.
        counting: Whether they are being counted for the first time.
    """

    rows: tuple[ActorRow, ...]
    n_actors: int
    offset: int
    kind: str
    kinds: tuple[tuple[str, int, str], ...]
    before: str
    after: str
    counting: bool


@dataclass(frozen=True, slots=True)
class Spelling:
    """Words that were taken for an actor: how it is named by them, and how often."""

    words: str
    form: str
    n: int


@dataclass(frozen=True, slots=True)
class Holder:
    """A person of a state that the articles name: its offices, in words, and in how many articles it is."""

    id: str
    name: str
    offices: tuple[str, ...]
    n_articles: int


@dataclass(frozen=True, slots=True)
class StatePage:
    """One actor.

    Attributes:
        id: Its identity.
        name: Its name.
        kind: Of actor.
        n_events: Its events.
        n_articles: Articles that name it.
        n_pairs: Its pairs.
        pairs: Those shown, by level or as asked.
        sort: Their order.
        years: First and last year of their trends; empty if there are none.
        peak: Events that fill half the height of a trend.
        levels: Curves of the most eventful pairs on one scale, and tilts.
        outlets: Who speaks of it, in how many articles.
        n_read: Of how many articles and mentions outlets and spellings are counted at most.
        spellings: The words that were taken for it.
        holders: Its people.
        claims: Pair to what is claimed of it: names, address, better, worse, number of claims.
        events: The newest.
        more: Address of all its events.
        measuring: Whether levels are being measured for the first time.
        behind: Whether some numbers are older than the ledger.
        links: Identity of every event to its sentence.
        labels: Identity of every event to its words.
    """

    id: str
    name: str
    kind: str
    n_events: int
    n_articles: int
    n_pairs: int
    pairs: tuple[PairRow, ...]
    sort: str
    years: tuple[int, ...]
    peak: int
    levels: LevelsContext
    outlets: tuple[tuple[str, int], ...]
    n_read: int
    spellings: tuple[Spelling, ...]
    holders: tuple[Holder, ...]
    statements: StatementsContext
    events: tuple[EventContext, ...]
    more: str
    measuring: bool
    behind: bool
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def make_states(reader: LedgerReader, asked: Asked) -> Answer:
    """The table of actors, most eventful first; of states unless asked otherwise."""
    tally = find_tally(reader)
    kind = word_of(asked, "kind", (*KINDS, "all")) or "state"
    limit, offset = number_of(asked, "limit", A_PAGE, least=1, most=500), number_of(asked, "offset", 0)
    kinds = Counter(tally.actors[name].kind for name in tally.n_by_actor if name in tally.actors)
    chosen = sorted(
        (name for name in tally.n_by_actor if kind == "all" or _kind(tally, name) == kind),
        key=lambda name: (-tally.n_by_actor[name], name),
    )
    shown = chosen[offset : offset + limit]
    page = StatesPage(
        rows=tuple(_actor_row(name, tally) for name in shown),
        n_actors=len(chosen),
        offset=offset,
        kind=kind,
        kinds=tuple((name, kinds[name], f"/states?kind={name}") for name in KINDS if kinds[name]),
        before=_address(asked, max(0, offset - limit)) if offset else "",
        after=_address(asked, offset + limit) if offset + limit < len(chosen) else "",
        counting=tally.generation < 0,
    )
    columns = ("id", "name", "kind", "n_events", "n_pairs")
    return Answer(
        "States", page, [{name: getattr(row, name) for name in columns} for row in page.rows], columns
    )


def _kind(tally: Tally, name: str) -> str:
    return tally.actors[name].kind if name in tally.actors else ""


def _actor_row(name: str, tally: Tally) -> ActorRow:
    pairs = tally.pairs_of(name)
    partners = [next(one for one in row.dyad if one != name) for row in pairs[:3]]
    return ActorRow(
        id=name,
        name=name_in(tally, name),
        kind=_kind(tally, name),
        n_events=tally.n_by_actor[name],
        n_pairs=len(pairs),
        partners=tuple(
            (name_in(tally, one), f"/dyads/{min(name, one)}/{max(name, one)}") for one in partners
        ),
        address=f"/states/{name}",
    )


def _address(asked: Asked, offset: int) -> str:
    return "/states?" + urlencode({**asked.query, "offset": str(offset)})


def make_state(reader: LedgerReader, asked: Asked) -> Answer:
    """One actor, by identity or name."""
    tally, kept = find_tally(reader), find_levels(reader)
    actor = find_named(reader, asked.path["id"], tally)
    order = word_of(asked, "sort", ("events", "level")) or "events"
    n_articles = ask_record(reader, _ARTICLES, {"actor": actor.id})[0]["n"]
    if not n_articles:
        raise UnknownNameError(f"no article names {actor.name}", hint="/states lists those that are named")
    scope = gather_actor(reader, actor.id, most=LISTED, speaking_most=SPEAKING, kinds=("claims",))
    report = build_context(scope)
    sums = tally.pairs_of(actor.id)
    span = span_of(sums)
    pairs = build_rows(sums[:PORTFOLIO], tally=tally, levels=kept.levels, span=span)
    links, labels = link_scope(report.statements, report.events)
    page = StatePage(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        n_events=scope.n_events,
        n_articles=n_articles,
        n_pairs=len(sums),
        pairs=_sorted(pairs, order),
        sort=order,
        years=(span[0], span[-1]) if span else (),
        peak=peak_among(pairs),
        levels=_measure(kept.levels, actor, pairs, tally=tally, talk=_talk(report.statements, actor.id)),
        outlets=tuple(
            (row["outlet"], row["n"])
            for row in ask_record(reader, _OUTLETS, {"actor": actor.id, "most": READ})
        ),
        n_read=READ,
        spellings=tuple(
            Spelling(row["quote"], row["form"], row["n"])
            for row in ask_record(reader, _SPELLINGS, {"actor": actor.id, "most": READ, "shown": SPELLINGS})
        ),
        holders=_find_holders(reader, actor, tally),
        statements=report.statements,
        events=report.events[:LISTED],
        more="/events?" + urlencode({"actor": actor.id}),
        measuring=kept.generation < 0,
        behind=tally.behind or kept.behind,
        links=links,
        labels=labels,
    )
    return Answer(actor.name, page, [row_of(row) for row in page.pairs], COLUMNS)


def _sorted(pairs: tuple[PairRow, ...], order: str) -> tuple[PairRow, ...]:
    if order == "events":
        return pairs
    return tuple(sorted(pairs, key=lambda row: -row.level.mean if row.level else 99.0))


def _talk(statements: StatementsContext, actor: str) -> Counter[str]:
    """How often the texts speak of an actor together with another."""
    talk: Counter[str] = Counter()
    for group in statements.claims:
        if actor in group.dyad:
            talk[next(name for name in group.dyad if name != actor)] += len(group.claims)
    return talk


def _measure(
    levels: Levels | None, actor: Actor, pairs: Sequence[PairRow], *, tally: Tally, talk: Counter[str]
) -> LevelsContext:
    """Curves of its most eventful pairs, and tilts between those powers it is most talked about with."""
    drawn = [row for row in pairs if row.level and row.level.n_events > 1][:CURVES]
    parts = [measure_dyad(levels, row.dyad, turning=False) for row in drawn]
    partners = [next(name for name in row.dyad if name != actor.id) for row in pairs]
    powers = [name for name in partners if _kind(tally, name) in _ACTING]
    powers.sort(key=lambda name: -talk[name])
    tilts = measure_partners(levels, actor.id, powers) if actor.kind in _ACTING else []
    merged = merge_measured(parts)
    known = replace(merged, tilts=tilts, news=_add_news(merged.news, levels, tilts), turning=(), placed={})
    return build_levels(known, dyads=(), events=(), actors=tally.actors)


def _add_news(news: News, levels: Levels | None, tilts: Sequence[MovedTilt]) -> News:
    """The news of the pairs of these tilts too."""
    if levels is None:
        return news
    ends = {(one.tilt.actor, end) for one in tilts for end in (one.tilt.toward, one.tilt.against)}
    pairs = {(min(pair), max(pair)) for pair in ends} - news.keys()
    return {**news, **{pair: find_news(levels, pair) for pair in sorted(pairs)}}


def _find_holders(reader: LedgerReader, actor: Actor, tally: Tally) -> tuple[Holder, ...]:
    """The people of a state that the articles name, those in most articles first."""
    terms = read_actor_base().terms
    people = [one for one in tally.actors.values() if one.kind == "person" and one.country == actor.id]
    rows = []
    for one in people[:200]:
        offices = tuple(
            f"{term.office.replace('_', ' ')} {term.start.year}\N{EN DASH}{_end(term.end.year)}"
            for term in terms.get(one.id, ())
            if term.country == actor.id
        )
        n = ask_record(reader, _ARTICLES, {"actor": one.id})[0]["n"]
        rows.append(Holder(one.id, one.name, offices, n))
    return tuple(sorted(rows, key=lambda row: (-row.n_articles, row.name)))


def _end(year: int) -> str:
    return str(year) if year < 9998 else ""


_ARTICLES = "SELECT count(DISTINCT document) AS n FROM document_actors WHERE actor = :actor"
_OUTLETS = """
SELECT coalesce(nullif(documents.outlet, ''), 'no outlet named') AS outlet, count(*) AS n
FROM (SELECT DISTINCT document FROM document_actors WHERE actor = :actor LIMIT :most) AS named
JOIN documents ON documents.id = named.document GROUP BY 1 ORDER BY n DESC, outlet LIMIT 20
"""
_SPELLINGS = """
SELECT quote, form, count(*) AS n FROM (SELECT quote, form FROM mentions WHERE actor = :actor LIMIT :most)
WHERE form <> 'pronoun' GROUP BY quote, form ORDER BY n DESC, quote LIMIT :shown
"""

PAGES = (
    Page("/states", "states.html.j2", make_states, "States", ("kind", "limit", "offset")),
    Page("/states/{id}", "state.html.j2", make_state, "States", ("sort",)),
)
