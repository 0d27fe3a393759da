"""What the parse says about a mention: whether it is a subject, how salient it is."""

from __future__ import annotations

import re
from itertools import pairwise

from detente.actors.actor import Mention
from detente.actors.document_actors import Cast
from detente.actors.words import read_words
from detente.sentences.tree import Tree

__all__ = ["in_subject", "is_expletive", "is_subject", "linked_pairs", "salience", "say_subject"]

SUBJECTS = ("nsubj", "nsubjpass")
_LINK = re.compile(r"\s*(?:-|–|—|/|,? and|&|,)\s*(?:the )?")
_EMPTY_VERBS = frozenset(("be", "seem", "appear", "come", "take", "remain", "become"))
_OPINION_VERBS = frozenset(("say", "want", "expect", "believe"))


def linked_pairs(text: str, mentions: list[Mention], cast: Cast) -> list[tuple[str, str]]:
    """Pairs of states that the text joins: "Russia and Pakistan", "India-US"."""
    out = []
    named = [mention for mention in mentions if mention.form not in ("group", "pronoun")]
    for first, second in pairwise(named):
        a, b = cast.state_of(first.actor), cast.state_of(second.actor)
        if a == b or not (cast.is_state_like(a) and cast.is_state_like(b)):
            continue
        if _LINK.fullmatch(text, first.end, max(first.end, second.start)):
            out.append((a, b))
    return out


def _head(tree: Tree, mention: Mention) -> int | None:
    """The last token of a mention."""
    return tree.token_at(mention.end - 1)


def is_subject(tree: Tree, mention: Mention) -> bool:
    """Whether the last word of a mention is the subject of its clause."""
    index = _head(tree, mention)
    return index is not None and tree.deps[index] in SUBJECTS


def in_subject(tree: Tree, mention: Mention) -> bool:
    """Whether a mention is coordinated with a subject."""
    index = _head(tree, mention)
    while index is not None and tree.deps[index] == "conj":
        index = tree.heads[index]
        if tree.deps[index] in SUBJECTS:
            return True
    return False


def salience(tree: Tree, mention: Mention) -> int:
    """How likely a pronoun later on means it, the lower the likelier.

    0 the subject of the main clause, 1 within that subject, 2 the subject of another clause, 3 elsewhere.
    """
    index = _head(tree, mention)
    if index is None:
        return 3
    if tree.deps[index] in SUBJECTS and _is_main(tree, tree.heads[index]):
        return 0
    for above in tree.ancestors(index):
        if tree.deps[above] in SUBJECTS and _is_main(tree, tree.heads[above]):
            return 1
    return 2 if tree.deps[index] in SUBJECTS else 3


def _is_main(tree: Tree, verb: int) -> bool:
    """Whether a verb heads the sentence, alone or coordinated."""
    while tree.deps[verb] == "conj":
        verb = tree.heads[verb]
    return tree.heads[verb] == verb


def is_expletive(tree: Tree, index: int) -> bool:
    """Whether "it" is empty: it is likely that …, it will rain."""
    head = tree.heads[index]
    if tree.lemmas[head] in _EMPTY_VERBS:
        return True
    return bool(tree.having(head, "ccomp", "csubj")) and tree.lemmas[head] not in _OPINION_VERBS


def say_subject(tree: Tree) -> int | None:
    """The subject of the first verb of speech that has one."""
    verbs = read_words("speaking_lemma")
    for index, lemma in enumerate(tree.lemmas):
        if lemma in verbs and tree.pos[index] == "VERB":
            subjects = tree.having(index, "nsubj")
            if subjects:
                return subjects[0]
    return None
