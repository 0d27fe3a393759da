"""The events that the chart of an eventful pair draws: some of all, not the newest alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.pages.dyads_levels import names_at
from detente.pages.scopes_rows import ask_among
from detente.report.level_contexts import PlacedEvent
from detente.report.words import TYPE_WORDS, date_words

if TYPE_CHECKING:
    from detente.ledger import LedgerReader
    from detente.pages.dyads_levels import News
    from detente.relations import Levels
    from detente.report.level_contexts import LevelContext

__all__ = ["place_events"]

_DRAWN = 80


def place_events(
    reader: LedgerReader, levels: Levels, level: LevelContext, *, news: News
) -> tuple[PlacedEvent, ...]:
    """Events of the pair evenly chosen in the order of time, and those that made a turning point."""
    turned = {name for turn in level.turns for name in turn.events}
    names = names_at(levels, news.events)
    step = max(1, -(-len(names) // _DRAWN))
    chosen = [place for place, name in enumerate(names) if place % step == 0 or name in turned]
    told = {row["id"]: row for row in ask_among(reader, _EVENTS, [names[place] for place in chosen])}
    return tuple(
        PlacedEvent(
            id=names[place],
            day=float(news.days[place]),
            spread=float(news.spreads[place]),
            intensity=float(news.intensities[place]),
            quad=told[names[place]]["quad_class"],
            words=f"{_what(told[names[place]])}, {date_words(told[names[place]]['date'])}",
        )
        for place in chosen
        if names[place] in told
    )


def _what(row: dict[str, str]) -> str:
    words = TYPE_WORDS.get(row["type"], row["type"].lower())
    about = row["project"] or row["object"]
    return f"{words}: {about}" if about else words


_EVENTS = "SELECT id, type, date, quad_class, object, project FROM merged_events WHERE id IN ({ids})"
