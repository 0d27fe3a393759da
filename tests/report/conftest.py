"""Synthetic nouns: eight years among five states, told by six articles written for these tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from detente.actors.actor import Actor
from detente.coding.event import Amount, Event, Trace
from detente.core.identity import content_id, record_id
from detente.core.rejections import Reason, Rejection
from detente.core.spans import Span
from detente.documents.document import Block, Document
from detente.relations import (
    Relation,
    build_observations,
    fit_relations,
    measure_relations,
    smooth_levels,
    weigh_event,
)
from detente.report import MeasuredLevels, ReportContext, build_report, measure_levels
from detente.report.words import read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHROMIUM = Path("/usr/bin/chromium")
NAMES = {
    "RUS": "Russia",
    "PAK": "Pakistan",
    "IND": "India",
    "USA": "United States",
    "CHN": "China",
    "SCO": "Shanghai Cooperation Organisation",
}
ACTORS = {
    key: Actor(key, name, "igo" if key == "SCO" else "state", "" if key == "SCO" else key)
    for key, name in NAMES.items()
}
QUADS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 2, "COOPERATE": 2, "AID": 2, "RETREAT": 2,
    "REQUEST": 3, "ACCUSE": 3, "REJECT": 3, "THREATEN": 3,
    "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
LEVELS = {
    "AGREE": 5.0, "CONSULT": 3.0, "SUPPORT": 4.0, "CONCEDE": 5.0, "COOPERATE": 6.5, "AID": 7.5, "RETREAT": 4.0,
    "REQUEST": -1.5, "ACCUSE": -3.0, "REJECT": -4.0, "THREATEN": -6.0,
    "PROTEST": -5.0, "SANCTION": -7.0, "MOBILIZE": -7.5, "COERCE": -8.0, "ASSAULT": -10.0,
}  # fmt: skip

# An article is a title, an outlet, a date, and its sentences, each with the event that it tells.
STORIES: list[tuple[str, str, str, list[tuple[str, str, str, str, str, str | None, str, str]]]] = [
    ("Moscow and Islamabad find a common tongue", "The Harbour Gazette", "2018-09-02", [
        ("Russia's defence minister came to Islamabad on 20 November 2014 and signed a military cooperation accord with Pakistan.", "AGREE", "PAK RUS", "", "occurred", "2014-11-20", "military cooperation accord", "author"),
        ("In June 2014 Moscow lifted its embargo on arms sales to Pakistan.", "CONCEDE", "RUS", "PAK", "occurred", "2014-06", "arms embargo", "author"),
        ("The two countries have held a joint mountain exercise every autumn since 2016.", "COOPERATE", "PAK RUS", "", "ongoing", "2016/..", "joint mountain exercise", "author"),
        ("Four Mi-35 helicopters were handed over in August 2017.", "COOPERATE", "RUS", "PAK", "occurred", "2017-08", "four Mi-35 helicopters", "author"),
        ("Islamabad and Moscow agreed in 2015 to build a gas pipeline from Karachi to Lahore.", "AGREE", "PAK RUS", "", "occurred", "2015-10-16", "gas pipeline", "author"),
        ("Both sides are still bargaining over the price of fighter jets.", "COOPERATE", "RUS", "PAK", "negotiating", None, "fighter jets", "author"),
        ("A naval memorandum was initialled in St Petersburg in July 2018.", "AGREE", "PAK RUS", "", "occurred", "2018-07", "naval memorandum", "author"),
        ("A Russian official denied that any missile sale to Pakistan had taken place.", "COOPERATE", "RUS", "PAK", "denied", "2018", "missile sale", "RUS"),
        ("Will Moscow arm both neighbours?", "AID", "RUS", "PAK", "asked", None, "arms", "author"),
    ]),
    ("Washington turns the tap off", "Northern Ledger", "2018-09-10", [
        ("The United States suspended security assistance to Pakistan in January 2018.", "SANCTION", "USA", "PAK", "occurred", "2018-01-04", "security assistance", "author"),
        ("Washington cancelled a further $300 million in September.", "SANCTION", "USA", "PAK", "occurred", "2018-09-01", "$300 million", "author"),
        ("American officials accused Islamabad of sheltering insurgents.", "ACCUSE", "USA", "PAK", "occurred", "2017-08-21", "sheltering insurgents", "author"),
        ("Pakistan rejected the charge as baseless.", "REJECT", "PAK", "USA", "occurred", "2017-08-24", "the charge", "author"),
        ("In 2014 the United States had still delivered military aid worth $1.6 billion.", "AID", "USA", "PAK", "occurred", "2014", "military aid", "author"),
        ("American and Pakistani generals met in Rawalpindi in 2015.", "CONSULT", "PAK USA", "", "occurred", "2015-05", "", "author"),
        ("Washington helped to repair Pakistan's helicopters in 2016.", "AID", "USA", "PAK", "occurred", "2016", "helicopter repair", "author"),
        ("Places for Pakistani officers at American academies were withdrawn in August 2018.", "SANCTION", "USA", "PAK", "occurred", "2018-08-10", "military training", "author"),
        ("Islamabad threatened to close the supply road to Kabul.", "THREATEN", "PAK", "USA", "possible", "2018-10", "supply road", "author"),
    ]),
    ("Delhi's new friends, and the old one", "The Harbour Gazette", "2018-10-08", [
        ("India and Russia signed the contract for five S-400 regiments on 5 October 2018.", "AGREE", "IND RUS", "", "occurred", "2018-10-05", "S-400 contract", "author"),
        ("Delivery of the S-400 is to begin by the end of 2021.", "COOPERATE", "RUS", "IND", "planned", "2021-10/2021-12", "S-400 delivery", "author"),
        ("India and the United States concluded a communications security agreement on 6 September 2018.", "AGREE", "IND USA", "", "occurred", "2018-09-06", "communications security agreement", "author"),
        ("The logistics pact of August 2016 opened each side's bases to the other.", "AGREE", "IND USA", "", "occurred", "2016-08-29", "logistics pact", "author"),
        ("Washington named India a major defence partner in December 2016.", "SUPPORT", "USA", "IND", "occurred", "2016-12-08", "major defence partner", "author"),
        ("Washington threatened India with sanctions over the Russian missiles.", "THREATEN", "USA", "IND", "occurred", "2018-05", "sanctions over missiles", "author"),
        ("Moscow said its relations with Pakistan were not directed against India.", "SUPPORT", "RUS", "IND", "occurred", "2018-09-28", "", "RUS"),
        ("Indian and Russian leaders met at Sochi in May 2018.", "CONSULT", "IND RUS", "", "occurred", "2018-05-21", "", "author"),
        ("India voiced its displeasure at the Russian exercise with Pakistan.", "ACCUSE", "IND", "RUS", "occurred", "2016-10", "exercise with Pakistan", "author"),
    ]),
    ("On the plateau, soldiers and spades", "Mountain Observer", "2020-07-01", [
        ("Indian and Chinese soldiers fought with clubs in the Galwan valley on 15 June 2020.", "ASSAULT", "CHN IND", "", "occurred", "2020-06-15", "Galwan valley", "author"),
        ("China built a road onto the Doklam plateau in June 2017, and India sent troops.", "MOBILIZE", "IND", "CHN", "occurred", "2017-06", "Doklam", "author"),
        ("India banned 59 Chinese applications on 29 June 2020.", "SANCTION", "IND", "CHN", "occurred", "2020-06-29", "59 applications", "author"),
        ("Both armies agreed to pull back in February 2021.", "RETREAT", "CHN IND", "", "occurred", "2021-02-10", "Pangong lake", "author"),
        ("Xi Jinping and Narendra Modi talked at Wuhan in April 2018.", "CONSULT", "CHN IND", "", "occurred", "2018-04-27/2018-04-28", "", "author"),
        ("Commanders are to meet for a twelfth round.", "CONSULT", "CHN IND", "", "planned", "2021-07", "twelfth round", "author"),
        ("Beijing denied that its soldiers had crossed the line.", "ASSAULT", "CHN", "IND", "denied", "2020-06-17", "crossing the line", "CHN"),
    ]),
    ("The corridor and its critics", "Northern Ledger", "2021-04-09", [
        ("China and Pakistan launched the economic corridor in April 2015.", "AGREE", "CHN PAK", "", "occurred", "2015-04-20", "economic corridor", "author"),
        ("Beijing lent Islamabad $2 billion in 2018.", "AID", "CHN", "PAK", "occurred", "2018-07", "$2 billion", "author"),
        ("Chinese vaccines reached Pakistan on 1 February 2021.", "AID", "CHN", "PAK", "occurred", "2021-02-01", "500,000 doses of vaccine", "author"),
        ("The Russian foreign minister visited Islamabad on 6 and 7 April 2021.", "CONSULT", "PAK RUS", "", "occurred", "2021-04-06/2021-04-07", "", "author"),
        ("Russia offered Pakistan 150,000 doses of its vaccine.", "AID", "RUS", "PAK", "planned", "2021", "150,000 doses of vaccine", "author"),
        ("India and Pakistan became members of the Shanghai Cooperation Organisation in June 2017.", "COOPERATE", "SCO", "PAK", "occurred", "2017-06-09", "membership", "author"),
        ("Moscow had supported the membership of both.", "SUPPORT", "RUS", "PAK", "occurred", None, "membership", "author"),
    ]),
]  # fmt: skip


def make_document(text: str, blocks: Sequence[Block], *, name: str, **fields: str | None) -> Document:
    known = {"title": None, "published": None, "url": "", "outlet": "", **fields}
    return Document(
        id=content_id(text), name=name, path=f"news/{name}", text=text, blocks=tuple(blocks),
        title=known["title"], published=known["published"], published_rule="", url=known["url"] or "",
        outlet=known["outlet"] or "", language="en", media_type="text/plain", original_id="", signature=b"",
    )  # fmt: skip


def make_event(document: Document, quote: str, **fields: object) -> Event:
    start = document.text.index(quote)
    kind = str(fields.get("type", "CONSULT"))
    values: dict[str, object] = {
        "id": record_id("event", document.id, start, fields.get("status", "")),
        "document": document.id, "type": kind, "mode": None, "contexts": (), "source": ("PAK", "RUS"), "target": (),
        "persons": (), "status": "occurred", "asserted_by": "author", "date": None, "date_text": None,
        "place": None, "object": None, "project": None, "amounts": (), "intensity": LEVELS.get(kind, 0.0),
        "quad_class": QUADS.get(kind, 1), "confidence": 0.9,
        "evidence": (document.span(start, start + len(quote)),), "trace": Trace("pattern", "0", ("test",)),
    }  # fmt: skip
    return Event(**{**values, **fields})


def make_relations(events: Sequence[Event]) -> list[Relation]:
    return measure_relations(events, published={event.document: "2021-05-01" for event in events})


def make_story(place: int) -> tuple[Document, list[Event]]:
    title, outlet, published, told = STORIES[place]
    paragraphs = [title, "By our correspondent. Subscribe to our newsletter!"]
    roles = ["title", "boilerplate"]
    for start in range(0, len(told), 3):
        paragraphs.append(" ".join(row[0] for row in told[start : start + 3]))
        roles.append("body")
    text, blocks = "", []
    for paragraph, role in zip(paragraphs, roles, strict=True):
        blocks.append(Block(len(text), len(text) + len(paragraph), role))
        text += paragraph + "\n\n"
    document = make_document(
        text, blocks, name=f"story-{place}.txt", title=title, outlet=outlet, published=published,
        url=f"https://example.org/{place}?a=1&b=2",
    )  # fmt: skip
    events = []
    for sentence, kind, source, target, status, when, what, by in told:
        amounts = (Amount(3e8, "USD", "$300 million"),) if "$300" in sentence else ()
        events.append(make_event(
            document, sentence, type=kind, source=tuple(source.split()), target=tuple(target.split()), status=status,
            date=when, object=what or None, asserted_by=by, amounts=amounts,
        ))  # fmt: skip
    return document, events


def make_report(**changes: object) -> ReportContext:
    stories = [make_story(place) for place in range(len(STORIES))]
    documents = [document for document, _ in stories]
    events = [event for _, mine in stories for event in mine]
    copy = make_document(
        "Copied.\n\n" + documents[0].text, [], name="wire-copy.txt", title="A wire copy", outlet="Copy Shop"
    )
    again = replace(
        events[0], id="ecopy", document=copy.id,
        evidence=(Span(9 + events[0].evidence[0].start, 9 + events[0].evidence[0].end, events[0].evidence[0].quote),),
    )  # fmt: skip
    rejections = [
        *[Rejection(Reason.NO_PREDICATE, "coding", "story-0.txt")] * 31,
        *[Rejection(Reason.STATE_OF_AFFAIRS, "coding", "story-1.txt")] * 12,
        Rejection(Reason.EMPTY, "documents", "nothing.txt", "0 bytes"),
        Rejection(Reason.BINARY, "documents", "photo.txt", "JPEG"),
    ]
    values: dict[str, object] = {
        "documents": [*documents, copy], "events": events, "actors": ACTORS, "relations": make_relations(events),
        "rejections": rejections, "counts": {"inputs": 9, "stored": 6, "duplicate": 1, "rejected": 2, "sentences": 97},
        "near_duplicates": {copy.id: documents[0].id}, "retold": {events[0].id: [again]}, "version": "0.1.0",
        "made_on": date(2021, 5, 1),
    }  # fmt: skip
    values |= changes
    values.setdefault("measured", make_levels(values["events"]))
    return build_report(**values)


def make_levels(
    events: Sequence[Event], *, weight_of: Callable[[Event], float] = weigh_event, **options: object
) -> MeasuredLevels:
    published = {event.document: "2021-05-01" for event in events}
    known = [event for event in events if read_date(event.date) or not event.date]
    observations = build_observations(known, published=published, weight_of=weight_of)
    levels = smooth_levels(observations, fit_relations(observations)) if observations.day.size else None
    return measure_levels(levels, **{"actors": ACTORS, **options})


@pytest.fixture(scope="session")
def report() -> ReportContext:
    return make_report()


def many_events(n):
    documents, events = [], []
    for part in range(n // 50):
        quotes = [
            f"Delegation {part * 50 + k} arrived in Islamabad after long preparation." for k in range(50)
        ]
        document = make_document(
            " ".join(quotes), [], name=f"{part}.txt", title=f"Visits {part}", outlet=f"Paper {part % 7}"
        )
        documents.append(document)
        for k, quote in enumerate(quotes):
            when = f"{1995 + part % 25}-{k % 12 + 1:02}-{k % 28 + 1:02}"
            kind = ("CONSULT", "AID", "ACCUSE", "SANCTION")[(part + k) % 4]
            pair = (("PAK", "RUS"), ("IND", "USA"), ("CHN", "IND"), ("IND", "PAK"))[k % 4]
            events.append(make_event(document, quote, date=when, type=kind, source=pair))
    return make_report(
        documents=documents, events=events, relations=make_relations(events), retold={}, near_duplicates={}
    )


@pytest.fixture(scope="session")
def crowd() -> ReportContext:
    return many_events(5_000)
