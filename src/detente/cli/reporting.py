"""From a ledger to a report: the command line carries the nouns from one room to the other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import detente
from detente.accounts import find_contradictions, gather_bearings, judge_predictions, measure_records
from detente.cli.report_causes import measure_causes
from detente.core.errors import InputError
from detente.ledger.relating import build_levels
from detente.relations import measure_relations
from detente.report import ReportContext, build_report, measure_levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.coding.event import Event
    from detente.core.settings import Settings
    from detente.documents.document import Document
    from detente.identity import MergedEvent
    from detente.ledger import Ledger
    from detente.relations import Levels, Relation

__all__ = ["make_report"]


def make_report(
    ledger: Ledger, *, settings: Settings, title: str = "", made_on: date | None = None
) -> ReportContext:
    """Everything the ledger's report shows.

    Args:
        ledger: To be shown whole.
        settings: As resolved for the run.
        title: Of the report; made from the actors if empty.
        made_on: Day of making, on which predictions fall due; today if None.
    """
    today = made_on or date.today()  # noqa: DTZ011 (the reader's own day)
    documents = list(ledger.documents())
    shown = list(ledger.representatives())
    events, merged = [event for event, _ in shown], {one.id: one for _, one in shown}
    tellings = {
        row.id: row for row in ledger.tellings(name for one in merged.values() for name in one.mentions)
    }
    published = ledger.publication_dates()
    relations = measure_relations(events, published=published)
    actors = {actor.id: actor for actor in ledger.actors()}
    said = _statements(
        ledger,
        documents=documents,
        merged=merged.values(),
        tellings=tellings,
        relations=relations,
        today=today,
    )
    levels = _levels(shown, published)
    measured = measure_levels(levels, claims=said["claims"], mechanisms=said["mechanisms"], actors=actors)
    return build_report(
        documents=documents,
        events=events,
        actors=actors,
        relations=relations,
        rejections=list(ledger.rejections()),
        counts=ledger.counts(),
        version=detente.__version__,
        settings=settings,
        near_duplicates=_copies(ledger, documents),
        retold={event.id: _retold(event, one, tellings) for event, one in shown if len(one.mentions) > 1},
        title=title,
        made_on=today,
        merged=merged,
        measured=measured,
        causes=measure_causes(ledger, levels, shifts=measured.shifts, actors=actors),
        **said,
    )


def _levels(shown: Sequence[tuple[Event, MergedEvent]], published: Mapping[str, str | None]) -> Levels | None:
    """The levels of all dyads; None where no dated event occurred between two actors."""
    try:
        return build_levels(shown, published=published, domain="overall")
    except InputError:
        return None


def _copies(ledger: Ledger, documents: Sequence[Document]) -> dict[str, str]:
    """Each near duplicate with the earlier document that it repeats."""
    order = {document.id: place for place, document in enumerate(documents)}
    copies: dict[str, str] = {}
    for left, right, _ in ledger.near_duplicates():
        first, second = sorted((left, right), key=lambda identity: order.get(identity, len(order)))
        copies.setdefault(second, first)
    return copies


def _retold(event: Event, merged: MergedEvent, tellings: Mapping[str, Event]) -> list[Event]:
    """All tellings of an event but the one whose words represent it, the surest first."""
    told = [tellings[name] for name in merged.mentions if name in tellings]
    own = next(
        (row for row in told if (row.document, row.evidence) == (event.document, event.evidence)), None
    )
    rest = [row for row in told if row is not own]
    return sorted(rest, key=lambda row: (-row.confidence, row.id))


def _statements(
    ledger: Ledger,
    *,
    documents: Iterable[Document],
    merged: Iterable[MergedEvent],
    tellings: Mapping[str, Event],
    relations: Sequence[Relation],
    today: date,
) -> dict[str, Any]:
    """Claims, arguments, predictions, questions, and the accounts made of them, by `build_report` keyword."""
    once, published = list(merged), ledger.publication_dates()
    claims, mechanisms = list(ledger.claims()), list(ledger.mechanisms())
    predictions, questions = list(ledger.predictions()), list(ledger.questions())
    outcomes = judge_predictions(
        predictions,
        plans=tellings.values(),
        events=once,
        tellings=tellings,
        published=published,
        today=today,
        overruled=ledger.overrulings(),
    )
    return {
        "claims": claims,
        "mechanisms": mechanisms,
        "predictions": predictions,
        "outcomes": outcomes,
        "records": measure_records(
            predictions, outcomes, outlets={document.id: document.outlet for document in documents}
        ),
        "questions": questions,
        "bearings": gather_bearings(
            questions,
            claims=claims,
            mechanisms=mechanisms,
            predictions=predictions,
            events=once,
            relations=relations,
            published=published,
        ),
        "contradictions": find_contradictions(
            claims=claims, events=once, tellings=tellings, published=published
        ),
    }
