"""A run over everything: pieces out, reports in, a manifest at the end."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from detente.core.dates import parse_edtf
from detente.core.errors import StorageError, UnknownNameError
from detente.core.rejections import REASONS, Rejection
from detente.core.settings import resolve_settings
from detente.ledger.files import write_whole
from detente.scale.local import work_here, work_in_processes
from detente.scale.nouns import ScaleTally, Task
from detente.scale.pieces import PIECE_BYTES, plan_pieces
from detente.scale.schema import CODED, MANIFEST_FORMAT
from detente.scale.tries import clear_tries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from detente.core.settings import Settings
    from detente.scale.nouns import Piece, PieceReport

__all__ = ["ENGINES", "Onlooker", "code_at_scale"]

ENGINES = ("local", "ray", "here")
_OLD = 3_600.0  # seconds after which a temporary file belongs to nobody


class Onlooker(Protocol):
    """Someone who is told how far a run has come."""

    def begin(self, n_pieces: int) -> None:
        """So many pieces there are."""

    def take(self, report: PieceReport) -> None:
        """One more is done."""


def code_at_scale(  # noqa: PLR0913  each has its default
    paths: Iterable[str | Path],
    folder: str | Path,
    *,
    settings: Settings | None = None,
    published: str | None = None,
    engine: str = "local",
    workers: int = 0,
    address: str | None = None,
    piece_bytes: int = PIECE_BYTES,
    onlooker: Onlooker | None = None,
) -> ScaleTally:
    """Code what lies at `paths` into Parquet shards under `folder`, on as many processes as there are.

    A shard is there whole or not at all, and what has its shard is passed over: the same call after a stop
    goes on where it was, and tries again what failed. The shards are the same bytes, whoever makes them.

    Args:
        paths: Files, folders and patterns: all that `read_documents` reads, and Parquet with a column of
            text.
        folder: For ``coded/NAME.parquet`` and ``manifest.json``; on a cluster, one that all nodes see.
        settings: Resolved settings; the defaults if None.
        published: EDTF date of publication for articles that state none themselves.
        engine: ``local``: processes of this machine; ``ray``: a cluster; ``here``: this process.
        workers: Processes; 0 for one a processor of this machine, or of the cluster.
        address: Of a Ray cluster; None starts one on this machine.
        piece_bytes: Size of a piece to aim at. Another size makes other shards.
        onlooker: Is told of each piece.

    Raises:
        UnknownNameError: If there is no such engine.
        InputError: If `published` is no EDTF date.
        StorageError: If the disk refuses.
        DetenteError: If the cluster fails.
    """
    if engine not in ENGINES:
        raise UnknownNameError(f"no engine is named {engine!r}", hint=f"one of {', '.join(ENGINES)}")
    if published:
        parse_edtf(published)
    place = Path(folder).absolute()
    try:
        (place / CODED).mkdir(parents=True, exist_ok=True)
        clear_tries(place)
        _remove_leftovers(place)
    except OSError as fault:
        raise _refused(place, fault) from fault
    task = Task(str(place), dict(resolve_settings() if settings is None else settings), published)
    tally = ScaleTally()
    pieces = list(_planned(paths, tally, piece_bytes=piece_bytes))
    if onlooker is not None:
        onlooker.begin(len(pieces))
    for report in _reports(pieces, task, engine=engine, workers=workers, address=address):
        tally.take(report)
        if report.fatal:
            raise StorageError(
                f"{str(place)!r} cannot be written to: {report.failure}",
                hint="make room, or choose another folder, and run the same command again: shards are kept",
            )
        if onlooker is not None:
            onlooker.take(report)
    try:
        _remove_leftovers(place)
        write_manifest(place, tally, task)
    except OSError as fault:
        raise _refused(place, fault) from fault
    return tally


def _reports(
    pieces: Sequence[Piece], task: Task, *, engine: str, workers: int, address: str | None
) -> Iterator[PieceReport]:
    if engine == "here":
        return work_here(pieces, task)
    if engine == "ray":
        from detente.scale.cluster import work_on_ray  # noqa: PLC0415  an extra

        return work_on_ray(pieces, task, workers=workers, address=address)
    return work_in_processes(pieces, task, workers=workers or _processors())


def _planned(paths: Iterable[str | Path], tally: ScaleTally, *, piece_bytes: int) -> Iterator[Piece]:
    for one in plan_pieces(paths, piece_bytes=piece_bytes):
        if isinstance(one, Rejection):
            tally.refused.append((one.path or one.document, one.detail or REASONS[one.reason]))
        else:
            yield one


def write_manifest(folder: Path, tally: ScaleTally, task: Task) -> None:
    """Say in one file, swapped whole, which shards belong together and what has none."""
    said: dict[str, Any] = {
        "format": MANIFEST_FORMAT,
        "settings": task.settings,
        "published": task.published,
        "shards": [
            {
                name: getattr(report, name)
                for name in ("file", "piece", "input", "rows", "documents", "events", "refused")
            }
            for _, report in sorted(tally.shards.items())
        ],
        "failed": [{"piece": report.piece, "why": report.failure} for report in tally.failed],
        "refused": [{"path": path, "why": why} for path, why in tally.refused],
    }
    data = json.dumps(said, indent=1, ensure_ascii=False, sort_keys=True).encode()
    write_whole(folder / "manifest.json", lambda file: file.write(data))


def _remove_leftovers(folder: Path) -> None:
    """Remove what workers that were killed left half-written: of shards that are there, or old."""
    for file in (folder / CODED).glob(".*"):
        shard = file.name[1:].rpartition(".")[0]
        with suppress(OSError):  # another process removed it first
            if (folder / CODED / shard).exists() or time.time() - file.stat().st_mtime > _OLD:
                file.unlink()


def _refused(folder: Path, fault: OSError) -> StorageError:
    return StorageError(
        f"{str(folder)!r} cannot be written to: {fault.strerror or fault}",
        hint="make room, or choose another folder",
    )


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
