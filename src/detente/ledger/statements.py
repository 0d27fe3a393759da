"""Claims, mechanism statements, predictions and questions: into the record and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.coding.event import Trace
from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
from detente.core.dates import parse_edtf
from detente.core.spans import Span
from detente.ledger.queries import gather_rows, query

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    from detente.coding.event import CodedDocument

    Statement = Claim | MechanismStatement | Prediction | Question

__all__ = ["Statement", "read_statements", "statements_of", "write_statements"]

_CHUNK = 500


def statements_of(coded: CodedDocument) -> Iterator[tuple[str, int, Statement]]:
    """Every statement of a document with its kind and its place among those of its kind."""
    lists: tuple[tuple[str, Sequence[Statement]], ...] = (
        ("claim", coded.claims),
        ("mechanism", coded.mechanisms),
        ("prediction", coded.predictions),
        ("question", coded.questions),
    )
    for kind, statements in lists:
        for place, statement in enumerate(statements):
            yield kind, place, statement


def write_statements(connection: sqlite3.Connection, coded: CodedDocument) -> None:
    """Put a document's statements into the record, in the caller's transaction."""
    found = list(statements_of(coded))
    connection.executemany(query("statements.put"), [_row(*one) for one in found])
    for name, rows in (
        ("actor", [(s.id, i, actor) for _, _, s in found for i, actor in enumerate(_actors_of(s))]),
        (
            "evidence",
            [(s.id, i, e.start, e.end, e.quote) for _, _, s in found for i, e in enumerate(s.evidence)],
        ),
        ("trace", [(s.id, i, rule) for _, _, s in found for i, rule in enumerate(s.trace.rule)]),
    ):
        connection.executemany(query(f"statements.put_{name}"), rows)


def read_statements(connection: sqlite3.Connection, filters: Mapping[str, str]) -> Iterator[Any]:
    """The statements that fulfil every filter, by date of publication, document and place.

    Args:
        connection: To the record.
        filters: By the names of the conditions in ``queries/statements.sql``; ``dyad_a`` and ``dyad_b``
            together.
    """
    names = sorted({name.partition("_")[0] for name in filters})
    where = " AND ".join(query(f"statements.{name}") for name in names)
    cursor = connection.execute(
        f"{query('statements.select')} WHERE {where or 'true'} {query('statements.by_date')}", filters
    )
    while rows := cursor.fetchmany(_CHUNK):
        ids = [row[0] for row in rows]
        lists = [
            gather_rows(connection, f"statements.{name}", ids) for name in ("actors", "evidence", "traces")
        ]
        for row in rows:
            yield _build(row, *(of[row[0]] for of in lists))


def _actors_of(statement: Statement) -> tuple[str, ...]:
    if isinstance(statement, Claim):
        return statement.dyad
    if isinstance(statement, Question):
        return tuple(actor for dyad in statement.dyads for actor in dyad)
    return statement.actors


def _row(kind: str, place: int, statement: Statement) -> tuple[object, ...]:
    name = domain = text = probability = horizon = horizon_text = start = stop = None
    if isinstance(statement, Claim):
        name, domain = statement.claim, statement.domain
    elif isinstance(statement, MechanismStatement):
        name, text = statement.name, statement.statement
    elif isinstance(statement, Prediction):
        text, probability = statement.statement, statement.probability
        horizon, horizon_text = statement.horizon, statement.horizon_text
        if horizon is not None:
            span = parse_edtf(horizon)
            start, stop = span.start.isoformat(), span.end.isoformat()
    else:
        text = statement.text
    return (
        statement.id,
        statement.document,
        kind,
        place,
        name,
        domain,
        text,
        statement.tense,
        statement.modality,
        statement.asserted_by,
        probability,
        horizon,
        start,
        stop,
        horizon_text,
        statement.confidence,
        statement.trace.coder,
        statement.trace.version,
    )


def _build(
    row: tuple[Any, ...],
    actors: Sequence[tuple[Any, ...]],
    evidence: Sequence[tuple[Any, ...]],
    rules: Sequence[tuple[Any, ...]],
) -> Statement:
    identity, document, kind, name, domain, text, tense, modality, by = row[:9]
    probability, horizon, horizon_text, confidence, coder, version = row[9:]
    named = tuple(actor for (actor,) in actors)
    common: dict[str, Any] = {
        "id": identity,
        "document": document,
        "tense": tense,
        "modality": modality,
        "asserted_by": by,
        "confidence": confidence,
        "evidence": tuple(Span(*span) for span in evidence),
        "trace": Trace(coder, version, tuple(rule for (rule,) in rules)),
    }
    if kind == "claim":
        return Claim(**common, dyad=(named[0], named[1]), domain=domain, claim=name)
    if kind == "mechanism":
        return MechanismStatement(**common, name=name, actors=named, statement=text)
    if kind == "prediction":
        return Prediction(
            **common,
            statement=text,
            actors=named,
            probability=probability,
            horizon=horizon,
            horizon_text=horizon_text,
        )
    return Question(**common, text=text, dyads=tuple(zip(named[::2], named[1::2], strict=True)))
