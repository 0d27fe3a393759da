"""Commands on relations over time: dyads, shifts, tilt, turning-points, rates."""

from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.books import identity, open_for_reading, pair_of
from detente.cli.level_options import (
    OVERALL,
    DomainOption,
    FromOption,
    ImportedOption,
    ToOption,
    Undated,
    UndatedOption,
    check_domain,
)
from detente.cli.options import Format, FormatOption, LedgerOption, LimitOption
from detente.cli.output import print_rows, say
from detente.core.errors import UsageError

__all__ = ["register"]

_PANEL = "Relations over time"
_LEDGER = Path("detente-ledger")


class Period(StrEnum):
    """How long a period is."""

    YEAR = "year"
    MONTH = "month"


DyadOption = Annotated[
    tuple[str, str] | None, typer.Option("--dyad", metavar="A B", help="Of these two: Russia PAK.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for name, command, example in (
        ("dyads", dyads, "detente dyads --at 2018-06 --limit 50"),
        ("shifts", shifts, "detente shifts --from 2014 --to 2018 --fdr 0.1"),
        ("tilt", tilt, "detente tilt PAK --between USA RUS --from 2010 --to 2018 --domain military"),
        ("turning-points", turning_points, "detente turning-points --dyad Russia Ukraine --since 2014"),
        ("rates", rates, "detente rates Russia Pakistan --by month --format csv"),
    ):
        app.command(name, rich_help_panel=_PANEL, epilog=f"Example:  {example}")(command)


def dyads(  # noqa: PLR0913  each is an option of its own
    *,
    at: Annotated[
        str | None, typer.Option("--at", metavar="DATE", help="The levels on this day, not the last one.")
    ] = None,
    domain: DomainOption = OVERALL,
    undated: UndatedOption = Undated.APART,
    imported: ImportedOption = False,
    limit: LimitOption = 50,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List the pairs of which something dated is known: their events, and their level with its interval.

    A level runs from -10 (war) to +10; it is what the reported events tell, and between and after them
    it goes back to what is usual for the pair while the interval widens. Most events come first.
    """
    from detente.cli import level_rows as rows  # noqa: PLC0415  light start
    from detente.cli.levels import day_of, levels_of, reserve, seen_days  # noqa: PLC0415

    domain = check_domain(domain)
    with open_for_reading(ledger) as books:
        levels = levels_of(books, domain=domain, undated=undated.value, imported=imported)
        when = day_of(at, "--at", "middle") if at is not None else seen_days(levels, domain)[1]
        listed = rows.dyad_rows(levels, domain, when, limit=limit)
        print_rows(listed, rows.DYAD_COLUMNS, style=style, title=f"Levels on {when}")
    say(reserve(levels, domain))


def shifts(  # noqa: PLR0913  each is an option of its own
    *,
    first: FromOption = None,
    last: ToOption = None,
    domain: DomainOption = OVERALL,
    fdr: Annotated[
        float | None,
        typer.Option(
            "--fdr", min=0.0, max=1.0, metavar="SHARE", help="Most expected share of wrong signs in the list."
        ),
    ] = None,
    undated: UndatedOption = Undated.APART,
    imported: ImportedOption = False,
    limit: LimitOption = 20,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List the largest shifts of relations between two dates, up or down.

    `change` is the level after less the level before, `low` and `high` the ends of its 90 % interval,
    `probability` that it went this way at all, and `false share` the expected share of wrong signs among
    the shifts that are at least as sure. `events` counts those in between. Without dates: from the first
    event to the last (leaving out dates vaguer than a year).
    """
    from detente.cli import level_rows as rows  # noqa: PLC0415  light start
    from detente.cli.levels import levels_of, reserve, seen_days, window_of  # noqa: PLC0415

    domain = check_domain(domain)
    with open_for_reading(ledger) as books:
        levels = levels_of(books, domain=domain, undated=undated.value, imported=imported)
    window = window_of(first, last, seen_days(levels, domain))
    found = islice(rows.shift_rows(levels, window, domain, false_share=fdr), limit)
    shown = tuple(name for name in rows.SHIFT_COLUMNS if name not in ("domain", "from", "to"))
    title = f"Shifts from {window[0]} to {window[1]}"
    n_rows = print_rows(found, rows.SHIFT_COLUMNS, style=style, shown=shown, title=title)
    if not n_rows:
        say(f"no shift from {window[0]} to {window[1]} is so sure that the false share stays within {fdr}")
    say(reserve(levels, domain))


def tilt(  # noqa: PLR0913  each is an option of its own
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="The one between: PAK, Pakistan.")],
    *,
    between: Annotated[
        tuple[str, str],
        typer.Option(metavar="Y Z", help="Above 0 it leans to the first, below to the second."),
    ],
    at: Annotated[
        list[str] | None, typer.Option("--at", metavar="DATE", help="On this day; may be given again.")
    ] = None,
    first: FromOption = None,
    last: ToOption = None,
    domain: DomainOption = OVERALL,
    undated: UndatedOption = Undated.APART,
    imported: ImportedOption = False,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Say to which of two others an actor leans, and how that changed.

    The tilt is its level with the first less its level with the second; `probability` is that it leans to
    the first, and `change` is since the first row. All have 90 % intervals. Without --at: at both ends of
    the window and on every 1 January between, by default from the first event of either pair to the last.
    """
    from detente.cli import level_rows as rows  # noqa: PLC0415  light start
    from detente.cli import levels as known  # noqa: PLC0415

    domain = check_domain(domain)
    if at and (first is not None or last is not None):
        raise UsageError("--at names days, --from and --to a window", hint="give the one or the other")
    with open_for_reading(ledger) as books:
        between = (identity(between[0], books), identity(between[1], books))
        who = identity(actor, books)
        levels = known.levels_of(books, domain=domain, undated=undated.value, imported=imported)
    if len({who, *between}) < 3:
        raise UsageError(f"{who} between {between[0]} and {between[1]}", hint="name three different actors")
    pairs = [(who, other) for other in between]
    for pair in pairs:
        known.check_seen(levels, pair)
    days = (
        sorted({known.day_of(word, "--at", "middle") for word in at})
        if at
        else known.yearly_days(known.window_of(first, last, known.seen_days(levels, domain, *pairs)))
    )
    found = rows.tilt_rows(levels, who, between, dates=days, domain=domain)
    shown = tuple(name for name in rows.TILT_COLUMNS if name not in ("toward", "against"))
    title = f"{who} between {between[0]} (+) and {between[1]} (-), {domain}"
    print_rows(found, rows.TILT_COLUMNS, style=style, shown=shown, title=title)
    counts = known.count_events(levels, domain)
    for pair in pairs:
        n_events = counts[min(pair), max(pair)]
        say(f"{pair[0]} and {pair[1]}: {n_events} dated events" + ("" if n_events else "; as any other pair"))
    say(known.reserve(levels, domain))


def turning_points(  # noqa: PLR0913  each is an option of its own
    *,
    dyad: DyadOption = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Not before its first day.")] = None,
    domain: DomainOption = OVERALL,
    undated: UndatedOption = Undated.APART,
    imported: ImportedOption = False,
    limit: LimitOption = 20,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List when relations left their course, the surest first, with the events that made it.

    Each has the span of days in which the break lies with 90 %, the probability that there was one, and
    the change of the level with its 90 % interval. A slow drift is no turning point: see `detente shifts`.
    JSON lines say by how much each event pushed.
    """
    from detente.cli import level_rows as rows  # noqa: PLC0415  light start
    from detente.cli.levels import check_seen, day_of, levels_of, reserve  # noqa: PLC0415

    domain = check_domain(domain)
    start = day_of(since, "--since", "first") if since is not None else None
    with open_for_reading(ledger) as books:
        pair = pair_of(dyad, books) if dyad else None
        levels = levels_of(books, domain=domain, undated=undated.value, imported=imported)
        if pair:
            check_seen(levels, pair)
        turns = [
            turn for turn in rows.find_turns(levels, domain, pair=pair) if not start or turn.when >= start
        ]
        listed = [
            rows.turn_row(None if imported else books, turn, record=style is Format.JSONL)
            for turn in turns[:limit]
        ]
    if not print_rows(listed, rows.TURN_COLUMNS, style=style, shown=rows.TURN_SHOWN):
        say("no turning point is more likely than not")
    say(reserve(levels, domain))


def rates(
    first: Annotated[str, typer.Argument(metavar="A", help="A state or other actor: RUS, Russia, Russian.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    *,
    by: Annotated[
        Period, typer.Option("--by", metavar="year|month", help="Length of a period.")
    ] = Period.YEAR,
    undated: UndatedOption = Undated.APART,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """How often two actors deal with each other: events by period and quad class, with their rates.

    A rate is the number to be expected of such a period, between what was counted and what is usual for
    the pair; its 90 % interval allows for events that come in bursts. A class of which too little is known
    to say how it varies has none. It follows what was reported.
    """
    from detente.cli import level_rows as rows  # noqa: PLC0415  light start

    with open_for_reading(ledger) as books:
        pair = pair_of((first, second), books)
        found = rows.rate_rows(books, pair, freq=by.value, undated=undated.value)
    if style is Format.TABLE:
        title = f"{pair[0]} and {pair[1]} by {by.value}, events: rate (90 % interval)"
        n_rows = print_rows(rows.rate_table(found), ("period", *rows.QUAD_NAMES), style=style, title=title)
    else:
        n_rows = print_rows(found, rows.RATE_COLUMNS, style=style)
    if any(row["low"] is None for row in found):
        say("where there is no interval, too few events are known to say how their number varies")
    if not n_rows:
        say(f"no dated event between {pair[0]} and {pair[1]} is known to have occurred")
