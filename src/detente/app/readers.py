"""Connections to a ledger for threads that read it, one each, and what tells that it has changed."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from detente.core.errors import LedgerError, StorageError
from detente.ledger import LedgerReader, open_ledger
from detente.ledger.opening import RECORD

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Moment", "Readers"]

Moment = tuple[int, int]
"""The generation of a ledger, and how often something was seen to be imported beside it; both only grow."""

_IMPORTED = ("lake", "imported")


class Readers:
    """One read-only connection a thread; a class because it holds them.

    Args:
        folder: The ledger's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()
        self._lock = threading.Lock()
        self._imported = self._find_imported()
        self._n_imports = 0

    def reader(self) -> LedgerReader:
        """This thread's connection.

        Raises:
            LedgerError: If the ledger is gone, damaged or of another version.
        """
        found: LedgerReader | None = getattr(self._local, "reader", None)
        mark = self._find_mark()
        if found is None or self._local.mark != mark:
            found = open_ledger(self.folder, create=False, read_only=True)
            self._local.reader, self._local.mark = found, mark
        return found

    def forget(self) -> None:
        """Drop this thread's connection, so that the next question opens the ledger anew."""
        self._local.reader = None

    def moment(self) -> Moment:
        """What grows with every change of the ledger, and of what was imported beside its record."""
        try:
            generation = self.reader().generation()
        except (LedgerError, StorageError):
            self.forget()
            raise
        imported = self._find_imported()
        with self._lock:
            if imported != self._imported:
                self._imported = imported
                self._n_imports += 1
            return generation, self._n_imports

    def _find_mark(self) -> tuple[int, int]:
        """What tells the ledger's file from another put in its place; nothing if it is gone."""
        try:
            told = (self.folder / RECORD).stat()
        except OSError:
            return 0, 0
        return told.st_dev, told.st_ino

    def _find_imported(self) -> tuple[tuple[str, int, int], ...]:
        """What tells the manifests of what was imported from those of before; each is swapped whole."""
        place = os.path.join(self.folder, *_IMPORTED)  # noqa: PTH118  asked for with every request
        try:
            forms = sorted(os.listdir(place))  # noqa: PTH208  as above
        except OSError:
            return ()
        found = []
        for form in forms:
            try:
                told = os.stat(os.path.join(place, form, "manifest.json"))  # noqa: PTH116, PTH118  as above
            except OSError:
                continue
            found.append((form, told.st_ino, told.st_mtime_ns))
        return tuple(found)
