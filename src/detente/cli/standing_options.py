"""Options of the commands on the system of states."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.level_options import OVERALL, check_domain

__all__ = [
    "AtOption",
    "DataOption",
    "DrawsOption",
    "LayersOption",
    "OthersOption",
    "SecondsOption",
    "StatesOption",
    "check_layers",
    "split_states",
]

AtOption = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="DATE",
        help="On this day (the middle of a month or year), or in this period of --data; else the last.",
    ),
]
LayersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--domain",
        "--layer",
        metavar="DOMAIN",
        help="overall diplomatic military economic security; given again, their weights are added.",
    ),
]
StatesOption = Annotated[
    str | None,
    typer.Option("--states", metavar="A,B,C", help="Only these, by name or identity: RUS,Pakistan."),
]
OthersOption = Annotated[
    bool, typer.Option("--others", help="Armed groups, organisations and persons too, not states alone.")
]
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FILE",
        help="A table instead of the ledger: CSV with a, b, sign (-1 0 1) or weight; also period, positive.",
    ),
]
DrawsOption = Annotated[
    int, typer.Option("--draws", min=2, metavar="N", help="Draws of the signs by their probability.")
]
SecondsOption = Annotated[
    float,
    typer.Option("--seconds", min=0.1, metavar="S", help="Longest time for a proof; then its bound is told."),
]


def check_layers(words: list[str] | None) -> tuple[str, ...]:
    """The domains as they are stored, each once; `UnknownNameError` if there is none of a name."""
    return tuple(dict.fromkeys(check_domain(word) for word in words or [OVERALL]))


def split_states(word: str | None) -> tuple[str, ...]:
    """The states of a list with commas.

    >>> split_states("RUS, United States,")
    ('RUS', 'United States')
    """
    return tuple(part.strip() for part in (word or "").split(",") if part.strip())
