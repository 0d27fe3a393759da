"""Tense and modality of what a clause says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.coding.drafts import Manner
from detente.coding.lexicon import word_classes
from detente.sentences.tree import Tree

__all__ = ["Mood", "hangs_on_prospect", "is_prospect", "mood_of", "verb_above"]

_WILL = frozenset(("will", "shall", "'ll", "’ll", "wo"))
_MAY = frozenset(("may", "might", "could", "can", "ca"))
_OUGHT = frozenset(("should", "must", "ought", "need"))
_EXPECTED = frozenset(
    (*("expect", "likely", "set", "poise", "poised", "bind", "bound", "go", "due", "about", "predict"),
     *("ready", "forecast", "destined", "destine", "anticipate", "sure", "slate", "schedule", "project"))
)  # fmt: skip
_REASONS = frozenset(
    ("reason", "incentive", "motive", "cause", "interest", "opportunity", "need", "prospect")
)
_WISHED = frozenset(
    ("want", "hope", "wish", "like", "can", "able", "optimistic", "possible", "expectation", "chance")
)
_PHASES = frozenset(
    (*("seem", "appear", "start", "begin", "continue", "come", "remain", "keep", "tend", "happen", "proceed"),
     *("help", "use", "fail", "cease", "stop", "prove", "have", "be", "manage", "succeed", "get"))
)  # fmt: skip
_CONDITIONS = frozenset(("if", "unless", "whether"))
_BELIEFS = frozenset(("believe", "think", "say", "expect", "predict", "warn", "argue", "insist", "forecast"))

_REFUSALS = frozenset(("deny", "dismiss", "reject", "refute", "rebut", "dispute", "doubt"))


@dataclass(frozen=True, slots=True)
class Mood:
    """How a clause is said.

    Attributes:
        tense: ``past present future``.
        modality: ``asserted predicted possible questioned``.
        negated: Whether it is denied.
        ended: Whether it is said to hold no longer.
        told: Whether it is told at all: a purpose, an order or a plan is not.
        main: Token of the verb that carries the tense.
    """

    tense: str = "present"
    modality: str = "asserted"
    negated: bool = False
    ended: bool = False
    told: bool = True
    main: int = 0


def verb_above(tree: Tree, token: int) -> int | None:
    """The token itself or the nearest verb above it; None if there is none."""
    return next((node for node in (token, *tree.ancestors(token)) if tree.pos[node] in ("VERB", "AUX")), None)


def mood_of(tree: Tree, verb: int | None, manner: Manner) -> Mood:
    """Tense and modality of a verb's clause, through what governs it."""
    if verb is None:
        return Mood(modality="questioned") if manner.is_question else Mood()
    mood = _of_clause(tree, verb)
    if not mood.told or _is_purpose(tree, verb):
        return replace(mood, told=False)
    if mood.modality == "predicted" and _has_condition(tree, mood.main):
        mood = replace(mood, modality="possible")
    if _is_conditional(tree, verb):
        mood = replace(mood, modality="possible", tense="future" if mood.tense == "present" else mood.tense)
    asked = manner.is_question and not _is_aside(tree, mood.main)
    return replace(mood, modality="questioned") if asked else mood


def _of_clause(tree: Tree, verb: int, depth: int = 0) -> Mood:
    own = tree.having(verb, "aux", "auxpass")
    words = [tree.words[aux].lower() for aux in own]
    negated, ended = _negation(tree, verb)
    head, dep = tree.heads[verb], tree.deps[verb]
    refused = dep == "ccomp" and (tree.lemmas[head] in _REFUSALS or _is_disbelieved(tree, head))
    modal = _of_modal(tree, verb, words)
    if modal is not None:
        return replace(modal, negated=negated != refused, ended=ended, main=verb)
    bare = not own and tree.tags[verb] in ("VB", "VBG", "VBN", "VBD", "VBP")
    shared = dep == "conj" and tree.pos[head] in ("VERB", "AUX") and bare
    if "to" in words and len(own) == sum(word in ("to", "be", "have") for word in words):
        mood = _of_infinitive(tree, verb, depth)
    elif shared and not tree.having(verb, "nsubj", "nsubjpass") and depth < 4:
        mood = _of_clause(tree, head, depth + 1)
        return replace(mood, negated=negated, ended=ended)
    elif dep == "xcomp" and not own and head != verb and depth < 4 and tree.tags[verb] in ("VBG", "VB"):
        mood = _of_clause(tree, head, depth + 1)
    else:
        mood = Mood(tense=_tense(tree, verb, words), main=verb)
    return replace(mood, negated=(mood.negated != negated) != refused, ended=mood.ended or ended)


def _is_disbelieved(tree: Tree, verb: int) -> bool:
    """Whether what a verb of belief governs is not believed: "I do not believe that", "nobody expects"."""
    if tree.lemmas[verb] not in _BELIEFS - {"say", "argue", "insist", "warn"}:
        return False
    nobody = any(
        tree.lemmas[subject] in ("nobody", "none", "no-one")
        or "no" in {tree.lemmas[c] for c in tree.children[subject]}
        for subject in tree.having(verb, "nsubj")
    )
    return (
        nobody
        or bool(tree.having(verb, "neg"))
        or any(tree.lemmas[c] == "few" for s in tree.having(verb, "nsubj") for c in (s, *tree.children[s]))
    )


def _of_modal(tree: Tree, verb: int, words: list[str]) -> Mood | None:
    if any(word in _WILL for word in words):
        return Mood("future", "predicted")
    if any(word in _MAY for word in words):
        return Mood("future", "possible")
    if "would" in words:
        reported = any(
            tree.lemmas[above] in (word_classes()["say"] | _BELIEFS) for above in tree.ancestors(verb)
        )
        return (
            Mood("past", "possible")
            if "have" in words
            else Mood("future", "predicted" if reported else "possible")
        )
    if any(word in _OUGHT for word in words):
        return Mood("future", "possible", told=False)
    return None


def _of_infinitive(tree: Tree, verb: int, depth: int) -> Mood:
    """The mood of "to improve": that of its governor, a forecast, a wish, or nothing told."""
    head, dep = tree.heads[verb], tree.deps[verb]
    lemma = tree.lemmas[head]
    if head == verb or (tree.heads[head] == head and tree.pos[head] in ("NOUN", "PROPN")):
        return Mood("future", "predicted", main=verb)  # a headline: "Ties to improve"
    if dep in ("xcomp", "ccomp") and depth < 4:
        if lemma in _EXPECTED and not (lemma == "go" and tree.tags[head] != "VBG"):
            return Mood("future", "predicted", main=head)
        if lemma in _PHASES:
            return _of_clause(tree, head, depth + 1)
        if lemma in _WISHED:
            return Mood("future", "possible", main=head)
    if dep in ("acl", "relcl", "xcomp") and lemma in (_WISHED | _REASONS if dep != "xcomp" else _WISHED):
        return Mood("future", "possible", main=verb)
    return Mood("future", "possible", told=False, main=verb)


def _tense(tree: Tree, verb: int, words: list[str]) -> str:
    tag = tree.tags[verb]
    if any(word in ("had", "was", "were", "did", "'d") for word in words):
        return "present" if _is_reported(tree, verb) and "had" not in words else "past"
    if any(
        word in ("has", "have", "is", "are", "am", "'s", "’s", "do", "does", "'ve", "’ve") for word in words
    ):
        return "present"
    if tag == "VBD":
        return "present" if tree.pos[verb] == "AUX" and _is_reported(tree, verb) else "past"
    if tag == "VBN" and tree.deps[verb] in ("ROOT", "advcl", "ccomp") and tree.having(verb, "nsubj"):
        return "past"
    return "present"


def _is_reported(tree: Tree, verb: int) -> bool:
    """Whether a past tense is only that of reported speech: "said that ties were improving"."""
    head = tree.heads[verb]
    return tree.deps[verb] == "ccomp" and tree.lemmas[head] in _BELIEFS and tree.tags[head] == "VBD"


def _negation(tree: Tree, verb: int) -> tuple[bool, bool]:
    """Whether a clause is negated, and whether by "no longer"."""
    near = [verb, *tree.having(verb, "advmod", "acomp", "attr", "dobj", "nsubj", "nsubjpass")]
    no = [
        child for node in near for child in tree.children[node] if tree.lemmas[child] in ("no", "not", "n't")
    ]
    longer = any(
        tree.words[i].lower() == "no" and tree.words[i + 1 : i + 2] == ["longer"] for i in _span(tree, verb)
    )
    negated = bool(tree.having(verb, "neg")) or any(
        tree.lemmas[child] in ("never", "neither", "nor", "hardly", "barely", "scarcely", "seldom", "rarely")
        for child in tree.children[verb]
    )
    better = any(tree.tags[c] == "JJR" for c in tree.having(verb, "acomp", "attr", "advmod"))
    negated = negated and not (better and any(tree.lemmas[c] == "never" for c in tree.children[verb]))
    det = any(tree.deps[child] in ("det", "neg") for child in no)
    return (negated or det) and not longer, longer


def _span(tree: Tree, verb: int) -> range:
    return range(verb, min(verb + 5, len(tree) - 1))


def _is_conditional(tree: Tree, verb: int) -> bool:
    """Whether the clause is a condition, or hangs on one."""
    for node in (verb, *tree.ancestors(verb)):
        if tree.deps[node] in ("advcl", "ccomp") and any(
            tree.lemmas[mark] in _CONDITIONS for mark in tree.having(node, "mark")
        ):
            return True
        if tree.deps[node] in ("relcl", "acl"):
            return False
    return False


def _has_condition(tree: Tree, verb: int) -> bool:
    """Whether a clause holds only if something else does: "If it does, Turkey will …"."""
    return any(
        tree.lemmas[mark] in ("if", "unless")
        for clause in tree.having(verb, "advcl")
        for mark in tree.having(clause, "mark")
    )


def _is_purpose(tree: Tree, verb: int) -> bool:
    """Whether a clause is what something is done for, or lest: "so that ties are not damaged"."""
    marks = {tree.lemmas[mark] for mark in tree.having(verb, "mark")}
    so = any(tree.lemmas[child] == "so" for child in tree.having(verb, "advmod", "mark"))
    return tree.deps[verb] == "advcl" and ("lest" in marks or (so and "that" in marks))


def _is_aside(tree: Tree, verb: int) -> bool:
    """Whether a verb stands beside the question asked: in a relative clause, "with …", "as …"."""
    for node in (verb, *tree.ancestors(verb)):
        if tree.deps[node] in ("relcl", "advcl", "acl", "pcomp", "amod", "compound", "appos"):
            return True
    return False


_PROSPECTS = frozenset(
    (*("possibility", "opportunity", "prospect", "potential", "chance", "hope", "scope", "room", "promise"),
     *("optimism", "expectation", "desire", "wish", "effort", "possibilities", "opportunities", "dream"))
)  # fmt: skip


def is_prospect(tree: Tree, token: int) -> bool:
    """Whether a noun stands for what may come: hope, chance, prospect."""
    return tree.pos[token] in ("NOUN", "PROPN") and tree.lemmas[token] in _PROSPECTS


def hangs_on_prospect(tree: Tree, token: int) -> bool:
    """Whether a noun phrase is what a prospect is of: "the opportunities for growing ties"."""
    for above in tree.ancestors(token):
        if tree.pos[above] in ("VERB", "AUX") and tree.tags[above] != "VBG":
            return False
        if is_prospect(tree, above):
            return True
    return False
