"""Loose arguments: a reason told in passing, and a sentence that draws the consequence of those before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.coding.clauses import subject_token
from detente.coding.second_reading import Page
from detente.coding.statements.causes import Link
from detente.coding.statements.cues import forms_of, mechanism_cues
from detente.coding.statements.mood import verb_above
from detente.coding.statements.said import Said
from detente.sentences.tree import Tree

__all__ = ["find_leads", "find_motive", "opens_as_consequence", "unites"]

_CHANGES = (
    "move",
    "push",
    "flight",
    "subject",
    "object",
    "idiom",
    "made",
    "adjective",
    "harm",
    "standing",
    "mutual",
    "both",
)
_PASSING = ("relcl", "acl", "appos", "advcl")
_OPENINGS = (
    *("so ", "therefore", "hence", "thus", "consequently", "accordingly", "as a result", "as a consequence"),
    *("that is why", "this is why", "that's why", "for this reason", "for that reason", "small wonder"),
    *("little wonder", "no wonder"),
)


def find_leads(page: Page, saids: list[Said]) -> Iterator[Link]:
    """A reason told beside a change of relation: "India, at odds with Peking, is moving nearer to Moscow"."""
    tree = page.scene.tree
    seen: set[int] = set()
    for said in saids:
        verb = verb_above(tree, said.token)
        still = not said.sign and said.claim != "dependent"
        if verb is None or verb in seen or still or not said.why.startswith(_CHANGES):
            continue
        seen.add(verb)
        yield from _in_passing(page, verb, {other.token for other in saids})
        yield from _beside(tree, verb)


def _in_passing(page: Page, verb: int, told: set[int]) -> Iterator[Link]:
    """A relative clause, apposition or participle on the subject, the objects or the verb.

    Of phrases with a preposition only those that make a claim: "India, at odds with Peking, is …".
    """
    tree = page.scene.tree
    subject = subject_token(page.scene, verb)
    nodes = [verb, *([subject] if subject is not None else [])]
    nodes += [low for prep in tree.having(verb, "prep") for low in tree.having(prep, "pobj")]
    nodes += tree.having(verb, "dobj")
    whole = set(tree.subtree(verb))
    if subject is not None:
        whole.update(tree.subtree(subject))
    for node in nodes:
        for child in tree.having(node, *_PASSING, "prep"):
            inside = set(tree.subtree(child))
            aside = tree.deps[child] == "prep" and tree.words[child - 1] == ","
            if tree.deps[child] == "prep" and not (aside and told & inside):
                continue
            marked = tree.having(child, "mark") or any(tree.tags[c] == "WRB" for c in tree.children[child])
            if verb in inside or len(inside) < 2 or (tree.deps[child] == "advcl" and marked):
                continue
            yield Link(
                frozenset(inside), frozenset(whole - inside), verb, f"lead:{tree.deps[child]}", strong=False
            )


def _beside(tree: Tree, verb: int) -> Iterator[Link]:
    """A clause before, joined by "and" or a semicolon, or one that explains behind a colon."""
    own = set(tree.subtree(verb))
    head = tree.heads[verb]
    if tree.deps[verb] == "conj" and tree.pos[head] in ("VERB", "AUX"):
        cause = set(tree.subtree(head)) - own
        if not any(tree.lemmas[c] == "but" for c in tree.having(head, "cc")):
            yield Link(frozenset(cause), frozenset(own), verb, "lead:and", strong=False)
    for child in tree.having(verb, "conj", "ccomp", "parataxis"):
        colon = any(tree.words[t] in (":", "–", "—") for t in range(verb, len(tree)))
        if colon and child > verb:
            inside = set(tree.subtree(child))
            yield Link(frozenset(inside), frozenset(own - inside), verb, "lead:colon", strong=False)
    if tree.deps[verb] in ("ccomp", "parataxis") and verb < head:
        rest = set(tree.subtree(head)) - own
        if any(tree.words[t] == ":" for t in range(verb, head)):
            yield Link(frozenset(rest), frozenset(own), verb, "lead:colon", strong=False)


_UNITING = re.compile(
    r"^what (?:unites|binds|drives|brings|keeps|holds|links|connects|ties|draws)\b.* (?:is|are|was) ",
    re.IGNORECASE,
)


def unites(page: Page) -> tuple[str, list[str]] | None:
    """What a sentence says two have in common: "What unites them is Turkey"; the name and the actors."""
    scene, tree = page.scene, page.scene.tree
    match = _UNITING.match(page.text)
    if match is None or scene.pair is None:
        return None
    after = [t for t in range(len(tree)) if tree.starts[t] >= page.start + match.end()]
    themes = mechanism_cues()["theme"]
    name = next((themes[form] for t in after for form in forms_of(tree, t) if form in themes), None)
    third = [party.actor for party in scene.all_parties(after)]
    name = name or ("enemy_of_enemy" if third else None)
    return (name, list(dict.fromkeys([*scene.pair, *third]))) if name is not None else None


def opens_as_consequence(text: str) -> str | None:
    """The words with which a sentence says that it follows from what was told before, or None.

    >>> opens_as_consequence("As a result, ties cooled.")
    'as a result'
    """
    low = text.lstrip("\"“‘' ").lower()
    return next((words.strip() for words in _OPENINGS if low.startswith(words)), None)


_MOTIVES = frozenset(
    ("motive", "reason", "interest", "logic", "calculation", "driver", "cause", "attraction")
)


def find_motive(page: Page) -> tuple[str, list[str], int] | None:
    """A motive that is named for what it is: "The cause is grain", "Its motives are commercial".

    The name, the actors and the verb; None if there is none.
    """
    scene, tree = page.scene, page.scene.tree
    themes = mechanism_cues()["theme"]
    for verb in tree.roots():
        subject = next((s for s in tree.having(verb, "nsubj") if tree.lemmas[s] in _MOTIVES), None)
        if tree.lemmas[verb] != "be" or subject is None:
            continue
        told = [t for c in tree.having(verb, "attr", "acomp") for t in tree.subtree(c)]
        name = next((themes[form] for t in told for form in forms_of(tree, t) if form in themes), None)
        named = [party.actor for party in scene.all_parties(tree.subtree(verb))]
        pair = scene.pair or ()
        actors = list(dict.fromkeys([*named, *(pair if not named or set(named) & set(pair) else ())]))
        if name is not None and len(actors) > 1:
            return name, actors, verb
    return None
