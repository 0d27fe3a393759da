"""How well *who next?* is answered: ranks under the protocol of the published tables, never looking ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from detente.core.errors import InputError
from detente.forecast.next_features import find_feature
from detente.forecast.next_fit import fit_next
from detente.forecast.next_past import Past, build_frame
from detente.forecast.next_questions import Questions, Walker, build_questions
from detente.forecast.next_ranker import LINEAR, NextModel, mark_hits, score_candidates
from detente.forecast.next_tally import Floats32, Longs
from detente.forecast.next_trees import load_trees
from detente.forecast.nouns import BASE_RATE, CLIMATOLOGY, NO_CHANGE
from detente.forecast.records import Records

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NextScore", "Ranking", "backtest_next", "measure_ranks", "score_ranks"]

_PLAIN = {
    BASE_RATE: "they in such events, with anyone (half-life 1000 days)",
    NO_CHANGE: "the same between the two before (half-life 2 days)",
    CLIMATOLOGY: "the same between the two before (half-life 1000 days)",
}
"""The plain forecasts: whom this is done to most; to whom it was done last; to whom it did it most."""

_STRATA = ("triple seen", "pair seen", "never seen")
_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Ranking:
    """How high the answers stood.

    Attributes:
        mrr: Mean of 1 / rank, 0 to 1.
        hits1: Share of ranks up to 1, with hits3 and hits10.
        n: Answers.
    """

    mrr: float
    hits1: float
    hits3: float
    hits10: float
    n: int


@dataclass(frozen=True, slots=True)
class NextScore:
    """A backtest of *who next?*; time-aware filter, mean rank of ties, both directions.

    Attributes:
        ranking: Of all answers.
        low: Lower end of the 95 % interval of the MRR, days drawn with replacement.
        high: Upper end.
        directions: `target` (source, type, ?) and `source` (?, type, target).
        strata: By whether the triple or the pair was seen before what was known.
        baselines: Of the plain forecasts, and of the linear model beside trees.
        coverage: Share of answers among the candidates.
        log_score: Mean of -ln(probability) of answers, those that are no candidates sharing what is left.
        model: Name and version.
        steps: `single` (the days before are known) or `multi` (only the days before the first are).
        n_days: Days with answers.
    """

    ranking: Ranking
    low: float
    high: float
    directions: Mapping[str, Ranking]
    strata: Mapping[str, Ranking]
    baselines: Mapping[str, Ranking]
    coverage: float
    log_score: float
    model: str
    steps: str
    n_days: int


def score_ranks(ranks: NDArray[np.float64]) -> Ranking:
    """Summary of ranks, shape (answers,)."""
    if not ranks.size:
        return Ranking(0.0, 0.0, 0.0, 0.0, 0)
    shares = [float((ranks <= most).mean()) for most in (1, 3, 10)]
    return Ranking(float((1 / ranks).mean()), shares[0], shares[1], shares[2], ranks.size)


def measure_ranks(
    questions: Questions, scores: Floats32, *, question: Longs, answer: Longs, n_actors: int
) -> NDArray[np.float64]:
    """Rank of each answer among all actors but the other answers of the same question and day.

    Equal scores take their mean rank; an answer that is no candidate shares the mean rank behind them all.

    Args:
        questions: With their candidates.
        scores: Of each row.
        question: Of each answer, shape (answers,).
        answer: Actor, shape (answers,).
        n_actors: Who could be the answer.
    """
    hits, rows, found = mark_hits(questions, question, answer, n_actors)
    above, equal = _count_above(questions.row, scores)
    true = np.flatnonzero(hits)
    true_above, true_equal = np.zeros_like(above), np.zeros_like(equal)
    true_above[true], true_equal[true] = _count_above(questions.row[true], scores[true])
    ranks = 1.0 + (above - true_above)[rows] + (equal - true_equal)[rows] / 2
    sizes = np.diff(questions.starts())
    n_true = np.bincount(question, minlength=sizes.size)
    n_found = np.bincount(question, found, sizes.size)
    behind = sizes - n_found + 1 + (n_actors - sizes - (n_true - n_found)) / 2
    return np.where(found, ranks, behind[question])


def _count_above(groups: Longs, scores: Floats32) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each row, how many of its group score higher, and how many the same (itself among them)."""
    order = np.lexsort((-scores, groups))
    ordered, of_group = scores[order], groups[order]
    new_group = np.ones(order.size, bool)
    new_group[1:] = of_group[1:] != of_group[:-1]
    new = new_group.copy()
    new[1:] |= ordered[1:] != ordered[:-1]
    tie = np.cumsum(new) - 1
    first, start = np.flatnonzero(new), np.flatnonzero(new_group)[np.cumsum(new_group) - 1]
    above, equal = np.zeros(order.size), np.zeros(order.size)
    above[order] = first[tie] - start
    equal[order] = np.bincount(tie)[tie]
    return above, equal


@dataclass(frozen=True, slots=True, eq=False)
class _Day:
    ranks: NDArray[np.float64]
    plain: Mapping[str, NDArray[np.float64]]
    asks_target: NDArray[np.bool_]
    stratum: Longs
    found: NDArray[np.bool_]
    log_odds: NDArray[np.float64]


def backtest_next(  # noqa: PLR0913  dates and choices, by keyword
    records: Records,
    *,
    test_from: date | int,
    valid_from: date | int | None = None,
    steps: Literal["single", "multi"] = "single",
    model: str | None = None,
    questions: int = 30_000,
    seed: int = 1,
) -> NextScore:
    """Fit before the first day of the test, then answer every event of every later day.

    Args:
        records: All events; each day is answered from those before it.
        test_from: First day of the test, which runs to the end of the records.
        valid_from: Start of the part before; where `steps` is `multi`, weights are learned for as many days
            ahead as it has (30 if not given).
        steps: `single`: the days of the test before each are known; `multi`: none of them is.
        model: See `fit_next`.
        questions: See `fit_next`.
        seed: See `fit_next`.

    Raises:
        InputError: No event lies in the test.
    """
    first = test_from if isinstance(test_from, int) else test_from.toordinal()
    start = valid_from.toordinal() if isinstance(valid_from, date) else valid_from
    ahead = 1 if steps == "single" else max(first - start, 1) if start is not None else 30
    fitted = fit_next(
        records.before(first), origin=first, model=model, ahead=ahead, questions=questions, seed=seed
    )
    days = list(_answer_days(records, fitted, first, steps))
    if not days:
        raise InputError("no event lies in the test", hint="choose an earlier first day")
    return _sum_up(days, fitted, steps)


def _answer_days(records: Records, model: NextModel, first: int, steps: str) -> Iterator[_Day]:
    frame = build_frame(records.before(first))
    walker = Walker(frame, model.rules)
    booster = load_trees(model.trees) if model.trees else None
    walker.go_to(records.before(first), first)
    for day in np.unique(records.day[records.day >= first]).tolist():
        if steps == "single":
            walker.go_to(records.before(day), day)
        actor, kind, question, answer = build_questions(records.between(day, day + 1), frame)
        asked = walker.ask(actor, kind, day=day)
        yield _judge(model, booster, walker.past, asked, question, answer)


def _judge(
    model: NextModel,
    booster: Any,  # noqa: ANN401  without types
    past: Past,
    asked: Questions,
    question: Longs,
    answer: Longs,
) -> _Day:
    n_actors = past.frame.actors
    scores, odds = score_candidates(model, asked, booster)
    actor, kind = asked.actor[question], asked.kind[question]

    def rank(values: Floats32) -> NDArray[np.float64]:
        return measure_ranks(asked, values, question=question, answer=answer, n_actors=n_actors)

    mirrored = past.frame.invert(kind)
    triple = past.look("by pair", actor, kind, answer)[1]
    pair = np.minimum(*(past.look("pair", actor, way, answer)[1] for way in (kind, mirrored)))
    _, rows, found = mark_hits(asked, question, answer, n_actors)
    left = (1 - model.coverage) / np.maximum(n_actors - np.diff(asked.starts()), 1)
    plain = {name: rank(asked.features[:, find_feature(words)]) for name, words in _PLAIN.items()}
    if model.trees:
        plain[LINEAR] = rank(model.logit.score(asked.features))
    return _Day(
        rank(scores),
        plain,
        kind < past.frame.types // 2,
        np.where(np.isfinite(triple), 0, np.where(np.isfinite(pair), 1, 2)),
        found,
        -np.log(np.where(found, odds[rows], left[question]) + 1e-12),
    )


def _sum_up(days: list[_Day], model: NextModel, steps: str) -> NextScore:
    ranks = np.concatenate([day.ranks for day in days])
    asks_target = np.concatenate([day.asks_target for day in days])
    stratum = np.concatenate([day.stratum for day in days])
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, len(days), (_DRAWS, len(days)))
    sums = np.array([(1 / day.ranks).sum() for day in days])
    sizes = np.array([day.ranks.size for day in days])
    low, high = np.quantile(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), [0.025, 0.975]).tolist()
    return NextScore(
        score_ranks(ranks),
        low,
        high,
        {"target": score_ranks(ranks[asks_target]), "source": score_ranks(ranks[~asks_target])},
        {name: score_ranks(ranks[stratum == at]) for at, name in enumerate(_STRATA)},
        {name: score_ranks(np.concatenate([day.plain[name] for day in days])) for name in days[0].plain},
        float(np.concatenate([day.found for day in days]).mean()),
        float(np.concatenate([day.log_odds for day in days]).mean()),
        model.name,
        steps,
        len(days),
    )
