"""Small operations on cells that the covariates of events share."""

from __future__ import annotations

from typing import Literal

import numpy as np

from detente.mechanisms.world import Floats

__all__ = ["Scale", "Side", "clear_diagonal", "rescale", "spread", "spread_all", "write_name"]

Scale = Literal["any", "weight", "log"]
"""How a cell x counts: 1 if it is above 0, as it is, or as sign(x) log(1 + |x|)."""
Side = Literal["source", "target"]


def rescale(cells: Floats | float, scale: Scale) -> Floats:
    """Cells as a covariate counts them, in new memory; of one cell an array without axes."""
    array = np.array(cells, dtype=np.float64)
    if scale == "weight":
        return array
    scaled: Floats = np.greater(array, 0).astype(np.float64)
    if scale == "log":
        scaled = np.asarray(np.copysign(np.log1p(np.abs(array)), array), dtype=np.float64)
    return scaled


def clear_diagonal(values: Floats) -> Floats:
    """The same array, its diagonal made 0."""
    np.fill_diagonal(values, 0)
    return values


def spread(values: Floats, state: int, value: Floats | float, side: Side) -> None:
    """Write what belongs to one state, as source (its row) or as target (its column), in place."""
    if side == "target":
        values[:, state] = value
    else:
        values[state] = value
    values[state, state] = 0.0


def spread_all(of_states: Floats, side: Side) -> Floats:
    """One value a state, shape (states,), as rows of sources or columns of targets."""
    n = of_states.size
    values = np.tile(of_states, (n, 1)) if side == "target" else np.tile(of_states[:, None], (1, n))
    return clear_diagonal(values)


def write_name(
    effect: str, of_what: str, *, scale: Scale = "any", of: Side = "target", unless: str | None = None
) -> str:
    """Name of a covariate.

    >>> write_name("indegree", "calls", scale="log", of="source")
    'indegree(calls, log, of source)'
    >>> write_name("transitivity", "treaties", unless="treaties")
    'transitivity(treaties, unless treaties)'
    """
    words = [of_what]
    words += [scale] * (scale != "any") + ["of source"] * (of == "source")
    words += [] if unless is None else [f"unless {unless}"]
    return f"{effect}({', '.join(words)})"
