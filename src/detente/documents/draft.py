"""The nouns that pass between the readers of this room."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Draft", "Job", "SideNote", "Unit"]


@dataclass(frozen=True, slots=True)
class SideNote:
    """What a line of ``meta.jsonl`` says about a file; empty where it says nothing."""

    published: str = ""
    title: str = ""
    url: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read.

    Attributes:
        path: As the user gave it, or as found in the folder the user gave; ``-`` for standard input.
        file: Where the bytes lie; differs from `path` for standard input only.
        name: The file's own name.
        note: What ``meta.jsonl`` says.
        original_id: Identity of the bytes, where it is known already; else empty.
        start: Units to leave out, after a reading process died.
    """

    path: str
    file: str
    name: str
    note: SideNote = field(default_factory=SideNote)
    original_id: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a reader found it, before blocks, language and identity.

    Attributes:
        text: The text to keep.
        media_type: ``text/plain`` …
        title: Empty if the reader knows none.
        published: EDTF, or empty.
        rule: Where `published` was found.
        url: Address, or empty.
        outlet: Who published it, or empty.
    """

    text: str
    media_type: str
    title: str = ""
    published: str = ""
    rule: str = ""
    url: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """One article of a file: its name, and the work of reading it, not yet done."""

    name: str
    read: Callable[[], Draft]
