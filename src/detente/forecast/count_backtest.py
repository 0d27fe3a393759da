"""Count forecasts made month after month on what was known then, scored on what came, plain ones beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.forecast.chances import find_quantiles
from detente.forecast.count_baselines import COUNT_BASELINES, foretell_plain
from detente.forecast.count_features import Panel, build_panel, find_features
from detente.forecast.count_mixture import CountsModel, fit_panel, foretell_month, foretell_pooled
from detente.forecast.count_trees import BOOSTED, foretell_boosted
from detente.forecast.nouns import Floats
from detente.forecast.records import Records
from detente.forecast.scores import (
    Interval,
    bootstrap_means,
    measure_crps,
    measure_log_scores,
    transform_counts,
)
from detente.forecast.tables import N_CLASSES, merge_states, order_dyad, read_day, tabulate_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BOOSTED", "POOLED", "CountMarks", "CountScore", "backtest_counts", "rank_active"]

MODEL, POOLED = "model", "pooled regression, negative binomial"
_BINS = 10


@dataclass(frozen=True, slots=True)
class CountMarks:
    """How good the forecasts of one forecaster were, means over all cells (dyads, months, classes).

    Attributes:
        crps: Continuous ranked probability score, in events; lower is better, as of all but the last two.
        log_score: Minus the logarithm of the chance of what came, at most that of 1e-4.
        brier: Squared error of the chance of any event.
        error: Absolute error of the median.
        coverage: Share within the central 90 % interval; on counts it is above 0.9 even where all is right.
        transform: Shares of the randomised probability integral transform in ten equal bins; 0.1 is right.
        crps_by_class: By quad class.
        log_score_by_class: Likewise.
    """

    crps: float
    log_score: float
    brier: float
    error: float
    coverage: float
    transform: tuple[float, ...]
    crps_by_class: tuple[float, ...]
    log_score_by_class: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CountScore:
    """A backtest of count forecasts.

    Attributes:
        first: EDTF month of the first forecast.
        last: Of the last.
        step: Months ahead.
        n_dyads: Dyads asked about.
        n_cells: Dyads times months times 4.
        mean: Events a cell.
        zero_share: Cells without any.
        marks: Of the model (``model``) and each plain forecast, by name.
        differences: Of each plain forecast: CRPS of the model less its own, and the 95 % interval when dyads
            are drawn anew.
        log_differences: The same of the log score.
        skill: 1 less the ratio of the model's CRPS to that of each plain forecast.
    """

    first: str
    last: str
    step: int
    n_dyads: int
    n_cells: int
    mean: float
    zero_share: float
    marks: Mapping[str, CountMarks]
    differences: Mapping[str, tuple[float, Interval]]
    log_differences: Mapping[str, tuple[float, Interval]]
    skill: Mapping[str, float]


def backtest_counts(  # noqa: PLR0913  keyword-only
    records: Records,
    dyads: Sequence[tuple[str, str]],
    *,
    first: str | date,
    months: int,
    step: int = 1,
    refit_every: int = 1,
    baselines: Sequence[str] = (*COUNT_BASELINES, POOLED),
    top: int = 400,
) -> CountScore:
    """Foretell one month of each dyad from each of some days, and score it.

    Each forecast is made from ``records.before(day)`` and nothing else. The model is fitted on the first day
    and again every `refit_every` months.

    Args:
        records: Events, those to be foretold among them.
        dyads: Pairs of states; those not seen before a day are foretold as having no event so far.
        first: Day of the first forecast, the first of a month.
        months: How many forecasts, a month apart.
        step: The month foretold: 1 is that which begins on the day.
        refit_every: Months between fits.
        baselines: Names of plain forecasts; that of `BOOSTED` needs LightGBM.
        top: Counts above are taken for this one.

    Raises:
        InputError: If the months are fewer than one, dyads are missing, or the first day begins no month.
    """
    start = read_day(first)
    if months < 1 or step < 1 or not dyads or start.day != 1:
        raise InputError(
            f"no backtest of {len(dyads)} dyads over {months} months, {step} ahead, from {start}",
            hint="dyads, one month or more, from the first of a month",
        )
    pairs = [order_dyad(dyad) for dyad in dyads]
    truth: list[Floats] = []
    results: dict[str, list[Floats]] = {MODEL: [], **{name: [] for name in baselines}}
    model: CountsModel | None = None
    rng = np.random.default_rng(0)
    for origin in range(months):
        day = add_months(start, origin)
        panel = build_panel(records.before(day), day)
        if model is None or origin % refit_every == 0:
            model = fit_panel(panel, day, steps=(step,))
        actual = np.minimum(_find_truth(records, pairs, add_months(day, step - 1)), top)
        truth.append(actual)
        own, places = select_dyads(panel, pairs)
        features = pad_features(find_features(panel, panel.n_months), places)
        for name, out in results.items():
            if name == MODEL:
                chances = foretell_month(model, features, own, step=step, top=top)
            elif name == POOLED:
                chances = foretell_pooled(panel, features, step=step, top=top)
            elif name == BOOSTED:
                chances = foretell_boosted(panel, features, step=step, top=top)
            else:
                chances = foretell_plain(name, own, top)
            out.append(_score_cells(chances.reshape(-1, top + 1), actual.reshape(-1), rng))
    return _summarise(results, np.concatenate([cells.reshape(-1) for cells in truth]), start=start, step=step)


def rank_active(records: Records, *, first: date, until: date, n_dyads: int) -> list[tuple[str, str]]:
    """The dyads with most events from one day up to another; both should lie before what is foretold."""
    counts = tabulate_counts(records.between(first, until))
    order = np.argsort(-counts.events.sum(axis=(1, 2)), kind="stable")[:n_dyads]
    return [counts.dyads[place] for place in order.tolist()]


def add_months(day: date, months: int) -> date:
    """The first of a month, some months later."""
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def select_dyads(panel: Panel, pairs: Sequence[tuple[str, str]]) -> tuple[Floats, NDArray[np.int64]]:
    """Counts of the months before of each pair, shape (T, pairs, 4), and its row in the panel or -1."""
    rows = {
        order_dyad((panel.states[low], panel.states[high])): row
        for row, (low, high) in enumerate(zip(panel.low.tolist(), panel.high.tolist(), strict=True))
    }
    places = np.array([rows.get(pair, -1) for pair in pairs])
    own = panel.counts[:, places]
    own[:, places < 0] = 0.0
    return own, places


def pad_features(features: Floats, places: NDArray[np.int64]) -> Floats:
    """Features of rows; the least of all for a row of -1."""
    out = features[places]
    out[places < 0] = features.min(axis=0)
    return np.asarray(out, dtype=np.float64)


def _find_truth(records: Records, pairs: Sequence[tuple[str, str]], day: date) -> Floats:
    """Counts of the month that begins on a day, shape (pairs, 4)."""
    month = merge_states(records.between(day, add_months(day, 1)))
    out = np.zeros((len(pairs), N_CLASSES))
    place = {pair: row for row, pair in enumerate(pairs)}
    names = month.actors
    for source, target, kind in zip(
        month.source.tolist(), month.target.tolist(), month.type.tolist(), strict=True
    ):
        row = place.get(order_dyad((names[source], names[target])))
        if row is not None and month.quad[kind] > 0:
            out[row, month.quad[kind] - 1] += 1.0
    return out


def _score_cells(chances: Floats, counts: Floats, rng: np.random.Generator) -> Floats:
    """CRPS, log score, Brier score, error, within, transform of each cell, shape (6, cells)."""
    low, high = find_quantiles(chances, 0.05), find_quantiles(chances, 0.95)
    return np.stack(
        [
            measure_crps(chances, counts),
            measure_log_scores(chances, counts),
            np.square(1.0 - chances[:, 0] - (counts > 0)),
            np.abs(find_quantiles(chances, 0.5) - counts),
            (low <= counts) & (counts <= high),
            transform_counts(chances, counts, rng),
        ]
    )


def _summarise(results: Mapping[str, list[Floats]], counts: Floats, *, start: date, step: int) -> CountScore:
    cells = {name: np.concatenate(parts, axis=1) for name, parts in results.items()}
    months = len(results[MODEL])
    n_dyads = counts.size // months // N_CLASSES
    dyads = np.arange(counts.size) // N_CLASSES % n_dyads
    own = cells[MODEL]
    others = [name for name in cells if name != MODEL]
    first, last = add_months(start, step - 1), add_months(start, months + step - 2)
    return CountScore(
        first=f"{first:%Y-%m}",
        last=f"{last:%Y-%m}",
        step=step,
        n_dyads=n_dyads,
        n_cells=counts.size,
        mean=float(counts.mean()),
        zero_share=float((counts == 0).mean()),
        marks={name: _mark(values) for name, values in cells.items()},
        differences={name: bootstrap_means(own[0] - cells[name][0], dyads) for name in others},
        log_differences={name: bootstrap_means(own[1] - cells[name][1], dyads) for name in others},
        skill={name: 1.0 - float(own[0].mean() / max(cells[name][0].mean(), 1e-12)) for name in others},
    )


def _mark(values: Floats) -> CountMarks:
    crps, log_score, brier, error, within = values[:5].mean(axis=1).tolist()
    shares = np.histogram(values[5], bins=_BINS, range=(0.0, 1.0))[0] / values.shape[1]
    by_class = values[:2].reshape(2, -1, N_CLASSES).mean(axis=1)
    return CountMarks(
        crps,
        log_score,
        brier,
        error,
        within,
        tuple(shares.tolist()),
        *(tuple(row.tolist()) for row in by_class),
    )
