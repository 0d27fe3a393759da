"""*Who next?*, answered: candidates, their probabilities, what speaks for them, the past events behind it."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches

import numpy as np

from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.forecast.next_features import FEATURES, Feature
from detente.forecast.next_fit import fit_next
from detente.forecast.next_past import COUNTS, Frame, build_frame, double_events
from detente.forecast.next_questions import Questions, Walker
from detente.forecast.next_ranker import (
    LINEAR,
    SHORTLIST,
    TREES,
    NextModel,
    add_score,
    rank_rows,
    score_candidates,
)
from detente.forecast.next_rules import adapt_rules
from detente.forecast.next_tally import Floats32, Longs
from detente.forecast.next_trees import explain_trees, load_trees
from detente.forecast.nouns import Candidate, NextForecast, Reason
from detente.forecast.records import Records, find_place
from detente.forecast.tables import read_day

__all__ = ["LINEAR", "TREES", "NextModel", "fit_next", "forecast_next"]

_REASONS, _EVENTS = 6, 10
_TOGETHER = "all of these, weighed linearly"


def forecast_next(  # noqa: PLR0913  a question is three things
    model: NextModel,
    source: str | None,
    type: str,  # noqa: A002  as in the nouns
    target: str | None,
    *,
    made: str | date | None = None,
    records: Records | None = None,
    most: int = 10,
) -> NextForecast:
    """Who will do it, or to whom; exactly one of `source` and `target` is None.

    Args:
        model: From `fit_next`.
        source: Who acts.
        type: What is done.
        target: Toward whom.
        made: Day of the forecast, the origin of the model if not given; only what lies before it is read.
        records: All that is known; what the model was fitted on if not given.
        most: Candidates handed back; the probability of the others is not shared out among them.

    Raises:
        UsageError: None or both of the actors are given.
        UnknownNameError: The actor was never seen before that day, or no such type.
        InputError: The day lies before the origin of the model, or nothing happened before it.
    """
    if (source is None) == (target is None):
        raise UsageError("one of source and target must be left open", hint="give the one that is known")
    day = model.origin if made is None else read_day(made).toordinal()
    if day < model.origin:
        raise InputError(
            f"the model has seen days after {date.fromordinal(day)}",
            hint=f"fit one with an earlier origin, or ask from {date.fromordinal(model.origin)} on",
        )
    past = (model.records if records is None else records).before(day)
    actor, kind = _read_question(past, source, type, target)
    frame = build_frame(past)
    walker = Walker(frame, adapt_rules(model.rules, model.records.types, past.types))
    walker.go_to(past, day)
    asked = walker.ask(actor, kind, day=day)
    asked = asked.take(np.flatnonzero(asked.answer != actor[0]))
    _, chances = score_candidates(model, asked)
    top = np.argsort(-chances, kind="stable")[:most]
    weights = _weigh(model, asked, top)
    candidates = tuple(
        Candidate(
            past.actors[asked.answer[row]],
            float(chances[row]),
            _find_reasons(past, frame, asked, int(row), weights[at]),
        )
        for at, row in enumerate(top.tolist())
    )
    place = past.source if target is None else past.target
    known = (place == actor[0]) & (past.type == kind[0] % len(past.types))
    return NextForecast(
        source, type, target, date.fromordinal(day).isoformat(), candidates, int(known.sum()), model.name
    )


def _read_question(past: Records, source: str | None, kind: str, target: str | None) -> tuple[Longs, Longs]:
    name = source if source is not None else target or ""
    seen = np.unique(np.concatenate([past.source, past.target])).tolist()
    actors = [past.actors[place] for place in seen]
    types = [past.types[place] for place in np.unique(past.type).tolist()]
    if not actors:
        raise InputError("nothing happened before that day", hint="add articles, or choose a later day")
    for known, word, what in ((actors, name, "actor"), (types, kind, "type of event")):
        if word not in known:
            near = get_close_matches(word, known, n=5, cutoff=0.3) or known[:5]
            raise UnknownNameError(
                f"no {what} {word!r} was seen before that day", hint=f"nearest: {', '.join(near)}"
            )
    turned = len(past.types) if source is None else 0
    return (
        np.array([find_place(past.actors, name)], np.int64),
        np.array([find_place(past.types, kind) + turned], np.int64),
    )


def _weigh(model: NextModel, asked: Questions, rows: Longs) -> Floats32:
    """What each feature, and last the linear score, adds to each row, shape (rows, features + 1)."""
    weights = np.pad(model.logit.explain(asked.features[rows]), ((0, 0), (0, 1)))
    if model.trees and rows.size:
        places = rank_rows(asked, model.logit.score(asked.features))[rows]
        short = np.flatnonzero(places < SHORTLIST)
        table = add_score(asked.features[rows[short]], model.logit)
        weights[short] = explain_trees(load_trees(model.trees), table) + model.blend * weights[short]
    return weights * np.float32(model.sharpness)


def _find_reasons(
    past: Records, frame: Frame, asked: Questions, row: int, weights: Floats32
) -> tuple[Reason, ...]:
    """Features in words, those that differ in half-life only together, with the events they count."""
    groups: dict[str, list[int]] = {}
    for at, feature in enumerate(FEATURES):
        groups.setdefault(feature.words, []).append(at)
    sums = {words: float(weights[places].sum()) for words, places in groups.items()}
    sums[_TOGETHER] = float(weights[-1])
    foremost = sorted(sums, key=lambda words: -abs(sums[words]))[:_REASONS]
    reasons = []
    for words in foremost:
        if not sums[words]:
            continue
        if words == _TOGETHER:
            reasons.append(Reason(words, 1.0, sums[words]))
            continue
        first = groups[words][0]
        found = _find_events(past, frame, asked, row, FEATURES[first])
        value = float(asked.features[row, groups[words][-1]]) if found is None else float(found.size)
        events = () if found is None else _name_events(past, found)
        reasons.append(Reason(words, value, sums[words], events))
    return tuple(reasons)


def _find_events(past: Records, frame: Frame, asked: Questions, row: int, feature: Feature) -> Longs | None:
    """Places of the past events that a feature counts for a row; None if it counts no events."""
    if not feature.counts:
        return None
    actor, kind, answer = asked.actor[:1], asked.kind[:1], asked.answer[row : row + 1]
    key = COUNTS[feature.counts][1]
    wanted = key(frame, actor, frame.invert(kind) if feature.inverted else kind, answer)[0]
    every_actor, every_kind, every_answer, _ = double_events(past)
    keys = key(frame, every_actor, every_kind, every_answer)
    if feature.any_type:
        keys, wanted = keys // frame.types, wanted // frame.types
    return np.unique(np.flatnonzero(keys == wanted) % len(past))


def _name_events(past: Records, places: Longs) -> tuple[str, ...]:
    """The newest, by identity or else in words; each once."""
    names: dict[str, None] = {}
    for place in places[::-1].tolist():
        if len(past.events):
            names[past.events[place]] = None
        else:
            when = date.fromordinal(int(past.day[place])).isoformat()
            source, target = past.actors[past.source[place]], past.actors[past.target[place]]
            names[f"{when} {source} {past.types[past.type[place]]} {target}"] = None
        if len(names) == _EVENTS:
            break
    return tuple(names)
