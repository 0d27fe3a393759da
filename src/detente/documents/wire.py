"""What parent and reading process say to each other: lines of JSON, never pickles.

A parser that a hostile file has taken over can write what it likes into the pipe; JSON can at worst say
something untrue about that one file.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any

from detente.core.identity import content_id
from detente.core.rejections import Reason, Rejection
from detente.documents.document import Block, Document
from detente.documents.draft import Job, SideNote
from detente.documents.limits import Limits

__all__ = ["pack_item", "pack_jobs", "pack_terms", "unpack_item", "unpack_jobs", "unpack_terms"]

_OPTIONAL = {"title", "published"}


def pack_terms(limits: Limits, option: str) -> bytes:
    """The first line to a reading process."""
    return _line({"limits": asdict(limits), "option": option})


def unpack_terms(line: bytes) -> tuple[Limits, str]:
    """The limits and the user's date that `pack_terms` wrote."""
    data = json.loads(line)
    return Limits(**data["limits"]), str(data["option"])


def pack_jobs(jobs: list[Job]) -> bytes:
    """A batch of files to read."""
    return _line(
        [[job.path, job.file, job.name, job.original_id, job.start, *_note(job.note)] for job in jobs]
    )


def unpack_jobs(line: bytes) -> list[Job]:
    """The jobs that `pack_jobs` wrote."""
    return [
        Job(path, file, name, SideNote(*note), original_id, start)
        for path, file, name, original_id, start, *note in json.loads(line)
    ]


def pack_item(item: Document | Rejection | str) -> bytes:
    """A document, a rejection or a sign, as one line."""
    if isinstance(item, Rejection):
        words = (item.reason.value, item.stage, item.document, item.detail, item.document_id, item.path)
        return _line({"rejection": words})
    if isinstance(item, Document):
        fields: dict[str, Any] = {name: getattr(item, name) for name in Document.__slots__}
        fields["blocks"] = [[block.start, block.end, block.role] for block in item.blocks]
        fields["signature"] = base64.b64encode(item.signature).decode("ascii")
        return _line({"document": fields})
    return _line({"sign": str(item)})


def unpack_item(line: bytes) -> Document | Rejection | str:
    """What `pack_item` wrote.

    Raises:
        ValueError: If it is anything else.
    """
    try:
        data = json.loads(line)
        if "sign" in data:
            return str(data["sign"])
        if "rejection" in data:
            reason, stage, name, detail, identity, path = map(str, data["rejection"])
            return Rejection(Reason(reason), stage, name, detail, identity, path=path)
        return _document(data["document"])
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as fault:
        raise ValueError(f"not a message: {fault}") from fault


def _document(fields: dict[str, Any]) -> Document:
    """The document of these fields, in which nothing can surprise those who use it."""
    fields["blocks"] = tuple(Block(int(start), int(end), str(role)) for start, end, role in fields["blocks"])
    fields["signature"] = base64.b64decode(fields["signature"])
    for name in fields.keys() - {"blocks", "signature"}:
        if not isinstance(fields[name], str) and (fields[name] is not None or name not in _OPTIONAL):
            raise TypeError(f"{name} is no text")
    if content_id(fields["text"]) != fields["id"]:
        raise ValueError("an identity that is not that of the text")
    bounds = [at for block in fields["blocks"] for at in (block.start, block.end)]
    if bounds != sorted(bounds) or (bounds and not 0 <= bounds[0] <= bounds[-1] <= len(fields["text"])):
        raise ValueError("blocks outside of the text, or over each other")
    return Document(**fields)


def _note(note: SideNote) -> tuple[str, str, str, str]:
    return note.published, note.title, note.url, note.outlet


def _line(data: object) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode("ascii") + b"\n"
