"""How the numbers were made: versions, settings, data files, citations, a footnote to paste."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import detente
from detente.core.citing import cite_bibtex, cite_software, is_unchanged, list_works
from detente.core.provenance import read_data_files
from detente.core.settings import SETTINGS
from detente.pages.asking import Answer, Asked, Page
from detente.pages.scopes import ask_record
from detente.pages.so_kept import find_kept
from detente.report.words import count, date_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.ledger import LedgerReader
    from detente.ledger.runs import Run

__all__ = ["PAGES", "DataLine", "MethodPage", "RunLine", "SettingLine", "make_method"]

_RUNS = 12
COLUMNS = ("kind", "name", "value", "default", "version", "licence", "sha256", "unchanged", "help")


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting: its value in the last run, its default, what it is, and whether the two differ."""

    name: str
    value: str
    default: str
    unit: str
    help: str
    changed: bool


@dataclass(frozen=True, slots=True)
class DataLine:
    """A data file that ships with détente; `unchanged` is whether it is still the one of the hash."""

    file: str
    title: str
    version: str
    licence: str
    made: str
    sources: tuple[str, ...]
    sha256: str
    unchanged: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """One use of détente on this ledger: when, in which version, and what was in the books at its end."""

    id: str
    started: str
    finished: str
    version: str
    n_inputs: int
    n_events: int


@dataclass(frozen=True, slots=True)
class MethodPage:
    """How the numbers were made.

    Attributes:
        version: Of détente.
        ledger: Identity of the ledger.
        generation: A number that grows with every change of it.
        counts: What is in it: words and numbers.
        coders: Coders and their versions, with the number of tellings.
        merging: Version of the weights with which tellings were merged.
        settings: Every setting, the changed first.
        data: Every data file.
        data_hash: One hash over all data files.
        runs: The newest first; at most twelve.
        n_runs: How many there were.
        footnote: To be pasted under a figure or a table.
        citation: Of the software.
        bibtex: The same for BibTeX.
        works: Published works that the data files name.
        behind: Whether the ledger has changed since it was counted.
    """

    version: str
    ledger: str
    generation: int
    counts: tuple[tuple[str, int], ...]
    coders: tuple[tuple[str, int], ...]
    merging: str
    settings: tuple[SettingLine, ...]
    data: tuple[DataLine, ...]
    data_hash: str
    runs: tuple[RunLine, ...]
    n_runs: int
    footnote: str
    citation: str
    bibtex: str
    works: tuple[str, ...]
    behind: bool = False


def make_method(reader: LedgerReader, asked: Asked) -> Answer:
    """Settings, versions, data, and how to cite."""
    del asked  # the page takes no questions
    (counts, coders, span), behind = find_kept(reader, "method", _count)
    runs, data = reader.runs(), _data_lines()
    state = ask_record(reader, _STATE, {})[0]
    settings = _settings(runs)
    page = MethodPage(
        version=detente.__version__,
        ledger=state["ledger"],
        generation=state["generation"],
        counts=tuple((words, counts[name]) for name, words in _COUNTED),
        coders=coders,
        merging=state["merging"],
        settings=settings,
        data=data,
        data_hash=_hash_all(data),
        runs=tuple(_run(row) for row in reversed(runs[-_RUNS:])),
        n_runs=len(runs),
        footnote=_footnote(counts, span=span, coders=coders, settings=settings, state=state),
        behind=behind,
        citation=cite_software(),
        bibtex=cite_bibtex().strip(),
        works=list_works(),
    )
    return Answer("Method", page, list(_rows(page)), COLUMNS)


def _count(
    reader: LedgerReader,
) -> tuple[dict[str, Any], tuple[tuple[str, int], ...], dict[str, Any]]:
    """What is in the ledger, who coded it, and over which time it was published."""
    rows = ask_record(reader, _CODERS, {})
    coders = tuple((f"{row['coder']} {row['version']}", row["n"]) for row in rows)
    return reader.counts(), coders, ask_record(reader, _SPAN, {})[0]


_COUNTED = (
    ("documents", "articles"),
    ("sentences", "sentences"),
    ("mentions", "mentions of actors"),
    ("merged_events", "events"),
    ("events", "tellings of them"),
    ("claims", "claims"),
    ("mechanisms", "arguments"),
    ("predictions", "predictions"),
    ("questions", "questions"),
    ("corrections", "corrections by people"),
)


@cache
def _data_lines() -> tuple[DataLine, ...]:
    """The data files as installed; read once, since a running program does not change them."""
    return tuple(
        DataLine(
            file=f"{row.room}/{row.file}",
            title=row.title,
            version=row.version,
            licence=row.licence,
            made=row.made,
            sources=row.sources,
            sha256=row.sha256,
            unchanged=is_unchanged(row),
        )
        for row in read_data_files()
    )


def _hash_all(data: Sequence[DataLine]) -> str:
    return hashlib.sha256("".join(f"{row.file} {row.sha256}\n" for row in data).encode()).hexdigest()


def _settings(runs: Sequence[Run]) -> tuple[SettingLine, ...]:
    """The settings of the last run; the defaults where there was none."""
    used: Mapping[str, Any] = runs[-1].settings if runs else {}
    rows = [
        SettingLine(
            name=row.name,
            value=str(used.get(row.name, row.default)),
            default=str(row.default),
            unit=row.unit,
            help=row.help,
            changed=used.get(row.name, row.default) != row.default,
        )
        for row in SETTINGS
    ]
    return tuple(sorted(rows, key=lambda row: not row.changed))


def _run(row: Run) -> RunLine:
    counts = row.counts or {}
    return RunLine(
        id=row.id,
        started=row.started,
        finished=row.finished or "",
        version=row.version,
        n_inputs=int(counts.get("inputs", 0)),
        n_events=int(counts.get("merged_events", 0)),
    )


def _footnote(
    counts: Mapping[str, Any],
    *,
    span: Mapping[str, Any],
    coders: Sequence[tuple[str, int]],
    settings: Sequence[SettingLine],
    state: Mapping[str, Any],
) -> str:
    """A paragraph that says what a number rests on."""
    changed = "; ".join(f"{row.name} = {row.value}" for row in settings if row.changed)
    dates = (
        f", published {_from_to(span['first'], span['last'])}"
        if span["first"]
        else ", without dates of publication"
    )
    outlets = f" of {count(span['outlets'], 'outlet')}" if span["outlets"] else ""
    refused = sum(counts["rejections"].values())
    coder = " and ".join(name for name, _ in coders) or "no coder"
    return (
        f"Source: own calculation with Détente {detente.__version__} (coder: {coder}; data files sha256 "
        f"{_hash_all(_data_lines())[:12]}) from {count(counts['documents'], 'article')}{outlets}{dates}: "
        f"{count(counts['merged_events'], 'event')} in {count(counts['events'], 'telling')}, "
        f"{count(refused, 'refusal')} with reason, {count(counts['corrections'], 'correction')} by people. "
        f"Types and intensities (−10 to +10) follow PLOVER; tellings of one event count once and "
        f"reprints not at all; only what happened or goes on moves a level; levels are posterior means of an "
        f"Ornstein–Uhlenbeck process with 90% intervals. Settings: {changed or 'all at their defaults'}. "
        f"Random numbers: none in coding, merging and levels; null models of the system are drawn with "
        f"seed 0. Ledger {state['ledger'][:12]}, generation {state['generation']}."
    )


def _from_to(first: str, last: str) -> str:
    return date_words(first) if first == last else f"{date_words(first)} to {date_words(last)}"


def _rows(page: MethodPage) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"kind": "version", "name": "detente", "value": page.version}]
    rows += [{"kind": "count", "name": name, "value": n} for name, n in page.counts]
    rows += [{"kind": "coder", "name": name, "value": n} for name, n in page.coders]
    rows += [
        {"kind": "setting", "name": row.name, "value": row.value, "default": row.default, "help": row.help}
        for row in page.settings
    ]
    names = ("version", "licence", "sha256", "unchanged")
    rows += [
        {"kind": "data", "name": row.file, "value": row.title, **{name: getattr(row, name) for name in names}}
        for row in page.data
    ]
    return rows


_STATE = """
SELECT ledger, generation, (SELECT version FROM merging) AS merging FROM ledger_state
"""
_CODERS = """
SELECT coder, coder_version AS version, count(*) AS n FROM event_mentions
GROUP BY coder, coder_version ORDER BY n DESC LIMIT 8
"""
_SPAN = """
SELECT min(published) AS first, max(published) AS last, count(DISTINCT nullif(outlet, '')) AS outlets
FROM documents
"""

PAGES = (Page("/method", "method.html.j2", make_method, "Method"),)
