"""Read training sentences: lines of `sentences/*.tsv` into rows of one ordered pair each."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from detente.coding.pairs import FINER_TYPES, NO_EVENT, MarkedPair

__all__ = ["Row", "Sentence", "is_held_out", "pairs_of", "read_sentences", "swap_names"]

_MARK = re.compile(r"\[(\d) ([^\[\]]+)\]")
_EVENT = re.compile(r"(\d)([>=])(\d) ([A-Z]+)(?:/([a-z-]+))? ([a-z]+)$")
_HELD_OUT_SHARE = 0.12
_FORCE = {"COERCE/cyber", "COERCE/blockade", "COERCE/occupy"}
_IN_ONTOLOGY = {"COERCE/blockade": "restrict", "COERCE/occupy": "seize"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A training sentence.

    Attributes:
        text: Without marks.
        spans: Spans of each numbered actor, in order of offset.
        events: (first, second, type, mode, status) by number; a symmetric event stands in both directions.
    """

    text: str
    spans: dict[int, list[tuple[int, int]]]
    events: dict[tuple[int, int], tuple[str, str | None, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One ordered pair with what is to be learnt; type, mode and status as the model names them."""

    pair: MarkedPair
    type: str
    mode: str | None
    status: str | None


def read_sentences(folder: Path) -> list[Sentence]:
    """Every sentence of every file of a folder, in order of file and line."""
    out = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            events, _, marked = line.partition("\t")
            out.append(_parse(events, marked))
    return out


def is_held_out(sentence: Sentence) -> bool:
    """Whether a sentence is kept from training: decided by its text alone, so it never changes."""
    digest = hashlib.sha256(sentence.text.encode()).digest()
    return digest[0] / 256 < _HELD_OUT_SHARE


def pairs_of(sentence: Sentence) -> Iterator[Row]:
    """Every ordered pair of a sentence's actors, those without an event as `NONE`."""
    for first in sentence.spans:
        for second in sentence.spans:
            if first == second:
                continue
            kind, mode, status = sentence.events.get((first, second), (NO_EVENT, None, None))
            pair = MarkedPair(sentence.text, sentence.spans[first][0], sentence.spans[second][0])
            yield Row(pair, kind, mode, status)


def swap_names(sentence: Sentence, names: list[str], chance: random.Random) -> Sentence:
    """The sentence with bare state names replaced by others, the same for the same name."""
    wanted = set(names)
    swaps = {
        old: chance.choice(names)
        for spans in sentence.spans.values()
        for start, end in spans
        if (old := sentence.text[start:end]) in wanted
    }
    if not swaps or len(set(swaps.values())) < len(swaps):
        return sentence
    pieces, spans, at, length = [], {number: [] for number in sentence.spans}, 0, 0
    for start, end, number in sorted((s, e, n) for n, found in sentence.spans.items() for s, e in found):
        before, name = sentence.text[at:start], sentence.text[start:end]
        name = swaps.get(name, name)
        pieces += [before, name]
        length += len(before)
        spans[number].append((length, length + len(name)))
        length += len(name)
        at = end
    return replace(sentence, text="".join(pieces) + sentence.text[at:], spans=spans)


def _parse(events: str, marked: str) -> Sentence:
    pieces, spans, at, length = [], {}, 0, 0
    for found in _MARK.finditer(marked):
        before = marked[at : found.start()]
        pieces += [before, found[2]]
        length += len(before)
        spans.setdefault(int(found[1]), []).append((length, length + len(found[2])))
        length += len(found[2])
        at = found.end()
    told: dict[tuple[int, int], tuple[str, str | None, str]] = {}
    for item in [] if events == "-" else events.split("; "):
        first, sign, second, kind, mode, status = _EVENT.match(item).groups()
        label = _label(kind, mode)
        told[int(first), int(second)] = label, _IN_ONTOLOGY.get(f"{kind}/{mode}", mode), status
        if sign == "=":
            told[int(second), int(first)] = told[int(first), int(second)]
    return Sentence("".join(pieces) + marked[at:], spans, told)


def _label(kind: str, mode: str | None) -> str:
    """The model's class: the type, or the finer class on which published tables differ."""
    full = f"{kind}/{mode}"
    if full in _FORCE:
        return "COERCE/force"
    return full if full in FINER_TYPES else kind
