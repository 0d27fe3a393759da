"""What the next month depends on: smoothed counts, ties of faded ones, and the mechanisms between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.mechanisms import PanelRules
from detente.mechanisms.panel_rules import find_ties
from detente.simulate.nouns import CLASSES, Places, Singles
from detente.simulate.signed import MECHANISMS, Signed, measure_mechanism

__all__ = [
    "ACTIVITY",
    "ALL_MECHANISMS",
    "OWN",
    "PERSISTENCE",
    "WHOLE",
    "Frame",
    "State",
    "build_frame",
    "feed",
    "find_activity",
    "find_levels",
    "find_own",
    "find_pull",
    "shift_state",
    "start",
    "walk",
]

FAST, SLOW = 2.0, 12.0
ACTIVITY = "activity"
ALL_MECHANISMS = tuple(MECHANISMS)
PERSISTENCE = tuple(f"{word} {name}" for word in ("recent", "usual") for name in CLASSES)
"""Smoothed counts of a month by class, half-lives of 2 and of 12 months."""
WHOLE = ("all cooperation", "all conflict")
"""How much all states together deal with each other of late, against what was usual."""
OWN = (*PERSISTENCE, *WHOLE, ACTIVITY)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The dyads of n states as cells of a square, and the rules of their ties.

    Attributes:
        one: First member of each dyad.
        two: Second.
        n_states: n.
        forth: Flat cell from the first to the second, shape (D,).
        back: Flat cell from the second to the first.
        square: For each flat cell its dyad; D on the diagonal, shape (n * n,).
        rules: How ties are made.
        mechanisms: That are measured, of `ALL_MECHANISMS`.
    """

    one: Places
    two: Places
    n_states: int
    forth: Places
    back: Places
    square: Places
    rules: PanelRules
    mechanisms: tuple[str, ...]


@dataclass(slots=True, eq=False)
class State:
    """Many systems at one month, changed in place by `feed`.

    Attributes:
        smooth: Monthly means, recent then usual by class, shape (runs, 8, D).
        faded: Sums that fade: cooperation, conflict, material conflict, shape (runs, 3, D).
        ties: Of the last `back` months and now, oldest first, shape (runs, D) each.
        age: Months seen.
    """

    smooth: Singles
    faded: Singles
    ties: list[Singles]
    age: int


def build_frame(n_states: int, rules: PanelRules, mechanisms: tuple[str, ...]) -> Frame:
    """The frame of so many states."""
    one, two = np.triu_indices(n_states, 1)
    square = np.full((n_states, n_states), one.size, dtype=np.intp)
    square[one, two] = square[two, one] = np.arange(one.size)
    flat = one * n_states + two, two * n_states + one
    return Frame(one, two, n_states, *flat, square.reshape(-1), rules, mechanisms)


def start(frame: Frame, runs: int) -> State:
    """Before anything has happened."""
    n = frame.one.size
    blank = [np.zeros((runs, n), dtype=np.float32) for _ in range(frame.rules.back + 1)]
    return State(np.zeros((runs, 8, n), np.float32), np.zeros((runs, 3, n), np.float32), blank, 0)


def feed(frame: Frame, state: State, counts: Singles) -> None:
    """A month passes.

    Smoothed counts are means weighted by 2^(-age / half-life), also while the past is short; faded ones sums.

    Args:
        frame: Of the dyads.
        state: Changed in place.
        counts: Of the month, shape (runs, 4, D).
    """
    state.age += 1
    for place, half_life in ((0, FAST), (4, SLOW)):
        kept = 2.0 ** (-1 / half_life)
        new = np.float32((1 - kept) / (1 - kept**state.age))
        part = state.smooth[:, place : place + 4]
        part *= 1 - new
        part += new * counts
    state.faded *= np.float32(_kept(frame))
    state.faded[:, 0] += counts[:, 0]
    state.faded[:, 0] += counts[:, 1]
    state.faded[:, 1] += counts[:, 2]
    state.faded[:, 1] += counts[:, 3]
    state.faded[:, 2] += counts[:, 3]
    state.ties = [*state.ties[1:], _tie(frame, state)]


def shift_state(frame: Frame, state: State, shift: Singles) -> None:
    """As though each month had had so many events more, or fewer, for long.

    Args:
        frame: Of the dyads.
        state: Changed in place; ties of months before stay, so that the turn is seen.
        shift: Events a month, shape (4, D).
    """
    for place in (0, 4):
        part = state.smooth[:, place : place + 4]
        np.maximum(part + shift, 0, out=part)
    long = shift / np.float32(1 - _kept(frame))
    moved = np.stack((long[0] + long[1], long[2] + long[3], long[3]))
    np.maximum(state.faded + moved, 0, out=state.faded)
    state.ties[-1] = _tie(frame, state)


def find_own(state: State, whole: Singles, out: Singles) -> None:
    """log(1 + smoothed counts), and the same of the whole, into an array of shape (runs, 10 or more, D).

    Args:
        state: As it stands.
        whole: Events of a usual month by class, all dyads together, shape (4,).
        out: Its first 10 features are filled.
    """
    smoothed = out[:, :8]
    np.add(state.smooth, np.float32(1), out=smoothed)
    np.log(smoothed, out=smoothed)
    totals = state.smooth[:, :4].sum(axis=2)
    for place, first in ((8, 0), (9, 2)):
        usual = np.float32(1) + whole[first] + whole[first + 1]
        now = np.log((np.float32(1) + totals[:, first] + totals[:, first + 1]) / usual)
        out[:, place] = now[:, None]


def find_activity(frame: Frame, state: State) -> Singles:
    """How much both states deal with anyone: mean of log(1 + usual monthly events), less that of all states.

    A trait: it is held as it stands when a run begins. If it moved with the run, a state that deals more
    would deal more with all, and they with it, without end.

    Returns:
        Shape (runs, D).
    """
    volume = state.smooth[:, 4:].sum(axis=1)
    held = np.log(_square(frame, volume).sum(axis=2) + np.float32(1))
    held -= held.mean(axis=1, keepdims=True)
    held *= np.float32(0.5)
    found: Singles = held.take(frame.one, axis=1)
    found += held.take(frame.two, axis=1)
    return found


def find_pull(frame: Frame, state: State, out: Singles) -> None:
    """log(1 + mechanism), into an array of shape (runs, mechanisms, D)."""
    if not frame.mechanisms:
        return
    signed = _build_signed(frame, state)
    for place, name in enumerate(frame.mechanisms):
        out[:, place] = measure_mechanism(name, signed, frame.forth, frame.back)
    out += np.float32(1)
    np.log(out, out=out)


def find_levels(frame: Frame, state: State, dyads: Places) -> Singles:
    """The standing of some dyads, settled or not, shape (runs, dyads).

    ``2 ((1 - m) p - m c) / (p + c + prior)`` of faded cooperation p and conflict c, m the neutral share.
    """
    friendly, hostile = state.faded[:, 0, dyads], state.faded[:, 1, dyads]
    m, prior = np.float32(frame.rules.neutral), np.float32(frame.rules.prior)
    found: Singles = 2 * ((1 - m) * friendly - m * hostile) / (friendly + hostile + prior)
    return found


def walk(frame: Frame, counts: Singles) -> Iterator[tuple[int, State]]:
    """The one system of the past, before each of its months but the first, and after the last.

    Args:
        frame: Of the dyads.
        counts: Shape (months, 4, D).

    Yields:
        Number of months seen, and the state then; it changes as the walk goes on.
    """
    state = start(frame, 1)
    for month in counts:
        feed(frame, state, month[None])
        yield state.age, state


def _tie(frame: Frame, state: State) -> Singles:
    """`find_ties` in single precision."""
    friendly: Any = state.faded[:, 0]
    hostile: Any = state.faded[:, 1]
    found: Any = find_ties(friendly, hostile, frame.rules)
    ties: Singles = found
    return ties


def _kept(frame: Frame) -> float:
    return 2.0 ** (-1 / frame.rules.half_life) if frame.rules.half_life > 0 else 0.0


def _square(frame: Frame, cells: Singles) -> Singles:
    """Cells of dyads on both sides of the diagonal, shape (runs, states, states)."""
    wide = np.zeros((len(cells), cells.shape[1] + 1), dtype=np.float32)
    wide[:, :-1] = cells
    return wide.take(frame.square, axis=1).reshape(len(cells), frame.n_states, frame.n_states)


def _build_signed(frame: Frame, state: State) -> Signed:
    fights = state.faded[:, 2] - np.float32(frame.rules.least)
    return Signed.build(*(_square(frame, cells) for cells in (state.ties[-1], state.ties[0], fights)))
