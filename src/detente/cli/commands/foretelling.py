"""Commands on what comes next: forecast, forecasts, backtest."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.level_options import ImportedOption
from detente.cli.options import Format, FormatOption, LedgerOption, LimitOption
from detente.cli.output import print_rows, say

__all__ = ["register"]

_PANEL = "What comes next"
_LEDGER = Path("detente-ledger")


class Task(StrEnum):
    """What a backtest asks."""

    NEXT = "next"
    COUNTS = "counts"
    OCCURRENCE = "occurrence"


AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DAY",
        help="Only what happened before this day is seen; else all, up to the month of the last event.",
    ),
]
EventsOption = Annotated[
    str | None,
    typer.Option("--domain", metavar="DOMAIN", help="Only events of it: military, economic, security …"),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for name, command, example in (
        ("forecast", forecast, "detente forecast RUS PAK --horizon 6m --keep"),
        ("forecasts", forecasts, "detente forecasts --scored"),
        ("backtest", backtest, "detente backtest --task occurrence --imported"),
    ):
        app.command(name, rich_help_panel=_PANEL, epilog=f"Example:  {example}")(command)


def forecast(  # noqa: PLR0913  each is an option of its own
    first: Annotated[str | None, typer.Argument(metavar="A", help="An actor: RUS, Russia.")] = None,
    second: Annotated[str | None, typer.Argument(metavar="B", help="Another.")] = None,
    *,
    horizon: Annotated[
        str,
        typer.Option("--horizon", metavar="6m", help="How far ahead: 6m, 90d, 8w, 1y; five years at most."),
    ] = "6m",
    type_: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="Only whether these happen: AGREE, SANCTION …"),
    ] = None,
    who_next: Annotated[
        list[str] | None,
        typer.Option(
            "--who-next", metavar="QUESTION", help='Who will: "RUS AGREE ?" or "? SANCTION PAK"; may repeat.'
        ),
    ] = None,
    as_of: AsOfOption = None,
    domain: EventsOption = None,
    imported: ImportedOption = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep it in the ledger for good, to be scored when its time is up.")
    ] = False,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Foretell what two actors will do: how much, whether, and how warm they will be; or who is next.

    Counts by class and month with the band that holds 90 %; the probability that an event of each type
    happens by the end of the horizon; the level with its band. Beside each stand plain forecasts that usually
    win: the base rate of all pairs, no change, and the pair's own climatology. A probability comes with the
    past events that speak for it, and everything with how little it rests on. --keep holds a forecast to its
    word: `detente forecasts` scores it later.
    """
    from detente.cli import foretold  # noqa: PLC0415  light start

    asked = foretold.AskedForecast(
        words=tuple(word for word in (first, second) if word is not None),
        horizon=horizon,
        types=tuple(type_ or ()),
        questions=tuple(who_next or ()),
        as_of=as_of,
        domain=domain,
        imported=imported,
    )
    found = foretold.read_outlook(ledger, asked)
    if style is Format.TABLE:
        foretold.show_outlook(found)
    else:
        print_rows(foretold.outlook_rows(found), foretold.OUTLOOK_COLUMNS, style=style)
    for line in foretold.tell_outlook(found):
        say(line)
    if keep:
        from detente.cli.foretold_kept import keep_outlook  # noqa: PLC0415

        say(keep_outlook(ledger, found, asked))


def forecasts(  # noqa: PLR0913  each is an option of its own
    *,
    actor: Annotated[str | None, typer.Option("--actor", metavar="A", help="Of this actor.")] = None,
    partner: Annotated[str | None, typer.Option("--partner", metavar="B", help="And this one.")] = None,
    scored: Annotated[
        bool, typer.Option("--scored", help="Only those whose time is up and whose score is known.")
    ] = False,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DAY", help="Score as of this day; else today.")
    ] = None,
    limit: LimitOption = 50,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List the forecasts that were kept, and score those whose time is up against what came.

    Open ones say when they close. `unread`: the time is up, but the ledger tells of nothing so late, so
    nothing can be said. Brier's score of a probability and the CRPS of counts are 0 at best; beside them
    stand those of the plain forecasts. `inside` is the share of what came that lay in the band of 90 %. A
    forecast kept after its time was up foretold nothing and is marked as a hindcast.
    """
    from detente.cli import foretold_kept as kept  # noqa: PLC0415  light start

    rows = kept.kept_rows(ledger, (actor, partner), today=today)
    chosen = [row for row in rows if row["state"] == "scored"] if scored else rows
    columns = kept.KEPT_COLUMNS
    print_rows(chosen[:limit], columns, style=style, shown=kept.KEPT_SHOWN, title="Forecasts kept")
    for line in kept.tell_kept(chosen, shown=min(limit, len(chosen))):
        say(line)


def backtest(  # noqa: PLR0913  each is an option of its own
    *,
    task: Annotated[
        Task, typer.Option("--task", metavar="next|counts|occurrence", help="Who next, how much, or whether.")
    ] = Task.COUNTS,
    imported: ImportedOption = False,
    domain: EventsOption = None,
    origins: Annotated[
        int | None,
        typer.Option(
            "--origins",
            min=1,
            max=60,
            metavar="N",
            help="Past days to forecast from, 8 if not said; not of next.",
        ),
    ] = None,
    horizon: Annotated[
        str | None,
        typer.Option(
            "--horizon", metavar="3m", help="How far ahead of each: 1m, 90d, 3m if not said; not of next."
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Forecast the past from what had happened before it, and score it beside the plain forecasts.

    From each of the past days the forecaster sees only earlier events, never later ones; what then came
    decides. Smaller is better for Brier, log and CRPS; larger for MRR and Hits. A forecast is worth something
    where it beats the base rate, no change and climatology. Few events make a backtest of chance: it says so.
    Who next is asked a day ahead of every event of the last fifth.
    """
    from detente.cli import foretold_tests as tests  # noqa: PLC0415  light start

    found = tests.run_backtest(
        ledger, task.value, imported=imported, domain=domain, n_origins=origins, horizon=horizon
    )
    rows = tests.shown_rows(found.rows) if style is Format.TABLE else found.rows
    print_rows(rows, found.columns, style=style, title=found.title)
    for line in found.words:
        say(line)
