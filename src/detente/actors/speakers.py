"""Whose words a quotation holds, by what stands just behind or before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from detente.actors.actor import Mention
from detente.actors.words import read_words
from detente.sentences.quotations import Quotation

__all__ = ["find_speaker"]

_BEHIND, _AHEAD = 70, 160
_STOP = re.compile(r"[\n“\"]|[.!?][ ]")


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(read_words('speaking_verb')))}|according to)\b")


def find_speaker(text: str, quotation: Quotation, mentions: list[Mention]) -> str | None:
    """The actor named beside a verb of speech next to a quotation; None if there is none.

    ``"…," X said``, ``"…," said X``, ``X said: "…"``. `mentions` are all of the document, in order.
    """
    return _behind(text, quotation, mentions) or _ahead(text, quotation, mentions)


def _behind(text: str, quotation: Quotation, mentions: list[Mention]) -> str | None:
    begin = quotation.end
    while begin < len(text) and text[begin] in "\"'”’», ":
        begin += 1
    stop = _STOP.search(text, begin, begin + _BEHIND)
    limit = stop.start() + 1 if stop else min(len(text), begin + _BEHIND)
    verb = _verb().search(text, begin, limit)
    if verb is None:
        return None
    at = bisect_left(mentions, begin, key=lambda mention: mention.start)
    here = [mention for mention in mentions[at : at + 6] if mention.end <= limit]
    if verb.start() - begin <= 1:
        after = [mention for mention in here if mention.start - verb.end() <= 40]
        return _main(after)
    return _main([mention for mention in here if mention.end <= verb.start()])


def _ahead(text: str, quotation: Quotation, mentions: list[Mention]) -> str | None:
    low = max(0, quotation.start - _AHEAD)
    begin = max(
        (match.end() for match in _STOP.finditer(text, low, max(low, quotation.start - 1))), default=low
    )
    verbs = list(_verb().finditer(text, begin, quotation.start))
    if not verbs or quotation.start - verbs[-1].end() > 45:
        return None
    at = bisect_left(mentions, begin, key=lambda mention: mention.start)
    here = []
    while at < len(mentions) and mentions[at].end <= verbs[-1].start():
        here.append(mentions[at])
        at += 1
    near = [mention for mention in here if verbs[-1].start() - mention.end <= 40]
    return _main(near)


def _main(mentions: list[Mention]) -> str | None:
    """The last person or office; else the last actor named."""
    for forms in (("person", "office"), ("name", "seat", "capital")):
        found = [mention.actor for mention in mentions if mention.form in forms]
        if found:
            return found[-1]
    return None
