"""How a person's name is built: family name first or last, particles, suffixes."""

from __future__ import annotations

from detente.actors.words import read_words

__all__ = ["middle_surname", "surname_forms", "surname_of"]


def surname_of(name: str) -> str:
    """The name a newspaper uses after the first mention; empty if the name is one word.

    >>> surname_of("Ursula von der Leyen"), surname_of("Xi Jinping"), surname_of("Viktor Orban")
    ('von der Leyen', 'Xi', 'Orban')
    """
    words = [word for word in name.split() if word not in read_words("suffix")]
    if len(words) < 2:
        return ""
    if _family_first(words):
        return words[0]
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in read_words("particle"):
        at -= 1
    return " ".join(words[at:])


def surname_forms(name: str) -> list[str]:
    """The last name with and without its particle; empty if the name is one word.

    >>> surname_forms("Abdel Fattah el-Sisi"), surname_forms("Narendra Modi")
    (['el-Sisi', 'Sisi'], ['Modi'])
    """
    last = surname_of(name)
    if not last:
        return []
    head, dash, rest = last.partition("-")
    if dash and head.lower() in read_words("particle"):
        return [last, rest]
    bare = last.split()[-1]
    return [last] if bare == last else [last, bare]


def middle_surname(name: str) -> str:
    """The first of two last names, as Spanish has them; empty if the name has no such word.

    >>> middle_surname("Carlos Alzugaray Treto"), middle_surname("John F. Kennedy")
    ('Alzugaray', '')
    """
    words = [word for word in name.split() if word not in read_words("suffix")]
    if len(words) != 3 or _family_first(words):
        return ""
    middle = words[1]
    plain = middle.isalpha() and len(middle) > 2 and middle[0].isupper()
    return middle if plain and middle not in read_words("given_name") else ""


def _family_first(words: list[str]) -> bool:
    """``Xi Jinping``, ``Lee Do-hoon``, ``Kim Jong Un``."""
    return len(words) <= 3 and words[0] in read_words("family_name")
