"""The nouns of this room."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

__all__ = ["ExportTally", "ImportBatch", "ImportTally", "ImportedFile", "RowReason", "RowRejection"]


class RowReason(StrEnum):
    """Why a row, or a whole file, was not imported."""

    # files
    UNREADABLE = "UNREADABLE"
    DAMAGED = "DAMAGED"
    EMPTY = "EMPTY"
    WRONG_FORMAT = "WRONG_FORMAT"
    TOO_DEEP = "TOO_DEEP"
    # rows
    HEADER = "HEADER"
    TOO_MANY_COLUMNS = "TOO_MANY_COLUMNS"
    TOO_FEW_COLUMNS = "TOO_FEW_COLUMNS"
    TOO_LONG = "TOO_LONG"
    BAD_DATE = "BAD_DATE"
    BAD_CODE = "BAD_CODE"
    BAD_TYPE = "BAD_TYPE"
    BAD_VALUE = "BAD_VALUE"
    BAD_RECORD = "BAD_RECORD"
    NO_ACTOR = "NO_ACTOR"


@dataclass(frozen=True, slots=True)
class RowRejection:
    """A row or a file that was refused.

    Attributes:
        file: Its name; of a packed one ``archive.zip/member``.
        line: Line in it, from 1; 0 for the whole file.
        reason: One of `RowReason`.
        detail: The value, what was expected, or the beginning of the row.
    """

    file: str
    line: int
    reason: RowReason
    detail: str


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """Some rows of one file, in its order.

    Attributes:
        file: Its name.
        table: Of `IMPORTED_SCHEMA`.
        rejections: What was refused in between.
        unknown: Country codes without a known state, with how many rows give them.
        n_mended: Rows read after surplus empty columns were cut off.
        statements: Records of the interchange that are no events (mentions, claims …), as they are.
    """

    file: str
    table: pa.Table
    rejections: tuple[RowRejection, ...] = ()
    unknown: Counter[str] = field(default_factory=Counter)
    n_mended: int = 0
    statements: pa.Table | None = None


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file; every row is in exactly one of five counts.

    Attributes:
        file: Its name.
        input: By which its rows know it; the identity of its content, unless it was a stream.
        content: Identity of its content.
        format: As which it was imported.
        rows: Rows of events in it.
        events: Those that count.
        mirrors: Those that tell a counted event from the other side.
        repeats: Those that tell a counted event again.
        faulty: Those that a rule on known faults keeps out.
        rejected: Those that were refused.
        statements: Records of our own interchange that are no events, kept as they are.
        mended: Rows read after surplus empty columns were cut off.
        faults: Rules hit, with the rows that hit them; a row may hit several.
        reasons: Reasons of refusal, with the rows.
        unknown: Country codes without a known state, with the rows that give them.
        without: Rules that were turned off.
    """

    file: str
    input: str
    content: str
    format: str
    rows: int
    events: int
    mirrors: int
    repeats: int
    faulty: int
    rejected: int
    statements: int = 0
    mended: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportTally:
    """What an import did.

    Attributes:
        files: Of the files imported now.
        known: Names of files whose content was imported before, and which added nothing.
        refused: Whole files that could not be used, or not to their end.
    """

    files: tuple[ImportedFile, ...]
    known: tuple[str, ...]
    refused: tuple[RowRejection, ...]

    @property
    def rows(self) -> int:
        """Rows read; `events` + `mirrors` + `repeats` + `faulty` + `rejected`."""
        return sum(file.rows for file in self.files)

    @property
    def events(self) -> int:
        """Rows that count."""
        return sum(file.events for file in self.files)

    @property
    def mirrors(self) -> int:
        """Rows that tell a counted event from the other side."""
        return sum(file.mirrors for file in self.files)

    @property
    def repeats(self) -> int:
        """Rows that tell a counted event again."""
        return sum(file.repeats for file in self.files)

    @property
    def faulty(self) -> int:
        """Rows that a rule on known faults keeps out."""
        return sum(file.faulty for file in self.files)

    @property
    def rejected(self) -> int:
        """Rows that were refused."""
        return sum(file.rejected for file in self.files)

    @property
    def faults(self) -> Counter[str]:
        """Rules hit, with the rows that hit them."""
        return _sum(file.faults for file in self.files)

    @property
    def reasons(self) -> Counter[str]:
        """Reasons of refusal, with the rows."""
        return _sum(file.reasons for file in self.files)

    @property
    def unknown(self) -> Counter[str]:
        """Country codes without a known state, each once, with the rows that give them."""
        return _sum(file.unknown for file in self.files)


@dataclass(frozen=True, slots=True)
class ExportTally:
    """What an export did.

    Attributes:
        rows: Rows, records or edges written.
        left_out: Events that the format cannot hold, by why.
    """

    rows: int
    left_out: dict[str, int] = field(default_factory=dict)


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    out: Counter[str] = Counter()
    for count in counts:
        out.update(count)
    return out
