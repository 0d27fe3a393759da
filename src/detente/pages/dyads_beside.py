"""What takes long on a large ledger: made beside the pages, and kept until it is made anew."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from detente.core.errors import DetenteError
from detente.pages.apart import make_apart

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from detente.ledger import LedgerReader

__all__ = ["Beside", "Made"]

_LOG = logging.getLogger("detente.pages")
_REST = 10.0  # times as long as making it took does it rest before it is made again

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Made(Generic[T]):
    """A thing, and the generation that it was made from.

    Attributes:
        thing: None while it is made for the first time.
        generation: -1 while it is made for the first time.
        behind: Whether it would be another by now.
    """

    thing: T | None = None
    generation: int = -1
    behind: bool = True


class Beside(Generic[T]):
    """Keeps one thing a folder; a class for its lock.

    Args:
        make: Makes it from a ledger.
    """

    def __init__(self, make: Callable[[LedgerReader], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._kept: dict[str, Made[T]] = {}
        self._making: set[str] = set()
        self._due: dict[str, float] = {}

    def find(self, reader: LedgerReader, generation: int, *, wait: bool) -> Made[T]:
        """The thing as of a generation; an older one, or none yet, if there is no waiting for it.

        Args:
            reader: Of the ledger.
            generation: Of what it is made from; it grows.
            wait: Whether to make it now, for it does not take long.
        """
        key = str(reader.folder.resolve())
        with self._lock:
            kept = self._kept.get(key, Made())
        if kept.generation >= generation:
            return Made(kept.thing, kept.generation, behind=False)
        if wait:
            return self._keep(key, self._make(reader), generation)
        with self._lock:
            if key not in self._making and time.monotonic() >= self._due.get(key, 0.0):
                self._making.add(key)
                threading.Thread(target=self._make_beside, args=(reader.folder, key), daemon=True).start()
        return kept

    def _keep(self, key: str, thing: T, generation: int) -> Made[T]:
        made = Made(thing, generation, behind=False)
        with self._lock:
            self._kept[key] = made
        return Made(thing, generation, behind=False)

    def _make_beside(self, folder: Path, key: str) -> None:
        began = time.monotonic()
        try:
            generation, thing = make_apart(self._make, folder, urgent=key not in self._kept)
            self._keep(key, thing, generation)
        except DetenteError as fault:
            _LOG.warning("what pages show beside is not there: %s", fault.message)
        finally:
            now = time.monotonic()
            with self._lock:
                self._making.discard(key)
                self._due[key] = now + _REST * (now - began)
