"""Identities that are the same on every machine, in every run, in any order."""

from __future__ import annotations

import hashlib

__all__ = ["content_id", "record_id"]


def content_id(content: str | bytes) -> str:
    """The identity of a content: the first 32 hexadecimal digits of its SHA-256.

    >>> content_id("Russia and Pakistan signed a pact.")
    '...'
    """
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()[:32]


def record_id(kind: str, *parts: object) -> str:
    """The identity of a record: a letter for its kind and 16 hexadecimal digits.

    The parts must themselves be stable: identities, offsets, codes; never a time, a path or a counter.

    >>> record_id("event", "doc", "AID", 3) == record_id("event", "doc", "AID", 3)
    True
    >>> record_id("event", "a", "bc") == record_id("event", "ab", "c")
    False
    """
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass"))
    return f"{kind[0]}{digest.hexdigest()[:16]}"
