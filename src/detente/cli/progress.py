"""How far a long work is, on standard error: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from detente.cli.output import error_console, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Bar", "Reporter", "open_bar", "show_progress", "show_steps"]

_EVERY = 30.0  # seconds between two lines where there is no terminal


class _Rate(ProgressColumn):
    """Documents a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.1f}/s" if speed else "")


class Bar:
    """Is told what was done and draws it; silent without a progress bar.

    A class because it counts.
    """

    def __init__(self, progress: Progress | None, total: int | None) -> None:
        self._progress = progress
        self._total = total or 0
        self._n_done = self._n_events = 0
        self._task = (
            progress.add_task("reading and coding", total=total or None, events="") if progress else None
        )

    def advance(self, n_events: int) -> None:
        """One more input is done."""
        self._n_done += 1
        self._n_events += n_events
        if self._progress is not None and self._task is not None:
            if self._n_done > self._total:  # files were counted, and some hold many documents
                self._progress.update(self._task, total=None)
            self._progress.update(self._task, advance=1, events=f"{self._n_events:,} events")

    def stage(self, words: str) -> None:
        """What is being done now."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=words)


@contextmanager
def show_progress(total: int | None, *, quiet: bool) -> Iterator[Bar]:
    """A bar while the block runs: stage, done of `total`, rate, time left, events found."""
    with open_bar(_Rate(), TextColumn("{task.fields[events]}"), quiet=quiet) as progress:
        yield Bar(progress, total)


@contextmanager
def show_steps(words: str, *, total: int) -> Iterator[Callable[[], None]]:
    """A bar of steps while the block runs; call what it gives after each."""
    with open_bar() as progress:
        task = progress.add_task(words, total=total) if progress else None
        yield lambda: progress.advance(task) if progress and task is not None else None


@contextmanager
def open_bar(*columns: ProgressColumn, quiet: bool = False) -> Iterator[Progress | None]:
    """A bar on standard error while the block runs, or None where there is no terminal.

    Args:
        columns: What stands behind the stage, the bar, the number done and the time left.
        quiet: Whether to be silent on a terminal too.
    """
    console = error_console()
    if quiet or not console.is_terminal:
        yield None
        return
    plain = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn())
    with Progress(*plain, TimeRemainingColumn(), *columns, console=console, transient=True) as progress:
        yield progress


class Reporter:
    """Says a line now and then, where there is no bar. A class because it knows when it spoke last."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._said = quiet, time.monotonic()

    def tell(self, line: Callable[[], str]) -> None:
        """Say the line, unless the last was said a short time ago."""
        if not self._quiet and time.monotonic() - self._said > _EVERY:
            self._said = time.monotonic()
            say(line())
