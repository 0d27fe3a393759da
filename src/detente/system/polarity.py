"""How many camps a system has, and how concentrated alignment is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.core.errors import InputError
from detente.system.network import Floats, System, find_signs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Polarity", "measure_polarity"]

Order = Literal["unipolar", "bipolar", "multipolar", "diffuse"]
_NOTABLE = 0.05
_MOST = 2 / 3
_ENDS = 1e-12  # a share of exactly a half or a quarter counts, whatever its rounding


@dataclass(frozen=True, slots=True, eq=False)
class Polarity:
    """The polarity of a system, given its camps.

    Attributes:
        camps: Names of the camps, the greatest first (ties by name).
        shares: Share of each camp in all capability, same order; they sum to 1.
        effective_camps: ``1 / sum(shares^2)``: so many camps of equal share would be as concentrated.
        concentration: 0, every state a camp of the same weight, to 1, one camp.
        lead: Share of the greatest camp less that of the second.
        order: A word for the shares, see `measure_polarity`.
        lone: Share in all capability of the states that are alone in their camp.
        tightness: Share of the dyads within camps that are friendly; None if all camps are single states.
        discreteness: Share of the ties between camps that are hostile; None if there are none.
        aligned: Share of all friendly ties that are within camps; None if there are none.
    """

    camps: tuple[str, ...]
    shares: Floats
    effective_camps: float
    concentration: float
    lead: float
    order: Order
    lone: float
    tightness: float | None
    discreteness: float | None
    aligned: float | None

    @property
    def rest_apart(self) -> bool:
        """Whether "unipolar" says too much: one camp of less than two thirds, all others lone states."""
        return (
            self.order == "unipolar"
            and self.shares[0] < _MOST - _ENDS
            and self.lone > 1 - self.shares[0] - _ENDS
        )


def measure_polarity(
    system: System, camps: Sequence[str | int], *, capability: ArrayLike | None = None
) -> Polarity:
    """The polarity of a system: how capability lies among camps, and how far camps are camps.

    "Polarity" has two meanings in the literature, and one number cannot carry both. *Power polarity* counts
    great powers by their share of capability; *cluster polarity* counts blocs (Wayman 1984, Journal of Peace
    Research 21: 61-78). A forecast of a "multipolar world" or a "new bloc" is about who stands with whom, so
    capability is summed over camps here, not states; with every state its own camp the figures are those of
    power polarity.

    - Number of camps: the effective number (Laakso and Taagepera 1979, Comparative Political Studies 12:
      3-27), since a count of camps jumps with each lone state.
    - Concentration: ``sqrt((sum s^2 - 1/n) / (1 - 1/n))``, n states, the index of Ray and Singer (1973,
      Sociological Methods and Research 1: 403-437; their n is that of the powers, so a system where no camp
      exists and all weigh the same has 0).
    - Order, by shares of camps: *bipolar* if the two greatest have half or more, each a quarter, and no third
      a quarter; *unipolar* if the greatest has half or more and no other a quarter; *multipolar* if neither
      holds and three or more have 5 % each; else *diffuse*. The bounds are those of Modelski (1974) as
      Thompson (1986, Journal of Conflict Resolution 30: 587-615) uses them for single powers; to apply them
      to camps, to call 55 to 45 bipolar, and 40 to 33 to 27 multipolar, is this project's choice. One camp of
      59 % whose rest are lone states is unipolar by the bounds, and no more than that (`rest_apart`).
    - Tightness and discreteness, after Bueno de Mesquita (1975, Journal of Conflict Resolution 19: 187-216):
      a pole is one to the extent that it holds together and apart from others. Simple shares of signs here;
      his are of likeness of alliance portfolios.

    It cannot say that there are camps: any partition gives figures, so read them with tightness,
    discreteness and the frustration of the partition. Nor that a capability index measures power, nor who
    leads a camp. The order is a word for a place on a scale: near a bound it turns on little.

    Args:
        system: Of one layer, without direction.
        camps: Of each state, in the order of the system's states.
        capability: Weight of each state, 0 or more (CINC, for example); by default all weigh the same.

    Raises:
        InputError: If camps or capability do not fit the states, or capability is missing, negative or 0
            throughout.
        UsageError: If the system has several layers or directed ties.
    """
    signs = find_signs(system)
    names = [str(camp) for camp in camps]
    weights = np.ones(len(signs)) if capability is None else np.array(capability, dtype=np.float64)
    if len(names) != len(signs) or weights.shape != (len(signs),):
        raise InputError(
            f"{len(names)} camps and capability of shape {weights.shape!r} for {len(signs)} states",
            hint="one of each a state",
        )
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.sum() > 0):
        raise InputError("capability is missing, negative or 0 throughout", hint="0 or more for each state")
    found, place = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)
    shares = np.bincount(place, weights=weights, minlength=found.size) / weights.sum()
    order = np.lexsort((found, -shares))
    alone = np.bincount(place, minlength=found.size) == 1
    ranked = shares[order]
    tightness, discreteness, aligned = _measure_cohesion(signs, place[:, None] == place[None, :])
    squares, least = float((ranked**2).sum()), 1.0 / len(signs)
    return Polarity(
        camps=tuple(str(name) for name in found[order]),
        shares=ranked,
        effective_camps=1.0 / squares,
        concentration=float(np.sqrt(max(0.0, squares - least) / (1.0 - least))),
        lead=float(ranked[0] - ranked[1]) if ranked.size > 1 else 1.0,
        order=_name_order(ranked),
        lone=float(shares[alone].sum()),
        tightness=tightness,
        discreteness=discreteness,
        aligned=aligned,
    )


def _name_order(ranked: Floats) -> Order:
    quarters = int((ranked >= 0.25 - _ENDS).sum())  # two of them are half or more
    if quarters == 2:
        return "bipolar"
    if ranked[0] >= 0.5 - _ENDS and quarters < 2:
        return "unipolar"
    return "multipolar" if (ranked >= _NOTABLE - _ENDS).sum() >= 3 else "diffuse"


def _measure_cohesion(
    signs: Floats, together: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[float | None, float | None, float | None]:
    """Friendly share of dyads within, hostile share of ties between, share of friendly ties within."""
    upper = np.triu(np.ones(signs.shape, dtype=bool), 1)
    within, between = together & upper, ~together & upper
    dyads, ties = int(within.sum()), int((signs[between] != 0).sum())
    friendly_within, friendly = int((signs[within] > 0).sum()), int((signs[upper] > 0).sum())
    return (
        friendly_within / dyads if dyads else None,
        float((signs[between] < 0).sum() / ties) if ties else None,
        friendly_within / friendly if friendly else None,
    )
