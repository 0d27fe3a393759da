"""Merged events: into the record and out again, and each as one event noun."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.coding.event import Amount, Event
from detente.core.dates import parse_edtf
from detente.core.errors import UnknownNameError
from detente.identity.merged import Join, MergedEvent, Reason, Version
from detente.ledger.queries import gather_rows, query

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["count_merged", "find_merged", "read_merged", "represent", "write_merged"]

_CHUNK = 500


def write_merged(connection: sqlite3.Connection, events: Iterable[MergedEvent]) -> None:
    """Put merged events into the record, in the caller's transaction."""
    for event in events:
        connection.execute(query("merge.put_event"), _row(event))
        for role, actors in (("source", event.source), ("target", event.target), ("person", event.persons)):
            rows = [(event.id, role, place, actor) for place, actor in enumerate(actors)]
            connection.executemany(query("merge.put_participant"), rows)
        _list_sides(connection, event)
        connection.executemany(query("merge.put_mention"), [(name, event.id) for name in event.mentions])
        joins = [
            (
                event.id,
                place,
                join.first,
                join.second,
                join.probability,
                join.linkage,
                join.by,
                json.dumps([[reason.name, reason.weight] for reason in join.reasons]),
            )
            for place, join in enumerate(event.joins)
        ]
        connection.executemany(query("merge.put_join"), joins)


def read_merged(
    connection: sqlite3.Connection,
    filters: Mapping[str, str],
    *,
    limit: int | None = None,
    offset: int = 0,
    newest: bool = False,
) -> Iterator[MergedEvent]:
    """The merged events that fulfil every filter, by date (undated last) and identity.

    Args:
        connection: To the record.
        filters: By the names of the conditions in ``queries/merged.sql``; ``dyad_a`` and ``dyad_b`` together.
        limit: Most events; None for all.
        offset: So many are passed over.
        newest: The latest first; undated last either way.
    """
    place = _place(filters)
    order = "by_date" if not newest else "newest" if place == "all" else "newest_near"
    found = f"{query(f'merged.{place}')} WHERE {_where(filters)} {query(f'merged.{order}')}"
    cursor = connection.execute(
        f"{query('merged.select')} {found}",
        {**filters, "limit": -1 if limit is None else limit, "offset": offset},
    )
    while rows := cursor.fetchmany(_CHUNK):
        ids = [row[0] for row in rows]
        actors, mentions, joins = (
            gather_rows(connection, f"merged.{name}", ids) for name in ("participants", "mentions", "joins")
        )
        for row in rows:
            yield _build(row, actors[row[0]], mentions[row[0]], joins[row[0]])


def count_merged(
    connection: sqlite3.Connection, filters: Mapping[str, str], *, most: int | None = None
) -> int:
    """How many merged events fulfil every filter; see `read_merged`. Counts no further than to `most`."""
    given = {**filters, "most": -1 if most is None else most}
    short = {("dyad_a", "dyad_b"): "merged.count_dyad", ("actor",): "merged.count_actor"}.get(
        tuple(sorted(filters))
    )
    where = f"{query(f'merged.{_place(filters)}')} WHERE {_where(filters)}"
    text = query(short) if short else f"{query('merged.count')} {where} LIMIT :most)"
    return int(connection.execute(text, given).fetchone()[0])


def _place(filters: Mapping[str, str]) -> str:
    """Where to look: the list of a dyad or of an actor, which is in order of date, or all events."""
    return "of_dyad" if "dyad_a" in filters else "of_actor" if "actor" in filters else "all"


def _where(filters: Mapping[str, str]) -> str:
    names = sorted({name.partition("_")[0] for name in filters})
    if "dyad" in names:
        names = ["actor_too" if name == "actor" else name for name in names]
    if "dyad" in names or "actor" in names:
        names = ["until_near" if name == "until" else name for name in names]
    return " AND ".join(query(f"merged.{name}") for name in names) or "true"


def _list_sides(connection: sqlite3.Connection, event: MergedEvent) -> None:
    """Put an event into the lists of its dyads and of its actors."""
    day = parse_edtf(event.date).start.isoformat() if event.date is not None else ""
    connection.executemany(
        query("merge.put_actor"), [(actor, day, event.id) for actor in {*event.source, *event.target}]
    )
    ends = event.target or event.source
    dyads = {(min(one, other), max(one, other)) for one in event.source for other in ends if one != other}
    connection.executemany(query("merge.put_dyad"), [(*dyad, day, event.id) for dyad in dyads])


def find_merged(connection: sqlite3.Connection, name: str) -> MergedEvent:
    """The merged event of this identity, or that this telling tells.

    Raises:
        UnknownNameError: If there is none.
    """
    row = connection.execute(query("merged.named"), {"name": name}).fetchone()
    if row is None:
        raise UnknownNameError(
            f"the ledger has no event {name!r}",
            hint="`detente events --format csv` lists identities; tellings judged wrong belong to no event",
        )
    return next(read_merged(connection, {"id": row[0]}))


def represent(event: MergedEvent, tellings: Sequence[Event]) -> Event:
    """A merged event as one event: its own values, with document, evidence and trace of its best telling.

    The best telling is the surest; of equals the one with the smallest identity.
    """
    best = min(tellings, key=lambda telling: (-telling.confidence, telling.id))
    dated = next((t for t in (best, *tellings) if t.date == event.date), best)
    return replace(
        best,
        id=event.id,
        type=event.type,
        mode=event.mode,
        contexts=event.contexts,
        source=event.source,
        target=event.target,
        persons=event.persons,
        status=event.status,
        asserted_by=best.asserted_by if len(event.asserted_by) > 1 else event.asserted_by[0],
        date=event.date,
        date_text=dated.date_text if dated.date == event.date else None,
        place=event.place,
        object=event.object,
        project=event.project,
        amounts=event.amounts,
        intensity=event.intensity,
        quad_class=event.quad_class,
        confidence=event.confidence,
    )


def _row(event: MergedEvent) -> tuple[object, ...]:
    span = parse_edtf(event.date) if event.date is not None else None
    amounts = [[amount.value, amount.unit, amount.text] for amount in event.amounts]
    versions = [[version.field, _plain(version.value), version.mentions] for version in event.versions]
    return (
        event.id,
        event.type,
        event.mode,
        event.status,
        event.date,
        span.start.isoformat() if span else None,
        span.end.isoformat() if span else None,
        event.place,
        event.object,
        event.project,
        event.intensity,
        event.quad_class,
        event.confidence,
        len(event.mentions),
        event.n_documents,
        event.n_outlets,
        *(
            json.dumps(part, ensure_ascii=False)
            for part in (event.contexts, event.asserted_by, amounts, event.outlets, versions)
        ),
    )


def _plain(value: object) -> object:
    """A version's value as JSON can hold it."""
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return [value.value, value.unit, value.text] if isinstance(value, Amount) else value


def _value(field: str, value: Any) -> object:  # noqa: ANN401  as JSON gives it
    if field == "amounts":
        return tuple(Amount(*amount) for amount in value)
    return tuple(value) if isinstance(value, list) else value


def _reasons(text: str) -> tuple[Reason, ...]:
    return tuple(Reason(name, weight) for name, weight in json.loads(text))


def _build(
    row: tuple[Any, ...],
    actors: Sequence[tuple[Any, ...]],
    mentions: Sequence[tuple[Any, ...]],
    joins: Sequence[tuple[Any, ...]],
) -> MergedEvent:
    contexts, asserted_by, amounts, outlets, versions = (json.loads(part) for part in row[13:])
    return MergedEvent(
        id=row[0],
        mentions=tuple(mention for (mention,) in mentions),
        type=row[1],
        mode=row[2],
        contexts=tuple(contexts),
        source=tuple(actor for role, actor in actors if role == "source"),
        target=tuple(actor for role, actor in actors if role == "target"),
        persons=tuple(actor for role, actor in actors if role == "person"),
        status=row[3],
        asserted_by=tuple(asserted_by),
        date=row[4],
        place=row[5],
        object=row[6],
        project=row[7],
        amounts=tuple(Amount(*amount) for amount in amounts),
        intensity=row[8],
        quad_class=row[9],
        confidence=row[10],
        n_outlets=row[12],
        n_documents=row[11],
        outlets=tuple(outlets),
        versions=tuple(Version(field, _value(field, value), tuple(told)) for field, value, told in versions),
        joins=tuple(
            Join(first, second, probability, linkage, by, _reasons(reasons))
            for first, second, probability, linkage, by, reasons in joins
        ),
    )
