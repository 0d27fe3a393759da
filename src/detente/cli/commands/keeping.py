"""Commands that look after a ledger: rejections, recode, doctor."""

from pathlib import Path
from typing import Annotated, Any

import typer

import detente
from detente.cli.options import (
    CoderOption,
    EndpointOption,
    Format,
    FormatOption,
    LedgerOption,
    ModelOption,
    PublishedOption,
    SetOption,
    WorkersOption,
    check_published,
    read_settings,
)
from detente.cli.output import print_rows, say
from detente.core.errors import UsageError
from detente.core.rejections import REASONS, Reason

__all__ = ["register"]

_PANEL = "Look after a ledger"
_LEDGER = Path("detente-ledger")
_MOST_NAMED = 5


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        "rejections", rich_help_panel=_PANEL, epilog="Example:  detente rejections --stage documents"
    )(rejections)
    app.command(
        "recode", rich_help_panel=_PANEL, epilog="Example:  detente recode --ledger books --workers 2"
    )(recode)
    app.command("doctor", rich_help_panel=_PANEL, epilog="Example:  detente doctor --ledger books --mend")(
        doctor
    )


def rejections(  # noqa: PLR0913  each is a word the user may say
    *,
    reason: Annotated[str | None, typer.Option(help="Only this reason: EMPTY, LANGUAGE, NO_TARGET …")] = None,
    stage: Annotated[
        str | None, typer.Option(help="Only of this room: documents (files), sentences, actors, coding.")
    ] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try the rejected files again, and only these.")
    ] = False,
    published: PublishedOption = None,
    workers: WorkersOption = None,
    set_: SetOption = None,
    style: FormatOption = Format.TABLE,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """List what was refused and why: files that could not be read, sentences that gave no event.

    Nothing is dropped in silence: whatever was not coded stands here. With --retry the files are read
    again (after they were mended, or with a raised limit: --set documents.max_bytes=100000000).
    """
    wanted = _check_reason(reason)
    settings = read_settings(set_, workers=workers)
    check_published(published)
    with detente.open_ledger(ledger, create=False, read_only=not retry) as books:
        if retry:
            from detente.cli.llm import llm_of  # noqa: PLC0415  light start
            from detente.cli.runs import keep_documents  # noqa: PLC0415
            from detente.cli.summary import tally_words  # noqa: PLC0415

            refused = [path for path in books.rejected_paths() if path != "-"]
            paths = [path for path in refused if not _was_uploaded(path)]
            for path in sorted(set(refused) - set(paths)):
                name = path.removeprefix("added/")
                say(f"not tried: {name}: it was added in the browser; add it there again")
            with llm_of(settings) as llm:
                tally = keep_documents(
                    books, paths, settings=settings, again=True, published=published, llm=llm
                )
            say(tally_words(tally))
        rows = [_row(rejection) for rejection in books.rejections(stage=stage, reason=wanted)]
    columns = ("document", "stage", "reason", "meaning", "detail", "start", "end")
    if not print_rows(rows, columns, style=style, shown=columns[:5]):
        say("nothing was refused")


def _was_uploaded(path: str) -> bool:
    """Whether a file came through `detente serve`, which names it so and deletes it when it has read it."""
    return path.startswith("added/") and not Path(path).exists()


def _row(rejection: Any) -> dict[str, Any]:  # noqa: ANN401  a Rejection
    return {**rejection.to_json(), "meaning": REASONS[rejection.reason]}


def _check_reason(reason: str | None) -> str | None:
    if reason is None:
        return None
    if reason.upper() not in Reason.__members__:
        raise UsageError(f"no reason is named {reason!r}", hint=f"known: {', '.join(Reason.__members__)}")
    return reason.upper()


def recode(  # noqa: PLR0913  each is a word the user may say
    *,
    workers: WorkersOption = None,
    coder: CoderOption = None,
    endpoint: EndpointOption = None,
    model: ModelOption = None,
    set_: SetOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no count.")] = False,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Code the stored documents anew, with this version's coder and these settings.

    No file is read: the texts are in the ledger. What was found before is replaced; people's corrections
    stay and hold for what is found in the same place. The settings are noted as those of a run.
    """
    settings = read_settings(set_, workers=workers, coder=coder, endpoint=endpoint, model=model)
    from detente.cli.llm import llm_of  # noqa: PLC0415  light start
    from detente.cli.progress import show_progress  # noqa: PLC0415
    from detente.cli.recoding import recode_documents  # noqa: PLC0415
    from detente.core.provenance import data_hashes  # noqa: PLC0415

    near = float(settings["documents.near_duplicate"])
    with (
        llm_of(settings, quiet=quiet) as llm,
        detente.open_ledger(ledger, create=False, near_duplicate=near) as books,
    ):
        job = books.start_run(detente.__version__, settings=settings, data_hashes=data_hashes())
        with show_progress(books.counts()["documents"], quiet=quiet) as bar:
            bar.stage("coding anew")
            tally = recode_documents(books, settings=settings, watcher=bar, llm=llm)
        books.finish_run(job)
    for refusal in tally.failed[:_MOST_NAMED]:
        say(f"not recoded: {refusal.document}: {refusal.detail or REASONS[refusal.reason]}")
    if not quiet:
        say(tally.words())
    if tally.failed:
        raise typer.Exit(1)


def doctor(
    *,
    mend: Annotated[bool, typer.Option("--mend", help="Put right what can be made again.")] = False,
    ledger: LedgerOption = _LEDGER,
) -> None:
    """Look a ledger and the shipped data files over; with --mend, put right what can be.

    Ends with status 1 if something is wrong that was not mended. Lost content is never made up: the hint
    says where to get it from.
    """
    from detente.core.provenance import check_data_files  # noqa: PLC0415  light start
    from detente.ledger import find_faults  # noqa: PLC0415

    check_data_files()
    findings = find_faults(ledger, mend=mend)
    rows = [
        {"severity": "mended" if row.mended else row.severity, "what": row.what, "hint": row.hint}
        for row in findings
    ]
    if not print_rows(rows, ("severity", "what", "hint"), style=Format.TABLE):
        say(f"ledger {ledger}: nothing is wrong")
    if any(not row.mended for row in findings):
        raise typer.Exit(1)
