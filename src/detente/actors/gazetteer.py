"""Where things happen: towns, ports, islands, straits, bases, borders and sites, each in its state.

A name may have several bearers ("Tripoli"); which is meant is said by the states named beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from detente.actors.words import read_rows

__all__ = ["LOCAL", "Place", "locate", "places_named", "read_gazetteer"]

LOCAL = 3
"""The rank of places that only their own country knows."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place.

    Attributes:
        name: Commonest English name.
        state: ISO 3166 alpha-3 code of the state it lies in, or that administers it.
        kind: ``city port region island river strait base border site``.
        lat: Latitude in degrees, north positive, to a tenth.
        lon: Longitude in degrees, east positive, to a tenth.
        rank: 1 known to the world, 2 in its region, 3 locally.
    """

    name: str
    state: str
    kind: str
    lat: float
    lon: float
    rank: int


@cache
def read_gazetteer() -> Mapping[str, tuple[Place, ...]]:
    """Every name and variant with its bearers, the best known first.

    >>> [place.state for place in read_gazetteer()["Tripoli"]]
    ['LBY', 'LBN']
    """
    out: dict[str, list[Place]] = defaultdict(list)
    for row in read_rows("places.csv"):
        place = Place(
            name=row["name"],
            state=row["state"],
            kind=row["kind"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            rank=int(row["rank"]),
        )
        for name in (row["name"], *filter(None, row["variants"].split("|"))):
            out[name].append(place)
    return {name: tuple(sorted(places, key=lambda place: place.rank)) for name, places in out.items()}


def places_named(name: str) -> tuple[Place, ...]:
    """All places of a name or variant, the best known first."""
    return read_gazetteer().get(name, ())


def locate(name: str, near: frozenset[str] = frozenset()) -> Place | None:
    """The place that a name means, or None if it is unknown or several are as likely.

    Args:
        name: As written; upper and lower case matter.
        near: States that are spoken of.

    >>> locate("Tripoli", frozenset(["LBN"])).state
    'LBN'
    """
    bearers = places_named(name)
    return _best([place for place in bearers if place.state in near]) or (
        None if any(place.state in near for place in bearers) else _best(bearers)
    )


def _best(places: Sequence[Place]) -> Place | None:
    """The best known, if no other is known as well; places come in order of rank."""
    if not places or (len(places) > 1 and places[1].rank == places[0].rank):
        return None
    return places[0]
