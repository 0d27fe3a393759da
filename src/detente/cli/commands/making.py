"""Commands that make something: run, code, report."""

from pathlib import Path
from typing import Annotated

import typer

import detente
from detente.cli.options import (
    CoderOption,
    EndpointOption,
    Format,
    FormatOption,
    LedgerOption,
    ModelOption,
    PathsArgument,
    PublishedOption,
    SetOption,
    WorkersOption,
    check_published,
    read_settings,
)
from detente.core.errors import UsageError
from detente.core.settings import Value

__all__ = ["register"]

_PANEL = "Read and code"
_LEDGER = Path("detente-ledger")
_REPORT = Path("report.html")

ReportOption = Annotated[Path, typer.Option("--report", metavar="FILE", help="The HTML file to write.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        "run",
        rich_help_panel=_PANEL,
        epilog="Example:  detente run articles/ --ledger books --report report.html",
    )(run)
    app.command(
        "code",
        rich_help_panel=_PANEL,
        epilog="Example:  detente code article.txt --published 2021-04-07 > events.jsonl\n\n"
        "Example:  detente code crawl/ --out shards --engine ray --address auto",
    )(code)
    app.command(
        "report",
        rich_help_panel=_PANEL,
        epilog="Example:  detente report --ledger books --report report.html",
    )(report)


def run(  # noqa: PLR0913  each is a word the user may say
    paths: PathsArgument,
    *,
    ledger: LedgerOption = _LEDGER,
    report: ReportOption = _REPORT,
    published: PublishedOption = None,
    workers: WorkersOption = None,
    coder: CoderOption = None,
    endpoint: EndpointOption = None,
    model: ModelOption = None,
    set_: SetOption = None,
    quiet: QuietOption = False,
) -> None:
    """Read articles, code their events, keep them in a ledger, and write a report.

    The whole job in one call. What the ledger knows already is passed over, so the same call after a stop
    goes on where it was, and a second one adds nothing. Inputs that cannot be used are kept as rejections
    with a reason: stored + duplicate + rejected = inputs.
    """
    settings = read_settings(set_, workers=workers, coder=coder, endpoint=endpoint, model=model)
    check_published(published)
    from detente.cli.llm import llm_of  # noqa: PLC0415  light start
    from detente.cli.output import say  # noqa: PLC0415
    from detente.cli.progress import show_progress  # noqa: PLC0415
    from detente.cli.runs import keep_documents  # noqa: PLC0415
    from detente.cli.summary import print_summary  # noqa: PLC0415
    from detente.core.provenance import data_hashes  # noqa: PLC0415
    from detente.documents import count_inputs  # noqa: PLC0415
    from detente.pages.reporting import make_report  # noqa: PLC0415
    from detente.report import write_report  # noqa: PLC0415

    n_inputs = 0 if "-" in paths else count_inputs(paths)
    near = float(settings["documents.near_duplicate"])
    with (
        llm_of(settings, quiet=quiet) as llm,
        detente.open_ledger(ledger, near_duplicate=near) as books,
    ):
        before = books.runs()[-1:]
        job = books.start_run(detente.__version__, settings=settings, data_hashes=data_hashes())
        with show_progress(n_inputs, quiet=quiet) as bar:
            tally = keep_documents(
                books,
                paths,
                settings=settings,
                published=published,
                guarded=any(run.finished is None for run in before),  # cut short, perhaps by an article
                watcher=bar,
                llm=llm,
            )
            bar.stage("measuring and reporting")
            books.finish_run(job)
            context = make_report(books, settings=settings)
            report.parent.mkdir(parents=True, exist_ok=True)
            write_report(context, report)
    if not quiet:
        print_summary(context, tally=tally, ledger=ledger, report=report)
    if not tally.useful:
        say("nothing could be coded")
        raise typer.Exit(1)


def code(  # noqa: PLR0913  each is a word the user may say
    paths: PathsArgument,
    *,
    style: FormatOption = Format.JSONL,
    published: PublishedOption = None,
    workers: WorkersOption = None,
    rejections: Annotated[
        bool, typer.Option("--rejections", help="Print a record for each refusal too, not only their number.")
    ] = False,
    coder: CoderOption = None,
    endpoint: EndpointOption = None,
    model: ModelOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write Parquet shards there in place of printing; for millions."),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(metavar="local|ray", help="With --out: processes of this machine, or a Ray cluster."),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Of the Ray cluster, or auto; none starts Ray here."),
    ] = None,
    piece_mb: Annotated[
        float,
        typer.Option(min=0.01, metavar="MB", help="With --out: size of the pieces that are shared out."),
    ] = 4.0,
    set_: SetOption = None,
    quiet: QuietOption = False,
) -> None:
    """Code articles and print what was found; no ledger is made.

    Prints interchange records as they come: mentions, events with their evidence and, if asked, rejections,
    one JSON line each. The number of rejections by reason is said at the end. The offsets refer to the
    document's text: text[start:end] is the quote. Memory stays flat however many documents there are. The
    table shows events only.

    With --out, articles (Parquet too) are coded piece by piece into Parquet shards, by processes of this
    machine or a Ray cluster. A shard is there whole or not at all: the same call after a stop goes on where
    it was and tries again what failed. `detente import shards` brings them into a ledger.
    """
    settings = read_settings(set_, workers=workers, coder=coder, endpoint=endpoint, model=model)
    check_published(published)
    if out is not None:
        _code_shards(
            paths, out, settings, published=published, engine=engine, address=address,
            piece_mb=piece_mb, quiet=quiet,
        )  # fmt: skip
        return
    if engine is not None or address is not None:
        raise UsageError("--engine and --address are for shards", hint="add --out DIR")
    from detente.cli.coding_stream import print_stream  # noqa: PLC0415  light start
    from detente.cli.llm import llm_of  # noqa: PLC0415
    from detente.cli.output import say  # noqa: PLC0415

    with llm_of(settings) as llm:
        tally = print_stream(
            paths, style=style, settings=settings, published=published, rejections=rejections, llm=llm
        )
    for words in tally.whole:
        say(f"rejected: {words}")
    if tally.refused:
        reasons = ", ".join(f"{number} {reason}" for reason, number in tally.refused.most_common())
        say(f"refused: {reasons}" + ("" if rejections else " (--rejections prints them)"))
    if not tally.coded:
        raise typer.Exit(1)


def _code_shards(  # noqa: PLR0913  each is a word the user may say
    paths: list[str],
    out: Path,
    settings: dict[str, Value],
    *,
    published: str | None,
    engine: str | None,
    address: str | None,
    piece_mb: float,
    quiet: bool,
) -> None:
    from detente.cli.scaling import say_scale_tally, watch_pieces  # noqa: PLC0415  light start
    from detente.scale import ENGINES, code_at_scale  # noqa: PLC0415

    if engine is not None and engine not in ENGINES:
        raise UsageError(f"no engine is named {engine!r}", hint=f"one of {', '.join(ENGINES)}")
    if "-" in paths:
        raise UsageError("standard input cannot be shared out", hint="write it to a file first")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{str(out)!r} is a file", hint="--out takes a folder")
    if address is not None and engine != "ray":
        raise UsageError("--address is for Ray", hint="add --engine ray")
    with watch_pieces(quiet=quiet) as watch:
        tally = code_at_scale(
            paths,
            out,
            settings=settings,
            published=published,
            engine=engine or "local",
            workers=int(settings["coding.workers"]),
            address=address,
            piece_bytes=int(piece_mb * 2**20),
            onlooker=watch,
        )
    if not quiet:
        say_scale_tally(tally, out)
    if tally.failed or not tally.documents:
        raise typer.Exit(1)


def report(
    *,
    ledger: LedgerOption = _LEDGER,
    report: ReportOption = _REPORT,
    title: Annotated[str, typer.Option(help="Title of the page; made from the actors if not given.")] = "",
    set_: SetOption = None,
) -> None:
    """Write the report of a ledger again: one HTML file that opens without network.

    Nothing is read or coded. The file holds everything it shows; each number leads to its sentences.
    """
    settings = read_settings(set_)
    from detente.cli.output import say  # noqa: PLC0415  light start
    from detente.pages.reporting import make_report  # noqa: PLC0415
    from detente.report import write_report  # noqa: PLC0415

    if report.is_dir():
        raise UsageError(f"{str(report)!r} is a folder", hint="--report takes the file to write")
    with detente.open_ledger(ledger, create=False, read_only=True) as books:
        context = make_report(books, settings=settings, title=title)
    report.parent.mkdir(parents=True, exist_ok=True)
    write_report(context, report)
    say(f"report: {report}")
