"""Where a test of a mechanism gets its data: coded events, imported rows, or a table of pairs by period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

import detente
from detente.core.errors import InputError, UsageError
from detente.exchange import DYAD_COLUMNS, DyadPeriods, read_dyad_periods
from detente.mechanisms import (
    Covariate,
    Panel,
    PanelRules,
    build_covariate,
    build_panel,
    build_panel_of_signs,
    read_mechanism_tests,
)
from detente.pages.ledger_levels import levels_of
from detente.relations import Levels, Observations, tabulate_dyads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from detente.ledger import Ledger
    from detente.relations.periods import Frequency

__all__ = [
    "PAST",
    "Causes", "PanelAsked", "build_cause_panel", "gather_causes", "keep_varied", "list_covariates",
    "parse_neutral", "read_causes",
]  # fmt: skip

PAST = ("link(events, log)", "inertia(ties, weight)")
"""What two states did before: held equal in every controlled model."""
Columns = dict[str, Any]
_MEASURES = ("cooperative", "conflictual", "sign", "weight")


@dataclass(frozen=True, slots=True)
class PanelAsked:
    """What the user wants a panel of.

    Attributes:
        ledger: Folder of the ledger.
        data: A file in its place.
        columns: Our column to the file's.
        imported: From the imported rows.
        undated: What becomes of events without a date.
        freq: Length of a period of a ledger.
        lag: Periods from what the mechanisms see to the outcome.
        neutral: Share of cooperative events at which a tie has no sign; None for the mean of all.
    """

    ledger: Path
    data: Path | None = None
    columns: Mapping[str, str] | None = None
    imported: bool = False
    undated: Literal["apart", "published"] = "apart"
    freq: Frequency = "year"
    lag: int = 1
    neutral: float | None = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Causes:
    """Dyads by period, and what lies between them.

    Attributes:
        asked: What was asked for.
        name: Where they come from, in words.
        signs: Whether ties are given by sign, not counted from events.
        table: Columns for `build_panel` or `build_panel_of_signs`.
        links: Further networks.
        present: States in every period; None if who has a row is there.
        levels: Of a ledger; None of a file.
        n_rejected: Rows of the file that were refused.
        rejected: The first of them, in words.
    """

    asked: PanelAsked
    name: str
    signs: bool
    table: Columns
    links: dict[str, Columns]
    present: Columns | None
    levels: Levels | None = None
    n_rejected: int = 0
    rejected: str = ""


def parse_neutral(word: str) -> float | None:
    """A share from 0 to 1, or None for ``mean``.

    Raises:
        UsageError: If it is neither.
    """
    if word.casefold() == "mean":
        return None
    try:
        share = float(word)
    except ValueError:
        share = -1.0
    if not 0.0 < share < 1.0:
        raise UsageError(f"--neutral cannot be {word!r}", hint="a share between 0 and 1, or mean")
    return share


def read_causes(asked: PanelAsked) -> Causes:
    """The data of a test.

    Raises:
        UsageError: If options of the ledger are given with a file, or of a file with the ledger.
        InputError: If nothing can be read.
    """
    if asked.data is None:
        if asked.columns:
            raise UsageError("--column names columns of --data FILE", hint="give --data too")
        with detente.open_ledger(asked.ledger, create=False, read_only=True) as books:
            return _read_ledger(asked, books)
    if asked.imported or asked.undated != "apart":
        raise UsageError("--data takes the place of the ledger", hint="leave out --imported and --undated")
    return _read_file(asked, read_dyad_periods(asked.data, columns=asked.columns))


def build_cause_panel(causes: Causes, covariates: Sequence[Covariate]) -> Panel:
    """The panel, with those of the covariates that the data can give.

    Raises:
        InputError: If no period has another before it.
    """
    given = {"ties", "earlier", "events", *causes.links}
    chosen = {one.name: one for one in covariates if given.issuperset(one.reads)}
    asked = causes.asked
    rules = PanelRules(lag=asked.lag, back=max(asked.lag, 1))
    build: Callable[..., Panel] = build_panel_of_signs
    if not causes.signs:
        build = build_panel
        neutral = asked.neutral if asked.neutral is not None else _mean_share(causes.table)
        rules = replace(rules, neutral=min(max(neutral, 0.01), 0.99))
    return build(causes.table, list(chosen.values()), links=causes.links, present=causes.present, rules=rules)


def list_covariates(*, names: Sequence[str] = ()) -> list[Covariate]:
    """The covariates of every mechanism that can be tested, and what two states did before."""
    found = [one.covariate for test in read_mechanism_tests().values() for one in test.expectations]
    past = [
        build_covariate("inertia", network="ties", scale="weight"),
        build_covariate("link", network="events"),
    ]
    every = {one.name: one for one in (*found, *past)}
    return [one for name, one in every.items() if not names or name in names]


def keep_varied(panel: Panel) -> Panel:
    """Without covariates that are the same in every pair and period.

    Raises:
        InputError: If none is left.
    """
    columns = panel.covariates[panel.met]
    spread = np.nanmax(columns, axis=0, initial=-np.inf) - np.nanmin(columns, axis=0, initial=np.inf)
    kept = np.flatnonzero(spread > 0).tolist()
    if not kept:
        raise InputError("no mechanism varies in these data", hint="--data FILE with more pairs and periods")
    return replace(
        panel, names=tuple(panel.names[place] for place in kept), covariates=panel.covariates[:, kept]
    )


def _mean_share(table: Columns) -> float:
    friendly, hostile = float(np.sum(table["cooperative"])), float(np.sum(table["conflictual"]))
    return friendly / (friendly + hostile) if friendly + hostile else 0.5


def _read_ledger(asked: PanelAsked, books: Ledger) -> Causes:
    levels = levels_of(books, domain="overall", undated=asked.undated, imported=asked.imported)
    kinds = {actor.id: actor.kind for actor in books.actors()}
    kinds |= {name: actor.kind for name, actor in detente.read_actor_base().actors.items()}
    return replace(gather_causes(asked, levels.observations, kinds), levels=levels)


def gather_causes(asked: PanelAsked, observations: Observations, kinds: Mapping[str, str]) -> Causes:
    """The data of a test from observed events between states; fights with others are threats only.

    Args:
        asked: What is wanted.
        observations: Of all dyads.
        kinds: Identity of an actor to its kind; who is missing is taken for a state.

    Raises:
        InputError: If no dated event is between two states.
    """
    table = tabulate_dyads(observations, freq=asked.freq)
    states = {name for name in {*table["a"], *table["b"]} if kinds.get(name, "state") == "state"}
    between = [a in states and b in states for a, b in zip(table["a"], table["b"], strict=True)]
    chosen = {
        name: [x for x, kept in zip(column, between, strict=True) if kept] for name, column in table.items()
    }
    if not chosen["a"]:
        raise InputError("no dated event is between two states", hint="add articles, or --data FILE")
    periods = _fill_periods(sorted(set(chosen["period"])))
    fights = [
        (a, b, period, n)
        for a, b, period, n in zip(table["a"], table["b"], table["period"], table["conflictual"], strict=True)
        if n and (a in states or b in states) and period in set(periods)
    ]
    one, other = sorted(states)[:2]
    fights += [(one, other, period, 0.0) for period in periods]
    summed: dict[tuple[str, str, str], float] = {}
    for a, b, period, n in fights:
        summed[a, b, period] = summed.get((a, b, period), 0.0) + n
    return Causes(
        asked,
        f"{'imported rows' if asked.imported else 'coded events'} of {asked.ledger}",
        signs=False,
        table=chosen,
        links={
            "fights": {
                "a": [key[0] for key in summed],
                "b": [key[1] for key in summed],
                "period": [key[2] for key in summed],
                "value": list(summed.values()),
            }
        },
        present={
            "state": [state for _ in periods for state in sorted(states)],
            "period": [period for period in periods for _ in states],
        },
    )


def _fill_periods(periods: Sequence[str]) -> list[str]:
    """Every year or month from the first to the last."""
    if len(periods[0]) == 4:
        return [f"{year:04d}" for year in range(int(periods[0]), int(periods[-1]) + 1)]
    first, last = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (periods[0], periods[-1]))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]


def _read_file(asked: PanelAsked, read: DyadPeriods) -> Causes:
    signs = not {"cooperative", "conflictual"} <= read.values.keys()
    keys = {"a": read.a, "b": read.b, "period": read.period}
    if signs:
        table: Columns = {**keys, "sign": read.values.get("sign", read.values.get("weight"))}
    else:
        table = {**keys, **{name: read.values[name] for name in ("cooperative", "conflictual")}}
    links = {
        name: {**keys, "value": np.nan_to_num(column)}
        for name, column in read.values.items()
        if name not in _MEASURES and name not in DYAD_COLUMNS and (np.nan_to_num(column) >= 0).all()
    }
    table, links = _each_once(table, links, signs=signs)
    first = read.rejections[0] if read.rejections else None
    return Causes(
        asked,
        read.file,
        signs=signs,
        table=table,
        links=links,
        present=None,
        n_rejected=len(read.rejections),
        rejected=f"line {first.line}: {first.detail}" if first else "",
    )


def _each_once(
    table: Columns, links: dict[str, Columns], *, signs: bool
) -> tuple[Columns, dict[str, Columns]]:
    """Ties that a file gives from both sides once, if both sides agree; links once a pair and period."""
    keys = [
        (min(a, b), max(a, b), period)
        for a, b, period in zip(table["a"], table["b"], table["period"], strict=True)
    ]
    first: dict[tuple[str, str, str], int] = {}
    for place, key in enumerate(keys):
        seen = first.setdefault(key, place)
        if signs and table["sign"][seen] != table["sign"][place]:
            raise InputError(
                f"{key[0]} and {key[1]} have two signs in {key[2] or 'the table'}", hint="give each pair once"
            )
    if len(first) == len(keys):
        return table, links
    places = list(first.values())

    def keep(columns: Columns) -> Columns:
        return {name: [column[place] for place in places] for name, column in columns.items()}

    return (keep(table) if signs else table), {name: keep(link) for name, link in links.items()}
