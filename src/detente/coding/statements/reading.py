"""The room's one verb here: what a sentence claims, argues, foretells and asks."""

from __future__ import annotations

from collections.abc import Iterable

from detente.coding.event import Trace
from detente.coding.second_reading import Page
from detente.coding.statements.asserters import asserter
from detente.coding.statements.headlines import say_of_headline
from detente.coding.statements.idioms import say_of_idioms
from detente.coding.statements.mechanisms import read_mechanisms
from detente.coding.statements.nouns import Claim, Statements
from detente.coding.statements.predictions import read_predictions
from detente.coding.statements.questions import read_question
from detente.coding.statements.relations import say_of_relations
from detente.coding.statements.said import Said
from detente.coding.statements.standing import say_of_actors
from detente.core.identity import record_id
from detente.core.spans import Span

__all__ = ["read_statements"]


def read_statements(page: Page) -> Statements:
    """The statements of one sentence that the patterns have read."""
    saids = _chosen([*say_of_relations(page.scene, page.manner), *say_of_actors(page.scene, page.manner)])
    if page.scene.pair is not None or len(page.scene.by_token) > 1:
        saids = _chosen([*saids, *say_of_idioms(page, {said.dyad for said in saids})])
    if page.manner.is_headline:
        told = {said.dyad for said in saids}
        more = (said for said in say_of_headline(page.scene, page.manner) if said.dyad not in told)
        saids = _chosen([*saids, *more])
    claims = dict.fromkeys(_claim(page, said) for said in saids)
    question = read_question(page, saids)
    return Statements(
        tuple(claims),
        tuple(read_mechanisms(page, saids)),
        tuple(read_predictions(page, saids)),
        (question,) if question is not None else (),
    )


def _chosen(saids: Iterable[Said]) -> list[Said]:
    """One claim for a dyad, domain and label of a sentence, the most certain first."""
    best: dict[tuple[object, ...], Said] = {}
    for said in saids:
        key = (said.dyad, said.domain, said.claim)
        if key not in best or said.weight > best[key].weight:
            best[key] = said
    strongest: dict[tuple[object, ...], Said] = {}
    for said in best.values():  # one claim for what one verb says of a pair
        place = (said.dyad, said.domain, said.token)
        if place not in strongest or said.weight > strongest[place].weight:
            strongest[place] = said
    out = sorted(strongest.values(), key=lambda said: (said.token, said.dyad, said.domain))
    overall = {(said.token, said.dyad) for said in out if said.domain != "overall"}
    return [said for said in out if said.domain != "overall" or (said.token, said.dyad) not in overall]


def _claim(page: Page, said: Said) -> Claim:
    around, tree = page.around, page.scene.tree
    span = Span.of(around.document.text, tree.starts[said.tokens[0]], tree.ends[said.tokens[1]])
    mood = said.mood
    denied = mood.negated and mood.modality in ("asserted", "predicted")
    modality = "denied" if denied else mood.modality
    return Claim(
        id=record_id(
            "claim",
            around.document.id,
            said.dyad,
            said.domain,
            said.claim,
            mood.tense,
            modality,
            span.start,
            span.end,
        ),
        document=around.document.id,
        dyad=said.dyad,
        domain=said.domain,
        claim=said.claim,
        tense=mood.tense,
        modality=modality,
        asserted_by=asserter(page.scene, said.token, around),
        confidence=said.weight,
        evidence=(span,),
        trace=Trace("pattern", around.version, (said.why,)),
    )
