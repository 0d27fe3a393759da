"""Commands that look into a ledger: events, dyad, search, sql, dump."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import detente
from detente.cli.books import identity, open_for_reading, pair_of
from detente.cli.level_options import (
    OVERALL,
    DomainOption,
    ImportedOption,
    Undated,
    UndatedOption,
    check_domain,
)
from detente.cli.options import Format, FormatOption, LedgerOption, LimitOption
from detente.cli.output import Row, output_console, print_rows, say
from detente.core.errors import UsageError

if TYPE_CHECKING:
    from detente.ledger import Ledger

__all__ = ["register"]

_PANEL = "Look into a ledger"
_LEDGER = Path("detente-ledger")
_CHART = 80  # columns of a chart that goes to no terminal


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        "events",
        rich_help_panel=_PANEL,
        epilog="Example:  detente events --dyad Russia Pakistan --since 2014 --type AGREE",
    )(events)
    app.command("dyad", rich_help_panel=_PANEL, epilog="Example:  detente dyad Russia Pakistan --plot")(dyad)
    app.command(
        "search", rich_help_panel=_PANEL, epilog="Example:  detente search '\"defence pact\" OR helicopters'"
    )(search)
    app.command(
        "sql",
        rich_help_panel=_PANEL,
        epilog="Example:  detente sql 'SELECT type, count(*) AS n FROM events GROUP BY type ORDER BY n DESC'",
    )(sql)
    app.command("dump", rich_help_panel=_PANEL, epilog="Example:  detente dump --ledger books | sha256sum")(
        dump
    )


def events(  # noqa: PLR0913  each is a filter
    *,
    actor: Annotated[str | None, typer.Option(help="Among the sources or targets: RUS, Russia.")] = None,
    dyad: Annotated[
        tuple[str, str] | None, typer.Option(metavar="A B", help="Between these two, either way.")
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="PLOVER event type: AGREE, SANCTION …")
    ] = None,
    status: Annotated[
        str | None, typer.Option(help="occurred ongoing planned negotiating possible denied asked.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Not over before this EDTF date.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Begun by the end of this EDTF date.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Most events.")] = None,
    tellings: Annotated[
        bool, typer.Option("--tellings", help="Every telling of every event, as coded, not each event once.")
    ] = False,
    mentions: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Show this event alone: who tells it, where they differ, why they were joined."
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List events, by date (undated last), each with the sentence that states it best.

    Several articles that tell the same event are one row; reprints and an outlet's repetitions count as one
    outlet. The conditions must all hold. With --since or --until, events without a date are left out.
    JSON lines are interchange records, with all evidence, the trace of the coder and, unless --tellings is
    given, the identities of the tellings.
    """
    type_, status = _check_words(type_, status)
    _check_alone(mentions, filters=(actor, dyad, type_, status, since, until, limit, tellings or None))
    from detente.cli import rows  # noqa: PLC0415  light start
    from detente.cli.telling import print_tellings  # noqa: PLC0415
    from detente.coding import record_of_event  # noqa: PLC0415

    with open_for_reading(ledger) as books:
        if mentions is not None:
            print_tellings(books, mentions, style=style)
            return
        names = rows.document_names(books)
        filters: dict[str, Any] = {
            "actor": identity(actor, books) if actor else None,
            "dyad": pair_of(dyad, books) if dyad else None,
            "type": type_,
            "status": status,
            "since": since,
            "until": until,
            "limit": limit,
        }
        found: Iterator[Row]
        columns: tuple[str, ...]
        shown: tuple[str, ...]
        if tellings:
            columns, shown = rows.EVENT_COLUMNS, rows.EVENT_SHOWN
            told = record_of_event if style is Format.JSONL else rows.event_row
            found = (told(event, document=names[event.document]) for event in books.events(**filters))
        else:
            columns, shown = rows.MERGED_COLUMNS, rows.MERGED_SHOWN
            make = rows.merged_record if style is Format.JSONL else rows.merged_row
            found = (
                make(event, merged, document=names[event.document])
                for event, merged in books.representatives(**filters)
            )
        n_rows = print_rows(found, columns, style=style, shown=shown)
    if not n_rows:
        say("no event fulfils these conditions")


def _check_alone(mentions: str | None, *, filters: tuple[object, ...]) -> None:
    """`--mentions` shows one event and takes no conditions.

    Raises:
        UsageError: If there are some.
    """
    if mentions is not None and any(value is not None for value in filters):
        raise UsageError(
            "--mentions shows one event; it takes no conditions", hint="leave the other options out"
        )


def _check_words(type_: str | None, status: str | None) -> tuple[str | None, str | None]:
    """The type and status as they are stored; unknown ones are refused."""
    from detente.ontology import find_type, status_moves  # noqa: PLC0415  light start

    if type_ is not None:
        type_ = find_type(type_.upper()).name
    if status is not None:
        status = status.lower()
        status_moves(status)
    return type_, status


def dyad(  # noqa: PLR0913  each is an option of its own
    first: Annotated[str, typer.Argument(metavar="A", help="A state or other actor: RUS, Russia, Russian.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    *,
    plot: Annotated[
        bool, typer.Option("--plot", help="Draw the level with its band, and tell its turning points.")
    ] = False,
    domain: DomainOption = OVERALL,
    undated: UndatedOption = Undated.APART,
    imported: ImportedOption = False,
    limit: LimitOption = 10,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """The course of two actors' relation: counts by year and quad class, its level, and the latest events.

    An event counts once, however often it is told, and only if it occurred or is going on; plans,
    possibilities, denials and questions are listed as such. The level, from -10 to +10, is that in the
    middle of the year, with its 90 % interval (`level` alone, in JSON lines and CSV, is a plain mean that
    fades). JSON lines and CSV hold the course alone; `detente events --dyad A B` gives the events. With
    --plot the level is drawn, with its 90 % band, its turning points (▲ ▼, and the span of days in which
    each lies) and the events that made them.
    """
    if plot and style is not Format.TABLE:
        raise UsageError("--plot draws for the eye", hint="leave out --plot or --format")
    if imported and not plot:
        raise UsageError("of imported rows there is no list of events", hint="add --plot")
    domain = check_domain(domain)
    with open_for_reading(ledger) as books:
        pair = pair_of((first, second), books)
        if plot:
            _plot(books, pair, domain, undated, imported=imported)
            return
        n_rows = _print_course(books, pair, domain=domain, undated=undated, limit=limit, style=style)
    if not n_rows:
        say(f"no event between {pair[0]} and {pair[1]} is in the ledger")


def _print_course(
    books: "Ledger", pair: tuple[str, str], *, domain: str, undated: Undated, limit: int, style: Format
) -> int:
    from detente.cli import dyads as rows  # noqa: PLC0415  light start
    from detente.cli.rows import MERGED_SHOWN  # noqa: PLC0415

    course = rows.course_rows(books, pair, domain=domain, undated=undated.value)
    if style is Format.TABLE:
        course = [rows.shown_row(row) for row in course]
    title = f"{pair[0]} and {pair[1]} by year" + ("" if domain == OVERALL else f", {domain}")
    n_rows = print_rows(course, rows.COURSE_COLUMNS, style=style, shown=rows.COURSE_SHOWN, title=title)
    if style is Format.TABLE and n_rows:
        sys.stdout.write("\n")
        latest = rows.latest_rows(books, pair, limit=limit)
        n_rows += print_rows(latest, MERGED_SHOWN, style=style, title="Latest events")
    return n_rows


def _plot(books: "Ledger", pair: tuple[str, str], domain: str, undated: Undated, *, imported: bool) -> None:
    from rich.text import Text  # noqa: PLC0415  light start

    from detente.cli import level_rows as rows  # noqa: PLC0415
    from detente.cli import levels as known  # noqa: PLC0415
    from detente.cli.dyads import chart_of  # noqa: PLC0415

    levels = known.levels_of(books, domain=domain, undated=undated.value, imported=imported)
    known.check_seen(levels, pair)
    console = output_console()
    width = console.width if sys.stdout.isatty() else _CHART
    console.print(Text(f"{pair[0]} and {pair[1]}, {domain}: level with its 90 % band", "bold"))
    console.print(chart_of(levels, pair, domain, width=min(max(width - 1, 40), 160)), end="")
    turns = sorted(rows.find_turns(levels, domain, pair=pair), key=lambda turn: turn.when)
    shown = rows.TURN_SHOWN[1:]
    listed = [rows.turn_row(None if imported else books, turn) for turn in turns]
    sys.stdout.write("\n" if turns else "No turning point is more likely than not.\n")
    print_rows(listed, rows.TURN_COLUMNS, style=Format.TABLE, shown=shown, title="Turning points")
    say(known.reserve(levels, domain))


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help="Words, in any of their forms.")],
    *,
    limit: LimitOption = 50,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Find sentences by their words, best first.

    Words match in all their forms (sign, signed, signing) and must all occur; "in quotes" they must stand
    together; OR, NOT and word* are understood.
    """
    from detente.cli.rows import document_names  # noqa: PLC0415  light start

    with open_for_reading(ledger) as books:
        names = document_names(books)
        rows = [
            {
                "document": names[hit.document],
                "start": hit.sentence.start,
                "end": hit.sentence.end,
                "sentence": hit.sentence.text,
            }
            for hit in books.search(" ".join(words), limit=limit)
        ]
    columns = ("document", "start", "end", "sentence")
    if not print_rows(rows, columns, style=style, shown=("document", "sentence")):
        say("no sentence has these words")


def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT of DuckDB.")],
    *,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Answer one SELECT over the ledger's tables; nothing can be changed.

    Tables: events, documents, sentences, mentions, actors, rejections, inputs, runs and others; an unknown
    one is answered with the list.
    """
    fixed = ledger.is_dir() and not os.access(ledger, os.W_OK)
    with detente.open_ledger(ledger, create=False, read_only=fixed) as books:
        table = books.sql(query)
    rows = (row for batch in table.to_batches() for row in batch.to_pylist())
    if not print_rows(rows, table.column_names, style=style):
        say("no row")


def dump(
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there instead.")
    ] = None,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Print the whole record as JSON lines in key order.

    The same content gives the same bytes, however it came to be: in one run or in many, stopped or not.
    """
    with open_for_reading(ledger) as books:
        if output is None:
            books.dump(sys.stdout)
        else:
            n_rows = books.dump(output)
            say(f"{n_rows} rows in {output}")
