"""Mentions made up for the tests of this room."""

import pytest

from detente.coding.event import Event, Trace
from detente.core.spans import Span
from detente.identity import EventMention
from detente.ontology import intensity_of, quad_class_of


def build_mention(name, *, outlet="", published="2018-08-10", passage="", signature=b"", states=(), **values):
    """A mention of Russia meeting Pakistan on a day, but for what is said otherwise."""
    kind, mode = values.get("type", "CONSULT"), values.get("mode")
    row = {
        "id": name,
        "document": f"d-{name}",
        "type": kind,
        "mode": mode,
        "contexts": (),
        "source": ("PAK", "RUS"),
        "target": (),
        "persons": (),
        "status": "occurred",
        "asserted_by": "author",
        "date": "2018-08-07",
        "date_text": None,
        "place": None,
        "object": None,
        "project": None,
        "amounts": (),
        "intensity": intensity_of(kind, mode),
        "quad_class": quad_class_of(kind),
        "confidence": 0.8,
        "evidence": (Span(0, 5, "words"),),
        "trace": Trace("test", "1", ()),
    }
    return EventMention(Event(**{**row, **values}), outlet, published, signature, passage, states)


@pytest.fixture
def mention():
    return build_mention
