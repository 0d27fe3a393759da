"""How far an event's own clause reaches, and which quantities in it are the event's."""

from __future__ import annotations

from detente.coding.amounts import locate_amounts
from detente.coding.drafts import Draft
from detente.coding.event import Amount
from detente.coding.lexicon import read_lexicon
from detente.coding.scene import Scene

__all__ = ["own_amounts", "reach_of"]

_TAKES_CLAUSE = frozenset(("AGREE", "REQUEST", "THREATEN", "REJECT", "ACCUSE", "SUPPORT"))
_OTHER_THOUGHT = frozenset(("relcl", "advcl", "parataxis", "csubj"))


def reach_of(scene: Scene, draft: Draft, end: int) -> int:
    """The offset up to which the text tells of the event, from the end of its clause on.

    The clause of what was agreed, asked or threatened is part of it, and verbs joined to it that tell of no
    event themselves.
    """
    tree, verbs = scene.tree, read_lexicon().verbs
    last = end
    for child in tree.children[draft.predicate]:
        joined = tree.deps[child] == "conj" and not tree.having(child, "nsubj", "nsubjpass")
        complement = tree.deps[child] in ("ccomp", "xcomp") and draft.rule.type in _TAKES_CLAUSE
        if complement or (joined and tree.pos[child] == "VERB" and tree.lemmas[child] not in verbs):
            last = max(last, tree.ends[tree.subtree(child)[-1]])
    for token in draft.objects:  # "a deal worth $2bn", set apart or not
        for child in tree.having(token, "acl", "appos", "amod", "prep"):
            last = max(last, tree.ends[tree.subtree(child)[-1]])
    return last


def own_amounts(scene: Scene, draft: Draft, text: str, *, start: int, end: int) -> tuple[Amount, ...]:
    """Quantities of the event's clause, without those that a further clause in it tells of."""
    out = []
    for offset, amount in locate_amounts(text, start=start, end=reach_of(scene, draft, end)):
        token = scene.tree.token_at(offset)
        if token is None or not _of_another_thought(scene, draft, token):
            out.append(amount)
    return tuple(dict.fromkeys(out))


def _of_another_thought(scene: Scene, draft: Draft, token: int) -> bool:
    """Whether a clause of its own stands between a token and the event's predicate."""
    tree = scene.tree
    for node in (token, *tree.ancestors(token)):
        if node == draft.predicate or node in draft.objects:
            return False
        if tree.deps[node] in _OTHER_THOUGHT and tree.pos[node] in ("VERB", "AUX"):
            inner = {node, *tree.subtree(node)}
            return draft.predicate not in inner
    return False
