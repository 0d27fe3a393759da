"""Where a sentence may say what an event is about: by type, the likeliest place first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from detente.coding.drafts import Draft
from detente.coding.lexicon import word_classes
from detente.coding.scene import Scene

__all__ = ["Topic", "topics_of"]

_ON = ("on", "over", "about", "regarding", "concerning")
_TOPIC = (*_ON, "for")
_ASKED = frozenset(("REQUEST", "THREATEN", "REJECT"))
_DISCUSS_WORDS = "discuss negotiate review address debate explore examine consider tackle raise"
_DISCUSS = frozenset(_DISCUSS_WORDS.split())
_EMOTION = (
    "outrage anger fury condemnation criticism concern alarm uproar indignation backlash ire dismay protest"
)
_EMOTIONS = frozenset(_EMOTION.split())
_CAUSE_WORDS = "spark cause draw provoke prompt trigger anger irk infuriate face"
_CAUSE = frozenset(_CAUSE_WORDS.split())
_GATHER_WORDS = "meet visit see greet host attend hold speak talk begin start resume travel fly"
_GATHER = frozenset(_GATHER_WORDS.split())
_UNDER = frozenset(("under", "following", "through", "in"))
_ROLE = frozenset(("nsubj", "nsubjpass"))


@dataclass(frozen=True, slots=True)
class Topic:
    """A place that may tell the topic.

    Attributes:
        token: The noun, or the verb of a clause.
        form: ``noun``; ``own`` the event noun itself; ``clause`` from the verb on; ``statement`` with its
            subject; ``deed`` the event's own clause, taken only where its object is a party.
    """

    token: int
    form: Literal["noun", "own", "clause", "statement", "deed"]


def topics_of(scene: Scene, draft: Draft) -> Iterator[Topic]:
    """Places that may tell what an event is about, best first."""
    if draft.rule.type == "CONSULT":
        yield from _of_talks(scene, draft)
    elif draft.rule.pos == "N":
        yield Topic(draft.predicate, "own")
        yield from _of_clause(scene, draft.predicate, "acl")
        yield from _under(scene, draft)
    elif draft.rule.type == "ACCUSE":
        yield from _of_blame(scene, draft)
    elif draft.rule.type in _ASKED or draft.rule.name == "agree":
        yield from _behind(scene, draft.predicate, "on", "to", "for", "against", "with", "of", "by")
        yield from _of_clause(scene, draft.predicate, "xcomp")
        yield from _nouns(draft.objects)
        yield from _of_clause(scene, draft.predicate, "ccomp", "advcl")
        yield from _around_objects(scene, draft)
        yield Topic(draft.predicate, "deed")
    else:
        yield from _of_deed(scene, draft)


def _of_deed(scene: Scene, draft: Draft) -> Iterator[Topic]:
    """What a deed is done with or to: its object, its phrases, its complement, itself."""
    tree, verb = scene.tree, draft.predicate
    purposes = [t for t in tree.having(verb, "advcl") if tree.tags[t] == "VB"]
    own = word_classes()["visit"] | word_classes()["talks"]
    if any(tree.lemmas[token] in own for token in draft.objects):  # "make a visit to sign the deal"
        yield from _around_objects(scene, draft)
        yield from _clauses(scene, [*tree.having(verb, "advcl", "xcomp")])
    yield from _nouns(draft.objects)
    if draft.rule.type == "SANCTION":
        yield from _behind(scene, verb, "of")
    yield from _behind(scene, verb, "with", *_TOPIC, "of")
    yield from _behind(scene, verb, "in", "to", "from", "as")
    yield from _around_objects(scene, draft)
    yield from _of_clause(scene, verb, "xcomp", "ccomp")
    yield from _under(scene, draft)
    yield Topic(verb, "deed")
    yield from _clauses(scene, purposes)


def _under(scene: Scene, draft: Draft) -> Iterator[Topic]:
    """What happens under or following a pact that is only called one: "reopened following an agreement"."""
    tree, pacts = scene.tree, word_classes()["pact"]
    for token in {draft.predicate, *draft.objects}:
        prep = tree.heads[token]
        if tree.lemmas[token] in pacts and tree.deps[token] in ("pobj", "pcomp"):
            governor = tree.heads[prep]
            if tree.lemmas[prep] in ("follow", *_UNDER) and tree.pos[governor] == "VERB":
                yield Topic(governor, "statement")


def _of_talks(scene: Scene, draft: Draft) -> Iterator[Topic]:
    """The topic of talks, else their purpose, else what the same sentence says was discussed."""
    tree, classes = scene.tree, word_classes()
    nodes = (draft.predicate, *draft.objects)
    meeting = classes["talks"] | classes["visit"]
    for node in nodes:
        yield from _behind(scene, node, *_ON)
        if tree.lemmas[node] in meeting or tree.pos[node] == "VERB":
            yield from _behind(scene, node, "for", "of")
    others = meeting if tree.lemmas[draft.predicate] in _DISCUSS else meeting | classes["representative"]
    yield from _nouns(
        tuple(t for t in draft.objects if tree.lemmas[t] not in others and t != draft.predicate)
    )
    for node in nodes:
        yield from _clauses(scene, [t for t in tree.having(node, "xcomp", "acl", "advcl") if _aims(scene, t)])
    yield from (Topic(node, "own") for node in nodes if tree.lemmas[node] in meeting)
    yield from _discussed(scene, draft.predicate)


def _discussed(scene: Scene, predicate: int) -> Iterator[Topic]:
    """What verbs of talk around a meeting have as their object: "met …, where they discussed X"."""
    tree = scene.tree
    above = [predicate, *(node for node in tree.ancestors(predicate) if tree.pos[node] in ("VERB", "AUX"))]
    seen = {predicate}
    for top in above[:3]:
        for node in tree.subtree(top):
            if node in seen or tree.pos[node] != "VERB":
                continue
            seen.add(node)
            if tree.lemmas[node] in _DISCUSS:
                yield from _nouns(tuple(tree.having(node, "dobj", "nsubjpass")))
            elif tree.lemmas[node] in (
                "focus",
                "centre",
                "center",
                "concentrate",
                "talk",
                "touch",
                "revolve",
            ):
                yield from _behind(scene, node, "on", "about", "around", "upon")
            elif _aims(scene, node) and node == top:
                yield from _clauses(scene, tree.having(node, "advcl", "xcomp"))


def _aims(scene: Scene, verb: int) -> bool:
    """Whether a clause tells a purpose: an infinitive with "to", or a participle of a verb of talk."""
    tree = scene.tree
    if tree.tags[verb] == "VB":
        marks = [*tree.having(verb, "aux"), *tree.having(verb, "mark")]
        return any(tree.words[mark].lower() in ("to", "that", "so") for mark in marks)
    return tree.tags[verb] == "VBG" and tree.lemmas[verb] in _DISCUSS


def _of_blame(scene: Scene, draft: Draft) -> Iterator[Topic]:
    """Of what someone is accused, or what is criticised."""
    tree, verb = scene.tree, draft.predicate
    yield from _behind(scene, verb, "of", "for", "over", "about", "in")
    for token in draft.objects:
        yield from _clauses(
            scene, [t for t in tree.having(token, "acl") if tree.tags[t] == "VBG" and token in scene.by_token]
        )
    aroused = [t for t in draft.objects if tree.lemmas[t] in _EMOTIONS]
    if aroused or tree.lemmas[verb] in _CAUSE:
        yield from (
            topic for token in draft.objects for topic in _behind(scene, token, *_TOPIC, "at", "against")
        )
        yield from _nouns(tuple(tree.having(verb, "nsubj")))
        if tree.deps[verb] == "advcl" and tree.tags[verb] == "VBG":
            yield Topic(tree.heads[verb], "statement")
        if tree.lemmas[verb] not in _CAUSE:
            yield from _nouns(draft.objects)
        return
    yield from _nouns(draft.objects)
    yield from _around_objects(scene, draft)
    yield from _of_clause(scene, verb, "xcomp", "ccomp")


def _around_objects(scene: Scene, draft: Draft) -> Iterator[Topic]:
    """Phrases and clauses behind the objects."""
    for token in draft.objects:
        yield from _behind(scene, token, *_TOPIC, "of", "to", "with", "in")
        yield from _clauses(scene, [t for t in scene.tree.having(token, "acl") if scene.tree.tags[t] == "VB"])


def _of_clause(scene: Scene, predicate: int, *deps: str) -> Iterator[Topic]:
    """Clauses that depend on a predicate."""
    yield from _clauses(scene, scene.tree.having(predicate, *deps))


def _clauses(scene: Scene, verbs: list[int]) -> Iterator[Topic]:
    """A clause with its subject if that is no party, else its subject's noun or from its verb on."""
    tree = scene.tree
    for verb in verbs:
        if tree.pos[verb] not in ("VERB", "AUX"):
            continue
        own = [t for t in tree.having(verb, *_ROLE) if tree.pos[t] in ("NOUN", "PROPN")]
        if tree.lemmas[verb] == "be" and not own:
            yield from _nouns(tuple(tree.having(verb, "attr")))
        elif tree.lemmas[verb] in _DISCUSS and not own and tree.having(verb, "dobj"):
            yield from _nouns(tuple(tree.having(verb, "dobj")))
        elif tree.lemmas[verb] in _GATHER and not own:
            for node in (verb, *tree.having(verb, "dobj")):
                yield from _behind(scene, node, *_TOPIC)
        elif own and own[0] not in scene.by_token:
            yield Topic(verb, "statement")
        else:
            yield Topic(verb, "clause")


def _nouns(tokens: tuple[int, ...]) -> Iterator[Topic]:
    yield from (Topic(token, "noun") for token in tokens)


def _behind(scene: Scene, node: int, *words: str) -> Iterator[Topic]:
    """What prepositions introduce, in the order of the words: nouns, or the clause of a gerund."""
    tree = scene.tree
    for word in words:
        for token in scene.preposition(node, word):
            if token > node or word in _ON:  # "Of the 26 members, only Malta backed it"
                yield Topic(token, "noun")
        for child in tree.having(node, "prep"):
            if tree.lemmas[child] == word:
                yield from _clauses(scene, tree.having(child, "pcomp"))
