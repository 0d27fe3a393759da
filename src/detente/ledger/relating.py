"""From the books to relations: counts and levels of every dyad, each event once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from detente.core.dates import parse_edtf
from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.relations import (
    DOMAINS,
    Levels,
    Observations,
    Relation,
    build_observations,
    find_domains,
    fit_relations,
    measure_relations,
    measure_snapshot,
    smooth_levels,
    weigh_event,
)
from detente.relations.course import COVERAGE, find_quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.coding.event import Event
    from detente.identity import MergedEvent
    from detente.relations.periods import Frequency

__all__ = ["RELATION_SCHEMA", "Undated", "build_levels", "build_relation_table", "check_domain", "fit_levels"]

RELATION_SCHEMA = pa.schema(
    [
        ("a", pa.string()),
        ("b", pa.string()),
        ("domain", pa.string()),
        ("period", pa.string()),
        ("n_events", pa.int64()),
        ("n_verbal_cooperation", pa.int64()),
        ("n_material_cooperation", pa.int64()),
        ("n_verbal_conflict", pa.int64()),
        ("n_material_conflict", pa.int64()),
        ("n_others", pa.int64()),
        ("mean_intensity", pa.float64()),
        ("level_mean", pa.float64()),
        ("level_low", pa.float64()),
        ("level_high", pa.float64()),
    ]
)
"""A dyad in a domain and period; the level is that of the period's middle, with its interval."""

_QUADS = RELATION_SCHEMA.names[5:9]
Dyad = tuple[str, str]
Undated = Literal["apart", "published"]


def build_levels(
    shown: Iterable[tuple[Event, MergedEvent]],
    *,
    published: Mapping[str, str | None],
    domain: str | None = None,
    undated: Undated = "apart",
) -> Levels:
    """The levels of all dyads of a ledger, with parameters fitted to all of it.

    Args:
        shown: Each event once, with the number of its independent outlets, which weighs.
        published: Identity of a document to its EDTF date of publication.
        domain: Only this one; it saves the fit of the others.
        undated: As in `build_observations`.

    Raises:
        InputError: If no event of the domain occurred between two actors at a known time.
        UnknownNameError: If there is no such domain.
    """
    check_domain(domain)
    pairs = list(shown)
    outlets = {event.id: merged.n_outlets for event, merged in pairs}
    observations = build_observations(
        (event for event, _ in pairs),
        published=published,
        weight_of=lambda event: weigh_event(event, n_outlets=outlets[event.id]),
        undated=undated,
    )
    if domain is not None:
        observations = _keep_domain(observations, domain)
    return fit_levels(observations, domain=domain)


def fit_levels(observations: Observations, *, domain: str | None = None) -> Levels:
    """The levels that these observations give, with parameters fitted to all of them.

    Args:
        observations: Of this domain only, if one is given.
        domain: For the words of the error.

    Raises:
        InputError: If there are none.
    """
    if not observations.day.size:
        where = "" if domain in (None, "overall") else f" in the domain {domain!r}"
        hint = "plans, denials and questions move no level"
        if n_undated := len(observations.undated):
            hint = f"{n_undated} events have no date; --undated published counts them when they were told"
        raise InputError(
            f"no event with a date is known to have occurred between two actors{where}", hint=hint
        )
    return smooth_levels(observations, fit_relations(observations))


def build_relation_table(
    shown: Iterable[tuple[Event, MergedEvent]],
    *,
    published: Mapping[str, str | None],
    freq: Frequency = "year",
    domain: str | None = None,
    dyad: Dyad | None = None,
    undated: Undated = "apart",
) -> pa.Table:
    """The rows of `RELATION_SCHEMA`, by dyad, domain and period; see `Ledger.relations`."""
    check_domain(domain)
    if freq not in ("year", "month"):
        raise UsageError(f"there is no frequency {freq!r}", hint="year or month")
    pairs = list(shown)
    try:
        levels = build_levels(pairs, published=published, domain=domain, undated=undated)
    except InputError:  # nothing moved a level; the rest is still counted
        levels = None
    both = set(dyad or ())
    told = [event for event, _ in pairs if both <= {*event.source, *event.target}]
    rows: list[dict[str, Any]] = []
    for name in DOMAINS if domain is None else (domain,):
        events = [event for event in told if name in find_domains(event)]
        measured = measure_relations(events, published=published, freq=freq, undated=undated)
        rows += _rows(measured, levels, name, dyad=(min(dyad), max(dyad)) if dyad else None)
    rows.sort(key=lambda row: (row["a"], row["b"], DOMAINS.index(row["domain"]), row["period"] or "~"))
    return pa.Table.from_pylist(rows, schema=RELATION_SCHEMA)


def check_domain(domain: str | None) -> None:
    """`UnknownNameError` if there is no such domain."""
    if domain is not None and domain not in DOMAINS:
        raise UnknownNameError(f"there is no domain {domain!r}", hint=f"known: {', '.join(DOMAINS)}")


def _keep_domain(observations: Observations, domain: str) -> Observations:
    kept = observations.domain == observations.domains.index(domain)
    names = ("dyad", "domain", "event", "day", "spread", "intensity", "weight")
    columns = {name: getattr(observations, name)[kept] for name in names}
    return replace(observations, **columns)


def _rows(
    measured: Iterable[Relation], levels: Levels | None, domain: str, *, dyad: Dyad | None
) -> list[dict[str, Any]]:
    """Rows of one domain: of each dyad every period from its first to its last, the undated apart."""
    found: dict[Dyad, dict[str | None, Relation]] = {}
    for relation in measured:
        if dyad in (None, relation.dyad):
            found.setdefault(relation.dyad, {})[relation.period] = relation
    rows = [
        _row(pair, domain, period, relations.get(period))
        for pair, relations in found.items()
        for period in _each_period(relations)
    ]
    if levels is not None:
        _add_levels(rows, levels, domain)
    return rows


def _each_period(relations: Mapping[str | None, Relation]) -> list[str | None]:
    """From the first to the last without gaps; None last, if there is something undated."""
    dated = sorted(period for period in relations if period is not None)
    periods: list[str | None] = []
    if dated and "-" in dated[0]:
        months = [int(name[:4]) * 12 + int(name[5:]) - 1 for name in (dated[0], dated[-1])]
        periods += [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(months[0], months[1] + 1)]
    elif dated:
        periods += [f"{year:04d}" for year in range(int(dated[0]), int(dated[-1]) + 1)]
    return [*periods, None] if None in relations else periods


def _row(pair: Dyad, domain: str, period: str | None, relation: Relation | None) -> dict[str, Any]:
    quads = relation.n_by_quad if relation else (0, 0, 0, 0)
    return {
        "a": pair[0],
        "b": pair[1],
        "domain": domain,
        "period": period,
        "n_events": relation.n_events if relation else 0,
        **dict(zip(_QUADS, quads, strict=True)),
        "n_others": relation.n_others if relation else 0,
        "mean_intensity": relation.mean_intensity if relation else None,
    }


def _add_levels(rows: Iterable[dict[str, Any]], levels: Levels, domain: str) -> None:
    """The level of every dyad seen in the domain, in the middle of the row's period."""
    by_period: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["period"] is not None:
            by_period.setdefault(row["period"], []).append(row)
    half = find_quantile(COVERAGE)
    for period, members in by_period.items():
        snapshot = measure_snapshot(levels, _middle(period), domain=domain)
        seen = dict(zip(snapshot.dyads, zip(snapshot.mean, snapshot.sd, strict=True), strict=True))
        for row in members:
            if (row["a"], row["b"]) in seen:
                mean, sd = map(float, seen[row["a"], row["b"]])
                row |= {"level_mean": mean, "level_low": mean - half * sd, "level_high": mean + half * sd}


def _middle(period: str) -> date:
    return parse_edtf(period).middle
