"""What a worker does, whatever engine it belongs to: a piece in, a shard out, whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import tempfile
import threading
import time
from contextlib import closing, suppress
from dataclasses import replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from detente.coding.coder import CODER_VERSION
from detente.coding.sample import make_sample
from detente.core.identity import content_id
from detente.core.provenance import data_hashes
from detente.core.rejections import Reason, Rejection
from detente.scale.batches import batch_of, code_batch
from detente.scale.nouns import PieceReport
from detente.scale.portions import identify_piece, read_piece
from detente.scale.schema import CODED, CODED_SCHEMA, FACTS
from detente.scale.tries import Tries

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from detente.documents import Document
    from detente.scale.nouns import Piece, Task

__all__ = ["MOST_TRIES", "PieceWorker", "read_report"]

MOST_TRIES = 20
_SAID = ("piece", "input", "rows", "documents", "events", "refused")
_OF_THE_RUN = {"coding.workers", "scale.seconds"}
_AT_ONCE = 256
_STUCK = 86  # exit status
_REFUSING = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


class PieceWorker:
    """Makes the shards of pieces. A class because it holds the task."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._warm = False
        self._folder = Path(task.folder)
        self._version = _version_of(task)

    def work(self, piece: Piece) -> PieceReport:
        """Make the shard of a piece, unless it is there; what became of it, faults too.

        The shard is named by what the piece holds, the settings and the version of coder and data, so that
        whoever does a piece again, after a stop or beside another worker, makes the same file.
        """
        started = time.process_time()
        try:
            identity = identify_piece(piece)
            name = content_id(f"{self._version}\x1f{identity}")
            target = self._folder / CODED / f"{name}.parquet"
            there = read_report(target)
            if there is not None:
                return there
            self._load_models()  # their loading is not in the time of any piece, nor its fault
            tries = Tries.begin(self._folder, name)
            if tries.count > MOST_TRIES:
                tries.end()
                return PieceReport(
                    piece.name, tries=tries.count - 1, failure="its workers died again and again"
                )
            with _Watch(float(self.task.settings["scale.seconds"])):
                facts = self._write(piece, target, identity=identity, tries=tries)
            tries.end()
        except Exception as fault:  # noqa: BLE001  whatever it was, it costs this piece and is told
            refused = isinstance(fault, OSError) and fault.errno in _REFUSING
            return PieceReport(piece.name, failure=f"{type(fault).__name__}: {fault}", fatal=refused)
        spent = round(time.process_time() - started, 3)
        return replace(facts, file=target.name, tries=tries.count, seconds=spent)

    def _load_models(self) -> None:
        if not self._warm:
            code_batch(batch_of([make_sample()]), settings=self.task.settings)
            self._warm = True

    def _write(self, piece: Piece, target: Path, *, identity: str, tries: Tries) -> PieceReport:
        """The shard's account; `target` is there when this returns."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            try:
                facts = self._fill(piece, pa.PythonFile(file, mode="w"), identity=identity, tries=tries)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(target)
            except BaseException:
                with suppress(OSError):
                    Path(file.name).unlink()
                raise
        return facts

    def _fill(self, piece: Piece, out: pa.NativeFile, *, identity: str, tries: Tries) -> PieceReport:
        n_rows = n_refused = n_events = 0
        with (
            closing(self._read(piece, tries)) as items,
            pq.ParquetWriter(out, CODED_SCHEMA, compression="zstd") as writer,
        ):
            for batch in self._code(items, tries):
                writer.write_batch(batch)
                n_rows += batch.num_rows
                n_refused += batch.num_rows - batch.column("reason").null_count
                n_events += len(batch.column("events").flatten())
            facts = PieceReport(
                piece.name,
                input=identity,
                rows=n_rows,
                documents=n_rows - n_refused,
                events=n_events,
                refused=n_refused,
            )
            said = {name: getattr(facts, name) for name in _SAID}
            writer.add_key_value_metadata({FACTS: json.dumps(said)})
        return facts

    def _read(self, piece: Piece, tries: Tries) -> Generator[Document | Rejection]:
        return read_piece(
            piece, settings=self.task.settings, published=self.task.published, apart=tries.careful
        )

    def _code(self, items: Iterator[Document | Rejection], tries: Tries) -> Iterator[pa.RecordBatch]:
        """Coded batches of one size, however many articles were coded at a time."""
        if not tries.careful:
            while some := list(islice(items, _AT_ONCE)):
                yield code_batch(batch_of(some), settings=self.task.settings)
            return
        marked = _without_poison(items, tries)
        while True:
            one_by_one = (code_batch(batch_of([item]), settings=self.task.settings) for item in marked)
            if not (rows := list(islice(one_by_one, _AT_ONCE))):
                return
            (batch,) = pa.Table.from_batches(rows).combine_chunks().to_batches()
            yield batch


def _without_poison(items: Iterator[Document | Rejection], tries: Tries) -> Iterator[Document | Rejection]:
    """The articles, each marked when it is taken; those over which a worker died are refused."""
    for number, item in enumerate(items):
        if tries.is_poison(number) and not isinstance(item, Rejection):
            yield Rejection(
                Reason.FAILED,
                "coding",
                item.name,
                "the coding process died or got stuck over it",
                item.id,
                path=item.path,
            )
        else:
            tries.come_to(number)
            yield item


def read_report(shard: Path) -> PieceReport | None:
    """What a shard says of itself; None if there is no whole one."""
    try:
        said = pq.read_metadata(shard).metadata[FACTS]
        return PieceReport(**json.loads(said), file=shard.name, tries=0)
    except (OSError, pa.ArrowException, KeyError, ValueError, TypeError):
        return None


def _version_of(task: Task) -> str:
    """The identity of everything but the input that the content of a shard depends on."""
    ours = {name: value for name, value in task.settings.items() if name not in _OF_THE_RUN}
    code = [version("detente"), CODER_VERSION, version("spacy")]
    return content_id(json.dumps([code, data_hashes(), ours, task.published], sort_keys=True))


class _Watch:
    """Ends the process if the block takes too long. A class because it holds a timer."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, os._exit, (_STUCK,))
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *fault: object) -> None:
        self._timer.cancel()
