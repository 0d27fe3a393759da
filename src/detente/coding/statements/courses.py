"""What verbs say of a relation: "ties are surging", "strengthened relations", "will not be affected"."""

from __future__ import annotations

from dataclasses import replace

from detente.coding.clauses import is_passive
from detente.coding.drafts import Manner
from detente.coding.statements.cues import claim_cues, label_of
from detente.coding.statements.mood import Mood, is_prospect, mood_of
from detente.coding.statements.quality import height_of, settle_telling, tell_quality, top_noun
from detente.coding.statements.said import Telling
from detente.sentences.tree import Tree

__all__ = ["tell_by_verb", "verb_beside"]

_REACHING = frozenset(("hit", "reach", "touch", "sink", "enter", "scale"))
_UNDERGOING = frozenset(
    ("suffer", "receive", "see", "undergo", "experience", "take", "get", "gain", "enjoy", "witness", "face")
)
_EVENTFUL = frozenset(
    (
        "resume",
        "reestablish",
        "re-establish",
        "restore",
        "sever",
        "suspend",
        "cut",
        "terminate",
        "upgrade",
        "downgrade",
        "renew",
        "reset",
    )
)


def tell_by_verb(noun: int, tree: Tree, manner: Manner) -> Telling | None:
    """What the verb says of which a relation noun is subject or object, or that describes it."""
    top = top_noun(tree, noun)
    verb, dep = tree.heads[top], tree.deps[top]
    telling = _by_clause_below(tree, noun, manner)
    if telling is None and dep not in ("nsubj", "nsubjpass"):
        beside = verb_beside(tree, noun)
        telling = _as_subject(tree, beside, manner) if beside is not None else None
    if telling is None and dep == "dobj":
        telling = _damped(tree, verb, manner)
    if telling is not None:
        return telling
    if verb == top or tree.pos[verb] not in ("VERB", "AUX", "ADJ", "NOUN", "PROPN"):
        return None
    if dep in ("nsubj", "nsubjpass"):
        return _by_chain(tree, verb, manner)
    return (
        _as_object(tree, verb, manner)
        if dep in ("dobj", "obj") and tree.pos[verb] in ("VERB", "AUX")
        else None
    )


def _by_chain(tree: Tree, verb: int, manner: Manner) -> Telling | None:
    """The first of the verbs a relation is subject of that says something of it."""
    for node in _chain(tree, verb):
        passive = is_passive(tree, node)
        telling = _as_object(tree, node, manner) if passive else _as_subject(tree, node, manner)
        if telling is not None:
            return telling
    return None


def _by_clause_below(tree: Tree, noun: int, manner: Manner) -> Telling | None:
    """What a clause on the noun says: "relations, described as cordial", "relationship improving"."""
    for child in tree.having(noun, "relcl"):
        told = _described(tree, child)
        if told is not None:
            mood = mood_of(tree, child, manner)
            return settle_telling(told[0], told[1], f"described:{tree.lemmas[told[1]]}", mood)
        if any(tree.words[s].lower() in ("which", "that") for s in tree.having(child, "nsubj", "nsubjpass")):
            telling = _by_chain(tree, child, manner)
            own = tree.deps[noun] in ("nsubj", "nsubjpass")  # its own verb comes first
            if telling is not None and not own:
                return telling
    for child in tree.having(noun, "acl"):
        label = label_of(tree, child, "subject")
        if label is not None and child > noun and tree.deps[noun] == "ROOT" and tree.tags[child] == "VBN":
            mood = replace(mood_of(tree, None, manner), tense="past")  # "Relations soured in 2018, when …"
            return Telling(label, child, f"subject:{tree.lemmas[child]}", mood)
        if label is not None and child > noun and tree.words[child].lower().endswith("ing"):
            return Telling(label, child, f"subject:{tree.lemmas[child]}", mood_of(tree, None, manner))
    return None


def verb_beside(tree: Tree, noun: int) -> int | None:
    """A verb right behind a noun that the parse left without a subject."""
    at = noun + 1
    if at < len(tree) and tree.pos[at] in ("NOUN", "PROPN", "VERB") and _is_headline_verb(tree, noun, at):
        return at
    while at < len(tree) and (tree.pos[at] in ("AUX", "ADV") and tree.heads[at] != noun):
        at += 1
    lone = at < len(tree) and tree.pos[at] == "VERB" and at > noun + 1
    return at if lone and not tree.having(at, "nsubj", "nsubjpass") else None


def _is_headline_verb(tree: Tree, noun: int, word: int) -> bool:
    """Whether the word behind a noun is the verb of a headline, which the parser takes for a name."""
    joined = tree.heads[noun] == word or tree.heads[word] == noun or tree.heads[word] == tree.heads[noun]
    capital = tree.words[word][:1].isupper() and tree.words[noun][:1].isupper()
    last = word + 1 >= len(tree) or tree.pos[word + 1] in ("PUNCT", "ADP", "SCONJ", "CCONJ", "ADV")
    return joined and capital and last and _cue_of_verb(tree, word) is not None


def _cue_of_verb(tree: Tree, word: int) -> str | None:
    """The claim of a verb of which the form alone is known: "Worsens", "Crumbling", "Soured"."""
    known, form = claim_cues()["subject"], tree.words[word].lower()
    stems = (form, form[:-1], form[:-2], form[:-3], form[:-3] + "e", form[:-1] + "e")
    return next((known[stem] for stem in stems if stem in known), None)


def _damped(tree: Tree, verb: int, manner: Manner) -> Telling | None:
    """Hopes of better ties that come to harm: "the optimism to improve relations was damaged"."""
    hope = tree.heads[verb]
    harm = tree.heads[hope]
    better = label_of(tree, verb, "object") == "warming" and is_prospect(tree, hope)
    if not better or tree.deps[hope] not in ("nsubjpass", "dobj") or label_of(tree, harm, "harm") is None:
        return None
    mood = mood_of(tree, harm, manner)
    return None if mood.negated else Telling("cooling", harm, f"damped:{tree.lemmas[harm]}", mood)


def _chain(tree: Tree, verb: int) -> list[int]:
    """A verb, what it begins or seems to do, and the verbs coordinated with these, the deepest first."""
    out = [verb]
    for node in out:
        if label_of(tree, node, "phase") is not None or tree.pos[node] == "AUX":
            out.extend(tree.having(node, "xcomp"))
        out.extend(
            child for child in tree.having(node, "conj") if not tree.having(child, "nsubj", "nsubjpass")
        )
    return out


def _as_subject(tree: Tree, verb: int, manner: Manner) -> Telling | None:
    """The relation is the subject: "are surging", "became closer", "are at a low"."""
    mood = mood_of(tree, verb, manner)
    linked = _as_linked(tree, verb, mood) if label_of(tree, verb, "linking") is not None else None
    if linked is not None:
        return linked
    objects = [low for low in tree.having(verb, "dobj") if tree.words[low] != "thanks"]
    if objects and label_of(tree, verb, "subject") != "stable":
        return _as_reaching(tree, verb, mood)
    label = label_of(tree, verb, "subject") or (
        _cue_of_verb(tree, verb) if tree.pos[verb] == "PROPN" else None
    )
    label = label or _course(tree, verb)
    if label is not None:
        return settle_telling(label, verb, f"subject:{tree.lemmas[verb]}", mood)
    for child in tree.having(verb, "acomp", "oprd"):
        quality = tell_quality(tree, child)
        if quality is not None:
            return settle_telling(quality, child, f"said:{tree.lemmas[child]}", mood)
    return None


def _as_linked(tree: Tree, verb: int, mood: Mood) -> Telling | None:
    """The relation is, becomes or remains something."""
    never = any(tree.words[child].lower() in ("never", "seldom", "rarely") for child in tree.children[verb])
    for child in tree.having(verb, "acomp") if never else ():
        extreme = _extreme(tree, child)
        if extreme is not None:
            mood = replace(mood, negated=False, tense="past" if _is_past_perfect(tree, verb) else "present")
            return Telling(extreme, child, f"never:{tree.lemmas[child]}", mood)
    for child in tree.having(verb, "acomp", "oprd", "attr", "xcomp", "advmod", "amod"):
        label = _complement(tree, child)
        if label is not None:
            return settle_telling(label, child, f"said:{tree.lemmas[child]}", mood)
    return _in_plight(tree, verb, mood)


def _extreme(tree: Tree, adjective: int) -> str | None:
    """What "never been worse", "never been so close" come to: the utmost of it."""
    degree = tree.tags[adjective] == "JJR" or any(
        tree.lemmas[child] in ("so", "this", "that", "more", "such") for child in tree.children[adjective]
    )
    label = label_of(tree, adjective, "adjective")
    if tree.tags[adjective] == "JJR" and label in ("warming", "close"):
        return "warming"  # "have never been stronger"
    return {"warming": "close", "cooling": "hostile"}.get(label or "", label) if degree else None


def _is_past_perfect(tree: Tree, verb: int) -> bool:
    return any(tree.words[aux].lower() == "had" for aux in tree.having(verb, "aux"))


def _in_plight(tree: Tree, verb: int, mood: Mood) -> Telling | None:
    """What a relation is in, on or at: "on the rocks", "back on track", "at their lowest point"."""
    known = claim_cues()["plight"]
    nodes = [verb, *tree.having(verb, "advmod", "prt", "acomp", "prep")]
    places = [
        (prep, low)
        for node in nodes
        for prep in tree.having(node, "prep")
        for low in tree.having(prep, "pobj")
    ]
    for prep, below in places:
        near = {tree.lemmas[below], *(tree.lemmas[c] for c in tree.having(below, "amod", "compound"))}
        near.update(tree.words[c].lower() for c in tree.having(below, "amod", "compound"))
        label = height_of(near)
        if label is not None:
            return settle_telling(label, below, f"at:{tree.lemmas[below]}", mood)
        label = known.get(f"{tree.lemmas[prep]} {tree.lemmas[below]}")
        if tree.lemmas[below] in ("footing", "term", "keel"):
            told = [said for c in tree.having(below, "amod") if (said := tell_quality(tree, c))]
            label = told[0] if told else label
        if label is not None:
            return settle_telling(label, below, f"plight:{tree.lemmas[below]}", mood)
    return None


def _as_reaching(tree: Tree, verb: int, mood: Mood) -> Telling | None:
    """The relation reaches a low or a high, or suffers a blow."""
    for below in tree.having(verb, "dobj"):
        change = label_of(tree, below, "change")
        if change is not None and tree.lemmas[verb] in _UNDERGOING:
            return settle_telling(change, verb, f"undergo:{tree.lemmas[below]}", mood)
    for below in tree.having(verb, "dobj") if tree.lemmas[verb] in _REACHING else ():
        label = height_of({tree.lemmas[below], *(tree.lemmas[child] for child in tree.children[below])})
        if label is not None:
            label = "warming" if label == "close" else label
            return settle_telling(label, verb, f"reach:{tree.lemmas[below]}", mood)
    return None


def _course(tree: Tree, verb: int) -> str | None:
    """Where relations went: "from warm to frosty"."""
    for prep in tree.having(verb, "prep"):
        for below in tree.having(prep, "pobj", "amod", "pcomp") if tree.lemmas[prep] == "to" else ():
            label = tell_quality(tree, below)
            if label is not None:
                return {"close": "warming", "hostile": "cooling", "distant": "cooling"}.get(label, label)
    return None


def _complement(tree: Tree, token: int) -> str | None:
    """The claim of what a relation is said to be: an adjective, a participle, a noun with an adjective."""
    if tree.pos[token] in ("NOUN", "PROPN"):
        label = label_of(tree, token, "state")
        return label or next(
            (found for c in tree.having(token, "amod") if (found := tell_quality(tree, c))), None
        )
    label = tell_quality(tree, token)
    if label is None and tree.pos[token] == "VERB":
        label = label_of(tree, token, "subject") or label_of(tree, token, "harm")
    return label


def _as_object(tree: Tree, verb: int, manner: Manner) -> Telling | None:
    """The relation is acted upon: "strengthened ties", "will not be affected"."""
    lemma = tree.lemmas[verb]
    word = tree.words[verb].lower()
    mood = mood_of(tree, verb, manner)
    harm = label_of(tree, verb, "harm")
    if harm is not None:
        if mood.negated:
            return Telling("stable", verb, f"unharmed:{lemma}", replace(mood, negated=False))
        return Telling(harm, verb, f"harm:{lemma}", mood)
    described = _described(tree, verb)
    if described is not None:
        return settle_telling(described[0], described[1], f"described:{tree.lemmas[described[1]]}", mood)
    if is_passive(tree, verb) and word in ("strained", "frayed", "soured", "frozen", "severed"):
        return settle_telling(
            "distant" if word in ("frozen", "severed") else "cooling", verb, f"said:{word}", mood
        )
    label = label_of(tree, verb, "object")
    done = lemma in _EVENTFUL and mood.tense == "past"  # an event, not a state of things
    if label is not None and not done and not _is_purpose(tree, verb):
        return settle_telling(label, verb, f"object:{lemma}", mood)
    return None


def _described(tree: Tree, verb: int) -> tuple[str, int] | None:
    """What a relation is called: "described ties as cordial"."""
    if label_of(tree, verb, "view") is None:
        return None
    for prep in tree.having(verb, "prep"):
        for below in tree.children[prep] if tree.lemmas[prep] == "as" else ():
            label = _complement(tree, below)
            if label is not None:
                return label, below
    return None


def _is_purpose(tree: Tree, verb: int) -> bool:
    """Whether a clause only tells to what end: "for strengthening ties", "agreed on expanding ties"."""
    head = tree.heads[verb]
    return tree.deps[verb] == "pcomp" and tree.lemmas[head] in ("for", "on", "about", "at", "of", "without")
