"""The findings of a report on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from detente.cli.output import output_console, plain
from detente.report import ReportContext, summarise

if TYPE_CHECKING:
    from pathlib import Path

    from detente.cli.runs import RunTally

__all__ = ["print_summary", "tally_words"]

_DRESS = {
    "title": ("", "bold"),
    "count": ("", ""),
    "label": ("\n", "bold cyan"),
    "finding": ("• ", ""),
    "particular": ("    ", "dim"),
    "dyad": ("  ", ""),
    "refusal": ("  ", "dim"),
}
_HEADS = {"dyad": "Relations", "refusal": "Refused"}


def tally_words(tally: RunTally) -> str:
    """What this run did, in one line that adds up.

    >>> from detente.cli.runs import RunTally
    >>> tally_words(RunTally(stored=3, rejected=1, n_events=9))
    'this run: 4 inputs = 3 stored + 0 duplicate + 1 rejected; 9 events'
    >>> tally_words(RunTally(known=5))
    'this run: all 5 inputs were known already; nothing was added'
    """
    if tally.known and not tally.inputs:
        return f"this run: all {tally.known:,} inputs were known already; nothing was added"
    words = (
        f"this run: {tally.inputs:,} inputs = {tally.stored:,} stored + {tally.duplicate:,} duplicate + "
        f"{tally.rejected:,} rejected; {tally.n_events:,} events"
    )
    return f"{words}; {tally.known:,} more were known already" if tally.known else words


def print_summary(context: ReportContext, *, tally: RunTally, ledger: Path, report: Path) -> None:
    """The counts, the findings with their events, and where ledger and report lie."""
    console = output_console()
    before = ""
    for line in summarise(context):
        lead, style = _DRESS.get(line.role, ("", ""))
        if line.role != before and line.role in _HEADS:
            console.print(Text(f"\n{_HEADS[line.role]}", style="bold cyan"))
        before = line.role
        words = plain(line.text)
        if line.role == "particular" and len(line.events) == 1:
            words = f"{words}  [{line.events[0]}]"
        console.print(Text(f"{lead}{words}", style=style), soft_wrap=True)
    console.print(Text(f"\n{tally_words(tally)}"), soft_wrap=True)
    if tally.rejected:
        console.print(
            Text(f"why: detente rejections --ledger {plain(str(ledger))}", style="dim"), soft_wrap=True
        )
    console.print(Text(f"ledger: {plain(str(ledger))}", style="bold"), soft_wrap=True)
    console.print(Text(f"report: {plain(str(report))}", style="bold"), soft_wrap=True)
