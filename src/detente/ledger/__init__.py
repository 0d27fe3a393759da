"""Ledger: the books on disk.

Enters: `CodedDocument` with the bytes it was read from, file-level `Rejection`, people's `Correction`s.
Leaves: the same nouns, whole; `MergedEvent`s, each event once however often it is told; the relations and
levels they make; forecasts, as they were kept; counts, hits of a search, Arrow tables, answers to SQL.
Refuses: a coded document that contradicts itself, a folder that is not a ledger, a ledger of a newer version.

A ledger is a folder. ``ledger.sqlite`` is the record, and the only thing that counts; ``originals/`` holds
the bytes read, named by their hash; ``lake/events/`` holds the events as Parquet and can be thrown away;
``lake/imported/`` and ``lake/tables/`` hold what the exchange room imported, and cannot. A document is in
the books whole or not at all; adding it again changes nothing; the content depends neither on the order of
adding nor on how often a run was killed.
"""

from detente.ledger.corrections import EDITABLE, VERDICTS, Correction
from detente.ledger.doctor import Finding, find_faults
from detente.ledger.forecasts import FORECAST_KINDS, KeptForecast, build_kept
from detente.ledger.ledger import Ledger, open_ledger
from detente.ledger.reader import LedgerReader
from detente.ledger.runs import Run
from detente.ledger.searching import Hit
from detente.ledger.writing import Outcome

__all__ = [
    "EDITABLE",
    "FORECAST_KINDS",
    "VERDICTS",
    "Correction",
    "Finding",
    "Hit",
    "KeptForecast",
    "Ledger",
    "LedgerReader",
    "Outcome",
    "Run",
    "build_kept",
    "find_faults",
    "open_ledger",
]
