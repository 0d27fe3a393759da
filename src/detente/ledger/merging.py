"""Events of the record brought together as documents come: what is new joins what is old.

The same comparisons and the same grouping as `detente.identity.Merger`, which holds everything in memory;
here the columns of the tellings, the keys of their blocks and the scored pairs lie in the record, and only
those that a change touches are read. What is on the disk is always merged whole: `settle_events` runs inside
the transaction that changed something, right before its end.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from detente.core.faulting import pass_point
from detente.identity.blocks import block_keys
from detente.identity.candidates import find_new_pairs
from detente.identity.clustering import JOINING, Group, group_mentions
from detente.identity.columns import build_columns
from detente.identity.mention import EventMention, find_mentions
from detente.identity.packing import pack_columns, unpack_columns
from detente.identity.scoring import explain_pairs
from detente.identity.uniting import joins_of, unite_mentions
from detente.identity.version import identity_version
from detente.ledger.correcting import apply_effects, read_bonds, read_effects
from detente.ledger.merged import write_merged
from detente.ledger.queries import query
from detente.ledger.reading import read_coded, read_events
from detente.ledger.sealing import begin_writing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from detente.identity.columns import Columns
    from detente.identity.merged import MergedEvent
    from detente.ledger.corrections import Effect

    Rows = NDArray[np.int64]
    Keys = tuple[frozenset[int], frozenset[int]]
    Links = dict[str, dict[str, int]]
    Bonds = tuple[set[tuple[str, str]], set[tuple[str, str]]]

__all__ = [
    "merge_anew",
    "needs_settling",
    "release_document",
    "settle_events",
    "unsettle_document",
    "unsettle_mentions",
]

_AT_ONCE = 200  # documents


def unsettle_document(connection: sqlite3.Connection, document: str) -> None:
    """Note that a document's events must be brought together with the others."""
    connection.execute(query("merge.unsettle_document"), {"document": document})


def unsettle_mentions(connection: sqlite3.Connection, mentions: Iterable[str]) -> None:
    """Note that these tellings must be grouped anew."""
    connection.executemany(query("merge.unsettle_mention"), [(mention,) for mention in mentions])


def release_document(connection: sqlite3.Connection, document: str) -> None:
    """Take a document's tellings out of their events, before it is removed or compared anew."""
    key = {"document": document}
    companions = [row[0] for row in connection.execute(query("merge.companions"), key)]
    unsettle_mentions(connection, companions)
    connection.execute(query("merge.remove_merged_of"), key)
    connection.execute(query("merge.remove_tellings_of"), key)


def merge_anew(connection: sqlite3.Connection, *, reprint: float = 0.8) -> None:
    """Throw away what was merged and merge everything again, whole or not at all."""
    begin_writing(connection)
    try:
        connection.execute(query("merge.remove_all"))
        connection.execute(query("merge.unsettle_all"))
        settle_events(connection, reprint=reprint)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def needs_settling(connection: sqlite3.Connection) -> bool:
    """Whether events were merged with other rules and weights than ours, or not at all."""
    (version,) = connection.execute(query("merge.version")).fetchone()
    changed = version != identity_version() and connection.execute(query("merge.any_documents")).fetchone()[0]
    return bool(changed or connection.execute(query("merge.any")).fetchone()[0])


def settle_events(connection: sqlite3.Connection, *, reprint: float) -> None:
    """Bring the events together as if all documents had come at once.

    Args:
        connection: In a transaction.
        reprint: Similarity of two texts from which one is a reprint of the other.
    """
    (version,) = connection.execute(query("merge.version")).fetchone()
    if version != identity_version():
        connection.execute(query("merge.unsettle_all"))
        connection.execute(query("merge.set_version"), {"version": identity_version()})
    if not connection.execute(query("merge.any")).fetchone()[0]:
        return
    bonds, effects = read_bonds(connection), read_effects(connection)
    while documents := [row[0] for row in connection.execute(query("merge.documents"), {"limit": _AT_ONCE})]:
        touched = _compare(connection, documents, effects)
        pass_point("events compared")
        _regroup(connection, touched, bonds=bonds, effects=effects, reprint=reprint)
        connection.executemany(query("merge.settled_document"), [(document,) for document in documents])
    connection.execute(query("merge.forget_documents"))
    left = {row[0] for row in connection.execute(query("merge.mentions"))}
    _regroup(connection, left, bonds=bonds, effects=effects, reprint=reprint)
    connection.execute(query("merge.settled_mentions"))
    pass_point("events merged")


def _compare(
    connection: sqlite3.Connection, documents: Sequence[str], effects: Mapping[str, Effect]
) -> set[str]:
    """Compare these documents' tellings with all they may be the same as; who must be grouped anew."""
    mentions: list[EventMention] = []
    for document in documents:
        release_document(connection, document)
        coded = read_coded(connection, document)
        mentions += find_mentions(replace(coded, events=tuple(apply_effects(coded.events, effects))))
    if not mentions:
        return set()
    mentions.sort(key=lambda mention: mention.id)
    names = [mention.id for mention in mentions]
    keys = [block_keys(mention) for mention in mentions]
    columns = build_columns(mentions)
    _keep_columns(connection, names, columns, keys)
    touched = set(names)
    for first, second, millionths in _find_pairs(connection, names, columns, keys):
        connection.execute(query("merge.put_alike"), (first, second, millionths))
        touched |= {first, second}
    return touched


def _keep_columns(
    connection: sqlite3.Connection, names: Sequence[str], columns: Columns, keys: Sequence[Keys]
) -> None:
    connection.executemany(query("merge.put_telling"), list(zip(names, pack_columns(columns), strict=True)))
    days = zip(columns.near_start.tolist(), columns.near_stop.tolist(), strict=True)
    rows = []
    for name, (near, recalled), (start, stop) in zip(names, keys, days, strict=True):
        if start < stop:
            rows += [(key, 0, start, name, stop) for key in near]
        rows += [(key, 1, 0, name, 1) for key in recalled]
    connection.executemany(query("merge.put_key"), rows)


def _find_pairs(
    connection: sqlite3.Connection, names: Sequence[str], columns: Columns, keys: Sequence[Keys]
) -> Iterator[tuple[str, str, int]]:
    """The scored pairs of which at least one is among `names`."""
    near: list[list[list[str]]] = []
    recalled: list[list[list[str]]] = []
    starts, stops = columns.near_start.tolist(), columns.near_stop.tolist()
    for (own, own_recalled), start, stop in zip(keys, starts, stops, strict=True):
        near.append([_ask(connection, "near", (key, stop, start)) for key in own])
        recalled.append([_ask(connection, "recalled", (key,)) for key in own_recalled])
    met = {name for row in chain(near, recalled) for members in row for name in members}
    others = sorted(met.difference(names))
    table, found = _read_columns(connection, [*names, *others])
    rows = {name: row for row, name in enumerate(table)}
    pairs = find_new_pairs(found, _members(near, names, rows), _members(recalled, names, rows))
    for i, j, millionths in zip(
        pairs.first.tolist(), pairs.second.tolist(), pairs.probability.tolist(), strict=True
    ):
        yield min(table[i], table[j]), max(table[i], table[j]), millionths


def _ask(connection: sqlite3.Connection, name: str, values: tuple[int, ...]) -> list[str]:
    return [row[0] for row in connection.execute(query(f"merge.{name}"), values)]


def _members(
    blocks: Sequence[Sequence[Sequence[str]]], names: Sequence[str], rows: dict[str, int]
) -> Iterator[tuple[int, Rows]]:
    for name, own in zip(names, blocks, strict=True):
        for members in own:
            yield rows[name], np.array([rows[member] for member in members], dtype=np.int64)


def _read_columns(connection: sqlite3.Connection, names: Iterable[str]) -> tuple[list[str], Columns]:
    """The names that are known, in order, and their columns."""
    found = connection.execute(query("merge.columns"), {"mentions": json.dumps(sorted(names))}).fetchall()
    return [name for name, _ in found], unpack_columns([row for _, row in found])


def _regroup(
    connection: sqlite3.Connection,
    touched: set[str],
    *,
    bonds: Bonds,
    effects: Mapping[str, Effect],
    reprint: float,
) -> None:
    """Group anew every component of strong links that holds a touched telling."""
    if not touched:
        return
    links, members = _find_components(connection, touched, bonds)
    names, columns = _read_columns(connection, members)
    rows = {name: row for row, name in enumerate(names)}
    groups: list[Group] = []
    for component in _split(links, rows, bonds):
        spans = {name: (int(columns.start[rows[name]]), int(columns.stop[rows[name]])) for name in component}
        inside = {
            name: {other: value for other, value in links.get(name, {}).items() if other in component}
            for name in component
        }
        joined, parted = ({pair for pair in kind if component.issuperset(pair)} for kind in bonds)
        groups += group_mentions(spans, inside, joined=joined, parted=parted)
    connection.execute(query("merge.remove_merged"), {"mentions": json.dumps(names)})
    mentions = _read_mentions(connection, names, effects)
    write_merged(connection, _unite(groups, mentions, columns, rows=rows, reprint=reprint))


def _find_components(
    connection: sqlite3.Connection, touched: set[str], bonds: Bonds
) -> tuple[Links, set[str]]:
    """All links of the tellings that strong links or people's words connect with the touched ones."""
    bound: dict[str, set[str]] = {}
    for first, second in chain(*bonds):
        bound.setdefault(first, set()).add(second)
        bound.setdefault(second, set()).add(first)
    links: Links = {}
    found, waiting = set(touched), set(touched)
    while waiting:
        fresh = {other for name in waiting for other in bound.get(name, ())}
        here = {"mentions": json.dumps(sorted(waiting))}
        for first, second, millionths in connection.execute(query("merge.links"), here):
            links.setdefault(first, {})[second] = links.setdefault(second, {})[first] = millionths
            if millionths >= JOINING:
                fresh |= {first, second}
        waiting = fresh - found
        found |= waiting
    return links, found


def _split(links: Links, rows: dict[str, int], bonds: Bonds) -> Iterator[set[str]]:
    """The components, each once."""
    bound: dict[str, set[str]] = {}
    for first, second in chain(*bonds):
        if first in rows and second in rows:
            bound.setdefault(first, set()).add(second)
            bound.setdefault(second, set()).add(first)
    seen: set[str] = set()
    for name in sorted(rows):
        if name in seen:
            continue
        component, waiting = {name}, [name]
        while waiting:
            here = waiting.pop()
            strong = {other for other, value in links.get(here, {}).items() if value >= JOINING}
            fresh = (strong | bound.get(here, set())) - component
            component |= fresh
            waiting += fresh
        seen |= component
        yield component


def _unite(
    groups: Sequence[Group],
    mentions: Mapping[str, EventMention],
    columns: Columns,
    *,
    rows: dict[str, int],
    reprint: float,
) -> Iterator[MergedEvent]:
    pairs = np.array(
        [[rows[union.first], rows[union.second]] for group in groups for union in group.unions],
        dtype=np.int64,
    ).reshape(-1, 2)
    reasons = iter(explain_pairs(columns, pairs.min(axis=1), pairs.max(axis=1)) if len(pairs) else [])
    for group in groups:
        joins = joins_of(group, reasons)
        yield unite_mentions([mentions[name] for name in group.members], joins, reprint=reprint)


def _read_mentions(
    connection: sqlite3.Connection, names: Sequence[str], effects: Mapping[str, Effect]
) -> dict[str, EventMention]:
    """What is needed of tellings to unite them; the rest was needed to compare them."""
    events = list(read_events(connection, {"ids": json.dumps(list(names))}, order="by_id"))
    documents = json.dumps(sorted({event.document for event in events}))
    facts = {row[0]: row[1:] for row in connection.execute(query("merge.facts"), {"documents": documents})}
    mentions = {}
    for event in apply_effects(events, effects):
        outlet, published, signature = facts[event.document]
        mentions[event.id] = EventMention(event, outlet, published, signature, passage="")
    return mentions
