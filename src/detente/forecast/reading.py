"""From a ledger to records: what was coded, or what was imported, as columns that a forecaster may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.forecast.records import Records
from detente.ontology import quad_class_of

if TYPE_CHECKING:
    from detente.ledger import LedgerReader
    from detente.ledger.dated import DatedEvents

__all__ = ["read_records"]


def read_records(
    reader: LedgerReader,
    *,
    imported: bool = False,
    domain: str | None = None,
    both_ways: bool = False,
) -> Records:
    """What happened on which day between whom, of a ledger.

    Each merged event that occurred or lasts and has a date of a month or less, once for each of its pairs;
    an event dated to a month stands in its middle. The date is that of the event, not of when it was told:
    what was told late is seen too early, so a backtest on few articles flatters.

    Args:
        reader: Of the ledger.
        imported: The imported rows instead.
        domain: Only events of this one.
        both_ways: Whether a symmetric event has each of its parties as the one that acts: for *who next?* and
            *will it?*. Else its pair is given once, sorted, as relations count it: for *how much?*.

    Raises:
        InputError: If nothing dated is known to have occurred between two actors.
        UnknownNameError: If there is no such domain.
    """
    dated = (
        _read_imported(reader, domain=domain, both_ways=both_ways)
        if imported
        else reader.dated_events(domain=domain, both_ways=both_ways)
    )
    if not dated.day.size:
        raise _explain_nothing(dated, imported=imported, domain=domain)
    homes = tuple(sorted(set(dated.homes.values())))
    place = {name: at for at, name in enumerate(homes)}
    return Records(
        dated.actors,
        dated.types,
        dated.day,
        dated.source,
        dated.type,
        dated.target,
        quad=np.array([quad_class_of(name) for name in dated.types], dtype=np.int32),
        home=np.array([place.get(dated.homes.get(name, ""), -1) for name in dated.actors], dtype=np.int32),
        homes=homes,
        events=dated.events,
    )


def _read_imported(reader: LedgerReader, *, domain: str | None, both_ways: bool) -> DatedEvents:
    from detente.exchange.importing import imported_folder  # noqa: PLC0415  Arrow takes long to import
    from detente.exchange.reading import LAKE_NAMES  # noqa: PLC0415
    from detente.exchange.shards import read_manifest  # noqa: PLC0415
    from detente.ledger.imported import date_rows  # noqa: PLC0415

    folders = [imported_folder(reader.folder, form) for form in LAKE_NAMES]
    files = [file for folder in folders for file in read_manifest(folder).files(folder)]
    return date_rows(files, domain=domain, both_ways=both_ways)


def _explain_nothing(dated: DatedEvents, *, imported: bool, domain: str | None) -> InputError:
    where = f" in the domain {domain!r}" if domain is not None else ""
    if imported:
        what, hint = "no imported row tells", "`detente import --help`; or leave out --imported"
    else:
        what, hint = "no dated event tells", "add articles: `detente run FILES`"
    left_out = [
        f"{n} {'has' if n == 1 else 'have'} {words}"
        for n, words in ((dated.n_undated, "no date"), (dated.n_vague, "a date of more than a month"))
        if n
    ]
    if left_out:
        hint = f"of the events {' and '.join(left_out)}; {hint}"
    return InputError(
        f"{what} of what occurred between two actors{where}: nothing to foretell from", hint=hint
    )
