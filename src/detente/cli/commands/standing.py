"""Commands on the system of states: network, camps, balance, strain."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.level_options import FromOption, ImportedOption, ToOption, Undated, UndatedOption
from detente.cli.options import Format, FormatOption, LedgerOption, LimitOption
from detente.cli.output import print_rows, say
from detente.cli.standing_options import (
    AtOption,
    DataOption,
    DrawsOption,
    LayersOption,
    OthersOption,
    SecondsOption,
    StatesOption,
)

__all__ = ["register"]

_PANEL = "The system of states"
_LEDGER = Path("detente-ledger")
_EVENTS = 3


class Period(StrEnum):
    """How long a period is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command, example in (
        (network, "detente network --at 2018-08 --output system.graphml"),
        (camps, "detente camps --at 2018-08 --k 2"),
        (balance, "detente balance --by quarter --from 2014 --to 2018"),
        (strain, "detente strain --at 2018-08 --top 5"),
    ):
        app.command(rich_help_panel=_PANEL, epilog=f"Example:  {example}")(command)


def network(  # noqa: PLR0913  each is an option of its own
    *,
    at: AtOption = None,
    layers: LayersOption = None,
    states: StatesOption = None,
    others: OthersOption = False,
    undated: UndatedOption = Undated.APART,
    imported: ImportedOption = False,
    data: DataOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="All ties there too: .graphml .gexf .json .csv."),
    ] = None,
    limit: LimitOption = 50,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Show who is tied to whom on a date: friendly and hostile ties, camps, and who stands alone.

    A tie is there if the 90 % interval of the level leaves out zero; its weight is the level (-10 war, +10),
    `probability` that of its sign, `events` counts the dated events of the pair at any time. The strongest
    come first. The camps are the fewest ties against them, whatever their number (`detente camps`).
    """
    from detente.cli import standing_rows as rows  # noqa: PLC0415  light start
    from detente.cli import standing_showing as show  # noqa: PLC0415
    from detente.cli.standing_files import check_ending, write_system  # noqa: PLC0415
    from detente.cli.standing_words import tie_words  # noqa: PLC0415

    if output is not None:
        check_ending(output)
    evidence = show.read_asked(
        ledger, data, domains=layers, states=states, undated=undated.value, imported=imported, others=others
    )
    standing = show.stand(evidence, at)
    if standing is None:
        return
    ties = rows.tie_rows(standing.system, evidence.known)
    tied = rows.keep_tied(standing.system)
    members = rows.member_rows(tied, show.divide(tied, None, seconds=10.0))
    if output is not None:
        about = {
            "date": standing.label,
            "layer": standing.system.layers[0],
            "source": show.name_source(evidence),
        }
        write_system(output, members, ties, about=about)
        say(f"{len(members)} states and {len(ties)} ties in {output}")
    columns = rows.TIE_COLUMNS if evidence.levels is not None else rows.TIE_COLUMNS[:6]
    shown = ("a", "b", "tie", *columns[3:5], *columns[6:])
    title = f"Ties {standing.words}"
    print_rows(rows.shown_ties(ties[:limit]), columns, style=style, shown=shown, title=title)
    if style is Format.TABLE:
        show.print_camps(members)
    if len(ties) > limit:
        say(f"{limit} of {len(ties)} ties are shown; --limit shows more")
    say(tie_words(standing.system))
    show.tell_reserve(evidence, [standing])


def camps(  # noqa: PLR0913  each is an option of its own
    *,
    at: AtOption = None,
    k: Annotated[
        int | None,
        typer.Option("--k", min=1, metavar="N", help="At most so many camps; else as many as fit."),
    ] = None,
    layers: LayersOption = None,
    states: StatesOption = None,
    others: OthersOption = False,
    undated: UndatedOption = Undated.APART,
    imported: ImportedOption = False,
    data: DataOption = None,
    draws: DrawsOption = 200,
    seconds: SecondsOption = 20.0,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Divide the states into the camps that the fewest ties contradict, with proof.

    A tie goes against the camps if friends are in two of them or enemies in one. `fitting` and `against`
    count each state's ties. Without --k there may be any number of camps; a state that no friendly tie holds
    fits none. `stability` is how often, in draws of the signs by their probability, a state is with those of
    its camp and apart from the others. Camps are a summary of ties, not of treaties; others may do as well.
    """
    from detente.cli import standing_rows as rows  # noqa: PLC0415  light start
    from detente.cli import standing_showing as show  # noqa: PLC0415
    from detente.cli.standing_words import SURE, camp_words, role_words  # noqa: PLC0415
    from detente.system.roles import find_roles  # noqa: PLC0415
    from detente.system.stability import measure_stability  # noqa: PLC0415

    evidence = show.read_asked(
        ledger, data, domains=layers, states=states, undated=undated.value, imported=imported, others=others
    )
    standing = show.stand(evidence, at)
    if standing is None:
        return
    tied = rows.keep_tied(standing.system)
    found = show.divide(tied, k, seconds=seconds)
    roles = find_roles(tied, found.camp.tolist())
    stability = measure_stability(tied, found.camp.tolist(), k=k, draws=draws, seconds=seconds)
    members = rows.member_rows(tied, found, stability=stability, roles=roles)
    title = f"Camps {standing.words}"
    if style is Format.TABLE:
        show.print_camps(members, title=title, apart=False)
        doubtful = [row for row in members if row["against"] or row["stability"] < SURE]
        if doubtful:
            sys.stdout.write("\n")
        title = "States with ties against their camp, or whose place is not sure"
        print_rows(doubtful, rows.CAMP_SHOWN, style=style, title=title)
    else:
        print_rows(members, rows.CAMP_COLUMNS, style=style)
    for line in [*camp_words(standing.system, tied, found, k=k), *role_words(roles, stability)]:
        say(line)
    show.tell_reserve(evidence, [standing])


def balance(  # noqa: PLR0913  each is an option of its own
    *,
    by: Annotated[
        Period | None, typer.Option("--by", metavar="year|quarter|month", help="Length of a period.")
    ] = None,
    first: FromOption = None,
    last: ToOption = None,
    layers: LayersOption = None,
    states: StatesOption = None,
    others: OthersOption = False,
    undated: UndatedOption = Undated.APART,
    imported: ImportedOption = False,
    data: DataOption = None,
    draws: DrawsOption = 200,
    seconds: SecondsOption = 20.0,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Follow how balanced the system is, period by period (by year if nothing else is asked).

    `balanced` is the share of triangles in which a friend's friend, or an enemy's enemy, is a friend;
    `by chance` what it would be with the signs permuted, and `z` how far from that it is; `walk` the balance
    over cycles of every length; `frustrated` the fewest ties that keep the system from being two camps,
    proved. Bands hold 90 % of draws of the signs by their probability; doubt pulls them toward less balance.
    Each system is that of the middle of its period. Without dates: from the first event to the last.
    """
    from detente.cli import standing_balance as rows  # noqa: PLC0415  light start
    from detente.cli import standing_showing as show  # noqa: PLC0415
    from detente.cli.standing_days import build_standings  # noqa: PLC0415
    from detente.cli.standing_words import balance_words  # noqa: PLC0415
    from detente.system.course import measure_balance_course  # noqa: PLC0415

    evidence = show.read_asked(
        ledger, data, domains=layers, states=states, undated=undated.value, imported=imported, others=others
    )
    standings = build_standings(evidence, by.value if by else None, first=first, last=last)
    points = measure_balance_course([one.system for one in standings], n_draws=draws, seconds=seconds)
    found = rows.balance_rows([one.label for one in standings], points)
    if not any(row["ties"] for row in found):
        say("no tie is settled in any of these periods, so there is no balance to measure")
        say("hint: `detente dyads --at DATE` shows the levels with their intervals")
    elif style is Format.TABLE:
        shown = [rows.shown_balance(row) for row in found]
        print_rows(shown, rows.BALANCE_SHOWN, style=style, title="Balance of the system")
        show.print_lines(rows.line_rows(found))
    else:
        print_rows(found, rows.BALANCE_COLUMNS, style=style)
    for line in balance_words(found):
        say(line)
    show.tell_reserve(evidence, standings)


def strain(  # noqa: PLR0913  each is an option of its own
    *,
    at: AtOption = None,
    top: Annotated[int, typer.Option("--top", "--limit", min=1, metavar="N", help="Most rows.")] = 10,
    layers: LayersOption = None,
    states: StatesOption = None,
    others: OthersOption = False,
    undated: UndatedOption = Undated.APART,
    imported: ImportedOption = False,
    data: DataOption = None,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List the ties that third states strain most: with the other sign the system would be more balanced.

    `gain` is the number of triangles that would be balanced if the tie changed sign, less those that would no
    longer be, out of the `triangles` it is in. The third states that strain it are named, and of a coded
    ledger the newest events of the pair. A strained tie may last: this is no forecast.
    """
    from detente.cli import standing_rows as rows  # noqa: PLC0415  light start
    from detente.cli import standing_showing as show  # noqa: PLC0415
    from detente.cli.standing_words import strain_words  # noqa: PLC0415
    from detente.system import measure_triads  # noqa: PLC0415

    evidence = show.read_asked(
        ledger, data, domains=layers, states=states, undated=undated.value, imported=imported, others=others
    )
    standing = show.stand(evidence, at)
    if standing is None:
        return
    found = rows.strain_rows(standing.system, limit=top)
    coded = evidence.levels is not None and not imported
    if coded and found:
        rows.add_events(found, ledger, until=standing.system.when, limit=_EVENTS)
    shown = ("pair", "tie", "gain", "triangles", "why", *(("newest_events",) if coded else ()))
    print_rows(found, rows.STRAIN_COLUMNS, style=style, shown=shown, title=f"Strained ties {standing.words}")
    for line in strain_words(measure_triads(standing.system), n_found=len(found)):
        say(line)
    show.tell_reserve(evidence, [standing])
