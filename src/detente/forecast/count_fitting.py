"""The count model fitted to months that are over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from detente.forecast.count_features import build_panel
from detente.forecast.count_mixture import STEPS, CountsModel, fit_panel
from detente.forecast.count_paths import fit_ties
from detente.forecast.records import Records
from detente.forecast.tables import read_day

__all__ = ["fit_counts_forecast"]


def fit_counts_forecast(records: Records, *, made: str | date, steps: Sequence[int] = STEPS) -> CountsModel:
    """Fit the model of counts to all dyads' months that were over on a day.

    Args:
        records: Events; those on the day and later are not read.
        made: The day.
        steps: Months ahead for which to fit weights; those between are interpolated.

    Raises:
        InputError: If nothing happened between two states before that day, or a step is below 1.
    """
    day = read_day(made)
    panel = build_panel(records, day)
    return fit_ties(fit_panel(panel, day, steps=steps), panel)
