"""Commands on mechanisms: test, why."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.level_options import ImportedOption, Undated, UndatedOption
from detente.cli.options import Format, FormatOption, LedgerOption
from detente.cli.output import print_rows, say
from detente.core.errors import UsageError

__all__ = ["register"]

_PANEL = "The system of states"
_LEDGER = Path("detente-ledger")
_ALL = "all"

CauseDataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FILE",
        help="A table instead of the ledger: a, b, period; cooperative and conflictual, or sign; links.",
    ),
]
CauseColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="OURS=THEIRS", help="The file's name of a column: cooperative=vc+mc."),
]
ByOption = Annotated[
    str, typer.Option("--by", metavar="year|month", help="Length of a period of the ledger.")
]
LagOption = Annotated[
    int,
    typer.Option("--lag", min=0, metavar="N", help="Periods from what is seen to what follows; 0 describes."),
]
NeutralOption = Annotated[
    str,
    typer.Option(
        "--neutral",
        metavar="SHARE",
        help="Share of cooperative events of a tie that is neither friendly nor hostile; mean: that of all.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for name, command, example in (
        ("test", put_to_data, "detente test enemy_of_enemy --data pairs.csv"),
        ("why", why, "detente why RUS PAK --from 2014 --to 2018"),
    ):
        app.command(name, rich_help_panel=_PANEL, epilog=f"Example:  {example}")(command)


def put_to_data(  # noqa: PLR0913  each is an option of its own
    mechanism: Annotated[
        str,
        typer.Argument(metavar="MECHANISM", help="enemy_of_enemy, patron_vacuum …; all for each of them."),
    ] = _ALL,
    *,
    data: CauseDataOption = None,
    column: CauseColumnOption = None,
    imported: ImportedOption = False,
    undated: UndatedOption = Undated.APART,
    by: ByOption = "year",
    lag: LagOption = 1,
    neutral: NeutralOption = "0.5",
    control: Annotated[
        list[str] | None,
        typer.Option("--control", metavar="NAME", help="A further covariate to hold equal: common_friend."),
    ] = None,
    permutations: Annotated[
        int, typer.Option("--permutations", min=0, metavar="N", help="Draws that relabel the states.")
    ] = 99,
    ahead: Annotated[
        bool, typer.Option("--ahead/--no-ahead", help="See whether it foretells later periods.")
    ] = True,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Put a mechanism that writers invoke to the data, in two parts that are not mixed.

    First: does it make two states deal with each other at all? Then: given that they do, as friends? Each is
    told alone and beside what else is known of the pair, with errors robust to pairs that share a state, with
    states relabelled at random, and by whether later periods are better foretold. p-values are Holm's, for
    all that the call tests. An association is no cause: each finding says what it leaves open.
    """
    from detente.cli import testing  # noqa: PLC0415  light start
    from detente.cli.cause_rows import FINDING_COLUMNS, finding_rows, shown_findings  # noqa: PLC0415
    from detente.pages import causes  # noqa: PLC0415

    asked = causes.PanelAsked(
        ledger, data, testing.read_columns(column), imported, undated.value, testing.read_freq(by), lag,
        causes.parse_neutral(neutral),
    )  # fmt: skip
    names = testing.choose_tests(mechanism)
    read = causes.read_causes(asked)
    found = testing.run_tests(
        read,
        names,
        controls=tuple(control or ()),
        n_permutations=permutations,
        ahead=ahead,
        every=mechanism == _ALL,
    )
    rows = finding_rows(found)
    if style is not Format.TABLE:
        print_rows(rows, FINDING_COLUMNS, style=style)
        testing.tell_data(read, found)
        return
    for one in found:
        mine = [row for row in rows if row["mechanism"] == one.test.name]
        shown = shown_findings(mine)
        title = f"{one.test.name}: {one.test.definition}"
        print_rows(shown, tuple(shown[0]) if shown else (), style=style, title=title)
        testing.tell_assessment(one)
    testing.tell_data(read, found)


def why(  # noqa: PLR0913  each is an option of its own
    first: Annotated[str, typer.Argument(metavar="A", help="A state: RUS, Russia.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    *,
    begin: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first period.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last period.")] = None,
    data: CauseDataOption = None,
    column: CauseColumnOption = None,
    imported: ImportedOption = False,
    undated: UndatedOption = Undated.APART,
    by: ByOption = "year",
    lag: LagOption = 1,
    neutral: NeutralOption = "0.5",
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Account for a pair's change: its course, the events that moved it, and what the mechanisms account for.

    The ledger gives the course, the events and what the articles argue; the fitted model comes from the same
    ledger, from --imported rows or from a table (--data), whichever has pairs and periods enough. What no
    mechanism accounts for is said too: it is the rule. Arguments of the articles are put to the same model.
    """
    from detente.cli import whys  # noqa: PLC0415  light start
    from detente.cli.testing import read_columns, read_freq  # noqa: PLC0415
    from detente.pages import causes  # noqa: PLC0415

    if first == second:
        raise UsageError(f"{first!r} twice is no pair", hint="name two states")
    asked = causes.PanelAsked(
        ledger,
        data,
        read_columns(column),
        imported,
        undated.value,
        read_freq(by),
        lag,
        causes.parse_neutral(neutral),
    )
    told = whys.account_for_dyad(asked, (first, second), window=(begin, end))
    whys.print_account(told, style=style)
    for line in told.reserve:
        say(line)
