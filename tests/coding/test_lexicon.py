"""The lexicon's files: sorted, without repetitions, and in the ontology's words."""

import csv

import pytest

from detente.coding.lexicon import read_lexicon, word_classes
from detente.core.provenance import data_folder
from detente.ontology import read_ontology
from detente.sentences import load_parser

FRAMES = {"sym", "dir", "rev", "auto"}
STATUSES = {"", "negotiating", "asked", "planned", "possible"}


def _rows(name):
    return list(csv.DictReader((data_folder("coding") / name).read_text(encoding="utf-8").splitlines()))


PREDICATES = _rows("predicates.csv")


def test_rows_are_sorted_and_named_once():
    names = [row["rule"] for row in PREDICATES]
    assert names == sorted(set(names))
    classes = [(row["class"], row["word"]) for row in _rows("word_classes.csv")]
    assert classes == sorted(set(classes))


@pytest.mark.parametrize("row", PREDICATES, ids=[row["rule"] for row in PREDICATES])
def test_a_row_is_of_the_schema(row):
    ontology = read_ontology()
    assert row["type"] in ontology.types
    assert not row["mode"] or (row["type"], row["mode"]) in ontology.modes
    assert row["pos"] in ("V", "N")
    assert row["frame"] in FRAMES
    assert row["status"] in STATUSES
    assert 0 < float(row["weight"]) <= 1
    words = row["words"].split("|")
    assert len(words) == len(set(words))
    for need in filter(None, row["object"].split("|")):
        if "@" in need:
            assert need.rpartition("@")[2] in word_classes()


def test_no_word_has_two_rules_for_the_same_need_and_frame():
    seen = {}
    for row in PREDICATES:
        for word in row["words"].split("|"):
            key = (row["pos"], word, row["object"], row["frame"])
            assert key not in seen, (row["rule"], seen[key], word)
            seen[key] = row["rule"]


def test_single_words_are_base_forms():
    """A row with "signed" would never be met: the tree holds lemmas."""
    nlp = load_parser().nlp
    verbs = sorted(lemma for lemma in read_lexicon().verbs if "-" not in lemma)
    wrong = []
    for verb in verbs:
        token = nlp(f"They will {verb} it.")[2]
        if token.lemma_.lower() != verb:
            wrong.append((verb, token.lemma_))
    assert wrong == []
