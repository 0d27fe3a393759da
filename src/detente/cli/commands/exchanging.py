"""Commands that exchange data with the field: import and its kinds, export."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import detente
from detente.cli.options import Format, FormatOption, LedgerOption, LimitOption
from detente.cli.output import print_rows, say
from detente.core.errors import InputError, UsageError

if TYPE_CHECKING:
    from detente.exchange import ImportTally

__all__ = ["register"]

_PANEL = "Exchange data with others"
_LEDGER = Path("detente-ledger")
_EVENTS = {
    "gdelt": "Import GDELT event files (57, 58 or 61 columns, no header).",
    "icews": "Import ICEWS event files (20 columns with their header).",
    "polecat": "Import POLECAT files (40 columns with their header).",
    "phoenix": "Import Phoenix files (26 columns, no header).",
}
_TABLES = {
    "states": "Import a table of states and their years in the system, as of Correlates of War.",
    "alliances": "Import a table of alliances by pair and year, as of Correlates of War or ATOP.",
    "disputes": "Import a table of militarised disputes by pair, as of Correlates of War.",
    "votes": "Import votes in the United Nations: agreement by pair and year, or votes cast.",
    "trade": "Import a table of trade by pair and year, as of Correlates of War.",
}

PathsArgument = Annotated[
    list[Path], typer.Argument(metavar="PATH…", help="Files, folders, zips and gz; many at once.")
]
WithoutOption = Annotated[
    list[str] | None,
    typer.Option(
        "--without", metavar="RULE", help="Turn a rule on known faults off (detente import faults)."
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="OURS=THEIRS", help="The file's name of a column, as date=when."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(
        help="Bring data of others into the ledger: event files and tables on states.", no_args_is_help=True
    )
    for form, words in _EVENTS.items():
        group.command(form, help=words, epilog=f"Example:  detente import {form} data/")(_event_command(form))
    group.command("jsonl", epilog="Example:  detente import jsonl events.jsonl")(import_jsonl)
    group.command("csv", epilog="Example:  detente import csv mine.csv --column date=when")(import_csv)
    group.command("shards", epilog="Example:  detente import shards coded/ --ledger books")(import_shards)
    for kind, words in _TABLES.items():
        group.command(kind, help=words, epilog=f"Example:  detente import {kind} {kind}.csv")(
            _table_command(kind)
        )
    group.command("list", epilog="Example:  detente import list --format csv")(list_)
    group.command("rejected", epilog="Example:  detente import rejected --format csv")(rejected)
    group.command("faulty", epilog="Example:  detente import faulty icews_aap")(faulty)
    group.command("faults", epilog="Example:  detente import faults")(faults)
    app.add_typer(
        group, name="import", rich_help_panel=_PANEL, epilog="Example:  detente import gdelt downloads/"
    )
    app.command(
        "export", rich_help_panel=_PANEL, epilog="Example:  detente export graphml dyads.graphml --imported"
    )(export)


def _event_command(form: str) -> Any:  # noqa: ANN401  Typer reads the signature
    def command(
        paths: PathsArgument, *, without: WithoutOption = None, ledger: LedgerOption = _LEDGER
    ) -> None:
        _import(form, paths, ledger, without=without)

    return command


def _table_command(kind: str) -> Any:  # noqa: ANN401  Typer reads the signature
    def command(paths: PathsArgument, *, column: ColumnOption = None, ledger: LedgerOption = _LEDGER) -> None:
        from detente.exchange import import_table  # noqa: PLC0415  light start

        _make(ledger)
        _tell(import_table(ledger, paths, kind, columns=_columns(column)), kind)

    return command


def import_jsonl(paths: PathsArgument, *, ledger: LedgerOption = _LEDGER) -> None:
    """Import records of the interchange, as `detente code --format jsonl` prints them."""
    _import("jsonl", paths, ledger)


def import_csv(
    paths: PathsArgument,
    *,
    column: ColumnOption = None,
    without: WithoutOption = None,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Import any table of events with a header (CSV, TSV, Parquet), or our own exports.

    Needed are a day, a side and a CAMEO code or PLOVER type; columns are known by their usual names, others
    are named with --column.
    """
    _import("csv", paths, ledger, without=without, columns=_columns(column))


def import_shards(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR…", help="Folders that `detente code --out DIR` filled.")
    ],
    *,
    reprint: Annotated[
        float,
        typer.Option(min=0.5, max=1.0, help="Similarity from which a text is a reprint of another."),
    ] = 0.8,
    memory: Annotated[
        int, typer.Option(min=128, metavar="MB", help="For merging, before it goes to the disk.")
    ] = 1024,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Import what `detente code --out DIR` coded, however much it is.

    The shards are checked, put into the ledger and merged with those that were there: the same document
    counts once, and the same event told by many counts once, with its independent outlets. All of it
    appears in one step at the end; stopped before, the same command begins again. A shard that is there
    already adds nothing. Then `detente dyads --imported` and its like count these events.
    """
    from detente.cli.shards_taken import say_take_tally, watch_steps  # noqa: PLC0415  light start
    from detente.scale.taking import take_shards  # noqa: PLC0415

    _make(ledger)
    with watch_steps(quiet=quiet) as watch:
        tally = take_shards(ledger, folders, reprint=reprint, memory_mb=memory, progress=watch)
    if not quiet:
        say_take_tally(tally)
    if not tally.taken and not tally.known:
        raise InputError("no shard could be taken", hint="the lines above say why")


def list_(*, style: FormatOption = Format.TABLE, ledger: LedgerOption = _LEDGER) -> None:
    """List what was imported: each file with its rows, and what became of them."""
    from detente.exchange import list_imports  # noqa: PLC0415  light start

    columns = ("file", "format", "rows", "events", "mirrors", "repeats", "faulty", "rejected", "statements")
    more = ("mended", "faults", "reasons", "unknown", "without", "input")
    rows = [{name: getattr(row, name) for name in (*columns, *more)} for row in list_imports(ledger)]
    if not print_rows(rows, (*columns, *more), style=style, shown=columns):
        say("nothing was imported")


def rejected(
    *, limit: LimitOption = 50, style: FormatOption = Format.TABLE, ledger: LedgerOption = _LEDGER
) -> None:
    """List the rows that were refused: file, line, reason, and the value."""
    from detente.exchange import list_rejected_rows  # noqa: PLC0415  light start

    columns = ("file", "line", "reason", "detail")
    rows = (
        {"file": row.file, "line": row.line, "reason": row.reason.value, "detail": row.detail}
        for row in islice(list_rejected_rows(ledger), limit)
    )
    if not print_rows(rows, columns, style=style):
        say("no row was refused")


def faulty(
    rule: Annotated[str | None, typer.Argument(metavar="RULE", help="Only this rule.")] = None,
    *,
    limit: LimitOption = 50,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List the imported rows that a rule on known faults hits; `detente import faults` tells the rules."""
    from detente.exchange import list_faulty_rows  # noqa: PLC0415  light start
    from detente.exchange.rules import find_rule  # noqa: PLC0415

    if rule is not None:
        find_rule(rule)
    columns = (
        "file",
        "line",
        "date",
        "role",
        "faults",
        "source_name",
        "cameo",
        "type",
        "target_name",
        "place",
    )
    rows = islice(list_faulty_rows(ledger, rule=rule), limit)
    if not print_rows(rows, (*columns, "source", "target", "story", "format"), style=style, shown=columns):
        say("no row is marked")


def faults(*, style: FormatOption = Format.TABLE) -> None:
    """List the rules on known faults of the sources: what each hits, why, and what is done.

    A row hit by a rule that excludes is kept and does not count; by a rule that marks, it counts.
    """
    from detente.exchange import list_fault_rules  # noqa: PLC0415  light start

    columns = ("rule", "formats", "action", "why", "example", "reference", "condition")
    rows = [
        {"rule": rule.name, **{name: getattr(rule, name) for name in columns[1:]}}
        for rule in list_fault_rules()
    ]
    print_rows(rows, columns, style=style, shown=columns[:5])


def export(
    form: Annotated[
        str, typer.Argument(metavar="FORMAT", help="csv parquet jsonl polecat icews graphml gexf months.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write.")],
    *,
    imported: Annotated[
        bool, typer.Option("--imported", help="What was imported, instead of what was coded.")
    ] = False,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Write the ledger's events to a file in a format of the field.

    csv, parquet and jsonl hold all there is and come back whole; polecat and icews hold what occurred
    between two sides on a known day; graphml and gexf hold the pairs with their counts; months is a
    CSV of the pairs by month.
    """
    from detente.exchange import export_events  # noqa: PLC0415  light start

    with detente.open_ledger(ledger, create=False, read_only=True) as books:
        tally = export_events(books, file, form, imported=imported)
    left_out = "; ".join(f"{n_rows} left out: {why}" for why, n_rows in tally.left_out.items())
    say(f"{tally.rows} rows in {file}" + (f"; {left_out}" if left_out else ""))


def _import(
    form: str,
    paths: list[Path],
    ledger: Path,
    *,
    without: list[str] | None = None,
    columns: dict[str, str] | None = None,
) -> None:
    from detente.exchange import import_events  # noqa: PLC0415  light start

    _make(ledger)
    _tell(import_events(ledger, paths, form, without=tuple(without or ()), columns=columns), form)


def _make(ledger: Path) -> None:
    """The ledger is there, or is made; another folder is refused."""
    detente.open_ledger(ledger).close()


def _columns(words: list[str] | None) -> dict[str, str]:
    out = {}
    for word in words or ():
        ours, sign, theirs = word.partition("=")
        if not sign or not ours or not theirs:
            raise UsageError(f"--column takes OURS=THEIRS, not {word!r}", hint="as in --column date=when")
        out[ours.strip()] = theirs
    return out


def _tell(tally: "ImportTally", what: str) -> None:
    """Say on standard error what was done; nothing usable is an error."""
    counted = (
        f"{tally.events} count",
        f"{tally.mirrors} mirrors",
        f"{tally.repeats} repeats",
        f"{tally.faulty} known faults",
        f"{tally.rejected} rejected; {len(tally.known)} files were known",
    )
    say(f"{what}: {tally.rows} rows of {len(tally.files)} files: {', '.join(counted)}")
    for label, counts in (("fault", tally.faults), ("rejected", tally.reasons)):
        for name, n_rows in counts.most_common():
            say(f"  {label} {name}: {n_rows} rows")
    if tally.unknown:
        listed = ", ".join(f"{code} ({n_rows})" for code, n_rows in tally.unknown.most_common(20))
        say(f"  {len(tally.unknown)} country codes are not known and kept as given: {listed}")
    for refused in tally.refused:
        say(f"  refused {refused.file}: {refused.reason.value}: {refused.detail}")
    if not tally.files and not tally.known:
        raise InputError("no file could be imported", hint="the lines above say why")
