"""How much? Counts of a dyad by quad class in the next months, as draws of whole paths."""

from __future__ import annotations

from datetime import date

import numpy as np

from detente.core.errors import InputError, UnknownNameError
from detente.forecast.count_features import Panel, build_panel
from detente.forecast.count_mixture import STEPS, CountsModel, fit_panel
from detente.forecast.count_paths import draw_paths, fit_ties
from detente.forecast.nouns import BASE_RATE, CLIMATOLOGY, NO_CHANGE, CountForecast, Floats
from detente.forecast.records import Records
from detente.forecast.tables import list_months, merge_states, order_dyad, read_day, require_state

__all__ = ["MAX_MONTHS", "forecast_counts"]

MAX_MONTHS = 60
"""The farthest month that may be asked about."""

_YEAR = 12


def forecast_counts(  # noqa: PLR0913  keyword-only
    records_before: Records,
    dyad: tuple[str, str],
    *,
    made: str | date,
    months: int = 6,
    coverage: float = 0.9,
    draws: int = 2000,
    seed: int = 0,
    model: CountsModel | None = None,
) -> CountForecast:
    """How often two states will deal with each other in the next months, by quad class.

    Each month has weights of its own, fitted to as many months ahead; paths tie the months to each other as
    they were tied in the past. If the day does not begin a month, the months asked about are the next whole
    ones.

    Args:
        records_before: Events; those on the day and later are not read.
        dyad: Two states, in either order.
        made: The day of the forecast.
        months: 1 to 60.
        coverage: Of the intervals.
        draws: How many paths.
        seed: Of the draws.
        model: Fitted before; by default it is fitted to these records.

    Raises:
        InputError: If the months or the coverage are out of range, the dyad is one state, or no event of two
            states comes before the day.
        UnknownNameError: If a state was never seen before the day.
    """
    if not 1 <= months <= MAX_MONTHS:
        raise InputError(f"{months!r} months cannot be foretold", hint=f"1 to {MAX_MONTHS} months")
    if not 0.0 < coverage < 1.0:
        raise InputError(f"an interval cannot hold with probability {coverage!r}", hint="0.9, for example")
    day = read_day(made)
    pair = order_dyad(dyad)
    panel = build_panel(records_before, day)
    states = merge_states(records_before.before(day))
    for name in pair:
        require_state(states, name)
    names, late = list_months(day, months)
    fitted = (
        model
        if model is not None
        else fit_ties(fit_panel(panel, day, steps=_choose_steps(months + late)), panel)
    )
    at = find_dyad(panel, pair)
    rng = np.random.default_rng(seed)
    samples = draw_paths(fitted, panel, at, months=months + late, draws=draws, rng=rng)[:, late:]
    tail = (1.0 - coverage) / 2.0
    low, high = np.quantile(samples, [tail, 1.0 - tail], axis=0, method="inverted_cdf")
    own = panel.counts[:, at] if at >= 0 else np.zeros((panel.n_months, samples.shape[2]))
    return CountForecast(
        dyad=pair,
        made=day.isoformat(),
        periods=names,
        samples=samples,
        coverage=coverage,
        mean=samples.mean(axis=0),
        low=low.astype(np.float64),
        high=high.astype(np.float64),
        baselines=_find_plain(panel, own, months),
        n_events=int(own.sum()),
        n_months=panel.n_months,
        model=fitted.name,
    )


def _choose_steps(months: int) -> list[int]:
    """The months ahead for which weights are needed to foretell so many."""
    last = min((step for step in STEPS if step >= months), default=STEPS[-1])
    return [step for step in STEPS if step <= max(last, STEPS[1])]


def find_dyad(panel: Panel, pair: tuple[str, str]) -> int:
    """The row of a dyad, or -1 if it was never seen."""
    if not set(pair) <= set(panel.states):
        raise UnknownNameError(f"{pair!r} is not in the panel", hint="both states must have been seen")
    ends = sorted(panel.states.index(name) for name in pair)
    found = np.flatnonzero((panel.low == ends[0]) & (panel.high == ends[1]))
    return int(found[0]) if found.size else -1


def _find_plain(panel: Panel, own: Floats, months: int) -> dict[str, Floats]:
    """Means of the plain forecasts, each shape (months, 4)."""
    rate = panel.counts.mean(axis=(0, 1))
    plain = {BASE_RATE: rate, NO_CHANGE: own[-1], CLIMATOLOGY: own[-_YEAR:].mean(axis=0)}
    return {name: np.repeat(value[None, :], months, axis=0) for name, value in plain.items()}
