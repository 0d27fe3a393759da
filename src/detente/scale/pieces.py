"""From paths to pieces: parts of the input of about one size, found without reading the articles."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from detente.documents.formats import COLLECTIONS, Format, format_of_name
from detente.documents.inputs import STDIN, find_inputs
from detente.scale.nouns import Kind, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.core.rejections import Rejection

__all__ = ["PIECE_BYTES", "plan_pieces"]

PIECE_BYTES = 4 * 2**20
_MOST_FILES = 256
_CUT = 64  # one file name in so many ends a piece, so that a new file shifts only its neighbours
_HEAD = 4_096
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def plan_pieces(
    paths: Iterable[str | Path], *, piece_bytes: int = PIECE_BYTES
) -> Iterator[Piece | Rejection]:
    """The pieces of what lies at `paths`, in order; a `Rejection` for a path that leads nowhere.

    JSON lines are cut at line ends, Parquet between row groups; other collections (WARC, CSV, archives, and
    whatever is packed) are one piece each, and single articles are put together. The same input gives the
    same pieces, and a file added to a folder changes only the piece it comes into.

    Args:
        paths: Files, folders and patterns.
        piece_bytes: Size to aim at.
    """
    waiting: list[str] = []
    weight = 0
    for one in find_inputs(path for path in paths if str(path) != STDIN):
        if one.rejection is not None:
            yield one.rejection
            continue
        apart = _cut(one.path, piece_bytes)
        if apart is not None:
            yield from apart
            continue
        waiting.append(one.path)
        weight += Path(one.path).stat().st_size
        if len(waiting) >= _MOST_FILES or weight >= piece_bytes or _ends_piece(one.path):
            yield _together(waiting)
            waiting, weight = [], 0
    if waiting:
        yield _together(waiting)


def _cut(path: str, piece_bytes: int) -> list[Piece] | None:
    """The pieces of a file that holds many articles; None for a single article."""
    if path.lower().endswith(".parquet"):
        return _cut_groups(path, piece_bytes)
    found, packed = format_of_name(Path(path).name)
    if found not in COLLECTIONS and not packed:
        return None
    size = Path(path).stat().st_size
    if found is Format.JSONL and not packed and size > piece_bytes and not _is_wide(path):
        bounds = [*range(0, size, piece_bytes), size]
        name = Path(path).name
        return [
            Piece(f"{name}@{start}", Kind.LINES, (path,), start, stop)
            for start, stop in itertools.pairwise(bounds)
        ]
    return [Piece(Path(path).name, Kind.FILES, (path,))]


def _cut_groups(path: str, piece_bytes: int) -> list[Piece]:
    """Runs of row groups of about one size; a file that is no Parquet is one piece, to be refused in it."""
    import pyarrow as pa  # noqa: PLC0415  only where there is Parquet
    import pyarrow.parquet as pq  # noqa: PLC0415

    name = Path(path).name
    try:
        facts = pq.read_metadata(path)
    except (OSError, pa.ArrowException):
        return [Piece(name, Kind.GROUPS, (path,))]
    pieces, start, weight = [], 0, 0
    for group in range(facts.num_row_groups):
        weight += facts.row_group(group).total_byte_size
        if weight >= piece_bytes or group == facts.num_row_groups - 1:
            pieces.append(Piece(f"{name}@{start}", Kind.GROUPS, (path,), start, group + 1))
            start, weight = group + 1, 0
    return pieces


def _is_wide(path: str) -> bool:
    """Whether a line end is more than one byte in it, or it is no text, so that it cannot be cut."""
    with Path(path).open("rb") as file:
        head = file.read(_HEAD)
    return head.startswith(_WIDE) or b"\0" in head or head.startswith(b"\x1f\x8b")


def _ends_piece(path: str) -> bool:
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).digest()[0] % _CUT == 0


def _together(paths: list[str]) -> Piece:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return Piece(f"{Path(paths[0]).name}{more}", Kind.FILES, tuple(paths))
