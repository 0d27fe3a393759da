"""What comes out of reading and coding, put into the books one thing after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.coding.event import CodedDocument
from detente.core.errors import InputError
from detente.core.faulting import pass_point
from detente.core.rejections import Reason, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.ledger.ledger import Ledger

__all__ = ["Kept", "keep_items"]

_STDIN = "-"


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing, and what became of it.

    Attributes:
        outcome: ``stored duplicate known rejected``.
        item: As it is in the books.
    """

    outcome: str
    item: CodedDocument | Rejection

    @property
    def n_events(self) -> int:
        """Events found in it."""
        return 0 if isinstance(self.item, Rejection) else len(self.item.events)


def keep_items(
    ledger: Ledger,
    items: Iterable[CodedDocument | Rejection],
    *,
    named: Mapping[str, str] | None = None,
) -> Iterator[Kept]:
    """Put each into the ledger and tell what became of it; outside of a batch it is on the disk by then.

    Stopped at any point, the ledger holds whole documents; a file of many records is marked as read at its
    end only.

    Args:
        ledger: Open for writing.
        items: As the coding room gives them.
        named: Path of a file to the path under which it goes into the books.

    Raises:
        StorageError: If the disk refuses.
    """
    names = named or {}
    marks = _Marks(ledger)
    for item in items:
        pass_point("document coded")
        kept = _keep(ledger, item, names)
        marks.note(kept.item)
        yield kept
    marks.close()


def _keep(ledger: Ledger, item: CodedDocument | Rejection, names: Mapping[str, str]) -> Kept:
    if isinstance(item, Rejection):
        return _refuse(ledger, replace(item, path=names.get(item.path, item.path)))
    document = item.document
    file = Path(document.path)
    original = file if document.path != _STDIN and file.is_file() else None
    path = names.get(document.path, document.path)
    if path != document.path:
        item = replace(item, document=replace(document, path=path))
    try:
        outcome = ledger.add(item, original=original)
    except InputError as fault:
        refusal = Rejection(Reason.FAILED, "ledger", document.name, str(fault), document.id, path=path)
        return _refuse(ledger, refusal)
    return Kept(outcome.value, item)


def _refuse(ledger: Ledger, rejection: Rejection) -> Kept:
    ledger.add_rejection(rejection, path=rejection.path or rejection.document)
    return Kept("rejected", rejection)


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
