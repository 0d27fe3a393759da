"""The page of what comes next: forecasts, whether they are right, and the record of past ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from detente.core.errors import InputError
from detente.forecast.asking import parse_horizon
from detente.pages.asking import Answer, Asked, Page
from detente.pages.calibrating import calibrate
from detente.pages.dyads_tally import find_tally
from detente.pages.forecasts_kept import score_ledger
from detente.pages.gathering import gather_events
from detente.pages.scopes import link_events
from detente.pages.sights_kept import find_outlooks, find_sight
from detente.pages.states_known import find_pair
from detente.report.outlook_build import MeasuredOutlooks, build_outlooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.ledger import LedgerReader
    from detente.pages.dyads_tally import Tally
    from detente.report.outlook_contexts import OutlookContext, OutlooksContext

__all__ = ["PAGES", "NextPage", "cite_reasons", "make_next", "names_of", "outlook_rows"]

COLUMNS = (
    "a",
    "b",
    "kind",
    "what",
    "period",
    "value",
    "low",
    "high",
    "base_rate",
    "no_change",
    "climatology",
)
_MOST = 6


@dataclass(frozen=True, slots=True)
class NextPage:
    """What comes next.

    Attributes:
        outlooks: Of the pair that was chosen, or of the most eventful; the record of past forecasts.
        asked: The conditions, by name.
        often: Actors to choose from: identity and name.
        links: Event to its page, for reasons.
        labels: Event to its words.
    """

    outlooks: OutlooksContext
    asked: Mapping[str, str]
    often: tuple[tuple[str, str], ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def make_next(reader: LedgerReader, asked: Asked) -> Answer:
    """Forecasts of one pair or of the most eventful ones."""
    tally = find_tally(reader)
    horizon = parse_horizon(asked.query.get("horizon", "6m"))
    one, other = asked.query.get("a"), asked.query.get("b")
    if (one is None) != (other is None):
        raise InputError("one actor is no pair", hint="choose two, or none for the most eventful pairs")
    pairs = []
    if one is not None and other is not None:
        found = find_pair(reader, (one, other), tally)
        pairs = [(found[0].id, found[1].id)]
    sight, why = find_sight(reader)
    outlooks = find_outlooks(sight, pairs, most=_MOST, horizon=horizon) if sight else []
    calibration, why_none = calibrate(sight)
    kept = score_ledger(reader, date.today())  # noqa: DTZ011  the reader's own day
    names = names_of(tally)
    context = build_outlooks(
        MeasuredOutlooks(
            outlooks=outlooks,
            why_not=why,
            calibration=calibration,
            calibration_why=why_none if sight else why,
            kept=kept,
            names=names,
        )
    )
    links, labels = cite_reasons(reader, context.outlooks)
    page = NextPage(
        outlooks=context,
        asked=dict(asked.query),
        often=tuple(sorted((pair_name, names.get(pair_name, pair_name)) for pair_name in _often(tally))),
        links=links,
        labels=labels,
    )
    return Answer("What next", page, outlook_rows(context.outlooks), COLUMNS)


def names_of(tally: Tally) -> dict[str, str]:
    """Every actor that was counted, with its name."""
    return {actor.id: actor.name for actor in tally.actors.values()}


def _often(tally: Tally) -> set[str]:
    return {name for row in tally.pairs[:60] for name in row.dyad}


def cite_reasons(
    reader: LedgerReader, outlooks: tuple[OutlookContext, ...]
) -> tuple[dict[str, str], dict[str, str]]:
    """Events that reasons count, to their pages and words."""
    wanted = {
        name for one in outlooks for row in one.chances[:1] for why in row.reasons for name in why.events[:3]
    }
    events = [
        event
        for pair in {one.dyad for one in outlooks}
        for event in gather_events(reader, dyad=pair, newest=True, limit=150)
        if event.id in wanted
    ]
    labels = {event.id: f"{event.who}: {event.what}, {event.date_words}" for event in events}
    return link_events(events), labels


def outlook_rows(outlooks: tuple[OutlookContext, ...]) -> list[dict[str, Any]]:
    """Every number that was foretold, a row each."""
    return [
        {"a": one.dyad[0], "b": one.dyad[1], **row}
        for one in outlooks
        for row in (*_count_rows(one), *_chance_rows(one), *_level_rows(one))
    ]


def _count_rows(one: OutlookContext) -> Iterator[dict[str, Any]]:
    for period, cells in one.count_rows:
        for chart, (mean, low, high) in zip(one.fans, cells, strict=True):
            ends = {"value": mean, "low": low, "high": high}
            yield {"kind": "counts", "what": chart.title, "period": period, **ends}


def _chance_rows(one: OutlookContext) -> Iterator[dict[str, Any]]:
    for row in one.chances:
        yield {
            "kind": "occurrence",
            "what": row.words,
            "period": f"{one.chance_days} days",
            "value": row.probability,
            "low": row.low,
            "high": row.high,
            "base_rate": row.base_rate,
            "no_change": row.no_change,
            "climatology": row.climatology,
        }


def _level_rows(one: OutlookContext) -> Iterator[dict[str, Any]]:
    for day, mean, low, high in one.level_rows:
        yield {"kind": "level", "what": "level", "period": day, "value": mean, "low": low, "high": high}


PAGES = (Page("/forecast", "next_page.html.j2", make_next, "What next", ("a", "b", "horizon")),)
