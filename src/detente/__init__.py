"""Détente reads news on relations between states and keeps the books.

Every name below is loaded when it is first used, so that ``import detente`` is quick:

>>> import detente
>>> detente.parse_edtf("2018-08").days
31
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.accounts import find_contradictions, gather_bearings, judge_predictions, measure_records
    from detente.actors import read_actor_base
    from detente.coding import Coder
    from detente.core.dates import parse_edtf
    from detente.documents import read_documents
    from detente.exchange import export_events, import_events
    from detente.identity import find_mentions, merge_mentions
    from detente.ledger import open_ledger
    from detente.ontology import explain_term
    from detente.relations import (
        find_turning_points,
        measure_course,
        measure_relations,
        measure_shift,
        measure_tilt,
        rank_shifts,
    )
    from detente.report import build_report, write_report
    from detente.texts import code_text

    __version__: str

# What is read here is nobody else's business: libraries that would report their use are told not to, before
# one of them is imported. ONNX Runtime 1.29 and later sends events unless this is set.
os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}

__all__ = [
    "Coder",
    "__version__",
    "build_report",
    "code_text",
    "explain_term",
    "export_events",
    "find_contradictions",
    "find_mentions",
    "find_turning_points",
    "gather_bearings",
    "import_events",
    "judge_predictions",
    "measure_course",
    "measure_records",
    "measure_relations",
    "measure_shift",
    "measure_tilt",
    "merge_mentions",
    "open_ledger",
    "parse_edtf",
    "rank_shifts",
    "read_actor_base",
    "read_documents",
    "write_report",
]

_ROOMS = {
    "Coder": "coding",
    "build_report": "report",
    "code_text": "texts",
    "explain_term": "ontology",
    "export_events": "exchange",
    "find_contradictions": "accounts",
    "find_mentions": "identity",
    "find_turning_points": "relations",
    "gather_bearings": "accounts",
    "import_events": "exchange",
    "judge_predictions": "accounts",
    "measure_course": "relations",
    "measure_records": "accounts",
    "measure_relations": "relations",
    "measure_shift": "relations",
    "measure_tilt": "relations",
    "merge_mentions": "identity",
    "open_ledger": "ledger",
    "parse_edtf": "core.dates",
    "rank_shifts": "relations",
    "read_actor_base": "actors",
    "read_documents": "documents",
    "write_report": "report",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  takes longer to import than all the rest

        value: object = version("detente")
    elif name in _ROOMS:
        value = getattr(import_module(f"detente.{_ROOMS[name]}"), name)
    else:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
