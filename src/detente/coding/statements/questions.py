"""Questions that a text asks about relations."""

from __future__ import annotations

from itertools import combinations

from detente.coding.event import Trace
from detente.coding.second_reading import Page
from detente.coding.statements.asserters import asserter
from detente.coding.statements.mood import mood_of
from detente.coding.statements.nouns import Question
from detente.coding.statements.said import Said
from detente.coding.statements.topic import Dyad, dyads_of, is_relation
from detente.core.identity import record_id
from detente.core.spans import Span

__all__ = ["read_question"]

_TAKES_UP = frozenset(("this", "it", "they", "that", "these", "both"))
_MOST_STATES = 4


def read_question(page: Page, saids: list[Said]) -> Question | None:
    """The question of a sentence, if it asks about a relation between two actors; else None."""
    if not page.manner.is_question:
        return None
    dyads = _dyads(page, saids)
    if not dyads:
        return None
    tree, around = page.scene.tree, page.around
    root = next(iter(tree.roots()), 0)
    mood = mood_of(tree, root if tree.pos[root] in ("VERB", "AUX") else None, page.manner)
    span = Span.of(around.document.text, *around.sentence)
    return Question(
        id=record_id("question", around.document.id, span.start, span.end),
        document=around.document.id,
        text=" ".join(span.quote.split()),
        dyads=tuple(dyads),
        tense=mood.tense,
        modality="questioned",
        asserted_by=asserter(page.scene, root, around),
        confidence=0.8 if saids else 0.6,
        evidence=(span,),
        trace=Trace("pattern", around.version, ("question",)),
    )


def _dyads(page: Page, saids: list[Said]) -> list[Dyad]:
    """Those of its claims and relation nouns, else of the states it names, else of the text before."""
    scene, tree = page.scene, page.scene.tree
    asked = [said.dyad for said in saids if said.mood.modality == "questioned"]
    rest = [said.dyad for said in saids if said.mood.modality != "questioned"]
    nouns = [
        dyad for token in range(len(tree)) if is_relation(scene, token) for dyad in dyads_of(scene, token)
    ]
    found = list(dict.fromkeys([*asked, *nouns, *rest]))
    if found:
        return found
    states = [p.actor for p in scene.all_parties(list(range(len(tree)))) if scene.cast.is_state_like(p.actor)]
    if 2 <= len(states) <= _MOST_STATES:
        return [(min(pair), max(pair)) for pair in combinations(states, 2)]
    takes_up = any(word.lower() in _TAKES_UP for word in tree.words)
    return [(min(scene.pair), max(scene.pair))] if scene.pair and takes_up and not states else []
