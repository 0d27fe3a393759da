"""The command that serves the local application."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import LedgerOption

__all__ = ["register"]

_PANEL = "Read and code"
_LEDGER = Path("detente-ledger")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("serve", rich_help_panel=_PANEL, epilog="Example:  detente serve --ledger south_asia")(serve)


def serve(
    *,
    ledger: LedgerOption = _LEDGER,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="N", help="0 for any that is free.")
    ] = 8750,
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADDRESS", help="Beyond this machine a --token is needed."),
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            envvar="DETENTE_TOKEN",
            metavar="TOKEN",
            help="Lets in whoever has it, at least 22 characters; by default one is drawn that lets in once.",
        ),
    ] = None,
) -> None:
    """Open the ledger in a browser: its pages live, articles added and verdicts given there.

    The address that is printed holds a token that lets in one browser; nothing is sent anywhere, and
    nobody else can read the pages. Other programs may add to the ledger meanwhile. Ctrl-C ends it.
    """
    from detente.app import serve as serve_ledger  # noqa: PLC0415  light start
    from detente.cli.output import say  # noqa: PLC0415

    serve_ledger(ledger, host=host, port=port, token=token, say=say)
