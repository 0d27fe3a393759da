"""The main job: read, code, keep. Testable without a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from detente.coding import code_documents
from detente.coding.event import CodedDocument
from detente.core.errors import InputError
from detente.core.rejections import Reason, Rejection
from detente.core.settings import Settings, resolve_settings
from detente.documents import read_documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.coding.llm import LlmCoder
    from detente.ledger import Ledger

__all__ = ["RunTally", "Watcher", "keep_documents"]

_STDIN = "-"


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


class _Marks:
    """Which file of many records is being read, so that its end can be noted.

    A class because it remembers the file before.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._open: tuple[str, str] | None = None

    def note(self, item: CodedDocument | Rejection) -> None:
        """One more thing came out of the reading; the file before it, if it was another, is at its end."""
        if isinstance(item, Rejection):
            if self._open is not None and item.document == Path(self._open[0]).name:
                self._open = None  # the file broke off: the next run must read it again
            return
        document = item.document
        is_record = document.path != _STDIN and document.name != Path(document.path).name
        place = (document.path, document.original_id) if is_record else None
        if self._open is not None and self._open != place:
            self.close()
        self._open = place

    def close(self) -> None:
        """The file read last is at its end."""
        if self._open is not None:
            path, original_id = self._open
            self._ledger.mark_read(path, original_id=original_id)
        self._open = None


def keep_documents(  # noqa: PLR0913  each has its default
    ledger: Ledger,
    paths: Sequence[str],
    *,
    settings: Settings | None = None,
    published: str | None = None,
    again: bool = False,
    watcher: Watcher | None = None,
    llm: LlmCoder | None = None,
) -> RunTally:
    """Read and code `paths` and put what was found into the ledger; files it knows are passed over.

    With `again` they are read nonetheless, for the sake of records that were refused; nothing is added twice.

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
    marks = _Marks(ledger)
    with ledger.batch():
        for item in code_documents(read, settings=values, llm=llm):
            outcome, found = _keep(ledger, item)
            tally[outcome] += 1
            n_events += found
            marks.note(item)
            if watcher is not None:
                watcher.advance(found)
        marks.close()
    return RunTally(**tally, n_events=n_events)


def _keep(ledger: Ledger, item: CodedDocument | Rejection) -> tuple[str, int]:
    """Put one thing into the ledger: what became of it, and its number of events."""
    if isinstance(item, Rejection):
        ledger.add_rejection(item, path=item.path or item.document)
        return "rejected", 0
    document = item.document
    file = Path(document.path)
    try:
        outcome = ledger.add(item, original=file if document.path != _STDIN and file.is_file() else None)
    except InputError as fault:
        refusal = Rejection(
            Reason.FAILED, "ledger", document.name, str(fault), document.id, path=document.path
        )
        ledger.add_rejection(refusal, path=document.path)
        return "rejected", 0
    return outcome.value, len(item.events)
