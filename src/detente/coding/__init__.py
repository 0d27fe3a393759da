"""Coding: who did what to whom, when, in what state of completion and on whose word.

Enters: `Document`. Leaves: `CodedDocument` with `Event`s, each with evidence and trace, and `Rejection`s.
Refuses, by name: sentences with two actors or more and no event, sport, sentences too long to be parsed.
Predicates, word classes and context words are data files. A language model may be asked instead (`llm`).
"""

from detente.coding.coder import Coder
from detente.coding.event import Amount, CodedDocument, Event, Trace
from detente.coding.interchange import record_of_event, records_of
from detente.coding.pipeline import code_documents

__all__ = [
    "Amount",
    "CodedDocument",
    "Coder",
    "Event",
    "Trace",
    "code_documents",
    "record_of_event",
    "records_of",
]
