"""The command on what might be: whatif."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.level_options import ImportedOption
from detente.cli.options import Format, FormatOption, LedgerOption
from detente.cli.output import print_rows, say

__all__ = ["register"]

_PANEL = "What comes next"
_LEDGER = Path("detente-ledger")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    example = 'detente whatif IND-RUS --set "IND-USA military +3" --months 12'
    app.command("whatif", rich_help_panel=_PANEL, epilog=f"Example:  {example}")(whatif)


def whatif(  # noqa: PLR0913  each is an option of its own
    dyads: Annotated[
        list[str] | None,
        typer.Argument(metavar="DYAD…", help="Pairs to tell of beside those that are changed: IND-RUS."),
    ] = None,
    *,
    do: Annotated[
        list[str] | None,
        typer.Option("--do", metavar="EVENT", help='An event to come: "2018-09 USA SANCTION PAK", "… x3".'),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="SHIFT", help='Events a month more or fewer: "IND-USA military +3", "… 2018-10".'
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="EVENT", help='A past event left out: "RUS SUPPORT PAK 2018".'),
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option("--scenario", metavar="FILE", help="The same in a TOML or JSON file.")
    ] = None,
    months: Annotated[int, typer.Option("--months", metavar="N", help="How far ahead; 60 at most.")] = 12,
    runs: Annotated[
        int, typer.Option("--runs", metavar="N", help="Runs of each course; 10 to 20,000.")
    ] = 400,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Of the random numbers.")] = 0,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="MONTH", help="Begin with this month; else after the last event."),
    ] = None,
    imported: ImportedOption = False,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Play a change out: run the fitted system of states forward with it and without it, many times.

    The counts of every pair by class lean on their own past and, through the mechanisms that writers invoke
    (a common enemy, a friend's friend …), on third states. What is told is the difference of the two courses:
    in all, by the pairs' own past, and through the network, with intervals; and which mechanisms carried it.
    The same seed gives the same numbers. A warning tells where the scenario lies outside what the data have
    seen. It is what the model implies, not proof of what would come.
    """
    from detente.cli import supposed  # noqa: PLC0415  light start

    asked = supposed.AskedWhatIf(
        dyads=tuple(dyads or ()),
        do=tuple(do or ()),
        hold=tuple(set_ or ()),
        without=tuple(without or ()),
        file=scenario,
        months=months,
        runs=runs,
        seed=seed,
        as_of=as_of,
        imported=imported,
    )
    found = supposed.run_whatif(ledger, asked)
    if style is Format.TABLE:
        supposed.show_whatif(found)
    else:
        print_rows(supposed.whatif_rows(found), supposed.WHATIF_COLUMNS, style=style)
    for line in supposed.tell_whatif(found):
        say(line)
