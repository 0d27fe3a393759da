"""From a ledger to a report, whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from detente.core.errors import InputError
from detente.ledger.relating import build_levels
from detente.pages.report_causes import measure_causes
from detente.pages.report_next import measure_outlooks
from detente.pages.scopes import Scope, build_context
from detente.report import ReportContext, measure_levels

if TYPE_CHECKING:
    from detente.core.settings import Settings
    from detente.ledger import Ledger
    from detente.relations import Levels

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
    scope = gather_all(ledger)
    levels = _levels(scope)
    measured = measure_levels(levels, claims=scope.claims, mechanisms=scope.mechanisms, actors=scope.actors)
    causes = measure_causes(ledger, levels, shifts=measured.shifts, actors=scope.actors)
    outlooks = measure_outlooks(ledger, scope, levels, today=made_on)
    return build_context(
        scope,
        measured=measured,
        causes=causes,
        outlooks=outlooks,
        settings=settings,
        title=title,
        made_on=made_on,
    )


def gather_all(ledger: Ledger) -> Scope:
    """The whole ledger."""
    documents = tuple(ledger.documents())
    shown = tuple(ledger.representatives())
    names = (name for _, merged in shown for name in merged.mentions)
    return Scope(
        shown=shown,
        n_events=len(shown),
        tellings={row.id: row for row in ledger.tellings(names)},
        documents=documents,
        n_documents=len(documents),
        published=ledger.publication_dates(),
        actors={actor.id: actor for actor in ledger.actors()},
        claims=tuple(ledger.claims()),
        mechanisms=tuple(ledger.mechanisms()),
        predictions=tuple(ledger.predictions()),
        questions=tuple(ledger.questions()),
        near=tuple(ledger.near_duplicates()),
        overruled=ledger.overrulings(),
        rejections=tuple(ledger.rejections()),
        counts=ledger.counts(),
    )


def _levels(scope: Scope) -> Levels | None:
    """The levels of all dyads; None where no dated event occurred between two actors."""
    try:
        return build_levels(scope.shown, published=scope.published, domain="overall")
    except InputError:
        return None
