"""The course of one dyad, as rows to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.cli.levels import days_between, seen_days
from detente.cli.rows import document_names, merged_row
from detente.relations import find_domains, find_turning_points, measure_course, measure_relations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.text import Text

    from detente.ledger import Ledger
    from detente.ledger.relating import Undated
    from detente.relations import Levels

__all__ = ["COURSE_COLUMNS", "COURSE_SHOWN", "chart_of", "course_rows", "latest_rows", "shown_row"]

COURSE_COLUMNS = (
    "period", "events", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict",
    "mean_intensity", "level", "level_mean", "level_low", "level_high",
)  # fmt: skip
COURSE_SHOWN = (*COURSE_COLUMNS[:7], "level_(90_%)")
_QUADS, _LEVELS = COURSE_COLUMNS[2:6], COURSE_COLUMNS[8:]


def course_rows(
    ledger: Ledger, pair: tuple[str, str], *, domain: str, undated: Undated = "apart"
) -> list[dict[str, Any]]:
    """One row a year in which something was said: counts by class, intensity, level; undated events last.

    An event counts once, however often it is told. ``level`` is the cumulated one at the end of the year,
    ``level_mean``, ``level_low`` and ``level_high`` that of the model in its middle.
    """
    dyad = (min(pair), max(pair))
    events = (event for event, _ in ledger.representatives(dyad=dyad) if domain in find_domains(event))
    relations = measure_relations(events, published=ledger.publication_dates(), freq="year", undated=undated)
    table = ledger.relations(domain=domain, dyad=dyad, undated=undated)
    levels = {row["period"]: row for row in table.to_pylist()}
    mine = [relation for relation in relations if relation.dyad == dyad]
    return [
        {
            "period": relation.period or "undated",
            "events": relation.n_events,
            **dict(zip(_QUADS, relation.n_by_quad, strict=True)),
            "mean_intensity": relation.mean_intensity,
            "level": relation.level,
            **{name: levels[relation.period][name] for name in _LEVELS},
        }
        for relation in sorted(mine, key=lambda relation: relation.period or "~")
    ]


def shown_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a course for the eye: the model's level with its interval in one cell."""
    mean, low, high = (row[name] for name in _LEVELS)
    told = f"{mean:.1f} ({low:.1f} … {high:.1f})" if mean is not None else ""
    return {**row, COURSE_SHOWN[-1]: told}


def chart_of(levels: Levels, pair: tuple[str, str], domain: str, *, width: int) -> Text:
    """The level of a dyad with its band, turning points and events, over the time that is known of it."""
    from detente.cli.charts import Curve, Frame, draw_chart, sample_days  # noqa: PLC0415  only to draw

    frame = Frame.around(*seen_days(levels, domain, pair), width=width)
    course = measure_course(levels, pair, domain=domain, dates=sample_days(frame))
    low, high = course.interval()
    turns = [
        (turn.when.toordinal(), turn.low.toordinal(), turn.high.toordinal(), turn.change)
        for turn in find_turning_points(levels, pair, domain=domain)
    ]
    curve = Curve(
        mean=course.mean.tolist(),
        low=low.tolist(),
        high=high.tolist(),
        turns=turns,
        events=days_between(levels, pair, domain),
    )
    return draw_chart(frame, curve)


def latest_rows(ledger: Ledger, pair: tuple[str, str], *, limit: int) -> list[dict[str, Any]]:
    """The `limit` latest events between the two, newest first, undated ones last."""
    names = document_names(ledger)
    found = list(ledger.representatives(dyad=pair))
    dated = [row for row in found if row[0].date is not None]
    ordered = [*reversed(dated), *(row for row in found if row[0].date is None)]
    return [merged_row(event, merged, document=names[event.document]) for event, merged in ordered[:limit]]
