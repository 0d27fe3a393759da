"""A folder of small files of the kinds that a run meets: texts, pages, collections, copies, broken ones."""

from __future__ import annotations

import html
import json
import random
from pathlib import Path

from make_articles import Article, make_articles

__all__ = ["write_mixed"]

_KINDS = {
    "txt": 46,
    "html": 18,
    "md": 6,
    "jsonl": 8,
    "copy": 8,
    "near": 6,
    "empty": 3,
    "binary": 3,
    "foreign": 2,
}
_FOREIGN = (
    "Der Minister sagte am Montag, dass die Regierung mit dem Nachbarland über die Grenze verhandeln wolle. "
)


def write_mixed(folder: Path, count: int, *, seed: int) -> None:
    """Write `count` files of two to four sentences, a few of them the same, nearly the same or no news."""
    folder.mkdir(parents=True)
    rng = random.Random(f"{seed} mixed files")
    articles = make_articles(count * 2, seed=seed)
    last = "India and Pakistan signed an agreement on Monday."
    for number in range(count):
        kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
        article = next(articles)
        text = _shorten(article, rng)
        if kind in ("copy", "near"):
            text = last if kind == "copy" else f"{last}\n\nThe talks go on.\n"
        elif kind in ("txt", "html", "md"):
            last = text
        name = f"{number:05d}"
        if kind == "html":
            _write(folder / f"{name}.html", _page(article, text))
        elif kind == "jsonl":
            _write(folder / f"{name}.jsonl", _collection(text, next(articles), rng))
        elif kind == "md":
            _write(folder / f"{name}.md", f"# {article.title}\n\n{text}\n")
        elif kind == "binary":
            (folder / f"{name}.txt").write_bytes(rng.randbytes(600))
        else:
            words = {"empty": "", "foreign": _FOREIGN * 4 + name}.get(kind, text)
            _write(folder / f"{name}.txt", words)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _shorten(article: Article, rng: random.Random) -> str:
    """Its dateline with the first sentences."""
    sentences = article.text.partition("\n\n")[2].replace("\n\n", " ").split(". ")
    return ". ".join(sentences[: rng.randint(2, 4)]).rstrip(".") + ".\n"


def _page(article: Article, text: str) -> str:
    title, body = html.escape(article.title), html.escape(text)
    return (
        f"<html><head><title>{title}</title><meta property='article:published_time' "
        f"content='{article.published}'></head><body><article><h1>{title}</h1><p>{body}</p></article></body></html>"
    )


def _collection(text: str, second: Article, rng: random.Random) -> str:
    """Two records, and now and then a line that is none."""
    rows = [
        {"text": words, "title": second.title, "published": second.published}
        for words in (text, _shorten(second, rng))
    ]
    broken = "{broken\n" if rng.random() < 0.3 else ""
    return "".join(json.dumps(row) + "\n" for row in rows) + broken
