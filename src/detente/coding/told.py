"""An event that the sentence at hand has told already."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Told"]


@dataclass(frozen=True, slots=True)
class Told:
    """An event that the sentence has told already.

    Attributes:
        predicate: Token that tells of it.
        rule: Name of its lexicon row.
        type: PLOVER type.
        mode: PLOVER mode, or None.
        source: Actors that act.
        target: Actors acted upon.
        object: Always None; as on an `Event`.
    """

    predicate: int
    rule: str
    type: str
    mode: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]
    object: str | None = None
