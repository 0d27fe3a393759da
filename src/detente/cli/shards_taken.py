"""Taking coded shards, as the terminal sees it: a line of progress, and what came of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from detente.cli.output import say
from detente.cli.progress import Reporter, open_bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from detente.scale.taking import TakeTally

__all__ = ["say_take_tally", "watch_steps"]

_MOST_NAMED = 20


@contextmanager
def watch_steps(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar of the step under way while the block runs; where there is no terminal, a line now and then."""
    with open_bar(quiet=quiet) as progress:
        reporter = Reporter(quiet=quiet)
        task = progress.add_task("", total=None) if progress else None

        def show(step: str, done: int, total: int) -> None:
            if progress and task is not None:
                progress.update(task, description=step, completed=done, total=total)
            else:
                reporter.tell(lambda: f"{step}: {done:,} of {total:,}")

        yield show


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
