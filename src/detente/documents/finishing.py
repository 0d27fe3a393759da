"""From a reader's draft to the `Document`: blocks, language, date, identity, signature; or a refusal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.core.identity import content_id
from detente.core.rejections import Reason, Rejection
from detente.documents.blocks import body_of, build_blocks, title_of
from detente.documents.datelines import find_dateline
from detente.documents.decoding import mend_surrogates
from detente.documents.document import Document
from detente.documents.formats import Format
from detente.documents.language import find_language, is_plainly_english, looks_english
from detente.documents.refusals import clean_name, reject
from detente.documents.signatures import build_signature

if TYPE_CHECKING:
    from detente.documents.draft import Draft, Job, SideNote
    from detente.documents.limits import Limits

__all__ = ["SUPPORTED_LANGUAGE", "finish_document"]

SUPPORTED_LANGUAGE = "en"
# Scripts written without spaces count a character a word, so that they are refused for their language.
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")


def finish_document(draft: Draft, job: Job, *, limits: Limits, option: str) -> Document | Rejection:
    """The document of a draft.

    Args:
        draft: What the reader found.
        job: The file it was found in, but with the article's own name and side note.
        limits: The settings of this room.
        option: The user's ``--published``, or empty.
    """
    name, note = job.name, job.note
    text = mend_surrogates(draft.text)
    if not text.strip():
        return reject(Reason.EMPTY, name, "no characters in it", path=job.path)
    if len(text) > limits.max_text:
        return reject(
            Reason.TOO_LARGE,
            name,
            f"{len(text):,} characters; at most {limits.max_text:,} (documents.max_text)",
            path=job.path,
        )
    identity = content_id(text)
    markdown = draft.media_type == Format.MARKDOWN
    blocks = build_blocks(text, title=draft.title or note.title, markdown=markdown)
    body = body_of(text, blocks)
    words = _count_words(
        " ".join(text[b.start : b.end] for b in blocks if b.role != "boilerplate"), limits.min_words
    )
    if words < limits.min_words:
        detail = f"{words} words of running text; at least {limits.min_words} (documents.min_words)"
        return reject(Reason.NO_TEXT, name, detail, path=job.path, document_id=identity)
    foreign = _foreign(body, limits)
    if foreign:
        return reject(Reason.LANGUAGE, name, foreign, path=job.path, document_id=identity)
    opening = [text[b.start : b.end] for b in blocks[:6] if b.role != "title"][:4]
    published, rule, agency = _published(draft, note=note, option=option, opening=opening)
    return Document(
        id=identity,
        name=clean_name(name),
        path=clean_name(job.path),
        text=text,
        blocks=blocks,
        title=mend_surrogates(note.title or draft.title) or title_of(text, blocks) or None,
        published=published or None,
        published_rule=rule,
        url=mend_surrogates(note.url or draft.url),
        outlet=mend_surrogates(note.outlet or draft.outlet or agency),
        language=SUPPORTED_LANGUAGE,
        media_type=draft.media_type,
        original_id=job.original_id,
        signature=build_signature(body),
    )


def _count_words(text: str, enough: int) -> int:
    """The number of words, counted no further than `enough`."""
    count = 0
    for count, _ in enumerate(_WORD.finditer(text), start=1):
        if count >= enough:
            break
    return count


def _foreign(body: str, limits: Limits) -> str:
    """Why the text is not taken as English; empty if it is."""
    if is_plainly_english(body):
        return ""
    language, surety = find_language(body)
    if language == SUPPORTED_LANGUAGE or (surety < limits.language_floor and looks_english(body)):
        return ""
    sure = "" if surety >= limits.language_floor else ", unsure"
    return f"language {language} (probability {surety:.2f}{sure}); only {SUPPORTED_LANGUAGE} is supported"


def _published(draft: Draft, *, note: SideNote, option: str, opening: list[str]) -> tuple[str, str, str]:
    """The date, the rule that found it, and the agency of the dateline.

    A record's own field and ``meta.jsonl`` come before what the page says, that before the user's option
    for all files, that before a dateline in the text. The file's time is never used.
    """
    dated, agency = find_dateline(opening)
    if draft.rule == "record" and draft.published:
        return draft.published, "record", agency
    for value, rule in (
        (note.published, "meta.jsonl"),
        (draft.published, draft.rule),
        (option, "option"),
        (dated, "dateline"),
    ):
        if value:
            return value, rule, agency
    return "", "", agency
