"""Sums over a whole ledger, kept from one page to the next."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar, cast

from detente.core.errors import DetenteError
from detente.ledger import open_ledger
from detente.pages.levels_kept import note_kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from detente.ledger import LedgerReader

__all__ = ["MANY", "find_kept"]

MANY = 20_000
"""Events from which sums that are behind are shown while they are made anew."""
_MOST = 100
_REST = 3.0  # times as long as making it took does it rest before it is made again

_T = TypeVar("_T")
_LOG = logging.getLogger("detente.pages")


class _Shelf:
    """What is kept, by folder and name; a class for its lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: OrderedDict[tuple[str, str], tuple[int, object]] = OrderedDict()
        self.making: set[tuple[str, str]] = set()
        self.due: dict[tuple[str, str], float] = {}


_SHELF = _Shelf()


def find_kept(
    reader: LedgerReader, name: str, make: Callable[[LedgerReader], _T], *, empty: _T | None = None
) -> tuple[_T, bool]:
    """What `make` gives of the ledger, and whether it is behind.

    Of a small ledger it is never behind. Of a large one who asks after a change gets what was there before
    it, and it is made anew beside, after a rest of some times as long as that took.

    Args:
        reader: Of the ledger.
        name: Of what is kept; the same name, the same `make`.
        make: Called with a reader of one generation.
        empty: What the first to ask of a large ledger gets, as behind; if None, the first waits.
    """
    key, generation = (str(reader.folder.resolve()), name), reader.generation()
    with _SHELF.lock:
        found = _SHELF.kept.get(key)
    if found is not None and found[0] >= generation:
        return cast("_T", found[1]), False
    if (found is None and empty is None) or reader.count_merged(most=MANY) < MANY:
        value = make(reader)
        _keep(key, generation, value)
        return value, False
    with _SHELF.lock:
        if key not in _SHELF.making and time.monotonic() >= _SHELF.due.get(key, 0.0):
            _SHELF.making.add(key)
            threading.Thread(target=_make_beside, args=(reader.folder, key, make), daemon=True).start()
    return (cast("_T", found[1]) if found is not None else cast("_T", empty)), True


def _make_beside(folder: Path, key: tuple[str, str], make: Callable[[LedgerReader], object]) -> None:
    began = time.monotonic()
    try:
        with open_ledger(folder, create=False, read_only=True) as ledger, ledger.snapshot() as generation:
            _keep(key, generation, make(ledger))
        note_kept()
    except DetenteError as fault:
        _LOG.warning("%s was not counted: %s", key[1], fault.message)
    finally:
        now = time.monotonic()
        with _SHELF.lock:
            _SHELF.making.discard(key)
            _SHELF.due[key] = now + _REST * (now - began)


def _keep(key: tuple[str, str], generation: int, value: object) -> None:
    with _SHELF.lock:
        _SHELF.kept[key] = (generation, value)
        _SHELF.kept.move_to_end(key)
        while len(_SHELF.kept) > _MOST:
            gone, _ = _SHELF.kept.popitem(last=False)
            _SHELF.due.pop(gone, None)
