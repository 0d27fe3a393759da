"""Figures as rows to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.evaluate.counts import FIGURES

if TYPE_CHECKING:
    from detente.evaluate.counts import Figure
    from detente.evaluate.scoring import GoldScore

__all__ = ["FigureRow", "figure_table"]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of one document, or of all.

    Attributes:
        document: Its name; ``all`` for the sum.
        figure: ``events.detected`` …
        precision: 0 to 1, or None: not asked, or nothing to divide by.
        recall: 0 to 1, or None.
        f1: 0 to 1, or None.
        accuracy: 0 to 1, or None; of figures on matched pairs.
        counts: ``matched/system/gold`` or ``right/of``.
    """

    document: str
    figure: str
    precision: float | None
    recall: float | None
    f1: float | None
    accuracy: float | None
    counts: str


def figure_table(score: GoldScore, *, by_document: bool = False) -> list[FigureRow]:
    """The figures of all documents together, after those of each if wanted."""
    tables = [*score.documents.items()] if by_document else []
    rows = []
    for document, counts in [*tables, ("all", score.total)]:
        figures = counts.figures()
        rows += [_row(document, name, figures[name]) for name in FIGURES if name in figures]
    return rows


def _row(document: str, name: str, figure: Figure) -> FigureRow:
    if "f1" in figure:
        counts = f"{figure['matched']}/{figure['system']}/{figure['gold']}"
        return FigureRow(document, name, figure["p"], figure["r"], figure["f1"], None, counts)
    return FigureRow(
        document, name, None, None, None, figure["accuracy"], f"{figure['right']}/{figure['of']}"
    )
