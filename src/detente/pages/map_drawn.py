"""How a map is laid out: what part of the world, where its dots stand, how its arcs run, which names fit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.pages.map_ground import find_ground, project, read_capitals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from detente.pages.map import MapDot, MapPair

__all__ = ["FRAMES", "Area", "Drawing", "DrawnDot", "DrawnPair", "Frame", "View", "draw", "fit_view"]

Place = tuple[float, float]
_BEND = 0.17  # of an arc's length
_CHARACTER = 0.63  # width of one, of the height of the type
_WORLD = (-2.64, -1.0, 2.64, 1.29)  # without Antarctica
_CLOSEST = 0.34  # least width and height of what is shown, in units of the projection: some 19 degrees
_EDGE = 20.0  # beyond the paper: nothing is drawn further off
_TOUCHING = 0.01


@dataclass(frozen=True, slots=True)
class Frame:
    """A map's paper: its size (the height at most), its largest dot, its widest arc, and its type."""

    name: str
    width: int
    height: int
    dot: float
    arc: float
    type: float


FRAMES = (Frame("wide", 1080, 580, 10.0, 7.0, 13.0), Frame("narrow", 358, 400, 7.0, 5.0, 12.0))
"""For a screen, and for a phone."""


@dataclass(frozen=True, slots=True)
class View:
    """The part of the world on the paper: pixels a unit of the projection, and what lies in the middle."""

    scale: float
    x: float
    y: float
    frame: Frame

    def place(self, x: Any, y: Any) -> tuple[Any, Any]:  # noqa: ANN401  numbers, or arrays of them
        """Projected to pixels from the upper left corner."""
        half = self.frame.width / 2, self.frame.height / 2
        return half[0] + (x - self.x) * self.scale, half[1] - (y - self.y) * self.scale


@dataclass(frozen=True, slots=True)
class DrawnDot:
    """A state's dot: where it stands, its radius, its name beside it; without an anchor that does not fit."""

    dot: MapDot
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class DrawnPair:
    """A pair's arc, its width, and the pattern of its strokes (empty: one stroke)."""

    pair: MapPair
    path: str
    width: float
    dashes: str


@dataclass(frozen=True, slots=True)
class Area:
    """An area, of a state or of none of ours: its path in half pixels, and a class of events, 0 to 4."""

    id: str
    name: str
    path: str
    step: int
    n_events: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """One map on one paper.

    Attributes:
        frame: The paper.
        land: Path of all land, in half pixels.
        areas: One by one; empty unless asked for.
        pairs: Widest last.
        dots: Largest first.
    """

    frame: Frame
    land: str
    areas: tuple[Area, ...]
    pairs: tuple[DrawnPair, ...]
    dots: tuple[DrawnDot, ...]


def draw(
    frame: Frame, dots: Sequence[MapDot], pairs: Sequence[MapPair], *, key: str, world: bool, areas: bool
) -> Drawing:
    """Lay a map out on a paper."""
    capitals = read_capitals()
    spots = {dot.id: project(capitals[dot.id].lon, capitals[dot.id].lat) for dot in dots}
    view = fit_view(frame, [] if world else list(spots.values()))
    placed = _place_dots(view, dots, spots)
    paths = _trace(key, view)
    n_by_state = {dot.id: dot.n_events for dot in dots}
    most = max(n_by_state.values(), default=1)
    drawn = tuple(
        Area(code, name, path, _step(n_by_state.get(code, 0), most), n_by_state.get(code, 0))
        for code, name, path in paths
    )
    return Drawing(
        frame=view.frame,
        land="" if areas else "".join(path for _, _, path in paths),
        areas=drawn if areas else (),
        pairs=_draw_pairs(view, pairs, placed),
        dots=_name_dots(view.frame, dots, placed),
    )


def fit_view(frame: Frame, spots: Sequence[Place]) -> View:
    """The part of the world that holds all these places with some room; without any, the world."""
    left, low, right, high = _WORLD
    if spots:
        xs, ys = [spot[0] for spot in spots], [spot[1] for spot in spots]
        left, low, right, high = min(xs), min(ys), max(xs), max(ys)
    room = 0 if not spots else 2.6 * frame.dot + 14
    wide, tall = max(right - left, _CLOSEST), max(high - low, _CLOSEST)
    side = room + 3 * frame.type if spots else 0
    scale = min((frame.width - 2 * side) / wide, (frame.height - 2 * room) / tall)
    least = frame.width / (_WORLD[2] - _WORLD[0])
    scale = max(scale, least)
    world = (_WORLD[3] - _WORLD[1]) * scale
    height = round(min(max(tall * scale + 2 * room, 0.75 * frame.height), frame.height, world))
    frame = replace(frame, height=height)
    x = _keep_in((left + right) / 2, frame.width / scale, _WORLD[0], _WORLD[2])
    return View(scale, x, _keep_in((low + high) / 2, frame.height / scale, _WORLD[1], _WORLD[3]), frame)


def _keep_in(middle: float, width: float, low: float, high: float) -> float:
    """The middle, moved so that the view does not look beyond the ends where it need not."""
    if width >= high - low:
        return (low + high) / 2
    return min(max(middle, low + width / 2), high - width / 2)


def _place_dots(
    view: View, dots: Sequence[MapDot], spots: Mapping[str, Place]
) -> dict[str, tuple[float, float, float]]:
    """Where every dot stands, and its radius: at its capital, or beside it where dots would be hidden."""
    if not dots:
        return {}
    most = max(dot.n_events for dot in dots) or 1
    radius = np.array([2.6 + (view.frame.dot - 2.6) * math.sqrt(dot.n_events / most) for dot in dots])
    at = np.array([view.place(*spots[dot.id]) for dot in dots], dtype=np.float64)
    need = 0.8 * (radius[:, None] + radius[None, :])
    order = np.arange(len(dots))
    aside = np.stack(np.broadcast_arrays(np.sign(order[:, None] - order[None, :]), 0.0), -1)
    for _ in range(40):
        apart = at[:, None, :] - at[None, :, :]
        far = np.hypot(apart[..., 0], apart[..., 1])
        np.fill_diagonal(far, np.inf)
        lack = np.maximum(need - far, 0.0)
        if not lack.any():
            break
        turn = np.where(far < _TOUCHING, 1.0, far)
        way = apart / turn[..., None]
        same = far < _TOUCHING  # the later stands to the right
        way[same] = aside[same]
        share = radius[None, :] / (radius[:, None] + radius[None, :])
        at += 0.5 * (way * (lack * share)[..., None]).sum(axis=1)
    return {
        dot.id: (round(float(x), 1), round(float(y), 1), round(float(size), 1))
        for dot, (x, y), size in zip(dots, at, radius, strict=True)
    }


def _draw_pairs(
    view: View, pairs: Sequence[MapPair], placed: Mapping[str, tuple[float, float, float]]
) -> tuple[DrawnPair, ...]:
    most = max((pair.n_events + pair.n_pending for pair in pairs), default=1) or 1
    out = []
    for pair in reversed(pairs):
        share = math.sqrt((pair.n_events + pair.n_pending) / most)
        path = _run(view, pair.dyad, placed)
        width = round(1.2 + (view.frame.arc - 1.2) * share, 1)
        out.append(DrawnPair(pair, path, width, _dash(pair.side, width)))
    return tuple(out)


def _dash(side: str, width: float) -> str:
    """Strokes for what is cool, points for what is not sure; longer the wider the arc is."""
    if side == "cool":
        return f"{2 * width + 3:.1f} {width + 2:.1f}"
    return f"0.1 {1.6 * width + 2:.1f}" if side in {"mixed", "none"} else ""


def _run(view: View, dyad: tuple[str, str], placed: Mapping[str, tuple[float, float, float]]) -> str:
    """The arc of a pair: bent to the north, and out at one edge and in at the other where that is shorter."""
    one, other = read_capitals()[dyad[0]], read_capitals()[dyad[1]]
    start, end = placed[dyad[0]][:2], placed[dyad[1]][:2]
    if abs(one.lon - other.lon) <= 180:
        return _bend(start, end)
    turn = 360 if one.lon > other.lon else -360
    further = view.place(*project(other.lon + turn, other.lat))
    nearer = view.place(*project(one.lon - turn, one.lat))
    return _bend(start, further) + _bend(nearer, end)


def _bend(start: Place, end: Place) -> str:
    across, down = end[0] - start[0], end[1] - start[1]
    if across < 0 or (across == 0 and down < 0):
        across, down = -across, -down
    x = (start[0] + end[0]) / 2 + _BEND * down
    y = (start[1] + end[1]) / 2 - _BEND * across
    return f"M{start[0]:.1f} {start[1]:.1f}Q{x:.1f} {y:.1f} {end[0]:.1f} {end[1]:.1f}"


def _name_dots(
    frame: Frame, dots: Sequence[MapDot], placed: Mapping[str, tuple[float, float, float]]
) -> tuple[DrawnDot, ...]:
    """Names beside the dots, of the most eventful first, where they hide neither a dot nor another name."""
    taken = [(x - r, y - r, x + r, y + r) for x, y, r in placed.values()]
    out = []
    for dot in dots:
        x, y, radius = placed[dot.id]
        wide, tall = _CHARACTER * frame.type * len(dot.name), frame.type
        gap = radius + 3
        own = (x - radius, y - radius, x + radius, y + radius)
        tries = (
            ("start", x + gap, y + 0.34 * tall, (x + gap, y - 0.5 * tall, x + gap + wide, y + 0.5 * tall)),
            ("end", x - gap, y + 0.34 * tall, (x - gap - wide, y - 0.5 * tall, x - gap, y + 0.5 * tall)),
            ("middle", x, y - gap - 1, (x - wide / 2, y - gap - tall, x + wide / 2, y - gap)),
            ("middle", x, y + gap + 0.7 * tall, (x - wide / 2, y + gap, x + wide / 2, y + gap + tall)),
        )
        inside = 0 <= x <= frame.width and 0 <= y <= frame.height
        found = next((one for one in tries if inside and _is_free(one[3], taken, own=own, frame=frame)), None)
        if found:
            taken.append(found[3])
        anchor, label_x, label_y = found[:3] if found else ("", x + gap, y + 0.34 * tall)
        at = round(label_x - x, 1), round(label_y - y, 1)
        out.append(DrawnDot(dot, x, y, radius, *at, anchor))
    return tuple(out)


def _is_free(
    box: tuple[float, float, float, float],
    taken: Sequence[tuple[float, float, float, float]],
    *,
    own: tuple[float, float, float, float],
    frame: Frame,
) -> bool:
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > frame.width - 2 or bottom > frame.height - 2:
        return False
    return not any(
        one != own and left < one[2] and right > one[0] and top < one[3] and bottom > one[1] for one in taken
    )


def _step(n: int, most: int) -> int:
    """0 for none; 1 to 4 by the square root of the share in the most."""
    return 0 if not n else min(4, 1 + int(4 * math.sqrt(n / most) - 1e-9))


@lru_cache(maxsize=64)
def _trace(key: str, view: View) -> tuple[tuple[str, str, str], ...]:
    """Code, name and path of every area that is to be seen.

    All points stand on one grid, so that neighbours meet.
    """
    out = []
    for shape in find_ground(key).shapes:
        path = "".join(_trace_ring(ring, view) for ring in shape.rings)
        if path:
            out.append((shape.id, shape.name, path))
    return tuple(out)


def _trace_ring(ring: NDArray[np.float64], view: View) -> str:
    x, y = view.place(ring[:, 0], ring[:, 1])
    wide, tall = view.frame.width, view.frame.height
    if x.max() < -_EDGE or x.min() > wide + _EDGE or y.max() < -_EDGE or y.min() > tall + _EDGE:
        return ""
    points = np.column_stack((x, y)).clip(-_EDGE, [wide + _EDGE, tall + _EDGE])
    points = _drop_straight(np.round(points * 2).astype(np.int64))
    steps = np.diff(points, axis=0)
    if len(steps) < 3:
        return ""
    told = " ".join(map(str, steps.ravel().tolist())).replace(" -", "-")
    return f"M{points[0, 0]} {points[0, 1]}l{told}z"


def _drop_straight(points: NDArray[np.int64]) -> NDArray[np.int64]:
    """The points of a ring without those that stand still, or go on as the step before went."""
    steps = np.diff(points, axis=0)
    moved = np.concatenate(([True], (steps != 0).any(axis=1)))
    points = points[moved]
    steps = np.diff(points, axis=0)
    same = (steps[1:] == steps[:-1]).all(axis=1)
    flat = ((steps[1:] == 0) & (steps[:-1] == 0)).any(axis=1) & ((steps[1:] * steps[:-1]).sum(axis=1) > 0)
    return points[np.concatenate(([True], ~(same | flat), [True]))] if len(points) > 2 else points
