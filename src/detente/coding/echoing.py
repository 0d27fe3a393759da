"""Deeds told by saying that somebody did as another had done: "as did Kiribati", "Nauru followed"."""

from __future__ import annotations

from detente.coding.casting import Roles
from detente.coding.clauses import subject_token
from detente.coding.event import Event
from detente.coding.lexicon import Rule, read_lexicon
from detente.coding.scene import Party, Scene
from detente.coding.told import Told

__all__ = ["find_echo"]

_LIKE = frozenset(("as", "so", "likewise", "same"))
_AGAIN = frozenset(("suit", "example", "lead"))


def find_echo(scene: Scene, token: int) -> tuple[Rule, Roles] | None:
    """The rule and roles of the deed that a verb says another has done too; None if it says no such thing."""
    if not _echoes(scene, token):
        return None
    subject = subject_token(scene, token)
    acting = (
        [p for p in scene.parties(subject) if scene.cast.is_state(p.actor)] if subject is not None else []
    )
    last: Told | Event | None = next(iter(scene.told_before), None)
    if (
        not acting
        or last is None
        or not last.target
        or {p.actor for p in acting} & {*last.source, *last.target}
    ):
        return None
    rule = _rule_named(last.rule if isinstance(last, Told) else _row(last), last.type)
    targets = [Party(actor, None, token) for actor in last.target]
    return (rule, Roles(acting, targets, "antecedent")) if rule is not None else None


def _echoes(scene: Scene, token: int) -> bool:
    """Whether a verb stands for one told before."""
    tree = scene.tree
    low = [tree.words[child].lower() for child in tree.children[token]]
    if tree.lemmas[token] == "do":
        return not _LIKE.isdisjoint(low) and not tree.having(token, "xcomp", "ccomp")
    if tree.lemmas[token] != "follow":
        return False
    objects = tree.having(token, "dobj")
    return all(tree.lemmas[child] in _AGAIN for child in objects) if objects else _only_when(scene, token)


def _only_when(scene: Scene, token: int) -> bool:
    """Whether nothing but a time hangs on a verb: "followed in January"."""
    tree = scene.tree
    if tree.having(token, "ccomp", "xcomp", "auxpass"):
        return False
    return all(
        tree.lemmas[child] in ("in", "on", "a", "after", "within") for child in tree.having(token, "prep")
    )


def _row(event: Event) -> str:
    """The lexicon row of an event told before."""
    named = next((word for word in event.trace.rule if word.startswith("rule:")), "")
    return named.removeprefix("rule:")


def _rule_named(name: str, kind: str) -> Rule | None:
    lexicon = read_lexicon()
    for rows in lexicon.verbs.values():
        for rule, _ in rows:
            if rule.name == name and rule.type == kind:
                return rule
    return None
