"""The coder's lexicon: predicates and the words they take, read from data files once a process."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from detente.core.provenance import data_folder

__all__ = ["Lexicon", "Rule", "read_lexicon"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of telling of an event.

    Attributes:
        name: Identity of the row, for traces.
        words: Lemmas; a verb may have a particle or preposition ("call off").
        pos: ``V`` or ``N``.
        needs: What must stand with the verb: lemmas of its object, ``prep:…``, ``person:obj``, ``xcomp:``.
        clauses: Those of the needs that are no plain lemma of the object.
        type: PLOVER type.
        mode: PLOVER mode, or None.
        frame: ``sym`` (all parties together), ``dir`` (subject to target), ``rev`` (target to subject),
            ``auto`` (``sym`` when several subjects and no other party).
        status: A status that goes with the word itself, or empty.
        targets: Slots in which to look for the target, in order.
        weight: Confidence of the rule, 0 to 1.
    """

    name: str
    words: tuple[str, ...]
    pos: str
    needs: frozenset[str]
    clauses: tuple[str, ...]
    type: str
    mode: str | None
    frame: str
    status: str
    targets: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rules by the lemma that sets them off.

    Attributes:
        verbs: By verb lemma, rules with what else must stand there for one of its words: () for the bare
            verb, ("off",) for "call off".
        nouns: Rules by noun lemma.
        classes: Word classes by name.
    """

    verbs: dict[str, list[tuple[Rule, tuple[tuple[str, ...], ...]]]]
    nouns: dict[str, list[Rule]]
    classes: dict[str, frozenset[str]]


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = data_folder("coding") / name
    yield from csv.DictReader(path.read_text(encoding="utf-8").splitlines())


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Word classes by name."""
    classes: dict[str, set[str]] = defaultdict(set)
    for row in _rows("word_classes.csv"):
        classes[row["class"]].add(row["word"])
    return {name: frozenset(words) for name, words in classes.items()}


@cache
def read_lexicon() -> Lexicon:
    """Read the predicate rules."""
    classes = word_classes()
    verbs: dict[str, list[tuple[Rule, tuple[tuple[str, ...], ...]]]] = defaultdict(list)
    nouns: dict[str, list[Rule]] = defaultdict(list)
    for row in _rows("predicates.csv"):
        needs: set[str] = set()
        for need in filter(None, row["object"].split("|")):
            before, _, name = need.rpartition("@")
            needs.update({before + word for word in classes[name]} if "@" in need else {need})
        if row["object"].startswith("prep:"):
            needs = {"prep:" + word for word in row["object"].removeprefix("prep:").split("|")}
        rule = Rule(
            name=row["rule"],
            words=tuple(row["words"].split("|")),
            pos=row["pos"],
            needs=frozenset(needs),
            clauses=tuple(sorted(need for need in needs if ":" in need or ">" in need)),
            type=row["type"],
            mode=row["mode"] or None,
            frame=row["frame"],
            status=row["status"],
            targets=tuple(filter(None, row["target"].split(","))),
            weight=float(row["weight"]),
        )
        entries: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for word in rule.words:
            first, *rest = word.split(" ")
            entries[first].append(tuple(rest))
        for first, rests in entries.items():
            if rule.pos == "V":
                verbs[first].append((rule, tuple(rests)))
            else:
                nouns[first].append(rule)
    return Lexicon(dict(verbs), dict(nouns), classes)
