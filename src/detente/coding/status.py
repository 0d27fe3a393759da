"""How far an event has come: occurred, ongoing, planned, negotiating, possible, denied, asked.

Read from the predicate's own clause (auxiliaries, negation, tense) and from what governs it ("plan to",
"is expected to", "urged … to", "if", a question mark).
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.coding.lexicon import word_classes
from detente.sentences.tree import Tree

__all__ = ["Reading", "read_status"]

_MODALS = {
    **dict.fromkeys(("will", "shall", "'ll", "’ll", "wo", "would"), "planned"),
    **dict.fromkeys(("may", "might", "could", "can"), "possible"),
    **dict.fromkeys(("should", "must", "ought"), "asked"),
}
_NEVER = frozenset(("never", "neither", "nor"))
_NEARLY = frozenset(("almost", "nearly", "narrowly"))
_CONDITIONS = frozenset(("if", "unless", "whether", "should"))
_BARRIERS = frozenset(("relcl", "nsubj", "nsubjpass", "appos", "poss", "compound", "advcl", "parataxis"))
_HAPPENS = frozenset(("be", "happen", "occur", "take", "go", "materialise", "materialize"))
_GOVERNED_STATUSES = ("planned", "possible", "negotiating", "asked", "denied", "ongoing")


@dataclass(frozen=True, slots=True)
class Reading:
    """A status with the words it was read from."""

    status: str
    why: str


def read_status(
    tree: Tree, predicate: int, *, is_question: bool = False, is_headline: bool = False
) -> Reading:
    """The status of the event that a verb or noun tells of."""
    if tree.pos[predicate] in ("NOUN", "PROPN"):
        return _of_noun(tree, predicate, is_question=is_question, is_headline=is_headline)
    own = _own_clause(tree, predicate)
    governed = _governed(tree, predicate)
    if is_question and (own is None or own.status != "denied"):
        return Reading("asked", "question")
    if own is not None and own.status == "denied":
        return own
    if governed is not None:
        return governed
    if own is not None:
        return own
    return _tense(tree, predicate, is_headline=is_headline)


def _auxiliaries(tree: Tree, verb: int) -> list[int]:
    """Auxiliaries of a verb, its coordinated head's when it has none of its own."""
    own = tree.having(verb, "aux", "auxpass")
    if not own and tree.deps[verb] == "conj" and not tree.having(verb, "nsubj", "nsubjpass"):
        head = tree.heads[verb]
        if tree.pos[head] in ("VERB", "AUX"):
            return _auxiliaries(tree, head)
    return own


def _own_clause(tree: Tree, verb: int) -> Reading | None:
    """What the verb's own negation, conjunction and auxiliaries say, or None."""
    if _is_negated(tree, verb):
        return Reading("denied", "negation")
    if any(tree.lemmas[child] in _NEARLY for child in tree.having(verb, "advmod")):
        return Reading("denied", "nearly")
    if _is_unreal(tree, verb):
        return Reading("possible", "unreal")
    mark = next((tree.lemmas[child] for child in tree.having(verb, "mark")), "")
    if mark in _CONDITIONS:
        return Reading("possible", f"condition:{mark}")
    words = [tree.words[aux].lower() for aux in _auxiliaries(tree, verb)]
    for word in words:
        status = _MODALS.get(word)
        if status == "planned" and _depends_on_condition(tree, verb):
            return Reading("possible", f"auxiliary:{word} if")
        if status is not None:
            return Reading(status, f"auxiliary:{word}")
    headline = "to" in words and (tree.heads[verb] == verb or _hangs_on_root_noun(tree, verb))
    return Reading("planned", "headline infinitive") if headline else None


def _is_unreal(tree: Tree, verb: int) -> bool:
    """Whether the clause tells what did not come about: "had they met, …", "would have met"."""
    auxiliaries = tree.having(verb, "aux")
    words = [tree.words[aux].lower() for aux in auxiliaries]
    if "would" in words and "have" in words:
        return True
    subject = next(iter(tree.having(verb, "nsubj", "nsubjpass")), verb)
    inverted = any(tree.words[aux].lower() in ("had", "were") and aux < subject for aux in auxiliaries)
    return inverted and tree.deps[verb] == "advcl"


def _is_negated(tree: Tree, verb: int) -> bool:
    """Negated by its own words, by "no" before subject or object, or with the verb it is coordinated to."""
    own = tree.children[verb]
    if tree.having(verb, "neg") or any(tree.lemmas[child] in _NEVER for child in own):
        return True
    near = tree.having(verb, "nsubj", "nsubjpass", "dobj")
    if any(tree.lemmas[det] == "no" for noun in near for det in tree.having(noun, "det")):
        return True
    head = tree.heads[verb]
    if tree.deps[verb] == "conj" and any(tree.lemmas[cc] in ("nor", "or") for cc in tree.having(head, "cc")):
        return _is_negated(tree, head)
    have = tree.deps[verb] == "xcomp" and tree.lemmas[head] == "have"
    return have and any(tree.lemmas[child] == "yet" for child in tree.children[head])


def _hangs_on_root_noun(tree: Tree, verb: int) -> bool:
    """Whether an infinitive is what a headline without a finite verb says: "Ghana to send nurses"."""
    head = tree.heads[verb]
    return (
        tree.deps[verb] in ("acl", "relcl", "xcomp", "advcl")
        and tree.heads[head] == head
        and tree.pos[head] in ("NOUN", "PROPN")
    )


def _depends_on_condition(tree: Tree, verb: int) -> bool:
    """Whether a clause with "if" or "unless" hangs on the verb."""
    return any(
        tree.lemmas[mark] in ("if", "unless")
        for clause in tree.having(verb, "advcl")
        for mark in tree.having(clause, "mark")
    )


def _governed(tree: Tree, predicate: int) -> Reading | None:
    """What the words above the predicate say of it, nearest first, or None."""
    node = predicate
    for above in tree.ancestors(predicate):
        dep = tree.deps[node]
        if dep == "advcl" and any(tree.lemmas[mark] in _CONDITIONS for mark in tree.having(node, "mark")):
            return Reading("possible", "condition")
        if dep in _BARRIERS:
            return None
        ahead = _lies_ahead(tree, node, above)
        if ahead is not None:
            return ahead
        reading = _said_by_governor(tree, node, above)
        if reading is not None:
            return reading
        if dep == "ccomp" and tree.lemmas[above] in word_classes()["say"]:
            return None
        if dep in ("xcomp", "ccomp", "pcomp", "prep") and tree.pos[above] in ("VERB", "AUX"):
            outer = _own_clause(tree, above)
            if outer is not None:
                return outer
        node = above
    return None


def _lies_ahead(tree: Tree, node: int, above: int) -> Reading | None:
    """Going to, are to, about to, ahead of, without: phrases that leave the deed undone; else None."""
    dep, lemma = tree.deps[node], tree.lemmas[above]
    if dep == "xcomp" and lemma == "go" and tree.tags[above] == "VBG":
        return Reading("planned", "going to")
    infinitive = any(tree.words[aux].lower() == "to" for aux in tree.having(node, "aux"))
    if dep == "xcomp" and lemma == "be" and infinitive:
        return Reading("planned", "are to")
    if dep in ("xcomp", "pcomp") and lemma in ("about", "close", "near") and tree.pos[above] != "VERB":
        return Reading("planned" if lemma == "about" else "possible", f"{lemma} to")
    instead = lemma == "of" and above > 0 and tree.lemmas[above - 1] == "instead"
    if dep in ("pcomp", "pobj") and (lemma in ("without", "than") or instead):
        return Reading("denied", "instead of" if instead else lemma)
    if lemma == "of" and above > 0 and tree.lemmas[above - 1] == "ahead":
        return Reading("planned", "ahead of")
    near = dep == "pcomp" and lemma == "to" and tree.lemmas[tree.heads[above]] in ("close", "near")
    return Reading("possible", "close to") if near else None


def _said_by_governor(tree: Tree, node: int, above: int) -> Reading | None:
    """The status that a governing word gives to the clause below it: plan to, deny, urge …, or None."""
    lemma, classes = tree.lemmas[above], word_classes()
    for status in _GOVERNED_STATUSES:
        if lemma in classes["governs_" + status] and _governs(tree, node, above, status):
            none = any(tree.lemmas[det] == "no" for det in tree.having(above, "det"))
            if none or (status == "planned" and tree.having(above, "neg")):
                return Reading("denied", f"not {lemma}")
            return Reading(status, f"governed:{lemma}")
    if lemma in classes["hearsay"] and tree.deps[node] in ("acl", "ccomp", "relcl"):
        return Reading(*_of_hearsay(tree, above))
    return None


def _of_hearsay(tree: Tree, noun: int) -> tuple[str, str]:
    """What becomes of a report or claim: denied if it is called false or rejected, else possible."""
    verb = tree.heads[noun]
    below = {tree.lemmas[child] for child in tree.having(verb, "acomp", "attr", "advmod")}
    rejected = tree.lemmas[verb] in word_classes()["governs_denied"] | {"dismiss", "rebut"}
    false = bool(below & {"false", "untrue", "baseless", "unfounded", "wrong", "fake", "incorrect"})
    return ("denied" if rejected or false else "possible"), f"hearsay:{tree.lemmas[noun]}"


def _governs(tree: Tree, node: int, above: int, status: str) -> bool:
    """Whether the word above takes the clause below as its complement, not merely as a neighbour."""
    dep = tree.deps[node]
    if dep == "conj" or (dep == "ccomp" and above > node):
        return False
    if tree.pos[above] in ("NOUN", "ADJ", "PROPN"):
        return dep in ("acl", "prep", "xcomp", "pcomp", "ccomp")
    if status == "negotiating":
        return dep in ("dobj", "pobj", "prep", "pcomp", "xcomp")
    return dep in ("xcomp", "ccomp", "dobj", "pcomp", "prep", "acl", "advcl")


def _tense(tree: Tree, verb: int, *, is_headline: bool) -> Reading:
    """Occurred or ongoing, by tense and aspect."""
    tag = tree.tags[verb]
    words = [tree.lemmas[aux] for aux in _auxiliaries(tree, verb)]
    if tag == "VBG" and "be" in words and "have" not in words:
        if any(tree.words[aux].lower() in ("was", "were") for aux in _auxiliaries(tree, verb)):
            return Reading("occurred", "past progressive")
        return Reading("ongoing", "present progressive")
    if tag in ("VBZ", "VBP") and not is_headline and tree.lemmas[verb] not in word_classes()["say"]:
        return (
            Reading("occurred", "present") if _reported_present(tree, verb) else Reading("ongoing", "present")
        )
    return Reading("occurred", "past")


def _reported_present(tree: Tree, verb: int) -> bool:
    """Present tense that tells of a deed all the same: performatives and narrative present."""
    return tree.lemmas[verb] in word_classes()["momentary"]


def _of_noun(tree: Tree, noun: int, *, is_question: bool, is_headline: bool) -> Reading:
    """The status of an event told by a noun."""
    reading = _described(tree, noun) or _governed(tree, noun)
    if reading is not None:
        return reading
    verb = next((node for node in tree.ancestors(noun) if tree.pos[node] in ("VERB", "AUX")), None)
    if verb is None:
        return Reading("asked", "question") if is_question else Reading("occurred", "noun")
    classes, lemma = word_classes(), tree.lemmas[verb]
    if tree.deps[noun] in ("dobj", "nsubjpass"):
        for status in ("planned", "asked", "possible", "negotiating"):
            told = status == "planned" and lemma == "announce" and tree.deps[noun] == "nsubjpass"
            if lemma in classes["governs_" + status] and not told:
                return Reading(status, f"verb:{lemma}")
    doubts = {tree.lemmas[child] for child in tree.having(verb, "acomp")} & classes["doubtful"]
    if doubts and tree.deps[noun] == "nsubj":
        return Reading("possible", f"doubtful:{min(doubts)}")
    reading = read_status(tree, verb, is_question=is_question, is_headline=is_headline)
    fruitless = reading.status == "denied" and tree.deps[noun] == "nsubj" and lemma not in _HAPPENS
    return Reading("occurred", "noun") if reading.status == "ongoing" or fruitless else reading


def _described(tree: Tree, noun: int) -> Reading | None:
    """What the noun's own adjectives say: planned, possible, ongoing, no; or None."""
    classes = word_classes()
    for child in tree.having(noun, "amod", "compound", "det", "nmod"):
        lemma = tree.lemmas[child]
        for status in ("planned", "possible", "ongoing"):
            if lemma in classes["adjective_" + status]:
                return Reading(status, f"adjective:{lemma}")
        if lemma == "no":
            return Reading("denied", "no")
    return None
