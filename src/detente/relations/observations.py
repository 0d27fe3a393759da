"""What the events say, as columns: one row an event, dyad and domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from detente.core.dates import parse_edtf
from detente.core.errors import InputError
from detente.relations.domains import DOMAINS, find_domains
from detente.relations.periods import find_ends
from detente.relations.relation import MOVING
from detente.relations.scans import Floats

if TYPE_CHECKING:
    from detente.coding.event import Event

__all__ = ["Dyad", "Integers", "Observations", "build_observations", "weigh_event"]

Dyad = tuple[str, str]
Integers = NDArray[np.int64]
_SHARED = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """Noisy sightings of the levels of dyads. All arrays have one row an observation, in any order.

    Attributes:
        dyads: Pairs of actors, each in alphabetical order.
        domains: Names of domains.
        events: Identities of events.
        dyad: Index into `dyads`.
        domain: Index into `domains`.
        event: Index into `events`.
        day: Proleptic ordinal of the day (1 is 1 January of the year 1); the middle of an imprecise date.
        spread: Half the width of an imprecise date in days; 0 for a day.
        intensity: PLOVER intensity, -10 to +10.
        weight: Above 0; 1 is one sure event with one source.
        undated: Events that were left out because nothing says when they happened.

    Raises:
        InputError: If the columns differ in length, or a number is not finite or a weight not above 0.
    """

    dyads: tuple[Dyad, ...]
    domains: tuple[str, ...]
    events: Sequence[str]
    dyad: Integers
    domain: Integers
    event: Integers
    day: Floats
    spread: Floats
    intensity: Floats
    weight: Floats
    undated: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        columns = (self.dyad, self.domain, self.event, self.day, self.spread, self.intensity, self.weight)
        lengths = {column.shape for column in columns}
        if len(lengths) != 1:
            raise InputError(f"the columns of observations differ in length: {sorted(lengths)}")
        for name in ("day", "spread", "intensity", "weight"):
            column = getattr(self, name)
            least = {"spread": 0.0, "weight": np.finfo(float).tiny}.get(name, -np.inf)
            wrong = ~(np.isfinite(column) & (column >= least))
            if wrong.any():
                row = int(wrong.argmax())
                raise InputError(
                    f"{int(wrong.sum())} observations have no usable {name}, the first (row {row}) "
                    f"{float(column[row])!r}",
                    hint="numbers must be finite, weights above 0, spreads 0 or more",
                )


def weigh_event(event: Event, *, n_outlets: int = 1) -> float:
    """How much an event counts: its confidence, more with independent outlets; 0 if it moves nothing.

    n outlets count as n / (1 + (n - 1) / 2), the effective number of witnesses of whom each pair agrees by
    one half for the same reasons: 1, 1.33, 1.5 and never 2, since they all tell one event.
    """
    if event.status not in MOVING:
        return 0.0
    return event.confidence * n_outlets / (1.0 + (n_outlets - 1) * _SHARED)


def build_observations(
    events: Iterable[Event],
    *,
    published: Mapping[str, str | None],
    weight_of: Callable[[Event], float] = weigh_event,
    country_of: Mapping[str, str] | None = None,
    undated: Literal["apart", "published"] = "apart",
) -> Observations:
    """Lay events out as observations of the dyads they relate, in each domain they speak of.

    A date that is less precise than a day stands at its middle, with half its width as spread, doubled if it
    is approximate; the model adds the variance that not knowing the day costs. So a long date informs little
    but does inform, and no day is made up. (Spreading an event over many days would count it many times.)

    Args:
        events: In any order; one identity counts once.
        published: Identity of a document to its EDTF date of publication; open intervals end there.
        weight_of: Weight of an event; 0 leaves it out.
        country_of: Actor to the state that it is counted for; without it actors stand for themselves.
        undated: ``apart``: events without a date are left out and listed; ``published``: they count when
            they were told.
    """
    rows: list[tuple[Dyad, str, str, float, float, float, float]] = []
    left: list[str] = []
    for event in _each_once(events):
        weight = weight_of(event)
        dyads = _find_dyads(event, country_of or {}) if weight > 0 else []
        told = published.get(event.document)
        when = event.date if event.date is not None else told if undated == "published" else None
        if dyads and when is None:
            left.append(event.id)
        elif when is not None:
            day, spread = _place(when, told)
            rows += [
                (dyad, domain, event.id, day, spread, event.intensity, weight)
                for dyad in dyads
                for domain in find_domains(event)
            ]
    return _lay_out(rows, undated=tuple(left))


def _each_once(events: Iterable[Event]) -> list[Event]:
    """The events by identity; of two with one identity that differ, the same one whatever the order."""
    kept: dict[str, Event] = {}
    for event in events:
        other = kept.setdefault(event.id, event)
        if other != event:
            kept[event.id] = min(event, other, key=repr)
    return [kept[identity] for identity in sorted(kept)]


def _find_dyads(event: Event, country_of: Mapping[str, str]) -> list[Dyad]:
    sources = {country_of.get(actor, actor) for actor in event.source}
    targets = {country_of.get(actor, actor) for actor in event.target}
    if not event.target:
        return list(combinations(sorted(sources), 2))
    pairs = {(min(one, other), max(one, other)) for one in sources for other in targets if one != other}
    return sorted(pairs)


def _place(when: str, told: str | None) -> tuple[float, float]:
    """Middle and half width, in days."""
    span = parse_edtf(when)
    first, last = (end.toordinal() for end in find_ends(span, parse_edtf(told) if told else None))
    spread = (last - first) / 2
    return (first + last) / 2, 2 * spread if span.approximate else spread


def _lay_out(
    rows: list[tuple[Dyad, str, str, float, float, float, float]], *, undated: tuple[str, ...]
) -> Observations:
    dyads = tuple(sorted({row[0] for row in rows}))
    events = tuple(sorted({row[2] for row in rows}))
    dyad_index = {dyad: index for index, dyad in enumerate(dyads)}
    event_index = {event: index for index, event in enumerate(events)}
    numbers = np.array([row[3:] for row in rows], dtype=np.float64).reshape(len(rows), 4).T.copy()
    return Observations(
        dyads=dyads,
        domains=DOMAINS,
        events=events,
        dyad=np.array([dyad_index[row[0]] for row in rows], dtype=np.int64),
        domain=np.array([DOMAINS.index(row[1]) for row in rows], dtype=np.int64),
        event=np.array([event_index[row[2]] for row in rows], dtype=np.int64),
        day=numbers[0],
        spread=numbers[1],
        intensity=numbers[2],
        weight=numbers[3],
        undated=undated,
    )
