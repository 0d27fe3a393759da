"""The nouns of the ontology: one frozen row of one data file each."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CameoCode",
    "ClaimKind",
    "Context",
    "Conversion",
    "EventType",
    "Mechanism",
    "Mode",
    "QuadClass",
    "Sector",
    "Status",
]


@dataclass(frozen=True, slots=True)
class EventType:
    """One of PLOVER's 16 event types.

    Attributes:
        name: In capitals, as stored: ``SANCTION``.
        label: For a sentence.
        definition: One sentence.
        quad_class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        intensity: The type's PLOVER score, -10 to +10.
        symmetric_typical: Whether all parties usually act alike, so that they stand in `source` together.
        example: A sentence that tells one.
        not_to_confuse: Neighbouring types and what divides them.
        aliases: Older names, as found in earlier data.
    """

    name: str
    label: str
    definition: str
    quad_class: int
    intensity: float
    symmetric_typical: bool
    example: str
    not_to_confuse: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mode:
    """How an event of a type was done; of a threat, what is threatened.

    Attributes:
        type: The event type it belongs to; the same name may occur with several types.
        name: As stored: ``heavy-weapons``.
        intensity: -10 to +10.
        definition: One sentence.
        aliases: Older names.
    """

    type: str
    name: str
    intensity: float
    definition: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What an event is about.

    Attributes:
        name: As stored: ``human_rights``.
        domain: The domain of relations it belongs to: ``overall``, ``military``, ``economic``, ``energy``,
            ``diplomatic`` or ``security``.
        definition: One sentence.
        aliases: Older names.
    """

    name: str
    domain: str
    definition: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuadClass:
    """Words or deeds, with or against: the four corners of event data.

    Attributes:
        number: 1 to 4.
        name: ``verbal_cooperation`` …
        label: For a sentence.
        definition: One sentence.
    """

    number: int
    name: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Status:
    """The state of completion of an event.

    Attributes:
        name: ``occurred ongoing planned negotiating possible denied asked``.
        label: For a sentence.
        definition: One sentence.
        moves_relation: Whether such an event moves a relation; only what happened or is happening does.
        example: A sentence that tells one.
    """

    name: str
    label: str
    definition: str
    moves_relation: bool
    example: str


@dataclass(frozen=True, slots=True)
class Sector:
    """The part of a society an actor belongs to, or the kind of an actor without a state.

    Attributes:
        name: Three capitals: ``GOV``.
        kind: ``sector``, or ``actor`` for those that stand in the place of a state.
        label: For a sentence.
        definition: One sentence.
    """

    name: str
    kind: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A cause that writers invoke when they explain why a relation moved.

    Attributes:
        name: ``enemy_of_enemy`` …
        label: For a sentence.
        definition: One sentence.
        roles: The parts that actors play in it.
    """

    name: str
    label: str
    definition: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """What a text can say of a relation as such.

    Attributes:
        name: ``warming`` …
        label: For a sentence.
        direction: +1 friendly or friendlier, -1 the contrary, 0 neither.
        definition: One sentence.
    """

    name: str
    label: str
    direction: int
    definition: str


@dataclass(frozen=True, slots=True)
class CameoCode:
    """A code of the older scheme CAMEO, kept for imported data.

    Attributes:
        code: A string; leading zeros count: ``0311``.
        label: Short.
        goldstein: Goldstein score, -10 to +10.
        root: Its first two digits.
        level: ``root``, ``base`` or ``leaf``.
    """

    code: str
    label: str
    goldstein: float
    root: str
    level: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """The PLOVER reading of a CAMEO code.

    Attributes:
        code: CAMEO code.
        type: PLOVER event type.
        mode: PLOVER mode, or None.
        contexts: PLOVER contexts, sorted.
        note: Where and why it departs from the published conversion; usually empty.
    """

    code: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    note: str
