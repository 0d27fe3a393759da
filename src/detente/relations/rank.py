"""Relations summed up over their periods."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.relations.relation import Relation

__all__ = ["measure_conflict_share", "rank_dyads"]


def rank_dyads(relations: Iterable[Relation]) -> list[tuple[tuple[str, str], int]]:
    """Every dyad with its number of events, most first, then by name.

    An event that lasts over several periods counts once, and only events that move a relation count.
    """
    events: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for relation in relations:
        events[relation.dyad].update(relation.events)
    return sorted(((dyad, len(ids)) for dyad, ids in events.items()), key=lambda item: (-item[1], item[0]))


def measure_conflict_share(relations: Iterable[Relation]) -> dict[tuple[str, str], float]:
    """Share of conflict (quad classes 3 and 4) in the events of each dyad, 0 to 1.

    It counts each event in each period that it lasts, so a long war weighs more than a short one. A dyad of
    which nothing is known to have happened is left out.
    """
    counts: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for relation in relations:
        counts[relation.dyad][0] += sum(relation.n_by_quad[2:])
        counts[relation.dyad][1] += relation.n_events
    return {dyad: conflict / n_events for dyad, (conflict, n_events) in sorted(counts.items()) if n_events}
