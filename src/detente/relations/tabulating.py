"""Observations as a table of dyads by period: how many friendly and hostile events, and how they stood."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from detente.core.errors import InputError
from detente.relations.observations import Observations
from detente.relations.periods import Frequency, period_name

__all__ = ["tabulate_dyads"]


def tabulate_dyads(
    observations: Observations, *, freq: Frequency, domain: str = "overall"
) -> dict[str, list[Any]]:
    """The events of every dyad by period, as columns.

    An event of an intensity above 0 is cooperative, one below 0 conflictual; one of 0 is neither. An
    imprecise date counts in the period of its middle.

    Returns:
        Columns ``a``, ``b``, ``period`` (EDTF), ``cooperative``, ``conflictual`` (counts) and ``intensity``
        (mean, weighted as observations are); only periods with events.

    Raises:
        InputError: If nothing was seen in the domain.
    """
    rows = observations.domain == observations.domains.index(domain)
    if not rows.any():
        raise InputError(f"no dated event belongs to {domain}", hint="another domain, or more events")
    days = observations.day[rows]
    order, place = np.unique(np.round(days).astype(np.int64), return_inverse=True)
    numbers = np.array([_number(date.fromordinal(day), freq) for day in order.tolist()])[place]
    keys = np.stack([observations.dyad[rows], numbers])
    cells, cell = np.unique(keys, axis=1, return_inverse=True)
    cell = cell.reshape(-1)
    intensity, weight = observations.intensity[rows], observations.weight[rows]
    friendly = np.bincount(cell, intensity > 0)
    hostile = np.bincount(cell, intensity < 0)
    mean = np.bincount(cell, weight * intensity) / np.bincount(cell, weight)
    return {
        "a": [observations.dyads[dyad][0] for dyad in cells[0].tolist()],
        "b": [observations.dyads[dyad][1] for dyad in cells[0].tolist()],
        "period": [period_name(number, freq=freq) for number in cells[1].tolist()],
        "cooperative": friendly.tolist(),
        "conflictual": hostile.tolist(),
        "intensity": mean.tolist(),
    }


def _number(day: date, freq: Frequency) -> int:
    return day.year if freq == "year" else day.year * 12 + day.month - 1
