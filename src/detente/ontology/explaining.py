"""What a term means: the answer behind ``detente explain``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from detente.ontology.lookup import unknown_name
from detente.ontology.reading import Ontology, read_ontology

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.ontology.terms import (
        CameoCode,
        ClaimKind,
        Context,
        EventType,
        Mechanism,
        Mode,
        Sector,
        Status,
    )

__all__ = ["Explanation", "explain_term", "find_terms"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A term in full.

    Attributes:
        kind: ``event type``, ``mode``, ``context``, ``quad class``, ``status``, ``sector``, ``mechanism``,
            ``claim`` or ``CAMEO code``.
        name: The term as stored.
        label: The term in words.
        definition: What it means.
        facts: Further facts as (heading, value), in the order to show them.
        related: Names of terms to look at next.
    """

    kind: str
    name: str
    label: str
    definition: str
    facts: tuple[tuple[str, str], ...]
    related: tuple[str, ...]


def explain_term(name: str) -> Explanation:
    """The meaning of a term of any kind; case, blanks and hyphens do not matter.

    Where a name is of several kinds, the first of this order answers: event type, quad class, status,
    mechanism, claim, context, mode (``SANCTION/withdraw`` or plain ``withdraw``), sector, CAMEO code.
    `find_terms` gives all of them.

    Raises:
        UnknownNameError: If no term has that name; the hint names the nearest.

    >>> explain_term("sanction").kind
    'event type'
    >>> explain_term("Enemy of enemy").name
    'enemy_of_enemy'
    """
    return find_terms(name)[0]


def find_terms(name: str) -> tuple[Explanation, ...]:
    """Every term with that name, in the order of `explain_term`; at least one.

    Raises:
        UnknownNameError: If no term has that name.
    """
    index = _index()
    found = index.get(_fold(name))
    if not found:
        raise unknown_name("term", name, index)
    return found


def _fold(name: str) -> str:
    return name.strip().casefold().replace("_", "-").replace(" ", "-")


@cache
def _index() -> dict[str, tuple[Explanation, ...]]:
    """From every folded name and alias to what it means."""
    table: dict[str, list[Explanation]] = {}
    for names, explanation in _entries(read_ontology()):
        for form in dict.fromkeys(_fold(name) for name in names):
            table.setdefault(form, []).append(explanation)
    return {form: tuple(explanations) for form, explanations in table.items()}


def _entries(ontology: Ontology) -> Iterator[tuple[tuple[str, ...], Explanation]]:
    """The names and the explanation of every term, in the order in which kinds answer."""
    for kind in ontology.types.values():
        yield (kind.name, *kind.aliases), _type(ontology, kind)
    for quad in ontology.quad_classes.values():
        facts = (("number", str(quad.number)),)
        names = (quad.name, f"quad-{quad.number}")
        yield names, Explanation("quad class", quad.name, quad.label, quad.definition, facts, ())
    for status in ontology.statuses.values():
        yield (status.name,), _status(status)
    for mechanism in ontology.mechanisms.values():
        yield (mechanism.name, mechanism.label), _mechanism(mechanism)
    for claim in ontology.claims.values():
        yield (claim.name,), _claim(claim)
    for context in ontology.contexts.values():
        yield (context.name, *context.aliases), _context(context)
    for mode in ontology.modes.values():
        forms = (mode.name, *mode.aliases)
        yield (*forms, *(f"{mode.type}/{form}" for form in forms)), _mode(ontology, mode)
    for sector in ontology.sectors.values():
        yield (sector.name,), _sector(sector)
    for code in ontology.cameo.values():
        yield (code.code,), _cameo(ontology, code)


def _type(ontology: Ontology, noun: EventType) -> Explanation:
    modes = ontology.modes_of(noun.name)
    facts = (
        ("quad class", f"{noun.quad_class} ({ontology.quad_classes[noun.quad_class].label})"),
        ("intensity", f"{noun.intensity:+.1f}"),
        ("parties", "usually all in the source" if noun.symmetric_typical else "source and target"),
        ("example", noun.example),
        ("not to confuse", noun.not_to_confuse),
        *((f"mode {mode.name}", f"{mode.definition} ({mode.intensity:+.1f})") for mode in modes),
    )
    return Explanation(
        "event type", noun.name, noun.label, noun.definition, facts, tuple(m.name for m in modes)
    )


def _mode(ontology: Ontology, noun: Mode) -> Explanation:
    facts = (("event type", noun.type), ("intensity", f"{noun.intensity:+.1f}"))
    others = tuple(mode.type for mode in ontology.modes.values() if mode.name == noun.name)
    return Explanation("mode", f"{noun.type}/{noun.name}", noun.name, noun.definition, facts, others)


def _status(noun: Status) -> Explanation:
    facts = (("moves a relation", "yes" if noun.moves_relation else "no"), ("example", noun.example))
    return Explanation("status", noun.name, noun.label, noun.definition, facts, ())


def _mechanism(noun: Mechanism) -> Explanation:
    return Explanation(
        "mechanism", noun.name, noun.label, noun.definition, (("roles", ", ".join(noun.roles)),), ()
    )


def _claim(noun: ClaimKind) -> Explanation:
    meaning = {1: "friendly", -1: "unfriendly", 0: "neither friendly nor unfriendly"}[noun.direction]
    return Explanation("claim", noun.name, noun.label, noun.definition, (("direction", meaning),), ())


def _sector(noun: Sector) -> Explanation:
    facts = (("stands for", "an actor without a state" if noun.kind == "actor" else "part of a society"),)
    return Explanation("sector", noun.name, noun.label, noun.definition, facts, ())


def _context(noun: Context) -> Explanation:
    label = noun.name.replace("_", " ")
    return Explanation("context", noun.name, label, noun.definition, (("domain", noun.domain),), ())


def _cameo(ontology: Ontology, noun: CameoCode) -> Explanation:
    facts = [("Goldstein score", f"{noun.goldstein:+.1f}"), ("level", noun.level)]
    plover = ontology.conversions.get(noun.code)
    if plover:
        facts.append(("PLOVER", "/".join(filter(None, (plover.type, plover.mode)))))
        if plover.contexts:
            facts.append(("PLOVER contexts", ", ".join(plover.contexts)))
        if plover.note:
            facts.append(("departs from the published conversion", plover.note))
    else:
        facts.append(("PLOVER", "none: comments and appeals are no events there"))
    definition = f"{noun.label} (under {noun.root}: {ontology.cameo[noun.root].label})."
    related = (plover.type,) if plover else ()
    return Explanation("CAMEO code", noun.code, noun.label, definition, tuple(facts), related)
