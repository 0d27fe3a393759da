"""From the field's tables on states (alliances, disputes, votes) to a system with a layer of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal

import numpy as np

from detente.core.errors import InputError, UsageError
from detente.relations.course import COVERAGE
from detente.system.network import Floats, System, list_names
from detente.system.table_rows import Scheme, Table, TableRows
from detente.system.vote_shares import Ties, read_votes

__all__ = ["ALLIANCE_WEIGHTS", "build_system_of_tables"]

ALLIANCE_WEIGHTS = {
    "defense": 1.0,
    "offense": 1.0,
    "neutrality": 2 / 3,
    "nonaggression": 2 / 3,
    "consultation": 1 / 3,
}
"""Weight of an alliance by the strongest obligation in it."""
_SOME_ALLIANCE = 1 / 3
_HIGHEST = 5.0
_THREAT = 2.0


def build_system_of_tables(  # noqa: PLR0913 - one argument a table
    year: int,
    *,
    alliances: Table | None = None,
    disputes: Table | None = None,
    votes: Table | None = None,
    scheme: Scheme = "cow",
    states: Sequence[str] | None = None,
    expected: float | Literal["states"] = 0.5,
    coverage: float = COVERAGE,
) -> System:
    """The system of a year, with a layer for each table: ``alliances``, ``disputes``, ``votes``.

    Tables are mappings from names to columns, Arrow tables or data frames, with the columns that
    `docs/importing.md` lists under our names or any by which they are known there; what the ledger's
    `table_alliances`, `table_disputes` and `table_votes` give will do. All weights lie between -1 and +1;
    `merge_layers` adds them up.

    - Alliances are friendly. The strongest obligation counts: defence or offence 1, neutrality or
      nonaggression 2/3, consultation 1/3 (the ranks of Signorino and Ritter 1999, at equal steps); an
      alliance of no obligation known, 1/3.
    - Disputes are hostile: the highest level of the year (2 threat, 3 display, 4 use of force, 5 war; Jones,
      Bremer and Singer 1996, Conflict Management and Peace Science 15: 163-213) over five; without a level
      that of a threat.
    - Votes are signed if that is clear. The weight is the share of joint votes alike less the share expected,
      over the greatest such difference there could be; share and its error are those of a binomial with a
      uniform prior, the probability of the sign that of a normal posterior. As in `build_system`, there is a
      tie if the interval excludes the expected share. Expected is a half by default: the weight is then the
      S-score of two portfolios of votes, alike or not (Signorino and Ritter 1999). With
      ``"states"`` it is what the states' own shares with all others lead one to expect, ``1 / (1 + exp(-a -
      b))`` fitted to the year (the beta model: Chatterjee, Diaconis and Sly 2011, Annals of Applied
      Probability 21: 1400-1435): a tie is then friendly if two vote alike more than their habits explain.

    Tables say what was signed, fought and voted. They cannot say that an ally would come, and two dissenters
    who never met vote alike. Votes of one year repeat a few issues: they are fewer than they look, so the
    probabilities are too sure. Where most votes are near unanimous, a half makes nearly all friends; where a
    state votes alone against all, ``"states"`` expects no more of it and finds no foe.

    Args:
        year: Rows of this year count; the system is of the middle of it.
        alliances: With two states and the year; flags of obligations.
        disputes: With two states and the year; level of hostility.
        votes: Of dyads, with the share of joint votes alike and the number of joint votes; or of votes cast,
            one a row, with roll call, state and vote (1 yes, 2 abstention, 3 no; others are no votes).
        scheme: Whether states go by Correlates of War number (``cow1``) or ISO alpha-3 (``iso1``).
        states: Those to keep, in this order; by default all that occur in the year, sorted.
        expected: Share of votes alike that is neither friendly nor hostile, or ``"states"``.
        coverage: Probability that the interval of a share holds.

    Raises:
        UsageError: If no table is given.
        InputError: If a table lacks a column or a state's code, or the year lies outside it; if columns
            differ in length; if a share or level is none, or told twice and not alike; if fewer than two
            states are left.

    >>> cast = {"rcid": [1, 1], "ccode": [2, 365], "vote": [1, 3], "year": [1985, 1985]}
    >>> allied = {"ccode1": [2], "ccode2": [200], "year": [1985], "defense": [1]}
    >>> system = build_system_of_tables(1985, alliances=allied, votes=cast)
    >>> system.states, system.layers, float(system.weights[0, 0, 1])
    (('2', '200', '365'), ('alliances', 'votes'), 1.0)
    """
    readers: dict[str, tuple[Table | None, Callable[[TableRows], Ties]]] = {
        "alliances": (alliances, _read_alliances),
        "disputes": (disputes, _read_disputes),
        "votes": (votes, lambda rows: read_votes(rows, expected, coverage=coverage)),
    }
    layers = {
        kind: read(TableRows.read(table, kind, year=year, scheme=scheme))
        for kind, (table, read) in readers.items()
        if table is not None
    }
    if not layers:
        raise UsageError("a system of tables needs a table", hint="alliances=, disputes= or votes=")
    named = {name for ties in layers.values() for pair in ties for name in pair}
    names = tuple(sorted(named, key=_by_number) if states is None else map(str, states))
    if len(set(names)) < max(len(names), 2):
        raise InputError(
            f"states {list_names(names)} of {', '.join(layers)} in {year}", hint="two or more, each once"
        )
    return _lay_out(layers, names, when=date(year, 7, 1))


def _lay_out(layers: dict[str, Ties], names: tuple[str, ...], *, when: date) -> System:
    weights = np.zeros((len(layers), len(names), len(names)))
    positive = np.full(weights.shape, np.nan)
    index = {name: place for place, name in enumerate(names)}
    for level, ties in enumerate(layers.values()):
        for (one, other), (weight, sure) in ties.items():
            if one in index and other in index:
                at = [index[one], index[other]]
                weights[level, at, at[::-1]], positive[level, at, at[::-1]] = weight, sure
    return System(names, tuple(layers), weights, positive, directed=False, when=when)


def _read_alliances(rows: TableRows) -> Ties:
    """The strongest obligation of each dyad."""
    pairs = rows.pairs()
    size = np.full(len(pairs), _SOME_ALLIANCE)
    for obligation, weight in ALLIANCE_WEIGHTS.items():
        held = np.nan_to_num(rows.numbers(obligation, missing=0.0)) > 0
        size = np.maximum(size, np.where(held, weight, 0.0))
    return {pair: (weight, 1.0) for pair, weight in _take_greatest(pairs, size).items()}


def _read_disputes(rows: TableRows) -> Ties:
    """The highest level of hostility of each dyad."""
    pairs = rows.pairs()
    level = rows.numbers("hostility", missing=_THREAT)
    level = np.where(np.isnan(level) | (level < 0), _THREAT, level)
    if (level > _HIGHEST).any():
        raise InputError(f"a level of hostility of {level.max():g}", hint="1 to 5")
    return {pair: (-high / _HIGHEST, 0.0) for pair, high in _take_greatest(pairs, level).items() if high > 0}


def _take_greatest(pairs: Iterable[tuple[str, str]], values: Floats) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for pair, value in zip(pairs, values.tolist(), strict=True):
        found[pair] = max(value, found.get(pair, value))
    return found


def _by_number(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdecimal() else (0, name)
