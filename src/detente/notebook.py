"""Charts for notebooks, made with Altair: ``pip install "detente[notebook]"``.

What the rooms ledger, relations and system give shows itself in a notebook without any of this. The charts
are Altair's own, with their data in them, to be changed and joined as Altair's are. Nothing is fetched to
draw them: see `find_altair`.
"""

from __future__ import annotations

import importlib
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import InputError, MissingPartError
from detente.relations import measure_course
from detente.relations.course import COVERAGE
from detente.system import build_layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.ledger import LedgerReader
    from detente.relations import Levels
    from detente.system import System

__all__ = ["chart_counts", "chart_level", "chart_network", "chart_networks", "find_altair"]

# Altair's types are not at hand where it is not installed: charts are Any here.

_COOPERATION, _CONFLICT, _INK = "#0e5a75", "#a63a12", "#444444"
_QUADS = {
    1: ("verbal cooperation", "#5ba3b8"),
    2: ("material cooperation", "#0e5a75"),
    3: ("verbal conflict", "#e08a3c"),
    4: ("material conflict", "#a63a12"),
}
_MOST_EVENTS = 2_000  # points of a chart, the weightiest
_MOST_SIGNS = 70  # states up to which the sign stands in each cell
_RENDERER = "detente"


def chart_level(levels: Levels, dyad: tuple[str, str], *, domain: str = "overall") -> Any:  # noqa: ANN401
    """The level of two actors with its band, and their events: a dot is as large as the event weighs.

    A dot that stands for a vague date is as wide a bar as the date. Of more than 2,000 events the weightiest
    are drawn, and the title says so.

    Args:
        levels: Of `Ledger.levels` or `smooth_levels`.
        dyad: Two actors, in either order.
        domain: Its name.

    Raises:
        MissingPartError: If Altair is not installed.
        UnknownNameError: If nothing was seen of the two together, or there is no such domain.
    """
    alt = find_altair()
    course = measure_course(levels, dyad, domain=domain)
    low, high = course.interval()
    columns = zip(course.dates, course.mean.tolist(), low.tolist(), high.tolist(), strict=True)
    curve = [
        {"day": day.isoformat(), "level": mean, "low": bottom, "high": top}
        for day, mean, bottom, top in columns
    ]
    events, n_events = _list_events(levels, course.dyad, domain)
    scale = alt.Scale(domain=[-10, 10])
    day = alt.X("day:T", title=None)
    band = alt.Chart(_data(alt, curve)).mark_area(color=_COOPERATION, opacity=0.2)
    line = alt.Chart(_data(alt, curve)).mark_line(color=_COOPERATION)
    zero = alt.Chart(_data(alt, [{"zero": 0}])).mark_rule(color=_INK, strokeWidth=0.5)
    tips = [alt.Tooltip(name) for name in ("event:N", "date:N", "intensity:Q", "weight:Q")]
    bars = alt.Chart(_data(alt, [row for row in events if row["first"] != row["last"]]))
    opacity = 0.6 if len(events) < 300 else 0.25
    dots = alt.Chart(_data(alt, events)).mark_point(filled=True, color=_INK, opacity=opacity)
    size = alt.Size("weight:Q", legend=None, scale=alt.Scale(range=[8, 70]))
    drawn = f", {len(events):,} drawn" if len(events) < n_events else ""
    return alt.layer(
        band.encode(day, alt.Y("low:Q", title=f"level, {domain}", scale=scale), alt.Y2("high:Q")),
        zero.encode(alt.Y("zero:Q", scale=scale)),
        bars.mark_rule(color=_INK, opacity=0.4).encode(
            alt.X("first:T"), alt.X2("last:T"), alt.Y("intensity:Q")
        ),
        dots.encode(day, alt.Y("intensity:Q", scale=scale), size, tooltip=tips),
        line.encode(day, alt.Y("level:Q", scale=scale)),
    ).properties(
        title=f"{' and '.join(course.dyad)}: {n_events:,} dated events{drawn}; band of {COVERAGE:.0%}",
        width=620,
        height=260,
    )


def chart_network(system: System, *, layer: str | None = None) -> Any:  # noqa: ANN401
    """The ties of a day as a matrix, friendly and hostile by colour and by sign.

    States stand in the order of the first eigenvector of the weights, so that friends are neighbours.

    Raises:
        InputError: If the system has several layers and none is asked for.
        MissingPartError: If Altair is not installed.
        UnknownNameError: If there is no such layer.
    """
    alt = find_altair()
    one = _take_layer(system, layer)
    return _matrix(alt, _list_cells(one), _order(one)).properties(
        title=f"{one.n_ties} ties of {one.n_states} states" + (f" on {one.when}" if one.when else ""),
        width=max(120, min(620, 26 * one.n_states)),
        height=max(120, min(620, 26 * one.n_states)),
    )


def chart_networks(systems: Iterable[System], *, layer: str | None = None, columns: int = 4) -> Any:  # noqa: ANN401
    """The ties of several days, one small matrix each, with one order of the states for all.

    Raises:
        InputError: If there is no system, or one has several layers and none is asked for.
        MissingPartError: If Altair is not installed.
        UnknownNameError: If there is no such layer.
    """
    alt = find_altair()
    taken = [_take_layer(system, layer) for system in systems]
    if not taken:
        raise InputError("there is no system to draw", hint="build_system(levels, day) for some days")
    cells = [
        {**cell, "when": str(system.when or place + 1)}
        for place, system in enumerate(taken)
        for cell in _list_cells(system)
    ]
    order = _order(max(taken, key=lambda system: system.n_ties))
    order += [state for system in taken for state in system.states if state not in order]
    size = max(90, min(220, 12 * len(order)))
    return (
        _matrix(alt, cells, list(dict.fromkeys(order)), small=True)
        .properties(width=size, height=size)
        .facet(facet=alt.Facet("when:O", title=None), columns=columns)
    )


def chart_counts(ledger: LedgerReader, *, actor: str = "", partner: str = "") -> Any:  # noqa: ANN401
    """Events done by year and kind: cooperation upwards, conflict downwards; of a ledger, an actor or a pair.

    Only events of which the year is known are drawn; the title says how many are not. Of a large ledger only
    counts are read, which takes some seconds for all of a million events.

    Raises:
        MissingPartError: If Altair is not installed.
    """
    from detente.pages.so_days import count_days  # noqa: PLC0415  the pages' room takes long to import

    alt = find_altair()
    days = count_days(ledger, actor=actor, partner=partner)
    done = days.take(days.done & ~np.isnat(days.start))
    last = done.stop - np.timedelta64(1, "D")
    years = done.start.astype("datetime64[Y]")
    known = years == last.astype("datetime64[Y]")
    kept, whose = done.take(known), " and ".join(filter(None, (actor, partner))) or ledger.folder.name
    rows: list[dict[str, Any]] = []
    for year, quad, n in _sum_years(years[known], kept.quad, kept.n):
        name, _ = _QUADS[quad]
        rows.append({"year": year, "kind": name, "n": n if quad < 3 else -n, "events": n})
    span = list(range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1)) if rows else []
    colours = alt.Scale(
        domain=[name for name, _ in _QUADS.values()], range=[one for _, one in _QUADS.values()]
    )
    n_not = int(days.n[days.done].sum()) - kept.total
    return (
        alt.Chart(_data(alt, rows))
        .mark_bar()
        .encode(
            alt.X("year:O", title=None, axis=alt.Axis(labelOverlap=True), scale=alt.Scale(domain=span)),
            alt.Y(
                "n:Q", title="conflict, and cooperation above", axis=alt.Axis(labelExpr="abs(datum.value)")
            ),
            alt.Color("kind:N", title=None, scale=colours, legend=alt.Legend(labelLimit=0)),
            tooltip=[alt.Tooltip("year:O"), alt.Tooltip("kind:N"), alt.Tooltip("events:Q")],
        )
        .properties(title=f"{whose}: {kept.total:,} events by year; {n_not:,} of no known year", width=620)
    )


@cache
def find_altair() -> Any:  # noqa: ANN401
    """Altair, set to draw without the network.

    Altair's default way to show a chart fetches scripts from a server. Unless you chose another way
    (``altair.renderers.enable``), one is chosen here that hands the chart to the notebook itself: JupyterLab,
    Notebook 7, VS Code and nteract draw it with what they hold.

    Raises:
        MissingPartError: If it is not installed.
    """
    try:
        alt = importlib.import_module("altair")
    except ImportError as fault:
        raise MissingPartError("Altair is not installed", hint='pip install "detente[notebook]"') from fault
    alt.renderers.register(_RENDERER, _render)
    if alt.renderers.active in ("default", ""):
        alt.renderers.enable(_RENDERER)
    return alt


def _render(spec: dict[str, Any], **_: object) -> dict[str, Any]:
    """The chart by its kind of file, under the names by which notebooks of today and of before know it."""
    older = {**spec, "$schema": "https://vega.github.io/schema/vega-lite/v5.json"}
    return {
        "application/vnd.vegalite.v6.json": spec,
        "application/vnd.vegalite.v5+json": older,
        "text/plain": "a chart; this frontend draws no Vega-Lite: altair.renderers.enable('html') fetches it",
    }


def _data(alt: Any, rows: Sequence[dict[str, Any]]) -> Any:  # noqa: ANN401
    """Rows as data that stand in the chart, however many."""
    return alt.InlineData(values=list(rows))


def _list_events(levels: Levels, dyad: tuple[str, str], domain: str) -> tuple[list[dict[str, Any]], int]:
    """The weightiest events of a pair in the order of time, and how many there are."""
    seen = levels.observations
    mine = (seen.dyad == seen.dyads.index(dyad)) & (seen.domain == seen.domains.index(domain))
    rows = np.flatnonzero(mine)
    best = rows[np.argsort(-seen.weight[rows], kind="stable")[:_MOST_EVENTS]]
    best = best[np.argsort(seen.day[best], kind="stable")]
    out = []
    for k in best.tolist():
        day, spread = float(seen.day[k]), float(seen.spread[k])
        first, middle, last = (_iso(day + part * spread) for part in (-1, 0, 1))
        out.append(
            {
                "event": seen.events[seen.event[k]],
                "day": middle,
                "date": middle if not spread else f"{first} to {last}",
                "first": first,
                "last": last,
                "intensity": round(float(seen.intensity[k]), 3),
                "weight": round(float(seen.weight[k]), 3),
            }
        )
    return out, int(rows.size)


def _iso(day: float) -> str:
    return date.fromordinal(max(1, min(date.max.toordinal(), round(day)))).isoformat()


def _take_layer(system: System, layer: str | None) -> System:
    if layer is None and len(system.layers) > 1:
        raise InputError(
            f"the system has {len(system.layers)} layers",
            hint=f"layer={system.layers[0]!r}, or merge_layers(system)",
        )
    return build_layer(system, layer or system.layers[0])


def _order(system: System) -> list[str]:
    """Friends side by side: by the eigenvector of the largest eigenvalue of the symmetric weights."""
    weights = (system.weights[0] + system.weights[0].T) / 2
    vector = np.linalg.eigh(weights)[1][:, -1]
    vector *= 1.0 if vector[np.abs(vector).argmax()] > 0 else -1.0
    tied = np.abs(weights).sum(axis=1) > 0
    order = np.lexsort((np.arange(vector.size), -np.round(vector, 9), ~tied))
    return [system.states[k] for k in order.tolist()]


def _list_cells(system: System) -> list[dict[str, Any]]:
    out = []
    for i, j in np.argwhere(system.weights[0]).tolist():
        weight = float(system.weights[0, i, j])
        out.append(
            {
                "a": system.states[i],
                "b": system.states[j],
                "weight": round(weight, 3),
                "sign": "+" if weight > 0 else "−",
                "probability": round(max(p := float(system.positive[0, i, j]), 1 - p), 3),
            }
        )
    return out


def _matrix(alt: Any, cells: list[dict[str, Any]], order: list[str], *, small: bool = False) -> Any:  # noqa: ANN401
    reach = max((abs(cell["weight"]) for cell in cells), default=1.0)
    colours = alt.Scale(domain=[-reach, 0, reach], range=[_CONFLICT, "#f2f2f2", _COOPERATION])
    places = {
        "x": alt.X("b:N", sort=order, title=None, scale=alt.Scale(domain=order)),
        "y": alt.Y("a:N", sort=order, title=None, scale=alt.Scale(domain=order)),
    }
    tips = [alt.Tooltip(name) for name in ("a:N", "b:N", "weight:Q", "probability:Q")]
    base = alt.Chart(_data(alt, cells))
    squares = base.mark_rect(stroke="white").encode(
        **places, color=alt.Color("weight:Q", scale=colours, title="tie"), tooltip=tips
    )
    if len(order) > _MOST_SIGNS:
        return alt.layer(squares)
    dark = alt.condition(f"abs(datum.weight) > {reach / 2}", alt.value("white"), alt.value("#222222"))
    return squares + base.mark_text(fontWeight="bold", fontSize=8 if small or len(order) > 25 else 11).encode(
        **places, text="sign:N", color=dark
    )


def _sum_years(years: Any, quads: Any, counts: Any) -> list[tuple[int, int, int]]:  # noqa: ANN401
    """Year, quad class and number of events."""
    found, place = np.unique(np.stack([years.astype(np.int64) + 1970, quads]), axis=1, return_inverse=True)
    sums = np.bincount(place.reshape(-1), counts, minlength=found.shape[1]).astype(np.int64)
    return list(zip(found[0].tolist(), found[1].tolist(), sums.tolist(), strict=True))
