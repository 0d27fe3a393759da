"""A dependency tree as plain lists: quick to walk, and no other room needs spaCy to read it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from detente.sentences.readings import Readings

__all__ = ["Tree", "build_trees"]


@dataclass(frozen=True, slots=True)
class Tree:
    """The parse of one sentence; every list has one entry a token.

    Attributes:
        words: As written.
        lemmas: Lower-case base forms.
        pos: Universal part of speech.
        tags: Penn Treebank tag.
        deps: Relation to the head (ClearNLP labels).
        heads: Index of the head; a root is its own head.
        starts: First offset into the document's text.
        ends: Offset after the last.
        children: Indices of the dependents, in order.
    """

    words: list[str]
    lemmas: list[str]
    pos: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    starts: list[int]
    ends: list[int]
    children: list[list[int]]

    def __len__(self) -> int:
        return len(self.words)

    def roots(self) -> list[int]:
        """Tokens that depend on none."""
        return [index for index, head in enumerate(self.heads) if head == index]

    def subtree(self, index: int) -> list[int]:
        """The token and all below it, in order."""
        children = self.children
        out = [index]
        for node in out:
            out += children[node]
        out.sort()
        return out

    def ancestors(self, index: int) -> Iterator[int]:
        """Heads of a token, nearest first."""
        while self.heads[index] != index:
            index = self.heads[index]
            yield index

    def having(self, index: int, *deps: str) -> list[int]:
        """Children of a token under any of these relations."""
        children = self.children[index]
        if not children:
            return []
        labels = self.deps
        return [child for child in children if labels[child] in deps]

    def conjuncts(self, index: int) -> list[int]:
        """The token and those coordinated with it below it, in order."""
        out = [index]
        for node in out:
            out.extend(child for child in self.children[node] if self.deps[child] == "conj")
        return out

    def token_at(self, offset: int) -> int | None:
        """The token that holds an offset of the document, or None."""
        low = bisect_right(self.ends, offset)
        return low if low < len(self.starts) and self.starts[low] <= offset < self.ends[low] else None

    def text(self, text: str, tokens: list[int]) -> str:
        """The words of a document from the first to the last of these tokens."""
        return text[self.starts[tokens[0]] : self.ends[tokens[-1]]]


def build_trees(
    doc: Doc, readings: Readings, words: list[str], starts: list[int], firsts: list[int]
) -> list[Tree]:
    """One tree a sentence of a parsed spaCy document.

    Args:
        doc: Tagged and parsed.
        readings: Gives parts of speech and lemmas.
        words: Its tokens as written.
        starts: Offset of each token into the text it comes from.
        firsts: Numbers of the tokens that begin a sentence.
    """
    from spacy.attrs import DEP, HEAD, LOWER, TAG  # noqa: PLC0415 - only with a pipeline

    strings = doc.vocab.strings
    relative, dep, tag, lower = doc.to_array([HEAD, DEP, TAG, LOWER]).T.tolist()
    read = readings.read(doc, list(zip(lower, tag, dep, strict=True)))
    tags, deps = [strings[key] for key in tag], [strings[key] for key in dep]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    trees = []
    for low, high in pairwise([*firsts, len(words)]):
        # heads are stored as signed distances in an unsigned column
        heads = [
            index + (step if step < 2**63 else step - 2**64) for index, step in enumerate(relative[low:high])
        ]
        children: list[list[int]] = [[] for _ in heads]
        for index, head in enumerate(heads):
            if head != index:
                children[head].append(index)
        trees.append(
            Tree(
                words=words[low:high],
                lemmas=[lemma for _, lemma in read[low:high]],
                pos=[pos for pos, _ in read[low:high]],
                tags=tags[low:high],
                deps=deps[low:high],
                heads=heads,
                starts=starts[low:high],
                ends=ends[low:high],
                children=children,
            )
        )
    return trees
