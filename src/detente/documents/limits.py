"""What one file may cost, and the fixed bounds on packed files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.core.settings import Settings

__all__ = ["MAX_MEMBERS", "MAX_RATIO", "MAX_UNPACKED", "RATIO_FLOOR", "Limits"]

MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 100
RATIO_FLOOR = 2**20  # below a megabyte a high ratio does no harm: a page of blanks packs 500:1


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings of this room; `Setting` of the same name says what each means."""

    max_bytes: int
    max_text: int
    max_record: int
    max_pages: int
    seconds: float
    memory_mb: int
    min_words: int
    language_floor: float

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that `settings` (all resolved) ask for."""
        return cls(
            max_bytes=int(settings["documents.max_bytes"]),
            max_text=int(settings["documents.max_text"]),
            max_record=int(settings["documents.max_record"]),
            max_pages=int(settings["documents.max_pages"]),
            seconds=float(settings["documents.seconds"]),
            memory_mb=int(settings["documents.memory_mb"]),
            min_words=int(settings["documents.min_words"]),
            language_floor=float(settings["documents.language_floor"]),
        )
