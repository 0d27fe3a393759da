"""What was read, what was refused, what repeats what, and how much hangs on each outlet."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.core.rejections import REASONS, Reason
from detente.pages.asking import Answer, Asked, Page
from detente.pages.levels_kept import find_levels
from detente.pages.scopes import ask_record
from detente.pages.so_kept import find_kept
from detente.pages.so_leaving import LeftOut, leave_out
from detente.pages.so_reading import read_documents
from detente.report.contexts import RejectionCount
from detente.report.telling import title_of
from detente.report.words import date_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.ledger import LedgerReader

__all__ = ["PAGES", "CopyPair", "Outlet", "Refused", "SourcesPage", "make_sources"]

_OUTLETS, _LISTED, _LEFT_OUT = 60, 100, 12
COLUMNS = (
    "outlet", "n_articles", "n_copies", "n_tellings", "n_alone", "first", "last", "n_lost", "n_weaker",
    "largest_change",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlet:
    """What was read of one outlet.

    Attributes:
        name: Empty for all whose name is not known.
        n_articles: Kept.
        n_copies: Of these, with a near copy in the ledger.
        n_tellings: Events told, each telling counted.
        n_alone: Events that no other named outlet tells.
        first: First date of publication, EDTF, or empty.
        last: The last.
        span_words: Both for a reader.
    """

    name: str
    n_articles: int
    n_copies: int
    n_tellings: int
    n_alone: int
    first: str
    last: str
    span_words: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An input of which nothing was kept: its name and path, and why."""

    name: str
    path: str
    reason: str
    words: str
    detail: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """An input that was in the ledger already, and the article that it is."""

    name: str
    path: str
    article: str
    title: str


@dataclass(frozen=True, slots=True)
class CopyPair:
    """Two articles with nearly the same text: identity, title and outlet of each, the earlier first."""

    first: tuple[str, str, str, str]
    second: tuple[str, str, str, str]
    similarity: float


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Where everything comes from.

    Attributes:
        n_inputs: Files or records given.
        n_stored: Of these, kept.
        n_duplicate: Of these, in the ledger already.
        n_rejected: Of these, refused.
        n_articles: Articles.
        n_sentences: Sentences read.
        n_copies: Pairs of near copies.
        outlets: Most articles first; at most sixty.
        n_outlets: How many there are.
        rejections: By reason and stage, most frequent first.
        refused: Inputs of which nothing was kept; at most a hundred.
        repeated: Inputs that were there already; likewise.
        copies: Near copies, most alike first; likewise.
        behind: Whether the ledger has changed since its articles and events were counted and compared.
        counting: Whether so many are being counted for the first time, and the numbers are still missing.
        left_out: The main levels without each outlet.
    """

    n_inputs: int
    n_stored: int
    n_duplicate: int
    n_rejected: int
    n_articles: int
    n_sentences: int
    n_copies: int
    outlets: tuple[Outlet, ...]
    n_outlets: int
    rejections: tuple[RejectionCount, ...]
    refused: tuple[Refused, ...]
    repeated: tuple[Repeated, ...]
    copies: tuple[CopyPair, ...]
    behind: bool
    counting: bool
    left_out: LeftOut


def make_sources(reader: LedgerReader, asked: Asked) -> Answer:
    """What was read, refused and repeated, and what hangs on whom."""
    del asked  # the page takes no questions
    sums, behind = find_kept(reader, "sources", _count_all, empty=_NONE)
    left_out = _COUNTING if sums is _NONE else _leave_out(reader, sums.outlets[:_LEFT_OUT])
    page = SourcesPage(
        n_inputs=sums.counts.get("inputs", 0),
        n_stored=sums.counts.get("stored", 0),
        n_duplicate=sums.counts.get("duplicate", 0),
        n_rejected=sums.counts.get("rejected", 0),
        n_articles=sums.counts.get("documents", 0),
        n_sentences=sums.counts.get("sentences", 0),
        n_copies=sums.n_copies,
        outlets=sums.outlets[:_OUTLETS],
        n_outlets=len(sums.outlets),
        rejections=sums.rejections,
        refused=tuple(
            Refused(row["name"], row["path"], row["reason"], REASONS[Reason(row["reason"])], row["detail"])
            for row in ask_record(reader, _REFUSED, {"limit": _LISTED})
        ),
        repeated=_repeated(reader),
        copies=_copies(reader),
        behind=behind or left_out.behind,
        counting=sums is _NONE,
        left_out=left_out,
    )
    return Answer("Sources", page, _rows(page), COLUMNS)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What is counted of all articles and events."""

    counts: Mapping[str, Any] = field(default_factory=dict)
    outlets: tuple[Outlet, ...] = ()
    rejections: tuple[RejectionCount, ...] = ()
    n_copies: int = 0


_NONE = _Sums()


def _count_all(reader: LedgerReader) -> _Sums:
    copies = ask_record(reader, "SELECT count(*) AS n FROM near_duplicates", {})
    return _Sums(reader.counts(), tuple(_outlets(reader)), _reasons(reader), int(copies[0]["n"]))


_COUNTING = LeftOut(why_not="outlets are being counted for the first time", behind=True)
_COMPARING = LeftOut(why_not="being compared; load the page again in a moment", behind=True)


def _leave_out(reader: LedgerReader, outlets: Sequence[Outlet]) -> LeftOut:
    """Once for the levels that there are; of a large ledger beside the page."""
    kept, names = find_levels(reader), [row.name for row in outlets]
    if kept.levels is None:
        return leave_out(reader, names)
    label = f"left out {kept.generation} {' '.join(names)}"
    return find_kept(reader, label, partial(leave_out, outlets=names), empty=_COMPARING)[0]


def _outlets(reader: LedgerReader) -> list[Outlet]:
    alone = {row["outlet"]: row["n"] for row in ask_record(reader, _ALONE, {})}
    return [
        Outlet(
            name=row["outlet"],
            n_articles=row["n"],
            n_copies=row["copies"],
            n_tellings=row["tellings"] or 0,
            n_alone=alone.get(row["outlet"], 0),
            first=row["first"] or "",
            last=row["last"] or "",
            span_words=_span(row["first"], row["last"]),
        )
        for row in ask_record(reader, _BY_OUTLET, {})
    ]


def _span(first: str | None, last: str | None) -> str:
    if first is None or first == last:
        return date_words(first)
    return f"{date_words(first)} to {date_words(last)}"


def _reasons(reader: LedgerReader) -> tuple[RejectionCount, ...]:
    return tuple(
        RejectionCount(row["reason"], REASONS[Reason(row["reason"])], row["stage"], row["n"])
        for row in ask_record(reader, _REASONS, {})
    )


def _repeated(reader: LedgerReader) -> tuple[Repeated, ...]:
    rows = ask_record(reader, _REPEATED, {"limit": _LISTED})
    table = read_documents(reader, [row["document"] for row in rows])
    return tuple(
        Repeated(row["name"], row["path"], row["document"], title_of(table[row["document"]]))
        for row in rows
        if row["document"] in table
    )


def _copies(reader: LedgerReader) -> tuple[CopyPair, ...]:
    rows = ask_record(reader, _NEAR, {"limit": _LISTED})
    table = read_documents(reader, [row[side] for row in rows for side in ("a", "b")])

    def told(name: str) -> tuple[str, str, str, str]:
        row = table[name]
        return name, title_of(row), row.outlet, date_words(row.published)

    out = []
    for row in rows:
        order = sorted((row["a"], row["b"]), key=lambda name: (table[name].published or "9", name))
        out.append(CopyPair(told(order[0]), told(order[1]), row["similarity"]))
    return tuple(out)


def _rows(page: SourcesPage) -> list[dict[str, Any]]:
    without = {row.outlet: row for row in page.left_out.rows}
    return [
        {
            "outlet": row.name,
            **{name: getattr(row, name) for name in COLUMNS[1:7]},
            **(
                {
                    "n_lost": without[row.name].n_lost,
                    "n_weaker": without[row.name].n_weaker,
                    "largest_change": without[row.name].largest,
                }
                if row.name in without
                else {}
            ),
        }
        for row in page.outlets
    ]


_BY_OUTLET = """
SELECT outlet, count(*) AS n, min(published) AS first, max(published) AS last, sum(copy) AS copies,
    sum(tellings) AS tellings
FROM (
    SELECT outlet, published, told.n AS tellings, documents.id IN (
        SELECT a FROM near_duplicates UNION SELECT b FROM near_duplicates
    ) AS copy
    FROM documents
    LEFT JOIN (SELECT document, count(*) AS n FROM event_mentions GROUP BY document) AS told
    ON told.document = documents.id
) GROUP BY outlet ORDER BY outlet = '', n DESC, outlet
"""
_ALONE = """
SELECT json_extract(outlets, '$[0]') AS outlet, sum(n) AS n FROM (
    SELECT outlets, count(*) AS n FROM merged_events GROUP BY outlets
) WHERE json_array_length(outlets) = 1 GROUP BY 1
"""
_REASONS = """
SELECT reason, stage, count(*) AS n FROM (
    SELECT reason, stage FROM input_rejections UNION ALL SELECT reason, stage FROM sentence_rejections
) GROUP BY reason, stage ORDER BY n DESC, reason, stage
"""
_REFUSED = "SELECT path, name, reason, detail FROM input_rejections ORDER BY path, name LIMIT :limit"
_REPEATED = """
SELECT path, name, document FROM inputs WHERE outcome = 'duplicate' ORDER BY path, name LIMIT :limit
"""
_NEAR = "SELECT a, b, similarity FROM near_duplicates ORDER BY similarity DESC, a, b LIMIT :limit"

PAGES = (Page("/sources", "sources.html.j2", make_sources, "Sources"),)
