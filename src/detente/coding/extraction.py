"""From a parsed sentence to drafts of events: predicates, their rules and roles."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.coding.antecedents import INFERRED_SLOTS
from detente.coding.casting import Roles, cast_noun, cast_verb
from detente.coding.choosing import choose_rules, object_lemmas
from detente.coding.clauses import objects_of
from detente.coding.drafts import Draft, Manner, build_draft
from detente.coding.judging import as_request, find_refusal
from detente.coding.lexicon import Rule, read_lexicon
from detente.coding.scene import Scene
from detente.core.rejections import Reason

__all__ = ["Findings", "extract_drafts"]

_TAKES_CLAUSE = frozenset(("AGREE", "REQUEST", "ACCUSE", "THREATEN", "REJECT"))
_TAKES_TOPIC = frozenset(("negotiate", "talk-up", "hold-talks"))
_NOT_A_HEAD = frozenset(("compound", "amod", "npadvmod"))


@dataclass(slots=True)
class Findings:
    """Drafts of one sentence, and why predicates without one were refused."""

    drafts: list[Draft] = field(default_factory=list)
    refused: list[Reason] = field(default_factory=list)


def extract_drafts(scene: Scene, manner: Manner) -> Findings:
    """All events a sentence tells of: by its verbs first, then by nouns that no verb has used."""
    findings = Findings()
    used = _read_verbs(scene, manner, findings)
    _read_nouns(scene, manner, findings, used)
    return findings


def _read_verbs(scene: Scene, manner: Manner, findings: Findings) -> set[int]:
    """Events told by verbs; the tokens whose story is told."""
    tree, lexicon = scene.tree, read_lexicon()
    used: set[int] = set()
    cast_by_verb: dict[int, Roles] = {}
    for token in range(len(tree)):
        if tree.pos[token] != "VERB" or token in used:
            continue
        objects = objects_of(scene, token)
        chosen = _first_that_fits(scene, choose_rules(scene, lexicon, token, objects), token, objects)
        if chosen is None:
            continue
        rule, roles = chosen
        if roles in (Reason.NO_TARGET, Reason.SAME_ACTOR):
            roles = _shared_target(scene, rule, token, objects, cast_by_verb) or roles
        used.add(token)
        if isinstance(roles, Reason):
            findings.refused.append(roles)
        else:
            cast_by_verb[token] = roles
            _settle(findings, scene, build_draft(scene, rule, token, objects, roles, manner), manner)
        if isinstance(roles, Roles) or rule.type in _TAKES_CLAUSE:
            used |= _taken_up(scene, rule, token, objects)
    return used


def _read_nouns(scene: Scene, manner: Manner, findings: Findings, used: set[int]) -> None:
    """Events told by nouns that no verb has told."""
    tree, lexicon = scene.tree, read_lexicon()
    for token in range(len(tree)):
        rules = lexicon.nouns.get(tree.lemmas[token]) if tree.pos[token] in ("NOUN", "PROPN") else None
        if not rules or token in used or tree.deps[token] in _NOT_A_HEAD:
            continue
        roles = cast_noun(scene, rules[0], token)
        if isinstance(roles, Reason):
            findings.refused.append(roles)
        else:
            _settle(findings, scene, build_draft(scene, rules[0], token, [token], roles, manner), manner)


def _settle(findings: Findings, scene: Scene, draft: Draft, manner: Manner) -> None:
    """Keep a draft, or why it is no event."""
    draft = as_request(scene, draft, manner)
    refusal = find_refusal(scene, draft, manner)
    if refusal is None:
        findings.drafts.append(draft)
    else:
        findings.refused.append(refusal)


def _first_that_fits(
    scene: Scene, rules: list[Rule], verb: int, objects: list[int]
) -> tuple[Rule, Roles | Reason] | None:
    """The first of equally specific rules whose roles can be filled; else the best with its refusal."""
    told = [(rule, cast_verb(scene, rule, verb, objects)) for rule in rules]
    named = next(
        (pair for pair in told if isinstance(pair[1], Roles) and pair[1].slot not in INFERRED_SLOTS), None
    )
    inferred = next((pair for pair in told if isinstance(pair[1], Roles)), None)
    return named or inferred or (told[0] if told else None)


def _shared_target(
    scene: Scene, rule: Rule, verb: int, objects: list[int], cast_by_verb: dict[int, Roles]
) -> Roles | None:
    """The target of the verb that this one is coordinated with: "condemned Iran and recalled its envoy"."""
    head = scene.tree.heads[verb]
    before = cast_by_verb.get(head) if scene.tree.deps[verb] == "conj" else None
    own_subject = scene.tree.having(verb, "nsubj", "nsubjpass")
    if before is None or not before.target or own_subject or rule.mode == "visit":
        return None
    plain = object_lemmas(scene, objects) & rule.needs
    return Roles(before.source, before.target, "coordination") if plain else None


def _taken_up(scene: Scene, rule: Rule, verb: int, objects: list[int]) -> set[int]:
    """Tokens whose story the verb has told: its objects, and the clause of what was agreed or blamed."""
    tree = scene.tree
    out: set[int] = set()
    for token in objects if rule.mode != "third-party" else ():
        for node in tree.conjuncts(token):
            out.add(node)
            out.update(scene.preposition(node, "of"))
    if rule.type in _TAKES_CLAUSE or rule.name in _TAKES_TOPIC:
        for child in tree.having(verb, "xcomp", "ccomp", "prep", "dobj"):
            out.update(tree.subtree(child))
    return out
