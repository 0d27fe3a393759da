"""From a ledger to a report: the command line carries the nouns from one room to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import detente
from detente.relations import measure_relations
from detente.report import ReportContext, build_report

if TYPE_CHECKING:
    from detente.core.settings import Settings
    from detente.ledger import Ledger

__all__ = ["make_report"]


def make_report(ledger: Ledger, *, settings: Settings, title: str = "") -> ReportContext:
    """Everything the ledger's report shows."""
    documents = list(ledger.documents())
    events = list(ledger.events())
    relations = measure_relations(events, published=ledger.publication_dates())
    order = {document.id: place for place, document in enumerate(documents)}
    copies: dict[str, str] = {}
    for left, right, _ in ledger.near_duplicates():
        first, second = sorted((left, right), key=lambda identity: order.get(identity, len(order)))
        copies.setdefault(second, first)
    return build_report(
        documents=documents,
        events=events,
        actors={actor.id: actor for actor in ledger.actors()},
        relations=relations,
        rejections=list(ledger.rejections()),
        counts=ledger.counts(),
        version=detente.__version__,
        settings=settings,
        near_duplicates=copies,
        title=title,
    )
