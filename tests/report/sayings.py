"""Claims, arguments, predictions and questions on the stories of conftest, and what was made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.accounts import AsserterRecord, Bearing, Contradiction, DyadBearing, Outcome, Side
from detente.coding.event import Trace
from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
from detente.core.identity import record_id
from detente.core.spans import Span
from detente.identity import Join, MergedEvent, Reason, Version
from detente.identity.uniting import merged_id

from .conftest import make_relations, make_report, make_story

if TYPE_CHECKING:
    from detente.coding.event import Event
    from detente.documents.document import Document
    from detente.report import ReportContext

TRACE = Trace("pattern", "0", ("test",))


def span_of(document: Document, quote: str) -> Span:
    start = document.text.index(quote)
    return document.span(start, start + len(quote))


def make_claim(document: Document, quote: str, **fields: object) -> Claim:
    values: dict[str, object] = {
        "id": record_id("claim", document.id, quote, fields.get("claim", ""), fields.get("dyad", "")),
        "document": document.id, "dyad": ("PAK", "RUS"), "domain": "overall", "claim": "warming", "tense": "present",
        "modality": "asserted", "asserted_by": "author", "confidence": 0.7,
        "evidence": (span_of(document, quote),), "trace": TRACE,
    }  # fmt: skip
    return Claim(**{**values, **fields})


def make_mechanism(document: Document, quote: str, **fields: object) -> MechanismStatement:
    values: dict[str, object] = {
        "id": record_id("mechanism", document.id, quote), "document": document.id, "name": "arms_market",
        "actors": ("IND", "PAK", "RUS"), "statement": "Delhi buys elsewhere -> Moscow sells to Islamabad",
        "tense": "present", "modality": "asserted", "asserted_by": "author", "confidence": 0.6,
        "evidence": (span_of(document, quote),), "trace": TRACE,
    }  # fmt: skip
    return MechanismStatement(**{**values, **fields})


def make_prediction(document: Document, quote: str, **fields: object) -> Prediction:
    values: dict[str, object] = {
        "id": record_id("prediction", document.id, quote), "document": document.id, "statement": quote,
        "actors": ("IND", "RUS"), "modality": "planned", "tense": "future", "probability": None,
        "horizon": None, "horizon_text": None, "asserted_by": "author", "confidence": 0.8,
        "evidence": (span_of(document, quote),), "trace": TRACE,
    }  # fmt: skip
    return Prediction(**{**values, **fields})


def make_question(document: Document, quote: str, **fields: object) -> Question:
    values: dict[str, object] = {
        "id": record_id("question", document.id, quote), "document": document.id, "text": quote,
        "dyads": (("PAK", "RUS"),), "tense": "future", "modality": "questioned", "asserted_by": "author",
        "confidence": 0.9, "evidence": (span_of(document, quote),), "trace": TRACE,
    }  # fmt: skip
    return Question(**{**values, **fields})


def make_side(record: Claim | Event, says: str) -> Side:
    kind = "claim" if isinstance(record, Claim) else "event"
    return Side(kind, record.id, record.document, "2018-10-08", record.asserted_by, says, record.evidence[0])


def merge(event: Event, again: Event, *, by: str = "model") -> MergedEvent:
    """Two tellings as one, in which the second tells only the year."""
    mentions = tuple(sorted((event.id, again.id)))
    reasons = (Reason("same_day", 2.5), Reason("other_amount", -1.25), Reason("same_project", 0.5))
    return MergedEvent(
        id=merged_id(mentions), mentions=mentions, type=event.type, mode=event.mode, contexts=(), source=event.source,
        target=event.target, persons=(), status=event.status, asserted_by=("author",), date=event.date, place=None,
        object=event.object, project=None, amounts=event.amounts, intensity=event.intensity,
        quad_class=event.quad_class, confidence=0.97, n_outlets=2, n_documents=2,
        outlets=("Northern Ledger", "The Harbour Gazette"),
        versions=(Version("date", event.date, (event.id,)), Version("date", None, (again.id,))),
        joins=(Join(mentions[0], mentions[1], 0.93, 0.91, by, reasons),),
    )  # fmt: skip


def make_stated(**changes: object) -> ReportContext:
    """The stories' report, with statements in each section and one event that two articles tell."""
    stories = [make_story(place) for place in range(5)]
    (pact, arms), (tap, cut) = stories[0], stories[1]
    (delhi, _), (plateau, _) = stories[2], stories[3]
    claims = [
        make_claim(pact, "Moscow and Islamabad find a common tongue"),
        make_claim(pact, "Both sides are still bargaining over the price of fighter jets.", domain="economic"),
        make_claim(
            delhi, "India voiced its displeasure", dyad=("IND", "RUS"), claim="cooling", domain="military"
        ),
        make_claim(
            delhi, "relations with Pakistan were not directed against India", dyad=("IND", "RUS"),
            claim="cooling", modality="denied", asserted_by="RUS", domain="military",
        ),
        make_claim(tap, "Washington turns the tap off", dyad=("PAK", "USA"), claim="cooling", tense="past"),
    ]  # fmt: skip
    mechanisms = [
        make_mechanism(delhi, "Washington threatened India with sanctions over the Russian missiles."),
        make_mechanism(
            tap, "The United States suspended security assistance", name="patron_vacuum", modality="possible"
        ),
        make_mechanism(pact, "Four Mi-35 helicopters were handed over"),
    ]
    predictions = [
        make_prediction(
            delhi, "Delivery of the S-400 is to begin by the end of 2021.", horizon="2021-10/2021-12"
        ),
        make_prediction(plateau, "Commanders are to meet for a twelfth round.", horizon="2021-03"),
        make_prediction(
            pact, "Will Moscow arm both neighbours?", modality="predicted", probability=0.7, asserted_by="RUS"
        ),
    ]
    question = make_question(pact, "Will Moscow arm both neighbours?")
    again = replace(
        arms[0], id="eagain", document=tap.id, date=None,
        evidence=(span_of(tap, "Places for Pakistani officers"),),
    )  # fmt: skip
    merged = merge(arms[0], again)
    first = replace(arms[0], id=merged.id)
    events = [first, *arms[1:], *(event for _, mine in stories[1:] for event in mine)]
    outcomes = [
        Outcome(predictions[0].id, "open", 0.9, "model", "2021-12-31", late=False, events=(), reasons=()),
        Outcome(
            predictions[1].id, "overdue", 0.4, "model", "2021-03-31", late=False, events=(), reasons=("nothing found",)
        ),
        Outcome(
            predictions[2].id, "fulfilled", 0.8, "ana", None, late=False, events=(arms[3].id,), reasons=("type fits",)
        ),
    ]  # fmt: skip
    bearing = DyadBearing(
        ("PAK", "RUS"), tuple(row for row in make_relations(events) if row.dyad == ("PAK", "RUS")), 4.5, 3.0,
        (merged.id, arms[2].id), (claims[0].id,), (claims[1].id,), (), (predictions[2].id,), (mechanisms[2].id,),
    )  # fmt: skip
    values: dict[str, object] = {
        "documents": [document for document, _ in stories], "events": events, "relations": make_relations(events),
        "near_duplicates": {}, "retold": {merged.id: [again]}, "merged": {merged.id: merged},
        "claims": claims, "mechanisms": mechanisms, "predictions": predictions, "outcomes": outcomes,
        "records": [
            AsserterRecord("author", "The Harbour Gazette", 1, 0, 0, 0, 1, None, None, None, 0, None),
            AsserterRecord("RUS", "", 1, 1, 0, 0, 0, 1.0, 0.27, 1.0, 1, 0.09),
        ],
        "questions": [question],
        "bearings": [Bearing(question.id, "warming", "overall", (bearing,), "yes", 0.62, "Five of six claims are for it.")],
        "contradictions": [
            Contradiction(
                "c1", "denied", ("IND", "RUS"), "military", "", make_side(claims[2], "cooling, asserted"),
                make_side(claims[3], "cooling, denied"), 0.8, "One denies what the other asserts.",
            ),
            Contradiction(
                "c2", "amounts", ("PAK", "USA"), "", "", make_side(cut[1], "300,000,000 USD"),
                make_side(cut[4], "1,600,000,000 USD"), 0.5, "The amounts differ.",
            ),
        ],
    }  # fmt: skip
    return make_report(**{**values, **changes})
