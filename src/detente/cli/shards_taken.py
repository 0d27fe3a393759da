"""Taking coded shards, as the terminal sees it: a line of progress, and what came of it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from detente.cli.output import error_console, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from detente.scale.taking import TakeTally

__all__ = ["say_take_tally", "watch_steps"]

_EVERY = 30.0  # seconds between two lines where there is no terminal
_MOST_NAMED = 20


@contextmanager
def watch_steps(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar of the step under way while the block runs; where there is no terminal, a line now and then."""
    console = error_console()
    if quiet:
        yield lambda *_: None
    elif not console.is_terminal:
        yield _tell_now_and_then()
    else:
        from rich.progress import (  # noqa: PLC0415  only for a terminal
            BarColumn,
            MofNCompleteColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30))
        with Progress(
            *columns, MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True
        ) as progress:
            task = progress.add_task("", total=None)

            def show(step: str, done: int, total: int) -> None:
                progress.update(task, description=step, completed=done, total=total)

            yield show


def _tell_now_and_then() -> Callable[[str, int, int], None]:
    said = time.monotonic()

    def tell(step: str, done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said > _EVERY:
            said = time.monotonic()
            say(f"{step}: {done:,} of {total:,}")

    return tell


def say_take_tally(tally: TakeTally) -> None:
    """What was taken, what the lake's shards hold since, and what was refused."""
    replaced = f" ({tally.replaced:,} in place of older ones)" if tally.replaced else ""
    say(
        f"shards: {len(tally.taken):,} taken{replaced}, {len(tally.known):,} known, "
        f"{len(tally.refused):,} refused; "
        f"in the lake: {tally.documents:,} documents ({tally.duplicates:,} copies left out), "
        f"{tally.events:,} events told {tally.tellings:,} times, {tally.statements:,} statements"
    )
    for label, counts in (("documents refused", tally.refusals), ("sentences left", tally.passed_over)):
        for reason, amount in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            say(f"  {label} {reason}: {amount:,}")
    for refused in tally.refused[:_MOST_NAMED]:
        say(f"  refused {refused.file}: {refused.reason.value}: {refused.detail}")
    if len(tally.refused) > _MOST_NAMED:
        say(f"  and {len(tally.refused) - _MOST_NAMED:,} more")
    if tally.unfinished:
        say(f"  {tally.unfinished:,} pieces are not coded: `detente code` again, then take the folder again")
