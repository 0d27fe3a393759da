"""PDF and DOCX files."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from detente.core.rejections import Reason
from detente.documents.draft import Draft
from detente.documents.formats import Format
from detente.documents.paragraphs import join_lines
from detente.documents.refusals import RefusedError
from detente.documents.unpacking import check_archive, check_member
from detente.documents.web import compose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.documents.limits import Limits

__all__ = ["read_docx", "read_pdf"]

_TITLE_WORDS = range(3, 31)


def read_pdf(data: bytes, limits: Limits) -> Draft:
    """The text of a PDF, its lines joined to paragraphs. Its dates are those of the file, so none is taken.

    Raises:
        RefusedError: Encrypted, broken, without text (a scan), too many pages, or made to blow up.
    """
    from pypdf import PdfReader  # noqa: PLC0415  heavy, for the child only
    from pypdf.errors import LimitReachedError, PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not _unlock(reader):
            raise RefusedError(Reason.DAMAGED, "encrypted: a password is needed")
        if len(reader.pages) > limits.max_pages:
            raise RefusedError(
                Reason.TOO_LARGE,
                f"{len(reader.pages):,} pages; at most {limits.max_pages:,} (documents.max_pages)",
            )
        text = "\n\n".join(_pages(reader, limits))
        title = _pdf_title(reader)
    except LimitReachedError as fault:
        raise RefusedError(Reason.HOSTILE, f"made to blow up: {fault}") from fault
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as fault:
        # pypdf meets broken structure with any of these.
        raise RefusedError(Reason.DAMAGED, f"not a sound PDF: {type(fault).__name__}: {fault}") from fault
    text = join_lines(text)
    if not any(character.isalnum() for character in text):
        raise RefusedError(Reason.NO_TEXT, f"{len(reader.pages):,} pages without text: a scan?")
    title = title if _begins_with(text, title) else ""
    return Draft(text=text, media_type=Format.PDF.value, title=title)


def read_docx(data: bytes) -> Draft:
    """The paragraphs and table cells of a Word document; its title is the paragraph in the style Title.

    Raises:
        RefusedError: Broken, without text, or made to blow up.
    """
    try:
        _check_docx(data)
    except (ValueError, NotImplementedError) as fault:  # zipfile meets broken offsets with these
        raise RefusedError(Reason.DAMAGED, f"not a sound archive: {fault}") from fault
    import docx  # noqa: PLC0415  heavy, for the child only
    from docx.opc.exceptions import OpcError  # noqa: PLC0415
    from lxml.etree import LxmlError  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        pairs = list(_docx_paragraphs(docx.Document(io.BytesIO(data))))
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError) as fault:
        raise RefusedError(Reason.DAMAGED, f"not a sound DOCX: {type(fault).__name__}: {fault}") from fault
    title = next((words for words, style in pairs[:5] if style == "Title"), "")
    text = compose("", "\n".join(words for words, _ in pairs))
    if not text:
        raise RefusedError(Reason.NO_TEXT, "a document without text")
    return Draft(text=text, media_type=Format.DOCX.value, title=" ".join(title.split()))


def _pages(reader: Any, limits: Limits) -> Iterator[str]:  # noqa: ANN401  pypdf's reader
    size = 0
    for page in reader.pages:
        text = str(page.extract_text() or "")
        size += len(text)
        if size > limits.max_text:
            raise RefusedError(
                Reason.TOO_LARGE, f"over {limits.max_text:,} characters (setting documents.max_text)"
            )
        yield text


def _unlock(reader: Any) -> bool:  # noqa: ANN401  pypdf's reader
    """Many PDFs are locked with an empty password, against changes only."""
    from pypdf.errors import DependencyError  # noqa: PLC0415

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _pdf_title(reader: Any) -> str:  # noqa: ANN401  pypdf's reader
    words = " ".join(str((reader.metadata or {}).get("/Title") or "").split())
    return words if len(words.split()) in _TITLE_WORDS else ""


def _begins_with(text: str, title: str) -> bool:
    """Whether a stated title is a paragraph near the beginning, and not a leftover of some template."""
    return bool(title) and title.casefold() in [part.casefold() for part in text[:2000].split("\n\n")]


def _check_docx(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_archive(archive)
        for member in archive.infolist():
            check_member(member)
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as stream:
                    head = stream.read(2048)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise RefusedError(Reason.HOSTILE, f"{member.filename} defines entities of its own")


def _docx_paragraphs(document: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  python-docx's document
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            for row in item.rows:
                for cell in row.cells:
                    yield cell.text, ""
        else:
            yield item.text, str(item.style.name) if item.style is not None else ""
