"""Figures of a classifier: accuracy, macro-F1, figures by class, confusion, calibration."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "Calibration",
    "CalibrationBin",
    "ClassFigures",
    "Confusion",
    "measure_accuracy",
    "measure_calibration",
    "measure_classes",
    "measure_confusion",
    "measure_macro_f1",
]

Confusion = dict[str, dict[str, int]]
N_BINS = 15


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """How well one class was told.

    Attributes:
        precision: Share of those given the class that have it; 0 if none was given it.
        recall: Share of those that have it that were given it; 0 if none has it.
        f1: Their harmonic mean; 0 if both are.
        support: How many have it in gold.
    """

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The answers whose confidence lies in ``(low, high]``; the first bin holds 0 too.

    Attributes:
        low: Lower edge.
        high: Upper edge.
        n: How many answers.
        confidence: Their mean confidence; None without answers.
        accuracy: The share that is right; None without answers.
    """

    low: float
    high: float
    n: int
    confidence: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether confidence is what it says.

    Attributes:
        ece: Expected calibration error: mean distance of confidence and accuracy over the bins, weighted by
            how many answers each holds (Guo et al. 2017, On calibration of modern neural networks, eq. 3).
        bins: The reliability table, all bins in order.
    """

    ece: float
    bins: tuple[CalibrationBin, ...]


def measure_accuracy(gold: Sequence[str], given: Sequence[str]) -> float:
    """Share of answers that are right; 0 without any."""
    return sum(map(str.__eq__, gold, given)) / len(gold) if gold else 0.0


def measure_classes(gold: Sequence[str], given: Sequence[str]) -> dict[str, ClassFigures]:
    """Figures of every class that gold or the answers have, sorted by name.

    >>> measure_classes(["a", "a", "b"], ["a", "b", "b"])["a"]
    ClassFigures(precision=1.0, recall=0.5, f1=0.6666666666666666, support=2)
    """
    right = Counter(label for label, answer in zip(gold, given, strict=True) if label == answer)
    support, answers = Counter(gold), Counter(given)
    return {
        label: ClassFigures(
            precision=right[label] / answers[label] if answers[label] else 0.0,
            recall=right[label] / support[label] if support[label] else 0.0,
            f1=2 * right[label] / (answers[label] + support[label]),
            support=support[label],
        )
        for label in sorted(support | answers)
    }


def measure_macro_f1(gold: Sequence[str], given: Sequence[str]) -> float:
    """Mean F1 of the classes, each counting once.

    As scikit-learn's ``f1_score(average="macro")``: over the classes of gold and answers together, 0 where
    there is nothing to divide by.

    >>> round(measure_macro_f1(["a", "a", "b"], ["a", "b", "c"]), 4)
    0.2222
    """
    figures = measure_classes(gold, given)
    return sum(row.f1 for row in figures.values()) / len(figures) if figures else 0.0


def measure_confusion(gold: Sequence[str], given: Sequence[str]) -> Confusion:
    """How often each class of gold was given which; only what occurs.

    >>> measure_confusion(["a", "a", "b"], ["a", "b", "b"])
    {'a': {'a': 1, 'b': 1}, 'b': {'b': 1}}
    """
    counts = Counter(zip(gold, given, strict=True))
    out: Confusion = {}
    for (label, answer), n_rows in sorted(counts.items()):
        out.setdefault(label, {})[answer] = n_rows
    return out


def measure_calibration(
    confidences: Sequence[float], right: Sequence[bool], *, n_bins: int = N_BINS
) -> Calibration:
    """Expected calibration error with bins of equal width.

    >>> measure_calibration([0.9, 0.9], [True, False]).ece
    0.4
    """
    members: Mapping[int, list[int]] = {number: [] for number in range(n_bins)}
    for place, value in enumerate(confidences):
        members[min(n_bins - 1, max(0, math.ceil(value * n_bins) - 1))].append(place)
    bins, error = [], 0.0
    for number, places in members.items():
        low, high, n_rows = number / n_bins, (number + 1) / n_bins, len(places)
        if not n_rows:
            bins.append(CalibrationBin(low, high, 0, None, None))
            continue
        confidence = sum(confidences[place] for place in places) / n_rows
        accuracy = sum(right[place] for place in places) / n_rows
        error += n_rows * abs(confidence - accuracy)
        bins.append(CalibrationBin(low, high, n_rows, confidence, accuracy))
    return Calibration(error / len(confidences) if confidences else 0.0, tuple(bins))
