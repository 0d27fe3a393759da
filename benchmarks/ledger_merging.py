"""Measure what it costs a ledger to let new articles join old events.

    python benchmarks/ledger_merging.py --old 112000 --articles 100

Fills a ledger with made-up articles (some ten events each), then adds some more, and once more without
merging anything. Prints JSON: seconds of filling and of adding, the part of it that merging took, pairwise
precision, recall and F1 of the events in the ledger against the known truth, and the ledger's size.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from detente.actors.actor import Actor
from detente.coding.event import CodedDocument, Event
from detente.core.identity import content_id
from detente.core.spans import Span
from detente.documents.document import Block, Document
from detente.ledger import open_ledger
from detente.sentences.sentence import Sentence
from make_mentions import World, make_mentions
from merging import score_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.identity import EventMention
    from detente.ledger import Ledger

_EVENTS_OF_AN_ARTICLE = 10


def build_articles(mentions: Iterable[EventMention]) -> Iterator[CodedDocument]:
    """Ten mentions of about one day to an article; their passages are its sentences.

    Made-up documents tell one event or two; articles tell more, so those that came out one after the other
    are put into one. Where one day's tellings of an event fall into one article they are not joined, so that
    the figures are a little below those of `merging.py`.
    """
    ordered = sorted(mentions, key=lambda mention: (mention.published or "", mention.id))
    for first in range(0, len(ordered), _EVENTS_OF_AN_ARTICLE):
        yield _build_article(f"article {first}", ordered[first : first + _EVENTS_OF_AN_ARTICLE])


def _build_article(name: str, told: list[EventMention]) -> CodedDocument:
    text = f"{name}."
    sentences: list[Sentence] = []
    events: list[Event] = []
    states: dict[str, str] = {}
    for mention in told:
        start = len(text) + 1
        text = f"{text} {mention.passage or mention.event.type}"
        sentences.append(Sentence(len(sentences), start, len(text), text[start:], "body", 0))
        events.append(replace(mention.event, evidence=(Span(start, len(text), text[start:]),)))
        states |= dict(mention.states)
    actors = {actor for event in events for actor in (*event.source, *event.target, *event.persons)}
    document = Document(
        id=content_id(text),
        name=f"{name}.txt",
        path=f"{name}.txt",
        text=text,
        blocks=(Block(0, len(text), "body"),),
        title=None,
        published=told[0].published,
        published_rule="option",
        url="",
        outlet=told[0].outlet,
        language="en",
        media_type="text/plain",
        original_id=content_id(name),
        signature=told[0].signature,
    )
    return CodedDocument(
        document=document,
        sentences=tuple(sentences),
        actors=tuple(
            Actor(a, a, "person" if a in states else "state", states.get(a, a)) for a in sorted(actors)
        ),
        mentions=(),
        events=tuple(replace(event, document=document.id) for event in events),
        rejections=(),
    )


def fill(ledger: Ledger, articles: Iterable[CodedDocument]) -> float:
    """Add articles; the seconds it took."""
    begun = time.perf_counter()
    with ledger.batch():
        for article in articles:
            ledger.add(article)
    return time.perf_counter() - begun


def measure(old: int, articles: int, world: World, *, seed: int) -> dict[str, object]:
    """Fill a ledger, add to it, and add the same to a copy that merges nothing."""
    mentions, truth = make_mentions(old + articles * _EVENTS_OF_AN_ARTICLE, world, seed=seed)
    everything = list(build_articles(mentions))
    random.Random(seed).shuffle(everything)
    counted, cut = 0, 0
    while counted < old:
        counted += len(everything[cut].events)
        cut += 1
    new: list[CodedDocument] = []
    while everything[cut:] and sum(len(article.events) for article in new) < articles * _EVENTS_OF_AN_ARTICLE:
        new.append(everything[cut])
        cut += 1
    with tempfile.TemporaryDirectory() as folder:
        books, copy = Path(folder) / "books", Path(folder) / "copy"
        with open_ledger(books) as ledger:
            filling = fill(ledger, everything[: cut - len(new)])
            before = ledger.counts()
        shutil.copytree(books, copy)
        os.sync()  # else the copy is written to the disk while we measure
        with open_ledger(books) as ledger:
            adding = fill(ledger, new)
            after = ledger.counts()
            figures = score_pairs(ledger.merged_events(), truth)
        size = (books / "ledger.sqlite").stat().st_size
        with mock.patch("detente.ledger.ledger.settle_events"), open_ledger(copy) as ledger:
            bare = fill(ledger, new)
    return {
        "documents_before": before["documents"],
        "mentions_before": before["events"],
        "events_before": before["merged_events"],
        "fill_seconds": round(filling, 1),
        "new_documents": len(new),
        "new_mentions": after["events"] - before["events"],
        "adding_seconds": round(adding, 3),
        "of_which_merging": round(adding - bare, 3),
        "ledger_megabytes": round(size / 2**20),
        **figures,
    }


def main() -> int:
    """Read the options, print the figures; 1 if the bar is missed."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--old", type=int, default=112_000, help="mentions there before (%(default)s)")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--noise", type=float, default=0.3, help="of the made-up world (%(default)s)")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    world = World(noise=options.noise, stories="odd")
    figures = measure(options.old, options.articles, world, seed=options.seed)
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(figures, indent=1))
    return int(float(str(figures["adding_seconds"])) >= 2)


if __name__ == "__main__":
    sys.exit(main())
