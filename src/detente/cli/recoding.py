"""Coding anew what a ledger holds. Testable without a terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.coding import code_documents
from detente.core.rejections import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.cli.runs import Watcher
    from detente.coding.llm import LlmCoder
    from detente.core.settings import Settings
    from detente.documents.document import Document
    from detente.ledger import Ledger

__all__ = ["RecodeTally", "recode_documents"]


@dataclass(frozen=True, slots=True)
class RecodeTally:
    """What coding anew did.

    Attributes:
        n_documents: Documents coded anew.
        n_before: Tellings of events in the ledger before.
        n_after: Tellings now.
        failed: Rejections of documents that could not be coded now; what was found in them before stays.
    """

    n_documents: int
    n_before: int
    n_after: int
    failed: tuple[Rejection, ...] = field(default=())

    def words(self) -> str:
        """In one line.

        >>> RecodeTally(2, 5, 6).words()
        'recoded: 2 documents; 5 tellings of events before, 6 now'
        """
        words = (
            f"recoded: {self.n_documents:,} documents; {self.n_before:,} tellings of events before, "
            f"{self.n_after:,} now"
        )
        return (
            f"{words}; {len(self.failed):,} could not be coded and stay as they were"
            if self.failed
            else words
        )


def recode_documents(
    ledger: Ledger, *, settings: Settings, watcher: Watcher | None = None, llm: LlmCoder | None = None
) -> RecodeTally:
    """Code every document of the ledger anew and put that in place of what was found before.

    The texts are the ledger's; no file is read. Stopped at any point, the ledger holds whole documents, some
    coded anew. People's corrections stay.

    Raises:
        StorageError: If the disk refuses.
    """
    identities = [row["id"] for row in ledger.record_sql("SELECT id FROM documents ORDER BY id")]
    n_before = ledger.counts()["events"]
    failed: list[Rejection] = []
    with ledger.batch():
        for item in code_documents(_documents(ledger, identities), settings=settings, llm=llm):
            n_events = 0
            if isinstance(item, Rejection):
                failed.append(item)
            else:
                ledger.recode(item)
                n_events = len(item.events)
            if watcher is not None:
                watcher.advance(n_events)
    n_done = len(identities) - len(failed)
    return RecodeTally(n_done, n_before, ledger.counts()["events"], tuple(failed))


def _documents(ledger: Ledger, identities: list[str]) -> Iterator[Document]:
    """One at a time, so that memory stays flat and nothing is read while something is written."""
    for identity in identities:
        yield ledger.document(identity)
