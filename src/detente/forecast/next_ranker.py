"""The fitted ranker of *who next?*: scores and probabilities of candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.forecast.next_logit import Logit, take_softmax
from detente.forecast.next_questions import Questions
from detente.forecast.next_tally import Floats32, Longs
from detente.forecast.next_trees import load_trees, score_trees
from detente.forecast.records import Records

__all__ = [
    "LINEAR",
    "SHORTLIST",
    "TREES",
    "NextModel",
    "add_score",
    "mark_hits",
    "rank_rows",
    "score_candidates",
]

LINEAR, TREES = "linear", "trees"
SHORTLIST = 60
"""Candidates of a question, best by the logit, that the trees look at."""


@dataclass(frozen=True, slots=True, eq=False)
class NextModel:
    """What was learned of who is chosen; of days before `origin` only.

    Attributes:
        kind: `LINEAR` or `TREES`.
        origin: Ordinal of the first day not seen.
        ahead: Days for which one state of knowledge has to do.
        records: What it was fitted on; no day from `origin` on.
        rules: What events bring what others, shape (kernels, 2 types, 2 types).
        logit: Linear weights.
        trees: LightGBM's text, or empty.
        n_questions: Questions that the weights rest on.
        coverage: Share of answers on the days learned from that were among the candidates.
        sharpness: Factor of scores that calibrates the probabilities on days held out.
        blend: Part of the linear score added to that of the trees, chosen on days held out.
        short_share: Share of answers among the candidates that were on the shortlist, on days held out.
    """

    kind: str
    origin: int
    ahead: int
    records: Records
    rules: Floats32
    logit: Logit
    trees: str
    n_questions: int
    coverage: float
    sharpness: float = 1.0
    blend: float = 0.0
    short_share: float = 1.0

    @property
    def name(self) -> str:
        """Name and version, for records of forecasts."""
        return f"who next, {self.kind}, 1"


def mark_hits(
    questions: Questions, question: Longs, answer: Longs, n_actors: int
) -> tuple[Floats32, Longs, np.ndarray[Any, np.dtype[np.bool_]]]:
    """Which rows are answers; of each answer its row, and whether it is among the candidates at all."""
    if not questions.row.size:
        return np.zeros(0, np.float32), np.zeros(question.size, np.int64), np.zeros(question.size, bool)
    keys = questions.row * n_actors + questions.answer
    wanted = question * n_actors + answer
    rows = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    found = keys[rows] == wanted
    hits = np.zeros(keys.size, np.float32)
    hits[rows[found]] = 1
    return hits, rows, found


def rank_rows(questions: Questions, scores: Floats32) -> Longs:
    """Place of each row among those of its question, 0 the best."""
    order = np.lexsort((-scores, questions.row))
    starts = questions.starts()
    places = np.empty(order.size, np.int64)
    places[order] = np.arange(order.size) - starts[questions.row[order]]
    return places


def add_score(features: Floats32, logit: Logit) -> Floats32:
    """Features as the trees see them: the last is the linear score."""
    return np.column_stack([features, logit.score(features)])


def score_candidates(
    model: NextModel,
    questions: Questions,
    booster: Any = None,  # noqa: ANN401  without types
) -> tuple[Floats32, Floats32]:
    """Score and probability of each row; probabilities of a question sum to `coverage`.

    The trees speak of the shortlist; the rest follow in the order of the logit and share what is left.
    """
    linear = model.logit.score(questions.features)
    if not linear.size:
        return linear, linear
    if not model.trees:
        chances = take_softmax(linear * np.float32(model.sharpness), questions.starts())
        return linear, chances * np.float32(model.coverage)
    is_short = rank_rows(questions, linear) < SHORTLIST
    short, rest = np.flatnonzero(is_short), np.flatnonzero(~is_short)
    found = score_trees(booster or load_trees(model.trees), add_score(questions.features[short], model.logit))
    found = found + np.float32(model.blend) * linear[short]
    scores: Floats32 = linear - linear.max() + (found.min() - np.float32(1.0))
    scores[short] = found
    chances = np.empty_like(scores)
    has_rest = np.isin(questions.row[short], questions.row[rest])
    share = np.where(has_rest, model.short_share, 1.0).astype(np.float32)
    chances[short] = share * _share_out(found * np.float32(model.sharpness), questions.row[short])
    chances[rest] = np.float32(1 - model.short_share) * _share_out(linear[rest], questions.row[rest])
    return scores, chances * np.float32(model.coverage)


def _share_out(scores: Floats32, row: Longs) -> Floats32:
    """Softmax within rows of one question."""
    if not row.size:
        return scores
    return take_softmax(scores, np.append(np.flatnonzero(np.diff(row, prepend=-1)), row.size))
