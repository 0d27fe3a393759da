"""Ranks by hand: the filter of other true answers, the mean rank of ties, answers that are no candidates."""

from __future__ import annotations

import numpy as np
import pytest

from detente.forecast.next_questions import Questions
from detente.forecast.next_score import measure_ranks, score_ranks


def build(rows: list[tuple[int, int, float]]) -> tuple[Questions, np.ndarray]:
    question, answer, scores = (np.array(column) for column in zip(*rows, strict=True))
    none = np.zeros(int(question.max()) + 1, np.int64)
    questions = Questions(none, none, none, question, answer, np.zeros((len(rows), 1), np.float32))
    return questions, scores.astype(np.float32)


def rank(
    rows: list[tuple[int, int, float]], answers: list[tuple[int, int]], n_actors: int = 10
) -> list[float]:
    questions, scores = build(rows)
    question, answer = (np.array(column) for column in zip(*answers, strict=True))
    return measure_ranks(questions, scores, question=question, answer=answer, n_actors=n_actors).tolist()


def test_ties_take_their_mean_rank() -> None:
    # actor 1 alone on top; 2, 3 and 4 share places 2, 3, 4
    assert rank([(0, 1, 9), (0, 2, 5), (0, 3, 5), (0, 4, 5), (0, 5, 1)], [(0, 3)]) == [3.0]


def test_other_true_answers_are_taken_out() -> None:
    # true: 2 (second) and 4 (fourth); 4 stands behind 1 and 3 only, 2 behind 1 only
    assert rank([(0, 1, 9), (0, 2, 8), (0, 3, 7), (0, 4, 6)], [(0, 2), (0, 4)]) == [2.0, 3.0]


def test_a_tie_with_another_true_answer_costs_nothing() -> None:
    assert rank([(0, 1, 5), (0, 2, 5), (0, 3, 5)], [(0, 1), (0, 2)]) == [1.5, 1.5]


def test_who_is_no_candidate_shares_the_mean_rank_behind_all() -> None:
    # 2 candidates of 10 actors; the answer shares ranks 3 to 10
    assert rank([(0, 1, 5), (0, 2, 4)], [(0, 7)]) == [6.5]
    # one candidate is true: 1 false one, then 8 actors share ranks 2 to 9
    assert rank([(0, 1, 5), (0, 2, 4)], [(0, 7), (0, 1)]) == [5.5, 1.0]


def test_questions_do_not_mix() -> None:
    rows = [(0, 1, 5.0), (0, 2, 4.0), (1, 1, 1.0), (1, 2, 3.0)]
    assert rank(rows, [(0, 1), (1, 1)]) == [1.0, 2.0]


def test_summary() -> None:
    found = score_ranks(np.array([1.0, 2.0, 4.0, 20.0]))
    assert found.mrr == pytest.approx((1 + 0.5 + 0.25 + 0.05) / 4)
    assert (found.hits1, found.hits3, found.hits10, found.n) == (0.25, 0.5, 0.75, 4)
