"""Tests of mechanisms as the command line runs and tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from detente.cli.cause_rows import raw_words
from detente.cli.output import say
from detente.cli.progress import show_steps
from detente.core.errors import InputError, UsageError
from detente.mechanisms import (
    Assessment,
    adjust_assessments,
    assess_mechanism,
    build_covariate,
    find_mechanism_test,
    read_mechanism_tests,
)
from detente.pages.causes import PAST, build_cause_panel, list_covariates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.mechanisms import MechanismTest
    from detente.pages.causes import Causes
    from detente.relations.periods import Frequency

__all__ = [
    "choose_tests", "read_columns", "read_freq", "run_tests", "tell_assessment", "tell_data",
]  # fmt: skip


def read_columns(words: Sequence[str] | None) -> dict[str, str]:
    """Our column to the file's.

    Raises:
        UsageError: If a word is no pair.
    """
    found = {}
    for word in words or ():
        ours, _, theirs = word.partition("=")
        if not ours or not theirs:
            raise UsageError(f"--column {word!r} is no pair", hint="--column cooperative=verbal+material")
        found[ours.strip()] = theirs.strip()
    return found


def read_freq(word: str) -> Frequency:
    """Year or month.

    Raises:
        UsageError: If it is another word.
    """
    if word not in ("year", "month"):
        raise UsageError(f"--by cannot be {word!r}", hint="year or month")
    return cast("Frequency", word)


def choose_tests(word: str) -> tuple[MechanismTest, ...]:
    """The mechanism of that name, or every one that can be tested.

    Raises:
        UnknownNameError: If there is none.
        UsageError: If it cannot be tested; the message says why.
    """
    if word.casefold() == "all":
        return tuple(test for test in read_mechanism_tests().values() if test.testable)
    test = find_mechanism_test(word)
    if not test.testable:
        hint = f"detente test {test.instead}" if test.instead else "`detente test all` tests the others"
        raise UsageError(f"{test.name} cannot be tested: {test.cannot_say}", hint=hint)
    return (test,)


def run_tests(
    causes: Causes,
    tests: Sequence[MechanismTest],
    *,
    controls: Sequence[str],
    n_permutations: int,
    ahead: bool,
    every: bool,
) -> tuple[Assessment, ...]:
    """The assessments, their p-values adjusted for all of them.

    Args:
        causes: The data.
        tests: What to test.
        controls: Further covariates to hold equal.
        n_permutations: Draws of the permutation check.
        ahead: Whether the gain is measured.
        every: Whether mechanisms that the data cannot test are passed over and named.

    Raises:
        UsageError: If the data cannot test what was asked for.
        InputError: If the data are too thin for any test.
    """
    further = [build_covariate(name) for name in controls]
    wanted = [one.covariate for test in tests for one in test.expectations]
    past = list_covariates(names=PAST)
    panel = build_cause_panel(causes, [*wanted, *further, *past])
    held = [name for name in (*PAST, *(one.name for one in further)) if name in panel.names]
    held = [name for name in held if panel.covariates[:, panel.names.index(name)].std() > 0]
    found, thin = [], ""
    with show_steps("testing", total=len(tests)) as advance:
        for test in tests:
            try:
                found.append(
                    assess_mechanism(panel, test, controls=held, n_permutations=n_permutations, ahead=ahead)
                )
            except (UsageError, InputError) as fault:
                if not every:
                    raise
                thin = thin or fault.message
                say(f"{test.name}: {fault.message}")
            advance()
    if not any(one.findings for one in found):
        told = next((why for one in found for _, why in one.silent), thin)
        raise InputError(
            f"these data are too thin to test anything: {told}",
            hint="--imported, or --data FILE with more pairs and periods",
        )
    return adjust_assessments(found)


def tell_assessment(one: Assessment) -> None:
    """What a table cannot: the sentences, the raw shares, and what is left open."""
    for finding in one.findings:
        if finding.controlled or not one.controls:
            print_line(finding.words)
    for raw in one.raw:
        print_line(raw_words(raw))
    for name, why in one.silent:
        say(f"not told, {name}: {why}")
    print_line(f"It cannot say {one.test.cannot_say}.")
    print_line("")


def tell_data(causes: Causes, found: Sequence[Assessment]) -> None:
    """What was tested on."""
    one = max(found, key=lambda each: each.n_rows)
    say(
        f"{causes.name}: {one.n_rows:,} pairs in periods {one.periods[0]} to {one.periods[1]}, of which "
        f"{one.n_ties:,} deal with each other; {one.n_states} states"
        + (f"; {one.n_left_out:,} rows without a value left out" if one.n_left_out else "")
    )
    if causes.n_rejected:
        say(f"{causes.n_rejected} rows of the file were refused; the first, {causes.rejected}")


def print_line(text: str) -> None:
    """A line on standard output."""
    import sys  # noqa: PLC0415

    from detente.cli.output import plain  # noqa: PLC0415

    sys.stdout.write(plain(text) + "\n")
