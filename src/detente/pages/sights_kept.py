"""What is seen ahead from of a ledger, kept from one page to the next: models are fitted once a change."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError
from detente.pages.foretelling import SIX_MONTHS, Sight, find_eventful, foretell, look_ahead
from detente.pages.levels_kept import find_levels, is_large

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.forecast.asking import Horizon
    from detente.forecast.outlooks import Outlook
    from detente.ledger import LedgerReader
    from detente.relations.observations import Dyad

__all__ = ["TOO_LARGE", "find_outlooks", "find_sight"]

TOO_LARGE = "so large a ledger is foretold in a terminal: `detente forecast A B`, `detente whatif`"
"""Why a page of a large ledger foretells nothing."""
_KEPT = 4


class _Shelf:
    """Sights by folder and generation; a class for its lock."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.kept: dict[tuple[str, int], tuple[Sight | None, str]] = {}


_SHELF = _Shelf()


def find_sight(reader: LedgerReader) -> tuple[Sight | None, str]:
    """What is seen of a ledger as it is now, or why nothing can be foretold."""
    if is_large(reader):
        return None, TOO_LARGE
    key = (str(reader.folder.resolve()), reader.generation())
    with _SHELF.lock:
        if key not in _SHELF.kept:
            while len(_SHELF.kept) >= _KEPT:
                _SHELF.kept.pop(next(iter(_SHELF.kept)))
            _SHELF.kept[key] = _look(reader)
        return _SHELF.kept[key]


def _look(reader: LedgerReader) -> tuple[Sight | None, str]:
    try:
        sight = look_ahead(reader, levels=find_levels(reader).levels)
    except DetenteError as fault:
        return None, f"{fault.message}; {fault.hint}" if fault.hint else fault.message
    sight.reader = None  # it belongs to this thread, and others will see from here
    return sight, ""


def find_outlooks(
    sight: Sight, pairs: Sequence[Dyad] = (), *, most: int = 4, horizon: Horizon = SIX_MONTHS
) -> list[Outlook]:
    """What is foretold of some pairs, or of the most eventful; one page at a time: models are shared."""
    with _SHELF.lock:
        return [foretell(sight, pair, horizon=horizon) for pair in pairs or find_eventful(sight, most=most)]
