"""Names of files that were sent, made harmless."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["SIDE_FILE", "clean_name"]

SIDE_FILE = "meta.jsonl"
_LONGEST = 120  # characters, and twice as many bytes
_UNFIT = re.compile('[\x00-\x1f\x7f<>:"|?*\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_TAKEN = {"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10))}


def clean_name(name: str) -> str:
    r"""The last part of a path, as a name that no system takes for anything but a file's.

    >>> clean_name("../../etc/passwd"), clean_name("C:\\temp\\a.html"), clean_name("..")
    ('passwd', 'a.html', 'article')
    """
    text = unicodedata.normalize("NFKC", name)
    text = _UNFIT.sub("", text.replace("\\", "/")).rstrip("/ .").rpartition("/")[2].strip(" .")
    stem, dot, suffix = text.rpartition(".")
    if not dot:
        stem, suffix = text, ""
    if len(suffix) > 10:
        stem, suffix = text, ""
    suffix = f".{suffix}" if suffix else ""
    stem = stem[: _LONGEST - len(suffix)]
    while len((stem + suffix).encode()) > 2 * _LONGEST:
        stem = stem[:-1]
    found = (stem.strip() or "article") + suffix
    taken = found.partition(".")[0].strip().casefold() in _TAKEN or found.casefold() == SIDE_FILE
    return f"_{found}" if taken else found
