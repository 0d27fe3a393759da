"""The nouns of this room."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.core.settings import Value

__all__ = ["Kind", "Piece", "PieceReport", "ScaleTally", "Task"]


class Kind(StrEnum):
    """What a piece is."""

    FILES = "files"
    LINES = "lines"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the input that is coded by one worker and gives one shard.

    Attributes:
        name: For people: the file, or the first of them, and where in it the piece begins.
        kind: ``files``: whole files; ``lines``: the lines of a JSONL file that begin in ``[start, stop)``;
            ``groups``: the row groups ``[start, stop)`` of a Parquet file.
        files: Paths; one but for ``files``.
        start: Byte or row group.
        stop: Byte or row group.
    """

    name: str
    kind: Kind
    files: tuple[str, ...]
    start: int = 0
    stop: int = 0

    def to_json(self) -> dict[str, Any]:
        """As plain values, to be sent to a worker."""
        return asdict(self)

    @classmethod
    def of(cls, row: dict[str, Any]) -> Piece:
        """The piece that `to_json` gave."""
        return cls(row["name"], Kind(row["kind"]), tuple(row["files"]), int(row["start"]), int(row["stop"]))


@dataclass(frozen=True, slots=True)
class Task:
    """What every worker of a run is told.

    Attributes:
        folder: Where shards go.
        settings: All settings, resolved.
        published: EDTF date of publication for articles that state none, or None.
    """

    folder: str
    settings: dict[str, Value]
    published: str | None = None


@dataclass(frozen=True, slots=True)
class PieceReport:
    """What became of a piece.

    Attributes:
        piece: Its name.
        file: Name of its shard; empty if there is none.
        input: Identity of the bytes it was made from.
        rows: Inputs: documents and refusals.
        documents: Documents coded.
        events: Events found in them.
        refused: Inputs refused.
        tries: How often it was begun in this run; 0 if its shard was there.
        seconds: Of processor, for the coding process.
        failure: Why there is no shard; empty if there is.
        fatal: Whether going on is of no use: the disk refuses.
    """

    piece: str
    file: str = ""
    input: str = ""
    rows: int = 0
    documents: int = 0
    events: int = 0
    refused: int = 0
    tries: int = 1
    seconds: float = 0.0
    failure: str = ""
    fatal: bool = False

    @property
    def was_there(self) -> bool:
        """Whether an earlier run had made its shard."""
        return bool(self.file) and not self.tries

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


@dataclass(slots=True)
class ScaleTally:
    """What a run did.

    Attributes:
        shards: Reports of the pieces that have a shard, by its name.
        failed: Reports of those that have none.
        refused: Inputs that are no files, with why.
        were_there: How many shards an earlier run had made.
    """

    shards: dict[str, PieceReport] = field(default_factory=dict)
    failed: list[PieceReport] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    were_there: int = 0

    @property
    def documents(self) -> int:
        """Documents coded, in this run or before."""
        return sum(report.documents for report in self.shards.values())

    @property
    def events(self) -> int:
        """Events told in them."""
        return sum(report.events for report in self.shards.values())

    @property
    def inputs_refused(self) -> int:
        """Inputs refused inside the pieces."""
        return sum(report.refused for report in self.shards.values())

    @property
    def seconds(self) -> float:
        """Processor seconds of the coding processes in this run."""
        return sum(report.seconds for report in self.shards.values() if not report.was_there)

    def take(self, report: PieceReport) -> None:
        """Note one more piece."""
        if report.failure:
            self.failed.append(report)
        else:
            self.were_there += report.was_there
            self.shards[report.file] = report
