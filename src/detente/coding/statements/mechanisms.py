"""Mechanism statements: causal arguments about relations, named by the roles of their actors and by cues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detente.coding.event import Trace
from detente.coding.second_reading import Page
from detente.coding.statements.asserters import asserter
from detente.coding.statements.causes import Link, find_links
from detente.coding.statements.leads import find_leads, find_motive, opens_as_consequence, unites
from detente.coding.statements.mood import Mood, mood_of, verb_above
from detente.coding.statements.naming import name_mechanism
from detente.coding.statements.nouns import MechanismStatement
from detente.coding.statements.phrases import find_phrases
from detente.coding.statements.said import Said
from detente.coding.statements.sides import Side, read_side, ties_before
from detente.core.identity import record_id
from detente.core.spans import Span

__all__ = ["read_mechanisms"]

_LONGEST = 60


def read_mechanisms(page: Page, saids: list[Said]) -> list[MechanismStatement]:
    """The mechanism statements of one sentence, at most one a name."""
    out: dict[str, MechanismStatement] = {}
    for name, actors, link, mood, weight in (
        *_by_links(page, saids),
        *_by_leads(page, saids),
        *find_phrases(page, saids),
    ):
        if name not in out and len(actors) >= 2:
            out[name] = _statement(page, name, actors, link, mood, weight)
    if len(out) > 1:
        out.pop("other", None)
    return list(out.values())


_Found = tuple[str, list[str], Link | str, Mood, float]


def _by_links(page: Page, saids: list[Said]) -> Iterator[_Found]:
    """What connectives and causal verbs join."""
    scene, tree = page.scene, page.scene.tree
    found: list[_Found] = []
    for link in (*find_links(tree), *_setbacks(page, saids)):
        cause, effect = (read_side(page, tokens, saids) for tokens in (link.cause, link.effect))
        name = name_mechanism(cause, effect, link)
        if name is None:
            continue
        actors = list(dict.fromkeys([*cause.actors, *effect.actors]))
        if len(actors) < 2 and scene.pair is not None and (cause.ties or effect.ties):
            actors = list(dict.fromkeys([*actors, *scene.pair]))
        mood = mood_of(tree, link.verb, page.manner)
        if not mood.told:
            mood = Mood("future", "possible", main=mood.main)
        if not link.why.startswith("verb:"):
            mood = replace(mood, negated=False)  # the effect is denied, not that it has this cause
        found.append((name, actors, link, mood, 0.7 if link.strong else 0.55))
    found.sort(key=lambda row: (row[0] == "other", -row[4]))
    yield from found[:2]


def _by_leads(page: Page, saids: list[Said]) -> Iterator[_Found]:
    """What is argued in passing or over two sentences; only where roles or words give it a name."""
    tree = page.scene.tree
    for link in find_leads(page, saids):
        cause, effect = (read_side(page, tokens, saids) for tokens in (link.cause, link.effect))
        cause.ties = [tie for tie in cause.ties if tie[2] != "relation"]
        name = name_mechanism(cause, effect, link)
        by_theme = link.why == "lead:and" and name in ("economic_interest", "arms_market", "geography")
        by_theme = by_theme and "motive" not in cause.words
        if name is not None and name != "other" and not by_theme:
            actors = list(dict.fromkeys([*cause.actors, *effect.actors]))
            yield name, actors, link, replace(mood_of(tree, link.verb, page.manner), negated=False), 0.5
    united, motive = unites(page), find_motive(page)
    if united is not None:
        yield united[0], united[1], "unites", mood_of(tree, next(iter(tree.roots()), None), page.manner), 0.5
    if motive is not None:
        yield motive[0], motive[1], "motive", mood_of(tree, motive[2], page.manner), 0.5
    opening = opens_as_consequence(page.text)
    if opening is None or page.manner.is_question:
        return
    tokens = frozenset(range(len(tree)))
    effect = read_side(page, tokens, saids)
    cause = Side(ties_before(page))
    cause.actors = list(dict.fromkeys(actor for dyad, _, _ in cause.ties for actor in dyad))
    link = Link(tokens, tokens, next(iter(tree.roots()), None), f"opening:{opening}", strong=bool(saids))
    name = name_mechanism(cause, effect, link)
    if name is not None:
        actors = list(dict.fromkeys([*effect.actors, *cause.actors]))
        mood = mood_of(tree, link.verb, page.manner)
        yield name, actors, opening, replace(mood, negated=False), 0.5


def _setbacks(page: Page, saids: list[Said]) -> Iterator[Link]:
    """A deed that is called a setback to a relation: "In what may be a blow to ties, X signed …"."""
    tree = page.scene.tree
    for said in saids:
        clause = verb_above(tree, said.token)
        if not said.why.startswith(("change:setback", "change:blow")) or clause is None:
            continue
        inside = (
            frozenset(tree.subtree(clause))
            if clause not in tree.roots()
            else frozenset(tree.subtree(said.token))
        )
        rest = frozenset(range(len(tree))) - inside
        if any(draft.predicate in rest for draft, _ in page.found):
            yield Link(rest, inside, clause, "verb:setback", strong=True)


# -- records


def _statement(
    page: Page, name: str, actors: list[str], link: Link | str, mood: Mood, weight: float
) -> MechanismStatement:  # fmt: skip
    scene, around = page.scene, page.around
    text = around.document.text
    if isinstance(link, Link):
        low, high = min(link.cause | link.effect), max(link.cause | link.effect)
        span = Span.of(text, scene.tree.starts[low], scene.tree.ends[high])
        statement = f"{_words(page, link.cause)} -> {_words(page, link.effect)}"
        why, anchor = link.why, link.verb
    else:
        span = Span.of(text, *around.sentence)
        statement, why = " ".join(span.quote.split()), f"phrase:{link.lower()}"
        anchor = mood.main
    said = asserter(scene, anchor, around) if anchor is not None else "author"
    modality = "denied" if mood.negated and mood.modality != "questioned" else mood.modality
    parties = tuple(sorted(set(actors)))
    return MechanismStatement(
        id=record_id("mechanism", around.document.id, name, parties, span.start, span.end),
        document=around.document.id,
        name=name,
        actors=parties,
        statement=statement,
        tense=mood.tense,
        modality=modality,
        asserted_by=said,
        confidence=weight,
        evidence=(span,),
        trace=Trace("pattern", around.version, (f"mechanism:{name}", why)),
    )


def _words(page: Page, tokens: frozenset[int]) -> str:
    """The words of one side, shortened."""
    words = [page.scene.tree.words[token] for token in sorted(tokens)]
    return " ".join(words[:_LONGEST]).replace(" - ", "-").replace(" ,", ",").replace(" 's", "'s").strip(" ,.")
