"""Write a large made-up ledger quickly, to measure the pages on.

    python benchmarks/make_ledger.py --out big --events 1000000 --articles 100000

Sixty states, the great powers told of most; each article some ten events in sentences of our own that say
nothing true, over 26 years, ever more of them; one event in thirty is told again the day after by another
outlet. The rows are those that adding coded articles would write, in one transaction and without comparing
all tellings, since it is known which tell the same: `detente doctor` finds no fault. The texts' signatures
are drawn, since no two texts here are alike.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate, combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.actors import Actor, read_actor_base
from detente.actors.actor import Mention
from detente.coding.event import CodedDocument, Event, Trace
from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
from detente.core.identity import content_id, record_id
from detente.core.rejections import Reason, Rejection
from detente.core.spans import Span
from detente.documents.document import Block, Document
from detente.identity.blocks import block_keys
from detente.identity.columns import build_columns
from detente.identity.mention import EventMention, find_mentions
from detente.identity.merged import Join, MergedEvent
from detente.identity.merged import Reason as JoinReason
from detente.identity.packing import pack_columns
from detente.identity.uniting import unite_mentions
from detente.identity.version import identity_version
from detente.ledger import open_ledger
from detente.ledger.merged import write_merged
from detente.ledger.opening import RECORD
from detente.ledger.queries import query
from detente.ledger.writing import write_coded
from detente.ontology import intensity_of, quad_class_of, read_ontology
from detente.sentences.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Statement = Claim | MechanismStatement | Prediction | Question

__all__ = ["World", "fill_ledger", "make_coded"]

STATES = [
    "USA", "CHN", "RUS", "IND", "DEU", "FRA", "GBR", "JPN", "IRN", "ISR", "TUR", "UKR", "PAK", "SAU",
    "KOR", "PRK", "SYR", "IRQ", "AFG", "EGY", "BRA", "ITA", "POL", "ARE", "QAT", "IDN", "VNM", "AUS",
    "CAN", "ESP", "GRC", "NLD", "SWE", "NOR", "FIN", "BLR", "KAZ", "UZB", "GEO", "ARM", "AZE", "LBN",
    "JOR", "YEM", "LBY", "SDN", "ETH", "KEN", "NGA", "ZAF", "MEX", "CUB", "VEN", "COL", "ARG", "PHL",
    "THA", "MMR", "LKA", "BGD",
]  # fmt: skip
OUTLETS = [f"The {place} {kind}" for place in ("Harbour", "Valley", "Northern", "Upland", "Delta", "Coast")
           for kind in ("Courier", "Wire", "Ledger", "Observer")]  # fmt: skip
_VERBS = {
    "ACCUSE": "accused", "AGREE": "agreed on a programme with", "AID": "sent relief to", "ASSAULT": "shelled",
    "COERCE": "detained nationals of", "CONCEDE": "eased its terms for", "CONSULT": "held talks with",
    "COOPERATE": "worked on a project with", "MOBILIZE": "moved troops towards", "PROTEST": "marched against",
    "REJECT": "turned down an offer of", "REQUEST": "asked for an answer of", "RETREAT": "withdrew before",
    "SANCTION": "put duties on goods of", "SUPPORT": "signed an accord with", "THREATEN": "warned",
}  # fmt: skip
_FRIENDLY = ("AGREE", "AID", "CONSULT", "COOPERATE", "SUPPORT", "CONSULT", "COOPERATE", "CONCEDE")
_HOSTILE = ("ACCUSE", "COERCE", "REJECT", "SANCTION", "THREATEN", "MOBILIZE", "ASSAULT", "REQUEST", "PROTEST")
_STATUSES = ("occurred",) * 8 + ("ongoing", "planned", "denied", "negotiating")
_CONTEXTS = ("economic", "diplomatic", "military", "cyber", "environment")
_TOPICS = [
    "a dam", "grain", "the railway", "gas", "fishing", "a port", "steel", "visas", "water", "a loan",
    "satellites", "vaccines",
]  # fmt: skip
_CLAIMS = ("warming", "cooling", "rivalry", "stable", "hostile", "close")
_MODES = {name: [mode.name for mode in read_ontology().modes_of(name)] for name in read_ontology().types}
_FIRST, _DAYS = date(2000, 1, 1), 9496
_TRACE = Trace("made-up", "1", ("made-up",))
_AGAIN = 1 / 30
_AT_ONCE = 20_000


@dataclass
class World:
    """From which articles are drawn; a class because it holds the draw and what is to be told again."""

    rng: random.Random
    names: dict[str, Actor]
    pairs: list[tuple[str, str]]
    likely: list[float]
    warm: dict[tuple[str, str], float]
    again: list[Event] = field(default_factory=list)

    @classmethod
    def draw(cls, seed: int) -> World:
        """A world of its own for each seed."""
        rng, known = random.Random(seed), read_actor_base().actors
        pairs = [(min(a, b), max(a, b)) for a, b in combinations(STATES, 2)]
        rank = {name: place + 1 for place, name in enumerate(STATES)}
        likely = list(accumulate((rank[a] * rank[b]) ** -0.8 for a, b in pairs))
        warm = {pair: rng.betavariate(2, 1.6) for pair in pairs}
        return cls(rng, {name: known[name] for name in STATES}, pairs, likely, warm)


def make_coded(world: World, number: int, n_events: int) -> tuple[CodedDocument, dict[str, str]]:
    """An article, and which of its events tell another's, by identity."""
    rng = world.rng
    day = _FIRST + timedelta(days=int(_DAYS * rng.random() ** 0.7))
    text, sentences, mentions = f"Made-up bulletin {number}.", [], []
    sentences.append(Sentence(0, 0, len(text), text, "title", 0))
    told: list[tuple[Event, str]] = []
    for place in range(n_events):
        old = world.again.pop() if world.again and rng.random() < _AGAIN else None
        event = replace(old, confidence=round(rng.uniform(0.4, 0.95), 3)) if old else _event(world, day)
        start = len(text) + 1
        first, second = (event.source + event.target)[:2]
        names = [world.names[first].name, world.names[second].name]
        verb = _VERBS[event.type]
        source = f"bulletin {number} says, item {place}"
        piece = f"{names[0]} {verb} {names[1]} over {event.object} {_when(rng)}, {source}."
        text = f"{text} {piece}"
        at = start + len(names[0]) + len(verb) + 2
        mentions += [
            Mention(first, start, start + len(names[0]), names[0], "name", "made-up"),
            Mention(second, at, at + len(names[1]), names[1], "name", "made-up"),
        ]
        sentences.append(Sentence(place + 1, start, len(text), piece, "body", place // 3))
        told.append((replace(event, evidence=(Span(start, len(text), piece),)), old.id if old else ""))
    document = _document(world, number, text, day)
    events, same = [], {}
    for place, (event, other) in enumerate(told):
        own = replace(event, id=record_id("event", document.id, event.type, place), document=document.id)
        events.append(own)
        if other:
            same[own.id] = other
        elif rng.random() < _AGAIN:
            world.again.append(own)
    return _coded(world, document, sentences, mentions, events), same


def _when(rng: random.Random) -> str:
    return rng.choice(("on Monday", "this week", "after long talks", "in the capital", "at the border"))


def _event(world: World, day: date) -> Event:
    rng = world.rng
    pair = rng.choices(world.pairs, cum_weights=world.likely)[0]
    drift = 0.2 * (1 if (day.year // 6 + hash_of(pair)) % 2 else -1)
    friendly = rng.random() < min(0.95, max(0.05, world.warm[pair] + drift))
    kind = rng.choice(_FRIENDLY if friendly else _HOSTILE)
    first, second = pair if rng.random() < 0.5 else pair[::-1]
    both = kind in ("CONSULT", "COOPERATE") and rng.random() < 0.7
    when = day - timedelta(days=int(rng.expovariate(0.2)))
    sort = rng.random()
    mode = rng.choice(_MODES[kind] or [None])
    return Event(
        id="", document="", type=kind, mode=mode,
        contexts=(rng.choice(_CONTEXTS),) if rng.random() < 0.6 else (),
        source=pair if both else (first,), target=() if both else (second,), persons=(),
        status=rng.choice(_STATUSES), asserted_by="author" if rng.random() < 0.7 else rng.choice(pair),
        date=None if sort < 0.08 else str(when.year) if sort < 0.12 else when.isoformat()[:7]
        if sort < 0.2 else when.isoformat(),
        date_text=None, place=None, object=rng.choice(_TOPICS), project=None, amounts=(),
        intensity=intensity_of(kind, mode), quad_class=quad_class_of(kind),
        confidence=round(rng.uniform(0.4, 0.95), 3), evidence=(), trace=_TRACE,
    )  # fmt: skip


def hash_of(pair: tuple[str, str]) -> int:
    """A small number for a pair, the same in every process."""
    return sum(map(ord, "".join(pair)))


def _document(world: World, number: int, text: str, day: date) -> Document:
    return Document(
        id=content_id(text), name=f"{number:07d}.txt", path=f"made-up/{number:07d}.txt", text=text,
        blocks=(Block(0, text.find("."), "title"), Block(text.find(".") + 1, len(text), "body")),
        title=text[: text.find(".")], published=day.isoformat(), published_rule="option",
        url=f"https://example.org/{number}", outlet=world.rng.choice(OUTLETS), language="en",
        media_type="text/plain", original_id=content_id(f"original {text}"),
        signature=b"R1" + world.rng.randbytes(512),
    )  # fmt: skip


def _coded(
    world: World, document: Document, sentences: list[Sentence], mentions: list[Mention], events: list[Event]
) -> CodedDocument:
    rng = world.rng
    seen = sorted({mention.actor for mention in mentions})
    said: list[Statement] = []
    for sentence in sentences[1:]:
        if rng.random() >= 0.06:
            continue
        first, second = sorted(m.actor for m in mentions if sentence.start <= m.start < sentence.end)
        kind = rng.choices(("claim", "mechanism", "prediction", "question"), weights=(6, 1, 2, 1))[0]
        common: dict[str, Any] = {
            "id": record_id(kind, document.id, sentence.start), "document": document.id,
            "tense": "present", "modality": "asserted", "asserted_by": "author", "confidence": 0.6,
            "evidence": (Span(sentence.start, sentence.end, sentence.text),), "trace": _TRACE,
        }  # fmt: skip
        said.append(_statement(kind, (first, second), sentence.text, common, rng))
    return CodedDocument(
        document=document, sentences=tuple(sentences), mentions=tuple(mentions), events=tuple(events),
        actors=tuple(world.names[name] for name in seen),
        rejections=() if rng.random() < 0.5 else (
            Rejection(Reason.NO_PREDICATE, "coding", document.name, "", document.id, 0, sentences[0].end),
        ),
        claims=tuple(one for one in said if isinstance(one, Claim)),
        mechanisms=tuple(one for one in said if isinstance(one, MechanismStatement)),
        predictions=tuple(one for one in said if isinstance(one, Prediction)),
        questions=tuple(one for one in said if isinstance(one, Question)),
    )  # fmt: skip


def _statement(
    kind: str, pair: tuple[str, str], text: str, common: dict[str, Any], rng: random.Random
) -> Statement:
    if kind == "claim":
        return Claim(**common, dyad=pair, domain="overall", claim=rng.choice(_CLAIMS))
    if kind == "mechanism":
        return MechanismStatement(**common, name="economic_interest", actors=pair, statement="trade -> peace")
    if kind == "prediction":
        return Prediction(
            **common, actors=pair, statement=text, probability=None, horizon=None, horizon_text=None
        )
    return Question(**common, text=text, dyads=(pair,))


def fill_ledger(folder: Path, events: int, articles: int, *, seed: int = 1) -> dict[str, float]:
    """Write the ledger; seconds and sizes."""
    begun = time.perf_counter()
    open_ledger(folder).close()
    world = World.draw(seed)
    with closing(sqlite3.connect(folder / RECORD, isolation_level=None)) as connection:
        for pragma in (
            "synchronous = OFF",
            "cache_size = -3000000",
            "journal_mode = OFF",
            "foreign_keys = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        _fill(connection, world, events, articles)
        connection.execute("DELETE FROM unsettled_documents")
        connection.execute(query("merge.set_version"), {"version": identity_version()})
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
        n_events = connection.execute("SELECT count(*) FROM merged_events").fetchone()[0]
    size = (folder / RECORD).stat().st_size
    return {"seconds": round(time.perf_counter() - begun, 1), "events": n_events, "megabytes": size // 2**20}


def _fill(connection: sqlite3.Connection, world: World, events: int, articles: int) -> None:
    wanted = round(events * (1 + _AGAIN))
    waiting: list[EventMention] = []
    same: dict[str, str] = {}
    for number in range(articles):
        coded, twins = make_coded(world, number, wanted // articles + (number < wanted % articles))
        write_coded(connection, coded, kept=False, floor=0.8)
        waiting += find_mentions(coded)
        same |= twins
        if len(waiting) >= _AT_ONCE or number == articles - 1:
            last = number == articles - 1
            waiting = _settle(connection, world, waiting, same, last=last)
            sys.stderr.write(f"\r{number + 1} articles")
    sys.stderr.write("\n")


def _settle(
    connection: sqlite3.Connection,
    world: World,
    waiting: list[EventMention],
    same: dict[str, str],
    *,
    last: bool,
) -> list[EventMention]:
    """Write the events of these tellings; those that may be told again wait."""
    open_names = {event.id for event in world.again} if not last else set()
    first = {twin: name for name, twin in same.items()}
    settled = {m.id: m for m in waiting if m.id not in open_names}
    _write_columns(connection, list(settled.values()))
    for mention in settled.values():
        if mention.id in same:
            continue
        write_merged(connection, [_unite(connection, mention, settled.get(first.get(mention.id, "")))])
    same.clear()
    return [m for m in waiting if m.id in open_names]


def _unite(connection: sqlite3.Connection, one: EventMention, other: EventMention | None) -> MergedEvent:
    if other is None:
        return unite_mentions([one], (), reprint=0.8)
    a, b = sorted((one.id, other.id))
    connection.execute(query("merge.put_alike"), (a, b, 970_000))
    join = Join(a, b, 0.97, 0.97, "model", (JoinReason("same_day", 2.0),))
    return unite_mentions([one, other], (join,), reprint=0.8)


def _write_columns(connection: sqlite3.Connection, mentions: Sequence[EventMention]) -> None:
    columns = build_columns(mentions)
    packed = pack_columns(columns)
    connection.executemany(
        query("merge.put_telling"), [(m.id, row) for m, row in zip(mentions, packed, strict=True)]
    )
    days = zip(columns.near_start.tolist(), columns.near_stop.tolist(), strict=True)
    connection.executemany(query("merge.put_key"), _keys(mentions, days))


def _keys(
    mentions: Sequence[EventMention], days: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int, int, str, int]]:
    for mention, (start, stop) in zip(mentions, days, strict=True):
        near, recalled = block_keys(mention)
        if start < stop:
            yield from ((key, 0, start, mention.id, stop) for key in near)
        yield from ((key, 1, 0, mention.id, 1) for key in recalled)


def main() -> int:
    """Read the options, print the figures."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--out", type=Path, required=True, help="folder, new")
    parser.add_argument("--events", type=int, default=1_000_000, help="(%(default)s)")
    parser.add_argument("--articles", type=int, default=100_000, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(fill_ledger(options.out, options.events, options.articles, seed=options.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
