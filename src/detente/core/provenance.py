"""Where every shipped data file comes from, and whether it is still that file.

Each room with data has ``data/PROVENANCE.toml``: one table a file, with title, version, licence, made (how
it was made), sources (published works it can be checked against) and sha256.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from detente.core.errors import DamagedDataError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["DataFile", "check_data_files", "data_folder", "data_hashes", "read_data_files"]

ROOMS_WITH_DATA = (
    "ontology",
    "documents",
    "sentences",
    "actors",
    "coding",
    "identity",
    "relations",
    "exchange",
    "mechanisms",
    "accounts",
    "pages",
)


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file that ships with détente and what is known about its origin."""

    room: str
    file: str
    title: str
    version: str
    licence: str
    made: str
    sources: tuple[str, ...]
    sha256: str


def data_folder(room: str) -> Traversable:
    """The data folder of a room, wherever the package is installed."""
    return resources.files("detente") / room / "data"


def read_data_files() -> list[DataFile]:
    """Every shipped data file, by room and name."""
    out = []
    for room in ROOMS_WITH_DATA:
        listing = data_folder(room) / "PROVENANCE.toml"
        if not listing.is_file():
            continue
        table = tomllib.loads(listing.read_text(encoding="utf-8"))
        for file, row in sorted(table.items()):
            out.append(
                DataFile(
                    room=room,
                    file=file,
                    title=row["title"],
                    version=row["version"],
                    licence=row["licence"],
                    made=row["made"],
                    sources=tuple(row.get("sources", ())),
                    sha256=row["sha256"],
                )
            )
    return out


def data_hashes() -> dict[str, str]:
    """``room/file`` to SHA-256 as recorded; written into the record of each run."""
    return {f"{row.room}/{row.file}": row.sha256 for row in read_data_files()}


def check_data_files() -> None:
    """Compare every shipped data file with its recorded hash.

    Raises:
        DamagedDataError: Naming up to five files that differ or are missing.
    """
    bad = []
    rows = read_data_files()
    for row in rows:
        path = data_folder(row.room) / row.file
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            bad.append(f"{row.room}/{row.file}")
    if bad:
        raise DamagedDataError(
            f"{len(bad)} of {len(rows)} data files are missing or changed: {', '.join(bad[:5])}",
            hint="install détente again, or run `make provenance` if you changed them on purpose",
        )
