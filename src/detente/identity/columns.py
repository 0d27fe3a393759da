"""Mentions as columns of numbers, so that many pairs are compared at once."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.dates import DateSpan, parse_edtf
from detente.identity.likeness import read_likeness
from detente.identity.sketches import build_sketches, content_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.identity.mention import EventMention

__all__ = ["FAR", "Columns", "build_columns", "number_of", "parties_of", "topic_words"]

FAR = date.max.toordinal()
"""A day after all others."""

_STATUSES = ("occurred", "ongoing", "planned", "negotiating", "possible", "asked", "denied")
_REALISED, _PROSPECTIVE, _DENIED = 0, 1, 2
_CLASS = dict(zip(_STATUSES, (0, 0, 1, 1, 1, 1, 2), strict=True))
_RECALL_DAYS = 60
_AMOUNTS = 3
_PASSAGE_WORDS = 60
_LATE = 2  # a text published on a day may tell of the next one, by its place on the globe


@dataclass(slots=True)
class Columns:
    """One row a mention; days are proleptic ordinals, spans of days half-open, numbers hashes.

    Attributes:
        type: Number of the event type.
        mode: Of the mode; 0 for none.
        status: Of the status.
        realised: 0 for what happened or happens, 1 for what may or shall, 2 for what is denied.
        dated: Whether a date is told.
        start: First day it can have happened on: told, or the beginning of time.
        stop: The day after the last: told, and if it happened not later than its telling.
        near_start: First day on which to look for the same event, for undated ones guessed from publication.
        near_stop: The day after the last such day.
        published: Day of publication; -1 if unknown.
        recalled: Whether it was long past when it was told.
        document: Of the document.
        parties: Of all actors together.
        personal: Whether one of them belongs to a state, and is none.
        states: A bit for each actor's state, of 64.
        acting: A bit for each source's state.
        acted_on: A bit for each target's state.
        place: Bits of the place's words and of its land, if it is that or its capital; 0 for none.
        project: Of the project's words; 0 for none.
        n_topic: How many words the object and project have.
        units: Of the units of up to three amounts; 0 for none.
        amounts: Natural logarithms of these amounts' absolute values.
        topic: Sketch of object and project.
        passage: Sketch of the sentences.
    """

    type: NDArray[np.int16]
    mode: NDArray[np.int64]
    status: NDArray[np.int8]
    realised: NDArray[np.int8]
    dated: NDArray[np.bool_]
    start: NDArray[np.int32]
    stop: NDArray[np.int32]
    near_start: NDArray[np.int32]
    near_stop: NDArray[np.int32]
    published: NDArray[np.int32]
    recalled: NDArray[np.bool_]
    document: NDArray[np.int64]
    parties: NDArray[np.int64]
    personal: NDArray[np.bool_]
    states: NDArray[np.uint64]
    acting: NDArray[np.uint64]
    acted_on: NDArray[np.uint64]
    place: NDArray[np.uint64]
    project: NDArray[np.int64]
    n_topic: NDArray[np.int16]
    units: NDArray[np.int64]
    amounts: NDArray[np.float64]
    topic: NDArray[np.int8]
    passage: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.type)

    def extend(self, other: Columns) -> None:
        """Put the rows of another below these."""
        for column in fields(self):
            both = (getattr(self, column.name), getattr(other, column.name))
            setattr(self, column.name, np.concatenate(both))


@lru_cache(maxsize=1 << 17)
def number_of(text: str) -> int:
    """A 63-bit number for a text, the same everywhere; 0 only for the empty one."""
    if not text:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1 or 1


def parties_of(mention: EventMention) -> tuple[list[str], list[str]]:
    """Sources and targets, each stood for by its state where it has one."""
    states = dict(mention.states)
    event = mention.event
    return [states.get(a, a) for a in event.source], [states.get(a, a) for a in event.target]


def topic_words(mention: EventMention) -> list[str]:
    """What an event is about, in words: of its object and its project."""
    return content_words(f"{mention.event.object or ''} {mention.event.project or ''}")


def build_columns(mentions: Sequence[EventMention]) -> Columns:
    """The columns of these mentions, a row each, in order."""
    topics = [topic_words(mention) for mention in mentions]
    passages = [" ".join(content_words(m.passage)[:_PASSAGE_WORDS]) for m in mentions]
    rows = [_row(mention) for mention in mentions]
    kinds = (
        "i2",
        "i8",
        "i1",
        "i1",
        "?",
        "i4",
        "i4",
        "i4",
        "i4",
        "i4",
        "?",
        "i8",
        "i8",
        "?",
        *["u8"] * 4,
        "i8",
    )
    table: list[NDArray[Any]] = [
        np.array([row[n] for row in rows], dtype=kind) if rows else np.zeros(0, dtype=kind)
        for n, kind in enumerate(kinds)
    ]
    units, amounts = _amounts(mentions)
    table += [
        np.array([len(words) for words in topics], dtype=np.int16),
        units,
        amounts,
        build_sketches([" ".join(words) for words in topics], 64),
        build_sketches(passages, 128),
    ]
    return Columns(*table)


@lru_cache(maxsize=1 << 16)
def _span(edtf: str) -> DateSpan:
    return parse_edtf(edtf)


def _bits(names: Iterable[str]) -> int:
    out = 0
    for name in names:
        out |= 1 << (number_of(name) & 63)
    return out


def _days(
    mention: EventMention, type_number: int, realised: int
) -> tuple[bool, int, int, int, int, int, bool]:
    """Dated, start, stop, near start, near stop, published, recalled."""
    event = mention.event
    told = _span(mention.published) if mention.published else None
    published = told.start.toordinal() if told else -1
    latest = told.end.toordinal() - 1 + _LATE if told and realised == _REALISED else FAR
    if event.date is not None:
        span = _span(event.date)
        start, stop = span.start.toordinal(), span.end.toordinal()
        if stop == FAR and start < latest < FAR:
            stop = latest  # "since April" ends, for this text, when it was written
        recalled = told is not None and stop < published - _RECALL_DAYS
        return True, start, stop, start, stop, published, recalled
    if told is None:
        return False, 0, FAR, 0, 0, published, False
    window = int(read_likeness().windows[type_number])
    return False, 0, latest, published - window, told.end.toordinal() - 1 + _LATE, published, False


def _row(mention: EventMention) -> tuple[int | bool, ...]:
    event = mention.event
    number = read_likeness().types[event.type]
    realised = _CLASS[event.status]
    source, target = parties_of(mention)
    acting, acted_on = _bits(source), _bits(target)
    return (
        number,
        number_of(event.mode or ""),
        _STATUSES.index(event.status),
        realised,
        *_days(mention, number, realised),
        number_of(event.document),
        number_of("\x1f".join(sorted({*event.source, *event.target}))),
        bool(mention.states),
        acting | acted_on,
        acting,
        acted_on,
        _bits([*content_words(event.place or ""), *filter(None, [mention.place_of])]),
        number_of(" ".join(content_words(event.project or ""))),
    )


def _amounts(mentions: Sequence[EventMention]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    units = np.zeros((len(mentions), _AMOUNTS), dtype=np.int64)
    values = np.zeros((len(mentions), _AMOUNTS))
    for row, mention in enumerate(mentions):
        if mention.event.amounts:
            told = sorted(mention.event.amounts, key=lambda amount: (-abs(amount.value), amount.unit))
            for column, amount in enumerate(told[:_AMOUNTS]):
                units[row, column] = number_of(amount.unit)
                values[row, column] = math.log(max(abs(amount.value), 1e-9))
    return units, values
