"""Commands that judge the coder: evaluate gold."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import Format, WorkersOption, read_settings
from detente.cli.output import plain, print_rows

__all__ = ["register"]

_PANEL = "Judge the coder"

evaluate = typer.Typer(
    name="evaluate", help="Score the coder against gold that people made.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(evaluate, rich_help_panel=_PANEL)


@evaluate.command("gold", epilog="Example:  detente evaluate gold gold/ --corpus articles/ --errors")
def gold(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of gold files, one JSON a document.")],
    *,
    corpus: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder with the articles that the gold names.")
    ],
    docs: Annotated[
        str | None, typer.Option(metavar="A,B", help="Only these documents, comma-separated file names.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON, by document and in all.")
    ] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List what was missed, added or differs.")] = False,
    workers: WorkersOption = None,
) -> None:
    """Code the articles that a gold folder names and score what was found.

    Detected: the event was found at all; typed: with the right type; dyad: between the right actors; full:
    type, actors and direction. Status, date and the rest are judged on matched pairs only.
    """
    settings = read_settings(None, workers=workers)
    from detente.cli.scoring import score_corpus  # noqa: PLC0415  light start
    from detente.evaluate import figure_table  # noqa: PLC0415

    names = [name.strip() for name in docs.split(",") if name.strip()] if docs else None
    score = score_corpus(folder, corpus, docs=names, settings=settings)
    if as_json:
        sys.stdout.write(json.dumps(score.to_json(), indent=1) + "\n")
        return
    if errors:
        sys.stdout.writelines(f"{plain(str(difference))}\n" for difference in score.differences)
    rows = [
        {
            "document": row.document,
            "figure": row.figure,
            "precision": row.precision,
            "recall": row.recall,
            "f1": row.f1,
            "accuracy": row.accuracy,
            "counts": row.counts,
        }
        for row in figure_table(score, by_document=names is not None)
    ]
    columns = ("document", "figure", "precision", "recall", "f1", "accuracy", "counts")
    print_rows(rows, columns, style=Format.TABLE)
