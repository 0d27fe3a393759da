"""One place for each state in all frames, and the outline of a camp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["WIDTH", "outline", "place_states"]

WIDTH = 780.0
"""Pixels across for which names are kept apart; the page stretches it."""
_PAD = (58.0, 30.0, 44.0)  # at the sides, above, below
_ROUNDS = 250
_ROOM = (84.0, 46.0)  # between two dots, across and down


def place_states(affinity: Floats, *, height: float) -> list[tuple[float, float]]:
    """Places in per cent of the width and pixels from above, friends near and foes apart.

    Stress majorisation (Gansner, Koren and North 2005, Graph Drawing 2004: 239-250) of distances that
    affinity sets, from a fixed start: the same system is always laid out alike.

    Args:
        affinity: -1 (hostile in every frame) to +1 (friendly), 0 if nothing is known; symmetric.
        height: Of the picture in pixels.
    """
    n = len(affinity)
    if n < 2:
        return [(50.0, height / 2)] * n
    places = _fit(_start(affinity), distance=2.2 - 1.2 * affinity, weight=0.12 + np.abs(affinity))
    spread = _relax(_stretch(_turn(places), height), height)
    return [(round(float(x) / WIDTH * 100.0, 2), round(float(y), 1)) for x, y in spread]


def _start(affinity: Floats) -> Floats:
    """On a circle, in the order of the leading eigenvector."""
    _, vectors = np.linalg.eigh(affinity)
    lead = vectors[:, -1] * (1.0 if vectors[np.argmax(np.abs(vectors[:, -1])), -1] > 0 else -1.0)
    order = np.argsort(np.argsort(np.round(lead, 9), kind="stable"), kind="stable")
    angle = 2.0 * np.pi * order / len(affinity)
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _fit(places: Floats, *, distance: Floats, weight: Floats) -> Floats:
    """Guttman transforms: each lowers the weighted squares of distances missed."""
    weight = weight.copy()
    np.fill_diagonal(weight, 0.0)
    inverse = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
    for _ in range(_ROUNDS):
        apart = places[:, None, :] - places[None, :, :]
        length = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-6)
        pull = -weight * distance / length
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        places = inverse @ pull @ places
    return places


def _turn(places: Floats) -> Floats:
    """The longest way across, its greater part to the left."""
    centred = places - places.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned: Floats = centred @ axes.T
    largest = turned[np.argmax(np.abs(turned), axis=0), [0, 1]]
    return turned * np.where(largest > 0, 1.0, -1.0)


def _bounds(height: float) -> tuple[Floats, Floats]:
    return np.array([_PAD[0], _PAD[1]]), np.array([WIDTH - _PAD[0], height - _PAD[2]])


def _stretch(places: Floats, height: float) -> Floats:
    low, high = _bounds(height)
    least, most = places.min(axis=0), places.max(axis=0)
    share = np.where(most - least > 1e-6, (places - least) / np.maximum(most - least, 1e-6), 0.5)
    return low + share * (high - low)


def _relax(places: Floats, height: float) -> Floats:
    """Push dots apart until none covers another's name, within the picture."""
    room, (low, high) = np.array(_ROOM), _bounds(height)
    crowd = np.sqrt((high - low).prod() / (len(places) * room.prod()))
    room = room * min(1.0, crowd * 0.8)
    for _ in range(120):
        apart = places[:, None, :] - places[None, :, :]
        apart += np.where(
            np.abs(apart) < 1e-9,
            np.sign(np.subtract.outer(*[np.arange(len(places))] * 2))[..., None] * 1e-6,
            0,
        )
        lack = 1.0 - np.sqrt(((apart / room) ** 2).sum(axis=2))
        np.fill_diagonal(lack, 0.0)
        lack = np.maximum(lack, 0.0)
        if lack.max() < 0.02:
            break
        unit = apart / np.maximum(np.sqrt(((apart / room) ** 2).sum(axis=2)), 1e-9)[..., None]
        places = np.clip(places + 0.35 * (lack[..., None] * unit).sum(axis=1), low, high)
    return places


def outline(places: Sequence[tuple[float, float]]) -> str:
    """The convex hull of places as an SVG path in a box of 1,000 across; of two places a line.

    >>> outline([(10.0, 5.0), (20.0, 5.0)])
    'M100 5L200 5Z'
    """
    corners = _hull(sorted({(round(x * 10, 1), y) for x, y in places}))
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in corners) + "Z"


def _hull(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Andrew's monotone chain."""
    if len(places) < 3:
        return places
    chains = []
    for row in (places, places[::-1]):
        chain: list[tuple[float, float]] = []
        for place in row:
            while len(chain) > 1 and _cross(chain[-2], chain[-1], place) <= 0:
                chain.pop()
            chain.append(place)
        chains.append(chain[:-1])
    return chains[0] + chains[1]


def _cross(origin: tuple[float, float], one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - origin[0]) * (other[1] - origin[1]) - (one[1] - origin[1]) * (other[0] - origin[0])
