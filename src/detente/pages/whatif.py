"""The page of what might be: a form of steps, and what they change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from detente.core.errors import DetenteError, UsageError
from detente.pages.ahead import names_of
from detente.pages.asking import Answer, Asked, Page, number_of
from detente.pages.dyads_tally import find_tally
from detente.pages.levels_kept import is_large
from detente.pages.sights_kept import TOO_LARGE
from detente.pages.supposing import MOST_MONTHS
from detente.pages.whatif_runs import AskedRun, Run, find_run
from detente.report.outlook_whatif import build_whatif

if TYPE_CHECKING:
    from detente.ledger import LedgerReader
    from detente.report.outlook_contexts import WhatIfContext

__all__ = ["PAGES", "WhatIfPage", "make_whatif"]

COLUMNS = ("a", "b", "change", "mean", "low", "high", "sure")
_RUNS, MOST_RUNS, _MONTHS, MOST_STEPS = 200, 2_000, 12, 2_000


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """A scenario, and how far it has come.

    Attributes:
        steps: A line each, as they were written.
        a: One of a pair to be told of; empty for none.
        b: The other.
        months: How far.
        runs: Of each course.
        seed: Of the random numbers.
        most_months: At most.
        most_runs: At most.
        state: Empty before anything is asked; ``waiting working done failed``.
        stage: What is being done, in words.
        seconds: For which it has been run.
        message: Why it failed.
        hint: How to mend that.
        result: What came out.
        often: Actors to choose from: identity and name.
        too_large: Why nothing is run on this ledger; empty if it is.
        command: The same in a terminal.
        again: Address of the same.
    """

    steps: str
    a: str
    b: str
    months: int
    runs: int
    seed: int
    most_months: int
    most_runs: int
    state: str
    stage: str
    seconds: int
    message: str
    hint: str
    result: WhatIfContext | None
    often: tuple[tuple[str, str], ...]
    too_large: str
    command: str
    again: str

    @property
    def running(self) -> bool:
        """Whether to look again in a moment."""
        return self.state in ("waiting", "working")


def make_whatif(reader: LedgerReader, asked: Asked) -> Answer:
    """The form; and if steps are asked for, the run of them, as far as it has come."""
    steps = asked.query.get("steps", "").strip()
    if len(steps) > MOST_STEPS:
        raise UsageError("these are too many steps for a page", hint="`detente whatif --scenario FILE`")
    pair = tuple(word for word in (asked.query.get("a"), asked.query.get("b")) if word)
    wanted = AskedRun(
        folder=str(reader.folder.resolve()),
        generation=reader.generation(),
        steps=steps,
        dyad=pair if len(pair) == 2 else (),
        months=number_of(asked, "months", _MONTHS, least=1, most=MOST_MONTHS),
        runs=number_of(asked, "runs", _RUNS, least=10, most=MOST_RUNS),
        seed=number_of(asked, "seed", 0),
    )
    tally = find_tally(reader)
    names = names_of(tally)
    large = TOO_LARGE if is_large(reader) else ""
    run = _run(wanted) if steps and not large else None
    result = build_whatif(run.found, names) if run and run.found else None
    page = WhatIfPage(
        steps=steps,
        a=pair[0] if pair else "",
        b=pair[1] if len(pair) == 2 else "",
        months=wanted.months,
        runs=wanted.runs,
        seed=wanted.seed,
        most_months=MOST_MONTHS,
        most_runs=MOST_RUNS,
        state=run.state if run else "",
        stage=run.stage if run else "",
        seconds=int(run.seconds) if run else 0,
        message=run.message if run else "",
        hint=run.hint if run else "",
        result=result,
        often=tuple(sorted((name, names.get(name, name)) for row in tally.pairs[:60] for name in row.dyad)),
        too_large=large,
        command=_command(wanted),
        again="/whatif?" + urlencode(dict(asked.query)),
    )
    return Answer("What if", page, _rows(result), COLUMNS)


def _run(wanted: AskedRun) -> Run:
    """The run; one that cannot be is told of on the page, with what was written still in the form."""
    try:
        return find_run(wanted)
    except DetenteError as fault:
        return Run("failed", message=fault.message, hint=fault.hint)


def _command(wanted: AskedRun) -> str:
    words = ["detente whatif", *(["-".join(wanted.dyad)] if wanted.dyad else [])]
    for line in filter(None, map(str.strip, wanted.steps.splitlines())):
        word, _, rest = line.partition(" ")
        words.append(f'--{word.lower()} "{rest.strip()}"')
    return " ".join([*words, f"--months {wanted.months} --runs {wanted.runs} --seed {wanted.seed}"])


def _rows(result: WhatIfContext | None) -> list[Mapping[str, Any]]:
    return [
        {
            "a": effect.names[0],
            "b": effect.names[1],
            "change": row.words,
            "mean": row.mean,
            "low": row.low,
            "high": row.high,
            "sure": row.sure,
        }
        for effect in (result.effects if result else ())
        for row in (*effect.rows, effect.level, *effect.carried)
    ]


PAGES = (
    Page(
        "/whatif",
        "whatif.html.j2",
        make_whatif,
        "What if",
        ("steps", "a", "b", "months", "runs", "seed"),
        lasting=False,
    ),
)
