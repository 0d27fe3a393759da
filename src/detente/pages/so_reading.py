"""What several pages read of a ledger in the same way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from detente.core.errors import UnknownNameError
from detente.pages.scopes import ask_record, read_named
from detente.pages.so_kept import find_kept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.documents.document import Document
    from detente.ledger import LedgerReader
    from detente.pages.asking import Asked

__all__ = [
    "article_address",
    "find_near",
    "find_often",
    "page_address",
    "read_documents",
    "read_near",
]


def read_documents(reader: LedgerReader, names: Iterable[str]) -> dict[str, Document]:
    """The documents of these identities, each read once; unknown ones are left out."""
    found: dict[str, Document] = {}
    for name in dict.fromkeys(names):
        try:
            found[name] = reader.document(name)
        except UnknownNameError:
            continue
    return found


def read_near(reader: LedgerReader, names: Iterable[str]) -> list[tuple[str, str, float]]:
    """Pairs of near copies of which either is among these, and their similarity."""
    rows = ask_record(reader, _NEAR, {"ids": json.dumps(sorted(set(names)))})
    return [(row["a"], row["b"], row["similarity"]) for row in rows]


def find_near(reader: LedgerReader, table: str, name: str) -> list[str]:
    """Up to five identities of ``documents`` or ``merged_events`` that begin like this one."""
    for length in (12, 8, 6, 4, 3, 2):
        start = "".join(sign for sign in name[:length] if sign.isascii() and sign.isalnum())
        if not start:
            continue
        found = ask_record(reader, _LIKE[table], {"low": start, "high": start + "\U0010ffff"})
        if found:
            return [row["id"] for row in found]
    return []


def find_often(reader: LedgerReader) -> tuple[tuple[str, str, int], ...]:
    """The forty actors of most events: identity, name, how many; of a large ledger a little behind."""
    return find_kept(reader, "often", _count_actors)[0]


def _count_actors(reader: LedgerReader) -> tuple[tuple[str, str, int], ...]:
    rows = ask_record(reader, _ACTORS, {})
    names = read_named(reader, [row["actor"] for row in rows])
    return tuple(
        (row["actor"], names[row["actor"]].name if row["actor"] in names else row["actor"], row["n"])
        for row in rows
    )


def page_address(path: str, asked: Asked, **changed: Any) -> str:  # noqa: ANN401  words and numbers
    """The address of the same page asked otherwise; what is None or empty is left out."""
    rest = {**asked.query, **{name: str(value) for name, value in changed.items() if value is not None}}
    words = urlencode({name: value for name, value in rest.items() if value})
    return f"{path}?{words}" if words else path


def article_address(document: str, anchor: str = "") -> str:
    """The address of a sentence in its article."""
    return f"/articles/{quote(document, safe='')}" + (f"#{anchor}" if anchor else "")


_NEAR = """
SELECT a, b, similarity FROM near_duplicates WHERE a IN (SELECT value FROM json_each(:ids))
UNION
SELECT a, b, similarity FROM near_duplicates WHERE b IN (SELECT value FROM json_each(:ids))
ORDER BY similarity DESC, a, b LIMIT 400
"""
_ACTORS = """
SELECT actor, count(*) AS n FROM merged_actors GROUP BY actor ORDER BY n DESC, actor LIMIT 40
"""
_LIKE = {
    "documents": "SELECT id FROM documents WHERE id >= :low AND id < :high ORDER BY id LIMIT 5",
    "merged_events": "SELECT id FROM merged_events WHERE id >= :low AND id < :high ORDER BY id LIMIT 5",
}
