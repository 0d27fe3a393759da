"""One text that is at hand, coded: for notebooks and for trying things out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.coding import Coder
from detente.core.dates import parse_edtf
from detente.core.errors import InputError
from detente.core.identity import content_id
from detente.core.rejections import REASONS, Rejection
from detente.core.settings import resolve_settings
from detente.documents.draft import Draft, Job
from detente.documents.finishing import finish_document
from detente.documents.limits import Limits

if TYPE_CHECKING:
    from detente.coding import CodedDocument

__all__ = ["code_text"]


def code_text(
    text: str, *, published: str | None = None, name: str = "text", coder: Coder | None = None
) -> CodedDocument:
    """Everything that is found in one text.

    Args:
        text: A plain text in English.
        published: EDTF date of publication; without it, "yesterday" stays unresolved.
        name: To stand for a file's name.
        coder: One made before, to code many texts or with other settings; else a new one with the defaults.

    Raises:
        InputError: If `published` is no EDTF date, or the text cannot be coded: it is empty, too long, or in
            another language.

    >>> coded = code_text("Russia and Pakistan signed a pact on Thursday.", published="2014-11-21")
    >>> [(event.source, event.date) for event in coded.events]
    [(('PAK', 'RUS'), '2014-11-20')]
    """
    limits = replace(Limits.of(resolve_settings()), min_words=1)
    document = finish_document(
        Draft(text, "text/plain"),
        Job(name, name, name, original_id=content_id(text)),
        limits=limits,
        option=parse_edtf(published).edtf if published else "",
    )
    if isinstance(document, Rejection):
        raise InputError(f"{name!r} cannot be coded: {REASONS[document.reason]}", hint=document.detail)
    return next(iter((coder or Coder()).code([document])))
