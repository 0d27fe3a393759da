"""The Typer application: its commands in the order of the help."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import detente
from detente.cli.commands import (
    arguing,
    causing,
    correcting,
    exchanging,
    foretelling,
    judging,
    keeping,
    knowing,
    looking,
    making,
    moving,
    serving,
    standing,
    supposing,
)
from detente.core.errors import DetenteError

__all__ = ["StoppedError", "app"]


class StoppedError(DetenteError):
    """The user stopped the command."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__(
            "nothing is lost: whole documents are kept",
            hint="the same command again goes on where this one stopped",
        )


class _Group(TyperGroup):
    """Hands Ctrl-C and a reader that hung up to `detente.cli.entry`, where Typer would end the process."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  Typer's own types are private
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise StoppedError from None
        except BrokenPipeError as fault:
            raise DetenteError("the reader of the output has gone") from fault


app = typer.Typer(
    cls=_Group,
    name="detente",
    help="Reads news on relations between states and keeps the books: who did what to whom, when, in what "
    "state of completion, on whose word, each with the sentence it came from.",
    epilog="Begin with:  detente run articles/ --report report.html",
    rich_markup_mode="markdown",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001  Typer calls it so
    if wanted:
        typer.echo(f"detente {detente.__version__}")
        raise typer.Exit


@app.callback()
def _globals(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and end."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of a fault; may stand anywhere.")
    ] = False,
) -> None:
    del version, debug  # the first has its callback, the second is taken out by `detente.cli.entry`


for room in (
    making,
    serving,
    looking,
    moving,
    standing,
    causing,
    foretelling,
    supposing,
    arguing,
    correcting,
    exchanging,
    keeping,
    knowing,
    judging,
):
    room.register(app)
