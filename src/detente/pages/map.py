"""The map: states as dots on their capitals, pairs as arcs, areas on demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from detente.core.errors import UsageError
from detente.pages.asking import Answer, Asked, Page, word_of
from detente.pages.dyads_tally import find_tally
from detente.pages.map_counts import READ, Asking, count_pairs, measure_levels
from detente.pages.map_drawn import FRAMES, Drawing, draw
from detente.pages.map_ground import OWN_FILE, read_capitals, read_ground
from detente.pages.states_known import find_named
from detente.relations import DOMAINS
from detente.report.words import count, interval_words, month_words, read_date, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.ledger import LedgerReader
    from detente.pages.map_counts import Counted
    from detente.pages.scopes_levels import LevelNow

__all__ = ["MOST", "PAGES", "MapDot", "MapPage", "MapPair", "make_map"]

MOST = 200
"""Pairs that are drawn at most, the most eventful."""
_FIRM, _FAIR = 1.5, 3.0  # half an interval of a level that is thought certain, and fairly certain
COLUMNS = (
    "a", "b", "name_a", "name_b", "capital_a", "lat_a", "lon_a", "capital_b", "lat_b", "lon_b", "n_events",
    "n_pending", "level_mean", "level_low", "level_high", "level_when", "side",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MapDot:
    """A state on the map.

    Attributes:
        id: Its identity.
        name: Its name.
        capital: Where its dot stands.
        lat: Latitude in degrees.
        lon: Longitude in degrees.
        note: What is to be said of that place.
        n_events: Its events, of any status; with the actor that was asked for, if one was.
        done: Whether any event with another occurred or is going on.
        words: Name and number.
        address: Of its page.
    """

    id: str
    name: str
    capital: str
    lat: float
    lon: float
    note: str
    n_events: int
    done: bool
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class MapPair:
    """A pair on the map.

    Attributes:
        dyad: Two states, sorted.
        names: Their names.
        n_events: Events that occurred or are going on.
        n_pending: All others: planned, negotiated, possible, denied or asked about.
        level: At the last news of what was asked for; None if nothing dated is known.
        when: The month of that news in words, or empty.
        side: ``warm`` or ``cool`` where the interval excludes zero, ``mixed`` where it does not, ``none``
            without a level, ``pending`` where nothing occurred.
        certainty: ``high``, ``fair`` or ``low``, by the width of the interval; empty without a level.
        words: Names and numbers.
        address: Of its page.
    """

    dyad: tuple[str, str]
    names: tuple[str, str]
    n_events: int
    n_pending: int
    level: LevelNow | None
    when: str
    side: str
    certainty: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map.

    Attributes:
        dots: States, most eventful first.
        pairs: Pairs of states, most eventful first.
        n_pairs: How many pairs of states fulfil the conditions.
        n_off: How many pairs are not on the map since one is no state.
        asked: The conditions, by name.
        domain: Whose levels and events are shown.
        domains: To choose from.
        areas: Whether areas are drawn.
        world: Whether the whole world is shown.
        areas_address: Of the same with areas, or without them.
        world_address: Of the same with the whole world, or the part where the dots are.
        borders: Whose borders the areas have.
        own_file: The name of a file in the ledger's folder that is drawn instead.
        ground: Hash of the file of areas.
        n_read: Of how many events of a period at most is counted.
        cut: Whether there were more.
        counting: Whether the pairs are being counted for the first time.
        measuring: Whether levels are being measured for the first time.
        behind: Whether numbers are older than the ledger.
    """

    dots: tuple[MapDot, ...]
    pairs: tuple[MapPair, ...]
    n_pairs: int
    n_off: int
    asked: dict[str, str]
    domain: str
    domains: tuple[str, ...]
    areas: bool
    world: bool
    areas_address: str
    world_address: str
    borders: str
    own_file: str
    ground: str
    n_read: int
    cut: bool
    counting: bool
    measuring: bool
    behind: bool

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """The map on every paper; not part of the JSON, which holds what it was drawn from."""
        given = {"key": self.ground, "world": self.world, "areas": self.areas}
        return tuple(draw(frame, self.dots, self.pairs, **given) for frame in FRAMES)  # type: ignore[arg-type]


def make_map(reader: LedgerReader, asked: Asked) -> Answer:
    """The map of what was asked for."""
    ground = read_ground(reader.folder)
    asking = _read_asking(reader, asked)
    counted = count_pairs(reader, asking)
    capitals = read_capitals()
    chosen = [pair for pair in counted.pairs if not asking.actor or asking.actor in pair.dyad]
    on_map = [pair for pair in chosen if pair.dyad[0] in capitals and pair.dyad[1] in capitals]
    levels, measuring, behind = measure_levels(reader, [pair.dyad for pair in on_map[:MOST]], asking)
    pairs = tuple(
        _build_pair(pair.dyad, (pair.n_events, pair.n_pending), counted=counted, level=levels.get(pair.dyad))
        for pair in on_map[:MOST]
    )
    page = MapPage(
        dots=_build_dots(counted, asking),
        pairs=pairs,
        n_pairs=len(on_map),
        n_off=len(chosen) - len(on_map),
        asked=dict(asked.query),
        domain=asking.domain,
        domains=DOMAINS,
        areas=word_of(asked, "areas", ("yes",)) is not None,
        world=word_of(asked, "view", ("world",)) is not None,
        areas_address=_toggle(asked, "areas", "yes"),
        world_address=_toggle(asked, "view", "world"),
        borders=ground.borders,
        own_file=OWN_FILE,
        ground=ground.key,
        n_read=READ,
        cut=counted.cut,
        counting=counted.counting,
        measuring=measuring,
        behind=behind or counted.behind,
    )
    return Answer("Map", page, [_row(pair) for pair in pairs], COLUMNS)


def _read_asking(reader: LedgerReader, asked: Asked) -> Asking:
    days = {}
    for name in ("since", "until"):
        text = asked.query.get(name)
        span = read_date(text)
        if text and span is None:
            raise UsageError(f"{name} cannot be {text[:40]!r}", hint="a date such as 2014 or 2018-08")
        days[name] = "" if span is None else (span.start if name == "since" else span.end).isoformat()
    if days["since"] and days["until"] and days["since"] >= days["until"]:
        raise UsageError("the period ends before it begins", hint="since=2014&until=2018")
    word = asked.query.get("actor")
    actor = find_named(reader, word, find_tally(reader)).id if word else ""
    return Asking(days["since"], days["until"], word_of(asked, "domain", DOMAINS) or "overall", actor)


def _toggle(asked: Asked, name: str, value: str) -> str:
    """The same address with one word more, or less."""
    query = {key: one for key, one in asked.query.items() if key != name}
    if name not in asked.query:
        query[name] = value
    return "/map?" + urlencode(query) if query else "/map"


def _build_dots(counted: Counted, asking: Asking) -> tuple[MapDot, ...]:
    done = {name for pair in counted.pairs if pair.n_events for name in pair.dyad}
    shown = counted.n_by_actor
    if asking.actor:
        pairs = [pair for pair in counted.pairs if asking.actor in pair.dyad]
        shown = {name: pair.n_events + pair.n_pending for pair in pairs for name in pair.dyad}
        shown |= {asking.actor: counted.n_by_actor.get(asking.actor, 0)}
    out = []
    for name, n_events in shown.items():
        capital = read_capitals().get(name)
        if capital is None or not n_events:
            continue
        words = counted.names.get(name, name)
        told = f"{words}: {count(n_events, 'event')}{'' if name in done else ', nothing done'}"
        address = f"/states/{quote(name, safe='')}"
        at = capital.name, capital.lat, capital.lon, capital.note
        out.append(MapDot(name, words, *at, n_events, name in done, told, address))
    return tuple(sorted(out, key=lambda dot: (-dot.n_events, dot.id)))


def _build_pair(
    dyad: tuple[str, str], sums: tuple[int, int], *, counted: Counted, level: LevelNow | None
) -> MapPair:
    names = counted.names.get(dyad[0], dyad[0]), counted.names.get(dyad[1], dyad[1])
    when = month_words(date.fromisoformat(level.when)) if level else ""
    side = _side(level) if sums[0] else "pending"
    return MapPair(
        dyad=dyad,
        names=names,
        n_events=sums[0],
        n_pending=sums[1],
        level=level,
        when=when,
        side=side,
        certainty=_certainty(level),
        words=_tell(names, sums, level, when, side),
        address=f"/dyads/{quote(dyad[0], safe='')}/{quote(dyad[1], safe='')}",
    )


def _side(level: LevelNow | None) -> str:
    if level is None:
        return "none"
    return "warm" if level.low > 0 else "cool" if level.high < 0 else "mixed"


def _certainty(level: LevelNow | None) -> str:
    if level is None:
        return ""
    half = (level.high - level.low) / 2
    return "high" if half < _FIRM else "fair" if half < _FAIR else "low"


def _tell(names: tuple[str, str], sums: tuple[int, int], level: LevelNow | None, when: str, side: str) -> str:
    parts = [count(sums[0], "event") if sums[0] else "nothing done"]
    if sums[1]:
        parts.append(f"{sums[1]:,} planned, possible or denied")
    if level:
        sense = {"warm": "warm, ", "cool": "cool, "}.get(side, "")
        parts.append(f"level {sense}{signed(level.mean)} {interval_words(level.low, level.high)} in {when}")
    else:
        parts.append("no level: nothing dated")
    return f"{names[0]} \N{EN DASH} {names[1]}: " + "; ".join(parts)


def _row(pair: MapPair) -> dict[str, Any]:
    ends: list[Any] = []
    for name in pair.dyad:
        capital = read_capitals()[name]
        ends += [capital.name, capital.lat, capital.lon]
    level: Sequence[Any] = ("",) * 4
    if pair.level:
        numbers = (pair.level.mean, pair.level.low, pair.level.high)
        level = (*(round(one, 3) for one in numbers), pair.level.when)
    told = (*pair.dyad, *pair.names, *ends, pair.n_events, pair.n_pending, *level, pair.side)
    return dict(zip(COLUMNS, told, strict=True))


PAGES = (
    Page("/map", "map.html.j2", make_map, "Map", ("since", "until", "domain", "actor", "areas", "view")),
)
