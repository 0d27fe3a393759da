"""From a parsed sentence to drafts of events: predicates, their rules and roles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from detente.coding.antecedents import INFERRED_SLOTS
from detente.coding.casting import Roles, cast_noun, cast_verb
from detente.coding.choosing import choose_rules, is_surely, object_lemmas
from detente.coding.clauses import objects_of, subjects
from detente.coding.drafts import Draft, Manner, build_draft
from detente.coding.echoing import find_echo
from detente.coding.judging import as_concession, as_offer, as_protest, as_request, as_threat, find_refusal
from detente.coding.lexicon import Rule, read_lexicon
from detente.coding.scene import Party, Scene
from detente.coding.told import Told
from detente.core.rejections import Reason
from detente.sentences.tree import Tree

__all__ = ["Findings", "Incomplete", "extract_drafts"]

_TAKES_CLAUSE = frozenset(("AGREE", "REQUEST", "ACCUSE", "THREATEN", "REJECT"))
_TAKES_TOPIC = frozenset(("negotiate", "talk-up", "hold-talks"))
_TAKES_UP = frozenset(("it", "its", "them", "their"))
_NOT_A_HEAD = frozenset(("compound", "amod", "npadvmod"))


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A predicate whose rule fits and of whose parties one is not named in its sentence.

    Attributes:
        rule: The lexicon row.
        predicate: Token that tells of it.
        objects: Tokens of its objects.
        lacks: ``NO_SOURCE`` or ``NO_TARGET``.
    """

    rule: Rule
    predicate: int
    objects: tuple[int, ...]
    lacks: Reason


@dataclass(slots=True)
class Findings:
    """Drafts of one sentence, predicates that lack a party, and why others were refused."""

    drafts: list[Draft] = field(default_factory=list)
    refused: list[Reason] = field(default_factory=list)
    incomplete: list[Incomplete] = field(default_factory=list)


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
        if token in used or not _may_tell(scene, token):
            continue
        echo = find_echo(scene, token)
        if echo is not None:
            used.add(token)
            _settle(findings, scene, build_draft(scene, echo[0], token, [], echo[1], manner), manner)
            continue
        objects = objects_of(scene, token)
        chosen = _first_that_fits(scene, choose_rules(scene, lexicon, token, objects), token, objects)
        if chosen is None:
            continue
        rule, roles = chosen
        if roles in (Reason.NO_TARGET, Reason.SAME_ACTOR):
            shared = _shared_target(scene, rule, token, objects, cast_by_verb)
            roles = shared or _taken_from_first(scene, rule, token, objects) or roles
        used.add(token)
        if isinstance(roles, Reason):
            findings.refused.append(roles)
            if roles in (Reason.NO_SOURCE, Reason.NO_TARGET):
                findings.incomplete.append(Incomplete(rule, token, tuple(objects), roles))
        else:
            cast_by_verb[token] = roles
            _settle(findings, scene, build_draft(scene, rule, token, objects, roles, manner), manner)
        if isinstance(roles, Roles) or rule.type in _TAKES_CLAUSE:
            used |= _taken_up(scene, rule, token, objects)
    return used


def _may_tell(scene: Scene, token: int) -> bool:
    """Whether a token is a verb, or a "be" that says where somebody is."""
    tree = scene.tree
    if tree.pos[token] == "AUX":
        return tree.lemmas[token] in ("be", "do") and tree.deps[token] not in ("aux", "auxpass")
    return tree.pos[token] == "VERB"


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
    draft = as_concession(scene, as_protest(scene, as_request(scene, draft, manner)))
    draft = as_offer(scene, as_threat(scene, draft))
    refusal = find_refusal(scene, draft, manner)
    if refusal is not None:
        findings.refused.append(refusal)
        return
    scene.told.append(
        Told(
            draft.predicate,
            draft.rule.name,
            draft.type,
            draft.mode,
            tuple(party.actor for party in draft.source),
            tuple(party.actor for party in draft.target),
        )
    )
    findings.drafts.extend(_each_visit(draft))


def _each_visit(draft: Draft) -> list[Draft]:
    """A visit to two states is two visits; anything else is one event."""
    if draft.mode != "visit" or len(draft.target) < 2 or draft.type != "CONSULT":
        return [draft]
    return [replace(draft, target=(host,)) for host in draft.target]


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
    if before is None or not before.target or rule.mode == "visit":
        return None
    if own_subject:
        same = any(told.predicate == head and told.type == rule.type for told in scene.told)
        acting = subjects(scene, verb) if same and is_surely(scene, rule, verb, objects) else []
        fits = bool(acting) and not {p.actor for p in acting} & {p.actor for p in before.target}
        there = [Party(party.actor, None, verb) for party in before.target]
        return Roles(acting, there, "coordination") if fits else None
    plain = object_lemmas(scene, objects) & rule.needs
    return Roles(before.source, before.target, "coordination") if plain else None


def _taken_from_first(scene: Scene, rule: Rule, verb: int, objects: list[int]) -> Roles | None:
    """Whom "it" means behind a coordinated verb, not the giver: "gave Oman a port and lent it money"."""
    tree = scene.tree
    below = [*objects, *tree.having(verb, "dative")]
    beside = [*below, *(low for token in below for low in tree.having(token, "poss"))]
    if not any(tree.words[token].lower() in _TAKES_UP for token in beside):
        return None
    first = verb
    while tree.deps[first] == "conj" and not tree.having(first, "nsubj", "nsubjpass"):
        first = tree.heads[first]
    if first == verb or rule.frame not in ("dir", "auto"):
        return None
    acting = subjects(scene, verb)
    names = {party.actor for party in acting}
    meant = [p for token in tree.having(first, "dative", "dobj") for p in scene.parties(token)]
    others = [
        Party(p.actor, None, verb) for p in meant if p.actor not in names and scene.cast.is_state(p.actor)
    ]
    return Roles(acting, others[:1], "coordination") if acting and others else None


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
            out.difference_update(_beside(tree, child))
    if rule.name == "show-intent":
        for token in objects:
            for child in tree.having(token, "acl"):
                out.update(tree.subtree(child))
    return out


def _beside(tree: Tree, clause: int) -> set[int]:
    """What stands beside a clause, though the parser hangs it below: "said X, while Oslo said Y"."""
    return {
        low
        for child in tree.having(clause, "advcl")
        if any(tree.words[mark].lower() in ("while", "whereas") for mark in tree.children[child])
        for low in tree.subtree(child)
    }
