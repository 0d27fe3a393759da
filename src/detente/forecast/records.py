"""Events as columns sorted by day: all that a forecaster sees, and only of the days before its origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import InputError

__all__ = ["Ints", "Records", "build_records", "find_place", "pick_events"]

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Who did what to whom on which day, in the order of the days.

    Attributes:
        actors: Names; places in `source` and `target`.
        types: Names of types of events; places in `type`.
        day: Ordinal of the day (1 is the first of January of the year 1), ascending, shape (events,).
        source: Who acted, shape (events,).
        type: What was done, shape (events,).
        target: Toward whom, shape (events,).
        quad: Quad class 1 to 4 of each type, 0 where unknown, shape (types,).
        home: The state of each actor, as a place in `homes`; -1 where unknown, shape (actors,).
        homes: Names of states.
        events: Identities of the events, for evidence; empty where they have none.
    """

    actors: tuple[str, ...]
    types: tuple[str, ...]
    day: Ints
    source: Ints
    type: Ints
    target: Ints
    quad: Ints
    home: Ints
    homes: tuple[str, ...] = ()
    events: Sequence[str] = ()

    def __len__(self) -> int:
        return self.day.size

    def before(self, day: date | int) -> Records:
        """Only what happened before a day; nothing else may be shown to a forecaster of that day.

        Names stay, so that places mean the same in all parts of one table; a forecaster must not read
        anything from a name that no event of the part has.
        """
        ordinal = day if isinstance(day, int) else day.toordinal()
        return self._cut(0, int(np.searchsorted(self.day, ordinal)))

    def between(self, first: date | int, last: date | int) -> Records:
        """What happened from one day up to, not on, another: the answers."""
        ends = [day if isinstance(day, int) else day.toordinal() for day in (first, last)]
        return self._cut(*np.searchsorted(self.day, ends).tolist())

    def _cut(self, start: int, end: int) -> Records:
        part = slice(start, end)
        return replace(
            self,
            day=self.day[part],
            source=self.source[part],
            type=self.type[part],
            target=self.target[part],
            events=self.events[part] if self.events else (),
        )


def build_records(  # noqa: PLR0913  columns, by keyword
    *,
    days: Sequence[date] | NDArray[np.integer],
    sources: Sequence[str],
    types: Sequence[str],
    targets: Sequence[str],
    quads: Mapping[str, int] | None = None,
    homes: Mapping[str, str] | None = None,
    events: Sequence[str] = (),
) -> Records:
    """Columns from texts, sorted by day; rows of one day stay in their order.

    Args:
        days: Dates or ordinals.
        sources: A name each.
        types: A name each.
        targets: A name each.
        quads: Type to quad class.
        homes: Actor to state.
        events: Identities, if there are any.

    Raises:
        InputError: Columns differ in length.

    >>> from datetime import date
    >>> records = build_records(
    ...     days=[date(2018, 9, 6), date(2018, 8, 7)], sources=["IND", "RUS"], types=["AGREE", "AGREE"],
    ...     targets=["USA", "PAK"], quads={"AGREE": 1},
    ... )
    >>> records.actors[records.source[0]], len(records.before(date(2018, 9, 6)))
    ('RUS', 1)
    """
    columns = (sources, types, targets, *([events] if len(events) else []))
    if any(len(column) != len(days) for column in columns):
        raise InputError(
            "the columns of the events differ in length", hint="a day, a source, a type, a target each"
        )
    ordinals = np.array(
        [day if not isinstance(day, date) else day.toordinal() for day in days], dtype=np.int32
    ).reshape(-1)
    order = np.argsort(ordinals, kind="stable")
    actors = tuple(sorted({*sources, *targets}))
    kinds = tuple(sorted(set(types)))
    of_actor, of_type = ({name: at for at, name in enumerate(names)} for names in (actors, kinds))
    known = homes or {}
    states = tuple(sorted({known[name] for name in actors if name in known}))
    of_state = {name: at for at, name in enumerate(states)}
    source, kind, target = (
        np.array([places[name] for name in column], dtype=np.int32).reshape(-1)[order]
        for column, places in ((sources, of_actor), (types, of_type), (targets, of_actor))
    )
    return Records(
        actors,
        kinds,
        ordinals[order],
        source,
        kind,
        target,
        quad=np.array([(quads or {}).get(name, 0) for name in kinds], dtype=np.int32),
        home=np.array([of_state[known[name]] if name in known else -1 for name in actors], dtype=np.int32),
        homes=states,
        events=tuple(np.array(events, dtype=object)[order]) if len(events) else (),
    )


def pick_events(events: Sequence[str], places: NDArray[np.integer]) -> Sequence[str]:
    """Some of the identities; those of a ledger stay unmade until one is asked for."""
    if not len(events):
        return ()
    take = getattr(events, "take", None)
    return take(places) if take else tuple(events[place] for place in places.tolist())


def find_place(names: Sequence[str], name: str) -> int:
    """The place of a name, or -1 if nothing bears it."""
    return names.index(name) if name in names else -1
