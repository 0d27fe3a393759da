"""Synthetic English news for benchmarks: the same seed gives the same articles, every one different.

    python benchmarks/make_articles.py --count 20000 --out articles.jsonl
    python benchmarks/make_articles.py --count 500 --kind mixed --out folder

The articles have the shape of news (headline, dateline, events, quotations, claims, plans, denials, a
question) and ever new names of persons and places, as real news has; they say nothing true. Of kind
``mixed`` nine in ten are about sport, weather, markets or culture; one in four sentences of these names
states all the same.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KINDS", "Article", "make_articles"]

KINDS = ("political", "mixed")

FRAMES: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("articles.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Article:
    """A made-up article.

    Attributes:
        file: Name, unique within a run.
        published: ISO date.
        title: Its first line.
        source: Invented outlet.
        text: The whole text; paragraphs are parted by an empty line.
    """

    file: str
    published: str
    title: str
    source: str
    text: str


def make_articles(count: int, *, seed: int = 1, kind: str = "political") -> Iterator[Article]:
    """Yield `count` articles of about 250 words, one at a time."""
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        words = _words(rng)
        day = date(2014, 1, 1) + timedelta(days=rng.randrange(3000))
        other = kind == "mixed" and number % 10 != 0
        title, paragraphs = _other(rng, words) if other else _political(rng, words)
        paragraphs[0] = f"{words['place'].upper()}, {day:%B} {day.day}, {day.year} - {paragraphs[0]}"
        text = "\n\n".join([title, *paragraphs]) + "\n"
        yield Article(f"{number:06d}.txt", day.isoformat(), title, rng.choice(FRAMES["outlets"]), text)


def _name(rng: random.Random) -> str:
    syllables = (
        rng.choice(FRAMES["onsets"]) + rng.choice(FRAMES["nuclei"]) for _ in range(rng.randint(2, 3))
    )
    return ("".join(syllables) + rng.choice(FRAMES["codas"])).capitalize()


def _words(rng: random.Random) -> dict[str, str]:
    """What fills the slots throughout one article."""
    states = [state.split("|") for state in rng.sample(FRAMES["states"], 3)]
    out = {
        "place": _name(rng),
        "project": rng.choice(FRAMES["projects"]),
        "year": str(rng.randint(1995, 2013)),
    }
    for letter, (state, capital, demonym) in zip("abc", states, strict=True):
        out[letter.upper()] = state
        out[f"capital_{letter}"], out[f"demonym_{letter}"] = capital, demonym
        out[f"office_{letter}"], out[f"name_{letter}"] = rng.choice(FRAMES["offices"]), _name(rng)
    return out


def _fill(rng: random.Random, frame: str, words: dict[str, str]) -> str:
    slots = {
        "object": rng.choice(FRAMES["objects"]),
        "day": rng.choice(FRAMES["days"]),
        "month": rng.choice(FRAMES["months"]),
        "number": str(rng.randint(21, 980)),
        "small": str(rng.randint(3, 40)),
    }
    text = frame.format(**words, **slots)
    return text[0].upper() + text[1:]


def _political(rng: random.Random, words: dict[str, str]) -> tuple[str, list[str]]:
    """Headline and paragraphs; the plan says which frames follow each other."""
    verb = rng.choice(["seeks deal with", "and", "warns", "courts", "presses"])
    plan = ("leads events", "quotes claims", "events events events", "denials plans plans")
    return _fill(rng, f"{{A}} {verb} {{B}} over {{object}}", words), _paragraphs(
        rng, words, plan=(*plan, "claims events events", "questions quotes")
    )


def _other(rng: random.Random, words: dict[str, str]) -> tuple[str, list[str]]:
    title = _fill(rng, "{place} looks forward to {month}", words)
    plan = (" ".join(rng.choices(("other", "abroad"), (3, 1), k=count)) for count in (2, 3, 2, 2))
    return title, _paragraphs(rng, words, plan=tuple(plan))


def _paragraphs(rng: random.Random, words: dict[str, str], *, plan: tuple[str, ...]) -> list[str]:
    """One paragraph for each entry of the plan; no frame is used twice in an article."""
    left_out = () if any("abroad" in entry for entry in plan) else ("abroad",)
    kinds = [kind for kind in FRAMES if kind not in left_out]
    shuffled = {kind: rng.sample(FRAMES[kind], len(FRAMES[kind])) for kind in kinds}
    return [" ".join(_fill(rng, shuffled[kind].pop(), words) for kind in entry.split()) for entry in plan]


def write_articles(articles: Iterator[Article], out: Path) -> int:
    """Write a JSONL file (by its ending) or a folder of texts with ``meta.jsonl``; return how many."""
    count = 0
    if out.suffix == ".jsonl":
        with out.open("w", encoding="utf-8") as stream:
            for count, article in enumerate(articles, 1):  # noqa: B007 - the count is the answer
                stream.write(json.dumps(asdict(article), ensure_ascii=False) + "\n")
        return count
    out.mkdir(parents=True, exist_ok=True)
    with (out / "meta.jsonl").open("w", encoding="utf-8") as stream:
        for count, article in enumerate(articles, 1):  # noqa: B007 - as above
            (out / article.file).write_text(article.text, encoding="utf-8")
            note = {key: value for key, value in asdict(article).items() if key != "text"}
            stream.write(json.dumps(note, ensure_ascii=False) + "\n")
    return count


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=500, help="articles (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(%(default)s)")
    parser.add_argument("--kind", choices=KINDS, default="political", help="(%(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="a .jsonl file, or a folder")
    options = parser.parse_args()
    count = write_articles(make_articles(options.count, seed=options.seed, kind=options.kind), options.out)
    print(f"{count} articles in {options.out}")


if __name__ == "__main__":
    main()
