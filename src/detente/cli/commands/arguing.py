"""Commands on what texts say beyond events: claims, arguments, predictions, questions, contradictions."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.books import asserter, check_word, identity, open_for_reading, pair_of
from detente.cli.options import Format, FormatOption, LedgerOption
from detente.cli.output import print_rows, say
from detente.core.errors import UsageError

__all__ = ["register"]

_PANEL = "What the texts say"
_LEDGER = Path("detente-ledger")
_DOMAINS = ("overall", "military", "economic", "energy", "diplomatic", "security")
_MODALITIES = ("asserted", "predicted", "possible", "questioned", "denied")

DyadOption = Annotated[
    tuple[str, str] | None, typer.Option("--dyad", metavar="A B", help="On these two: Russia PAK.")
]
ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="ASSERTER", help="On whose word: an actor, or author for the text's own."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for name, command, example in (
        ("claims", claims, "detente claims --dyad Russia India --claim cooling"),
        ("arguments", arguments, "detente arguments --name enemy_of_enemy --actor Pakistan"),
        ("predictions", predictions, "detente predictions --due --by author"),
        ("questions", questions, "detente questions --dyad Russia India"),
        ("contradictions", contradictions, "detente contradictions --dyad Russia Pakistan"),
    ):
        app.command(name, rich_help_panel=_PANEL, epilog=f"Example:  {example}")(command)


def claims(  # noqa: PLR0913  each is a filter
    *,
    dyad: DyadOption = None,
    domain: Annotated[
        str | None, typer.Option(help="overall military economic energy diplomatic security.")
    ] = None,
    claim: Annotated[
        str | None, typer.Option(help="warming cooling close hostile distant stable dependent rivalry.")
    ] = None,
    by: ByOption = None,
    modality: Annotated[
        str | None, typer.Option(help="asserted predicted possible questioned denied.")
    ] = None,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List what the texts claim about relations as such: that ties warm, cool, are close, hostile, a rivalry.

    By date of publication, undated last. A claim is somebody's word and moves no relation. JSON lines are
    interchange records.
    """
    from detente.cli import statement_rows as rows  # noqa: PLC0415  light start
    from detente.ontology import read_ontology  # noqa: PLC0415

    domain = check_word("domain", domain, _DOMAINS)
    claim = check_word("claim", claim, read_ontology().claims)
    modality = check_word("modality", modality, _MODALITIES)
    with open_for_reading(ledger) as books:
        library = rows.library_of(books)
        found = books.claims(
            dyad=pair_of(dyad, books) if dyad else None,
            domain=domain,
            asserted_by=asserter(by, books) if by else None,
        )
        listed = (
            rows.claim_row(row, library, record=style is Format.JSONL)
            for row in found
            if claim in (None, row.claim) and modality in (None, row.modality)
        )
        if not print_rows(listed, rows.CLAIM_COLUMNS, style=style, shown=rows.CLAIM_SHOWN):
            say("no claim fulfils these conditions")


def arguments(
    *,
    name: Annotated[
        str | None,
        typer.Option(help="A mechanism: enemy_of_enemy, hedging … (`detente explain` tells of each)."),
    ] = None,
    actor: Annotated[str | None, typer.Option(help="Among the states in its parts.")] = None,
    by: ByOption = None,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List the causal arguments of the texts by mechanism: an enemy's enemy, a patron's vacuum and others.

    By date of publication, undated last. JSON lines are interchange records with the ontology's label.
    """
    from detente.cli import statement_rows as rows  # noqa: PLC0415  light start
    from detente.ontology import read_ontology  # noqa: PLC0415

    name = check_word("mechanism", name, read_ontology().mechanisms)
    with open_for_reading(ledger) as books:
        library = rows.library_of(books)
        found = books.mechanisms(
            name=name,
            actor=identity(actor, books) if actor else None,
            asserted_by=asserter(by, books) if by else None,
        )
        listed = (rows.mechanism_row(row, library, record=style is Format.JSONL) for row in found)
        if not print_rows(listed, rows.MECHANISM_COLUMNS, style=style, shown=rows.MECHANISM_SHOWN):
            say("no argument fulfils these conditions")


def predictions(  # noqa: PLR0913  each is a filter
    *,
    due: Annotated[
        bool, typer.Option("--due", help="Only those whose horizon has passed and that nothing decides.")
    ] = False,
    by: ByOption = None,
    verdict: Annotated[str | None, typer.Option(help="fulfilled refuted overdue open.")] = None,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to judge by, if not today: 2021-04-07.")
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="The record of each asserter instead: how many came true.")
    ] = False,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List what the texts plan or foretell, and what became of it: fulfilled, refuted, overdue, open.

    A verdict is a proposal, with its confidence and the events that decide; overdue is no proof that nothing
    came. `detente correct ID fulfilled` overrules it. JSON lines are interchange records, each with its
    outcome. The record counts all predictions of an asserter that fulfil the other conditions; its Brier
    score those whose text states a probability.
    """
    verdict = check_word("verdict", verdict, ("fulfilled", "refuted", "overdue", "open"))
    day = _day(today)
    from detente.cli import accounting  # noqa: PLC0415  light start
    from detente.cli import statement_rows as rows  # noqa: PLC0415

    with open_for_reading(ledger) as books:
        library = rows.library_of(books)
        given = list(books.predictions(asserted_by=asserter(by, books) if by else None))
        pairs = [
            (prediction, outcome)
            for prediction, outcome in zip(
                given, accounting.outcomes_of(books, given, today=day), strict=True
            )
            if verdict in (None, outcome.verdict) and (not due or accounting.is_due(outcome, day))
        ]
        if record:
            foretold, became = [row for row, _ in pairs], [row for _, row in pairs]
            fared = accounting.records_of_asserters(foretold, became, outlets=library.outlets)
            n_rows = print_rows(map(rows.record_row, fared), rows.RECORD_SHOWN, style=style)
        else:
            listed = (
                rows.prediction_row(
                    row,
                    outcome,
                    library,
                    deciding=accounting.deciding_words(books, outcome) if style is Format.TABLE else "",
                    record=style is Format.JSONL,
                )
                for row, outcome in pairs
            )
            n_rows = print_rows(listed, rows.PREDICTION_COLUMNS, style=style, shown=rows.PREDICTION_SHOWN)
    if not n_rows:
        say("no prediction fulfils these conditions")


def _day(word: str | None) -> date:
    """The day to judge by.

    Raises:
        UsageError: If it is none.
    """
    if word is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(word)
    except ValueError as fault:
        raise UsageError(f"--today: {word!r} is no day", hint="as in --today 2021-04-07") from fault


def questions(
    *,
    dyad: DyadOption = None,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List what the texts ask about relations, each with what the ledger knows that bears on it.

    The leaning says to which side the evidence leans: claims for and against, the dyad's course, the events
    since. It is no answer. JSON lines hold all of it.
    """
    from detente.cli import statement_rows as rows  # noqa: PLC0415  light start
    from detente.cli.accounting import questions_of  # noqa: PLC0415

    with open_for_reading(ledger) as books:
        library = rows.library_of(books)
        listed = [
            rows.question_row(question, bearing, library, record=style is Format.JSONL)
            for question, bearing in questions_of(books, pair_of(dyad, books) if dyad else None)
        ]
    if not print_rows(listed, rows.QUESTION_COLUMNS, style=style, shown=rows.QUESTION_SHOWN):
        say("no question about these relations is in the ledger" if dyad else "no question is in the ledger")


def contradictions(
    *,
    dyad: DyadOption = None,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List what cannot both stand, side by side with sources and dates, the surest first.

    Denied against asserted, warming against cooling, amounts or dates that differ for the same event.
    Neither side is struck out.
    """
    from detente.cli import contradiction_rows as rows  # noqa: PLC0415  light start
    from detente.cli.accounting import contradictions_of  # noqa: PLC0415
    from detente.cli.rows import document_names  # noqa: PLC0415

    with open_for_reading(ledger) as books:
        names = document_names(books)
        listed = [
            rows.contradiction_row(row, names, record=style is Format.JSONL)
            for row in contradictions_of(books, pair_of(dyad, books) if dyad else None)
        ]
    if not print_rows(listed, rows.CONTRADICTION_COLUMNS, style=style, shown=rows.CONTRADICTION_SHOWN):
        say("nothing contradicts anything here")
