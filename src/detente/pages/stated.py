"""What the articles claim, argue, foretell and ask, and where they contradict each other: a page each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from detente.pages.asking import Answer, Asked, Page, number_of
from detente.pages.scopes import read_named
from detente.pages.so_reading import find_often, page_address
from detente.pages.so_said import Said, find_said, is_large
from detente.pages.so_said_rows import COLUMNS, cited_ids, said_rows
from detente.pages.so_sifting import Sieve, sift
from detente.report.statement_contexts import StatementsContext

if TYPE_CHECKING:
    from detente.ledger import LedgerReader

__all__ = ["KINDS", "PAGES", "StatedPage", "make_stated"]

A_PAGE = 120
MOST = 500

KINDS: dict[str, tuple[str, str, str]] = {
    "claims": ("Claims", "claim", "claim"),
    "arguments": ("Arguments", "argument", "mechanism"),
    "predictions": ("Predictions", "prediction", "prediction"),
    "questions": ("Questions", "question", "question"),
    "contradictions": ("Contradictions", "contradiction", "claim"),
}
"""Word of the address to the title, the noun, and the kind in the ledger."""


@dataclass(frozen=True, slots=True)
class StatedPage:
    """One kind of what is said.

    Attributes:
        kind: ``claims arguments predictions questions contradictions``.
        noun: One of them.
        statements: Those shown; the other kinds are empty.
        n_rows: How many fulfil the conditions.
        offset: How many stand before the first shown.
        n_shown: How many are shown.
        asked: The conditions, by name.
        before: Address of the page before; empty on the first.
        after: Address of the next page; empty on the last.
        links: Identity of what is shown or cited to its sentence.
        labels: The same to its words.
        peak: Most events of a pair in a year, for small charts of one scale.
        made_on: Day on which predictions fall due.
        voices: Asserters to choose from.
        names: Values of the kind's own word to choose from, with words for a reader.
        part: In words, what part of the ledger was looked at; empty for the whole.
        judged: Whether events were read, against which predictions and questions are held.
        often: Actors to choose from: identity, name, number of events.
        article_title: Of the one article asked about, or empty.
    """

    kind: str
    noun: str
    statements: StatementsContext
    n_rows: int
    offset: int
    n_shown: int
    asked: dict[str, str]
    before: str
    after: str
    links: dict[str, str]
    labels: dict[str, str]
    peak: int
    made_on: str
    voices: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    part: str
    judged: bool
    often: tuple[tuple[str, str, int], ...] = field(default=())
    article_title: str = ""


def make_stated(reader: LedgerReader, asked: Asked, *, kind: str) -> Answer:
    """The statements of one kind that fulfil what was asked."""
    title, noun, stored = KINDS[kind]
    given = {
        name: asked.query.get(name, "") for name in ("actor", "partner", "article", "by", "name", "domain")
    }
    limit = number_of(asked, "limit", A_PAGE, least=1, most=MOST)
    offset = number_of(asked, "offset", 0)
    found = _read(reader, given, kind=kind, stored=stored)
    sifted = sift(found.statements, kind, _sieve(reader, given), offset=offset, limit=limit)
    ids = cited_ids(sifted.statements)
    path = f"/{kind}"
    page = StatedPage(
        kind=kind,
        noun=noun,
        statements=sifted.statements,
        n_rows=sifted.n_rows,
        offset=offset,
        n_shown=sifted.after - offset,
        asked=dict(asked.query),
        before=page_address(path, asked, offset=max(0, offset - limit)) if offset else "",
        after=page_address(path, asked, offset=sifted.after) if sifted.after < sifted.n_rows else "",
        links={name: found.links[name] for name in ids if name in found.links},
        labels={name: found.labels[name] for name in ids if name in found.labels},
        peak=found.peak,
        made_on=date.today().isoformat(),  # noqa: DTZ011  the reader's own day
        voices=sifted.voices,
        names=sifted.names,
        part=found.part,
        judged=found.judged,
        often=find_often(reader),
        article_title=_title(reader, given["article"]),
    )
    return Answer(title, page, said_rows(page.statements, page.links), COLUMNS[kind])


def _read(reader: LedgerReader, given: dict[str, str], *, kind: str, stored: str) -> Said:
    """What is said, without what cannot be judged for want of events."""
    said = find_said(
        reader, actor=given["actor"], partner=given["partner"], article=given["article"], kind=stored
    )
    if said.judged or kind in ("claims", "arguments") or not is_large(reader):
        return said
    return replace(said, statements=StatementsContext())


def _sieve(reader: LedgerReader, given: dict[str, str]) -> Sieve:
    wanted = [given[name] for name in ("actor", "partner") if given[name]]
    known = read_named(reader, wanted)
    return Sieve(
        actors=tuple(known[name].name if name in known else name for name in wanted),
        article=given["article"],
        by=given["by"],
        name=given["name"],
        domain=given["domain"],
    )


def _title(reader: LedgerReader, article: str) -> str:
    if not article:
        return ""
    document = reader.document(article)
    return (document.title or "").strip() or document.name


def _page(kind: str) -> Page:
    query = ("actor", "partner", "by", "name", "domain", "article", "limit", "offset")
    return Page(f"/{kind}", "stated.html.j2", partial(make_stated, kind=kind), KINDS[kind][0], query)


PAGES = tuple(_page(kind) for kind in KINDS)
