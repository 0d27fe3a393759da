"""Cause and effect in a sentence: which tokens stand on which side of a connective."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from detente.coding.clauses import is_passive
from detente.coding.statements.cues import forms_of, label_of, mechanism_cues
from detente.coding.statements.mood import verb_above
from detente.sentences.tree import Tree

__all__ = ["Link", "find_links"]

_MARKS = frozenset(("because", "since", "as", "after", "while", "when", "once", "if", "unless"))
_STRONG = frozenset(("because", "if", "unless"))
_HENCE = frozenset(("so", "therefore", "hence", "thus", "consequently"))
_SOURCES = {
    "from": frozenset(
        ("stem", "spring", "arise", "flow", "derive", "emanate", "originate", "result", "grow")
    ),
    "on": frozenset(("rest", "thrive", "feed", "build", "found", "hinge", "depend", "turn")),
    "in": frozenset(("root", "lie", "originate", "ground")),
    "of": frozenset(("bear", "born")),
}
_FOUNDED = frozenset(("foundation", "basis", "ground", "back", "strength", "heel"))
_BUILT = frozenset(("base", "build", "form", "found", "root", "rest", "ground", "predicate"))
_OVER = frozenset(("cement", "strain", "sour", "strip", "bond", "expel", "punish",
                   "sanction", "suspend", "recall", "freeze", "cut", "blacklist"))  # fmt: skip
_EVENTUAL = frozenset(("lead", "result", "give", "contribute", "set"))
_HUNG = frozenset(("prep", "pcomp", "mark", "amod", "acomp", "advcl", "advmod", "ROOT", "pobj"))
_JOINING = ("to", "thanks")
_OBJECTS = ("dobj", "obj", "xcomp", "ccomp", "prep", "dative", "oprd", "prt", "acomp", "agent")


@dataclass(frozen=True, slots=True)
class Link:
    """Two sides of a causal statement.

    Attributes:
        cause: Tokens of the cause.
        effect: Tokens of the effect.
        verb: The verb that carries tense and modality of the statement, or None.
        why: The connective.
        strong: Whether the connective itself says that one brought about the other.
    """

    cause: frozenset[int]
    effect: frozenset[int]
    verb: int | None
    why: str
    strong: bool


def find_links(tree: Tree) -> Iterator[Link]:
    """Every pair of cause and effect that a connective of the sentence joins."""
    for token, (pos, lemma, dep) in enumerate(zip(tree.pos, tree.lemmas, tree.deps, strict=True)):
        if pos in ("VERB", "AUX"):
            yield from _of_verb(tree, token)
            yield from _of_source(tree, token)
        if lemma in _MARKS:
            yield from _of_mark(tree, token)
        if dep in _HUNG or tree.words[token].lower() in _JOINING:
            yield from _of_preposition(tree, token)
        if lemma in _HENCE:
            yield from _of_hence(tree, token)


def _of_verb(tree: Tree, verb: int) -> Iterator[Link]:
    """The subject brings about what the verb says: "has led to", "pushes X towards Y", "weakens ties"."""
    harm = label_of(tree, verb, "harm") is not None or label_of(tree, verb, "object") == "warming"
    if not (harm and _takes_relation(tree, verb)) and not _is_forward(tree, verb):
        return
    if is_passive(tree, verb):
        agents = [t for child in tree.having(verb, "agent") for t in tree.subtree(child)]
        agents += [
            t for c in tree.having(verb, "prep") if tree.lemmas[c] in ("by", "with") for t in tree.subtree(c)
        ]
        effect = [
            t for child in tree.having(verb, "nsubjpass", "xcomp", "ccomp") for t in tree.subtree(child)
        ]
    else:
        subject = next(iter(tree.having(verb, "nsubj", "csubj")), None)
        agents = tree.subtree(subject) if subject is not None else []
        if subject is not None and tree.words[subject].lower() == "which" and tree.deps[verb] == "relcl":
            agents = _left_of(tree, verb)  # of the clause before, or of its last noun
        if not agents and tree.deps[verb] in ("conj", "relcl", "acl", "advcl"):
            agents = _left_of(tree, verb)
        effect = [t for child in tree.having(verb, *_OBJECTS) for t in tree.subtree(child)]
    if agents and effect:
        yield Link(
            frozenset(agents),
            frozenset({verb, *effect} - set(agents)),
            verb,
            f"verb:{tree.lemmas[verb]}",
            strong=not harm or label_of(tree, verb, "harm") is not None,
        )


def _takes_relation(tree: Tree, verb: int) -> bool:
    """Whether what a verb makes better or worse is a relation."""
    known = ("relation", "state", "relation_weak")
    nouns = [n for child in tree.having(verb, "dobj", "nsubjpass") for n in tree.conjuncts(child)]
    return any(label_of(tree, noun, kind) is not None for noun in nouns for kind in known)


def _is_forward(tree: Tree, verb: int) -> bool:
    known = mechanism_cues()["forward"]
    lemma = tree.lemmas[verb]
    near = [tree.lemmas[c] for c in tree.having(verb, "prep", "prt", "dobj", "aux", "xcomp")]
    beside = tree.lemmas[verb + 1 : verb + 2]
    if lemma in _EVENTUAL:
        return any(f"{lemma} {word}" in known for word in [*near, *beside]) or (
            lemma == "give" and bool({"birth", "rise"} & set(near))
        )
    return lemma in known


def _left_of(tree: Tree, verb: int) -> list[int]:
    """What stands before a verb whose subject the parse lost, without its own auxiliaries."""
    if tree.deps[verb] in ("relcl", "acl"):
        return [token for token in range(verb) if token <= tree.heads[verb]]
    return [token for token in range(verb) if tree.pos[token] not in ("AUX", "PUNCT")]


def _of_mark(tree: Tree, token: int) -> Iterator[Link]:
    """A clause with because, as, since, after, while."""
    lemma = tree.lemmas[token]
    clause = tree.heads[token]
    if (
        tree.deps[token] not in ("mark", "advmod")
        or (lemma == "if" and tree.deps[clause] == "ccomp")
        or not (tree.deps[clause] in ("advcl", "ccomp") or _is_of_date(tree, lemma, clause))
    ):
        return
    main = verb_above(tree, tree.heads[clause])
    if main is None and lemma == "when":
        main = next(iter(tree.roots()), None)
    likewise = lemma == "as" and tree.lemmas[clause] == "do"  # "as did Kiribati"
    reckoned = lemma == "since" and tree.pos[tree.heads[clause]] in ("NOUN", "PROPN")  # "the first since"
    if main is None or clause == main or likewise or reckoned:
        return
    inside = set(tree.subtree(clause))
    rest = set(tree.subtree(main)) - inside
    yield Link(frozenset(inside), frozenset(rest), main, f"mark:{lemma}", lemma in _STRONG)


def _of_source(tree: Tree, verb: int) -> Iterator[Link]:
    """What something stems from, rests on, is rooted in."""
    lemma = tree.lemmas[verb]
    subject = next(iter(tree.having(verb, "nsubj", "nsubjpass")), None)
    for prep in tree.having(verb, "prep") if subject is not None else ():
        if lemma in _SOURCES.get(tree.lemmas[prep], ()) and subject is not None:
            cause, effect = frozenset(tree.subtree(prep)), frozenset({verb, *tree.subtree(subject)})
            yield Link(cause, effect, verb, f"source:{lemma}", strong=True)


def _of_hence(tree: Tree, token: int) -> Iterator[Link]:
    """A clause that draws a consequence: ", so …", "; therefore …"."""
    if tree.deps[token] not in ("advmod", "cc", "mark", "dep"):
        return
    if [word.lower() for word in tree.words[token : token + 2]] == ["so", "that"]:
        return
    head = tree.heads[token]
    following = [c for c in tree.having(head, "conj") if c > token] if tree.deps[token] == "cc" else [head]
    for verb in following:
        above = tree.heads[verb]
        inside = set(tree.subtree(verb))
        linked = tree.deps[verb] in ("conj", "advcl", "parataxis", "ccomp", "dep") and above < token
        before = [c for c in tree.having(verb, "ccomp", "parataxis") if c < token]
        if tree.pos[verb] not in ("VERB", "AUX"):
            continue
        if linked and above != verb:
            rest = set(tree.subtree(above)) - inside
            yield Link(frozenset(rest), frozenset(inside), verb, "hence", strong=True)
        elif before:
            rest = set(tree.subtree(before[0]))
            yield Link(frozenset(rest), frozenset(inside - rest), verb, "hence", strong=True)


def _is_of_date(tree: Tree, lemma: str, clause: int) -> bool:
    """Whether a clause with "when" hangs on a date: "soured in 2018, when …"."""
    head = tree.heads[clause]
    date = (
        tree.words[head].isdigit()
        or tree.lemmas[head] in ("year", "month", "day")
        or tree.pos[head] == "PROPN"
    )
    return lemma == "when" and tree.deps[clause] == "relcl" and date


def _of_preposition(tree: Tree, token: int) -> Iterator[Link]:
    """A phrase with because of, due to, in response to, over; or "with X doing …"."""
    if tree.words[token].lower() == "to" and tree.deps[token] == "aux":
        yield from _of_purpose(tree, token)
        return
    thanks = tree.words[token].lower() == "thanks"  # parsed as an object
    if tree.deps[token] not in _HUNG and not thanks:
        return
    why = _connective(tree, token)
    if why is None:
        return
    inside = set(tree.subtree(token))
    above = verb_above(tree, tree.heads[token]) if tree.heads[token] != token else None
    top = above if above is not None else next(iter(tree.roots()), token)
    rest = set(tree.subtree(top)) - inside
    if why == "with":  # "With X leaving, …": the subject may have been parsed into the phrase
        inside, rest = _with_clause(tree, token, inside, rest)
    if rest and len(inside) > 1:
        yield Link(
            frozenset(inside),
            frozenset(rest),
            above,
            f"prep:{why}",
            why not in ("with", "over", "after", "amid"),
        )


def _of_purpose(tree: Tree, token: int) -> Iterator[Link]:
    """An end to which something is done: "bought radars to counter China"."""
    verb = tree.heads[token]
    phrase = f"to {tree.lemmas[verb]}"
    above = verb_above(tree, tree.heads[verb])
    if phrase not in mechanism_cues()["backward"] or above is None or above == verb:
        return
    inside = set(tree.subtree(verb))
    yield Link(
        frozenset(inside), frozenset(set(tree.subtree(above)) - inside), above, f"prep:{phrase}", strong=False
    )


def _with_clause(tree: Tree, token: int, inside: set[int], rest: set[int]) -> tuple[set[int], set[int]]:
    """The phrase up to its comma; what follows belongs to the main clause."""
    comma = next((t for t in range(token, len(tree)) if tree.words[t] == "," and t > token + 3), None)
    if comma is None or tree.heads[token] < token:
        return inside, rest
    late = {t for t in inside if t > comma}
    return inside - late, rest | late


@cache
def _first_words() -> frozenset[str]:
    return frozenset(words.split()[0] for words in mechanism_cues()["backward"])


def _connective(tree: Tree, token: int) -> str | None:
    """The connective that begins at a token, or None."""
    lemma = tree.lemmas[token]
    backward = mechanism_cues()["backward"]
    begins = tree.words[token].lower() in _first_words()
    words = [word.lower() for word in tree.words[token : token + 5]] if begins else []
    for length in (5, 4, 3, 2) if begins else ():
        phrase = " ".join(words[:length])
        if len(words) >= length and phrase in backward:
            return phrase
    if lemma == "with" and any(
        tree.tags[c] == "VBG" and tree.having(c, "nsubj") for c in tree.having(token, "pcomp")
    ):
        return "with"
    if lemma == "with" and any(
        tree.tags[c] == "VBG" and tree.deps[c] in ("acl", "relcl")
        for o in tree.having(token, "pobj")
        for c in tree.children[o]
    ):
        return "with"
    if lemma == "on":
        head = tree.lemmas[tree.heads[token]]
        if head in _BUILT or any(
            form in _FOUNDED for o in tree.having(token, "pobj") for form in forms_of(tree, o)
        ):
            return "on the foundation"
    if lemma == "over" and tree.lemmas[tree.heads[token]] in _OVER:
        return "over"
    return None
