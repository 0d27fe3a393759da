"""The nouns that leave this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.coding.event import Amount

__all__ = ["Join", "MergedEvent", "Reason", "Version"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against two mentions telling the same.

    Attributes:
        name: Of the comparison: ``same_day``.
        weight: What it adds to the log-odds; negative if it speaks against.
    """

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Join:
    """Why two groups of mentions became one.

    Attributes:
        first: The mention of one group …
        second: … and that of the other which were the most alike.
        probability: That these two tell the same event; 1 for a person's word.
        linkage: Mean probability over all pairs across the two groups: the confidence of the join.
        by: ``model`` or ``person``.
        reasons: What spoke for and against these two, weightiest first.
    """

    first: str
    second: str
    probability: float
    linkage: float
    by: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What some of the mentions say, where they differ.

    Attributes:
        field: ``date``, ``amounts`` … as in `Event`.
        value: As told; None where these mentions do not tell it.
        mentions: Who tell it so, sorted.
    """

    field: str
    value: object
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedEvent:
    """One event, however often it is told.

    Attributes:
        id: Made from the smallest identity of its mentions; the order of adding leaves it alone.
        mentions: Identities of the tellings, sorted.
        type: PLOVER event type: as most tell it, weighed by confidence; so are mode, parties and status.
        mode: PLOVER mode, or None.
        contexts: PLOVER contexts of all, sorted.
        source: Actors that act.
        target: Actors acted upon.
        persons: Persons who acted for these, sorted.
        status: State of completion.
        asserted_by: All who assert it, sorted.
        date: EDTF, the most exact that is told, or None.
        place: Where, or None.
        object: What it is about, or None.
        project: A named project, treaty, organisation or exercise, or None.
        amounts: Quantities of all, each once.
        intensity: PLOVER intensity of type and mode.
        quad_class: 1 to 4.
        confidence: That it is as coded: each independent outlet's best telling counts as one witness.
        n_outlets: Independent outlets: reprints of one text count once, and so does one outlet's repetition.
        n_documents: Documents.
        outlets: Names of the outlets, sorted; unnamed ones are left out.
        versions: Every field in which mentions differ, with who tells what.
        joins: How the mentions came together, in the order of joining; one fewer than mentions.
    """

    id: str
    mentions: tuple[str, ...]
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    source: tuple[str, ...]
    target: tuple[str, ...]
    persons: tuple[str, ...]
    status: str
    asserted_by: tuple[str, ...]
    date: str | None
    place: str | None
    object: str | None
    project: str | None
    amounts: tuple[Amount, ...]
    intensity: float
    quad_class: int
    confidence: float
    n_outlets: int
    n_documents: int
    outlets: tuple[str, ...]
    versions: tuple[Version, ...]
    joins: tuple[Join, ...]
