"""Rows of the tables of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.settings import SETTINGS
from detente.pages.scopes_levels import LevelNow, measure_now
from detente.pages.states_known import name_in
from detente.report.contexts import TrendYear
from detente.report.words import date_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.pages.dyads_tally import PairSum, Tally
    from detente.relations import Levels

__all__ = ["COLUMNS", "LEAST", "PairRow", "build_rows", "peak_among", "row_of", "span_of"]

LEAST = int(next(setting.default for setting in SETTINGS if setting.name == "relations.min_events"))
"""Fewest events for which a trend is drawn."""
_YEARS = 30

COLUMNS = (
    "a", "b", "name_a", "name_b", "n_events", "n_verbal_cooperation", "n_material_cooperation",
    "n_verbal_conflict", "n_material_conflict", "n_others", "mean_intensity", "level_mean", "level_low",
    "level_high", "level_when", "last",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairRow:
    """A row of the table of pairs.

    Attributes:
        dyad: Two actor identities, sorted.
        names: Their names.
        n_events: Events that occurred or are going on.
        n_pending: Events planned, negotiated, possible, denied or asked about.
        n_by_quad: The events by quad class 1 to 4.
        mean_intensity: Of the events, -10 to +10.
        trend: Years in order, every year of the table's range present.
        level: At the last news; None if nothing dated is known.
        last: ISO first day of the last event, or empty.
        last_words: The same in words.
        enough: Whether there are events enough to speak of a trend.
        address: Of its page.
    """

    dyad: tuple[str, str]
    names: tuple[str, str]
    n_events: int
    n_pending: int
    n_by_quad: tuple[int, int, int, int]
    mean_intensity: float
    trend: tuple[TrendYear, ...]
    level: LevelNow | None
    last: str
    last_words: str
    enough: bool
    address: str


def span_of(sums: Sequence[PairSum]) -> range:
    """The years in which most of it happened: at most thirty, up to the last."""
    years = [year for row in sums for year, *_ in row.years]
    return range(max(min(years), max(years) - _YEARS + 1), max(years) + 1) if years else range(0)


def build_rows(
    sums: Sequence[PairSum], *, tally: Tally, levels: Levels | None, span: range
) -> tuple[PairRow, ...]:
    """Rows with names, levels and years."""
    now = measure_now(levels, [row.dyad for row in sums])
    return tuple(_build(row, tally=tally, level=now.get(row.dyad), span=span) for row in sums)


def peak_among(rows: Sequence[PairRow]) -> int:
    """The largest yearly count on either side: all small trends share one scale."""
    return (
        max((max(year.cooperative, year.conflictual) for row in rows for year in row.trend), default=1) or 1
    )


def row_of(row: PairRow) -> dict[str, Any]:
    """The row of the CSV."""
    level = row.level
    numbers = (*row.n_by_quad, row.n_pending, round(row.mean_intensity, 3))
    ends = (
        (round(level.mean, 3), round(level.low, 3), round(level.high, 3), level.when) if level else ("",) * 4
    )
    return dict(zip(COLUMNS, (*row.dyad, *row.names, row.n_events, *numbers, *ends, row.last), strict=True))


def _build(row: PairSum, *, tally: Tally, level: LevelNow | None, span: range) -> PairRow:
    known = {year: (good, bad) for year, good, bad in row.years}
    return PairRow(
        dyad=row.dyad,
        names=(name_in(tally, row.dyad[0]), name_in(tally, row.dyad[1])),
        n_events=row.n_events,
        n_pending=row.n_pending,
        n_by_quad=row.n_by_quad,
        mean_intensity=row.mean_intensity,
        trend=tuple(
            TrendYear(year, known.get(year, (0, 0))[0], known.get(year, (0, 0))[1], 0.0) for year in span
        ),
        level=level,
        last=row.last,
        last_words=date_words(row.last_date) if row.last_date else "",
        enough=row.n_events >= LEAST,
        address=f"/dyads/{row.dyad[0]}/{row.dyad[1]}",
    )


def _year(year: int, cooperative: int, conflictual: int) -> TrendYear:
    return TrendYear(year, cooperative, conflictual, mean_intensity=0.0)
