"""The cue words of claims and mechanisms, read from data files once a process."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from detente.coding.word_lists import lower_plainly, pattern_of_words
from detente.core.provenance import data_folder
from detente.sentences.tree import Tree

__all__ = [
    "claim_cues",
    "domain_words",
    "forms_of",
    "kinds_of",
    "label_of",
    "mechanism_cues",
    "speaks_of_relations",
]


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = data_folder("coding") / name
    yield from csv.DictReader(path.read_text(encoding="utf-8").splitlines())


@cache
def claim_cues() -> dict[str, dict[str, str]]:
    """By kind of cue, the claim that each word makes; empty where the word itself claims nothing."""
    out: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows("claim_cues.csv"):
        out[row["kind"]][row["word"]] = row["claim"]
    return dict(out)


@cache
def domain_words() -> dict[str, str]:
    """The domain of a relation that a word tells."""
    return {row["word"]: row["domain"] for row in _rows("domain_words.csv")}


@cache
def mechanism_cues() -> dict[str, dict[str, str]]:
    """By kind of cue, the mechanism that each phrase tells; empty where it only joins cause and effect."""
    out: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows("mechanism_cues.csv"):
        out[row["kind"]][row["words"]] = row["mechanism"]
    return dict(out)


@cache
def _topics() -> re.Pattern[str]:
    """Nouns for relations, and enemies of enemies."""
    cues = claim_cues()
    nouns = [word for word in cues["relation"] if word not in ("connection", "bond", "affinity")]
    nouns += [word for word in cues["bilateral"] if word not in cues["relation"]]
    nouns += ["rival", "ally", "allie"]
    ahead = [f"will {verb}" for verb in ("meet", "sign", "hold", "open", "resume", "visit")]
    ahead += [f"{noun}s? (?:is|are|was|were)" for noun in ("cause", "reason", "motive")]
    enemies = ["enem(?:y|ies)['’]s", "enem(?:y|ies)['’]"]
    return pattern_of_words([*(f"{re.escape(noun)}s?" for noun in sorted(nouns)), *enemies, *ahead])


def speaks_of_relations(text: str) -> bool:
    """Whether a sentence may be about a relation though it names no actor.

    >>> speaks_of_relations("Will the relationship last?")
    True
    """
    return _topics().search(lower_plainly(text)) is not None


def forms_of(tree: Tree, token: int) -> tuple[str, ...]:
    """The forms under which a token is looked up: as written, its lemma, its singular.

    Words of a headline are tagged as names, whose lemma keeps the plural.
    """
    return _forms(tree.words[token], tree.lemmas[token])


@lru_cache(maxsize=65_536)
def _forms(written: str, lemma: str) -> tuple[str, ...]:
    word = written.lower()
    singular = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word.removesuffix("s")
    return word, lemma, singular


@lru_cache(maxsize=131_072)
def _label(written: str, lemma: str, kind: str) -> str | None:
    known = claim_cues().get(kind, {})
    return next((known[form] for form in _forms(written, lemma) if form in known), None)


@lru_cache(maxsize=65_536)
def _kinds(written: str, lemma: str) -> frozenset[str]:
    forms = _forms(written, lemma)
    return frozenset(kind for kind, known in claim_cues().items() if any(form in known for form in forms))


def kinds_of(tree: Tree, token: int) -> frozenset[str]:
    """The kinds of cue that a token is: those for which `label_of` gives a claim."""
    return _kinds(tree.words[token], tree.lemmas[token])


def label_of(tree: Tree, token: int, kind: str) -> str | None:
    """The claim that a token makes as a cue of a kind, or None if it is none."""
    return _label(tree.words[token], tree.lemmas[token], kind)
