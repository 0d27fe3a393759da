"""What can be read out of an open ledger."""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from detente.core.dates import parse_edtf
from detente.core.showing import show_table
from detente.ledger import reading
from detente.ledger.correcting import (
    apply_effects,
    read_corrections,
    read_effects,
    read_overrulings,
    read_withdrawals,
)
from detente.ledger.faults import storage_faults
from detente.ledger.files import read_original
from detente.ledger.merged import count_merged, find_merged, read_merged, represent
from detente.ledger.opening import RECORD
from detente.ledger.queries import query
from detente.ledger.runs import Run, read_runs
from detente.ledger.searching import Hit, match_of, search_sentences
from detente.ledger.statements import read_statements

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from detente.actors.actor import Actor, Mention
    from detente.coding.event import CodedDocument, Event
    from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
    from detente.core.rejections import Rejection
    from detente.documents.document import Document
    from detente.identity import MergedEvent
    from detente.ledger.corrections import Correction, Effect
    from detente.ledger.relating import Undated
    from detente.relations import Levels
    from detente.relations.periods import Frequency
    from detente.sentences.sentence import Sentence

__all__ = ["LedgerReader"]

_T = TypeVar("_T")
_CHUNK = 500


class LedgerReader:
    """The reading half of a ledger; `Ledger` adds writing, tables and care.

    A base class for two reasons: either half is long enough for a module of its own, and what only reads
    is seen to only read.

    Attributes:
        folder: Where it lies.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._record = folder / RECORD
        self._connection = connection

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

    def events(  # noqa: PLR0913  filters, all by keyword
        self,
        *,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        document: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """The tellings of events that fulfil every condition, by date (undated last) and identity, as coded.

        An event that ten articles tell is here ten times; `merged_events` has each once, with corrections.

        Args:
            actor: Among the sources or targets.
            dyad: One acts on the other, or both are parties to a symmetric event.
            type: PLOVER event type.
            status: ``occurred``, ``ongoing`` …
            since: EDTF: not over before its first day.
            until: EDTF: begun by its last day. With `since` or `until`, undated events are left out.
            document: Identity of the document.
            limit: Most events.
        """
        given = _event_filters(
            actor=actor, dyad=dyad, type=type, status=status, since=since, until=until, document=document
        )
        return self._guarded(reading.read_events(self._connection, given, limit=limit))

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

    def publication_dates(self) -> dict[str, str | None]:
        """Identity of each document to its EDTF date of publication, as `measure_relations` wants it."""
        with storage_faults(self._record):
            return dict(self._connection.execute(query("read.publication_dates")))

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

    # Events, each once

    def merged_events(  # noqa: PLR0913  filters, all by keyword
        self,
        *,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        document: str | None = None,
        quad: int | None = None,
        text: str | None = None,
        newest: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Iterator[MergedEvent]:
        """The events, each once however often it is told, that fulfil every condition; see `events`.

        People's corrections are in them; what was judged wrong is not.

        Args:
            actor: On either side.
            dyad: Two actors that it relates.
            type: PLOVER type.
            status: EDTF status.
            since: First day, EDTF.
            until: Last day, EDTF.
            document: Identity of one that tells it.
            quad: Quad class, 1 to 4.
            text: Words that a sentence which tells it has; see `search_sentences` for the language.
            newest: The latest first; undated last either way.
            offset: So many are passed over.
            limit: Most events; None for all.
        """
        given = _event_filters(
            actor=actor,
            dyad=dyad,
            type=type,
            status=status,
            since=since,
            until=until,
            document=document,
            quad=quad,
            text=text,
        )
        return self._guarded(read_merged(self._connection, given, limit=limit, offset=offset, newest=newest))

    def count_merged(  # noqa: PLR0913  filters, all by keyword
        self,
        *,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        quad: int | None = None,
        text: str | None = None,
        most: int | None = None,
    ) -> int:
        """How many events fulfil every condition of `merged_events`; counted no further than to `most`."""
        given = _event_filters(
            actor=actor,
            dyad=dyad,
            type=type,
            status=status,
            since=since,
            until=until,
            quad=quad,
            text=text,
        )
        with storage_faults(self._record):
            return count_merged(self._connection, given, most=most)

    def merged_event(self, name: str) -> MergedEvent:
        """The event of this identity, or that the telling of this identity tells.

        Raises:
            UnknownNameError: If there is none.
        """
        with storage_faults(self._record):
            return find_merged(self._connection, name)

    def tellings(self, names: Iterable[str]) -> tuple[Event, ...]:
        """The tellings of these identities, as corrected, in the order given; unknown ones are left out."""
        with storage_faults(self._record):
            return self._tellings(list(names), read_effects(self._connection))

    def _tellings(self, names: list[str], effects: Mapping[str, Effect]) -> tuple[Event, ...]:
        found = (
            event
            for at in range(0, len(names), _CHUNK)
            for event in reading.read_events(self._connection, {"ids": json.dumps(names[at : at + _CHUNK])})
        )
        kept = {event.id: event for event in apply_effects(found, effects)}
        return tuple(kept[name] for name in names if name in kept)

    def representatives(  # noqa: PLR0913  filters, all by keyword
        self,
        *,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        document: str | None = None,
        quad: int | None = None,
        text: str | None = None,
        newest: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Iterator[tuple[Event, MergedEvent]]:
        """Each merged event as one event noun, and as it is.

        The event has the merged one's identity and values, with the document, evidence and trace of its best
        telling: what `measure_relations` and a report take, so that an event told by ten counts once.
        """
        merged = self.merged_events(
            actor=actor,
            dyad=dyad,
            type=type,
            status=status,
            since=since,
            until=until,
            document=document,
            quad=quad,
            text=text,
            newest=newest,
            offset=offset,
            limit=limit,
        )
        return self._guarded(self._represent(merged))

    def _represent(self, merged: Iterator[MergedEvent]) -> Iterator[tuple[Event, MergedEvent]]:
        effects = read_effects(self._connection)
        while batch := list(islice(merged, _CHUNK)):
            names = [name for event in batch for name in event.mentions]
            told = {event.id: event for event in self._tellings(names, effects)}
            for event in batch:
                yield represent(event, [told[name] for name in event.mentions]), event

    # Relations

    def relations(
        self,
        *,
        freq: Frequency = "year",
        domain: str | None = None,
        dyad: tuple[str, str] | None = None,
        undated: Undated = "apart",
    ) -> pa.Table:
        """The relation of every dyad in every domain and period: what was counted, and the level.

        Of each dyad all periods from its first event to its last, 0 where nothing happened; a row with the
        period None for what has no date. The level is that in the middle of the period, -10 to +10, as
        posterior mean with the ends of its 90 % interval; none where nothing of the domain was ever seen.
        Its parameters are fitted to the whole ledger, so more articles may change it everywhere.

        Args:
            freq: ``year`` or ``month``.
            domain: ``overall diplomatic military economic security``; all of them if None.
            dyad: Only these two, in either order.
            undated: ``apart``: events without a date are rows of their own and move no level; ``published``:
                they count when they were told, which is late by an unknown time.

        Raises:
            UnknownNameError: If there is no such domain.
            UsageError: If there is no such frequency.
        """
        from detente.ledger.relating import build_relation_table  # noqa: PLC0415  Arrow takes long to import

        return build_relation_table(
            self.representatives(),
            published=self.publication_dates(),
            freq=freq,
            domain=domain,
            dyad=dyad,
            undated=undated,
        )

    def levels(self, *, domain: str | None = None, undated: Undated = "apart") -> Levels:
        """The smoothed levels of all dyads, from which `detente.relations` measures shifts, tilts and turns.

        Args:
            domain: Only this one; it saves the fit of the others.
            undated: As in `relations`.

        Raises:
            InputError: If no event is known to have occurred between two actors at a known time.
            UnknownNameError: If there is no such domain.
        """
        from detente.ledger.observing import read_observations  # noqa: PLC0415  NumPy takes long to import
        from detente.ledger.relating import check_domain, fit_levels  # noqa: PLC0415  as above

        check_domain(domain)
        with storage_faults(self._record):
            observations = read_observations(self._connection, domain=domain, undated=undated)
        return fit_levels(observations, domain=domain)

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

    def _statements(
        self, kind: str, *, dyad: tuple[str, str] | None = None, **given: str | None
    ) -> Iterator[Any]:
        filters = {"kind": kind} | {name: value for name, value in given.items() if value is not None}
        if dyad is not None:
            filters |= {"dyad_a": dyad[0], "dyad_b": dyad[1]}
        with storage_faults(self._record):
            effects = read_effects(self._connection)
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

    def _guarded(self, things: Iterator[_T]) -> Iterator[_T]:
        with storage_faults(self._record):
            yield from things


def _event_filters(
    *,
    dyad: tuple[str, str] | None,
    since: str | None,
    until: str | None,
    quad: int | None = None,
    text: str | None = None,
    **given: str | None,
) -> dict[str, str]:
    filters = dict(given)
    if quad is not None:
        filters["quad"] = str(quad)
    if text is not None:
        filters["text"] = match_of(text)
    if dyad is not None:
        filters |= {"dyad_a": dyad[0], "dyad_b": dyad[1]}
    if since is not None:
        filters["since"] = parse_edtf(since).start.isoformat()
    if until is not None:
        filters["until"] = parse_edtf(until).end.isoformat()
    return {name: value for name, value in filters.items() if value is not None}
