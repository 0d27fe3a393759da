"""A refusal, kept as data: what was not coded, where, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Reason", "Rejection"]


class Reason(StrEnum):
    """Why something was refused. The value is what the ledger stores and the interchange prints."""

    # files
    UNREADABLE = "UNREADABLE"
    EMPTY = "EMPTY"
    BINARY = "BINARY"
    TOO_LARGE = "TOO_LARGE"
    TOO_DEEP = "TOO_DEEP"
    UNKNOWN_FORMAT = "UNKNOWN_FORMAT"
    DAMAGED = "DAMAGED"
    HOSTILE = "HOSTILE"
    OUT_OF_MEMORY = "OUT_OF_MEMORY"
    OUT_OF_TIME = "OUT_OF_TIME"
    NO_TEXT = "NO_TEXT"
    BAD_RECORD = "BAD_RECORD"
    # documents
    LANGUAGE = "LANGUAGE"
    FAILED = "FAILED"
    ENDPOINT_FAILED = "ENDPOINT_FAILED"
    # sentences that name two actors or more and gave no event
    NO_PREDICATE = "NO_PREDICATE"
    NO_SOURCE = "NO_SOURCE"
    NO_TARGET = "NO_TARGET"
    SAME_ACTOR = "SAME_ACTOR"
    STATE_OF_AFFAIRS = "STATE_OF_AFFAIRS"
    SPORT = "SPORT"
    TOO_LONG = "TOO_LONG"
    # what a language model said
    BAD_ANSWER = "BAD_ANSWER"
    QUOTE_NOT_FOUND = "QUOTE_NOT_FOUND"
    UNKNOWN_ACTOR = "UNKNOWN_ACTOR"


REASONS: dict[Reason, str] = {
    Reason.UNREADABLE: "the file or folder could not be opened",
    Reason.EMPTY: "the file holds nothing",
    Reason.BINARY: "the file is not text, whatever its name says",
    Reason.TOO_LARGE: "the file or its text is over the size limit",
    Reason.TOO_DEEP: "an archive inside an archive, or markup nested too deeply",
    Reason.UNKNOWN_FORMAT: "no reader for this kind of file",
    Reason.DAMAGED: "the file is cut off or broken",
    Reason.HOSTILE: "the file tries to reach outside itself or to blow up",
    Reason.OUT_OF_MEMORY: "reading the file took more memory than allowed",
    Reason.OUT_OF_TIME: "reading the file took longer than allowed",
    Reason.NO_TEXT: "no running text was found in the file",
    Reason.BAD_RECORD: "one record of a file could not be used",
    Reason.LANGUAGE: "the text is in a language that is not supported yet",
    Reason.FAILED: "an unforeseen fault; the detail names it",
    Reason.ENDPOINT_FAILED: "the language model could not be asked; the detail says why",
    Reason.NO_PREDICATE: "two actors, but no word that tells of an event",
    Reason.NO_SOURCE: "an event, but nobody who could be its source",
    Reason.NO_TARGET: "an event, but nobody who could be its target",
    Reason.SAME_ACTOR: "source and target are the same actor",
    Reason.STATE_OF_AFFAIRS: "a state of affairs or a judgement, not an event",
    Reason.SPORT: "sport between teams that bear the names of states",
    Reason.TOO_LONG: "the sentence is too long to be parsed or sent",
    Reason.BAD_ANSWER: "the language model gave something that cannot be read as events",
    Reason.QUOTE_NOT_FOUND: "the language model gave an event whose quote does not stand in the text",
    Reason.UNKNOWN_ACTOR: "the language model named somebody whom the text does not name there as an actor",
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that was refused, so that nothing is lost in silence.

    Attributes:
        reason: One of `Reason`.
        stage: The room that refused: ``documents``, ``sentences``, ``actors`` or ``coding``.
        document: Name of the file or document concerned.
        detail: One line for a person: the value, the limit, the fault.
        document_id: The document's identity, where one was made; else empty.
        start: First offset into the document's text, for a sentence; else None.
        end: Offset after the last, for a sentence; else None.
        path: Where the file was read, as given by the user, so that it can be tried again; may be empty.
    """

    reason: Reason
    stage: str
    document: str
    detail: str = ""
    document_id: str = ""
    start: int | None = None
    end: int | None = None
    path: str = ""

    def to_json(self) -> dict[str, object]:
        """The interchange record."""
        return {
            "kind": "rejection",
            "document": self.document,
            "reason": self.reason.value,
            "stage": self.stage,
            "detail": self.detail,
            "start": self.start,
            "end": self.end,
        }
