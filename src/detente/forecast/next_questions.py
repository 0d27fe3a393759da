"""The questions of a day with their candidates, features and answers; and those of many days, for fitting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.forecast.next_candidates import find_candidates
from detente.forecast.next_features import measure_features
from detente.forecast.next_near import Neighbours, build_neighbours, measure_near
from detente.forecast.next_past import Frame, Past, double_events
from detente.forecast.next_tally import Floats32, Longs
from detente.forecast.records import Records

__all__ = ["Questions", "Walker", "build_questions", "join_questions"]

_CELLS = 24_000_000  # of a dense table of questions by actors, at most, at a time
_REFRESH = 7  # days for which a table of neighbours is kept


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """Questions (actor, type, ?) with candidates as rows.

    Attributes:
        actor: Who is asked about, shape (questions,).
        kind: Type both ways, shape (questions,).
        day: Ordinal, shape (questions,).
        row: Question of each row, ascending, shape (rows,).
        answer: Candidate of each row, shape (rows,).
        features: Shape (rows, features).
    """

    actor: Longs
    kind: Longs
    day: Longs
    row: Longs
    answer: Longs
    features: Floats32

    def take(self, rows: Longs) -> Questions:
        """Only some rows, in ascending order."""
        return Questions(
            self.actor, self.kind, self.day, self.row[rows], self.answer[rows], self.features[rows]
        )

    def starts(self) -> Longs:
        """First row of each question and the end, shape (questions + 1,)."""
        return np.searchsorted(self.row, np.arange(self.actor.size + 1))


class Walker:
    """The past carried from day to day, with its table of neighbours.

    It is handed all that is known before each day; what it holds never comes from that day or later.
    """

    __slots__ = ("near", "past", "refreshed", "rules")

    def __init__(self, frame: Frame, rules: Floats32) -> None:
        self.past, self.rules = Past(frame), rules
        self.near: Neighbours | None = None
        self.refreshed = -_REFRESH

    def go_to(self, records: Records, day: int) -> None:
        """Stand at the start of a day."""
        self.past.update(records.before(day), day)
        if self.near is None or day - self.refreshed >= _REFRESH:
            self.near, self.refreshed = build_neighbours(self.past), day

    def ask(self, actor: Longs, kind: Longs, *, day: int) -> Questions:
        """Candidates and features of questions, with what is known now; the day is only noted down."""
        return join_questions(list(self._ask_in_parts(actor, kind, day)))

    def _ask_in_parts(self, actor: Longs, kind: Longs, day: int) -> Iterator[Questions]:
        size = max(_CELLS // 4 // max(self.past.frame.actors, 1), 1)
        for low in range(0, actor.size, size):
            part = slice(low, low + size)
            assert self.near is not None  # noqa: S101  go_to was called
            near = measure_near(self.past, self.near, actor[part], kind[part])
            row, answer = find_candidates(self.past, actor[part], kind[part], near)
            features = measure_features(
                self.past,
                self.rules,
                near,
                actor=actor[part],
                kind=kind[part],
                rows=row,
                answer=answer,
                day=day,
            )
            days = np.full(actor[part].size, day, np.int64)
            yield Questions(actor[part], kind[part], days, row, answer, features)


def join_questions(parts: list[Questions]) -> Questions:
    """One after the other."""
    offsets = np.cumsum([0, *(part.actor.size for part in parts[:-1])])
    return Questions(
        np.concatenate([part.actor for part in parts]),
        np.concatenate([part.kind for part in parts]),
        np.concatenate([part.day for part in parts]),
        np.concatenate([part.row + offset for part, offset in zip(parts, offsets, strict=True)]),
        np.concatenate([part.answer for part in parts]),
        np.concatenate([part.features for part in parts]),
    )


def build_questions(answers: Records, frame: Frame) -> tuple[Longs, Longs, Longs, Longs]:
    """Both questions of each event: actor and type of each; of each answer its question and its actor."""
    actor, kind, answer, _ = double_events(answers)
    cell, question = np.unique(actor * frame.types + kind, return_inverse=True)
    return cell // frame.types, cell % frame.types, question, answer
