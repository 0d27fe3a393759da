"""What becomes of a draft: an event, a request of whoever says it, or a refusal."""

from __future__ import annotations

from dataclasses import replace

from detente.coding.attribution import reporting_verb
from detente.coding.clauses import subject_token
from detente.coding.drafts import Draft, Manner
from detente.coding.lexicon import word_classes
from detente.coding.scene import Scene
from detente.coding.sport import tells_of_sport
from detente.core.rejections import Reason

__all__ = ["as_request", "find_refusal"]


def as_request(scene: Scene, draft: Draft, manner: Manner) -> Draft:
    """What somebody says another must do is a request: "Kyiv must withdraw, Moscow said"."""
    must = any(f"status:auxiliary:{word}" in draft.why for word in ("must", "should", "ought"))
    verb = reporting_verb(scene.tree, draft.predicate) if must and not manner.is_question else None
    token = subject_token(scene, verb) if verb is not None else None
    speakers = scene.parties(token) if token is not None else []
    names = {party.actor for party in draft.source}
    if not speakers or not scene.cast.is_state_like(speakers[0].actor) or speakers[0].actor in names:
        return draft
    return replace(
        draft,
        type="REQUEST",
        mode="change",
        source=(speakers[0],),
        target=draft.source,
        status="occurred",
        why=(*draft.why, "request by the speaker"),
        confidence=round(draft.confidence * 0.7, 4),
    )


def find_refusal(scene: Scene, draft: Draft, manner: Manner) -> Reason | None:
    """Why a draft is no event after all, or None."""
    if draft.status == "asked" and not manner.is_question and draft.type != "REQUEST":
        return Reason.STATE_OF_AFFAIRS
    if draft.rule.name == "restore-ties" and draft.status == "ongoing":
        return Reason.STATE_OF_AFFAIRS
    if (draft.type == "ASSAULT" or draft.rule.name == "meet") and tells_of_sport(" ".join(scene.tree.words)):
        return Reason.SPORT
    if draft.status == "asked" and "slot:context" in draft.why:
        return Reason.NO_TARGET
    if draft.mode == "visit" and _are_troops(scene, draft):
        return Reason.STATE_OF_AFFAIRS
    if _is_superlative(scene, draft.predicate):
        return Reason.STATE_OF_AFFAIRS
    if draft.rule.pos == "N":
        beside = {
            scene.tree.lemmas[child] for child in scene.tree.having(draft.predicate, "amod", "compound")
        }
        if beside & word_classes()["figurative"]:
            return Reason.STATE_OF_AFFAIRS
    return Reason.SAME_ACTOR if not draft.target and len(draft.source) < 2 else None


def _are_troops(scene: Scene, draft: Draft) -> bool:
    """Whether soldiers come: no visit."""
    tree, troops = scene.tree, word_classes()["troops"]
    heads = {node for party in draft.source for node in (party.token, tree.heads[party.token])}
    return any(tree.lemmas[node] in troops for node in heads)


def _is_superlative(scene: Scene, predicate: int) -> bool:
    """Whether the verb only describes a first or last of its kind: "the first leader to visit Moscow"."""
    tree = scene.tree
    if tree.tags[predicate] != "VB" or tree.deps[predicate] not in ("acl", "relcl"):
        return False
    beside = tree.having(tree.heads[predicate], "amod", "advmod")
    return any(tree.lemmas[child] in ("first", "last", "only", "latest") for child in beside)
