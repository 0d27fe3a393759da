"""What cannot both stand: claims that exclude each other, events denied, tellings that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.accounts.denied_events import find_denied_events
from detente.accounts.differing_tellings import find_differing_tellings
from detente.accounts.opposed_claims import find_opposed_claims
from detente.accounts.shifted_plans import find_shifted_plans
from detente.accounts.telling import each_once, telling_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.accounts.nouns import Contradiction
    from detente.coding.event import Event
    from detente.coding.statements import Claim
    from detente.identity import MergedEvent

__all__ = ["find_contradictions"]

_LEAST = 0.1


def find_contradictions(
    *,
    claims: Iterable[Claim],
    events: Iterable[MergedEvent],
    tellings: Mapping[str, Event],
    published: Mapping[str, str | None],
) -> list[Contradiction]:
    """Find pairs of claims, of events and of tellings of one event that cannot both stand.

    Neither is struck out, and nothing is said of which is right. Questions and bare possibilities contradict
    nothing. Of claims that say the same, the surest stands for all of its year.

    Args:
        claims: In any order; one given twice counts once.
        events: Likewise.
        tellings: Identity of an event mention to the telling; what is missing is passed over.
        published: Identity of a document to its EDTF date of publication.

    Returns:
        Surest first, then by kind and identity; those below a confidence of 0.1 are left out.
    """
    days = telling_days(published)
    merged = each_once(events)
    found = [
        *find_opposed_claims(each_once(claims), days=days, published=published),
        *find_denied_events(merged, tellings=tellings, days=days, published=published),
        *find_differing_tellings(merged, tellings=tellings, days=days, published=published),
        *find_shifted_plans(merged, tellings=tellings, days=days, published=published),
    ]
    kept = [contradiction for contradiction in found if contradiction.confidence >= _LEAST]
    return sorted(kept, key=lambda found: (-found.confidence, found.kind, found.id))
