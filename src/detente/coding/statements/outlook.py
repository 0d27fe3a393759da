"""How a clause lies ahead: planned, predicted or possible, and by which words."""

from __future__ import annotations

from dataclasses import dataclass

from detente.coding.lexicon import read_lexicon, word_classes
from detente.coding.second_reading import Page
from detente.coding.statements.said import Said
from detente.sentences.tree import Tree

__all__ = ["COMMISSIVE", "MONTHS", "TIMES", "Outlook", "find_headline", "find_outlook"]

_WILL = frozenset(("will", "shall", "'ll", "’ll", "wo"))
_MAY = frozenset(("may", "might", "could"))
_PLANNING = frozenset(
    (*("plan", "intend", "set", "schedule", "slate", "due", "prepare", "vow", "pledge", "promise"),
     *("undertake", "decide", "agree", "aim", "gear", "commit", "poise", "ready", "poised"))
)  # fmt: skip
_EXPECTING = frozenset(
    (*("expect", "likely", "unlikely", "forecast", "predict", "anticipate", "bind", "bound", "certain"),
     *("destine", "destined", "project", "sure", "doom", "doomed", "fate", "fated", "tip", "think"))
)  # fmt: skip
_ARRANGED = frozenset(
    ("plan", "schedule", "expect", "set", "slate", "due", "fix", "pencil", "envisage", "foresee")
)
_BELIEVED = frozenset(
    ("predict", "doubt", "believe", "think", "expect", "forecast", "guess", "fear", "suspect")
)
_VAGUE = frozenset(
    (*("enhance", "strengthen", "improve", "deepen", "expand", "boost", "cooperate", "continue", "work"),
     *("promote", "develop", "increase", "explore", "further", "intensify", "remain", "make", "do"),
     *("be", "keep", "support"))
)  # fmt: skip
_STATIVE = frozenset(
    (*("be", "remain", "have", "become", "stay", "affect", "weaken", "harm", "cause", "lead", "continue"),
     *("prove", "improve", "change", "depend", "suffer", "benefit", "need", "want", "see"),
     *("split", "collapse", "win", "stop"))
)  # fmt: skip
_SPOKEN = frozenset(("believe", "think", "expect", "predict", "warn", "forecast", "hope", "estimate", "fear",
                     "anticipate", "foresee"))  # fmt: skip
_WHEN = frozenset(("for", "on", "in", "at", "by", "before", "within", "next", "this", "later"))
TIMES = frozenset(
    ("year", "month", "week", "summer", "spring", "autumn", "winter", "end", "decade", "monday", "tuesday",
     "wednesday", "christmas", "ramadan", "easter", "thursday", "friday", "saturday", "sunday", "tomorrow")
)  # fmt: skip
MONTHS = frozenset(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
     "november", "december")
)  # fmt: skip
COMMISSIVE = ("agree", "decide", "pledge", "promise", "vow", "commit", "undertake")


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a clause lies ahead: its modality, the token that says so, and the clause's verb."""

    modality: str
    verb: int
    top: int
    why: str


def find_headline(tree: Tree) -> Outlook | None:
    """A headline such as "Egypt to Host Talks", of which the parser makes a name with a preposition."""
    for token in range(1, len(tree) - 1):
        plain = tree.words[token] in ("to", "To") and tree.deps[token] in ("prep", "aux")
        if not plain:
            continue
        known = tree.words[token + 1].lower() in read_lexicon().verbs and tree.words[token + 1][:1].isupper()
        root = tree.heads[token]
        if known and tree.heads[root] == root and tree.pos[root] in ("PROPN", "NOUN"):
            return Outlook("planned", root, root, "headline infinitive")
    return None


def find_outlook(page: Page, verb: int, saids: list[Said]) -> Outlook | None:
    """Whether and how a verb's clause lies ahead, or None."""
    tree = page.scene.tree
    words = [tree.words[aux].lower() for aux in tree.having(verb, "aux", "auxpass")]
    inside = any(
        tree.lemmas[m] in ("if", "unless", "whether", "lest", "until") for m in tree.having(verb, "mark")
    )
    if inside:
        return None
    ahead = "would" in words or any(word in _WILL for word in words)
    plain = "predicted" if ahead and _is_forecast(page, verb) else "planned"
    if tree.deps[verb] == "relcl" and tree.lemmas[verb] in ("mark", "be", "have"):
        return None
    if "would" in words and tree.lemmas[verb] == "have" and tree.having(verb, "xcomp"):
        return None  # "would have to"
    if any(word in _WILL for word in words):
        return Outlook("possible" if _is_conditional(tree, verb) else plain, verb, verb, "will")
    if "would" in words and "have" not in words:
        return _would(tree, verb, plain=plain, conditional=_is_conditional(tree, verb))
    able = tree.having(verb, "neg") or tree.deps[verb] == "relcl"
    if any(word in _MAY for word in words) and "have" not in words and not able:
        return Outlook("possible", verb, verb, "may") if _may_be_checked(page, verb, words, saids) else None
    return _infinitive(page, verb, words) or _arranged(page, verb)


def _is_conditional(tree: Tree, verb: int) -> bool:
    """Whether what a verb says hangs on an "if" or "unless"."""
    return any(
        tree.lemmas[m] in ("if", "unless") for c in tree.having(verb, "advcl") for m in tree.having(c, "mark")
    )


def _is_forecast(page: Page, verb: int) -> bool:
    """Whether "will" foretells rather than announces: a state of things, a thing, what is believed."""
    scene, tree = page.scene, page.scene.tree
    if tree.lemmas[verb] in _STATIVE or tree.having(verb, "neg"):
        return True
    if any(tree.lemmas[above] in _BELIEVED and tree.pos[above] == "VERB" for above in tree.ancestors(verb)):
        return True
    subject = next(iter(tree.having(verb, "nsubj")), None)
    if subject is None or tree.pos[subject] == "PRON":
        return False
    return not scene.parties(subject, strict=False) and subject not in scene.roles


def _may_be_checked(page: Page, verb: int, words: list[str], saids: list[Said]) -> bool:
    """Whether what may be is a deed of an actor or a turn of a relation, and not only an ability."""
    scene, tree = page.scene, page.scene.tree
    inside = tree.subtree(verb)
    states = {p.actor for p in scene.all_parties(inside)}
    if len(states) >= 2 or any(said.token in inside for said in saids):
        return True
    if tree.lemmas[verb] not in _STATIVE and _is_warned(page, verb):
        return True
    subjects = tree.having(verb, "nsubj", "nsubjpass")
    acts = any(scene.parties(subject) for subject in subjects) and tree.lemmas[verb] not in _STATIVE
    named = bool(states) and (tree.lemmas[verb] not in _STATIVE or any(tree.tags[c] == "JJR" for c in inside))
    return acts or (named and "could" not in words) or (named and _has_end(tree, inside))


def _is_warned(page: Page, verb: int) -> bool:
    """Whether somebody named warns, fears or says that it may come."""
    scene, tree = page.scene, page.scene.tree
    above = tree.heads[verb]
    known = tree.lemmas[above] in _SPOKEN | word_classes()["say"] | {"worry", "caution", "suspect"}
    if tree.deps[verb] != "ccomp" or not known:
        return False
    return any(scene.parties(subject) for subject in tree.having(above, "nsubj"))


def _has_end(tree: Tree, tokens: list[int]) -> bool:
    """Whether a clause has a comparative, a condition or a date: what an ability has not."""
    return any(
        tree.tags[t] == "JJR" or tree.lemmas[t] in ("if", "unless", "soon", "next", "before") for t in tokens
    ) or any(tree.words[t].isdigit() and len(tree.words[t]) == 4 for t in tokens)


def _arranged(page: Page, verb: int) -> Outlook | None:
    """What is planned, due or expected for a day: "A summit is planned for 5 March"."""
    tree = page.scene.tree
    if tree.lemmas[verb] == "be":
        known = [c for c in tree.having(verb, "acomp") if tree.lemmas[c] == "due"]
    else:
        passive = tree.having(verb, "auxpass") and tree.lemmas[verb] in _ARRANGED
        known = [verb] if passive and not tree.having(verb, "xcomp", "neg") else []
    past = any(
        tree.words[aux].lower() in ("was", "were", "had", "been")
        for aux in tree.having(verb, "auxpass", "aux")
    )
    past = past or tree.words[verb].lower() in ("was", "were")
    for node in known if not past else ():
        for prep in tree.having(node, "prep", "npadvmod"):
            if tree.lemmas[prep] in _WHEN and any(_is_time(tree, low) for low in tree.subtree(prep)):
                return Outlook("planned", verb, verb, f"arranged:{tree.lemmas[node]}")
    return None


def _is_time(tree: Tree, token: int) -> bool:
    return tree.lemmas[token] in TIMES or tree.words[token].lower() in MONTHS or tree.words[token].isdigit()


def _would(tree: Tree, verb: int, *, plain: str, conditional: bool) -> Outlook | None:
    """The word "would" foretells in reported speech only."""
    node = verb
    for above in tree.ancestors(verb):
        said = tree.lemmas[above] in word_classes()["say"] | _SPOKEN
        if tree.deps[node] in ("ccomp", "parataxis") and said:
            return Outlook("possible" if conditional else plain, verb, verb, "would")
        node = above
    soon = any(tree.lemmas[c] in ("shortly", "soon", "eventually") for c in tree.having(verb, "advmod"))
    speaks = soon or [
        c for c in tree.having(verb, "ccomp", "parataxis") if tree.lemmas[c] in word_classes()["say"]
    ]
    return Outlook("possible" if conditional else plain, verb, verb, "would") if speaks else None


def _infinitive(page: Page, verb: int, words: list[str]) -> Outlook | None:
    """What "plan to", "is expected to", "are to" and a headline's "to" foretell."""
    tree = page.scene.tree
    head, dep = tree.heads[verb], tree.deps[verb]
    if "to" not in words:
        return _should_meet(tree, verb, words)
    lemma = tree.lemmas[head]
    top = head if tree.pos[head] in ("VERB", "AUX") else tree.heads[head]
    if head == verb or (
        tree.heads[head] == head and tree.pos[head] in ("NOUN", "PROPN") and page.manner.is_headline
    ):
        return Outlook("planned", verb, verb, "headline infinitive")
    if dep not in ("xcomp", "ccomp", "acl", "advcl") or tree.having(head, "neg"):
        return None
    if lemma in _EXPECTING:
        return Outlook("predicted", verb, top, f"governed:{lemma}")
    past = tree.tags[head] == "VBD" and lemma in ("plan", "intend", "aim", "prepare", "set")
    if lemma in _PLANNING and not past and tree.pos[head] in ("VERB", "ADJ"):
        if lemma in (*COMMISSIVE, "aim") and tree.lemmas[verb] in _VAGUE:
            return None
        return Outlook("planned", verb, top, f"governed:{lemma}")
    if lemma == "go" and tree.tags[head] == "VBG":
        return Outlook("planned", verb, head, "going to")
    if (
        lemma == "be"
        and dep == "xcomp"
        and tree.deps[head] != "relcl"
        and tree.words[head].lower() in ("is", "are")
    ):
        return Outlook("planned", verb, head, "are to")
    return None


def _should_meet(tree: Tree, verb: int, words: list[str]) -> Outlook | None:
    """What was decided: "decided that they should meet"."""
    head = tree.heads[verb]
    agreed = tree.deps[verb] == "ccomp" and tree.lemmas[head] in ("decide", "agree")
    return Outlook("planned", verb, verb, "decided that") if agreed and "should" in words else None
