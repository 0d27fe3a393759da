"""Which rules and weights merged the events."""

from __future__ import annotations

import hashlib
from functools import cache

from detente.core.provenance import data_folder

__all__ = ["identity_version"]

_RULES = "1"  # grows when the code of this room would merge the same mentions otherwise
_FILES = ("common_words.csv", "kin.csv", "weights.csv", "windows.csv")


@cache
def identity_version() -> str:
    """The version of this room's rules and data; what was merged with another is merged again."""
    digest = hashlib.sha256(_RULES.encode())
    for name in _FILES:
        digest.update((data_folder("identity") / name).read_bytes())
    return f"{_RULES}.{digest.hexdigest()[:12]}"
