"""From tables of dyads by period to a panel: outcomes, and what the mechanisms say of them beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from detente.core.errors import InputError, UsageError
from detente.mechanisms.panel_rows import Ints, Panel
from detente.mechanisms.panel_rules import PanelRules, find_ties, trail
from detente.mechanisms.panel_sources import (
    Columns,
    Course,
    Keys,
    check_lengths,
    check_once,
    fill_link,
    fill_presence,
    fill_trait,
    has_column,
    read_keys,
    read_numbers,
)
from detente.mechanisms.panel_walk import Frames, walk_values
from detente.mechanisms.world import Covariate, Floats

__all__ = ["Panel", "build_panel", "build_panel_of_signs"]

USUAL = PanelRules()
BUILT = ("ties", "earlier", "events")


def build_panel(
    dyad_periods: Columns,
    covariates: Sequence[Covariate],
    *,
    links: Mapping[str, Columns] | None = None,
    traits: Mapping[str, Columns] | None = None,
    present: Columns | None = None,
    rules: PanelRules = USUAL,
) -> Panel:
    """A panel of counts of events.

    The world that covariates of an outcome in period t see is made of periods up to t - lag only: ``ties``
    (signed, `panel_rules.find_ties` of counts that fade), ``earlier`` (the same, `back` periods before) and
    ``events`` (the faded counts), and links and traits as of t - lag.

    Args:
        dyad_periods: Columns ``a``, ``b``, ``period``, ``cooperative``, ``conflictual`` (counts; from a to b,
            or between them), and ``intensity`` (mean of the row's events) if there is one. Rows of one cell
            are added up. Rows of zeros say that both states were there.
        covariates: What to see of the world.
        links: Further networks: columns ``a``, ``b``, ``value``, and ``period`` if they change.
        traits: Columns ``state``, ``value``, and ``period`` if they change.
        present: Columns ``state`` and ``period``: who was there; by default who is in a row of the period.
        rules: Lag, direction, and what makes a tie.

    Raises:
        InputError: A table cannot be read, or no period has a past.
        UnknownNameError: A covariate reads a network or trait that is not given.
    """
    links, what = links or {}, "the table of dyads"
    keys = read_keys(dyad_periods, links, what)
    counts = {name: read_numbers(dyad_periods, name, what) for name in ("cooperative", "conflictual")}
    check_lengths({"a": keys.i, **counts}, what)
    if any((count < 0).any() for count in counts.values()):
        raise InputError("a count of events is below 0", hint="counts are 0 or more")
    there = fill_presence(present, keys)
    friendly, hostile = (_add_up(keys, count, directed=rules.directed) for count in counts.values())
    total = friendly + hostile
    weight = counts["cooperative"] + counts["conflictual"]
    tone_sum = friendly - hostile
    if has_column(dyad_periods, "intensity"):
        # A row without events has no intensity to read.
        intensity = _read_intensity(dyad_periods, weight, what)
        tone_sum = _add_up(keys, intensity * weight, directed=rules.directed)
    tone = np.divide(tone_sum, total, out=np.full_like(total, np.nan), where=total > 0)
    sign = np.sign(find_ties(friendly, hostile, rules))
    course = Course(keys.states, keys.periods, friendly, hostile, tone, sign, there)
    faded = trail(friendly, rules.half_life), trail(hostile, rules.half_life)
    frames = _fill_frames(
        keys, {"ties": find_ties(*faded, rules), "events": faded[0] + faded[1]}, links, traits, rules
    )
    return _build(course, covariates, frames, rules)


def build_panel_of_signs(
    signed_ties: Columns,
    covariates: Sequence[Covariate],
    *,
    links: Mapping[str, Columns] | None = None,
    traits: Mapping[str, Columns] | None = None,
    present: Columns | None = None,
    rules: PanelRules = USUAL,
) -> Panel:
    """A panel of signed ties that are given for each period, such as alliances and disputes.

    Ties are as given, without fading; a friendly one counts as one cooperative event, a hostile one as one
    conflictual, so that ``met`` is that there is a tie. Windows that overlap share their ties: choose a lag
    of as many periods as a window is long.

    Args:
        signed_ties: Columns ``a``, ``b``, ``period``, ``sign`` (a number; 0 says that both were there).
        covariates: What to see of the world, as in `build_panel`.
        links: As in `build_panel`.
        traits: As in `build_panel`.
        present: As in `build_panel`; by default who has a row in the period.
        rules: Lag and direction.

    Raises:
        InputError: A table cannot be read, a dyad has two signs in a period, or no period has a past.
        UnknownNameError: A covariate reads a network or trait that is not given.
    """
    links, what = links or {}, "the table of ties"
    keys = read_keys(signed_ties, links, what)
    sign = read_numbers(signed_ties, "sign", what)
    check_lengths({"a": keys.i, "sign": sign}, what)
    shape = (len(keys.periods), len(keys.states), len(keys.states))
    one, other = keys.i, keys.j
    if not rules.directed:
        one, other = np.minimum(keys.i, keys.j), np.maximum(keys.i, keys.j)
    check_once((keys.period, one, other), shape, what)
    ties = _add_up(keys, sign, directed=rules.directed)
    tone = np.where(ties != 0, np.sign(ties), np.nan)
    positive, negative = (ties > 0).astype(np.float64), (ties < 0).astype(np.float64)
    course = Course(
        keys.states, keys.periods, positive, negative, tone, np.sign(ties), fill_presence(present, keys)
    )
    frames = _fill_frames(keys, {"ties": ties, "events": np.abs(np.sign(ties))}, links, traits, rules)
    return _build(course, covariates, frames, rules)


def _add_up(keys: Keys, column: Floats, *, directed: bool) -> Floats:
    n = len(keys.states)
    cells = np.zeros((len(keys.periods), n, n))
    np.add.at(cells, (keys.period, keys.i, keys.j), column)
    return cells if directed else cells + cells.transpose(0, 2, 1)


def _read_intensity(table: Columns, weight: Floats, what: str) -> Floats:
    column = np.asarray(table["intensity"], dtype=np.float64)
    check_lengths({"a": weight, "intensity": column}, what)
    if not np.isfinite(column[weight > 0]).all():
        raise InputError("a row with events has no intensity", hint="give it, or leave the column out")
    return np.where(weight > 0, column, 0.0)


def _fill_frames(
    keys: Keys,
    built: Mapping[str, Floats],
    links: Mapping[str, Columns],
    traits: Mapping[str, Columns] | None,
    rules: PanelRules,
) -> Frames:
    taken = sorted(set(links) & set(BUILT))
    if taken:
        raise UsageError(f"the panel builds the network {taken[0]!r} itself", hint="name the link otherwise")
    given = {name: fill_link(name, table, keys, directed=rules.directed) for name, table in links.items()}
    filled = {name: fill_trait(name, table, keys) for name, table in (traits or {}).items()}
    return Frames(keys.states, {**built, **given}, filled)


def _build(course: Course, covariates: Sequence[Covariate], frames: Frames, rules: PanelRules) -> Panel:
    names = tuple(covariate.name for covariate in covariates)
    if len(set(names)) < len(names):
        raise UsageError(f"two covariates have one name: {', '.join(names)}", hint="name each once")
    start = rules.lag + (rules.back if any("earlier" in one.reads for one in covariates) else 0)
    if start >= len(course.periods):
        raise InputError(
            f"{len(course.periods)} periods have no outcome with {start} before it", hint="give more periods"
        )
    n = len(course.states)
    whole = ~np.eye(n, dtype=bool) if rules.directed else np.triu(np.ones((n, n), dtype=bool), 1)
    places, blocks = [], []
    seen_at = range(start - rules.lag, len(course.periods) - rules.lag)
    for seen, values in zip(seen_at, walk_values(frames, covariates, seen_at, rules.back), strict=True):
        there = course.present[seen] & course.present[seen + rules.lag]
        i, j = np.nonzero(whole & there[:, None] & there[None, :])
        places.append(np.stack((np.full(i.size, seen + rules.lag), i, j)))
        blocks.append(_take(values, i, j, rules))
    cells = np.concatenate(places, axis=1)
    period, i, j = cells
    outcome = {
        name: getattr(course, name)[period, i, j] for name in ("cooperative", "conflictual", "tone", "sign")
    }
    return Panel(
        states=course.states,
        periods=course.periods,
        names=names,
        directed=rules.directed,
        i=i,
        j=j,
        period=period,
        n_cooperative=outcome["cooperative"],
        n_conflictual=outcome["conflictual"],
        tone=outcome["tone"],
        sign=outcome["sign"],
        covariates=np.concatenate(blocks),
        weights=outcome["cooperative"] + outcome["conflictual"],
        n_periods_left_out=start,
    )


def _take(values: Sequence[Floats], i: Ints, j: Ints, rules: PanelRules) -> Floats:
    """The covariates of some dyads, shape (dyads, covariates)."""
    taken = np.empty((i.size, len(values)))
    for column, array in enumerate(values):
        there = array[i, j]
        if not rules.directed:
            back = array[j, i]
            there = (there + back) / 2 if rules.join == "mean" else np.maximum(there, back)
        taken[:, column] = there
    return taken
