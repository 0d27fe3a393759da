"""The queue between readers and caller: one slot a file, emptied in order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.core.rejections import Rejection
    from detente.documents.document import Document
    from detente.documents.draft import Job

__all__ = ["Slot"]


@dataclass(slots=True, eq=False)
class Slot:
    """A file on its way; the one mutable thing that passes between the parent's functions.

    Attributes:
        job: What is being read; None for a rejection made without reading.
        items: What has been read and not yet yielded.
        size: Bytes of all that came for it.
        received: Articles and rejections counted so far, from the first article of the file on.
        done: Whether nothing more will come.
        many: Whether the file is a collection.
        falls: How often a reading process died over this file.
        fell_at: `received` at the last such death.
    """

    job: Job | None = None
    items: deque[Document | Rejection] = field(default_factory=deque)
    size: int = 0
    received: int = 0
    done: bool = False
    many: bool = False
    falls: int = 0
    fell_at: int = -1
