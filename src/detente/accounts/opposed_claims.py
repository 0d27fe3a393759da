"""Claims that cannot both stand: one denies what the other asserts, or the two exclude each other."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from detente.accounts.sayings import Sayings, Sense, gather_sayings
from detente.accounts.sides import build_contradiction, side_of_claim, tell_gap
from detente.accounts.tables import oppositions
from detente.accounts.telling import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.accounts.nouns import Contradiction
    from detente.accounts.telling import Dyad
    from detente.coding.statements import Claim

__all__ = ["find_opposed_claims"]

_DENIED = 0.85  # one claim asserted and denied
_OVERALL = 0.5  # the relation as a whole against a part of it
_PAST = 0.5  # the past of one may not be that of the other
_AHEAD = 0.6  # denied of the future, said of today, or the other way round
_SAME_VOICE = 0.6  # one voice in one text may weigh the one against the other
_UNDATED = 0.35  # two texts without a date
_GAPS = ((31, 1.0), (92, 0.85), (YEAR, 0.65))  # days between the tellings
_CAN_OPPOSE = frozenset(("asserted", "predicted", "denied"))


class _Found(NamedTuple):
    """A pair of claims; the smallest is the best."""

    distrust: float
    ids: tuple[str, str]
    senses: tuple[Sense, Sense]
    claims: tuple[Claim, Claim]


def find_opposed_claims(
    claims: Iterable[Claim], *, days: Mapping[str, int], published: Mapping[str, str | None]
) -> Iterator[Contradiction]:
    """The contradictions among claims, each of another kind, dyad, domain, pair of claims or year.

    Args:
        claims: In any order, each once.
        days: Document to the ordinal of the day it came out.
        published: Document to its EDTF date of publication.
    """
    by_dyad: defaultdict[Dyad, defaultdict[Sense, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        if claim.modality in _CAN_OPPOSE:
            sense = Sense(claim.domain, claim.claim, claim.tense, claim.modality != "denied")
            by_dyad[claim.dyad][sense].append(claim)
    for senses in by_dyad.values():
        pairs = [pair for pair in combinations(sorted(senses), 2) if weigh_senses(*pair) > 0]
        sayings = {
            sense: gather_sayings(senses[sense], days=days)
            for sense in sorted({sense for pair in pairs for sense in pair})
        }
        best: dict[object, _Found] = {}
        for one, other in pairs:
            for found in _pair(sayings, one, other, days=days):
                key = _key(found, days)
                best[key] = min(best.get(key, found), found)
        for found in best.values():
            yield _build(found, sayings, days=days, published=published)


def weigh_senses(one: Sense, other: Sense) -> float:
    """How surely two things said of one dyad at one time exclude each other; 0 where they do not."""
    if one.affirms and other.affirms:
        if one.domain != other.domain or one.tense != other.tense:
            return 0.0
        first, second = sorted((one.claim, other.claim))
        weight = oppositions().get((first, second), 0.0)
    elif one.affirms != other.affirms and one.claim == other.claim:
        weight = _DENIED
        if one.domain != other.domain:
            weight *= _OVERALL if "overall" in (one.domain, other.domain) else 0.0
    else:
        return 0.0
    if one.tense != other.tense:
        return 0.0 if "past" in (one.tense, other.tense) else weight * _AHEAD
    return weight * _PAST if one.tense == "past" else weight


def _pair(
    sayings: Mapping[Sense, Sayings], one: Sense, other: Sense, *, days: Mapping[str, int]
) -> Iterator[_Found]:
    weight = weigh_senses(one, other)
    for first, second in sayings[one].pair_with(sayings[other]):
        near = _weigh_telling(first, second, days)
        if near > 0:
            sure = round(weight * near * sqrt(first.confidence * second.confidence), 9)
            yield _Found(-sure, (first.id, second.id), (one, other), (first, second))


def _weigh_telling(one: Claim, other: Claim, days: Mapping[str, int]) -> float:
    """How surely two claims speak of one time and are two sayings."""
    if one.document == other.document:
        if any(ours.overlaps(theirs) for ours in one.evidence for theirs in other.evidence):
            return 0.0  # one phrase read in two ways
        return _SAME_VOICE if one.asserted_by == other.asserted_by else 1.0
    day, other_day = days.get(one.document), days.get(other.document)
    if day is None or other_day is None:
        return _UNDATED if day == other_day else 0.0
    apart = abs(day - other_day)
    return next((weight for gap, weight in _GAPS if apart <= gap), 0.0)


def _key(found: _Found, days: Mapping[str, int]) -> tuple[object, ...]:
    """What may be listed once."""
    one, other = found.senses
    told = [days[claim.document] for claim in found.claims if claim.document in days]
    year = date.fromordinal(min(told)).year if told else None
    words = sorted(((one.claim, one.affirms), (other.claim, other.affirms)))
    return _domain(one, other), *words, year


def _domain(one: Sense, other: Sense) -> str:
    """The narrower of two."""
    return other.domain if one.domain == "overall" else one.domain


def _build(
    found: _Found,
    sayings: Mapping[Sense, Sayings],
    *,
    days: Mapping[str, int],
    published: Mapping[str, str | None],
) -> Contradiction:
    first, second = found.claims
    one, other = found.senses
    sides = (side_of_claim(first, published=published), side_of_claim(second, published=published))
    others = (
        sayings[one].count_near(days.get(second.document)) - 1,
        sayings[other].count_near(days.get(first.document)) - 1,
    )
    said = " and ".join(
        f"{count} more {'say' if count > 1 else 'says'} {sense.claim}{'' if sense.affirms else ' is denied'}"
        for count, sense in zip(others, found.senses, strict=True)
        if count > 0
    )
    how = _how(one, other)
    reason = f"{how}, {tell_gap(first.document, second.document, days=days)}"
    if first.document == second.document and first.asserted_by == second.asserted_by:
        reason += " by one voice"
    return build_contradiction(
        "opposed" if one.affirms and other.affirms else "denied",
        sides,
        dyad=first.dyad,
        domain=_domain(one, other),
        confidence=-found.distrust,
        reason=f"{reason}; {said}" if said else reason,
        days=days,
    )


def _how(one: Sense, other: Sense) -> str:
    """In what two things said exclude each other."""
    if one.affirms and other.affirms:
        return f"{one.claim} and {other.claim} exclude each other"
    how = f"{one.claim} is asserted and denied"
    if one.domain != other.domain:
        how += f", the one {one.domain}, the other {other.domain}"
    if one.tense != other.tense:
        how += f", the one {one.tense}, the other {other.tense}"
    return how
