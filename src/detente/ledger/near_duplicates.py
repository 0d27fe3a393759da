"""Linking near-duplicates while documents are added, in whatever order they come."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from detente.core.faulting import pass_point
from detente.documents.signatures import signature_bands, similarity
from detente.ledger.queries import query

if TYPE_CHECKING:
    import sqlite3

__all__ = ["link_near_duplicates", "list_anew", "unlink_near_duplicates"]


def link_near_duplicates(
    connection: sqlite3.Connection, document: str, *, signature: bytes, floor: float
) -> None:
    """Keep the pairs that `document` makes with kept documents at a similarity of `floor` or more.

    The pairs do not depend on the order of adding: sharing a look-up key and the similarity are both
    symmetric, and whichever document comes later finds the other.
    """
    bands = _band_keys(signature)
    if not bands:
        return
    found = connection.execute(
        query("write.find_candidates"), {"bands": json.dumps(bands), "document": document}
    ).fetchall()
    pairs = []
    for other, theirs in found:
        share = similarity(signature, theirs)
        if share >= floor:
            pairs.append((min(document, other), max(document, other), share))
    connection.executemany(query("write.put_near_duplicate"), pairs)
    connection.executemany(query("write.put_band"), [(band, document) for band in bands])
    pass_point("near-duplicates linked")


def unlink_near_duplicates(connection: sqlite3.Connection, document: str, *, signature: bytes) -> None:
    """Take a document out of the look-up; its pairs go with its row."""
    connection.executemany(query("write.remove_band"), [(band, document) for band in _band_keys(signature)])


def list_anew(connection: sqlite3.Connection) -> None:
    """Put every document into the look-up, in the caller's transaction."""
    for document, signature in connection.execute(query("write.signatures")).fetchall():
        connection.executemany(query("write.put_band"), [(band, document) for band in _band_keys(signature)])


def _band_keys(signature: bytes) -> list[int]:
    """The look-up keys as 64-bit integers, a quarter of their size as text."""
    return [
        int.from_bytes(hashlib.blake2b(band.encode(), digest_size=8).digest(), "big", signed=True)
        for band in signature_bands(signature)
    ]
