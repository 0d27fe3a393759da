"""The ranker of *who next?* is fitted on the days before an origin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from detente.core.errors import InputError, UsageError
from detente.forecast.next_features import FEATURES
from detente.forecast.next_logit import Logit, fit_logit, sum_groups, take_softmax
from detente.forecast.next_past import build_frame
from detente.forecast.next_questions import Questions, Walker, build_questions, join_questions
from detente.forecast.next_ranker import (
    LINEAR,
    SHORTLIST,
    TREES,
    NextModel,
    add_score,
    mark_hits,
    rank_rows,
)
from detente.forecast.next_rules import fit_rules
from detente.forecast.next_tally import Floats32, Longs
from detente.forecast.next_trees import fit_trees, has_trees, load_trees, score_trees
from detente.forecast.records import Records

__all__ = ["fit_next"]

_BLENDS = (0.0, 0.25, 0.5, 1.0)  # of the linear score, added to that of the trees
_FOR_WEIGHTS = 8000  # questions that the linear weights rest on, at most
_HELD_OUT = 0.15  # share of the last questions, by day, kept for calibration
_ROUNDS = 100
_PRIOR = {
    "what passed between them makes it likely (all)": 0.4,
    "their share of the same that it took part in (half-life 1000 days)": 0.4,
    "their share of all that it took part in (half-life 1000 days)": 0.4,
}  # weights of the logit where there is next to nothing to learn from: who was dealt with is dealt with again


def fit_next(
    records: Records,
    *,
    origin: date | int | None = None,
    model: str | None = None,
    ahead: int = 1,
    questions: int = 30_000,
    seed: int = 1,
) -> NextModel:
    """Learn from the days before an origin who is chosen.

    Args:
        records: Only what lies before `origin` is read.
        origin: First day not seen; the day after the last event if not given.
        model: `LINEAR`, `TREES`, or None for trees where LightGBM is there and the linear model else.
        ahead: Days for which one state of knowledge has to do; 1 where a day's events are known on the next.
        questions: At most this many, the last ones, are learned from.
        seed: Of what is drawn.

    Raises:
        InputError: Nothing happened before the origin.
        UsageError: No such model.
        MissingPartError: Trees are asked for and LightGBM cannot be loaded.
    """
    if origin is None:
        origin = int(records.day.max(initial=0)) + 1
    day = origin if isinstance(origin, int) else origin.toordinal()
    past = records.before(day)
    if not len(past):
        raise InputError(
            f"no event happened before {date.fromordinal(day)}", hint="add articles, or choose a later day"
        )
    if model not in {None, LINEAR, TREES}:
        raise UsageError(f"no model is called {model!r}", hint=f"choose {LINEAR!r} or {TREES!r}")
    kind = model or (TREES if has_trees() else LINEAR)
    days = _choose_days(past, questions)
    frame = build_frame(past)
    rules = fit_rules(past.before(int(days[0])), frame)
    share = min(1.0, _FOR_WEIGHTS / (2 * len(past.between(int(days[0]), day))))
    sample = _collect(past, Walker(frame, rules), days, ahead, share=share)
    logit = _fit_weights(sample)
    if kind == TREES:
        sample = _collect(past, Walker(frame, rules), days, ahead, share=1.0, logit=logit)
    return _calibrate(past, sample, rules, logit, kind=kind, day=day, ahead=ahead, seed=seed)


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """Questions with the rows that are answers."""

    questions: Questions
    hits: Floats32
    coverage: Floats32  # of each question, the share of answers that are among the candidates

    def part(self, chosen: Longs) -> tuple[Floats32, Floats32, Longs]:
        """Features, hits and starts of some questions."""
        starts = self.questions.starts()
        lengths = np.diff(starts)[chosen]
        rows = np.flatnonzero(np.isin(self.questions.row, chosen))
        return self.questions.features[rows], self.hits[rows], np.concatenate([[0], np.cumsum(lengths)])


def _choose_days(past: Records, questions: int) -> Longs:
    """The last days, at most half of all, that have about so many questions (two for each event)."""
    days, counts = np.unique(past.day, return_counts=True)
    after = np.cumsum(counts[::-1])[::-1]
    allowed = np.flatnonzero((2 * after <= questions) & (np.arange(days.size) >= days.size // 2))
    return days[allowed[0] if allowed.size else -1 :].astype(np.int64)


def _collect(
    past: Records, walker: Walker, days: Longs, ahead: int, *, share: float, logit: Logit | None = None
) -> _Sample:
    """Walk through days, knowing only what lies before each (or before the block of `ahead` days)."""
    frame, parts, hits, covered = walker.past.frame, [], [], []
    stood = -ahead
    for day in days.tolist():
        if day - stood >= ahead:
            walker.go_to(past, day)
            stood = day
        actor, kind, question, answer = build_questions(past.between(day, day + 1), frame)
        chosen = np.flatnonzero((np.arange(actor.size) * share) % 1.0 < share)
        place = np.full(actor.size, -1)
        place[chosen] = np.arange(chosen.size)
        kept = place[question] >= 0
        asked = walker.ask(actor[chosen], kind[chosen], day=day)
        marks, _, found = mark_hits(asked, place[question[kept]], answer[kept], frame.actors)
        n_answers = np.maximum(np.bincount(place[question[kept]], minlength=chosen.size), 1)
        covered.append(np.bincount(place[question[kept]], found, chosen.size) / n_answers)
        if logit is not None:
            rows = np.flatnonzero((rank_rows(asked, logit.score(asked.features)) < SHORTLIST) | (marks > 0))
            asked, marks = asked.take(rows), marks[rows]
        parts.append(asked)
        hits.append(marks)
    return _Sample(join_questions(parts), np.concatenate(hits), np.concatenate(covered).astype(np.float32))


def _answered(sample: _Sample) -> Longs:
    starts = sample.questions.starts()
    return np.flatnonzero(np.bincount(sample.questions.row, sample.hits, starts.size - 1) > 0)


def _fit_weights(sample: _Sample) -> Logit:
    answered = _answered(sample)
    prior = np.array([_PRIOR.get(feature.name, 0.0) for feature in FEATURES], np.float32)
    if not answered.size:
        none = np.zeros((1, prior.size), np.float32)
        return Logit(none[0], none[0] + 1, prior)
    return fit_logit(*sample.part(answered), prior)


def _calibrate(  # noqa: PLR0913
    past: Records,
    sample: _Sample,
    rules: Floats32,
    logit: Logit,
    *,
    kind: str,
    day: int,
    ahead: int,
    seed: int,
) -> NextModel:
    """Trees on all but the last days; sharpness of probabilities and coverage on those."""
    answered = _answered(sample)
    cut = np.quantile(sample.questions.day, 1 - _HELD_OUT) if sample.questions.day.size else 0
    learned = answered[sample.questions.day[answered] < cut]
    held = answered[sample.questions.day[answered] >= cut]
    trees = ""
    if kind == TREES and learned.size:
        features, hits, starts = sample.part(learned)
        trees = fit_trees(add_score(features, logit), hits, starts, rounds=_ROUNDS, seed=seed)
    coverage = float((sample.coverage.sum() + 1.0) / (sample.coverage.size + 2.0))
    found = NextModel(
        kind, day, ahead, past, rules, logit, trees, n_questions=answered.size, coverage=coverage
    )
    if not held.size:
        return found
    features, hits, starts = sample.part(held)
    linear = logit.score(features)
    row = np.repeat(np.arange(held.size), np.diff(starts))
    if not trees:
        return replace(found, sharpness=_find_sharpness(linear, hits, row)[0])
    none = np.zeros(held.size, np.int64)
    short = np.flatnonzero(rank_rows(Questions(none, none, none, row, row, features), linear) < SHORTLIST)
    scores = score_trees(load_trees(trees), add_score(features[short], logit))
    tried = {
        blend: _find_sharpness(scores + np.float32(blend) * linear[short], hits[short], row[short])
        for blend in _BLENDS
    }
    blend = max(tried, key=lambda one: tried[one][1])
    share = float((hits[short].sum() + 1.0) / (hits.sum() + 2.0))
    return replace(found, blend=blend, sharpness=tried[blend][0], short_share=share)


def _find_sharpness(scores: Floats32, hits: Floats32, row: Longs) -> tuple[float, float]:
    """The factor under which the answers held out were likeliest, and how likely.

    It is held to 1 by some pseudo-evidence; questions without an answer among the rows count for nothing.
    """
    starts = np.append(np.flatnonzero(np.diff(row, prepend=-1)), row.size)
    total = np.repeat(sum_groups(hits, starts), np.diff(starts))
    shares = hits / np.maximum(total, 1)
    grid = np.exp(np.linspace(np.log(0.2), np.log(5.0), 61))
    fits = [
        float((shares * np.log(take_softmax(scores * np.float32(factor), starts) + 1e-12)).sum())
        - 5.0 * np.log(factor) ** 2
        for factor in grid
    ]
    best = int(np.argmax(fits))
    return float(grid[best]), fits[best]
