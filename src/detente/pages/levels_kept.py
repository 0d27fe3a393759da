"""Levels of a ledger's relations, kept from one page to the next."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError, InputError
from detente.pages.apart import make_apart

if TYPE_CHECKING:
    from pathlib import Path

    from detente.ledger import LedgerReader
    from detente.relations import Levels

__all__ = ["MANY", "KeptLevels", "count_kept", "find_levels", "is_large", "note_kept"]

MANY = 20_000
"""Events from which levels are measured beside the pages, not before them."""

_REST = 10.0  # times as long as measuring took are the levels left as they are
_LOG = logging.getLogger("detente.pages")


@dataclass(frozen=True, slots=True)
class KeptLevels:
    """Levels, and the generation of the ledger that they were measured on.

    Attributes:
        levels: Of every dyad in the domain; None if nothing dated occurred, or while they are first measured.
        generation: Of the ledger then; -1 while they are first measured.
        behind: Whether the ledger has changed since.
    """

    levels: Levels | None
    generation: int
    behind: bool


class _Shelf:
    """What is kept, by folder and domain; a class for its lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: dict[tuple[str, str], KeptLevels] = {}
        self.measuring: set[tuple[str, str]] = set()
        self.due: dict[tuple[str, str], float] = {}
        self.n_kept = 0
        self.order: dict[tuple[str, str], threading.Lock] = {}


_SHELF = _Shelf()


def find_levels(reader: LedgerReader, *, domain: str = "overall") -> KeptLevels:
    """The levels of a domain, as they are now or, of a large ledger, as they were last measured.

    Raises:
        UnknownNameError: If there is no such domain.
    """
    key, generation = (str(reader.folder.resolve()), domain), reader.generation()
    with _SHELF.lock:
        kept = _SHELF.kept.get(key)
        order = _SHELF.order.setdefault(key, threading.Lock())
    if kept is not None and kept.generation >= generation:
        return kept
    if not is_large(reader):
        with order:
            with _SHELF.lock:
                kept = _SHELF.kept.get(key)
            if kept is None or kept.generation < generation:
                kept = _keep(key, KeptLevels(_measure(reader, domain), generation, behind=False))
        return kept
    with _SHELF.lock:
        if key not in _SHELF.measuring and time.monotonic() >= _SHELF.due.get(key, 0.0):
            _SHELF.measuring.add(key)
            threading.Thread(target=_measure_beside, args=(reader.folder, key), daemon=True).start()
    return KeptLevels(kept.levels if kept else None, kept.generation if kept else -1, behind=True)


def is_large(reader: LedgerReader) -> bool:
    """Whether a ledger holds so many events that what is made of all of them is made beside the pages."""
    return reader.count_merged(most=MANY) >= MANY


def _measure(reader: LedgerReader, domain: str) -> Levels | None:
    try:
        return reader.levels(domain=domain)
    except InputError:
        return None


def _measure_beside(folder: Path, key: tuple[str, str]) -> None:
    began = time.monotonic()
    try:
        measure = partial(_measure, domain=key[1])
        generation, levels = make_apart(measure, folder, urgent=key not in _SHELF.kept)
        _keep(key, KeptLevels(levels, generation, behind=False))
    except DetenteError as fault:
        _LOG.warning("levels were not measured: %s", fault.message)
    finally:
        now = time.monotonic()
        with _SHELF.lock:
            _SHELF.measuring.discard(key)
            _SHELF.due[key] = now + _REST * (now - began)


def _keep(key: tuple[str, str], kept: KeptLevels) -> KeptLevels:
    with _SHELF.lock:
        _SHELF.kept[key] = kept
    note_kept()
    return kept


def note_kept() -> None:
    """Levels or sums were kept anew: pages of before may say that they are still being made."""
    with _SHELF.lock:
        _SHELF.n_kept += 1


def count_kept() -> int:
    """How often levels or sums were kept anew."""
    return _SHELF.n_kept
