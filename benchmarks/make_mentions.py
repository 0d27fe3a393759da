"""Made-up event mentions of which it is known who tells the same event: for fitting and for benchmarks.

    python benchmarks/make_mentions.py --count 1000 --out mentions.jsonl

A world of dyads, some in the news far more than others, each with a few topics that keep coming back; events
drawn in it; and tellings of these events as a coder would hand them on: types taken for their kin, modes,
objects and places left out or worded otherwise, dates told to the day, the month, the year or not at all,
amounts rounded, third parties drawn in, old events recalled, texts reprinted. `noise` scales all of that.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

from detente.coding.event import Amount, Event, Trace
from detente.core.identity import record_id
from detente.core.spans import Span
from detente.identity import EventMention
from detente.ontology import intensity_of, quad_class_of, read_ontology

__all__ = ["Stories", "World", "make_mentions"]

TELLINGS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("tellings.toml").read_text(encoding="utf-8")
)
_TRACE = Trace("made-up", "1", ())
_FIRST, _DAYS = date(2010, 1, 1), 5000
_TOPICS_OF_A_DYAD = 8
_WORDS = ("ACCUSE", "AGREE", "REJECT", "REQUEST", "SUPPORT", "THREATEN")
_MODES: dict[str, list[str | None]] = {
    name: [*(mode.name for mode in read_ontology().modes_of(name)), None] for name in read_ontology().types
}

Stories = Literal["all", "even", "odd"]


@dataclass(frozen=True, slots=True)
class World:
    """What the tellings are drawn from.

    Attributes:
        states: Number of states.
        days: Length of its history.
        noise: 0: every telling is complete; 1: as a coder of news finds them.
        stories: ``all``, or one half of the topics and of each story's frames, so that weights fitted on one
            half can be tried on the other.
        duplicates: Share of the mentions that tell an event told already.
        companions: Share of the events that go with the one before: the same dyad within days, often the same
            topic, told in the same documents.
        recurrences: Share of the events that are the one before once more, days or weeks later.
    """

    states: int = 120
    days: int = _DAYS
    noise: float = 1.0
    stories: Stories = "all"
    duplicates: float = 0.1
    companions: float = 0.1
    recurrences: float = 0.02


@dataclass(frozen=True, slots=True)
class _Happening:
    """What there is to tell; its documents are named for the event `article` and tell of the day `told`."""

    number: int
    article: int
    a: str
    b: str
    third: str
    story: dict[str, Any]
    topic: list[str]
    others: list[list[str]]
    when: date
    told: date
    place: str
    project: str
    amount: float
    status: str
    person: str
    wide: bool


def make_mentions(count: int, world: World, *, seed: int = 1) -> tuple[list[EventMention], dict[str, int]]:
    """`count` mentions in random order, and the number of the event that each tells."""
    rng = random.Random(f"mentions-{seed}")
    topics = _half(TELLINGS["topics"], world.stories)
    stories = [{**row, "frames": _half(row["frames"], world.stories)} for row in TELLINGS["stories"]]
    names = [f"S{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(world.states)]
    cumulative = list(accumulate(1 / (n + 3) for n in range(world.states)))
    mentions: list[EventMention] = []
    truth: dict[str, int] = {}
    number = 0
    happening = None
    repeats = round(count * world.duplicates)
    while len(mentions) < count:
        share = rng.random()
        if happening and share < world.recurrences:
            happening = _recur(rng, happening, number)
        elif happening and share < world.recurrences + world.companions:
            happening = _accompany(rng, happening, number, stories=stories)
        else:
            happening = _happen(
                rng, number, world=world, names=names, cumulative=cumulative, lists=(stories, topics)
            )
        tellings = 1
        if repeats and rng.random() < world.duplicates:
            tellings += min(repeats, rng.choice((1, 1, 1, 2, 3)))
        if count - len(mentions) <= repeats:  # the rest must tell what was told
            tellings = min(repeats, 5) + 1
        tellings = min(tellings, count - len(mentions))
        repeats -= tellings - 1
        for telling in range(tellings):
            mention = _tell(rng, happening, telling=telling, noise=world.noise, seed=seed)
            mentions.append(mention)
            truth[mention.id] = number
        number += 1
    rng.shuffle(mentions)
    return mentions, truth


def _half(rows: list[Any], which: str) -> list[Any]:
    return rows if which == "all" else rows[which == "odd" :: 2]


def _happen(
    rng: random.Random,
    number: int,
    *,
    world: World,
    names: list[str],
    cumulative: list[float],
    lists: tuple[list[Any], list[Any]],
) -> _Happening:
    a, b, third = _three(rng, names, cumulative)
    stories, topics = lists
    own = random.Random(f"{min(a, b)}-{max(a, b)}")
    when = _FIRST + timedelta(days=rng.randrange(world.days))
    favourites = own.sample(topics, min(_TOPICS_OF_A_DYAD, len(topics)))
    return _Happening(
        number,
        number,
        a,
        b,
        third,
        rng.choice(stories),
        rng.choice(favourites),
        favourites,
        when,
        when,
        rng.choice(TELLINGS["places"]),
        rng.choice(TELLINGS["projects"]) if rng.random() < 0.1 else "",
        round(10 ** rng.uniform(1, 10), 2) if rng.random() < 0.15 else 0.0,
        rng.choice(("occurred",) * 7 + ("ongoing", "planned", "possible")),
        f"person-{rng.randrange(3000)}" if rng.random() < 0.08 else "",
        rng.random() < 0.1,
    )


def _accompany(rng: random.Random, happening: _Happening, number: int, *, stories: list[Any]) -> _Happening:
    """Another event of the same days: the talks after the arrival, the protest at the visit."""
    when = happening.when - timedelta(days=rng.choice((0, 0, 0, 1, 1, 2, 5)))
    a, b = happening.a, happening.b
    answer = rng.random() < 0.3
    if answer:
        a, b = b, a
    others = [story for story in stories if story is not happening.story]
    kin = [story for story in others if story["type"] == happening.story["type"]]
    again = rng.random() < (0.5 if answer else 0.3)  # tit for tat, or a list of points: the same deed again
    story = happening.story if again else rng.choice(kin if kin and rng.random() < 0.4 else others)
    topics = [topic for topic in happening.others if topic is not happening.topic]
    return replace(
        happening,
        number=number,
        a=a,
        b=b,
        story=story,
        topic=rng.choice(topics) if (again and not answer) or rng.random() < 0.4 else happening.topic,
        project=happening.project if rng.random() < 0.3 else "",
        amount=0.0,
        when=when,
        person="",
        wide=rng.random() < 0.2,
    )


def _recur(rng: random.Random, happening: _Happening, number: int) -> _Happening:
    """Much the same again; what was said is said again more often than what was done is done again."""
    when = happening.when + timedelta(days=rng.choice((1, 2, 3, 7, 14, rng.randint(4, 60))))
    said = happening.story["type"] in _WORDS or rng.random() < 0.4
    return replace(
        happening,
        number=number,
        article=number,
        topic=happening.topic if said else rng.choice(happening.others),
        when=when,
        told=when,
        place=rng.choice((happening.place, *TELLINGS["places"][:3])),
        project="",
        amount=0.0,
    )


def _three(rng: random.Random, names: list[str], cumulative: list[float]) -> tuple[str, str, str]:
    while True:
        a, b, third = rng.choices(names, cum_weights=cumulative, k=3)
        if len({a, b, third}) == 3:
            return a, b, third


def _tell(
    rng: random.Random, happening: _Happening, *, telling: int, noise: float, seed: int
) -> EventMention:
    def astray(share: float) -> bool:
        return rng.random() < share * noise

    story = happening.story
    article = telling - 1 if telling and astray(0.03) else telling  # twice in one document
    document = record_id("document", seed, happening.article, article)
    published = _published(happening, document, noise=noise)
    told = _date(rng, happening.when, published, noise=noise)
    kind, mode = story["type"], story["mode"] or None
    if astray(0.12):
        kind, mode = story["kin"], None
    elif astray(0.25):
        mode = None
    elif astray(0.06):
        mode = rng.choice(_MODES[kind])
    source, target = _roles(rng, happening, noise=noise)
    states: tuple[tuple[str, str], ...] = ()
    if happening.person and happening.b in target:  # one man or woman, not the state
        target = tuple(sorted({*target} - {happening.b} | {happening.person}))
        states = ((happening.person, happening.b if not astray(0.2) else happening.a),)
    words = rng.choice(happening.topic)
    frame = rng.choice(story["frames"]).format(a="", b="", o=words)  # names are left out of passages
    topic = None if astray(0.25) else rng.choice(TELLINGS["stray"]) if astray(0.15) else words
    filler = rng.choice(TELLINGS["filler"])
    place = _place(rng, happening.place, noise=noise)
    return EventMention(
        event=Event(
            id=record_id("event", seed, happening.number, telling),
            document=document,
            type=kind,
            mode=mode,
            contexts=(),
            source=source,
            target=target,
            persons=(),
            status=("ongoing" if happening.status == "occurred" and astray(0.06) else happening.status),
            asserted_by="author",
            date=told,
            date_text=None,
            place=place,
            object=topic,
            project=happening.project if happening.project and not astray(0.3) else None,
            amounts=_amounts(rng, happening.amount, rounded=astray(0.4)) if not astray(0.3) else (),
            intensity=intensity_of(kind, mode),
            quad_class=quad_class_of(kind),
            confidence=round(rng.uniform(0.4, 0.99), 2),
            evidence=(Span(0, len(frame), frame),),
            trace=_TRACE,
        ),
        outlet=rng.choice(TELLINGS["outlets"]),
        published=published.isoformat(),
        signature=b"",
        passage=f"{frame}. {filler}".strip(),
        states=states,
        place_of=place[:3] if place and (place.endswith("land") or place in TELLINGS["places"][::2]) else "",
    )


def _published(happening: _Happening, document: str, *, noise: float) -> date:
    """When a document came out: mostly at once; deeds are recalled years later, words soon forgotten."""
    rng = random.Random(document)
    recalled = rng.random() < (0.06 if happening.story["type"] in _WORDS else 0.2) * noise
    delay = (
        rng.randint(30, 1500)
        if recalled
        else rng.choice((0, 0, 0, 1, 1, 2, rng.randint(2, 20), rng.randint(5, 60)))
    )
    return happening.told + timedelta(days=delay)


def _date(rng: random.Random, when: date, published: date, *, noise: float) -> str | None:
    """The date as told: to the day, the month, the year or not at all."""
    share = rng.random() / max(noise, 1e-9)
    recalled = (published - when).days > 30
    undated, year, month = (0.35, 0.6, 0.75) if recalled else (0.35, 0.37, 0.45)
    if share < undated:
        return None
    return f"{when:%Y}" if share < year else f"{when:%Y-%m}" if share < month else when.isoformat()


def _roles(
    rng: random.Random, happening: _Happening, *, noise: float
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    a, b = happening.a, happening.b
    together = happening.story["symmetric"]
    if rng.random() < (0.4 if together else 0.015) * noise:
        a, b = b, a
    if rng.random() < (0.3 if together else 0.05) * noise:
        together = not together
    drawn_in = rng.random() < (1 - 0.3 * noise if happening.wide else 0.06 * noise)
    more = (happening.third,) if drawn_in else ()
    if together:
        return tuple(sorted((a, b, *more))), ()
    return (a,), tuple(sorted((b, *more)))


def _place(rng: random.Random, place: str, *, noise: float) -> str | None:
    """The town, the country it lies in, another town that stands in the text, or nothing."""
    share = rng.random() / max(noise, 1e-9)
    if share < 0.5:
        return None
    if share < 0.65:
        return place[:3] + "land"
    return rng.choice(TELLINGS["places"]) if share < 0.68 else place


def _amounts(rng: random.Random, value: float, *, rounded: bool) -> tuple[Amount, ...]:
    if not value:
        return ()
    told = float(f"{value * rng.uniform(0.97, 1.03):.1e}") if rounded else value
    return (Amount(told, "USD", f"${told:.0f}"),)


def main() -> None:
    """Run as a program: one JSON line a mention, with its event's number."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--count", type=int, default=1000, help="mentions (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(%(default)s)")
    parser.add_argument("--noise", type=float, default=1.0, help="(%(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="a .jsonl file")
    options = parser.parse_args()
    mentions, truth = make_mentions(options.count, World(noise=options.noise), seed=options.seed)
    with options.out.open("w", encoding="utf-8") as stream:
        for mention in mentions:
            event = mention.event
            row = {
                "id": event.id,
                "truth": truth[event.id],
                "type": event.type,
                "mode": event.mode,
                "source": event.source,
                "target": event.target,
                "date": event.date,
                "object": event.object,
                "place": event.place,
                "published": mention.published,
                "passage": mention.passage,
            }
            stream.write(json.dumps(row) + "\n")
    told = Counter(truth.values())
    print(f"{len(mentions)} mentions of {len(told)} events in {options.out}")


if __name__ == "__main__":
    main()
