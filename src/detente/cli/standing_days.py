"""The days and periods of which a user asks for a system, and the systems of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from detente.cli.levels import day_of, window_of
from detente.cli.standing_sources import build_of_levels, build_of_table, name_some, span_of_events
from detente.core.dates import parse_edtf
from detente.core.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.cli.standing_sources import Evidence
    from detente.cli.standing_tables import SignedTable
    from detente.system import System

__all__ = ["Period", "Standing", "build_standing", "build_standings", "list_periods"]

Period = Literal["year", "quarter", "month"]
_MONTHS: dict[Period, int] = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class Standing:
    """A system and what its day or period is called."""

    label: str
    system: System

    @property
    def words(self) -> str:
        """With its preposition and its layer, for titles."""
        words = f"on {self.label}" if self.label else "as the file tells it"
        layer = self.system.layers[0]
        return words if layer == "overall" else f"{words}, {layer}"


def build_standing(evidence: Evidence, at: str | None) -> Standing:
    """The system on a day (the middle of a month or year), or of a table's period; by default the last.

    Raises:
        UsageError: If the day is none.
        UnknownNameError: If the table has no such period.
    """
    if evidence.table is not None:
        period = evidence.table.periods[-1] if at is None else _find_period(evidence.table, at)
        return _of_period(evidence, period)
    if evidence.levels is None:
        raise UsageError("there is neither a ledger nor a table", hint="--ledger or --data")
    when = day_of(at, "--at", "middle") if at is not None else span_of_events(evidence)[1]
    return Standing(when.isoformat(), build_of_levels(evidence, when))


def build_standings(
    evidence: Evidence, by: Period | None, *, first: str | None, last: str | None
) -> list[Standing]:
    """The systems of every period of a window, in the middle of each; of a table those that it has.

    Raises:
        UsageError: If the window has no time or period in it, or a table's periods are not what is asked.
    """
    if evidence.table is not None:
        return [_of_period(evidence, period) for period in _choose_periods(evidence.table, by, first, last)]
    if evidence.levels is None:
        raise UsageError("there is neither a ledger nor a table", hint="--ledger or --data")
    window = window_of(first, last, span_of_events(evidence))
    return [
        Standing(label, build_of_levels(evidence, middle))
        for label, middle in list_periods(window, by or "year")
    ]


def list_periods(window: tuple[date, date], by: Period) -> Iterator[tuple[str, date]]:
    """The periods that a window touches, each with the day in its middle.

    >>> [(name, str(day)) for name, day in list_periods((date(2014, 11, 20), date(2015, 2, 1)), "quarter")]
    [('2014-Q4', '2014-11-16'), ('2015-Q1', '2015-02-15')]
    """
    size = _MONTHS[by]
    month = (window[0].year * 12 + window[0].month - 1) // size * size
    while month <= window[1].year * 12 + window[1].month - 1:
        year, place = divmod(month, 12)
        start = date(year, place + 1, 1)
        after = divmod(month + size, 12)
        end = date(after[0], after[1] + 1, 1) if after[0] <= date.max.year else date.max
        names = {"year": f"{year:04d}", "quarter": f"{year:04d}-Q{place // 3 + 1}"}
        yield names.get(by, f"{year:04d}-{place + 1:02d}"), start + (end - start) / 2
        month += size


def _of_period(evidence: Evidence, period: str) -> Standing:
    dated = evidence.table is not None and evidence.table.dated
    when = parse_edtf(period).middle if dated and period else None
    return Standing(period, build_of_table(evidence, period, when=when))


def _find_period(table: SignedTable, at: str) -> str:
    """The period of that name, or the one that holds the date."""
    if at in table.periods:
        return at
    if table.dated:
        when = day_of(at, "--at", "middle")
        for period in table.periods:
            if parse_edtf(period).start <= when < parse_edtf(period).end:
                return period
    known = name_some([period for period in table.periods if period])
    hint = f"known: {known}" if known else "the file has no column period; leave out --at"
    raise UnknownNameError(f"{table.name} has no period {at!r}", hint=hint)


def _choose_periods(table: SignedTable, by: Period | None, first: str | None, last: str | None) -> list[str]:
    if by is not None:
        wrong = [period for period in table.periods if not _is_a(period, by)]
        if wrong:
            raise UsageError(
                f"--by {by}: {table.name} has the period {wrong[0]!r}",
                hint="without --by the periods are taken as they stand",
            )
    if first is None and last is None:
        return list(table.periods)
    if not table.dated:
        raise UsageError(
            f"--from and --to need dates, and {table.name} has the period {table.periods[0]!r}",
            hint="leave them out",
        )
    spans = [parse_edtf(period) for period in table.periods]
    ends = (spans[0].start, max(span.end for span in spans) - timedelta(days=1))
    start, end = window_of(first, last, ends)
    chosen = [span.edtf for span in spans if span.start <= end and start < span.end]
    if not chosen:
        raise UsageError(
            f"{table.name} has no period from {start} to {end}", hint=f"it has {name_some(table.periods)}"
        )
    return chosen


def _is_a(period: str, by: Period) -> bool:
    try:
        return parse_edtf(period).precision == by
    except ValueError:
        return False
