"""Options of the commands on levels."""

from enum import StrEnum
from typing import Annotated

import typer

__all__ = [
    "OVERALL", "DomainOption", "FromOption", "ImportedOption", "ToOption", "Undated", "UndatedOption",
    "check_domain",
]  # fmt: skip

OVERALL = "overall"


class Undated(StrEnum):
    """What becomes of events without a date."""

    APART = "apart"
    PUBLISHED = "published"


DomainOption = Annotated[
    str, typer.Option("--domain", metavar="DOMAIN", help="overall diplomatic military economic security.")
]
UndatedOption = Annotated[
    Undated,
    typer.Option(
        "--undated",
        metavar="apart|published",
        help="Events without a date: apart, they move nothing; published, they count when they were told.",
    ),
]
ImportedOption = Annotated[
    bool,
    typer.Option("--imported", help="From the event files that were imported, instead of what was coded."),
]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="From its first day: 2014, 2014-11, 2014-11-20.")
]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="To its last day.")]


def check_domain(word: str) -> str:
    """The domain as it is stored; `UnknownNameError` if there is none of this name."""
    from detente.cli.books import check_word  # noqa: PLC0415  light start
    from detente.relations import DOMAINS  # noqa: PLC0415

    return check_word("domain", word, DOMAINS) or OVERALL
