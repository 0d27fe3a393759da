"""Counts that can be added, and the figures they give."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["FIGURES", "Counts", "Figure", "ratio"]

Figure = dict[str, float | int | None]

FIGURES: tuple[str, ...] = (
    *(
        f"events.{name}"
        for name in ("detected", "typed", "dyad", "full", "status", "date", "date_dated", "mode")
    ),
    *(f"events.{name}" for name in ("asserted_by", "amounts", "project", "object")),
    *(f"claims.{name}" for name in ("found", "claim", "tense", "modality", "domain", "asserted_by")),
    *(f"mechanisms.{name}" for name in ("found", "named", "modality", "asserted_by")),
    *(f"predictions.{name}" for name in ("found", "modality", "asserted_by")),
    *(f"mentions.{name}" for name in ("exact", "overlap")),
)


def ratio(part: int, whole: int) -> float | None:
    """Their quotient; None where there is nothing to divide by."""
    return None if whole == 0 else part / whole


@dataclass(slots=True)
class Counts:
    """Named counts, to be added up over documents (micro figures).

    Attributes:
        found: Of things found: matched, given by the system, in gold.
        right: Of answers on matched pairs: right, asked.
    """

    found: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    right: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add_found(self, name: str, matched: int, *, system: int, gold: int) -> None:
        """Add to a count of things found."""
        had = self.found.get(name, (0, 0, 0))
        self.found[name] = (had[0] + matched, had[1] + system, had[2] + gold)

    def add_right(self, name: str, right: int, *, of: int) -> None:
        """Add to a count of right answers."""
        had = self.right.get(name, (0, 0))
        self.right[name] = (had[0] + right, had[1] + of)

    def add(self, other: Counts) -> None:
        """Add another's counts to these."""
        for name, (matched, system, gold) in other.found.items():
            self.add_found(name, matched, system=system, gold=gold)
        for name, (right, of) in other.right.items():
            self.add_right(name, right, of=of)

    def figures(self) -> dict[str, Figure]:
        """Precision, recall and F1 of things found; accuracy of answers; None where nothing was counted."""
        out: dict[str, Figure] = {}
        for name, (matched, system, gold) in self.found.items():
            out[name] = {
                "p": ratio(matched, system),
                "r": ratio(matched, gold),
                "f1": ratio(2 * matched, system + gold),
                "matched": matched,
                "system": system,
                "gold": gold,
            }
        for name, (right, of) in self.right.items():
            out[name] = {"accuracy": ratio(right, of), "right": right, "of": of}
        return out
