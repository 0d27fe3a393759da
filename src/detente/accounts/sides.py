"""The two sides of a contradiction, in the order in which they were said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.accounts.nouns import Contradiction, Side
from detente.accounts.telling import LATEST
from detente.core.identity import record_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.accounts.telling import Dyad
    from detente.coding.event import Event
    from detente.coding.statements import Claim

__all__ = ["build_contradiction", "side_of_claim", "side_of_event", "tell_gap"]


def side_of_claim(claim: Claim, *, published: Mapping[str, str | None]) -> Side:
    """A claim as one of the two."""
    return Side(
        kind="claim",
        id=claim.id,
        document=claim.document,
        published=published.get(claim.document),
        asserted_by=claim.asserted_by,
        says=f"{claim.claim}, {claim.modality}",
        evidence=claim.evidence[0],
    )


def side_of_event(telling: Event, says: str, *, published: Mapping[str, str | None]) -> Side:
    """A telling of an event as one of the two."""
    return Side(
        kind="event",
        id=telling.id,
        document=telling.document,
        published=published.get(telling.document),
        asserted_by=telling.asserted_by,
        says=says,
        evidence=telling.evidence[0],
    )


def build_contradiction(  # noqa: PLR0913 - the noun has as many parts
    kind: str,
    sides: tuple[Side, Side],
    *,
    dyad: Dyad,
    domain: str = "",
    event: str = "",
    confidence: float,
    reason: str,
    days: Mapping[str, int],
) -> Contradiction:
    """The noun, with the earlier said side first."""
    first, second = sorted(sides, key=lambda side: (days.get(side.document, LATEST), side.id))
    return Contradiction(
        id=record_id("contradiction", kind, event, first.id, second.id),
        kind=kind,
        dyad=dyad,
        domain=domain,
        event=event,
        first=first,
        second=second,
        confidence=round(min(max(confidence, 0.0), 1.0), 3),
        reason=reason,
    )


def tell_gap(one: str, other: str, *, days: Mapping[str, int]) -> str:
    """How far apart two documents came out, in words.

    >>> tell_gap("a", "b", days={"a": 700_000, "b": 700_003})
    'told 3 days apart'
    """
    if one == other:
        return "told in one text"
    if one not in days or other not in days:
        return "told without a date"
    apart = abs(days[one] - days[other])
    if not apart:
        return "told on one day"
    return f"told {apart} {'day' if apart == 1 else 'days'} apart"
