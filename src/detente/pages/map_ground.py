"""Where states lie: the projection, the capitals, and the ground beneath them."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import DamagedDataError, InputError
from detente.core.provenance import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["OWN_FILE", "Capital", "Ground", "Shape", "find_ground", "project", "read_capitals", "read_ground"]

OWN_FILE = "map.geojson"
"""A file of this name in the ledger's folder is drawn in place of the shipped areas."""
_MOST_BYTES = 40_000_000
_A = (1.340264, -0.081106, 0.000893, 0.003796)  # of Equal Earth: Šavrič, Patterson and Jenny, 2018
_M = math.sqrt(3) / 2
_CODES = ("iso3", "ISO_A3", "iso_a3", "ADM0_A3", "ISO3", "actor", "id")
_NAMES = ("name", "NAME", "ADMIN", "admin")


@dataclass(frozen=True, slots=True)
class Capital:
    """Where the dot of a state stands: latitude and longitude in degrees, and what is to be said of it."""

    state: str
    name: str
    lat: float
    lon: float
    note: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An area: the state it is drawn as, if it is one of ours, its name, and its rings, projected."""

    id: str
    name: str
    rings: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Areas, whose borders they show, and the hash of the file that they were read from."""

    key: str
    borders: str
    shapes: tuple[Shape, ...]


def project(lon: Any, lat: Any) -> tuple[Any, Any]:  # noqa: ANN401  numbers, or arrays of them
    """Equal Earth: degrees to x and y, about −2.7 to 2.7 and −1.3 to 1.3, y upwards.

    x grows evenly with the longitude, so that 360 degrees more lie one world further.

    >>> x, y = project(0.0, 0.0)
    >>> float(x), float(y)
    (0.0, 0.0)
    """
    a1, a2, a3, a4 = _A
    theta = np.arcsin(_M * np.sin(np.radians(lat)))
    two = theta * theta
    six = two * two * two
    x = np.radians(lon) * np.cos(theta) / (_M * (a1 + 3 * a2 * two + six * (7 * a3 + 9 * a4 * two)))
    return x, theta * (a1 + a2 * two + six * (a3 + a4 * two))


@cache
def read_capitals() -> Mapping[str, Capital]:
    """The capital of every state of the actor base, by state."""
    path = data_folder("pages") / "capitals.csv"
    try:
        with path.open("r", encoding="utf-8") as stream:
            rows = [
                Capital(row["state"], row["capital"], float(row["lat"]), float(row["lon"]), row["note"])
                for row in csv.DictReader(stream, strict=True)
            ]
    except (OSError, csv.Error, KeyError, TypeError, ValueError) as fault:
        hint = "install détente again"
        raise DamagedDataError(f"pages/capitals.csv cannot be read: {fault}", hint=hint) from fault
    return {row.state: row for row in rows}


_KNOWN: dict[str, Ground] = {}


def find_ground(key: str) -> Ground:
    """The ground that was read under this key; the shipped one if it is no longer known."""
    return _KNOWN.get(key) or _read_shipped()


def read_ground(folder: Path) -> Ground:
    """The ground of a ledger: its own file, or the shipped one.

    Raises:
        InputError: If the ledger's own file is no GeoJSON with areas, or too large.
    """
    path = folder / OWN_FILE
    if not path.is_file():
        return _read_shipped()
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{OWN_FILE} is too large", hint=f"at most {_MOST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
        key = hashlib.sha256(data).hexdigest()
        if key not in _KNOWN:
            _KNOWN[key] = _read_own(json.loads(data), key)
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError) as fault:
        hint = "a FeatureCollection of polygons in degrees; without the file the shipped areas are drawn"
        raise InputError(f"{OWN_FILE} cannot be drawn: {type(fault).__name__}", hint=hint) from fault
    return _KNOWN[key]


def _read_own(told: Mapping[str, Any], key: str) -> Ground:
    shapes = []
    for feature in told["features"]:
        own, form = feature.get("properties") or {}, feature.get("geometry") or {}
        if form.get("type") not in {"Polygon", "MultiPolygon"}:
            continue
        parts = [form["coordinates"]] if form["type"] == "Polygon" else form["coordinates"]
        code = next((str(own[name]) for name in _CODES if own.get(name)), str(feature.get("id", "")))
        name = next((str(own[word]) for word in _NAMES if own.get(word)), code)
        rings = (np.array([point[:2] for point in ring], dtype=np.float64) for part in parts for ring in part)
        shapes.append(Shape(code if code in read_capitals() else "", name[:80], _project_rings(rings)))
    if not any(shape.rings for shape in shapes):
        raise ValueError("no areas")
    borders = str(told.get("borders") or f"as the ledger's own {OWN_FILE} has them")
    return Ground(key, borders[:200], tuple(shapes))


@cache
def _read_shipped() -> Ground:
    try:
        data = (data_folder("pages") / "world.json").read_bytes()
        told = json.loads(data)
        shapes = tuple(
            Shape(
                shape["id"],
                shape["name"],
                _project_rings(
                    np.cumsum(np.array(ring, dtype=np.float64).reshape(-1, 2), axis=0) / told["unit"]
                    for ring in shape["rings"]
                ),
            )
            for shape in told["shapes"]
        )
    except (OSError, ValueError, KeyError, TypeError) as fault:
        hint = "install détente again"
        raise DamagedDataError(f"pages/world.json cannot be read: {fault}", hint=hint) from fault
    ground = Ground(hashlib.sha256(data).hexdigest(), told["borders"], shapes)
    _KNOWN[ground.key] = ground
    return ground


def _project_rings(rings: Iterable[NDArray[np.float64]]) -> tuple[NDArray[np.float64], ...]:
    out = []
    for ring in rings:
        if ring.ndim != 2 or not np.isfinite(ring).all():
            raise ValueError("a ring is a list of points")
        if len(ring) > 2:
            out.append(np.column_stack(project(ring[:, 0].clip(-360, 360), ring[:, 1].clip(-90, 90))))
    return tuple(out)
