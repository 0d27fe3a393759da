"""States and the groups inside them: between which of the two an event is.

Between two states it is the states' as far as their groups act for them, or where a deed is done to a state's
people; inside one state it is the groups'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detente.actors.document_actors import Cast
from detente.actors.roles import CORE
from detente.coding.scene import Party

__all__ = ["at_home", "distinct", "settle_sides"]

_ACTING = CORE | {"JUD", "LEG"}
_FIGHTING = frozenset(("REB", "PRM", "OPP", "UAF"))


def settle_sides(cast: Cast, source: list[Party], target: list[Party]) -> tuple[list[Party], list[Party]]:
    """Both sides of an event, as groups if all belong to one state, else as states where that is right."""
    countries = {cast.country_of(party.actor) for party in (*source, *target)}
    if len(countries) == 1 and "" not in countries:
        sources = distinct(_as_group(cast, party) for party in source)
        names = {party.actor for party in sources}
        return sources, [
            party for party in distinct(_as_group(cast, p) for p in target) if party.actor not in names
        ]
    sources = distinct(_as_state(cast, party, done_to=False) for party in source)
    names = {party.actor for party in sources}
    targets = distinct(_as_state(cast, party, done_to=True) for party in target)
    return sources, [party for party in targets if party.actor not in names]


def at_home(cast: Cast, kind: str, source: list[Party]) -> list[Party]:
    """Whom a deed inside a state is aimed at if nobody is named: the government, or, if it acts, the people.

    Violence that names no victim is taken so only from those who fight their state.
    """
    found = cast.actor(source[0].actor) if cast.domestic and source else None
    if found is None or found.kind not in ("state", "group"):
        return []
    if kind == "ASSAULT" and found.sector not in _FIGHTING:
        return []
    actor = cast.group(found.country, "CVL") if found.kind == "state" else found.country
    return [Party(actor, None, source[0].token)]


def distinct(parties: Iterable[Party]) -> list[Party]:
    """Parties without repetitions, in order."""
    seen: dict[str, Party] = {}
    for party in parties:
        seen.setdefault(party.actor, party)
    return list(seen.values())


def _as_group(cast: Cast, party: Party) -> Party:
    """The sector of a state for which somebody stands; other actors stay themselves."""
    if not cast.is_state(party.actor):
        return party
    person = cast.actor(party.person) if party.person else None
    sector = person.sector if person is not None and person.sector in _ACTING else "GOV"
    return replace(party, actor=cast.group(party.actor, sector))


def _as_state(cast: Cast, party: Party, *, done_to: bool) -> Party:
    """The state of a group that acts for it, of a people as a whole, or to whose people something is done."""
    found = cast.actor(party.actor)
    if found is None or found.kind != "group":
        return party
    if done_to or found.sector in _ACTING or party.person is None:
        return replace(party, actor=found.country)
    return party
