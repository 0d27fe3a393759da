"""Scoring a type model on sentences with a marked pair, in the form of the PLV files.

PLV (Hu et al. 2024, Leveraging codebook knowledge with NLI and ChatGPT for zero-shot political relation
classification) has 15 roots: PLOVER's types, CONCEDE and RETREAT being one YIELD. It follows the older
PLOVER table, in which CAMEO 176, 191 and 192 (cyber attack, blockade, occupation) are assault and 116
(conviction) is disapproval: so ``COERCE/force`` counts as ASSAULT here, ``SANCTION/convict`` as ACCUSE.
Every row has an event, so the model's "no event" is left out and the rest taken as the whole.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from detente.coding.pairs import NO_EVENT, MarkedPair, PairReading, PairTyper
from detente.core.errors import InputError
from detente.evaluate.classes import (
    Calibration,
    ClassFigures,
    Confusion,
    measure_accuracy,
    measure_calibration,
    measure_classes,
    measure_confusion,
    measure_macro_f1,
)

__all__ = ["PlvAnswer", "PlvRow", "PlvScore", "read_plv", "score_plv"]

QUADS: Mapping[str, str] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), "verbal cooperation"),
    **dict.fromkeys(("COOPERATE", "AID", "YIELD"), "material cooperation"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "verbal conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "material conflict"),
}
_QUAD_DIGITS = {
    "1": "verbal cooperation",
    "2": "material cooperation",
    "3": "verbal conflict",
    "4": "material conflict",
}
_ROOTS = {
    "CONCEDE": "YIELD",
    "RETREAT": "YIELD",
    "COERCE/force": "ASSAULT",
    "SANCTION/convict": "ACCUSE",
}
_COLUMNS = ("marked_sentence", "gold_root")
_TAG = re.compile(r"<(/?)([st])>")


@dataclass(frozen=True, slots=True)
class PlvRow:
    """One sentence with its pair and its gold.

    Attributes:
        line: Line of the file.
        pair: The sentence with the ranges marked; an empty range where none is.
        root: Gold root, CONCEDE and RETREAT as YIELD.
        markers: ``one`` of each, ``repeated`` (the first counts) or ``missing``.
        quad_agrees: Whether the file's own digit says the quad class of the gold root; True without one.
    """

    line: int
    pair: MarkedPair
    root: str
    markers: str
    quad_agrees: bool


@dataclass(frozen=True, slots=True)
class PlvAnswer:
    """What the model made of a row: its root and the probability of that and of the gold root."""

    row: PlvRow
    root: str
    quad: str
    binary: str
    probability: float
    gold_probability: float


@dataclass(frozen=True, slots=True)
class PlvScore:
    """How a model did.

    Attributes:
        answers: One a row, in order.
        figures: Accuracy and macro-F1 of ``root``, ``quad`` and ``binary``.
        per_class: Figures by root.
        confusion: Gold root to root given to count.
        calibration: Of the probability of the root given.
    """

    answers: tuple[PlvAnswer, ...]
    figures: Mapping[str, Mapping[str, float]]
    per_class: Mapping[str, ClassFigures]
    confusion: Confusion
    calibration: Calibration

    @property
    def errors(self) -> list[PlvAnswer]:
        """The answers whose root is wrong."""
        return [answer for answer in self.answers if answer.root != answer.row.root]

    def count_rows(self, markers: str) -> int:
        """How many rows have their markers so: ``one``, ``repeated``, ``missing``."""
        return sum(answer.row.markers == markers for answer in self.answers)

    @property
    def n_other_quad(self) -> int:
        """How many rows carry another quad digit than their gold root has; the root's is used."""
        return sum(not answer.row.quad_agrees for answer in self.answers)

    def to_json(self) -> dict[str, object]:
        """All figures."""
        return {
            **{name: dict(figure) for name, figure in self.figures.items()},
            "per_class": {label: asdict(row) for label, row in self.per_class.items()},
            "confusion": self.confusion,
            "calibration": {
                "ece": self.calibration.ece,
                "bins": [asdict(row) for row in self.calibration.bins],
            },
            "n": len(self.answers),
        }


def read_plv(path: str | Path) -> list[PlvRow]:
    """The rows of a tab-separated file with the columns ``marked_sentence`` and ``gold_root``.

    The markers are ``<s>…</s>`` and ``<t>…</t>``. A row that repeats one (the first counts) or lacks one
    (its range is empty) is read all the same.

    Raises:
        InputError: If the file cannot be read, lacks a column, has no row, or a root that PLV does not know.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t")
            missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise InputError(
                    f"{str(path)!r} has no column {', '.join(map(repr, missing))}",
                    hint="a PLV file is tab-separated; its heading names marked_sentence and gold_root",
                )
            rows = list(_read_rows(reader, str(path)))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise InputError(
            f"{str(path)!r} cannot be read: {fault}", hint="give a tab-separated file in UTF-8"
        ) from fault
    if not rows:
        raise InputError(f"no rows in {str(path)!r}", hint="a PLV file has one sentence a line")
    return rows


def _read_rows(reader: csv.DictReader[str], path: str) -> Iterator[PlvRow]:
    for row in reader:
        told = (row["gold_root"] or "").strip().upper()
        root = _ROOTS.get(told, told)
        if root not in QUADS:
            raise InputError(
                f"{path!r}, line {reader.line_num}: unknown root {row['gold_root']!r}",
                hint=f"the roots are {', '.join(sorted(QUADS))}",
            )
        pair, markers = _read_markers(row["marked_sentence"] or "")
        digit = _QUAD_DIGITS.get((row.get("gold_penta") or "").strip())
        yield PlvRow(reader.line_num, pair, root, markers, digit is None or digit == QUADS[root])


def _read_markers(marked: str) -> tuple[MarkedPair, str]:
    """The sentence without its markers, and how these stand."""
    pieces: list[str] = []
    at = length = 0
    opened: dict[str, int] = {}
    ranges: dict[str, list[tuple[int, int]]] = {"s": [], "t": []}
    for tag in _TAG.finditer(marked):
        pieces.append(marked[at : tag.start()])
        length += tag.start() - at
        at = tag.end()
        name = tag[2]
        if not tag[1]:
            opened[name] = length
        elif name in opened:
            ranges[name].append((opened.pop(name), length))
    text = "".join(pieces) + marked[at:]
    low = len(text) - len(text.lstrip())
    found = {
        name: [_within(text, start, end, low) for start, end in listed] for name, listed in ranges.items()
    }
    text = text.strip()
    numbers = [len(found["s"]), len(found["t"])]
    markers = "missing" if 0 in numbers else "repeated" if max(numbers) > 1 else "one"
    source = found["s"][0] if found["s"] else (0, 0)
    target = found["t"][0] if found["t"] else (len(text), len(text))
    return MarkedPair(text, source, target), markers


def _within(text: str, start: int, end: int, low: int) -> tuple[int, int]:
    """A range without the white space at its ends, in the text that begins at `low`."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start - low, end - low


def score_plv(rows: list[PlvRow], typer: PairTyper) -> PlvScore:
    """Score a model on rows as `read_plv` gives them.

    Probabilities are added up into roots, roots into quad classes and these into cooperation and conflict;
    at each level the most probable answer counts.

    Raises:
        InputError: If the model gives another number of readings than there are rows, or an unknown class.
    """
    readings = typer.type_pairs([row.pair for row in rows])
    if len(readings) != len(rows):
        raise InputError(f"the model gave {len(readings)} readings of {len(rows)} pairs")
    answers = tuple(_answer(row, reading) for row, reading in zip(rows, readings, strict=True))
    gold = [row.root for row in rows]
    given = [answer.root for answer in answers]
    quads = [QUADS[root] for root in gold]
    figures = {
        "root": _figure(gold, given),
        "quad": _figure(quads, [answer.quad for answer in answers]),
        "binary": _figure([_side(quad) for quad in quads], [answer.binary for answer in answers]),
    }
    return PlvScore(
        answers,
        figures,
        measure_classes(gold, given),
        measure_confusion(gold, given),
        measure_calibration(
            [answer.probability for answer in answers],
            [answer.root == answer.row.root for answer in answers],
        ),
    )


def _figure(gold: list[str], given: list[str]) -> dict[str, float]:
    return {"accuracy": measure_accuracy(gold, given), "macro_f1": measure_macro_f1(gold, given)}


def _answer(row: PlvRow, reading: PairReading) -> PlvAnswer:
    roots = _root_probabilities(reading)
    quads: dict[str, float] = {}
    for root, share in roots.items():
        quads[QUADS[root]] = quads.get(QUADS[root], 0.0) + share
    sides: dict[str, float] = {}
    for quad, share in quads.items():
        sides[_side(quad)] = sides.get(_side(quad), 0.0) + share
    best = _most_probable(roots)
    return PlvAnswer(row, best, _most_probable(quads), _most_probable(sides), roots[best], roots[row.root])


def _root_probabilities(reading: PairReading) -> dict[str, float]:
    """Probability of each root, "no event" left out."""
    roots = dict.fromkeys(QUADS, 0.0)
    for label, share in reading.probabilities.items():
        if label == NO_EVENT:
            continue
        coarse = label.partition("/")[0]
        root = _ROOTS.get(label) or _ROOTS.get(coarse, coarse)
        if root not in roots:
            raise InputError(f"the model gave an unknown class {label!r}")
        roots[root] += share
    whole = sum(roots.values())
    return {root: share / whole for root, share in roots.items()} if whole else roots


def _side(quad: str) -> str:
    return quad.rpartition(" ")[2]


def _most_probable(shares: Mapping[str, float]) -> str:
    return max(shares, key=lambda name: shares[name])
