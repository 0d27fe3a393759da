"""Where one sentence ends and the next begins, by rule.

The rules are written for news as it comes: full stops without a space behind them, curly quotes, headlines
without a full stop, "U.S." and "Gen.", initials, numbers, addresses, lists. Time is linear in the text: every
look to the left or right is over a bounded number of characters.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import pairwise

from detente.core.provenance import data_folder
from detente.core.spans import Span
from detente.documents.document import Document
from detente.sentences.datelines import dateline_end
from detente.sentences.sentence import Sentence

__all__ = ["split_sentences", "split_text"]

_CLOSERS = "\"'”’»)]"
_OPENERS = "\"'“‘«([¿¡"
_STOPS = ".!?…。！？"
_END = re.compile(rf"[{_STOPS}]+[{re.escape(_CLOSERS)}]*")
_BREAK = re.compile(r"\n(?:[ \t\r]*\n|(?=[ \t]*(?:[-–—•*·▪]|\(?\d{1,2}[.)])[ \t]))")
_LEADING = re.compile(rf"[\s{re.escape(_OPENERS)}]{{0,40}}")
_WORD_BEFORE = re.compile(r"[^\W_](?:[^\W_]|[.'’-])*$")
_WORD = re.compile(r"[^\W\d_]+")
_GLUED_BEFORE = re.compile(r"(?:[^\W\d_]{2,}|\d)[\"'”’)]*$")
_GLUED_AFTER = re.compile(rf"[{re.escape(_OPENERS)}]{{0,2}}[A-Z][a-z’' ]")
_ADDRESS = re.compile(r"https?:|www\.|\w@\w|\.\w{2,5}/")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_LIST_MARK = re.compile(r"(?:^|\n)[ \t]*\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})$")
_NEAR = 40


@cache
def abbreviations() -> dict[str, str]:
    """Lower-case abbreviation (with its inner stops, without the last) to its kind."""
    path = data_folder("sentences") / "abbreviations.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {row["abbreviation"].casefold(): row["kind"] for row in rows}


@cache
def starters() -> frozenset[str]:
    """Words that, after an abbreviation, tell that a sentence begins."""
    path = data_folder("sentences") / "starters.csv"
    return frozenset(row["word"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def split_sentences(document: Document) -> list[Sentence]:
    """All sentences of the title, headings and body of a document, in order; none of its boilerplate.

    Every character of such a block that is not white space is in exactly one sentence.
    """
    out: list[Sentence] = []
    for paragraph, block in enumerate(document.blocks):
        if block.role == "boilerplate":
            continue
        text = document.text[block.start : block.end]
        cut = dateline_end(text) if block.role == "body" else 0
        if cut:
            line = Span.of(document.text, block.start, block.start + cut)
            out.append(Sentence(len(out), line.start, line.end, line.quote, "dateline", paragraph))
        for start, end in split_text(text[cut:]):
            low, high = block.start + cut + start, block.start + cut + end
            out.append(Sentence(len(out), low, high, document.text[low:high], block.role, paragraph))
    return out


def split_text(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of the sentences of a text, without the white space between them.

    >>> text = "Gen. Bajwa met U.S. officials.Talks followed."
    >>> [text[start:end] for start, end in split_text(text)]
    ['Gen. Bajwa met U.S. officials.', 'Talks followed.']
    """
    cuts = {0, len(text)}
    cuts.update(match.end() for match in _BREAK.finditer(text))
    for match in _END.finditer(text):
        if _ends_sentence(text, match):
            cuts.add(match.end())
    out = []
    for start, end in pairwise(sorted(cuts)):
        piece = text[start:end]
        low = start + len(piece) - len(piece.lstrip())
        high = start + len(piece.rstrip())
        if low < high:
            out.append((low, high))
    return _rejoin(text, out)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether the stop found at `match` ends a sentence."""
    start, end = match.span()
    leading = _LEADING.match(text, end)
    begin = leading.end() if leading else end
    if begin >= len(text):
        return True
    spaced = text[end].isspace()
    first, stop = text[begin], match.group()
    if stop[0] in "。！？":
        return True
    if stop[0] in "!?":
        return spaced and not first.islower()
    if "…" in stop or stop.startswith(".."):
        return spaced and first.isupper()
    if not spaced and not _glued(text, start, end):
        return False
    if first.islower() or not (first.isupper() or first.isdigit() or not first.isalnum()):
        return False
    return _stop_is_final(text, start, begin)


def _glued(text: str, stop: int, end: int) -> bool:
    """Whether a stop with no space behind it parts two sentences: ``Afghanistan.The`` but not ``U.S.``."""
    before = _GLUED_BEFORE.search(text[max(0, stop - 30) : stop])
    after = _GLUED_AFTER.match(text, end)
    if not before or not after:
        return False
    left, right = text[max(0, stop - _NEAR) : stop].split(), text[end : end + _NEAR].split()
    return not _ADDRESS.search(f"{left[-1]}.{right[0]}")


def _stop_is_final(text: str, stop: int, begin: int) -> bool:
    """Whether the stop at `stop` is more than the end of an abbreviation, initial, number or list mark."""
    before = text[max(0, stop - 24) : stop]
    found = _WORD_BEFORE.search(before)
    if not found:
        return True
    if _LIST_MARK.search(before):
        return False
    word = found.group()
    match = _WORD.match(text, begin)
    following = match.group() if match else ""
    kind = abbreviations().get(word.casefold())
    if kind == "title":
        return False
    if kind == "number":
        return not text[begin].isdigit()
    if kind is not None:
        return following in starters()
    if len(word) == 1 and word.isupper():
        return following in starters() and word != "I"
    if _INITIALS.fullmatch(word):
        return following in starters()
    return True


def _rejoin(text: str, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give pieces without a letter or digit (a stray bracket or quote) back to the sentence before."""
    out: list[tuple[int, int]] = []
    for start, end in ranges:
        if out and not any(character.isalnum() for character in text[start:end]):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
