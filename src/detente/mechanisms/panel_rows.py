"""A panel: dyads through periods, what passed between them, and what the mechanisms say beforehand."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import UnknownNameError
from detente.mechanisms.world import Bools, Floats

__all__ = ["Panel", "find_column", "find_cube", "take_rows"]

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Rows are dyads at risk in a period: both states there, then and when the covariates were seen.

    Attributes:
        states: Names; the last may be parties that only others deal with.
        periods: Names of periods, in order.
        names: Of the covariates.
        directed: Whether i acts toward j; else i < j and both act.
        i: Place of the first state of each row.
        j: Place of the second.
        period: Place of the period.
        n_cooperative: Cooperative events of the row.
        n_conflictual: Conflictual events.
        tone: Mean intensity of its events if the source gives it, else (cooperative - conflictual) / events;
            NaN without events.
        sign: -1, 0, 1: settled sign of the row's own events.
        covariates: Shape (rows, names), from `lag` periods before; NaN where a trait is unknown.
        weights: Events behind the tone; 1 for a sign that was given.
        n_periods_left_out: First periods, which have no past to look at.
    """

    states: tuple[str, ...]
    periods: tuple[Any, ...]
    names: tuple[str, ...]
    directed: bool
    i: Ints
    j: Ints
    period: Ints
    n_cooperative: Floats
    n_conflictual: Floats
    tone: Floats
    sign: Floats
    covariates: Floats
    weights: Floats
    n_periods_left_out: int

    @property
    def n_rows(self) -> int:
        """Dyads in periods."""
        return self.i.size

    @property
    def met(self) -> Bools:
        """Whether the two dealt with each other at all in the period."""
        met: Bools = (self.n_cooperative + self.n_conflictual) > 0
        return met

    @property
    def dyad(self) -> Ints:
        """A number for each dyad, the same in every period; each order its own if directed."""
        return self.i * len(self.states) + self.j


def find_column(panel: Panel, name: str) -> Floats:
    """The values of a covariate, shape (rows,).

    Raises:
        UnknownNameError: The panel has none of that name.
    """
    if name not in panel.names:
        raise UnknownNameError(f"no covariate {name!r}", hint=f"one of {', '.join(panel.names) or 'none'}")
    return panel.covariates[:, panel.names.index(name)]


def find_cube(panel: Panel, name: str) -> Floats:
    """A covariate as an array of periods, shape (periods, states, states), for permutations of the states.

    Dyads that were not at risk, and the periods left out, hold 0. An undirected dyad fills both its cells.

    Raises:
        UnknownNameError: The panel has no covariate of that name.
    """
    n = len(panel.states)
    cube = np.zeros((len(panel.periods), n, n))
    cube[panel.period, panel.i, panel.j] = find_column(panel, name)
    return cube if panel.directed else cube + cube.transpose(0, 2, 1)


def take_rows(panel: Panel, where: Bools) -> Panel:
    """The panel of some of its rows, such as those that met."""
    of_rows = [field.name for field in fields(panel) if isinstance(getattr(panel, field.name), np.ndarray)]
    taken: dict[str, Any] = {name: getattr(panel, name)[where] for name in of_rows}
    return replace(panel, **taken)
