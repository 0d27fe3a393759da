"""The wording and confidence of each verdict on a prediction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.accounts.expecting import Outlook
    from detente.accounts.fitting import Fit
    from detente.accounts.nouns import Outcome

__all__ = ["Evidence", "decide", "leave_open", "never_came", "overdue", "rounded"]

_SUREST = 0.95
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found on a prediction, best first in each.

    Attributes:
        does: What was foretold, in time.
        late: The same, after the horizon.
        against: What ends or denies it.
        nearest: Share of the best that is too weak to decide.
        n_known: Events known of these parties in the time that counts.
    """

    does: list[Fit]
    late: list[Fit]
    against: list[Fit]
    nearest: float
    n_known: int


def decide(blank: Outcome, verdict: str, found: Sequence[Fit], other: Sequence[Fit]) -> Outcome:
    """Decided by events: as sure as the best fits, less where another speaks for the contrary."""
    best = found[0]
    confidence = best.share * (0.6 + 0.4 * best.known.event.confidence)
    reasons = [why for _, why in sorted(best.parts, key=lambda part: -part[0])]
    if other:
        confidence *= 1.0 - 0.5 * other[0].share
        reasons.append(f"but {other[0].known.event.id} speaks for the contrary")
    return replace(
        blank,
        verdict=verdict,
        confidence=rounded(confidence),
        events=tuple(fit.known.event.id for fit in found[:_SHOWN]),
        reasons=tuple(reasons),
    )


def never_came(blank: Outcome, evidence: Evidence) -> Outcome:
    """A prediction that something will not be holds if it was not found until the horizon's end."""
    confidence = 0.5 + 0.15 * bool(evidence.against) + 0.1 * bool(evidence.n_known >= _SHOWN)
    reasons = [f"by {blank.due} nothing was found of what was not to be"]
    reasons += [f"{fit.known.event.id} refuses or denies it" for fit in evidence.against[:1]]
    reasons.append(f"{evidence.n_known} events are known of these parties in that time")
    return replace(
        blank,
        verdict="fulfilled",
        confidence=rounded(confidence),
        events=tuple(fit.known.event.id for fit in evidence.against[:_SHOWN]),
        reasons=tuple(reasons),
    )


def overdue(blank: Outcome, outlook: Outlook, evidence: Evidence) -> Outcome:
    """The horizon is over and nothing decides; the more is known of the parties, the surer."""
    n_known = evidence.n_known
    confidence = 0.5 + 0.3 * n_known / (n_known + 5)
    confidence *= 1.0 if any(row.plan for row in outlook.expectations) else 0.8
    confidence *= 0.9 if outlook.frame.told is None else 1.0
    reasons = [f"by {blank.due} nothing was found that decides it"]
    if outlook.expectations or outlook.course:
        reasons.append(f"{n_known} events are known of these parties in that time")
    else:
        confidence = 0.3
        reasons.append("its words name no actor or no kind of event by which to look")
    if outlook.frame.belated:
        confidence *= 0.5
        reasons.append("its horizon was over before it was told: it may be misread")
    if evidence.late:
        confidence = max(confidence, evidence.late[0].late)
        reasons.insert(0, f"it came after {blank.due}: {evidence.late[0].when.why}")
    return replace(
        blank,
        verdict="overdue",
        confidence=rounded(confidence),
        late=bool(evidence.late),
        events=tuple(fit.known.event.id for fit in evidence.late[:_SHOWN]),
        reasons=tuple(reasons),
    )


def leave_open(blank: Outcome, outlook: Outlook, evidence: Evidence) -> Outcome:
    """Nothing decides it yet; the less sure, the nearer an event comes to deciding."""
    if outlook.frame.low is None:
        base, reason = 0.3, "neither the day it was made nor a horizon is known"
    elif blank.due is None:
        base, reason = 0.6, "no end of its horizon is set, and nothing found decides it"
    else:
        base, reason = 0.9, f"its horizon ends on {blank.due}, and nothing found decides it"
    return replace(blank, confidence=rounded(base * (1.0 - evidence.nearest)), reasons=(reason,))


def rounded(confidence: float) -> float:
    """A confidence to three places, at most 0.95: only a person is sure."""
    return round(min(confidence, _SUREST), 3)
