"""What lies before a day, seen from both ends of every event, and counted in many ways at once.

Each event is held twice: as what its source did, and as what befell its target, under a type of its own. So
*to whom?* and *who?* are one question: given an actor and a type (of 2 x types), which other actor?
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.forecast.next_tally import Floats32, Longs, Tally
from detente.forecast.records import Records

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KERNELS", "Frame", "Past", "build_frame", "double_events", "pack_key"]

KERNELS = (2.0, 8.0, 30.0, 120.0, 1000.0)
"""Half-lives in days of what is counted most finely."""

_NAME = re.compile(r"^(?P<role>.*\S)\s*\((?P<home>[^()]+)\)\s*$")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Names as numbers: what stays the same while days go by.

    Attributes:
        actors: How many.
        types: How many, both ways of each counted.
        home: Of each actor a group that shares its state, shape (actors,).
        role: Of each actor a group that shares its role, shape (actors,); 0 for a name without a role.
        quad: Of each type both ways, 0 to 9, shape (types,).
    """

    actors: int
    types: int
    home: Longs
    role: Longs
    quad: Longs

    def invert(self, types: Longs) -> Longs:
        """The same types seen from the other end."""
        half = self.types // 2
        return np.where(types < half, types + half, types - half)


def build_frame(records: Records) -> Frame:
    """Homes and roles from names of the form `Role (State)`; homes from the records where they hold them."""
    homes, roles = [], []
    for name, known in zip(records.actors, records.home.tolist(), strict=True):
        match = _NAME.match(name)
        home = match["home"] if match else name
        homes.append(records.homes[known] if known >= 0 else home)
        roles.append(match["role"] if match else "")
    of_home = {name: at for at, name in enumerate(sorted(set(homes)))}
    of_role = {name: at for at, name in enumerate(sorted({"", *roles}))}
    quad = records.quad.astype(np.int64)
    return Frame(
        actors=len(records.actors),
        types=2 * len(records.types),
        home=np.array([of_home[name] for name in homes], np.int64).reshape(-1),
        role=np.array([of_role[name] for name in roles], np.int64).reshape(-1),
        quad=np.concatenate([quad, quad + 5]),
    )


def double_events(records: Records) -> tuple[Longs, Longs, Longs, NDArray[np.int32]]:
    """Actor asked about, type, answer, day: every event from its source's and its target's side."""
    source, target, kind = (
        column.astype(np.int64) for column in (records.source, records.target, records.type)
    )
    return (
        np.concatenate([source, target]),
        np.concatenate([kind, kind + len(records.types)]),
        np.concatenate([target, source]),
        np.concatenate([records.day, records.day]),
    )


def pack_key(*parts: tuple[Longs, int]) -> Longs:
    """One number of several, each below its size; the first varies slowest."""
    packed, _ = parts[0]
    for part, size in parts[1:]:
        packed = packed * size + part
    return packed


Keys = Callable[[Frame, Longs, Longs, Longs], Longs]


def _side(frame: Frame, kind: Longs) -> Longs:
    return (kind >= frame.types // 2).astype(np.int64)


def _same(frame: Frame, actor: Longs, answer: Longs) -> Longs:
    same: Longs = (frame.home[actor] == frame.home[answer]).astype(np.int64)
    return same


_TWO, _THREE = (30.0, 1000.0), (4.0, 30.0, 1000.0)

COUNTS: Mapping[str, tuple[tuple[float, ...], Keys]] = {
    # name: half-lives, key of (actor, type, answer)
    "by pair": (KERNELS, lambda f, q, k, a: pack_key((q, 0), (a, f.actors), (k, f.types))),
    "by home and answer": (KERNELS, lambda f, q, k, a: pack_key((f.home[q], 0), (a, f.actors), (k, f.types))),
    "by answer": (KERNELS, lambda f, _, k, a: pack_key((a, 0), (k, f.types))),
    "by homes": (
        KERNELS,
        lambda f, q, k, a: pack_key((f.home[q], 0), (f.home[a], f.actors), (k, f.types)),
    ),
    "by question": (_TWO, lambda f, q, k, a: pack_key((q, 0), (k, f.types), (a, f.actors))),
    "pair": (KERNELS, lambda f, q, k, a: pack_key((q, 0), (_side(f, k), 2), (a, f.actors))),
    "pair quad": ((8.0, 30.0, 240.0), lambda f, q, k, a: pack_key((q, 0), (f.quad[k], 10), (a, f.actors))),
    "question": (_THREE, lambda f, q, k, _: pack_key((q, 0), (k, f.types))),
    "actor": (_THREE, lambda f, q, k, _: pack_key((q, 0), (_side(f, k), 2))),
    "type answer": (_THREE, lambda f, _, k, a: pack_key((k, 0), (a, f.actors))),
    "answer": (_THREE, lambda f, _, k, a: pack_key((_side(f, k), 0), (a, f.actors))),
    "home to answer": (
        _THREE,
        lambda f, q, k, a: pack_key((f.home[q], 0), (k, f.types), (a, f.actors)),
    ),
    "home pair to answer": (
        _THREE,
        lambda f, q, k, a: pack_key((f.home[q], 0), (_side(f, k), 2), (a, f.actors)),
    ),
    "to home": (_THREE, lambda f, q, k, a: pack_key((q, 0), (k, f.types), (f.home[a], f.actors))),
    "pair to home": (_THREE, lambda f, q, k, a: pack_key((q, 0), (_side(f, k), 2), (f.home[a], f.actors))),
    "homes": (
        _THREE,
        lambda f, q, k, a: pack_key((f.home[q], 0), (k, f.types), (f.home[a], f.actors)),
    ),
    "to role": (
        _TWO,
        lambda f, q, k, a: pack_key((q, 0), (k, f.types), (f.role[a], f.actors + 1), (_same(f, q, a), 2)),
    ),
    "roles": (
        _TWO,
        lambda f, q, k, a: pack_key(
            (f.role[q], 0), (k, f.types), (f.role[a], f.actors + 1), (_same(f, q, a), 2)
        ),
    ),
    "role to answer": (_TWO, lambda f, q, k, a: pack_key((f.role[q], 0), (k, f.types), (a, f.actors))),
    "home to role": (
        _TWO,
        lambda f, q, k, a: pack_key(
            (f.home[q], 0), (k, f.types), (f.role[a], f.actors + 1), (_same(f, q, a), 2)
        ),
    ),
    "home question": (_TWO, lambda f, q, k, _: pack_key((f.home[q], 0), (k, f.types))),
    "role question": (_TWO, lambda f, q, k, _: pack_key((f.role[q], 0), (k, f.types))),
    "members": (_TWO, lambda f, _, __, a: pack_key((f.home[a], 0), (a, f.actors))),
    "type": (_TWO, lambda _, __, k, ___: k),
}


class Past:
    """All counts as they stand at the start of a day; carried along, never looking ahead.

    Attributes:
        frame: Names as numbers.
        tallies: Counts, by name.
        now: Ordinal of the day.
    """

    __slots__ = ("frame", "now", "tallies")

    def __init__(self, frame: Frame, names: Sequence[str] = tuple(COUNTS)) -> None:
        self.frame = frame
        self.tallies = {name: Tally(COUNTS[name][0]) for name in names}
        self.now = 0

    def update(self, records: Records, to: int) -> None:
        """Go on to the start of a day with the events before it that were not yet counted."""
        actor, kind, answer, days = double_events(records.before(to).between(self.now, to))
        for name, tally in self.tallies.items():
            tally.update(COUNTS[name][1](self.frame, actor, kind, answer), days, to)
        self.now = to

    def look(self, name: str, actor: Longs, kind: Longs, answer: Longs) -> tuple[Floats32, Floats32]:
        """Counts and days since last seen of (actor, type, answer) in one way of counting."""
        return self.tallies[name].look(COUNTS[name][1](self.frame, actor, kind, answer))
