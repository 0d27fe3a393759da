"""Contradictions as rows to print: the two sides next to each other."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.accounts import Contradiction, Side
    from detente.cli.output import Row

__all__ = ["CONTRADICTION_COLUMNS", "CONTRADICTION_SHOWN", "contradiction_row"]

_SIDE = ("says", "asserted_by", "document", "published", "kind", "id", "start", "end", "quote")
CONTRADICTION_COLUMNS = (
    "id", "kind", "dyad", "domain", "event", "confidence", "reason",
    *(f"first_{field}" for field in _SIDE), *(f"second_{field}" for field in _SIDE),
)  # fmt: skip
CONTRADICTION_SHOWN = ("kind", "dyad", "domain", "confidence", "first", "second", "reason")


def contradiction_row(contradiction: Contradiction, names: Mapping[str, str], *, record: bool) -> Row:
    """One contradiction, flat or as a record of its own; documents by their names."""
    full = asdict(contradiction)
    for which in ("first", "second"):
        full[which]["document"] = names[full[which]["document"]]
    if record:
        return full
    flat = {**full, "dyad": "-".join(contradiction.dyad)}
    for which, side in (("first", contradiction.first), ("second", contradiction.second)):
        name = names[side.document]
        flat |= {f"{which}_{field}": value for field, value in _cells(side, name).items()}
        flat[which] = _words(side, name)
    return flat


def _cells(side: Side, document: str) -> dict[str, Any]:
    values = {field: getattr(side, field) for field in _SIDE[:6]}
    return {**values, "document": document, **side.evidence.to_json()}


def _words(side: Side, document: str) -> str:
    when = f", {side.published}" if side.published else ""
    return f"{side.says} ({side.asserted_by}; {document}{when}): “{side.evidence.quote}”"
