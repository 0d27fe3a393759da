"""What the books know that bears on a question."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, TypeVar

from detente.accounts.asking import Asked, find_own_claims, read_asked
from detente.accounts.happenings import Happening, find_happenings, measure_drift
from detente.accounts.nouns import Bearing, DyadBearing
from detente.accounts.summing import Evidence, sum_up
from detente.accounts.telling import Dyad, each_once, telling_days
from detente.accounts.weighing import lean, weigh_claim, weigh_drift, weigh_voices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
    from detente.identity import MergedEvent
    from detente.relations.relation import Relation

__all__ = ["gather_bearings"]

NamingT = TypeVar("NamingT", "MechanismStatement", "Prediction")
_COOPERATIVE = (1, 2)


@dataclass(frozen=True, slots=True)
class _Books:
    """What is known of the dyads asked about; lists newest first."""

    claims_on: Mapping[Dyad, list[Claim]]
    claims_in: Mapping[str, list[Claim]]
    happenings: Mapping[Dyad, list[Happening]]
    courses: Mapping[Dyad, tuple[Relation, ...]]
    predictions: Mapping[Dyad, tuple[str, ...]]
    mechanisms: Mapping[Dyad, tuple[str, ...]]
    days: Mapping[str, int]
    published: Mapping[str, str | None]


def gather_bearings(  # noqa: PLR0913 - everything the books hold may bear on a question
    questions: Iterable[Question],
    *,
    claims: Iterable[Claim],
    mechanisms: Iterable[MechanismStatement],
    predictions: Iterable[Prediction],
    events: Iterable[MergedEvent],
    relations: Iterable[Relation],
    published: Mapping[str, str | None],
) -> list[Bearing]:
    """Put beside each question what bears on it, and to which side that leans.

    The leaning is a count of what is said and of the drift of events, not a forecast; where nothing is
    known, or where the words do not say what a yes would mean, it is unknown.

    Args:
        questions: In any order.
        claims: As are these, all of the books.
        mechanisms: Likewise.
        predictions: Likewise.
        events: Merged ones.
        relations: By year or month.
        published: Identity of a document to its EDTF date of publication.

    Returns:
        One for each question, in the order given.
    """
    asked = list(questions)
    days = telling_days(published)
    dyads = {dyad for question in asked for dyad in question.dyads}
    documents = {question.document for question in asked}
    said = sorted(each_once(claims), key=lambda claim: (-days.get(claim.document, -1), claim.id))
    books = _Books(
        claims_on=_group((claim.dyad, claim) for claim in said if claim.dyad in dyads),
        claims_in=_group((claim.document, claim) for claim in said if claim.document in documents),
        happenings=find_happenings(each_once(events), dyads=dyads),
        courses=_find_courses(relations, dyads),
        predictions=_find_naming(each_once(predictions), dyads, days),
        mechanisms=_find_naming(each_once(mechanisms), dyads, days),
        days=days,
        published=published,
    )
    return [_bear(question, books) for question in asked]


KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


def _group(pairs: Iterable[tuple[KeyT, ValueT]]) -> dict[KeyT, list[ValueT]]:
    found: defaultdict[KeyT, list[ValueT]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _find_courses(relations: Iterable[Relation], dyads: set[Dyad]) -> dict[Dyad, tuple[Relation, ...]]:
    """Relations by dyad, in the order of their periods, the undated last."""
    found = _group((relation.dyad, relation) for relation in relations if relation.dyad in dyads)
    return {
        dyad: tuple(sorted(course, key=lambda relation: (relation.period is None, relation.period or "")))
        for dyad, course in found.items()
    }


def _find_naming(
    records: Iterable[NamingT], dyads: set[Dyad], days: Mapping[str, int]
) -> dict[Dyad, tuple[str, ...]]:
    """Identities of what names both of a dyad, newest first."""
    partners: defaultdict[str, list[Dyad]] = defaultdict(list)
    for dyad in sorted(dyads):
        partners[dyad[0]].append(dyad)
    newest = sorted(records, key=lambda record: (-days.get(record.document, -1), record.id))
    found = _group(
        (dyad, record.id)
        for record in newest
        for actor in sorted(set(record.actors))
        for dyad in partners.get(actor, ())
        if dyad[1] in record.actors
    )
    return {dyad: tuple(names) for dyad, names in found.items()}


def _bear(question: Question, books: _Books) -> Bearing:
    own = find_own_claims(question, books.claims_in.get(question.document, ()))
    asked = read_asked(question, own)
    itself = {claim.id for claim in own if claim.modality == "questioned"}
    pairs = [_bear_on(dyad, question, asked, itself=itself, books=books) for dyad in question.dyads]
    evidence = [found for _, found in pairs if found.dyad in asked.dyads]
    drifts = [weigh_drift(asked.asks, found.drift) for found in evidence]
    leaning, confidence = lean(
        weigh_voices(row for found in evidence for row in found.claims_for),
        weigh_voices(row for found in evidence for row in found.claims_against),
        fsum(drifts) / len(drifts) if drifts else 0.0,
    )
    return Bearing(
        question=question.id,
        asks=asked.asks,
        domain=asked.domain,
        dyads=tuple(bearing for bearing, _ in pairs),
        leaning=leaning,
        confidence=confidence,
        summary=sum_up(asked, evidence, dated=books.published.get(question.document) is not None),
    )


def _bear_on(
    dyad: Dyad, question: Question, asked: Asked, *, itself: set[str], books: _Books
) -> tuple[DyadBearing, Evidence]:
    """What bears on a question on one of its dyads; for and against only where it is asked of this one."""
    days = books.days
    claims = [claim for claim in books.claims_on.get(dyad, ()) if claim.id not in itself]
    weights = [
        (claim, weigh_claim(claim, question, asked=asked, days=days) if dyad in asked.dyads else 0.0)
        for claim in claims
    ]
    drift, since = measure_drift(
        books.happenings.get(dyad, ()), published=books.published.get(question.document)
    )
    speaking = [row for row in weights if row[1] > 0]
    opposing = [row for row in weights if row[1] < 0]
    others = tuple(claim.id for claim, weight in weights if not weight)
    n_cooperative = sum(event.quad_class in _COOPERATIVE for event in since)
    bearing = DyadBearing(
        dyad=dyad,
        course=books.courses.get(dyad, ()),
        before=drift.before,
        since=drift.since,
        events_since=tuple(event.id for event in since),
        claims_for=tuple(claim.id for claim, _ in speaking),
        claims_against=tuple(claim.id for claim, _ in opposing),
        claims_else=others,
        predictions=books.predictions.get(dyad, ()),
        mechanisms=books.mechanisms.get(dyad, ()),
    )
    found = Evidence(dyad, speaking, opposing, len(others), drift, n_cooperative, len(since) - n_cooperative)
    return bearing, found
