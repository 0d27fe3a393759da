"""A stretch of a document's text: the smallest unit of evidence."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Span", "merge_spans"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open interval of a document's text, in code points, with the words it holds.

    ``document.text[span.start:span.end] == span.quote`` always holds.

    >>> Span.of("Russia signed", 0, 6)
    Span(start=0, end=6, quote='Russia')
    """

    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of `text` between two offsets, without the white space at its ends."""
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return cls(start, end, text[start:end])

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def to_json(self) -> dict[str, object]:
        """The interchange form: start, end, quote."""
        return {"start": self.start, "end": self.end, "quote": self.quote}


def merge_spans(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sort half-open ranges and join those that touch.

    >>> merge_spans([(4, 6), (0, 2), (2, 3)])
    [(0, 3), (4, 6)]
    """
    out: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif end > start:
            out.append((start, end))
    return out
