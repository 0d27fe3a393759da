"""Which part each paragraph of a document plays: title, heading, body or boilerplate."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from detente.documents.boilerplate import find_credit, is_boilerplate
from detente.documents.document import Block
from detente.documents.paragraphs import find_paragraphs

__all__ = ["body_of", "build_blocks", "title_of"]

_TITLE_WORDS = 30
_HEADING_WORDS = 20
_SHORT_HEADING = 8
_QUOTED_WORDS = range(5, 41)  # of a pull-quote
_MOST_QUOTES = 200  # bounds the work on a text of thousands of short lines
_EDGES = " \t\"'“”‘’«»*_#.…,"
_MARKS = re.compile(r"[#>*=_\-\s]+|```.*")
_SENTENCE_INSIDE = re.compile(r"[a-z0-9)][.!?][\"'”’]?\s+[\"'“‘]?[A-Z]")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def build_blocks(text: str, *, title: str = "", markdown: bool = False) -> tuple[Block, ...]:
    """The blocks of `text`: in order, not overlapping, covering all that is not white space.

    Args:
        text: The whole kept text.
        title: The headline where it is known from elsewhere; the paragraph that equals it is the title.
        markdown: Whether ``#`` marks headings and ``---`` a header of metadata.
    """
    head = _FRONT_MATTER.match(text) if markdown else None
    start = head.end() if head else 0
    ranges = [(start + a, start + b) for a, b in find_paragraphs(text[start:])]
    parts = [text[a:b] for a, b in ranges]
    roles = _roles(parts, title=title, markdown=markdown)
    blocks = [Block(0, len(text[:start].rstrip()), "boilerplate")] if head else []
    for (a, b), part, role in zip(ranges, parts, roles, strict=True):
        cut = find_credit(part) if role == "body" else None
        if cut is None or not part[:cut].strip():
            blocks.append(Block(a, b, role))
        else:
            blocks.append(Block(a, a + len(part[:cut].rstrip()), role))
            blocks.append(Block(a + cut, b, "boilerplate"))
    return tuple(blocks)


def body_of(text: str, blocks: tuple[Block, ...]) -> str:
    """The running text: body paragraphs; if there are none, all that is not boilerplate."""
    body = [text[block.start : block.end] for block in blocks if block.role == "body"]
    rest = [text[block.start : block.end] for block in blocks if block.role != "boilerplate"]
    return "\n".join(body or rest)


def title_of(text: str, blocks: tuple[Block, ...]) -> str:
    """The words of the title block on one line, without Markdown's signs; empty if there is none."""
    for block in blocks:
        if block.role == "title":
            return " ".join(text[block.start : block.end].split()).strip("#=* ")
    return ""


def _roles(parts: list[str], *, title: str, markdown: bool) -> list[str]:
    roles = ["boilerplate" if is_boilerplate(part) else "" for part in parts]
    if markdown:
        roles = [
            role or ("boilerplate" if _MARKS.fullmatch(part) else "")
            for role, part in zip(roles, parts, strict=True)
        ]
    first = _title_at(parts, roles, title=title, markdown=markdown)
    if first is not None:
        roles[first] = "title"
    for n, part in enumerate(parts):
        roles[n] = roles[n] or ("heading" if _is_heading(part, markdown=markdown) else "body")
    for n in _pull_quotes(parts, roles):
        roles[n] = "boilerplate"
    return roles


def _title_at(parts: list[str], roles: list[str], *, title: str, markdown: bool) -> int | None:
    """The paragraph that is the headline: the known one, else a first line that is no sentence."""
    wanted = _plain(title)
    candidates = [n for n, role in enumerate(roles) if not role][:3]
    if not candidates:
        return None
    if wanted:
        for n in candidates:
            if _plain(parts[n]) == wanted:
                roles[n] = "title"
                return n
    first = parts[candidates[0]]
    if markdown and first.startswith("#"):
        return candidates[0]
    if len(candidates) > 1 and len(first.split()) <= _TITLE_WORDS and not _is_sentence(first):
        return candidates[0]
    return None


def _is_sentence(part: str) -> bool:
    """Whether a paragraph ends as a sentence does, or holds the end of one."""
    bare = part.rstrip("\"'”’) ")
    return (
        bare.endswith((".", ":", ";", ",", "…"))
        or _SENTENCE_INSIDE.search(part) is not None
        or "\n\n" in part
    )


def _is_heading(part: str, *, markdown: bool) -> bool:
    """A short line without a full stop, in title case, or very short, or a question."""
    if markdown and part.startswith("#"):
        return True
    words = part.split()
    if len(words) > _HEADING_WORDS or _is_sentence(part) or (part[0] in '"“‘' and part[-1] in '"”’'):
        return False
    if len(words) <= _SHORT_HEADING:
        return True
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in long)
    return part.endswith("?") or capitals >= 0.6 * max(1, len(long))


def _plain(part: str) -> str:
    return " ".join(part.split()).strip(_EDGES)


def _pull_quotes(parts: list[str], roles: list[str]) -> list[int]:
    """Short paragraphs whose words stand again inside another one: repeated for show."""
    plain = [_plain(part) for part in parts]
    short = [
        n
        for n, role in enumerate(roles)
        if role in ("heading", "body") and len(plain[n].split()) in _QUOTED_WORDS
    ][:_MOST_QUOTES]
    if not short:
        return []
    bodies = [words for words, role in zip(plain, roles, strict=True) if role == "body"]
    starts = [0, *accumulate(len(words) + 1 for words in bodies)]
    whole = "\n".join(bodies)
    again = {words: _stands_inside(words, whole, bodies, starts) for words in {plain[n] for n in short}}
    return [n for n in short if again[plain[n]]]


def _stands_inside(words: str, whole: str, bodies: list[str], starts: list[int]) -> bool:
    """Whether `words` occur in a longer one of `bodies`, which begin at `starts` in `whole`.

    Each paragraph is looked at once, so that thousands that say the same cost no more than others.
    """
    found = whole.find(words)
    while found != -1:
        paragraph = bisect_right(starts, found) - 1
        if len(bodies[paragraph]) > len(words):
            return True
        found = whole.find(words, starts[paragraph + 1])
    return False
