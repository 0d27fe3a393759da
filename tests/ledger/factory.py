"""Coded documents made up from a number: the same number gives the same document."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from detente.actors.actor import Actor, Mention
from detente.coding.event import Amount, CodedDocument, Event, Trace
from detente.core.identity import content_id, record_id
from detente.core.rejections import Reason, Rejection
from detente.core.spans import Span
from detente.documents.document import Block, Document
from detente.documents.signatures import build_signature
from detente.sentences.sentence import Sentence

STATES = ("CHN", "IND", "PAK", "RUS", "USA", "IRN", "TUR", "DEU")
VOCABULARY = (
    "signed pact talks gas pipeline exercise navy army minister president border trade aid loan vaccine doses "
    "summit visit sanctions tariff missile fighter jets engine deal Moscow Islamabad Delhi Beijing Washington "
    "river dam road port energy oil grain steel court treaty envoy general security council ceasefire troops "
    "région naïve — “quoted” 14% café"
)
WORDS = VOCABULARY.split()
TYPES = ("AGREE", "CONSULT", "AID", "SANCTION", "ASSAULT")
STATUSES = ("occurred", "ongoing", "planned", "denied")
DATES = ("2014", "2018-08-07", None, "2014/..", "2021-04-06/2021-04-07", "198X")


def build_document(
    text: str, *, name: str, published: str | None = "2021-04-07", path: str | None = None
) -> Document:
    """A document around a text."""
    blocks = (Block(0, text.find("."), "title"), Block(text.find(".") + 1, len(text), "body"))
    original = content_id(name + text)  # other bytes at every place, as two pages with one text have
    return Document(
        id=content_id(text),
        name=name,
        path=path or f"news/{name}",
        text=text,
        blocks=blocks,
        title=text[: text.find(".")] or None,
        published=published,
        published_rule="option" if published else "",
        url="",
        outlet="The Paper",
        language="en",
        media_type="text/plain",
        original_id=original,
        signature=build_signature(text),
    )


def original_bytes(document: Document) -> bytes:
    """The bytes a document of `build_document` claims to come from."""
    return (document.name + document.text).encode()


def build_coded(
    number: int,
    *,
    name: str | None = None,
    published: str | None = "2021-04-07",
    n_sentences: int = 12,
    words: Random | None = None,
) -> CodedDocument:
    """The coded document with this number; another `name` gives the same text from another place."""
    chance = words or Random(number)
    pieces = []
    for _ in range(n_sentences):
        source, target = chance.sample(STATES, 2)
        pieces.append(f"{source} and {target} " + " ".join(chance.choices(WORDS, k=18)) + ".")
    text = " ".join(pieces)
    document = build_document(text, name=name or f"{number:06d}.txt", published=published)
    sentences, at = [], 0
    for index, piece in enumerate(pieces):
        sentences.append(
            Sentence(index, at, at + len(piece), piece, "title" if index == 0 else "body", index // 3)
        )
        at += len(piece) + 1
    mentions = [m for sentence in sentences for m in _mentions(sentence)]
    events = [_event(document, sentence, chance) for sentence in sentences[1::2]]
    named = sorted({m.actor for m in mentions} | {"smith"})
    rejections = [
        Rejection(Reason.NO_PREDICATE, "coding", document.name, "no verb", document.id, s.start, s.end)
        for s in sentences[:1]
    ]
    return CodedDocument(
        document=document,
        sentences=tuple(sentences),
        actors=tuple(
            Actor(a, a.title(), "state" if a in STATES else "person", a if a in STATES else "USA")
            for a in named
        ),
        mentions=tuple(mentions),
        events=tuple(events),
        rejections=tuple(rejections),
    )


def near_copy(coded: CodedDocument, *, name: str) -> CodedDocument:
    """The same article with a few words added at its end, and nothing coded in it."""
    text = coded.document.text + " More follows soon."
    document = build_document(text, name=name)
    return replace(coded, document=document, sentences=(), mentions=(), events=(), actors=(), rejections=())


def _mentions(sentence: Sentence) -> list[Mention]:
    first, _, second, *_ = sentence.text.split()
    at = sentence.start + len(first) + 5
    return [
        Mention(first, sentence.start, sentence.start + 3, first, "name", "row 1"),
        Mention(second, at, at + 3, second, "name", "row 2"),
    ]


def _event(document: Document, sentence: Sentence, chance: Random) -> Event:
    first, _, second, *_ = sentence.text.split()
    symmetric = chance.random() < 0.3
    kind = chance.choice(TYPES)
    return Event(
        id=record_id("event", document.id, kind, sentence.start),
        document=document.id,
        type=kind,
        mode=chance.choice(("meet", None)),
        contexts=("economic", "military") if chance.random() < 0.5 else (),
        source=tuple(sorted((first, second))) if symmetric else (first,),
        target=() if symmetric else (second,),
        persons=("smith",) if chance.random() < 0.2 else (),
        status=chance.choice(STATUSES),
        asserted_by="author",
        date=chance.choice(DATES),
        date_text="then",
        place=chance.choice(("Rawalpindi", None)),
        object=None,
        project=chance.choice(("the pipeline", None)),
        amounts=(Amount(14e9, "USD", "$14 billion"), Amount(0.1, "percent", ".1%"))
        if chance.random() < 0.3
        else (),
        intensity=chance.choice((-7.0, 2.5, 0.1 + 0.2)),
        quad_class=chance.choice((1, 2, 3, 4)),
        confidence=chance.random(),
        evidence=(
            Span(sentence.start, sentence.end, sentence.text),
            Span(sentence.start, sentence.start + 3, first),
        ),
        trace=Trace("pattern", "0.1.0", ("lexicon:sign.v", "symmetric")),
    )
