"""A draft: an event as its sentence tells it, with its status and its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from detente.coding.casting import Roles
from detente.coding.lexicon import Rule
from detente.coding.scene import Party, Scene
from detente.coding.status import read_status

__all__ = ["Draft", "Manner", "build_draft", "evidence_of"]

_COOPERATIVE = frozenset(("COOPERATE", "SUPPORT", "AID", "CONSULT", "RETREAT", "CONCEDE"))
_WEAK_SLOTS = {
    "ccomp": 0.85,
    "obj.of": 0.85,
    "obj.in": 0.85,
    "in": 0.85,
    "context": 0.6,
    "antecedent": 0.7,
    "coordination": 0.7,
}
_IN_PHRASE = frozenset(
    ("det", "amod", "compound", "poss", "case", "nummod", "prep", "pobj", "nmod", "quantmod")
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as the sentence tells it, before dates, objects and amounts.

    Attributes:
        rule: The lexicon row.
        predicate: Token that tells of it.
        type: PLOVER type, after the status had its say: a planned cooperation is an AGREE.
        mode: PLOVER mode, or None.
        source: Parties that act.
        target: Parties acted upon; empty if symmetric.
        status: How far it has come.
        why: What roles and status were read from.
        tokens: First and last token of the evidence.
        objects: Tokens of the direct object.
        confidence: 0 to 1.
    """

    rule: Rule
    predicate: int
    type: str
    mode: str | None
    source: tuple[Party, ...]
    target: tuple[Party, ...]
    status: str
    why: tuple[str, ...]
    tokens: tuple[int, int]
    objects: tuple[int, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sentence is put: as a question, as a headline."""

    is_question: bool
    is_headline: bool


def build_draft(
    scene: Scene, rule: Rule, predicate: int, objects: list[int], roles: Roles, manner: Manner
) -> Draft:
    """The draft of a rule whose roles are filled; a planned cooperation is an agreement."""
    reading = read_status(
        scene.tree, predicate, is_question=manner.is_question, is_headline=manner.is_headline
    )
    happened = reading.status in ("occurred", "ongoing")
    status = rule.status if rule.status and happened else reading.status
    becomes_plan = status == "planned" and rule.type in _COOPERATIVE
    names = {party.actor for party in roles.source}
    return Draft(
        rule=rule,
        predicate=predicate,
        type="AGREE" if becomes_plan else rule.type,
        mode=None if becomes_plan else rule.mode,
        source=tuple(roles.source),
        target=tuple(party for party in roles.target if party.actor not in names),
        status=status,
        why=(f"slot:{roles.slot}", f"status:{reading.why}"),
        tokens=evidence_of(scene, predicate, objects, [*roles.source, *roles.target]),
        objects=tuple(objects),
        confidence=round(rule.weight * _WEAK_SLOTS.get(roles.slot, 1.0), 4),
    )


def evidence_of(scene: Scene, predicate: int, objects: list[int], parties: list[Party]) -> tuple[int, int]:
    """The first and last token of what states the event."""
    tree = scene.tree
    tokens = {predicate, *tree.having(predicate, "aux", "auxpass", "neg", "prt")}
    shared = tree.deps[predicate] == "conj" and not tree.having(predicate, "nsubj", "nsubjpass")
    for token in (*objects, *(party.token for party in parties)):
        if not (shared and token < tree.heads[predicate]):  # the subject of another verb
            tokens.update(_phrase(scene, token))
    return min(tokens), max(tokens)


def _phrase(scene: Scene, token: int) -> list[int]:
    """A noun phrase without its relative clauses and appositions."""
    out, stack = [], [token]
    while stack:
        node = stack.pop()
        out.append(node)
        stack.extend(child for child in scene.tree.children[node] if scene.tree.deps[child] in _IN_PHRASE)
    return out
