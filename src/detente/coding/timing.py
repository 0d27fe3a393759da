"""Which date of its own sentence an event has."""

from __future__ import annotations

from detente.coding.drafts import Draft
from detente.coding.when import TimeExpression
from detente.sentences.tree import Tree

__all__ = [
    "attributed_noun",
    "clauses_above",
    "inherited_time",
    "own_time",
    "tense_of",
    "time_token",
    "times_of_noun",
    "verb_of",
]

_VERBAL = ("VERB", "AUX")
_ATTRIBUTES = frozenset(("poss", "compound", "amod", "nummod", "nmod"))
# Verbs whose object is the happening itself: "signed the 2015 agreement", "held last week's talks".
_PERFORMING = frozenset(
    (
        *("sign", "hold", "conduct", "host", "launch", "conclude", "reach", "stage", "begin", "start", "end"),
        *("make", "pay", "have", "attend", "carry", "finish", "complete", "open", "convene", "undertake"),
    )
)
_LEADING = frozenset(("in", "on", "by", "during", "since", "until"))
_RESULTS = frozenset(("cause", "kill", "injure", "wound", "leave", "claim", "end", "follow", "last"))
_MODEL = "types"  # the rule of events that the type model found alone
_CAUSING = frozenset(("cause", "spark", "prompt", "draw", "trigger", "provoke", "raise", "lead", "leave"))
_SPREADING = frozenset(("years", "decade", "year", "century", "season", "quarter", "month range", "month"))


def time_token(tree: Tree, time: TimeExpression) -> int | None:
    """The head of a time expression: its highest token."""
    token = tree.token_at(time.end - 1)
    while token is not None:
        head = tree.heads[token]
        if head == token or not time.start <= tree.starts[head] < time.end:
            break
        token = head
    return token


def attributed_noun(tree: Tree, token: int) -> int | None:
    """The noun that a date stands before as attribute: "the 2015 agreement", "Friday's meeting"."""
    head = tree.heads[token]
    before = tree.lemmas[token - 1] if token else ""
    if before in _LEADING and tree.pos[head] == "PROPN":  # "In September Nepal signed": no September Nepal
        return None
    if tree.deps[token] in _ATTRIBUTES and head > token and tree.pos[head] in ("NOUN", "PROPN"):
        return head
    return None


def own_time(tree: Tree, draft: Draft, times: list[TimeExpression]) -> TimeExpression | None:
    """The time expression that belongs to the predicate: nearest in the tree, never another clause's."""
    best: tuple[int, TimeExpression] | None = None
    governors = _own_verbs(tree, draft.predicate)
    for time in times:
        token = time_token(tree, time)
        if token is None:
            continue
        noun = attributed_noun(tree, token)
        if _is_when(tree, time, draft.predicate):
            rank: int | None = 0
        elif _opens_clause(tree, time, governors):
            rank = 1
        elif noun is not None:
            rank = _rank_of_attribute(tree, draft, noun)
        else:
            rank = _rank(tree, draft, token, governors)
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, time)
    return best[1] if best else None


def _is_when(tree: Tree, time: TimeExpression, predicate: int) -> bool:
    """Whether a clause tells what happened at a date: "in 1961, when they broke off relations"."""
    last = tree.token_at(time.end - 1)
    behind = len(tree) if last is None else last + 1
    while behind < len(tree) and tree.words[behind] in (",", ")"):
        behind += 1
    if behind >= len(tree) or tree.lemmas[behind] != "when":
        return False
    return predicate in (tree.heads[behind], *tree.conjuncts(tree.heads[behind]))


def _opens_clause(tree: Tree, time: TimeExpression, verbs: set[int]) -> bool:
    """Whether a date and a comma stand before the subject of one of these: "…, in 2019, Chad agreed"."""
    comma = tree.token_at(time.end - 1)
    comma = comma + 1 if comma is not None else len(tree)
    if comma + 1 >= len(tree) or tree.words[comma] != ",":
        return False
    return any(
        tree.subtree(subject)[0] == comma + 1
        for verb in verbs
        for subject in tree.having(verb, "nsubj", "nsubjpass")
    )


def _rank_of_attribute(tree: Tree, draft: Draft, noun: int) -> int | None:
    """0 if the noun is the event, 1 if the event is to bring it about."""
    if noun == draft.predicate:
        return 0
    return 1 if noun in draft.objects and tree.lemmas[draft.predicate] in _PERFORMING else None


def _rank(tree: Tree, draft: Draft, token: int, governors: set[int]) -> int | None:
    """How far up from a date the predicate is; None if another clause is met first."""
    for distance, node in enumerate([token, *tree.ancestors(token)]):
        if node == draft.predicate or node in draft.objects:
            return distance
        if tree.pos[node] in _VERBAL and distance:
            if node in governors:
                return distance + 4
            noun = tree.heads[node]
            result = tree.deps[node] == "relcl" and tree.lemmas[node] in _RESULTS
            if result and (noun in draft.objects or tree.heads[noun] == draft.predicate):
                continue  # "exchanged fire that killed three in July"
            return None
    return None


def _own_verbs(tree: Tree, predicate: int) -> set[int]:
    """The predicate, the verb that governs it, and those it is coordinated with."""
    out = {predicate}
    node = predicate
    for above in tree.ancestors(predicate):
        dep = tree.deps[node]
        if dep == "conj" and tree.having(node, "nsubj", "nsubjpass"):
            break
        if dep in ("conj", "xcomp", "dobj", "pobj", "prep", "nsubj", "nsubjpass", "acl", "pcomp", "attr"):
            out.add(above)
            if tree.pos[above] in _VERBAL and dep not in ("conj", "xcomp"):
                break
            node = above
            continue
        break
    return out


def times_of_noun(tree: Tree, noun: int, times: list[TimeExpression]) -> TimeExpression | None:
    """The date that a noun has as attribute or behind it: "Friday's meeting", "his trip on Tuesday".

    That of a relative clause that only says that it was held counts too.
    """
    for time in times:
        token = time_token(tree, time)
        if token is None or time.edtf is None:
            continue
        if attributed_noun(tree, token) == noun:
            return time
        for node in [token, *tree.ancestors(token)]:
            if node == noun or _is_held(tree, noun, node):
                return time
            held = tree.deps[node] == "relcl" and tree.lemmas[node] in _PERFORMING
            if tree.pos[node] in (*_VERBAL, "NOUN") and node != token and not held:
                break
    return None


def _is_held(tree: Tree, noun: int, verb: int) -> bool:
    """Whether a verb is that of a clause without its pronoun: "a meeting the ministers held in May"."""
    if not noun < verb or tree.tags[verb] not in ("VBD", "VBN") or tree.lemmas[verb] not in _PERFORMING:
        return False
    between = range(noun + 1, verb)
    bare = all(tree.pos[node] not in (*_VERBAL, "PUNCT", "SCONJ", "CCONJ", "ADP") for node in between)
    return bare and verb - noun > 1 and not tree.having(verb, "dobj")


def inherited_time(
    tree: Tree, draft: Draft, times: list[TimeExpression]
) -> tuple[TimeExpression, str] | None:
    """A date of the sentence that reaches the predicate from another clause, and why it does."""
    dated = [
        (token, verb, time)
        for time in times
        if time.edtf
        and (token := time_token(tree, time)) is not None
        and attributed_noun(tree, token) is None
        and (verb := verb_of(tree, token)) is not None
    ]
    verb = verb_of(tree, draft.predicate)
    if not dated or verb is None or tense_of(tree, verb) == "modal":
        return None
    low, high = draft.tokens
    within = [row for row in dated if low <= row[0] <= high or low <= row[1] <= high]
    if draft.rule.name == _MODEL and len(within) == 1:
        return within[0][2], "span"  # a reading of the whole span, whatever its head
    for _, governor, time in dated:
        if _is_participle_of(tree, governor, verb):
            return time, "participle"
    if tense_of(tree, verb) == "perfect":
        return None
    return _from_above(tree, verb, dated)


def _from_above(
    tree: Tree, verb: int, dated: list[tuple[int, int, TimeExpression]]
) -> tuple[TimeExpression, str] | None:
    """The date of the verb above, or one that spreads over its sentence."""
    above = _upward(tree, verb)
    for _, governor, time in dated:
        if governor in above:
            return time, "governor"
    for token, governor, time in dated:
        spreads = time.rule in _SPREADING and not str(time.edtf).endswith("..")
        if not spreads or tense_of(tree, verb) != "past":
            continue
        beside = tree.deps[verb] == "conj" and tree.heads[verb] == governor
        if _is_front(tree, token, governor) or (beside and tense_of(tree, governor) == "past"):
            return time, "frame"
    return None


def _upward(tree: Tree, verb: int) -> set[int]:
    """The verbs of the same happening above one: what it is an infinitive or participle of."""
    out: set[int] = set()
    node = verb
    while True:
        dep, tag, head = tree.deps[node], tree.tags[node], tree.heads[node]
        if head == node:
            return out
        if tree.lemmas[node] in _CAUSING and tag == "VBG":
            return out
        own = tree.having(node, "nsubj", "nsubjpass")
        bare = not own and (
            dep in ("conj", "xcomp", "pcomp")
            or (
                dep in ("advcl", "acl") and (tag == "VB" or (dep == "advcl" and tag == "VBG" and head < node))
            )
        )
        if not bare and not (dep in ("prep", "pobj", "dobj") and tree.pos[node] not in _VERBAL):
            return out
        node = head
        if tree.pos[node] in _VERBAL:
            out.add(node)


def _is_participle_of(tree: Tree, participle: int, verb: int) -> bool:
    """Whether one verb is "visiting" in "Visiting Kyiv on 2 July, he urged …", or "after winning"."""
    head = tree.heads[participle]
    if tree.tags[participle] != "VBG" or tree.having(participle, "nsubj"):
        return False
    if tree.deps[participle] == "pcomp":
        return tree.heads[head] == verb and tree.lemmas[head] in ("after", "upon", "on", "while", "following")
    marks = {tree.lemmas[mark] for mark in tree.having(participle, "mark", "advmod")}
    return tree.deps[participle] == "advcl" and head == verb and marks <= {"while", "when"}


def _is_front(tree: Tree, token: int, verb: int) -> bool:
    """Whether a date opens the sentence, before its subject."""
    subjects = tree.having(verb, "nsubj", "nsubjpass")
    return token <= 4 and bool(subjects) and token < min(subjects) and tree.heads[verb] == verb


def tense_of(tree: Tree, verb: int) -> str:
    """``past pluperfect perfect modal present`` or ``none``; a verb without its own has that above it."""
    helpers = tree.having(verb, "aux", "auxpass")
    tags = {tree.tags[helper] for helper in helpers}
    has = [helper for helper in helpers if tree.lemmas[helper] == "have"]
    if "MD" in tags:
        return "modal"
    if has:
        return "pluperfect" if tree.tags[has[0]] == "VBD" else "perfect"
    if "VBD" in tags or (tree.tags[verb] == "VBD"):
        return "past"
    if tags & {"VBZ", "VBP"} or tree.tags[verb] in ("VBZ", "VBP"):
        return "present"
    head = tree.heads[verb]
    if head != verb and tree.pos[head] in _VERBAL and tree.deps[verb] in ("conj", "xcomp", "advcl"):
        return tense_of(tree, head)
    return "none"


def clauses_above(tree: Tree, verb: int) -> set[int]:
    """Verbs that a verb is coordinated with or an infinitive of."""
    out: set[int] = set()
    while tree.heads[verb] != verb:
        infinitive = tree.tags[verb] in ("VB", "VBG") and tree.deps[verb] in ("xcomp", "advcl")
        shared = tree.deps[verb] == "conj" and not tree.having(verb, "nsubj", "nsubjpass")
        if not infinitive and not shared:
            break
        verb = tree.heads[verb]
        out.add(verb)
    return out


def verb_of(tree: Tree, token: int) -> int | None:
    """The token if it is a verb, else the first verb above it."""
    return next((node for node in [token, *tree.ancestors(token)] if tree.pos[node] in _VERBAL), None)
