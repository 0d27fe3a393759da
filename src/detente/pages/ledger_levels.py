"""The levels of a ledger: of what was coded, or of what was imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from detente.ledger import LedgerReader
    from detente.relations import Levels

__all__ = ["levels_of"]


def levels_of(
    ledger: LedgerReader,
    *,
    domain: str | None = None,
    undated: Literal["apart", "published"] = "apart",
    imported: bool = False,
) -> Levels:
    """The smoothed levels of all dyads of a ledger, fitted once: each event once, weighed by its outlets.

    Args:
        ledger: The books.
        domain: Only this one; it saves the fit of the others.
        undated: What becomes of events without a date.
        imported: Of the imported rows instead.

    Raises:
        InputError: If nothing that is dated is known to have occurred between two actors.
        UnknownNameError: If there is no such domain.
    """
    if not imported:
        return ledger.levels(domain=domain, undated=undated)
    from detente.exchange.importing import imported_folder  # noqa: PLC0415  light start
    from detente.exchange.reading import LAKE_NAMES  # noqa: PLC0415
    from detente.exchange.shards import read_manifest  # noqa: PLC0415
    from detente.ledger.imported import build_imported_levels  # noqa: PLC0415

    folders = [imported_folder(ledger.folder, form) for form in LAKE_NAMES]
    files = [file for folder in folders for file in read_manifest(folder).files(folder)]
    return build_imported_levels(files, domain=domain)
