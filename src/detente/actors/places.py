"""Ranges of a text that are taken by a name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from detente.actors.actor import Mention

__all__ = ["Places"]


@dataclass(slots=True)
class Places:
    """Ranges of a text that are taken; they do not overlap."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, mentions: Iterable[Mention]) -> Places:
        """The places of mentions that do not overlap."""
        ranges = sorted((mention.start, mention.end) for mention in mentions)
        return cls([start for start, _ in ranges], [end for _, end in ranges])

    def first_in(self, start: int, end: int) -> int | None:
        """Where the first taken range that overlaps ``[start, end)`` begins, or None."""
        at = bisect_right(self.ends, start)
        return self.starts[at] if at < len(self.starts) and self.starts[at] < end else None

    def take(self, start: int, end: int) -> None:
        """Add a range that overlaps none."""
        at = bisect_left(self.starts, start)
        self.starts.insert(at, start)
        self.ends.insert(at, end)
