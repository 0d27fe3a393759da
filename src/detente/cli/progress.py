"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

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

from detente.cli.output import error_console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Bar", "show_progress", "show_steps"]


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
    console = error_console()
    if quiet or not console.is_terminal:
        yield Bar(None, total)
        return
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[events]}"),
        console=console,
        transient=True,
    ) as progress:
        yield Bar(progress, total)


@contextmanager
def show_steps(words: str, *, total: int) -> Iterator[Callable[[], None]]:
    """A bar of steps while the block runs; call what it gives after each."""
    console = error_console()
    if not console.is_terminal:
        yield lambda: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
    )
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task(words, total=total)
        yield lambda: progress.advance(task)
