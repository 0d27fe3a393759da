"""The page on which articles are added, and what came of the last ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.pages.asking import Answer, Asked, Page
from detente.pages.scopes import ask_record

if TYPE_CHECKING:
    from detente.ledger import LedgerReader

__all__ = ["PAGES", "AddPage", "make_add"]

LIMIT_MB = 50


@dataclass(frozen=True, slots=True)
class AddPage:
    """What stands on the page before anything is added.

    Attributes:
        n_articles: In the ledger.
        n_events: Each once.
        n_rejected: Inputs of which nothing was kept.
        limit_mb: Of one file.
        kinds: Endings of files that are read.
    """

    n_articles: int
    n_events: int
    n_rejected: int
    limit_mb: int
    kinds: tuple[str, ...]


KINDS = (
    ".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".jsonl", ".csv", ".tsv", ".rss", ".atom", ".xml",
    ".warc", ".zip", ".gz",
)  # fmt: skip
COLUMNS = ("n_articles", "n_events", "n_rejected")


def make_add(reader: LedgerReader, asked: Asked) -> Answer:
    """How much is there, and what can be added."""
    del asked
    row = ask_record(reader, _COUNTS, {})[0]
    page = AddPage(row["articles"], row["events"], row["rejected"], LIMIT_MB, KINDS)
    rows = [{"n_articles": page.n_articles, "n_events": page.n_events, "n_rejected": page.n_rejected}]
    return Answer("Add articles", page, rows, COLUMNS)


_COUNTS = """
SELECT (SELECT count(*) FROM documents) AS articles, (SELECT count(*) FROM merged_events) AS events,
    (SELECT count(*) FROM input_rejections) AS rejected
"""

PAGES = (Page("/add", "add.html.j2", make_add, "Add"),)
