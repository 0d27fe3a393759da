"""What stands on news pages beside the article, told by the phrases of ``data/boilerplate.csv``."""

from __future__ import annotations

import csv
import re
from functools import lru_cache

from detente.core.provenance import data_folder

__all__ = ["find_credit", "is_boilerplate"]

_LONGEST = 320
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_AT_END = "credit"  # patterns of this kind, all in brackets, are sought at the end of a caption too


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """All whole-paragraph patterns as one, and all photo credits as one."""
    whole: list[str] = []
    credit: list[str] = []
    with (data_folder("documents") / "boilerplate.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            (credit if row["kind"] == _AT_END else whole).append(f"(?:{row['pattern']})")
    return (
        re.compile("|".join([*whole, *credit]), re.IGNORECASE),
        re.compile(rf"(?:{'|'.join(credit)})\Z", re.IGNORECASE),
    )


def is_boilerplate(paragraph: str) -> bool:
    """Whether the whole paragraph is page furniture, a byline or a credit, not the article.

    >>> is_boilerplate("Leave a Reply"), is_boilerplate("Leave was granted to the minister.")
    (True, False)
    """
    if len(paragraph) > _LONGEST:
        return False
    plain = " ".join(paragraph.translate(_STRAIGHT).split()).strip("*|>•·[] ")
    return not plain or _patterns()[0].fullmatch(plain) is not None


def find_credit(paragraph: str) -> int | None:
    """Where a photo credit at the end of a caption begins, or None.

    >>> find_credit("The two met in Moscow.(SERGEI IVANOV/AFP via Getty Images)")
    22
    """
    tail = max(0, len(paragraph) - 160)
    if not paragraph.endswith((")", "]")):
        return None
    match = _patterns()[1].search(paragraph.translate(_STRAIGHT), tail)
    return match.start() if match and match.start() > 0 else None
