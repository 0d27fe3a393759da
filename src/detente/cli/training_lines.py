"""Judged events as lines to train the type model with: sentences, their marked actors, what holds between.

The form is that of ``training/sentences``: ``events TAB sentence``. Every pair of marked actors without an
event is taught as having none, so that only the actors of judged events are marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from detente.cli.judged import judged_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.actors.actor import Mention
    from detente.ledger import Ledger
    from detente.sentences.sentence import Sentence

__all__ = ["training_lines"]

_MOST_ACTORS = 5
_MODE = re.compile(r"[a-z-]+")
_UNNAMED = frozenset({"pronoun"})


@dataclass(frozen=True, slots=True)
class _Judged:
    """An event in its sentence: its pairs, and what holds between them; None if nothing does."""

    pairs: tuple[tuple[str, str], ...]
    symmetric: bool
    told: str | None

    @property
    def actors(self) -> frozenset[str]:
        return frozenset(actor for pair in self.pairs for actor in pair)


def training_lines(ledger: Ledger) -> tuple[list[str], int]:
    """The lines, each once, and how many judged events could not be put into one.

    Left out are events of one party or of more than five, and those of which an actor is not named in the
    sentence. Of several events that are judged in one sentence each marks its own actors, and all that hold
    between these are told.
    """
    judged: dict[tuple[str, int], list[_Judged]] = {}
    sentences: dict[tuple[str, int], Sentence] = {}
    n_left = 0
    for row in judged_records(ledger):
        if row.kind != "event":
            continue
        sentence = ledger.sentence_at(row.document, row.start)
        event = _judge(row.record, wrong=row.verdict == "wrong")
        if sentence is None or event is None:
            n_left += 1
            continue
        key = row.document, sentence.index
        sentences[key] = sentence
        judged.setdefault(key, []).append(event)
    lines: dict[str, None] = {}
    for key, events in judged.items():
        mentions = [row for row in ledger.mentions(key[0]) if row.form not in _UNNAMED]
        countries = _countries(ledger, key[0])
        for actors in dict.fromkeys(event.actors for event in events):
            line = _line(sentences[key], _spans(sentences[key], mentions, actors, countries), events)
            if line is None:
                n_left += sum(event.actors == actors for event in events)
            else:
                lines[line] = None
    return list(lines), n_left


def _countries(ledger: Ledger, document: str) -> dict[str, str]:
    return {actor.id: actor.country for actor in ledger.coded(document).actors if actor.country}


def _judge(record: Mapping[str, Any], *, wrong: bool) -> _Judged | None:
    source, target = record["source"], record["target"]
    pairs = tuple(product(source, target)) if target else tuple(combinations(source, 2))
    pairs = tuple(pair for pair in pairs if pair[0] != pair[1])
    if not pairs or len({*source, *target}) > _MOST_ACTORS:
        return None
    mode = record["mode"]
    kind = f"{record['type']}/{mode}" if mode and _MODE.fullmatch(mode) else record["type"]
    return _Judged(pairs, symmetric=not target, told=None if wrong else f"{kind} {record['status']}")


def _line(sentence: Sentence, spans: Sequence[tuple[int, int, str]], events: Sequence[_Judged]) -> str | None:
    """One line, or None if not every actor is named in the sentence or its text cannot be marked."""
    if not spans or "[" in sentence.text or "]" in sentence.text:
        return None
    numbers: dict[str, int] = {}
    pieces, at = [], 0
    for start, end, actor in spans:
        number = numbers.setdefault(actor, len(numbers) + 1)
        pieces += [sentence.text[at:start], f"[{number} {sentence.text[start:end]}]"]
        at = end
    marked = " ".join("".join([*pieces, sentence.text[at:]]).split())
    return f"{_told(events, numbers)}\t{marked}"


def _told(events: Sequence[_Judged], numbers: Mapping[str, int]) -> str:
    """What holds between the numbered actors: one event a pair and direction, the first."""
    told: dict[tuple[int, int], str] = {}
    for event in events:
        for first, second in event.pairs if event.told else ():
            if first not in numbers or second not in numbers:
                continue
            pair = numbers[first], numbers[second]
            pair = (min(pair), max(pair)) if event.symmetric else pair
            if pair in told or (pair[::-1] in told and (event.symmetric or "=" in told[pair[::-1]])):
                continue
            told[pair] = f"{pair[0]}{'=' if event.symmetric else '>'}{pair[1]} {event.told}"
    return "; ".join(told.values()) or "-"


def _spans(
    sentence: Sentence,
    mentions: Iterable[Mention],
    actors: frozenset[str],
    countries: Mapping[str, str],
) -> list[tuple[int, int, str]]:
    """Where the actors are named, or who belongs to one that is not; empty if one is missing."""
    inside = [row for row in mentions if sentence.start <= row.start and row.end <= sentence.end]
    named = {row.actor for row in inside}
    found = []
    for row in inside:
        actor = row.actor
        if actor not in actors:
            actor = countries.get(actor, "")
            if actor not in actors or actor in named:
                continue
        found.append((row.start - sentence.start, row.end - sentence.start, actor))
    spans: list[tuple[int, int, str]] = []
    for start, end, actor in sorted(found, key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end, actor))
    return spans if {actor for _, _, actor in spans} == actors else []
