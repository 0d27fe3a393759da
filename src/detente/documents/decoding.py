"""Bytes to text: byte order mark, UTF-8, UTF-16 and UTF-32 by their zeros, then the likeliest code page."""

from __future__ import annotations

import codecs
import re

from detente.core.rejections import Reason
from detente.documents.refusals import RefusedError

__all__ = ["decode", "decode_markup", "find_encoding", "mend_surrogates"]

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536
_DECLARED = re.compile(
    rb"""(?:charset\s*=\s*["']?|<\?xml[^>]{0,60}encoding\s*=\s*["'])([A-Za-z0-9_.:-]{2,40})"""
)
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> str:
    """The text in `data`, without its byte order mark and with every line end as it stands.

    Raises:
        RefusedError: `Reason.BINARY` if it is no text in any encoding.
    """
    try:
        return data.decode("utf-8-sig") if b"\0" not in data else _decode_as(data, find_encoding(data))
    except UnicodeDecodeError:
        return _decode_as(data, find_encoding(data))


def decode_markup(data: bytes, *, declared: str = "") -> str:
    """As `decode`, but an encoding that the page or the server declares is tried first."""
    if not data.startswith(tuple(mark for mark, _ in _MARKS)):
        match = _DECLARED.search(data[:4096])
        for name in (declared, match[1].decode("ascii") if match else ""):
            try:
                if name and codecs.lookup(name).name not in ("ascii", "utf-16", "utf-32"):
                    return data.decode("cp1252" if codecs.lookup(name).name == "iso8859-1" else name)
            except (LookupError, ValueError):
                continue
    return decode(data)


def find_encoding(data: bytes) -> str:
    """The encoding of `data`, of which a beginning of some kilobytes is enough.

    Raises:
        RefusedError: `Reason.BINARY` if it is no text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:_SAMPLE]
    if b"\0" in head:
        return _wide(head)
    if len(_CONTROL.findall(head)) > len(head) // 100:
        raise RefusedError(Reason.BINARY, "control characters throughout: not text in any known encoding")
    if _is_utf8(head):
        return "utf-8"
    return _code_page(head)


def mend_surrogates(text: str) -> str:
    """`text` without lone surrogates, which cannot be written as UTF-8: pairs are joined, others U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _decode_as(data: bytes, encoding: str) -> str:
    text = data.decode(encoding, "replace")
    return text.removeprefix("\ufeff")


def _wide(head: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where the zero bytes stand."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    fourth = max(1, len(head) // 4)
    columns = [head[n::4].count(0) / fourth for n in range(4)]
    guess = ""
    if min(columns[1:]) > 0.9 and columns[0] < 0.1:
        guess = "utf-32-le"
    elif min(columns[:3]) > 0.9 and columns[3] < 0.1:
        guess = "utf-32-be"
    elif odd > 0.4 * half and even < 0.05 * half:
        guess = "utf-16-le"
    elif even > 0.4 * half and odd < 0.05 * half:
        guess = "utf-16-be"
    if guess:
        text = head[: len(head) // 4 * 4].decode(guess, "replace")
        if text.count("\ufffd") <= 1 + len(text) // 1000 and "\0" not in text:
            return guess
    raise RefusedError(Reason.BINARY, "zero bytes: not text, whatever the name says")


def _is_utf8(head: bytes) -> bool:
    """Whether it is UTF-8, or was before a byte here and there was lost."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)  # a cut last character is no fault
    bad = text.count("\ufffd")
    if not bad:
        return True
    good = sum(character > "\x7f" for character in text) - bad
    return good > 4 * bad


def _code_page(head: bytes) -> str:
    """An eight-bit code page.

    A text that is nearly all ASCII is taken as Windows-1252: the library would need more than a few
    accented letters to tell Western code pages apart, and for English news this one is right.
    """
    high = sum(byte > 0x7F for byte in head)
    if high <= 0.05 * len(head) and not _NOT_CP1252.search(head):
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415  only for the few files that need it

    best = from_bytes(head[:20_000]).best()
    if best is not None:
        return best.encoding
    return "latin-1" if _NOT_CP1252.search(head) else "cp1252"
