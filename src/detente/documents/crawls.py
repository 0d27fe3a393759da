"""WARC files: one article for each page that was answered well."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.core.rejections import Reason
from detente.documents.decoding import decode_markup, mend_surrogates
from detente.documents.draft import Draft, Unit
from detente.documents.refusals import RefusedError
from detente.documents.web import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.documents.limits import Limits

__all__ = ["find_pages"]


class _Whole:
    """A stream that gives what it has before it tells of a cut, which warcio would take for the end."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        try:
            return self._stream.read1(size)
        except EOFError as fault:
            raise RefusedError(Reason.DAMAGED, f"cut off: {fault}") from fault


_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
_PAGES = ("text/html", "application/xhtml+xml")


def find_pages(stream: io.BufferedReader, name: str, limits: Limits) -> Iterator[Unit | None]:
    """The HTML answers with status 200; None for every other record, as a sign of life.

    Pictures, redirects and requests are no articles and are passed over without a rejection. The date of
    the crawl is not the date of publication and is not used.

    Raises:
        RefusedError: `Reason.DAMAGED` where the file is cut or broken.
    """
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415  heavy, for the child only
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    records = n = 0
    try:
        for record in ArchiveIterator(_Whole(stream)):
            records += bool(record.rec_type)
            if not _is_page(record):
                yield None
                continue
            n += 1
            body = record.content_stream().read(limits.max_record + 1)
            if len(body) <= limits.max_record:
                _check_end(record)
            yield Unit(f"{name}#{n}", partial(_read, body, _charset(record), _address(record), limits))
    except (ArchiveLoadFailed, ValueError, IndexError, KeyError, AttributeError) as fault:
        raise RefusedError(
            Reason.DAMAGED, f"broken after {n} pages: {type(fault).__name__}: {fault}"
        ) from fault
    if not records:
        raise RefusedError(Reason.DAMAGED, "no sound record in it")


def _check_end(record: Any) -> None:  # noqa: ANN401  warcio's record
    """Refuse a record that holds fewer bytes than it announces."""
    while record.raw_stream.read(2**16):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise RefusedError(Reason.DAMAGED, "cut off within a record")


def _is_page(record: Any) -> bool:  # noqa: ANN401  warcio's record
    if record.rec_type not in ("response", "resource"):
        return False
    headers = record.http_headers
    if headers is None:
        return str(record.content_type or "").lower().startswith(_PAGES)
    kind = str(headers.get_header("Content-Type") or "").lower()
    return headers.get_statuscode() == "200" and kind.startswith(_PAGES)


def _charset(record: Any) -> str:  # noqa: ANN401  warcio's record
    headers = record.http_headers
    match = _CHARSET.search(str(headers.get_header("Content-Type") or "")) if headers else None
    return match[1] if match else ""


def _address(record: Any) -> str:  # noqa: ANN401  warcio's record
    return mend_surrogates(str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"))


def _read(body: bytes, charset: str, url: str, limits: Limits) -> Draft:
    if len(body) > limits.max_record:
        raise RefusedError(
            Reason.TOO_LARGE, f"{url}: over {limits.max_record:,} bytes (documents.max_record)"
        )
    return read_page(decode_markup(body, declared=charset), url=url)
