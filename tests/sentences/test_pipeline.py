from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.core.errors import DamagedDataError
from detente.core.provenance import data_folder
from detente.sentences import Parser, Sentence
from detente.sentences.pipeline import check_weights

TEXT = "Russia and Pakistan\nsigned a pact. It was denied."


def _sentences() -> list[Sentence]:
    return [
        Sentence(0, 0, 34, TEXT[:34], "body", 0),
        Sentence(1, 35, 49, TEXT[35:], "body", 0),
    ]


def test_trees_keep_the_offsets_of_the_document(parser: Parser) -> None:
    for tree in parser.parse(_sentences()):
        found = [TEXT[start:end] for start, end in zip(tree.starts, tree.ends, strict=True)]
        assert [word.strip() for word in tree.words] == [word.strip() for word in found]


def test_a_tree_is_one_sentence_whose_parts_agree(parser: Parser) -> None:
    tree = next(iter(parser.parse(_sentences())))
    (root,) = tree.roots()
    assert tree.words[root] == "signed"
    assert tree.subtree(root) == list(range(len(tree)))
    assert all(child in tree.children[head] for child, head in enumerate(tree.heads) if child != head)
    subject = tree.having(root, "nsubj")[0]
    assert [tree.words[token] for token in tree.conjuncts(subject)] == ["Russia", "Pakistan"]
    assert list(tree.ancestors(subject)) == [root]


def test_token_at_finds_the_token_that_holds_an_offset(parser: Parser) -> None:
    tree = next(iter(parser.parse(_sentences())))
    assert tree.words[tree.token_at(TEXT.index("Pak") + 3) or -1] == "Pakistan"
    assert tree.token_at(6) is None  # the blank
    assert tree.token_at(10_000) is None


def test_unused_components_are_not_loaded(parser: Parser) -> None:
    assert not {"ner", "senter"} & set(parser.nlp.pipe_names)
    assert parser.version.startswith("en_core_web_sm")


def _folder(tmp_path: Path, content: bytes) -> Path:
    for name in json.loads((data_folder("sentences") / "pipeline_hashes.json").read_text(encoding="utf-8")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def test_weights_that_differ_from_the_pinned_hashes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedDataError, match="not the expected ones"):
        check_weights(_folder(tmp_path, b"not weights"))


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedDataError):
        check_weights(tmp_path)


def test_every_weight_file_is_pinned() -> None:
    pinned = json.loads((data_folder("sentences") / "pipeline_hashes.json").read_text(encoding="utf-8"))
    assert any(name.startswith("parser/") for name in pinned)
    assert all(len(value) == 64 and int(value, 16) for value in pinned.values())
