"""Sport between teams that bear the names of states: no event between states."""

from __future__ import annotations

import csv
import re
from functools import cache

from detente.coding.word_lists import lower_plainly, pattern_of_words
from detente.core.provenance import data_folder

__all__ = ["is_sport", "tells_of_sport"]

_MIN_KINDS = 5
_PER_WORDS = 60


@cache
def _cues() -> re.Pattern[str]:
    """Words and phrases of sports reports, from the data file."""
    path = data_folder("coding") / "sport_cues.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return pattern_of_words(row["pattern"] for row in rows)


_MATCH = pattern_of_words(
    [
        r"\d[-–]\d",
        r"wickets?",
        r"innings",
        r"world cup",
        r"semi-?finals?",
        r"quarter-?finals?",
        r"championships?",
        r"scored",
        r"tournament",
        r"medals?",
        r"playoffs?",
        r"penalty shoot-?out",
        r"test match",
    ]
)


def tells_of_sport(sentence: str) -> bool:
    """Whether one sentence tells of a match: a score, wickets, a cup."""
    return _MATCH.search(lower_plainly(sentence)) is not None


def is_sport(text: str) -> bool:
    """Whether a text is a sports report: five kinds of cue or more, and one in sixty words."""
    cues = _cues().findall(lower_plainly(text))
    return len(set(cues)) >= _MIN_KINDS and len(cues) * _PER_WORDS >= len(text.split())
