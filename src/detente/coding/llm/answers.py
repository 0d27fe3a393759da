"""From the words of a model to the list of events it meant to give."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["MAX_EVENTS", "find_listed"]

MAX_EVENTS = 100  # of one piece; no piece of news tells more
_MAX_LENGTH = 400_000
_MAX_TRIES = 300
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_LIST = re.compile(r"\"events\"\s*:\s*\[")
_DECODER = json.JSONDecoder()


def find_listed(content: str) -> tuple[list[Any], str]:
    """The events listed in an answer, unchecked, and what was wrong with it (empty: nothing).

    The answer may be JSON, JSON inside other words, or JSON that breaks off: what is whole is kept.

    >>> find_listed('Here you are: {"events": [{"type": "AID"}]}')
    ([{'type': 'AID'}], '')
    >>> find_listed('{"events": [{"type": "AID"}, {"ty')
    ([{'type': 'AID'}], 'the JSON breaks off')
    """
    if len(content) > _MAX_LENGTH:
        return [], f"an answer of {len(content):,} characters"
    content = _THOUGHT.sub("", content)
    listed = _listed(_decode(content, 0))
    if listed is None:
        listed = _embedded(content)
    fault = ""
    if listed is None:
        listed = _salvaged(content)
        fault = "the JSON breaks off" if listed else "no JSON with events"
    if len(listed) > MAX_EVENTS:
        fault = f"{len(listed)} events for one piece; the first {MAX_EVENTS} were read"
    return listed[:MAX_EVENTS], fault


def _decode(content: str, start: int) -> Any:  # noqa: ANN401  JSON
    """The JSON value that begins at an offset, or None."""
    try:
        return _DECODER.raw_decode(content, _next(content, start))[0]
    except (ValueError, RecursionError):
        return None


def _next(content: str, start: int) -> int:
    while start < len(content) and content[start].isspace():
        start += 1
    return start


def _listed(value: Any) -> list[Any] | None:  # noqa: ANN401  JSON
    """The events of a decoded value, or None if it is not of that kind."""
    if isinstance(value, dict):
        if isinstance(value.get("events"), list):
            return list(value["events"])
        return [value] if "quote" in value and "type" in value else None
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return value if not value or any("quote" in row for row in value) else None
    return None


def _embedded(content: str) -> list[Any] | None:
    """The events of the first value in the text that has any."""
    for match in list(re.finditer(r"[\[{]", content))[:_MAX_TRIES]:
        listed = _listed(_decode(content, match.start()))
        if listed is not None and not _inside_list(content, match.start()):
            return listed
    return None


def _inside_list(content: str, at: int) -> bool:
    """Whether a value stands inside a list of events that breaks off."""
    begun = _LIST.search(content)
    return begun is not None and begun.end() <= at


def _salvaged(content: str) -> list[Any]:
    """The whole events of a list that breaks off."""
    begun = _LIST.search(content)
    out: list[Any] = []
    at = begun.end() if begun else len(content)
    while at < len(content) and len(out) <= MAX_EVENTS:
        at = _next(content, at)
        try:
            value, at = _DECODER.raw_decode(content, at)
        except (ValueError, RecursionError):
            break
        out.append(value)
        at = _next(content, at)
        if content[at : at + 1] != ",":
            break
        at += 1
    return out
