"""How the predictions of each asserter fared."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from detente.accounts.nouns import AsserterRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.accounts.nouns import Outcome
    from detente.coding.statements.nouns import Prediction

__all__ = ["measure_records", "wilson_interval"]

_Z = 1.6448536269514722
"""The normal quantile that leaves 5 % above it."""


def measure_records(
    predictions: Iterable[Prediction], outcomes: Iterable[Outcome], *, outlets: Mapping[str, str]
) -> list[AsserterRecord]:
    """The record of each asserter, most predictions first, then by name and outlet.

    Predictions and outcomes are brought together by identity; a prediction without an outcome is left out,
    and one that is given twice counts once.

    Args:
        predictions: With who asserts them.
        outcomes: What became of them.
        outlets: Outlet by document; the author's predictions are kept apart by it.
    """
    by_id = {outcome.prediction: outcome for outcome in outcomes}
    groups: dict[tuple[str, str], dict[str, tuple[Prediction, Outcome]]] = defaultdict(dict)
    for prediction in predictions:
        if prediction.id in by_id:
            author = prediction.asserted_by == "author"
            outlet = outlets.get(prediction.document, "") if author else ""
            groups[prediction.asserted_by, outlet][prediction.id] = (prediction, by_id[prediction.id])
    rows = [_record(name, outlet, list(found.values())) for (name, outlet), found in groups.items()]
    return sorted(rows, key=lambda row: (-row.n, row.asserted_by, row.outlet))


def _record(name: str, outlet: str, rows: Sequence[tuple[Prediction, Outcome]]) -> AsserterRecord:
    verdicts = [outcome.verdict for _, outcome in rows]
    fulfilled, decided = verdicts.count("fulfilled"), len(rows) - verdicts.count("open")
    low, high = wilson_interval(fulfilled, decided) if decided else (None, None)
    errors = sorted(
        (prediction.probability - float(outcome.verdict == "fulfilled")) ** 2
        for prediction, outcome in rows
        if prediction.probability is not None and outcome.verdict != "open"
    )
    return AsserterRecord(
        asserted_by=name,
        outlet=outlet,
        n=len(rows),
        n_fulfilled=fulfilled,
        n_refuted=verdicts.count("refuted"),
        n_overdue=verdicts.count("overdue"),
        n_open=verdicts.count("open"),
        share=fulfilled / decided if decided else None,
        low=low,
        high=high,
        n_scored=len(errors),
        brier=sum(errors) / len(errors) if errors else None,
    )


def wilson_interval(n_true: int, n: int) -> tuple[float, float]:
    """The 90 % interval of a share of `n_true` in `n`.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), pp. 209-212.

    >>> [round(end, 3) for end in wilson_interval(3, 4)]
    [0.356, 0.942]
    """
    share, square = n_true / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
