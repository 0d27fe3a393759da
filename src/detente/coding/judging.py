"""What becomes of a draft: an event, a request of whoever says it, or a refusal."""

from __future__ import annotations

from dataclasses import replace

from detente.coding.attribution import reporting_verb
from detente.coding.clauses import subject_token
from detente.coding.drafts import Draft, Manner
from detente.coding.lexicon import word_classes
from detente.coding.scene import Party, Scene
from detente.coding.sport import tells_of_sport
from detente.core.rejections import Reason
from detente.sentences.tree import Tree

__all__ = [
    "as_concession",
    "as_offer",
    "as_protest",
    "as_request",
    "as_threat",
    "find_refusal",
    "is_superlative",
]

_HOSTILE = frozenset(("SANCTION", "COERCE", "ASSAULT", "PROTEST"))
_OFFERED = frozenset(("CONSULT", "AID", "SUPPORT", "COOPERATE", "RETREAT", "CONCEDE"))
_EXPECTED = frozenset(
    f"status:governed:{word}" for word in ("expect", "likely", "predict", "forecast", "fear")
)
_PREPARES = frozenset(f"status:governed:{word}" for word in ("prepare", "preparation", "ready"))
_CONDITIONAL = frozenset(("status:auxiliary:will if", "status:auxiliary:would if"))
_BY_CIVILIANS = frozenset(("strike", "obstruct", "hunger", "riot"))


def as_request(scene: Scene, draft: Draft, manner: Manner) -> Draft:
    """What somebody says another must do is a request: "Kyiv must withdraw, Moscow said"."""
    must = any(f"status:auxiliary:{word}" in draft.why for word in ("must", "should", "ought"))
    verb = reporting_verb(scene.tree, draft.predicate) if must and not manner.is_question else None
    token = subject_token(scene, verb) if verb is not None else None
    speakers = scene.parties(token) if token is not None else []
    names = {party.actor for party in draft.source}
    if not speakers or not scene.cast.is_state_like(speakers[0].actor) or speakers[0].actor in names:
        return draft
    return replace(
        draft,
        type="REQUEST",
        mode="change",
        source=(speakers[0],),
        target=draft.source,
        status="occurred",
        why=(*draft.why, "request by the speaker"),
        confidence=round(draft.confidence * 0.7, 4),
    )


def as_threat(scene: Scene, draft: Draft) -> Draft:
    """What somebody says they will do to another is a threat; what forces prepare, a mobilisation.

    "Ankara said it would close its airspace to Syrian flights": the closing lies ahead, the threat is made.
    """
    conditional = draft.status == "possible" and bool(_CONDITIONAL & set(draft.why))
    if not (draft.status == "planned" or conditional) or draft.type not in _HOSTILE or not draft.target:
        return draft
    announced = draft.rule.pos == "N" and "status:governed:announce" in draft.why
    if announced or _EXPECTED & set(draft.why):
        return draft
    prepares = draft.type == "ASSAULT" and bool(_PREPARES & set(draft.why))
    if not prepares and not _speaks_for_itself(scene, draft, surely=conditional):
        return draft
    return replace(
        draft,
        type="MOBILIZE" if prepares else "THREATEN",
        mode="troops" if prepares else None,
        status="occurred",
        why=(*draft.why, "preparation" if prepares else "threat of what is planned"),
        confidence=round(draft.confidence * 0.85, 4),
    )


def _speaks_for_itself(scene: Scene, draft: Draft, *, surely: bool) -> bool:
    """Whether whoever plans the deed says so, or, unless it must be sure, nobody else does."""
    verb = reporting_verb(scene.tree, draft.predicate)
    token = subject_token(scene, verb) if verb is not None else None
    if token is None:
        return verb is None and not surely
    cast = scene.cast
    speakers = {cast.country_of(party.actor) or party.actor for party in scene.parties(token)}
    planners = {cast.country_of(party.actor) or party.actor for party in draft.source}
    return bool(speakers & planners) or not (speakers or surely)


def as_offer(scene: Scene, draft: Draft) -> Draft:
    """What somebody offers to do is agreed to, and the offer is made: "Oslo's offer to mediate"."""
    head = scene.tree.heads[draft.predicate]
    if draft.type not in _OFFERED or scene.tree.deps[draft.predicate] != "acl":
        return draft
    if scene.tree.lemmas[head] not in ("offer", "promise", "pledge", "commitment"):
        return draft
    return replace(draft, type="AGREE", mode=None, status="occurred", why=(*draft.why, "offer"))


def as_concession(scene: Scene, draft: Draft) -> Draft:
    """What a state allows those inside it is a concession, not cooperation."""
    countries = {scene.cast.country_of(party.actor) for party in (*draft.source, *draft.target)}
    if draft.rule.name != "allow" or len(countries) > 1 or not scene.domestic:
        return draft
    return replace(draft, type="CONCEDE", mode=None, why=(*draft.why, "inside one state"))


def as_protest(scene: Scene, draft: Draft) -> Draft:
    """What civilians protest against is a protest, not the note of a government."""
    if draft.rule.name != "protest-to" or not _are_civilians(scene, draft):
        return draft
    return replace(draft, type="PROTEST", mode="demo", why=(*draft.why, "by civilians"))


def _are_civilians(scene: Scene, draft: Draft) -> bool:
    """Whether role nouns name the sources, none of which acts for its state."""
    rows = [scene.roles.get(party.token) for party in draft.source]
    return all(row is not None and not row.acts for row in rows)


def find_refusal(scene: Scene, draft: Draft, manner: Manner) -> Reason | None:
    """Why a draft is no event after all, or None."""
    if draft.status == "asked" and not manner.is_question and draft.type != "REQUEST":
        return Reason.STATE_OF_AFFAIRS
    if draft.rule.name == "restore-ties" and draft.status == "ongoing":
        return Reason.STATE_OF_AFFAIRS
    if (draft.type == "ASSAULT" or draft.rule.name == "meet") and tells_of_sport(" ".join(scene.tree.words)):
        return Reason.SPORT
    if draft.status == "asked" and "slot:context" in draft.why:
        return Reason.NO_TARGET
    if (
        _is_no_deed(scene, draft)
        or is_superlative(scene.tree, draft.predicate)
        or _is_figurative(scene, draft)
    ):
        return Reason.STATE_OF_AFFAIRS
    return Reason.SAME_ACTOR if not draft.target and len(draft.source) < 2 else None


def _is_no_deed(scene: Scene, draft: Draft) -> bool:
    """Whether those named are not the ones who do such a thing to one another."""
    if draft.mode == "visit" and _are_troops(scene, draft):
        return True
    if _is_only_allowed(scene, draft.predicate):
        return True
    if draft.rule.name in ("be-in", "land-in") and not _is_there(scene, draft):
        return True
    if draft.rule.name == "must" and not _are_states(scene, draft.source):
        return True
    if draft.mode in _BY_CIVILIANS and draft.type == "PROTEST" and _acts_officially(scene, draft):
        return True
    both = (*draft.source, *draft.target)
    return not _are_states(scene, both) and not any(p.actor in scene.cast.base.actors for p in both)


def _is_only_allowed(scene: Scene, predicate: int) -> bool:
    """Whether a thing makes the deed possible, not that it is done: "a pact lets them train"."""
    tree = scene.tree
    head = tree.heads[predicate]
    if tree.deps[predicate] not in ("ccomp", "xcomp") or tree.lemmas[head] not in ("let", "enable"):
        return False
    token = subject_token(scene, head)
    return token is None or not scene.parties(token)


def _is_there(scene: Scene, draft: Draft) -> bool:
    """Whether a person is in another state: "the president was in Oslo", not "was in Norwegian hands"."""
    persons = all(party.person and scene.cast.is_state(party.actor) for party in draft.source)
    inside = scene.preposition(draft.predicate, "in")
    return persons and any(party.token in inside for party in draft.target)


def _is_figurative(scene: Scene, draft: Draft) -> bool:
    """Whether a noun is used in another sense: "price war", "charm offensive"."""
    beside = scene.tree.having(draft.predicate, "amod", "compound") if draft.rule.pos == "N" else []
    return not word_classes()["figurative"].isdisjoint(scene.tree.lemmas[child] for child in beside)


def _are_states(scene: Scene, parties: tuple[Party, ...]) -> bool:
    """Whether any of these is a state, a body or a group rather than a private person."""
    return any(scene.cast.is_state_like(party.actor) for party in parties)


def _acts_officially(scene: Scene, draft: Draft) -> bool:
    """Whether an official or body of a state does what only civilians do: soldiers who block a road."""
    for party in draft.source:
        row = scene.roles.get(party.token)
        if row is not None and row.acts:
            return True
        if row is None and scene.cast.is_state(party.actor) and not _is_people(scene, party):
            return True
    return False


def _is_people(scene: Scene, party: Party) -> bool:
    """Whether a word for a people stands there: "Algerians", "Bolivian villagers"."""
    tree = scene.tree
    forms = {mention.form for mention in scene.by_token.get(party.token, ())}
    plural = tree.tags[party.token] in ("NNS", "NNPS")
    return ("demonym" in forms and plural) or tree.tags[tree.heads[party.token]] == "NNS"


def _are_troops(scene: Scene, draft: Draft) -> bool:
    """Whether soldiers come: no visit."""
    tree, troops = scene.tree, word_classes()["troops"]
    heads = {node for party in draft.source for node in (party.token, tree.heads[party.token])}
    return any(tree.lemmas[node] in troops for node in heads)


def is_superlative(tree: Tree, predicate: int) -> bool:
    """Whether the verb only describes a first or last of its kind: "the first leader to visit Moscow"."""
    if tree.tags[predicate] != "VB" or tree.deps[predicate] not in ("acl", "relcl"):
        return False
    beside = tree.having(tree.heads[predicate], "amod", "advmod")
    return any(tree.lemmas[child] in ("first", "last", "only", "latest") for child in beside)
