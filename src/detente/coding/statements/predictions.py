"""Predictions and plans: what is said to lie ahead, by when, and on whose word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from detente.coding.event import Trace
from detente.coding.filling import Surroundings
from detente.coding.lexicon import read_lexicon, word_classes
from detente.coding.scene import RELATIVES, Scene
from detente.coding.second_reading import Page
from detente.coding.statements.mood import asserter
from detente.coding.statements.nouns import Prediction
from detente.coding.statements.said import Said, phrase_tokens
from detente.coding.when import TimeExpression, find_times
from detente.core.dates import is_edtf, parse_edtf
from detente.core.identity import record_id
from detente.core.spans import Span
from detente.sentences.tree import Tree

__all__ = ["read_predictions"]

_WILL = frozenset(("will", "shall", "'ll", "’ll", "wo"))
_MAY = frozenset(("may", "might", "could"))
_PLANNING = frozenset(
    (*("plan", "intend", "set", "schedule", "slate", "due", "prepare", "vow", "pledge", "promise"),
     *("undertake", "decide", "agree", "aim", "gear", "commit", "poise", "ready", "poised"))
)  # fmt: skip
_EXPECTING = frozenset(
    (
        "expect",
        "likely",
        "forecast",
        "predict",
        "anticipate",
        "bind",
        "bound",
        "certain",
        "destine",
        "project",
    )
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
_BY = re.compile(
    r"\b(by|before|until|till|within|not later than|no later than|at|on|in|during|from)\s+(the\s+)?$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(by|before|until|till|within|not later than|no later than)\b", re.IGNORECASE)
_CHANCE = re.compile(
    r"(\d{1,3})\s*(?:%|per\s?cent)[\w\s]{0,12}\b(?:chance|probability|likelihood|odds)", re.IGNORECASE
)
_LONGEST = 320
_COMMISSIVE = ("agree", "decide", "pledge", "promise", "vow", "commit", "undertake")


@dataclass(frozen=True, slots=True)
class _Outlook:
    """How a clause lies ahead: its modality, the token that says so, and the clause's verb."""

    modality: str
    verb: int
    top: int
    why: str


def read_predictions(page: Page, saids: list[Said]) -> list[Prediction]:
    """The predictions and plans of one sentence, one a clause; questions foretell nothing."""
    if page.manner.is_question:
        return []
    scene, tree = page.scene, page.scene.tree
    out: list[Prediction] = []
    taken: set[int] = set()
    for verb in range(len(tree)):
        if tree.pos[verb] not in ("VERB", "AUX") or verb in taken:
            continue
        outlook = _outlook(page, verb, saids)
        if outlook is None or not _concerns_actors(scene, outlook, saids):
            continue
        prediction = _prediction(page, outlook)
        if outlook.why.endswith(_COMMISSIVE) and prediction.horizon is None:
            continue  # a promise told is an event
        taken.update(
            node for node in tree.subtree(outlook.verb) if not _is_own_clause(tree, node, outlook.verb)
        )
        out.append(prediction)
    headline = _headline(tree) if not out else None
    if headline is not None and _concerns_actors(scene, headline, saids):
        out.append(_prediction(page, headline))
    return out


def _headline(tree: Tree) -> _Outlook | None:
    """A headline such as "Egypt to Host Talks", of which the parser makes a name with a preposition."""
    for token in range(1, len(tree) - 1):
        plain = tree.words[token].lower() == "to" and tree.deps[token] in ("prep", "aux")
        known = tree.words[token + 1].lower() in read_lexicon().verbs and tree.words[token + 1][:1].isupper()
        root = tree.heads[token]
        if plain and known and tree.heads[root] == root and tree.pos[root] in ("PROPN", "NOUN"):
            return _Outlook("planned", root, root, "headline infinitive")
    return None


def _outlook(page: Page, verb: int, saids: list[Said]) -> _Outlook | None:
    """Whether and how a verb's clause lies ahead, or None."""
    tree = page.scene.tree
    words = [tree.words[aux].lower() for aux in tree.having(verb, "aux", "auxpass")]
    conditional = any(
        tree.lemmas[m] in ("if", "unless") for c in tree.having(verb, "advcl") for m in tree.having(c, "mark")
    )
    inside = any(
        tree.lemmas[m] in ("if", "unless", "whether", "lest", "until") for m in tree.having(verb, "mark")
    )
    if inside:
        return None
    plain = "predicted" if tree.lemmas[verb] in _STATIVE or tree.having(verb, "neg") else "planned"
    if any(word in _WILL for word in words):
        return _Outlook("possible" if conditional else plain, verb, verb, "will")
    if "would" in words and "have" not in words:
        return _would(tree, verb, plain=plain, conditional=conditional)
    able = tree.having(verb, "neg") or tree.deps[verb] == "relcl"
    if any(word in _MAY for word in words) and "have" not in words and not able:
        near = any(said.token in tree.subtree(verb) for said in saids)
        states = {p.actor for p in page.scene.all_parties(tree.subtree(verb))}
        return _Outlook("possible", verb, verb, "may") if near or len(states) >= 2 else None
    return _infinitive(page, verb, words)


def _would(tree: Tree, verb: int, *, plain: str, conditional: bool) -> _Outlook | None:
    """The word "would" foretells in reported speech only."""
    node = verb
    for above in tree.ancestors(verb):
        said = tree.lemmas[above] in word_classes()["say"] | _SPOKEN
        if tree.deps[node] in ("ccomp", "parataxis") and said:
            return _Outlook("possible" if conditional else plain, verb, verb, "would")
        node = above
    soon = any(tree.lemmas[c] in ("shortly", "soon", "eventually") for c in tree.having(verb, "advmod"))
    speaks = soon or [
        c for c in tree.having(verb, "ccomp", "parataxis") if tree.lemmas[c] in word_classes()["say"]
    ]
    return _Outlook("possible" if conditional else plain, verb, verb, "would") if speaks else None


def _infinitive(page: Page, verb: int, words: list[str]) -> _Outlook | None:
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
        return _Outlook("planned", verb, verb, "headline infinitive")
    if dep not in ("xcomp", "ccomp", "acl", "advcl") or tree.having(head, "neg"):
        return None
    if lemma in _EXPECTING:
        return _Outlook("predicted", verb, top, f"governed:{lemma}")
    past = tree.tags[head] == "VBD" and lemma in ("plan", "intend", "aim", "prepare", "set")
    if lemma in _PLANNING and not past and tree.pos[head] in ("VERB", "ADJ"):
        if lemma in (*_COMMISSIVE, "aim") and tree.lemmas[verb] in _VAGUE:
            return None
        return _Outlook("planned", verb, top, f"governed:{lemma}")
    if lemma == "go" and tree.tags[head] == "VBG":
        return _Outlook("planned", verb, head, "going to")
    if (
        lemma == "be"
        and dep == "xcomp"
        and tree.deps[head] != "relcl"
        and tree.words[head].lower() in ("is", "are")
    ):
        return _Outlook("planned", verb, head, "are to")
    return None


def _should_meet(tree: Tree, verb: int, words: list[str]) -> _Outlook | None:
    """What was decided: "decided that they should meet"."""
    head = tree.heads[verb]
    agreed = tree.deps[verb] == "ccomp" and tree.lemmas[head] in ("decide", "agree")
    return _Outlook("planned", verb, verb, "decided that") if agreed and "should" in words else None


def _is_own_clause(tree: Tree, node: int, verb: int) -> bool:
    """Whether a verb below the prediction's stands in a clause of its own that may foretell by itself."""
    if node == verb or tree.pos[node] not in ("VERB", "AUX"):
        return False
    return bool(tree.having(node, "nsubj", "nsubjpass")) and bool(tree.having(node, "aux"))


def _concerns_actors(scene: Scene, outlook: _Outlook, saids: list[Said]) -> bool:
    """Whether the clause names an actor, or makes a claim on a relation."""
    tree = scene.tree
    tokens = _clause(tree, outlook)
    if any(said.token in tokens for said in saids):
        return True
    return any(token in scene.by_token for token in tokens) or _is_dated(scene, outlook)


def _is_dated(scene: Scene, outlook: _Outlook) -> bool:
    """Whether the clause says by what year or month."""
    tree = scene.tree
    return outlook.why != "may" and any(
        tree.lemmas[token] in ("year", "month", "week", "summer", "spring", "autumn", "winter", "end")
        or (tree.words[token].isdigit() and len(tree.words[token]) == 4)
        for token in tree.subtree(outlook.verb)
    )


def _clause(tree: Tree, outlook: _Outlook) -> list[int]:
    """The tokens of the clause: the verb's, and the subject of what governs it."""
    out = set(tree.subtree(outlook.verb))
    for other in tree.having(outlook.verb, "conj"):
        if tree.having(other, "nsubj", "nsubjpass"):  # a clause of its own
            out.difference_update(tree.subtree(other), tree.having(outlook.verb, "cc"))
    for subject in tree.having(outlook.top, "nsubj", "nsubjpass", "aux", "auxpass", "neg"):
        out.update(tree.subtree(subject))
    if outlook.top != outlook.verb:
        out.add(outlook.top)
    aside = [c for c in tree.children[outlook.verb] if tree.deps[c] == "parataxis"]
    for child in aside:
        out.difference_update(tree.subtree(child))
    return sorted(out)


def _prediction(page: Page, outlook: _Outlook) -> Prediction:
    scene, around, tree = page.scene, page.around, page.scene.tree
    text, tokens = around.document.text, _clause(page.scene.tree, outlook)
    span = _span_of(tree, text, tokens, outlook)
    horizon, horizon_text = _horizon(around, span)
    chance = _CHANCE.search(page.text)
    probability = min(int(chance.group(1)), 100) / 100 if chance else None
    actors = tuple(sorted({p.actor for p in scene.all_parties(tokens)}))
    return Prediction(
        id=record_id("prediction", around.document.id, outlook.modality, span.start, span.end),
        document=around.document.id,
        statement=_sentence_of(tree, text, tokens),
        actors=actors,
        modality=outlook.modality,
        tense="future",
        probability=probability,
        horizon=horizon,
        horizon_text=horizon_text,
        asserted_by=_said_by(scene, outlook, around),
        confidence=0.7 if outlook.why in ("will", "going to") or outlook.why.startswith("governed") else 0.55,
        evidence=(span,),
        trace=Trace("pattern", around.version, (f"outlook:{outlook.why}",)),
    )


def _said_by(scene: Scene, outlook: _Outlook, around: Surroundings) -> str:
    """Who says so; a plan that somebody is told to have is the author's word."""
    return asserter(scene, outlook.top, around)


def _span_of(tree: Tree, text: str, tokens: list[int], outlook: _Outlook) -> Span:
    """The clause without marks at its ends; no longer than a few lines."""
    kept = [token for token in tokens if tree.pos[token] != "PUNCT" and tree.deps[token] != "mark"] or tokens
    low = tree.starts[kept[0]]
    high = tree.ends[kept[-1]]
    if high - low > _LONGEST:
        near = [token for token in kept if tree.starts[token] - tree.starts[outlook.verb] < _LONGEST // 2]
        low = max(low, tree.starts[outlook.verb] - _LONGEST // 2)
        high = tree.ends[near[-1]]
    return Span.of(text, low, high)


def _sentence_of(tree: Tree, text: str, tokens: list[int]) -> str:
    """The clause as a short sentence: its words, with a capital and a stop."""
    roots = {token for token in tokens if tree.heads[token] not in tokens or tree.heads[token] == token}
    kept = [
        token
        for token in tokens
        if tree.words[token] not in '"“”«»'
        and not (tree.deps[token] == "mark" and tree.heads[token] in roots)
    ]
    words, relative = "", next((t for t in kept[:2] if tree.words[t].lower() in RELATIVES), None)
    if relative is not None and tree.deps[relative] in ("nsubj", "nsubjpass"):
        noun = next(
            (
                tree.heads[a]
                for a in (tree.heads[relative], *tree.ancestors(relative))
                if tree.deps[a] == "relcl"
            ),
            None,
        )
        low, high = phrase_tokens(tree, noun) if noun is not None else (0, -1)
        words = text[tree.starts[low] : tree.ends[high]] + " " if noun is not None else ""
        kept = [token for token in kept if token > relative]
    for token in kept:
        gap = token > kept[0] and (
            token - 1 not in kept or text[tree.ends[token - 1] : tree.starts[token]] != ""
        )
        words += (" " if gap else "") + tree.words[token]
    words = " ".join(words.split()).strip(" ,;:-.")
    return words[:1].upper() + words[1:] + "."


def _horizon(around: Surroundings, span: Span) -> tuple[str | None, str | None]:
    """By when: the date of the clause, as an interval from publication where it only sets an end."""
    document = around.document
    anchor = around.moment.anchor if around.moment else None
    times = find_times(
        document.text, around.published, start=span.start, end=span.end, future=True, anchor=anchor
    )
    time = next((time for time in times if time.edtf and is_edtf(time.edtf)), times[0] if times else None)
    if time is None:
        return None, None
    before = _BY.search(document.text[max(span.start, time.start - 18) : time.start])
    word = before.group(1).lower() if before else ""
    own = _LEADING.match(document.text, time.start, time.end)
    word = own.group(1).lower() if own else word
    low = time.start - len(before.group()) if before else time.start
    return _until(time, word, around), document.text[low : time.end]


def _until(time: TimeExpression, word: str, around: Surroundings) -> str | None:
    if time.edtf is None or not is_edtf(time.edtf):
        return None
    if word not in ("by", "before", "until", "till", "within", "not later than", "no later than"):
        return time.edtf
    if "/" in time.edtf:
        return time.edtf
    told = parse_edtf(time.edtf)
    end = time.edtf
    if word == "before":
        end = (told.start - timedelta(days=1)).isoformat()
    elif word in ("until", "till") and told.precision == "day":
        end = told.start.isoformat()
    published = around.published
    start = (
        published.start.isoformat()
        if published is not None and published.start < parse_edtf(end).end
        else ".."
    )
    return f"{start}/{end}"
