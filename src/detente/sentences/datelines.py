"""Datelines: the place, day and agency before the first sentence of a dispatch."""

from __future__ import annotations

import re

__all__ = ["dateline_end"]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_PLACE = r"[A-Z][A-Z.'’]+(?:[ -][A-Z][A-Z.'’]+){0,3}(?:/[A-Z][A-Z.'’ ]+)?(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?)?"
_DAY = rf"(?:,? (?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?:,? \d{{4}})?))?"
_AGENCY = r"(?:,? ?\([A-Z][\w ./-]{1,30}\))?"
_DATELINE = re.compile(rf"\s*{_PLACE}{_DAY}{_AGENCY}\s*(?:--|[-–—:])\s+(?=[\"“‘']?[A-Z])")
_AGENCY_ONLY = re.compile(
    r"\s*\(?(?:Reuters|AP|AFP|CNN|UPI|Xinhua|TASS|IANS|PTI|BBC|DPA)\)?\s*(?:--|[-–—])\s+"
)
_CITY_AGENCY = re.compile(r"\s*[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:CNN|\([A-Z][A-Za-z]+\))\s*(?:--|[-–—])\s+")


def dateline_end(text: str) -> int:
    """Where the dateline at the beginning of a paragraph ends; 0 if there is none.

    >>> text = "ISLAMABAD, Aug 8, 2018 (Agency) - Russia and Pakistan signed a pact."
    >>> text[dateline_end(text):]
    'Russia and Pakistan signed a pact.'
    """
    for pattern in (_DATELINE, _AGENCY_ONLY, _CITY_AGENCY):
        match = pattern.match(text[:200])
        if match:
            return match.end()
    return 0
