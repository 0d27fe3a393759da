"""The mechanisms of a whole signed system as products of matrices, many systems at once.

Each is what the covariate of that name in `detente.mechanisms` counts from a world (a test keeps them
equal off the diagonal, which is not defined here); sums of both directions are halved, as for dyads without
direction, and all go through log(1 + x), so that the eightieth common friend says less than the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from detente.simulate.nouns import Singles

__all__ = ["MECHANISMS", "Signed", "measure_mechanism"]


@dataclass(slots=True, eq=False)
class Signed:
    """Signed systems and what is made of them once for all mechanisms; arrays (runs, states, states).

    Attributes:
        ties: As they stand.
        earlier: As they stood before.
        fights: Above 0 where two states fight.
    """

    ties: Singles
    earlier: Singles
    fights: Singles
    friendly: Singles
    hostile: Singles
    drift: Singles | None = None

    @classmethod
    def build(cls, ties: Singles, earlier: Singles, fights: Singles) -> Signed:
        """With friends and foes told apart."""
        friendly, hostile = (ties > 0).astype(np.float32), (ties < 0).astype(np.float32)
        return cls(ties, earlier, fights, friendly, hostile)


def _turn(matrices: Singles) -> Singles:
    return matrices.swapaxes(-1, -2)


def _common_enemy(signed: Signed) -> Singles:
    return signed.hostile @ _turn(signed.hostile)


def _common_friend(signed: Signed) -> Singles:
    return signed.friendly @ _turn(signed.friendly)


def _friends_enemy(signed: Signed) -> Singles:
    """One way round: the other is added later."""
    return signed.friendly @ _turn(signed.hostile)


def _shared_threat(signed: Signed) -> Singles:
    fought = (np.maximum(signed.fights, _turn(signed.fights)) > 0).astype(np.float32)
    return fought @ _turn(fought)


def _rivals_gain(signed: Signed) -> Singles:
    if signed.drift is None:
        warmth = np.maximum(signed.ties - signed.earlier, 0)
        signed.drift = signed.hostile @ _turn(warmth)
        signed.drift *= signed.earlier > 0
    return signed.drift


def _counter_courting(signed: Signed) -> Singles:
    return _rivals_gain(signed) @ signed.hostile


def _patrons_retreat(signed: Signed) -> Singles:
    losses: Singles = np.maximum(signed.earlier - signed.ties, 0)
    losses *= _find_shares(signed.earlier)
    found: Singles = losses @ signed.hostile
    return found


def _hedging(signed: Signed) -> Singles:
    return _find_shares(signed.ties) @ signed.hostile


def _find_shares(stakes: Singles) -> Singles:
    held = np.maximum(stakes, 0)
    totals = held.sum(axis=-1, keepdims=True)
    totals[totals == 0] = 1
    held /= totals
    shares: Singles = held
    return shares


MECHANISMS: Mapping[str, Callable[[Signed], Singles]] = MappingProxyType(
    {
        "common_enemy": _common_enemy,
        "common_friend": _common_friend,
        "counter_courting": _counter_courting,
        "friends_enemy": _friends_enemy,
        "hedging": _hedging,
        "patrons_retreat": _patrons_retreat,
        "rivals_gain": _rivals_gain,
        "shared_threat": _shared_threat,
    }
)
"""Those that the network carries, by name; each gives (runs, states, states)."""


def measure_mechanism(name: str, signed: Signed, forth: np.ndarray, back: np.ndarray) -> Singles:
    """One mechanism for each dyad, before the logarithm, shape (runs, dyads).

    Args:
        name: One of `MECHANISMS`.
        signed: The systems.
        forth: Flat place of each dyad's cell, from the first to the second.
        back: From the second to the first.
    """
    flat = MECHANISMS[name](signed).reshape(len(signed.ties), -1)
    found = flat.take(forth, axis=1)
    if name not in ("common_enemy", "common_friend", "shared_threat"):
        found += flat.take(back, axis=1)
        if name != "friends_enemy":
            found *= np.float32(0.5)
    return found
