"""Commands for people's verdicts on what was coded: correct, corrections."""

import getpass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

import detente
from detente.cli.books import open_for_reading
from detente.cli.options import Format, FormatOption, LedgerOption
from detente.cli.output import print_rows, say
from detente.core.errors import StorageError, UsageError

__all__ = ["register"]

_PANEL = "Put right"
_LEDGER = Path("detente-ledger")
_COLUMNS = ("at", "by", "kind", "about", "verdict", "other", "changes", "note", "document", "quote", "id")


class Verdict(StrEnum):
    """What a person may say of a record; the last takes back what was said."""

    RIGHT = "right"
    WRONG = "wrong"
    EDIT = "edit"
    JOIN = "join"
    SPLIT = "split"
    FULFILLED = "fulfilled"
    REFUTED = "refuted"
    OVERDUE = "overdue"
    OPEN = "open"
    WITHDRAW = "withdraw"


class Export(StrEnum):
    """What corrections are exported as."""

    GOLD = "gold"
    TRAINING = "training"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        "correct",
        rich_help_panel=_PANEL,
        epilog="Example:  detente correct e0f3a… edit --set target=PAK --set date=2014-11-20 --by anna",
    )(correct)
    app.command(
        "corrections",
        rich_help_panel=_PANEL,
        epilog="Example:  detente corrections --export gold judged.jsonl",
    )(corrections)


def correct(  # noqa: PLR0913  each is a word the user may say
    record: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Of an event, claim, argument, prediction or question; for withdraw also of a correction.",
        ),
    ],
    verdict: Annotated[
        Verdict,
        typer.Argument(
            metavar="VERDICT", help="right wrong edit join split fulfilled refuted overdue open withdraw."
        ),
    ],
    other: Annotated[
        str | None, typer.Argument(metavar="OTHER", help="For join and split: the other event or telling.")
    ] = None,
    *,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="For edit: a field and what it should say."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who says so; the user if not given.")
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Keep a person's verdict on a record, with who and when.

    right, wrong, edit: on any record; what is wrong is no longer shown. join, split: two events, or two
    tellings, are the same event, or are not. fulfilled, refuted, overdue, open: what became of a prediction.
    Said of an event that is told several times, it holds for each telling; `detente events --mentions ID`
    shows these. Verdicts survive recoding; a later one on the same record takes the place of an earlier.
    withdraw: takes back what was said last of the record, or the one correction of this identity; what was
    said before holds again, and that it was said stays in the books.
    """
    from detente.cli.changes import read_changes  # noqa: PLC0415  light start

    if verdict is Verdict.WITHDRAW:
        if other or set_ or note:
            raise UsageError(
                "withdraw takes an identity and nothing else", hint=f"detente correct {record} withdraw"
            )
        _withdraw(record, by=by, ledger=ledger)
        return
    if set_ and verdict is not Verdict.EDIT:
        raise UsageError(
            f"--set is for edit, not {verdict.value}", hint=f"detente correct {record} edit --set …"
        )
    with detente.open_ledger(ledger, create=False) as books:
        kept = books.correct(
            record,
            verdict.value,
            by=_user() if by is None else by,
            other=other or "",
            changes=read_changes(set_, books) if set_ else None,
            note=note,
        )
    for row in kept:
        words = f"{row.kind} {row.about} {row.verdict} {row.other}".rstrip()
        say(f"kept: {words}, by {row.by}: {row.quote}")


def _withdraw(name: str, *, by: str | None, ledger: Path) -> None:
    from detente.cli.taking_back import find_last_word  # noqa: PLC0415  light start

    with detente.open_ledger(ledger, create=False) as books:
        told = find_last_word(books, name)
        taken = books.withdraw([row.id for row in told], by=_user() if by is None else by)
    for row in taken:
        words = f"{row.kind} {row.about} {row.verdict} {row.other}".rstrip()
        say(f"taken back: {words}, by {row.by} at {row.at[:16]}: {row.quote}")


def _user() -> str:
    """The user of the environment.

    Raises:
        UsageError: If the environment does not say.
    """
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError) as fault:
        raise UsageError("the environment does not say who you are", hint="add --by NAME") from fault


def corrections(
    *,
    export: Annotated[
        tuple[Export, Path] | None,
        typer.Option(
            metavar="gold|training FILE",
            help="Write interchange records (gold) or lines to train the type model with (training).",
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List people's verdicts, oldest first, or export them as gold or training data.

    gold: the interchange records judged right or edited, as they should be, and those judged wrong, as they
    were coded; each says which ("verdict"). training: sentences with marked actors, of events judged
    so, where both actors stand in the sentence; a wrong event is one without an event.
    """
    with open_for_reading(ledger) as books:
        if export is not None:
            _export(books, *export)
            return
        from detente.cli.rows import document_names  # noqa: PLC0415  light start

        names = document_names(books)
        rows = [
            {
                **{field: getattr(row, field) for field in _COLUMNS},
                "changes": dict(row.changes) if style is Format.JSONL else _words(row.changes),
                "document": names.get(row.document, row.document),
            }
            for row in books.corrections()
        ]
    if not print_rows(rows, _COLUMNS, style=style, shown=_COLUMNS[:10]):
        say("nobody has corrected anything")


def _words(changes: tuple[tuple[str, object], ...]) -> str:
    """What an edit changes, as it would be typed.

    >>> _words((("date", None), ("target", ("PAK", "RUS"))))
    'date=; target=PAK,RUS'
    """
    return "; ".join(
        f"{field}={','.join(value) if isinstance(value, tuple) else '' if value is None else value}"
        for field, value in changes
    )


def _export(books: Any, kind: Export, file: Path) -> None:  # noqa: ANN401  a Ledger
    from detente.cli.judged import gold_lines  # noqa: PLC0415  light start
    from detente.cli.training_lines import training_lines  # noqa: PLC0415

    if kind is Export.GOLD:
        lines, left = gold_lines(books), ""
    else:
        lines, n_left = training_lines(books)
        left = (
            f"; {n_left} judged events left out, since not both actors stand in the sentence"
            if n_left
            else ""
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise StorageError(
            f"{str(file)!r} cannot be written: {fault.strerror}", hint="name another file"
        ) from fault
    say(f"{len(lines)} lines in {file}{left}")
