"""Coding into shards, as the terminal sees it: a line of progress, and what came of it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import TextColumn

from detente.cli.output import say
from detente.cli.progress import Reporter, open_bar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.progress import Progress, TaskID

    from detente.scale import PieceReport, ScaleTally

__all__ = ["Watch", "say_scale_tally", "watch_pieces"]

_MOST_NAMED = 5


class Watch:
    """Is told of each piece and says how far the run is. A class because it counts."""

    def __init__(self, progress: Progress | None, *, quiet: bool) -> None:
        self._progress, self._reporter = progress, Reporter(quiet=quiet)
        self._task: TaskID | None = None
        self._n_pieces = self._done = self._documents = self._events = self._failed = 0
        self._fresh = 0
        self._begun = time.monotonic()

    def begin(self, n_pieces: int) -> None:
        """So many pieces there are."""
        self._n_pieces = n_pieces
        if self._progress is not None:
            self._task = self._progress.add_task("coding", total=n_pieces, words="")

    def take(self, report: PieceReport) -> None:
        """One more is done."""
        self._done += 1
        self._failed += bool(report.failure)
        self._documents += report.documents
        self._events += report.events
        self._fresh += 0 if report.was_there else report.documents
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, advance=1, words=self._words())
        else:
            self._reporter.tell(lambda: f"{self._done:,} of {self._n_pieces:,} pieces, {self._words()}")

    def _words(self) -> str:
        rate = self._fresh / max(time.monotonic() - self._begun, 1e-9)
        failed = f", {self._failed:,} failed" if self._failed else ""
        return f"{self._documents:,} articles ({rate:,.1f}/s), {self._events:,} events{failed}"


@contextmanager
def watch_pieces(*, quiet: bool) -> Iterator[Watch]:
    """A bar while the block runs; where there is no terminal, a line now and then."""
    with open_bar(TextColumn("{task.fields[words]}"), quiet=quiet) as progress:
        yield Watch(progress, quiet=quiet)


def say_scale_tally(tally: ScaleTally, folder: Path) -> None:
    """What a run did, and what has to be done again."""
    there = f" ({tally.were_there:,} were there)" if tally.were_there else ""
    say(
        f"{len(tally.shards):,} shards{there} in {folder}: {tally.documents:,} articles, "
        f"{tally.events:,} events, {tally.inputs_refused:,} inputs refused"
    )
    for path, why in tally.refused[:_MOST_NAMED]:
        say(f"not read: {path}: {why}")
    for report in tally.failed[:_MOST_NAMED]:
        say(f"failed: {report.piece}: {report.failure}")
    if tally.failed:
        say(f"{len(tally.failed):,} pieces failed (see manifest.json): the same command tries them again")
    elif tally.documents:
        say(f"into a ledger:  detente import shards {folder} --ledger books")
