"""What can be read out of an open ledger."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from detente.core.showing import show_table
from detente.ledger import reading
from detente.ledger.correcting import (
    apply_effects,
    read_corrections,
    read_overrulings,
    read_withdrawals,
)
from detente.ledger.faults import storage_faults
from detente.ledger.files import read_original
from detente.ledger.queries import query
from detente.ledger.relation_reader import RelationReader
from detente.ledger.runs import Run, read_runs
from detente.ledger.searching import Hit, search_sentences
from detente.ledger.statements import read_statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.actors.actor import Actor, Mention
    from detente.coding.event import CodedDocument
    from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
    from detente.core.rejections import Rejection
    from detente.documents.document import Document
    from detente.ledger.corrections import Correction
    from detente.sentences.sentence import Sentence

__all__ = ["LedgerReader"]


class LedgerReader(RelationReader):
    """The reading half of a ledger; `Ledger` adds writing, tables and care.

    Base classes for two reasons: each part is long enough for a module of its own, and what only reads is
    seen to only read.

    Attributes:
        folder: Where it lies.
    """

    def knows(self, path: str, original_id: str) -> bool:
        """Whether a file with these bytes was read to its end from this path."""
        with storage_faults(self._record):
            row = self._connection.execute(
                query("read.knows"), {"path": path, "original_id": original_id}
            ).fetchone()
        return bool(row[0])

    def counts(self) -> dict[str, Any]:
        """How much is in the books.

        ``inputs`` is the sum of ``stored``, ``duplicate`` and ``rejected``; ``documents``, ``sentences``,
        ``mentions``, ``events`` (tellings), ``claims``, ``mechanisms``, ``predictions``, ``questions`` and
        ``corrections`` count records, ``merged_events`` each event once; ``rejections`` is a table of
        reasons, those of passages in kept documents included.
        """
        with storage_faults(self._record):
            outcomes = dict(self._connection.execute(query("read.count_inputs")))
            records = self._connection.execute(query("read.count_records")).fetchone()
            merged = self._connection.execute(query("read.count_merged")).fetchone()
            reasons = dict(self._connection.execute(query("read.count_reasons")))
        counts: dict[str, Any] = {name: outcomes.get(name, 0) for name in ("stored", "duplicate", "rejected")}
        counts = {"inputs": sum(counts.values()), **counts}
        counts |= dict(zip(("documents", "sentences", "mentions", "events"), records, strict=True))
        names = ("merged_events", "claims", "mechanisms", "predictions", "questions", "corrections")
        counts |= dict(zip(names, merged, strict=True))
        return {**counts, "rejections": reasons}

    def _repr_html_(self) -> str:
        """What is in the books, for notebooks."""
        counts = {name: count for name, count in self.counts().items() if isinstance(count, int)}
        return show_table(f"ledger {self.folder.name}", tuple(counts), [tuple(counts.values())])

    def generation(self) -> int:
        """A number that grows with every change of the books."""
        with storage_faults(self._record):
            return int(self._connection.execute(query("read.state")).fetchone()[1])

    def touches(self, dyad: tuple[str, str]) -> int:
        """A number that grows with every change of what is told or said of two actors."""
        with storage_faults(self._record):
            row = self._connection.execute(query("read.touches"), {"a": dyad[0], "b": dyad[1]}).fetchone()
        return int(row[0])

    @contextmanager
    def snapshot(self) -> Iterator[int]:
        """All that is read inside is of one generation, which this gives, whatever others add meanwhile.

        Not to be entered twice, nor while this ledger is being written to.
        """
        with storage_faults(self._record):
            self._connection.execute("BEGIN")
            try:
                yield self.generation()
            finally:
                self._connection.execute("COMMIT")

    def documents(self) -> Iterator[Document]:
        """Every document, by date of publication (undated last)."""
        return self._guarded(reading.read_documents(self._connection))

    def document(self, document_id: str) -> Document:
        """The document with this identity; `UnknownNameError` if there is none."""
        with storage_faults(self._record):
            return reading.read_document(self._connection, document_id)

    def coded(self, document_id: str) -> CodedDocument:
        """Everything that was found in a document, as it was added."""
        with storage_faults(self._record):
            return reading.read_coded(self._connection, document_id)

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        """A document's sentences, in order."""
        with storage_faults(self._record):
            return reading.read_sentences(self._connection, document_id)

    def mentions(self, document_id: str) -> tuple[Mention, ...]:
        """A document's mentions of actors, in order."""
        with storage_faults(self._record):
            return reading.read_mentions(self._connection, document_id)

    def sentence_at(self, document_id: str, offset: int) -> Sentence | None:
        """The sentence around an offset; None in boilerplate and between sentences."""
        with storage_faults(self._record):
            return reading.read_sentence_at(self._connection, document_id, offset=offset)

    def actors(self, names: Iterable[str] | None = None) -> Iterator[Actor]:
        """Every actor by identity, or those of these identities, each as most documents have it."""
        return self._guarded(reading.read_actors(self._connection, names))

    def rejections(self, *, stage: str | None = None, reason: str | None = None) -> Iterator[Rejection]:
        """What was refused, files and passages, by path and place."""
        return self._guarded(reading.read_rejections(self._connection, stage=stage, reason=reason))

    def rejected_paths(self) -> list[str]:
        """The paths of inputs of which nothing was kept, to try them again."""
        with storage_faults(self._record):
            return [row[0] for row in self._connection.execute(query("read.rejected_paths"))]

    def near_duplicates(self) -> list[tuple[str, str, float]]:
        """Pairs of documents with nearly the same text, and their similarity."""
        with storage_faults(self._record):
            return self._connection.execute(query("read.near_duplicates")).fetchall()

    def original(self, original_id: str) -> bytes:
        """The bytes that a document was read from; `UnknownNameError` if they were not kept."""
        return read_original(self.folder / "originals", original_id)

    def runs(self) -> list[Run]:
        """The log of runs, oldest first."""
        with storage_faults(self._record):
            return read_runs(self._connection)

    def search(self, text: str, *, limit: int = 50, marks: tuple[str, str] = ("[", "]")) -> list[Hit]:
        """The sentences that match, best first; see `search_sentences` for the language."""
        with storage_faults(self._record):
            return search_sentences(self._connection, text, limit=limit, marks=marks)

    # Statements

    def claims(
        self,
        *,
        dyad: tuple[str, str] | None = None,
        domain: str | None = None,
        asserted_by: str | None = None,
        document: str | None = None,
    ) -> Iterator[Claim]:
        """What texts claim of relations, by date of publication, as corrected, without the wrong."""
        return self._statements("claim", dyad=dyad, domain=domain, by=asserted_by, document=document)

    def mechanisms(
        self,
        *,
        name: str | None = None,
        actor: str | None = None,
        asserted_by: str | None = None,
        document: str | None = None,
    ) -> Iterator[MechanismStatement]:
        """The causal arguments, by date of publication, as corrected."""
        return self._statements("mechanism", name=name, actor=actor, by=asserted_by, document=document)

    def predictions(
        self, *, actor: str | None = None, asserted_by: str | None = None, document: str | None = None
    ) -> Iterator[Prediction]:
        """What texts say lies ahead, by date of publication, as corrected."""
        return self._statements("prediction", actor=actor, by=asserted_by, document=document)

    def questions(
        self, *, dyad: tuple[str, str] | None = None, document: str | None = None
    ) -> Iterator[Question]:
        """What texts ask about relations, by date of publication, as corrected."""
        return self._statements("question", dyad=dyad, document=document)

    def statements(self, kind: str, *, documents: Iterable[str]) -> Iterator[Any]:
        """The statements of one kind in these documents, by date of publication, as corrected.

        Args:
            kind: ``claim mechanism prediction question``.
            documents: Their identities.
        """
        return self._statements(kind, documents=json.dumps(list(documents)))

    def _statements(
        self, kind: str, *, dyad: tuple[str, str] | None = None, **given: str | None
    ) -> Iterator[Any]:
        filters = {"kind": kind} | {name: value for name, value in given.items() if value is not None}
        if dyad is not None:
            filters |= {"dyad_a": dyad[0], "dyad_b": dyad[1]}
        with storage_faults(self._record):
            effects = self._effects()
        return self._guarded(apply_effects(read_statements(self._connection, filters), effects))

    # Corrections

    def corrections(self, *, about: str | None = None, withdrawn: bool = False) -> list[Correction]:
        """What people said of records and did not take back, oldest first; only of one record if asked.

        With `withdrawn`, what was taken back too; `withdrawals` tells by whom.
        """
        with storage_faults(self._record):
            found = read_corrections(self._connection, withdrawn=withdrawn)
        return [row for row in found if about is None or about in (row.about, row.other)]

    def withdrawals(self) -> dict[str, tuple[str, str]]:
        """Identity of a correction that was taken back to who did that and when."""
        with storage_faults(self._record):
            return read_withdrawals(self._connection)

    def overrulings(self) -> dict[str, tuple[str, str]]:
        """Prediction to the outcome that a person gave it, and the person."""
        with storage_faults(self._record):
            return read_overrulings(self._connection)
