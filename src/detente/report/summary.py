"""The same findings for a terminal: plain lines with a role, which the command line dresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.report.words import count, join_names, signed

if TYPE_CHECKING:
    from detente.report.contexts import ReportContext

__all__ = ["SummaryLine", "summarise"]


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of the summary.

    Attributes:
        role: ``title count label finding particular dyad refusal``.
        text: Plain text of the articles' making: escape it before markup, strip control characters.
        events: Identities of the events it rests on.
    """

    role: str
    text: str
    events: tuple[str, ...] = ()


def summarise(context: ReportContext, *, max_dyads: int = 10) -> list[SummaryLine]:
    """The report's counts, findings and dyads as lines, in the order of the page."""
    counts = context.counts
    status = ", ".join(f"{n:,} {word}" for word, n in counts.by_status)
    lines = [
        SummaryLine("title", _plain(context.title)),
        SummaryLine(
            "count",
            f"{count(counts.inputs, 'input')}: {counts.stored:,} stored, {counts.duplicate:,} duplicate, "
            f"{counts.rejected:,} rejected",
        ),
        SummaryLine("count", f"{count(counts.events, 'event')}" + (f": {status}" if status else "")),
    ]
    label = ""
    for finding in context.findings:
        if finding.label != label:
            label = finding.label
            lines.append(SummaryLine("label", label))
        lines.append(SummaryLine("finding", _plain(finding.headline), finding.events))
        lines += [SummaryLine("particular", _plain(line.text), line.events) for line in finding.lines]
    lines += [
        SummaryLine(
            "dyad",
            _plain(f"{join_names(row.names)}: {count(row.n_events, 'event')}, {signed(row.mean_intensity)}"),
            row.events,
        )
        for row in context.dyads[:max_dyads]
        if row.n_events
    ]
    lines += [SummaryLine("refusal", f"{row.n:,} \u00d7 {row.words}") for row in counts.rejections]
    return lines


def _plain(text: str) -> str:
    """`text` on one line, without characters that steer a terminal or turn its direction."""
    flat = " ".join(text.split())
    return "".join(char for char in flat if char.isprintable())
