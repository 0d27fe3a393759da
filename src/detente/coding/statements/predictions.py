"""Predictions and plans: what is said to lie ahead, by when, and on whose word."""

from __future__ import annotations

import re

from detente.coding.event import Trace
from detente.coding.filling import Surroundings
from detente.coding.scene import RELATIVES, Scene
from detente.coding.second_reading import Page
from detente.coding.sport import tells_of_sport
from detente.coding.statements.asserters import asserter
from detente.coding.statements.cues import label_of
from detente.coding.statements.horizon import read_horizon
from detente.coding.statements.mood import verb_above
from detente.coding.statements.nouns import Prediction
from detente.coding.statements.outlook import (
    COMMISSIVE,
    MONTHS,
    TIMES,
    Outlook,
    find_headline,
    find_outlook,
)
from detente.coding.statements.said import Said, phrase_tokens
from detente.core.identity import record_id
from detente.core.spans import Span
from detente.sentences.tree import Tree

__all__ = ["read_predictions"]

_CHANCE = re.compile(
    r"(\d{1,3})\s*(?:%|per\s?cent)[\w\s]{0,12}\b(?:chance|probability|likelihood|odds)", re.IGNORECASE
)
_SPORT = re.compile(
    r"\b(?:football|basketball|soccer|rugby|tennis|cricket|hockey|volleyball|olympics?|league|"
    r"the (?:cup|final|semi-final|match|derby)|(?:[A-Z]\w+ )+Cup|championship|grand prix|marathon)\b"
)
_TAKES_UP = frozenset(("it", "they", "them", "both", "this", "neither"))
_LONGEST = 320


def read_predictions(page: Page, saids: list[Said]) -> list[Prediction]:
    """The predictions and plans of one sentence, one a clause; questions foretell nothing."""
    if page.manner.is_question or tells_of_sport(page.text) or _SPORT.search(page.text):
        return []
    scene, tree = page.scene, page.scene.tree
    out: list[Prediction] = []
    taken: set[int] = set()
    for verb in range(len(tree)):
        if tree.pos[verb] not in ("VERB", "AUX") or verb in taken:
            continue
        outlook = find_outlook(page, verb, saids)
        if outlook is None or not _concerns_actors(scene, outlook, saids):
            continue
        prediction = _prediction(page, outlook)
        if outlook.why.endswith(COMMISSIVE) and prediction.horizon is None:
            continue  # a promise told is an event
        taken.update(
            node for node in tree.subtree(outlook.verb) if not _is_own_clause(tree, node, outlook.verb)
        )
        out.append(prediction)
    headline = find_headline(tree) or _ahead(tree, saids) if not out else None
    if headline is not None and _concerns_actors(scene, headline, saids):
        out.append(_prediction(page, headline))
    return out


def _ahead(tree: Tree, saids: list[Said]) -> Outlook | None:
    """A headline that says where a relation is going: "Ties Set to Thaw"."""
    root = next(iter(tree.roots()), None)
    ahead = any(said.why.startswith("headline") and said.mood.tense == "future" for said in saids)
    return Outlook("predicted", root, root, "headline claim") if ahead and root is not None else None


def _is_own_clause(tree: Tree, node: int, verb: int) -> bool:
    """Whether a verb below the prediction's stands in a clause of its own that may foretell by itself."""
    if node == verb or tree.pos[node] not in ("VERB", "AUX"):
        return False
    if tree.deps[node] == "xcomp":  # "though it is unlikely to leave"
        above = verb_above(tree, tree.heads[node])
        apart = above is not None and above != verb and tree.deps[above] in ("advcl", "conj")
        return apart and above is not None and bool(tree.having(above, "nsubj", "nsubjpass"))
    return bool(tree.having(node, "nsubj", "nsubjpass")) and bool(tree.having(node, "aux"))


def _concerns_actors(scene: Scene, outlook: Outlook, saids: list[Said]) -> bool:
    """Whether the clause names an actor, or makes a claim on a relation."""
    tree = scene.tree
    tokens = _clause(tree, outlook)
    if any(said.token in tokens for said in saids):
        return True
    if any(token in scene.by_token for token in tokens) or _is_dated(scene, outlook):
        return True
    takes_up = any(tree.words[token].lower() in _TAKES_UP for token in tokens)
    of_relation = tree.deps[outlook.verb] == "relcl" and _is_relation_or_state(tree, tree.heads[outlook.verb])
    known = ("relation", "bilateral")
    of_relation = of_relation or any(label_of(tree, t, kind) is not None for t in tokens for kind in known)
    return scene.pair is not None and outlook.why == "will" and (takes_up or of_relation)


def _is_relation_or_state(tree: Tree, noun: int) -> bool:
    """Whether a noun names a relation or how one stands."""
    return any(label_of(tree, noun, kind) is not None for kind in ("relation", "state", "relation_weak"))


def _is_dated(scene: Scene, outlook: Outlook) -> bool:
    """Whether the clause says by what year or month."""
    tree = scene.tree
    return outlook.why != "may" and any(
        tree.lemmas[token] in TIMES
        or (tree.words[token].lower() in MONTHS and tree.tags[token] != "MD")
        or (tree.words[token].isdigit() and len(tree.words[token]) == 4)
        for token in tree.subtree(outlook.verb)
    )


def _clause(tree: Tree, outlook: Outlook) -> list[int]:
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


def _prediction(page: Page, outlook: Outlook) -> Prediction:
    scene, around, tree = page.scene, page.around, page.scene.tree
    text, tokens = around.document.text, _clause(page.scene.tree, outlook)
    span = _span_of(tree, text, tokens, outlook)
    horizon, horizon_text = read_horizon(around, span)
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


def _said_by(scene: Scene, outlook: Outlook, around: Surroundings) -> str:
    """Who says so; a plan that somebody is told to have is the author's word."""
    return asserter(scene, outlook.top, around)


def _span_of(tree: Tree, text: str, tokens: list[int], outlook: Outlook) -> Span:
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
