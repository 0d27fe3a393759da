"""What kind of file it is: by its name, and by what it holds where the two disagree."""

from __future__ import annotations

import csv
import json
import re
from enum import StrEnum

from detente.core.rejections import Reason
from detente.documents.decoding import decode, find_encoding
from detente.documents.refusals import RefusedError

__all__ = ["COLLECTIONS", "HEAD", "TEXT_FIELDS", "Format", "find_format", "format_of_name"]


class Format(StrEnum):
    """The kinds of file that have a reader."""

    PLAIN = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    JSONL = "application/jsonl"
    CSV = "text/csv"
    TSV = "text/tab-separated-values"
    FEED = "application/rss+xml"
    WARC = "application/warc"
    ZIP = "application/zip"


COLLECTIONS = frozenset({Format.JSONL, Format.CSV, Format.TSV, Format.WARC, Format.ZIP})
HEAD = 65_536
"""So many bytes of a file are looked at to know its format."""
_LONG_LINE = 8_000
TEXT_FIELDS = ("text", "body", "content", "article")

_BY_NAME = {
    ".txt": Format.PLAIN,
    ".text": Format.PLAIN,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".rss": Format.FEED,
    ".atom": Format.FEED,
    ".xml": Format.FEED,
    ".warc": Format.WARC,
    ".zip": Format.ZIP,
}
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or office file"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstandard file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"{\\rtf", "a rich-text file"),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?[^>]*>\s*|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>\s*)*"
    r"<(?:rss|feed|rdf:RDF|(?:atom|a):feed)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[{\["])')


def format_of_name(name: str) -> tuple[Format | None, bool]:
    """The format that a file name promises, None if it promises nothing, and whether it is gzipped.

    >>> format_of_name("news.jsonl.gz")
    (<Format.JSONL: 'application/jsonl'>, True)
    """
    name = name.lower()
    gzipped = name.endswith(".gz")
    _, dot, suffix = name.removesuffix(".gz").rpartition(".")
    return _BY_NAME.get(dot + suffix), gzipped


def find_format(promised: Format | None, head: bytes) -> Format:
    """The format to read a file as.

    Args:
        promised: By its name.
        head: Its first bytes, unpacked.

    Raises:
        RefusedError: For what has no reader or is not what its name says.
    """
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf") and promised not in (Format.PDF, Format.DOCX, Format.ZIP):
        reason = Reason.BINARY if b"\0" in head else Reason.EMPTY
        raise RefusedError(reason, "nothing but zero bytes" if b"\0" in head else "no characters in it")
    magic = next((what for start, what in _MAGIC if head.startswith(start)), "")
    if promised in (None, Format.PDF, Format.DOCX, Format.ZIP):
        found = _by_magic(head)
        if found:
            return found
    if promised in (Format.PDF, Format.DOCX, Format.ZIP):
        return _broken_promise(promised, head, magic)
    if magic:
        raise RefusedError(Reason.BINARY, f"{magic} by its first bytes, not {promised or 'text'}")
    if promised is Format.WARC or head.startswith(b"WARC/"):
        return Format.WARC
    return _text_format(promised, head)


def _by_magic(head: bytes) -> Format | None:
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        return Format.DOCX if b"word/" in head or b"[Content_Types].xml" in head[:100] else Format.ZIP
    return None


def _broken_promise(promised: Format, head: bytes, magic: str) -> Format:
    """A .pdf, .docx or .zip that does not begin as one: a saved error page, or no use at all."""
    if not head:
        raise RefusedError(Reason.EMPTY, "no bytes in it")
    if magic.startswith("an empty zip"):
        raise RefusedError(Reason.EMPTY, "an archive with nothing in it")
    if not magic and b"\0" not in head and _HTML.match(head[:4096].decode("latin-1")):
        return Format.HTML
    raise RefusedError(
        Reason.DAMAGED, f"does not begin as {promised.name} does" + (f" but as {magic}" if magic else "")
    )


def _text_format(promised: Format | None, head: bytes) -> Format:
    text = decode(head) if b"\0" not in head else head.decode(find_encoding(head), "replace").lstrip("\ufeff")
    if promised in (Format.PLAIN, Format.MARKDOWN) and _HTML.match(text):
        return Format.HTML
    if promised is Format.FEED:
        if _FEED.match(text):
            return Format.FEED
        if _HTML.match(text) or "<html" in text[:2000].lower():
            return Format.HTML
        raise RefusedError(Reason.UNKNOWN_FORMAT, "XML, but neither a feed nor a page")
    if promised is not None:
        return promised
    return _sniff(text)


def _sniff(text: str) -> Format:
    """For a name that promises nothing, as standard input."""
    if _HTML.match(text):
        return Format.HTML
    if _FEED.match(text):
        return Format.FEED
    if _is_json(text):
        return Format.JSONL
    header = text.lstrip().partition("\n")[0].strip().lower()
    for mark, found in (("\t", Format.TSV), (",", Format.CSV)):
        try:
            columns = next(csv.reader([header[:2000]], delimiter=mark), [])
        except csv.Error:  # a lone carriage return
            continue
        if len(columns) > 1 and any(column.strip() in TEXT_FIELDS for column in columns):
            return found
    return Format.PLAIN


def _is_json(text: str) -> bool:
    """Whether the first line is a JSON object by itself.

    Raises:
        RefusedError: For JSON of another build, whose every line would be a broken record.
    """
    if not _JSON.match(text):
        return False
    line, end, _ = text.lstrip().partition("\n")
    if not end and len(line) >= _LONG_LINE:
        return True  # too long to be judged by its beginning
    try:
        if isinstance(json.loads(line), dict):
            return True
    except (ValueError, RecursionError):
        pass
    raise RefusedError(Reason.UNKNOWN_FORMAT, "JSON, but not one object a line")
