"""What talks were about when only the next sentences say it: "They met. The talks focused on gas."."""

from __future__ import annotations

import re

__all__ = ["find_following_topic"]

_REACH = 420  # characters
_SENTENCES = 3  # the rest of the sentence itself and the next two
_ABOUT = re.compile(
    r"\b(?:discuss(?:ed|ing)?|(?:talks?|talked|spoke|deliberations?|consultations|negotiations|conversations?"
    r"|exchanged views|views) (?:on|about|over|regarding)|(?:focus(?:ed|ing)?|centred|centered"
    r"|touched) (?:up)?on"
    r"|reviewed|on the agenda (?:was|were)|agreed (?:on|to \w+))\s+(?:the |a |an |their |its "
    r"|how to )?(?P<topic>[^.;:!?\n]+)"
)
_AGAIN = re.compile(
    r"\b(?:[Tt]hey|[Bb]oth|[Tt]he two|[Ss]ides|talks|meeting|[Cc]onversation|[Dd]iscussions|[Dd]eliberations"
    r"|[Nn]egotiations|[Ll]eaders|[Mm]inisters|[Pp]residents|[Dd]elegations|[Tt]he pair)\b"
)
_STOP = re.compile(
    r",|\s(?:during|when|while|after|before|which|who|where|that|were|was|is|are|will|would|has|have"
    r"|had|said|at the"
    r"|with (?:his|her|its|their|the|[A-Z])|between (?:the two|both)|as (?:well|per|part)|ahead"
    r"|on (?:Mon|Tues|Wednes"
    r"|Thurs|Fri|Satur|Sun)day|last|this week|yesterday|—|–)\b|\s[-—–(]|\s[\"”]"
)
_SENTENCE = re.compile(r"(?<=[.!?][\"”’\s])\s*(?=[A-Z“\"])|\n+")
_LONGEST = 10


def find_following_topic(text: str, end: int) -> str | None:
    """The topic that what follows, up to two sentences on, tells of talks just told, or None.

    >>> find_following_topic("They met. The talks focused on gas transit.", 9)
    'gas transit'
    """
    sentences = [part for part in _SENTENCE.split(text[end : end + _REACH].lstrip()) if part and part.strip()]
    for sentence in sentences[:_SENTENCES]:
        about = _ABOUT.search(sentence)
        if about is None or not _AGAIN.search(sentence):
            continue
        stop = _STOP.search(about["topic"])
        words = (about["topic"][: stop.start()] if stop else about["topic"]).split()
        if words and len(words) <= _LONGEST:
            return " ".join(words)
    return None
