"""Options that several commands share, each once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from detente.core.dates import parse_edtf
from detente.core.errors import UsageError
from detente.core.settings import Value, resolve_settings

__all__ = [
    "CoderOption",
    "EndpointOption",
    "Format",
    "FormatOption",
    "LedgerOption",
    "LimitOption",
    "ModelOption",
    "PathsArgument",
    "PublishedOption",
    "SetOption",
    "WorkersOption",
    "check_published",
    "read_settings",
]


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


PathsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH…",
        help="Files, folders or globs: txt, md, html, pdf, docx, jsonl, csv, rss, atom, warc (and .gz); "
        "- reads standard input.",
    ),
]
LedgerOption = Annotated[Path, typer.Option("--ledger", metavar="DIR", help="The ledger's folder.")]
FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        metavar="table|jsonl|csv",
        help="table for the eye, jsonl for programs, csv for spreadsheets.",
    ),
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Most rows.")]
PublishedOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="EDTF date of publication (2021-04-07, 2021-04) of documents that do not carry their own.",
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="Coding processes; 0: as many as there are processors."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change a setting (detente settings lists them)."),
]
CoderOption = Annotated[
    str | None,
    typer.Option("--coder", metavar="pattern|llm", help="Who codes: the patterns, or a language model."),
]
EndpointOption = Annotated[
    str | None,
    typer.Option(
        "--endpoint",
        metavar="URL",
        help="OpenAI-compatible endpoint for --coder llm, as http://localhost:11434/v1; text is sent there.",
    ),
]
ModelOption = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="The model that the endpoint shall use.")
]


def read_settings(
    words: list[str] | None,
    *,
    workers: int | None = None,
    coder: str | None = None,
    endpoint: str | None = None,
    model: str | None = None,
) -> dict[str, Value]:
    """All settings, with what ``--set`` and the options that stand for a setting change.

    Raises:
        UsageError: If a word has no ``=``, or an endpoint is named that nobody would ask.
        SettingError: As `resolve_settings`.

    >>> read_settings(["documents.seconds=5"], workers=2)["coding.workers"]
    2
    """
    overrides: dict[str, Value | str] = {}
    for word in words or ():
        name, sign, value = word.partition("=")
        if not sign:
            raise UsageError(f"--set takes NAME=VALUE, not {word!r}", hint="as in --set documents.seconds=60")
        overrides[name.strip()] = value.strip()
    given = {
        "coding.workers": workers,
        "coding.coder": coder,
        "llm.endpoint": endpoint,
        "llm.model": model,
    }
    overrides.update({name: value for name, value in given.items() if value is not None})
    settings = resolve_settings(overrides)
    if (endpoint or model) and settings["coding.coder"] != "llm":
        raise UsageError("--endpoint and --model are for the LLM coder", hint="add --coder llm")
    return settings


def check_published(text: str | None) -> str | None:
    """`text`, if it is an EDTF date or None.

    Raises:
        UsageError: If not.
    """
    if text is not None:
        try:
            parse_edtf(text)
        except ValueError as fault:
            raise UsageError(f"--published: {fault}", hint="as in --published 2021-04-07") from fault
    return text
