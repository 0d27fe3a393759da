"""How many events begin and end on which days: counted once, then cut to any days asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.pages.scopes import ask_record

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.ledger import LedgerReader

__all__ = ["Days", "count_days", "cut_days"]


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Counts of events by dates, quad class and whether they are done; one row each combination.

    Attributes:
        start: First day; not a time if the events have no date.
        stop: The day after the last; likewise.
        quad: Quad class, 1 to 4.
        done: Whether they occurred or are going on.
        n: How many.
    """

    start: NDArray[np.datetime64]
    stop: NDArray[np.datetime64]
    quad: NDArray[np.int8]
    done: NDArray[np.bool_]
    n: NDArray[np.int64]

    @property
    def total(self) -> int:
        """How many events there are."""
        return int(self.n.sum())

    def take(self, rows: NDArray[Any]) -> Days:
        """Some of the rows."""
        return Days(*(getattr(self, field.name)[rows] for field in fields(self)))


def count_days(reader: LedgerReader, *, actor: str = "", partner: str = "") -> Days:
    """The events of a ledger, of an actor or of two, by the lists that the record keeps of these."""
    place, given = _ALL, dict[str, str]()
    if partner:
        place, given = _OF_DYAD, {"a": min(actor, partner), "b": max(actor, partner)}
    elif actor:
        place, given = _OF_ACTOR, {"actor": actor}
    rows = ask_record(reader, _DAYS + place + " GROUP BY 1, 2, 3, 4", given)
    return Days(
        start=np.array([row["start"] or "NaT" for row in rows], dtype="datetime64[D]"),
        stop=np.array([row["stop"] or "NaT" for row in rows], dtype="datetime64[D]"),
        quad=np.array([row["quad"] for row in rows], dtype=np.int8),
        done=np.array([row["done"] for row in rows], dtype=np.bool_),
        n=np.array([row["n"] for row in rows], dtype=np.int64),
    )


def cut_days(days: Days, *, since: str = "", until: str = "") -> Days:
    """What is not over before one day and has begun before another, both ISO; the undated go with either."""
    kept = np.ones(days.n.size, dtype=np.bool_)
    if since:
        kept &= days.stop > np.datetime64(since)
    if until:
        kept &= days.start < np.datetime64(until)
    return days.take(kept)


_DAYS = """
SELECT date_start AS start, date_stop AS stop, quad_class AS quad, status IN ('occurred', 'ongoing') AS done,
    count(*) AS n
FROM """
_ALL = "merged_events"
_OF_ACTOR = "merged_actors CROSS JOIN merged_events ON id = event WHERE actor = :actor"
_OF_DYAD = "merged_dyads CROSS JOIN merged_events ON id = event WHERE a = :a AND b = :b"
