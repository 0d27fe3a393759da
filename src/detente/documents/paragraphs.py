"""Where the paragraphs of a text begin and end, whether lines were wrapped by hand or not."""

from __future__ import annotations

from itertools import pairwise

__all__ = ["find_paragraphs", "join_lines"]

_WIDEST_WRAP = 120
_NARROWEST_WRAP = 40

Range = tuple[int, int]


def find_paragraphs(text: str) -> list[Range]:
    r"""Half-open ranges of the paragraphs of `text`, without white space at their ends.

    A blank line always parts two paragraphs. Within a run of lines a line end parts them too, unless the
    lines look wrapped: no line is over 120 characters, and the next line's first word would not have
    fitted on this one.

    >>> text = "Title\n\nOne paragraph.\n"
    >>> [text[start:end] for start, end in find_paragraphs(text)]
    ['Title', 'One paragraph.']
    """
    out: list[Range] = []
    run: list[Range] = []
    for line in [*_lines(text), None]:
        if line:
            run.append(line)
        elif run:
            out.extend(_split_run(text, run))
            run = []
    return out


def join_lines(text: str) -> str:
    r"""`text` with each paragraph on one line and blank lines between; words cut by a hyphen mended.

    >>> join_lines("a line long enough to be wrapped by some inter-\nnational body\n\nnext")
    'a line long enough to be wrapped by some international body\n\nnext'
    """
    out = []
    for start, end in find_paragraphs(text):
        lines = [" ".join(line.split()) for line in text[start:end].splitlines()]
        paragraph = lines[0]
        for line in lines[1:]:
            paragraph = _joined(paragraph, line)
        out.append(paragraph)
    return "\n\n".join(out)


def _joined(first: str, second: str) -> str:
    """Two lines of a paragraph as one.

    A hyphen at the end goes where it cuts a word; a short stump ("co-") or a capital behind it
    ("Russia-India") speaks for a compound, which keeps it.
    """
    if not (first[-1:] == "-" and first[-2:-1].isalpha() and second[:1].isalpha()):
        return f"{first} {second}"
    stump = len(first) - first.rfind(" ") - 2
    return (first[:-1] if second[0].islower() and stump > 3 else first) + second


def _lines(text: str) -> list[Range | None]:
    """The range of each line without the white space at its ends; None for a blank one."""
    out: list[Range | None] = []
    at = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            start = at + len(line) - len(line.lstrip())
            out.append((start, start + len(stripped)))
        else:
            out.append(None)
        at += len(line)
    return out


def _split_run(text: str, run: list[Range]) -> list[Range]:
    """The paragraphs among lines with no blank line between them."""
    width = max(end - start for start, end in run)
    if len(run) == 1 or width > _WIDEST_WRAP or width < _NARROWEST_WRAP:
        return run
    out = [run[0]]
    for this, following in pairwise(run):
        line = text[following[0] : following[1]]
        word = line.split(maxsplit=1)[0]
        if this[1] - this[0] + 1 + len(word) > width and not line.startswith("#"):
            out[-1] = (out[-1][0], following[1])
        else:
            out.append(following)
    return out
