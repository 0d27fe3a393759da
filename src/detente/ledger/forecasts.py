"""Forecasts kept in the record: what was foretold, when, on what; never changed, so that it can be scored.

The answer of each kind, as JSON has it:

- ``occurrence``: ``probability``, ``low``, ``high``.
- ``counts``: ``mean low high``, a list of four quad classes for each of the ``periods``; ``levels``, the
  probabilities of the ``quantiles``, a list of them for each class of each period; ``coverage``.
- ``level``: ``mean low high``, a number for each of the ``periods`` (days); ``coverage``.
- ``next``: ``candidates``, pairs of an actor and its probability, the likeliest first.

Baselines are of the same shape, as far as they go: a probability; means of counts; levels.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from detente.core.errors import InputError, UsageError
from detente.core.identity import record_id
from detente.ledger.queries import query

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

__all__ = ["FORECAST_KINDS", "KeptForecast", "build_kept", "is_sound", "read_forecasts", "write_forecasts"]

FORECAST_KINDS = ("counts", "occurrence", "next", "level")
"""What may be foretold: how much, whether, who, and how warm."""
_NEEDED = {
    "counts": ("mean", "low", "high", "levels", "quantiles"),
    "occurrence": ("probability", "low", "high"),
    "next": ("candidates",),
    "level": ("mean", "low", "high"),
}
_WRITTEN = ("periods", "answer", "baselines", "settings")


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A forecast as it was said.

    Attributes:
        id: Of what was asked and answered, by which model; saying the same again is the same.
        made: When it was kept: UTC, ISO 8601.
        as_of: ISO day; only what happened before it was seen.
        closes: ISO day on which its window has passed: from `as_of` up to, not on, this one.
        kind: ``counts occurrence next level``.
        source: Who acts, or the first of a dyad; None if that is asked.
        target: Toward whom, or the second of a dyad; None if that is asked.
        type: PLOVER type, or None where none is asked about.
        domain: Of the events that were seen; None for all.
        periods: Months of counts, days of a level; empty for the others.
        answer: See the module.
        baselines: Name of a plain forecast to its answer.
        model: Name and version of what made it.
        version: Of détente.
        n_events: Past events that it rests on.
        settings: That it was made with.
        generation: Of the ledger when it was kept; -1 before.
    """

    id: str
    made: str
    as_of: str
    closes: str
    kind: str
    source: str | None
    target: str | None
    type: str | None
    domain: str | None
    periods: tuple[str, ...]
    answer: Mapping[str, Any]
    baselines: Mapping[str, Any]
    model: str
    version: str
    n_events: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    generation: int = -1

    @property
    def is_hindcast(self) -> bool:
        """Whether it was kept when its window had passed: then it foretold nothing."""
        return self.made[:10] >= self.closes


def build_kept(  # noqa: PLR0913  a row, by keyword
    kind: str,
    *,
    as_of: str,
    closes: str,
    answer: Mapping[str, Any],
    model: str,
    version: str,
    source: str | None = None,
    target: str | None = None,
    type: str | None = None,  # noqa: A002  the event's own word
    domain: str | None = None,
    periods: Iterable[str] = (),
    baselines: Mapping[str, Any] | None = None,
    n_events: int = 0,
    settings: Mapping[str, Any] | None = None,
    made: str | None = None,
) -> KeptForecast:
    """A forecast ready to be kept; see `KeptForecast` for the arguments.

    Raises:
        UsageError: If there is no such kind.
        InputError: If the answer lacks what its kind needs, or the window is empty or no window of days.

    >>> answer = {"probability": 0.3, "low": 0.1, "high": 0.6}
    >>> one = build_kept("occurrence", as_of="2018-08-07", closes="2018-11-05", answer=answer, model="m",
    ...     version="1", source="RUS", target="PAK", type="AGREE", made="2018-08-07T00:00:00")
    >>> one.is_hindcast
    False
    """
    if kind not in FORECAST_KINDS:
        raise UsageError(f"no forecast is of kind {kind!r}", hint=f"one of {', '.join(FORECAST_KINDS)}")
    missing = [name for name in _NEEDED[kind] if name not in answer]
    if missing:
        raise InputError(f"a forecast of kind {kind!r} lacks {', '.join(missing)}", hint="see its answer")
    first, last = _day(as_of), _day(closes)
    if first >= last:
        raise InputError(f"the window from {first} to {last} is empty", hint="a forecast looks ahead")
    forecast = KeptForecast(
        id="",
        made=made or datetime.now(UTC).isoformat(timespec="seconds"),
        as_of=first,
        closes=last,
        kind=kind,
        source=source,
        target=target,
        type=type,
        domain=domain,
        periods=tuple(periods),
        answer=json.loads(_text(answer)),
        baselines=json.loads(_text(baselines or {})),
        model=model,
        version=version,
        n_events=n_events,
        settings=json.loads(_text(settings or {})),
    )
    return replace(forecast, id=_identify(forecast))


def is_sound(forecast: KeptForecast) -> bool:
    """Whether it still is what it was when it was kept, by its identity."""
    return forecast.id == _identify(forecast)


def _identify(forecast: KeptForecast) -> str:
    row = asdict(forecast)
    said = [row[name] for name in ("as_of", "closes", "kind", "source", "target", "type", "domain", "model")]
    written = [_text(row[name]) for name in _WRITTEN]
    return record_id("forecast", *said, forecast.version, forecast.n_events, *written)


def write_forecasts(
    connection: sqlite3.Connection, forecasts: Iterable[KeptForecast], *, generation: int
) -> int:
    """Put forecasts into the record; how many were not there already."""
    before = connection.total_changes
    for forecast in forecasts:
        row = {**asdict(forecast), "generation": generation}
        connection.execute(query("forecasts.put"), row | {name: _text(row[name]) for name in _WRITTEN})
    return connection.total_changes - before


def read_forecasts(connection: sqlite3.Connection, given: Mapping[str, str | None]) -> list[KeptForecast]:
    """The forecasts that fulfil every condition, the latest first."""
    names = ("kind", "type", "actor", "dyad_a", "dyad_b", "since", "until")
    rows = connection.execute(query("forecasts.find"), {name: given.get(name) for name in names})
    return [
        KeptForecast(
            id=row[0],
            made=row[1],
            as_of=row[2],
            closes=row[3],
            kind=row[4],
            source=row[5],
            target=row[6],
            type=row[7],
            domain=row[8],
            periods=tuple(json.loads(row[9])),
            answer=json.loads(row[10]),
            baselines=json.loads(row[11]),
            model=row[12],
            version=row[13],
            n_events=row[14],
            settings=json.loads(row[15]),
            generation=row[16],
        )
        for row in rows
    ]


def _text(value: object) -> str:
    """JSON that is the same for the same content."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as fault:
        raise InputError(
            f"this forecast cannot be written down: {fault}", hint="finite numbers, texts, lists"
        ) from fault


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as fault:
        raise InputError(f"{text!r} is no day", hint="as in 2018-08-07") from fault
