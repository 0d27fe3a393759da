"""The list of articles, and one article with everything that was read out of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownNameError
from detente.ledger.searching import match_of
from detente.pages.asking import Answer, Asked, Page, number_of
from detente.pages.scopes import ask_record
from detente.pages.so_codings import CODING_COLUMNS, build_article, coding_rows
from detente.pages.so_reading import find_near, page_address
from detente.report.words import date_words, read_date

if TYPE_CHECKING:
    from detente.ledger import LedgerReader

__all__ = ["PAGES", "ArticleLine", "ArticlesPage", "make_article", "make_articles"]

A_PAGE = 50
MOST = 500
COLUMNS = (
    "id", "published", "title", "outlet", "name", "url", "n_events", "n_statements", "n_rejected", "n_copies",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article in the list.

    Attributes:
        id: Identity of the document.
        title: Headline, or the file's name.
        name: File name.
        outlet: Who published it, or empty.
        url: As it was given; not to be followed unseen.
        published: EDTF date, or empty.
        published_words: The date for a reader.
        n_events: Events that it tells, each once.
        n_statements: Claims, arguments, predictions and questions in it.
        n_rejected: Passages that name two actors and gave no event.
        n_copies: Articles with nearly the same text.
    """

    id: str
    title: str
    name: str
    outlet: str
    url: str
    published: str
    published_words: str
    n_events: int
    n_statements: int
    n_rejected: int
    n_copies: int


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """A page of the list of articles, the latest first.

    Attributes:
        articles: Those shown.
        n_articles: How many fulfil the conditions.
        offset: How many stand before the first shown.
        asked: The conditions, by name.
        before: Address of the page before; empty on the first.
        after: Address of the next page; empty on the last.
        outlets: To choose from: name and number of articles, the most first.
    """

    articles: tuple[ArticleLine, ...]
    n_articles: int
    offset: int
    asked: dict[str, str]
    before: str
    after: str
    outlets: tuple[tuple[str, int], ...]


def make_articles(reader: LedgerReader, asked: Asked) -> Answer:
    """The articles that fulfil what was asked."""
    limit = number_of(asked, "limit", A_PAGE, least=1, most=MOST)
    offset = number_of(asked, "offset", 0)
    where, given = _conditions(asked)
    total = int(ask_record(reader, _COUNT.format(where=where), given)[0]["n"])
    rows = ask_record(reader, _LIST.format(where=where), {**given, "limit": limit, "offset": offset})
    lines = _lines(reader, rows)
    page = ArticlesPage(
        articles=lines,
        n_articles=total,
        offset=offset,
        asked=dict(asked.query),
        before=page_address("/articles", asked, offset=max(0, offset - limit)) if offset else "",
        after=page_address("/articles", asked, offset=offset + limit) if offset + limit < total else "",
        outlets=tuple((row["outlet"], row["n"]) for row in ask_record(reader, _OUTLETS, {})),
    )
    return Answer("Articles", page, [_row(line) for line in lines], COLUMNS)


def _conditions(asked: Asked) -> tuple[str, dict[str, Any]]:
    """SQL after WHERE, of our own words only, and its values."""
    parts, given = ["true"], dict[str, Any]()
    if outlet := asked.query.get("outlet"):
        parts.append("outlet = :outlet")
        given["outlet"] = outlet
    if text := asked.query.get("text"):
        parts.append(f"({_MATCH} OR title LIKE :like ESCAPE '\\')")
        given["text"] = match_of(text)
        given["like"] = "%" + "".join(f"\\{sign}" if sign in "%_\\" else sign for sign in text) + "%"
    for name, condition in (("since", "published >= :since"), ("until", "published < :until")):
        span = read_date(asked.query.get(name))
        if name in asked.query and span is None:
            parts.append("false")
        elif span is not None:
            parts.append(condition)
            given[name] = (span.start if name == "since" else span.end).isoformat()
    if asked.query.get("copies"):
        parts.append("id IN (SELECT a FROM near_duplicates UNION SELECT b FROM near_duplicates)")
    return " AND ".join(parts), given


def _lines(reader: LedgerReader, rows: list[dict[str, Any]]) -> tuple[ArticleLine, ...]:
    ids = json.dumps([row["id"] for row in rows])
    sums = {row["id"]: row for row in ask_record(reader, _SUMS, {"ids": ids})}
    return tuple(
        ArticleLine(
            id=row["id"],
            title=(row["title"] or "").strip() or row["name"],
            name=row["name"],
            outlet=row["outlet"],
            url=row["url"],
            published=row["published"] or "",
            published_words=date_words(row["published"]),
            **{name: sums[row["id"]][name] for name in COLUMNS[-4:]},
        )
        for row in rows
    )


def _row(line: ArticleLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in COLUMNS}


def make_article(reader: LedgerReader, asked: Asked) -> Answer:
    """One article: its text with all that was coded in it, and what was refused."""
    name = asked.path["id"]
    try:
        page = build_article(reader, name)
    except UnknownNameError as fault:
        near = find_near(reader, "documents", name)
        hint = f"nearest: {', '.join(near)}" if near else "the page Articles lists all"
        raise UnknownNameError(f"the ledger has no article {name[:60]!r}", hint=hint) from fault
    return Answer(page.title, page, coding_rows(page), CODING_COLUMNS)


_MATCH = """id IN (
    SELECT sentences.document FROM sentence_search JOIN sentences ON sentences.key = sentence_search.rowid
    WHERE sentence_search MATCH :text
)"""
_COUNT = "SELECT count(*) AS n FROM documents WHERE {where}"
_LIST = """
SELECT id, name, title, published, url, outlet FROM documents WHERE {where}
ORDER BY published IS NULL, published DESC, name, id LIMIT :limit OFFSET :offset
"""
_OUTLETS = """
SELECT outlet, count(*) AS n FROM documents WHERE outlet <> ''
GROUP BY outlet ORDER BY n DESC, outlet LIMIT 200
"""
_SUMS = """
SELECT value AS id,
    (SELECT count(DISTINCT merged_mentions.event) FROM event_mentions
        JOIN merged_mentions ON merged_mentions.mention = event_mentions.id
        WHERE event_mentions.document = value) AS n_events,
    (SELECT count(*) FROM statements WHERE document = value) AS n_statements,
    (SELECT count(*) FROM sentence_rejections WHERE document = value) AS n_rejected,
    (SELECT count(*) FROM near_duplicates WHERE a = value)
        + (SELECT count(*) FROM near_duplicates WHERE b = value) AS n_copies
FROM json_each(:ids)
"""

PAGES = (
    Page(
        "/articles",
        "articles.html.j2",
        make_articles,
        "Articles",
        ("outlet", "text", "since", "until", "copies", "limit", "offset"),
    ),
    Page("/articles/{id}", "article.html.j2", make_article, "Articles"),
)
