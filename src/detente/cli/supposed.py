"""What the command on what might be reads, prints and says."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.cli.books import identity, open_for_reading
from detente.cli.options import Format
from detente.cli.output import plain, print_rows
from detente.cli.progress import show_steps
from detente.core.errors import InputError, UsageError
from detente.forecast.asking import parse_day
from detente.forecast.reading import read_records
from detente.pages.supposing import MOST_MONTHS, fit_to, settle_scenario, suppose
from detente.report.outlook_words import change_words
from detente.simulate.nouns import CLASSES
from detente.simulate.scenario_text import build_scenario, read_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from detente.ledger import Ledger
    from detente.simulate.nouns import Difference, DyadEffect, WhatIf
    from detente.simulate.scenarios import Scenario

__all__ = ["WHATIF_COLUMNS", "AskedWhatIf", "run_whatif", "show_whatif", "tell_whatif", "whatif_rows"]

WHATIF_COLUMNS = (
    "a", "b", "class", "period", "untouched", "change", "low", "high", "first_order", "first_order_low",
    "first_order_high", "network", "network_low", "network_high", "touched", "n_events",
)  # fmt: skip
_SHOWN = 6
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AskedWhatIf:
    """The words of a call: pairs, steps, a file of steps, how far, how often, and from when."""

    dyads: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    hold: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    file: Path | None = None
    months: int = 12
    runs: int = 400
    seed: int = 0
    as_of: str | None = None
    imported: bool = False


def run_whatif(ledger: Path, asked: AskedWhatIf) -> WhatIf:
    """Fit the system of a ledger and lay the scenario in.

    Raises:
        UsageError: If there is no step, or both a file and steps.
        InputError: If a step cannot be read or carried out, or the span or runs are out of range.
        UnknownNameError: If a state or type is not known; the hint has near names.
    """
    scenario = _read_scenario(asked)
    if not 1 <= asked.months <= MOST_MONTHS:
        raise InputError(f"{asked.months} months cannot be run", hint=f"1 to {MOST_MONTHS} months")
    with open_for_reading(ledger) as books:
        scenario = settle_scenario(scenario, books)
        pairs = [_read_pair(text, books) for text in asked.dyads]
        records = read_records(books, imported=asked.imported)
    until = parse_day(asked.as_of) if asked.as_of is not None else None
    with show_steps("fitting and running", total=2) as step:
        model = fit_to(records, until=until)
        step()
        found = suppose(model, scenario, months=asked.months, runs=asked.runs, seed=asked.seed, dyads=pairs)
        step()
    return found


def _read_scenario(asked: AskedWhatIf) -> Scenario:
    steps = bool(asked.do or asked.hold or asked.without)
    if asked.file is not None:
        if steps:
            raise UsageError(
                "--scenario takes the place of --do, --set and --without", hint="give one of both"
            )
        return read_scenario(asked.file)
    if not steps:
        raise UsageError(
            "a what-if needs a step: --do, --set, --without or --scenario FILE",
            hint='as in --do "2018-09 USA SANCTION PAK" or --set "IND-USA military +3"',
        )
    return build_scenario(do=asked.do, hold=asked.hold, without=asked.without)


def _read_pair(text: str, books: Ledger) -> tuple[str, str]:
    words = text.replace("/", "-").split("-")
    if len(words) != 2:
        raise UsageError(f"{text!r} is no pair", hint="two states joined by a hyphen: IND-RUS")
    first, second = sorted(identity(word, books) for word in words)
    return first, second


def whatif_rows(found: WhatIf) -> Iterator[Row]:
    """Every number, a row a pair, class and month; and a row for all months together."""
    for one in found.effects:
        for kind, words in enumerate(CLASSES):
            for place, period in enumerate(found.periods):
                yield {
                    **_head(one, words, period),
                    "untouched": round(float(one.untouched[place, kind]), 4),
                    **_ends("change", one.total, (place, kind)),
                    **_ends("first_order", one.first_order, (place, kind)),
                    **_ends("network", one.network, (place, kind)),
                }
            yield {
                **_head(one, words, "all"),
                "untouched": round(float(one.untouched[:, kind].sum()), 4),
                **_ends("change", one.summed, (kind,)),
                **_ends("first_order", one.summed_first, (kind,)),
                **_ends("network", one.summed_network, (kind,)),
                "carried": [
                    {"mechanism": part.mechanism, **_ends("change", part.change, (kind,))}
                    for part in one.carried
                ],
            }


def _head(one: DyadEffect, words: str, period: str) -> Row:
    pair = {"a": one.dyad[0], "b": one.dyad[1], "class": words, "period": period}
    return pair | {"touched": one.touched, "n_events": one.n_events}


def _ends(name: str, change: Difference, place: tuple[int, ...]) -> Row:
    mean, low, high = (float(values[place]) for values in (change.mean, change.low, change.high))
    ends = ("low", "high") if name == "change" else (f"{name}_low", f"{name}_high")
    return {name: round(mean, 4), ends[0]: round(low, 4), ends[1]: round(high, 4)}


def show_whatif(found: WhatIf) -> None:
    """Print a what-if for the eye."""
    steps = "; ".join(str(step) for step in found.scenario.steps)
    sys.stdout.write(f"What if {plain(steps)}? {found.periods[0]} to {found.periods[-1]}\n\n")
    rows = [row for one in found.effects[:_SHOWN] for row in _shown(one)]
    print_rows(
        rows, tuple(rows[0]) if rows else (), style=Format.TABLE, title="Change of events over all months"
    )
    carried = [row for one in found.effects[:_SHOWN] for row in _carried(one)]
    if carried:
        print_rows(
            carried, tuple(carried[0]), style=Format.TABLE, title="What carried it, where that is told apart"
        )
    sys.stdout.write("\n")
    for sentence in found.sentences:
        sys.stdout.write(f"{plain(sentence)}\n")


def _shown(one: DyadEffect) -> list[Row]:
    """Of a pair its cooperation and its conflict."""
    return [
        {
            "pair": "-".join(one.dyad) + (" (named)" if one.touched else ""),
            "of": words,
            "untouched": round(float(one.untouched[:, part].sum()), 2),
            "change": _words(one.summed, part),
            "by its own past": _words(one.summed_first, part),
            "through the network": _words(one.summed_network, part),
        }
        for words, part in (("cooperation", slice(0, 2)), ("conflict", slice(2, 4)))
    ]


def _words(change: Difference, part: slice) -> str:
    mean, low, high = (float(np.sum(values[part])) for values in (change.mean, change.low, change.high))
    return f"{change_words(mean)} ({change_words(low)} to {change_words(high)})"


def _carried(one: DyadEffect) -> list[Row]:
    return [
        {
            "pair": "-".join(one.dyad),
            "mechanism": part.mechanism.replace("_", " "),
            "class": words,
            "change": _words(part.change, slice(kind, kind + 1)),
        }
        for part in one.carried
        for kind, words in enumerate(CLASSES)
        if part.change.low[kind] > 0 or part.change.high[kind] < 0
    ]


def tell_whatif(found: WhatIf) -> Iterator[str]:
    """What must be said beside: warnings, and what it rests on."""
    for words in found.warnings:
        yield f"warning: {words}"
    yield (
        f"{found.runs} runs of each course over {found.draws} draws of the parameters, seed {found.seed}; "
        f"{found.model}; intervals hold {found.coverage:.0%}"
    )
