"""Small repairs to a parse where the parser is known to go wrong about who stands with whom."""

from __future__ import annotations

from dataclasses import replace

from detente.coding.lexicon import word_classes
from detente.sentences.tree import Tree

__all__ = ["mend_tree"]


def mend_tree(tree: Tree) -> Tree:
    """The tree with its repairs, or the same tree if it needs none.

    "the ministers of Brazil and Paraguay met": Paraguay stands beside Brazil, it does not rename the
    ministers. "granted American forces access": the forces are given something. "In September Nepal and India
    signed": September is no part of Nepal's name.
    """
    moves = [*_beside_not_renaming(tree), *_receivers(tree), *_after_a_month(tree), *_opening_names(tree)]
    if not moves:
        return tree
    heads, deps = list(tree.heads), list(tree.deps)
    for token, head, dep in moves:
        heads[token], deps[token] = head, dep
    children: list[list[int]] = [[] for _ in heads]
    for token, head in enumerate(heads):
        if head != token:
            children[head].append(token)
    return replace(tree, heads=heads, deps=deps, children=children)


def _beside_not_renaming(tree: Tree) -> list[tuple[int, int, str]]:
    """An apposition that an "and" joins to the name before it."""
    out = []
    for token, dep in enumerate(tree.deps):
        if dep != "appos" or token < 2 or tree.pos[token] != "PROPN":
            continue
        for joiner in range(token - 1, max(token - 4, 0), -1):
            if tree.deps[joiner] == "cc" and tree.words[joiner].lower() == "and":
                name = tree.heads[joiner]
                if name != tree.heads[token] and tree.pos[name] == "PROPN" and not tree.having(name, "conj"):
                    out.append((token, name, "conj"))
                break
            if tree.deps[joiner] not in ("det", "amod", "compound"):
                break
    return out


def _receivers(tree: Tree) -> list[tuple[int, int, str]]:
    """Plural persons parsed as part of what they are given."""
    representative = word_classes()["representative"]
    out = []
    for token, dep in enumerate(tree.deps):
        if dep != "compound":
            continue
        thing = tree.heads[token]
        verb = tree.heads[thing]
        if (
            tree.tags[token] == "NNS"
            and tree.deps[thing] == "dobj"
            and tree.lemmas[verb] in word_classes()["giving"]
            and tree.lemmas[token] in representative
        ):
            out.append((token, verb, "dative"))
            out.extend(
                (before, token, tree.deps[before])
                for before in tree.children[thing]
                if before < token and tree.deps[before] in ("amod", "det", "poss", "nummod")
            )
    return out


def _after_a_month(tree: Tree) -> list[tuple[int, int, str]]:
    """A month or day before the subject: "In September Nepal signed"."""
    out, calendar = [], word_classes()["calendar"]
    for token, word in enumerate(tree.words):
        name = tree.heads[token]
        if word not in calendar or tree.deps[token] != "compound" or name != token + 1 or token == 0:
            continue
        if tree.pos[name] != "PROPN" or tree.words[token - 1].lower() not in (
            "in",
            "on",
            "last",
            "since",
            "by",
        ):
            continue
        opening = tree.heads[name]
        if tree.deps[name] == "nsubj" and not tree.having(token - 1, "pobj"):
            out.append((token, token - 1, "pobj"))
            continue
        if tree.deps[name] != "pobj" or opening != token - 1:
            continue
        verb = tree.heads[opening]
        if tree.pos[verb] == "VERB" and name < verb and not tree.having(verb, "nsubj", "nsubjpass"):
            out += [(token, opening, "pobj"), (name, verb, "nsubj")]
    return out


def _opening_names(tree: Tree) -> list[tuple[int, int, str]]:
    """A name that opens the sentence before its verb, parsed as an adverb: "Nauru followed"."""
    if len(tree) < 3 or tree.pos[0] != "PROPN" or tree.deps[0] not in ("advmod", "npadvmod"):
        return []
    verb, calendar = tree.heads[0], word_classes()["calendar"]
    if verb != 1 or tree.tags[verb] not in ("VBD", "VBN", "VBZ") or tree.words[0] in calendar:
        return []
    return [] if tree.having(verb, "nsubj", "nsubjpass", "auxpass") else [(0, verb, "nsubj")]
