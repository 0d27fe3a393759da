"""The domains of which a relation noun, its predicate or a phrase speaks."""

from __future__ import annotations

from detente.coding.scene import Scene
from detente.coding.statements.cues import domain_words, forms_of
from detente.sentences.tree import Tree

__all__ = ["domains_at", "domains_of"]

_MODIFIERS = ("amod", "compound", "nmod", "poss", "nn", "conj", "advmod", "npadvmod")
_LEVELS = frozenset(("at", "in", "on", "over", "from", "across", "through", "to", "of", "for"))
_LEVEL_NOUNS = frozenset(
    (*("term", "level", "aspect", "field", "area", "front", "sphere", "sector", "domain", "matter"),
     *("cooperation", "deal", "affair", "issue"))
)  # fmt: skip


def domains_of(scene: Scene, noun: int, predicate: int | None) -> list[str]:
    """The domains a relation noun or its predicate names, in order; ``overall`` if none."""
    tree = scene.tree
    near = [noun, *_below(tree, noun)]
    found = domains_at(tree, near)
    if not found:
        places = [noun, *([predicate] if predicate is not None else [])]
        for place in places:
            for prep in tree.having(place, "prep"):
                if tree.lemmas[prep] in _LEVELS:
                    found.extend(domains_at(tree, _level(tree, prep)))
            if found:
                break
    return list(dict.fromkeys(found)) or ["overall"]


def domains_at(tree: Tree, tokens: list[int]) -> list[str]:
    """The domains that these tokens name, in order."""
    known = domain_words()
    out = [known[form] for token in tokens for form in forms_of(tree, token)[:2] if form in known]
    return list(dict.fromkeys(out))


def _below(tree: Tree, noun: int) -> list[int]:
    """The modifiers of a noun and those coordinated with them."""
    out, stack = [], [c for c in tree.children[noun] if tree.deps[c] in _MODIFIERS and tree.deps[c] != "conj"]
    while stack:
        node = stack.pop(0)
        out.append(node)
        stack.extend(child for child in tree.children[node] if tree.deps[child] in _MODIFIERS)
    return sorted(out)


def _level(tree: Tree, prep: int) -> list[int]:
    """The tokens of "in terms of military cooperation", "at diplomatic levels", "from military to energy"."""
    nouns = tree.having(prep, "pobj", "pcomp", "amod")
    inside = tree.subtree(prep)
    if tree.lemmas[prep] == "from":
        return inside
    levels = any(form in _LEVEL_NOUNS for token in inside for form in forms_of(tree, token))
    return inside if levels and nouns else []
