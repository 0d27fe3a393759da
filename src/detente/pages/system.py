"""The page of the system of states through time: who stands with whom, its balance, and what is strained."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from detente.pages.asking import Answer, Asked, Page, word_of
from detente.pages.system_section import find_section
from detente.pages.system_why import make_why
from detente.relations import DOMAINS
from detente.report.system_charts import build_island_rows
from detente.report.system_contexts import SystemContext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.core.rows import Row
    from detente.ledger import LedgerReader

__all__ = ["COURSE_COLUMNS", "PAGES", "TIE_COLUMNS", "SystemPage", "make_system"]

TIE_COLUMNS = ("a", "b", "sign", "weight", "probability", "sure")
COURSE_COLUMNS = (
    "start", "end", "when", "news",
    "balance", "balance_low", "balance_high",
    "camps", "camps_low", "camps_high",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SystemPage:
    """The system of states by the levels of one domain.

    Attributes:
        system: As the report has it; the target of a pair is the address of its page.
        domain: Of the levels.
        domains: Each with the address of this page for it.
        measuring: Whether levels are being measured for the first time.
        behind: Whether the ledger has changed since they were.
        links: Identity of an event to its page.
        labels: Identity of an event to its words.
    """

    system: SystemContext
    domain: str
    domains: tuple[tuple[str, str], ...]
    measuring: bool
    behind: bool
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def drawn(self) -> dict[str, object]:
        """What the slider draws; nothing that the context does not hold."""
        return {"system": build_island_rows(self.system)}


def make_system(reader: LedgerReader, asked: Asked) -> Answer:
    """The system through time; as CSV its newest ties, or with ``rows=course`` balance and camps."""
    domain = word_of(asked, "domain", DOMAINS) or "overall"
    rows = word_of(asked, "rows", ("ties", "course")) or "ties"
    found = find_section(reader, domain=domain)
    page = SystemPage(
        system=found.system,
        domain=domain,
        domains=tuple((name, _address(name)) for name in DOMAINS),
        measuring=found.generation < 0,
        behind=found.behind,
        links=found.links,
        labels=found.labels,
    )
    if rows == "course":
        return Answer("System", page, _course_rows(page.system), COURSE_COLUMNS)
    return Answer("System", page, _tie_rows(page.system), TIE_COLUMNS)


def _address(domain: str) -> str:
    return "/system" if domain == "overall" else f"/system?{urlencode({'domain': domain})}"


def _tie_rows(system: SystemContext) -> list[Row]:
    """The ties at the newest date, the surest first; ``probability`` is that of the sign."""
    if not system.frames:
        return []
    rows: list[Row] = []
    for tie in sorted(system.frames[-1].ties, key=lambda tie: -abs(tie.positive - 0.5)):
        ends = sorted(system.nodes[place].id for place in system.pairs[tie.pair][:2])
        warm = tie.level > 0
        rows.append(
            {
                "a": ends[0],
                "b": ends[1],
                "sign": 1 if warm else -1,
                "weight": tie.level,
                "probability": tie.positive if warm else 1.0 - tie.positive,
                "sure": tie.sure,
            }
        )
    return rows


def _course_rows(system: SystemContext) -> list[Row]:
    """Balance and camps in effect at the end of each period; nothing where too little is known."""
    rows: list[Row] = []
    points = zip(system.frames, system.balance.points, system.poles.points, strict=True)
    for frame, balance, poles in points:
        row: dict[str, object] = {
            "start": date.fromordinal(frame.start).isoformat(),
            "end": date.fromordinal(frame.end - 1).isoformat(),
            "when": date.fromordinal(frame.day).isoformat(),
            "news": frame.n_news,
        }
        for name, point in (("balance", balance), ("camps", poles)):
            known = point.value is not None
            row |= {
                name: point.value,
                f"{name}_low": point.low if known else None,
                f"{name}_high": point.high if known else None,
            }
        rows.append(row)
    return rows


PAGES = (
    Page("/system", "system_page.html.j2", make_system, "System", ("domain", "rows")),
    Page("/why", "why_page.html.j2", make_why, "Why"),
)
