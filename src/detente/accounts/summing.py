"""The evidence on a question in a sentence or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.accounts.asking import Asked
    from detente.accounts.telling import Dyad
    from detente.accounts.weighing import Drift
    from detente.coding.statements import Claim

__all__ = ["Evidence", "sum_up"]

_NAMED = 3


class Evidence(NamedTuple):
    """What bears on a question on one dyad.

    Attributes:
        dyad: The two actors.
        claims_for: Claims that speak for a yes, with their weights.
        claims_against: Claims that speak against it, likewise.
        n_else: Other claims.
        drift: Mean intensities before and since.
        n_cooperative: Events since, of quad classes 1 and 2.
        n_conflictual: Of 3 and 4.
    """

    dyad: Dyad
    claims_for: Sequence[tuple[Claim, float]]
    claims_against: Sequence[tuple[Claim, float]]
    n_else: int
    drift: Drift
    n_cooperative: int
    n_conflictual: int


def sum_up(asked: Asked, evidence: Sequence[Evidence], *, dated: bool) -> str:
    """The claims on the dyads asked about, then the events.

    Args:
        asked: What the question asks.
        evidence: On each dyad that this is asked of.
        dated: Whether it is known when the question was asked.
    """
    names = " and ".join("-".join(one.dyad) for one in evidence)
    speaking = [claim for one in evidence for claim, _ in one.claims_for]
    opposing = [claim for one in evidence for claim, _ in one.claims_against]
    if asked.asks:
        said = (
            f"A yes would mean {asked.asks} ({names}, {asked.domain}): "
            f"{_count(len(speaking), 'claim')} for it{_name(speaking)}, "
            f"{len(opposing)} against{_name(opposing)}."
        )
    else:
        n_claims = sum(one.n_else for one in evidence) + len(speaking) + len(opposing)
        known = f"{_count(n_claims, 'claim')} on {names or 'no dyad'}"
        said = f"What a yes would mean its words do not say; {known}."
    return f"{said} {_tell_events(evidence, dated=dated)}"


def _tell_events(evidence: Sequence[Evidence], *, dated: bool) -> str:
    if not dated:
        return "When it was asked is not known, so no event lies before or since."
    cooperative = sum(one.n_cooperative for one in evidence)
    conflictual = sum(one.n_conflictual for one in evidence)
    if all(one.drift.before is None and one.drift.since is None for one in evidence):
        return "No dated event is known since, nor in the two years before."
    told = "no event"
    if cooperative or conflictual:
        plural = "s" if cooperative + conflictual > 1 else ""
        told = f"{cooperative} cooperative and {conflictual} conflictual event{plural}"
    means = "; ".join(
        f"mean intensity {'' if len(evidence) == 1 else '-'.join(one.dyad) + ' '}"
        f"{_write(one.drift.before)} before, {_write(one.drift.since)} since"
        for one in evidence
    )
    return f"Since then {told}; {means}."


def _write(mean: float | None) -> str:
    return "unknown" if mean is None else f"{mean:.1f}"


def _name(claims: Sequence[Claim]) -> str:
    """Whose claims they are, in brackets."""
    n_texts = len({claim.document for claim in claims if claim.asserted_by == "author"})
    voices = [f"author{'s' if n_texts > 1 else ''} of {_count(n_texts, 'text')}"] if n_texts else []
    voices += sorted({claim.asserted_by for claim in claims} - {"author"})
    more = [f"{len(voices) - _NAMED} more"] if len(voices) > _NAMED else []
    return f" ({', '.join([*voices[:_NAMED], *more])})" if voices else ""


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
