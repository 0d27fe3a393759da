"""The main job: read, code, keep. Testable without a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from detente.coding import code_documents
from detente.core.settings import Settings, resolve_settings
from detente.documents import read_documents
from detente.ledger.keeping import keep_items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.coding.llm import LlmCoder
    from detente.ledger import Ledger

__all__ = ["RunTally", "Watcher", "keep_documents"]


class Watcher(Protocol):
    """Someone who is told how far a run has come; a progress bar, or nobody."""

    def advance(self, n_events: int) -> None:
        """One more input is done; `n_events` events were found in it."""


@dataclass(frozen=True, slots=True)
class RunTally:
    """What one run did.

    Attributes:
        stored: Documents whose text was new to the ledger.
        duplicate: Documents whose text was in the ledger from another place.
        rejected: Inputs of which nothing was kept.
        known: Files and documents that were in the ledger already, from the same place.
        n_events: Events found in the documents of this run.
    """

    stored: int = 0
    duplicate: int = 0
    rejected: int = 0
    known: int = 0
    n_events: int = 0

    @property
    def inputs(self) -> int:
        """All that were given and not known before."""
        return self.stored + self.duplicate + self.rejected

    @property
    def useful(self) -> bool:
        """Whether at least one input is in the books."""
        return self.stored + self.duplicate + self.known > 0


def keep_documents(  # noqa: PLR0913  each has its default
    ledger: Ledger,
    paths: Sequence[str],
    *,
    settings: Settings | None = None,
    published: str | None = None,
    again: bool = False,
    guarded: bool = False,
    watcher: Watcher | None = None,
    llm: LlmCoder | None = None,
) -> RunTally:
    """Read and code `paths` and put what was found into the ledger; files it knows are passed over.

    With `again` they are read nonetheless, for the sake of records that were refused; nothing is added twice.
    With `again` or `guarded` what killed the process that coded it kills another, not this one.

    Stopped at any point, the ledger holds whole documents, and the same call goes on from there.

    Raises:
        StorageError: If the disk refuses.
    """
    values = resolve_settings() if settings is None else settings
    tally = {"stored": 0, "duplicate": 0, "rejected": 0, "known": 0}
    n_events = 0

    def skip(path: str, original_id: str) -> bool:
        if not ledger.knows(path, original_id):
            return False
        tally["known"] += 1
        if watcher is not None:
            watcher.advance(0)
        return True

    read = read_documents(paths, settings=values, published=published, skip=None if again else skip)
    with ledger.batch():
        coded = code_documents(read, settings=values, llm=llm, guarded=again or guarded)
        for kept in keep_items(ledger, coded):
            tally[kept.outcome] += 1
            n_events += kept.n_events
            if watcher is not None:
                watcher.advance(kept.n_events)
    return RunTally(**tally, n_events=n_events)
