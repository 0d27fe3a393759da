"""Coded documents that tell of the same few happenings in their own ways, with statements about them."""

from __future__ import annotations

from random import Random

from factory import build_document

from detente.actors.actor import Actor, Mention
from detente.coding.event import Amount, CodedDocument, Event, Trace
from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
from detente.core.identity import record_id
from detente.core.spans import Span
from detente.ontology import intensity_of, quad_class_of
from detente.sentences.sentence import Sentence

HAPPENINGS = (
    ("AGREE", ("PAK", "RUS"), (), "2021-04-06", "a gas pipeline pact"),
    ("AGREE", ("PAK", "RUS"), (), "2021-04-07", "a defence pact"),
    ("AID", ("RUS",), ("PAK",), "2021-04-06", "vaccine doses"),
    ("SANCTION", ("USA",), ("PAK",), "2021-03-30", "military aid"),
    ("COOPERATE", ("PAK", "RUS"), (), "2021-04", "a naval exercise"),
    ("CONSULT", ("IND", "USA"), (), "2021-04-05", "jet engines"),
    ("CONSULT", ("IND", "USA"), (), None, "jet engines"),
)
OUTLETS = ("The Paper", "The Wire", "The Herald", "")
TRACE = Trace("pattern", "1", ("row 1",))


def build_story(number: int, *, n_events: int = 3, statements: bool = True) -> CodedDocument:
    """The document with this number; it tells some of `HAPPENINGS`, as the number will have it."""
    chance = Random(number)
    told = chance.sample(range(len(HAPPENINGS)), n_events)
    pieces = [f"Report {number}."]
    for place in told:
        kind, source, target, _, thing = HAPPENINGS[place]
        pieces.append(f"{' and '.join(source)} {kind.lower()} {' '.join(target)} over {thing} no {number}.")
    pieces.append("Russia and Pakistan are drawing together. Will India mind?")
    text = " ".join(pieces)
    document = build_document(
        text, name=f"{number:04d}.txt", published=chance.choice(("2021-04-08", "2021-04-10", None))
    )
    sentences, at = [], 0
    for index, piece in enumerate(pieces):
        sentences.append(Sentence(index, at, at + len(piece), piece, "body", 0))
        at += len(piece) + 1
    events = tuple(
        _tell(document.id, sentences[index + 1], HAPPENINGS[place], chance)
        for index, place in enumerate(told)
    )
    actors = {"IND", "PAK", "RUS", "USA"}
    found = _statements(document.id, sentences[-1]) if statements else {}
    return CodedDocument(
        document=document,
        sentences=tuple(sentences),
        actors=tuple(Actor(name, name, "state", name) for name in sorted(actors)),
        mentions=(Mention("RUS", sentences[-1].start, sentences[-1].start + 6, "Russia", "name", "row"),),
        events=tuple(sorted(events, key=lambda event: event.evidence[0].start)),
        rejections=(),
        **found,
    )


def _tell(document: str, sentence: Sentence, happening: tuple, chance: Random) -> Event:
    kind, source, target, day, thing = happening
    status = chance.choice(("occurred", "occurred", "occurred", "denied"))
    date = chance.choice((day, day, day[:7] if day else None, None))
    return Event(
        id=record_id("event", document, kind, sentence.start),
        document=document,
        type=kind,
        mode=None,
        contexts=("military",) if "defence" in thing else (),
        source=source,
        target=target,
        persons=(),
        status=status,
        asserted_by=chance.choice(("author", "RUS")),
        date=date,
        date_text="then" if date else None,
        place=chance.choice(("Moscow", None)),
        object=chance.choice((thing, thing.split()[-1])),
        project=None,
        amounts=(Amount(chance.choice((150_000.0, 200_000.0)), "doses", "some"),) if kind == "AID" else (),
        intensity=intensity_of(kind),
        quad_class=quad_class_of(kind),
        confidence=round(chance.uniform(0.3, 0.95), 3),
        evidence=(Span(sentence.start, sentence.end, sentence.text),),
        trace=TRACE,
    )


def _statements(document: str, sentence: Sentence) -> dict[str, tuple]:
    cut = sentence.text.index(".") + 1
    claim = Span(sentence.start, sentence.start + cut, sentence.text[:cut])
    asked = Span(sentence.start + cut + 1, sentence.end, sentence.text[cut + 1 :])
    common = {"document": document, "asserted_by": "author", "confidence": 0.8, "trace": TRACE}
    return {
        "claims": (
            Claim(
                id=record_id("claim", document),
                dyad=("PAK", "RUS"),
                domain="overall",
                claim="warming",
                tense="present",
                modality="asserted",
                evidence=(claim,),
                **common,
            ),
        ),
        "mechanisms": (
            MechanismStatement(
                id=record_id("mechanism", document),
                name="rivals_tie_drives_drift",
                actors=("IND", "PAK", "RUS"),
                statement="they draw together -> India minds",
                tense="future",
                modality="questioned",
                evidence=(asked, claim),
                **common,
            ),
        ),
        "predictions": (
            Prediction(
                id=record_id("prediction", document),
                statement="India will mind",
                actors=("IND",),
                modality="possible",
                tense="future",
                probability=0.25,
                horizon="2021-09",
                horizon_text="by September",
                evidence=(asked,),
                **common,
            ),
        ),
        "questions": (
            Question(
                id=record_id("question", document),
                text=asked.quote,
                dyads=(("IND", "RUS"), ("IND", "PAK")),
                tense="future",
                modality="questioned",
                evidence=(asked,),
                **common,
            ),
        ),
    }
