"""A document of no importance, to be coded so that everything is loaded before time counts."""

from __future__ import annotations

from detente.core.identity import content_id
from detente.documents.document import Block, Document

__all__ = ["make_sample"]

_TEXT = "Chad and Mali signed a pact on Monday. On Tuesday they said that their ties would grow closer."


def make_sample() -> Document:
    """A document of two sentences."""
    return Document(
        id=content_id(_TEXT),
        name="",
        path="",
        text=_TEXT,
        blocks=(Block(0, len(_TEXT), "body"),),
        title="",
        published="2018-08-08",
        published_rule="",
        url="",
        outlet="",
        language="en",
        media_type="text/plain",
        original_id="",
        signature=b"",
    )
