"""Commands that judge the coder: evaluate gold, plv, gsr, timex, same-events."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import Format, SetOption, WorkersOption, read_settings
from detente.cli.output import Row, plain, print_rows, say

__all__ = ["register"]

_PANEL = "Judge the coder"

evaluate = typer.Typer(
    name="evaluate", help="Score the coder against what people annotated.", no_args_is_help=True
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print all figures as one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(evaluate, rich_help_panel=_PANEL)


def _print_table(title: str, rows: list[Row]) -> None:
    if rows:
        print_rows(rows, list(rows[0]), style=Format.TABLE, title=title)


def _print_json(figures: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


@evaluate.command("gold", epilog="Example:  detente evaluate gold gold/ --corpus articles/ --errors")
def gold(  # noqa: PLR0913 - one parameter an option
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of gold files, one JSON a document.")],
    *,
    corpus: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder with the articles that the gold names; if not given, the gold's own folder, "
            "or ../../corpus/NAME beside it.",
        ),
    ] = None,
    docs: Annotated[
        str | None, typer.Option(metavar="A,B", help="Only these documents, comma-separated file names.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON, by document and in all.")
    ] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List what was missed, added or differs.")] = False,
    workers: WorkersOption = None,
    assignments: SetOption = None,
) -> None:
    """Code the articles that a gold folder names and score what was found.

    Detected: the event was found at all; typed: with the right type; dyad: between the right actors; full:
    type, actors and direction. Status, date and the rest are judged on matched pairs only.
    """
    settings = read_settings(assignments, workers=workers)
    from detente.cli.scoring import corpus_of, score_corpus  # noqa: PLC0415  light start
    from detente.evaluate import figure_table  # noqa: PLC0415

    names = [name.strip() for name in docs.split(",") if name.strip()] if docs else None
    score = score_corpus(folder, corpus or corpus_of(folder), docs=names, settings=settings)
    if as_json:
        _print_json(score.to_json())
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


@evaluate.command("plv", epilog="Example:  detente evaluate plv PLV_test.tsv --errors")
def plv(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.tsv",
            help="Tab-separated; columns marked_sentence (with <s>…</s>, <t>…</t>) and gold_root.",
        ),
    ],
    *,
    as_json: JsonOption = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List the sentences whose root is wrong, the surest first.")
    ] = False,
) -> None:
    """Score the type model alone on sentences with a marked pair, in the form of the PLV files.

    Root: 15 types, CONCEDE and RETREAT as YIELD; quad: verbal or material, cooperation or conflict; binary:
    cooperation or conflict. Macro-F1 is the mean over the classes of gold and answers. Following the
    older table behind PLV, cyber attacks, blockades and occupation count as ASSAULT, convictions as ACCUSE.
    """
    from detente.cli import judgements as rows  # noqa: PLC0415  light start
    from detente.evaluate import read_plv, score_plv  # noqa: PLC0415

    read = read_plv(file)
    score = score_plv(read, rows.load_typer())
    say(
        f"{len(read)} rows; markers repeated in {score.count_rows('repeated')}, missing in "
        f"{score.count_rows('missing')}; gold_penta differs from the root's quad class in "
        f"{score.n_other_quad}; the root's is used"
    )
    if as_json:
        _print_json(score.to_json())
        return
    if errors:
        _print_table("Wrong root", rows.plv_error_rows(score))
    _print_table("By root", rows.plv_class_rows(score))
    _print_table("Confusion", rows.confusion_rows(score.confusion))
    _print_table(f"Calibration: expected error {score.calibration.ece:.3f}", rows.calibration_rows(score))
    _print_table("Figures", rows.plv_figure_rows(score))


@evaluate.command("gsr", epilog="Example:  detente evaluate gsr PLOVER_GSR_CAMEO.txt --errors")
def gsr(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="PLOVER gold standard records: a JSON list, with its quirks."),
    ],
    *,
    as_json: JsonOption = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List the records of which something is wrong, and why.")
    ] = False,
    workers: WorkersOption = None,
    assignments: SetOption = None,
) -> None:
    """Code the text of each PLOVER gold standard record and score source, target and type.

    The event that fits a record best counts. Source and target are asked for where the record gives them;
    a symmetric event is right if its parties are. Older type names are read as those of today. Many records
    tell of events inside one state, so these are coded too (setting ``coding.domestic``).
    """
    settings = {**read_settings(assignments, workers=workers), "coding.domestic": True}
    from detente.cli import judgements as rows  # noqa: PLC0415  light start
    from detente.coding import code_documents  # noqa: PLC0415
    from detente.evaluate import read_gsr, score_gsr  # noqa: PLC0415

    read = read_gsr(file)
    score = score_gsr(read.records, lambda documents: code_documents(documents, settings=settings))
    say(f"{len(read.records)} records, {read.n_skipped} other entries left out; coding.domestic is on")
    if as_json:
        _print_json(score.to_json())
        return
    if errors:
        _print_table("Not right", rows.gsr_error_rows(score))
    _print_table("Confusion", rows.confusion_rows(score.confusion))
    _print_table("Why", [{"reason": reason, "records": n} for reason, n in score.reasons.items()])
    _print_table("Share of records", rows.gsr_rows(score))


@evaluate.command("timex", epilog="Example:  detente evaluate timex tests/evaluate/dates --errors")
def timex(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="Folder of TimeML files (*.tml) or JSON lines (*.jsonl: text, published, dates).",
        ),
    ],
    *,
    as_json: JsonOption = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List the dates missed, added or given a wrong value.")
    ] = False,
) -> None:
    """Score how dates are read on texts with annotated dates.

    Strict: the same words; relaxed: words that overlap; value: these, and the right days. Dates and the days
    of times count; durations and sets are left out.
    """
    from detente.cli import judgements as rows  # noqa: PLC0415  light start
    from detente.coding.dating import find_dates  # noqa: PLC0415
    from detente.evaluate import read_dated_texts, score_timex  # noqa: PLC0415

    score = score_timex(read_dated_texts(folder), find_dates)
    say(f"{score.n_texts} texts; {score.n_left_out} durations and sets left out")
    if as_json:
        _print_json(score.to_json())
        return
    if errors:
        _print_table("Not alike", rows.timex_error_rows(score))
    _print_table("Dates", rows.timex_rows(score))


@evaluate.command(
    "same-events", epilog="Example:  detente evaluate same-events same_events.jsonl --corpus articles/"
)
def same_events(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help="JSON lines, each a set of spans of one event (kind same) or two that are not (different).",
        ),
    ],
    *,
    corpus: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder with the articles that the gold names; if not given, the gold's own folder, "
            "or ../../corpus/NAME beside it.",
        ),
    ] = None,
    as_json: JsonOption = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List the pairs joined wrongly, and those that stayed apart.")
    ] = False,
    workers: WorkersOption = None,
    assignments: SetOption = None,
) -> None:
    """Score how tellings of one event in several articles are brought together.

    Pairwise and B-cubed figures over the spans in which the coder found an event; beside them the field's
    usual filter, one event a day for each source, target and type, on the same tellings. Hard: pairs that
    look alike and are not, joined of all found. All articles of the corpus are coded.
    """
    settings = read_settings(assignments, workers=workers)
    from detente.cli.same_events import error_rows, rows_of_same_events, score_same_corpus  # noqa: PLC0415
    from detente.cli.scoring import corpus_of  # noqa: PLC0415  light start

    score = score_same_corpus(file, corpus or corpus_of(file.parent), settings=settings)
    if as_json:
        _print_json(score.to_json())
        return
    if errors:
        _print_table("Not alike", error_rows(file, score))
    _print_table("Same events", rows_of_same_events(score))
