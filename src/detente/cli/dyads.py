"""The course of one dyad, as rows to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.cli.rows import document_names, merged_row
from detente.relations import measure_relations

if TYPE_CHECKING:
    from detente.ledger import Ledger

__all__ = ["COURSE_COLUMNS", "course_rows", "latest_rows"]

COURSE_COLUMNS = (
    "period", "events", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict",
    "mean_intensity", "level",
)  # fmt: skip
_QUADS = COURSE_COLUMNS[2:6]


def course_rows(ledger: Ledger, pair: tuple[str, str]) -> list[dict[str, Any]]:
    """One row a year: counts by quad class, mean intensity, cumulated level; undated events last.

    An event counts once, however often it is told.
    """
    dyad = (min(pair), max(pair))
    events = (event for event, _ in ledger.representatives(dyad=dyad))
    relations = measure_relations(events, published=ledger.publication_dates(), freq="year")
    mine = [relation for relation in relations if relation.dyad == dyad]
    return [
        {
            "period": relation.period or "undated",
            "events": relation.n_events,
            **dict(zip(_QUADS, relation.n_by_quad, strict=True)),
            "mean_intensity": relation.mean_intensity,
            "level": relation.level,
        }
        for relation in sorted(mine, key=lambda relation: relation.period or "~")
    ]


def latest_rows(ledger: Ledger, pair: tuple[str, str], *, limit: int) -> list[dict[str, Any]]:
    """The `limit` latest events between the two, newest first, undated ones last."""
    names = document_names(ledger)
    found = list(ledger.representatives(dyad=pair))
    dated = [row for row in found if row[0].date is not None]
    ordered = [*reversed(dated), *(row for row in found if row[0].date is None)]
    return [merged_row(event, merged, document=names[event.document]) for event, merged in ordered[:limit]]
