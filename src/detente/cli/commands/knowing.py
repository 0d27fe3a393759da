"""Commands that tell what détente knows: explain, actors, sources, cite, settings."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

import detente
from detente.cli.options import Format, FormatOption
from detente.cli.output import output_console, plain, print_rows
from detente.core.settings import SETTINGS

__all__ = ["register"]

_PANEL = "What détente knows"


class CiteFormat(StrEnum):
    """How a citation is printed."""

    TEXT = "text"
    BIBTEX = "bibtex"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("explain", rich_help_panel=_PANEL, epilog="Example:  detente explain SANCTION")(explain)
    app.command("actors", rich_help_panel=_PANEL, epilog="Example:  detente actors Lavrov")(actors)
    app.command("sources", rich_help_panel=_PANEL, epilog="Example:  detente sources --format csv")(sources)
    app.command("cite", rich_help_panel=_PANEL, epilog="Example:  detente cite --format bibtex")(cite)
    app.command("settings", rich_help_panel=_PANEL, epilog="Example:  detente settings")(settings)


def explain(
    term: Annotated[
        list[str], typer.Argument(metavar="TERM", help="An event type, mode, context, status, code …")
    ],
) -> None:
    """Say what a term means: event types, modes, contexts, quad classes, statuses, mechanisms, CAMEO codes.

    A name of several kinds is explained as each of them.
    """
    from rich.text import Text  # noqa: PLC0415  light start

    from detente.ontology import find_terms  # noqa: PLC0415

    console = output_console()
    for place, found in enumerate(find_terms(" ".join(term))):
        head = (
            Text("\n" if place else "").append(plain(found.name), "bold").append(f"  ({found.kind})", "dim")
        )
        console.print(head)
        console.print(Text(plain(found.definition)))
        for heading, value in found.facts:
            console.print(Text(f"  {heading}: ", "cyan").append(plain(value)))
        if found.related:
            console.print(Text(f"  see also: {', '.join(found.related)}", "dim"))


def actors(
    name: Annotated[
        list[str], typer.Argument(metavar="NAME", help="An identity, name, adjective, capital, person …")
    ],
    *,
    style: FormatOption = Format.TABLE,
) -> None:
    """Look up who a name is in the actor base: states, organisations, persons with their terms of office."""
    from detente.actors.lookup import describe_actors  # noqa: PLC0415  light start

    rows = describe_actors(" ".join(name), detente.read_actor_base())
    print_rows(rows, ("id", "name", "kind", "country", "sector", "known_as", "terms"), style=style)


def sources(*, style: FormatOption = Format.TABLE) -> None:
    """List the data files that ship with détente: title, version, licence, how made, and whether unchanged.

    Ends with status 1 if a file is missing or is not the one that was shipped.
    """
    from detente.core.citing import is_unchanged  # noqa: PLC0415
    from detente.core.provenance import read_data_files  # noqa: PLC0415  light start

    rows = [
        {
            "file": f"{row.room}/{row.file}",
            "title": row.title,
            "version": row.version,
            "licence": row.licence,
            "check": "unchanged" if is_unchanged(row) else "CHANGED",
            "made": row.made,
            "sources": list(row.sources),
            "sha256": row.sha256,
        }
        for row in read_data_files()
    ]
    columns = ("file", "title", "version", "licence", "check", "made", "sources", "sha256")
    print_rows(rows, columns, style=style, shown=columns[:5])
    if any(row["check"] != "unchanged" for row in rows):
        raise typer.Exit(1)


def cite(
    *,
    style: Annotated[
        CiteFormat, typer.Option("--format", metavar="text|bibtex", help="As text or as BibTeX.")
    ] = CiteFormat.TEXT,
) -> None:
    """Say how to cite détente, and the published works its ontology and data can be checked against."""
    from detente.core.citing import cite_bibtex, cite_text  # noqa: PLC0415  light start

    sys.stdout.write(cite_text() if style is CiteFormat.TEXT else cite_bibtex())


def settings(*, style: FormatOption = Format.TABLE) -> None:
    """List every setting: name, default, unit, meaning; change one with --set NAME=VALUE."""
    rows = [
        {"name": row.name, "default": row.default, "unit": row.unit, "help": row.help} for row in SETTINGS
    ]
    print_rows(rows, ("name", "default", "unit", "help"), style=style)
