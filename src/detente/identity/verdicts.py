"""What people said of pairs of mentions, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.core.errors import InputError

__all__ = ["Verdict", "settle_verdicts"]

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's word on whether two mentions tell the same event.

    Attributes:
        first: Identity of a mention.
        second: Of another.
        same: Whether they tell one event (join) or two (split).
        by: Who says so.
        when: ISO 8601; of several verdicts on a pair the latest holds.
    """

    first: str
    second: str
    same: bool
    by: str = ""
    when: str = ""


def settle_verdicts(verdicts: Iterable[Verdict]) -> tuple[set[Pair], set[Pair]]:
    """The pairs to join and the pairs to keep apart, each with the smaller identity first.

    Raises:
        InputError: If two verdicts of one time contradict each other, or two mentions that are to be kept
            apart are the same by way of others.
    """
    latest: dict[Pair, Verdict] = {}
    faults = set()
    for verdict in verdicts:
        pair = (min(verdict.first, verdict.second), max(verdict.first, verdict.second))
        if pair[0] == pair[1]:
            if not verdict.same:
                faults.add(pair)
            continue
        known = latest.get(pair)
        if known is None or known.when < verdict.when:
            latest[pair] = verdict
        elif known.when == verdict.when and known.same != verdict.same:
            faults.add(pair)
    joined = {pair for pair, verdict in latest.items() if verdict.same}
    parted = set(latest) - joined
    groups = _groups(joined)
    faults |= {pair for pair in parted if groups.get(pair[0], pair[0]) == groups.get(pair[1], pair[1])}
    if faults:
        named = ", ".join(f"{first!r} and {second!r}" for first, second in sorted(faults)[:5])
        raise InputError(
            f"{len(faults)} verdicts contradict others: {named}",
            hint="take one of them back, or give the later one a later time",
        )
    return joined, parted


def _groups(joined: Iterable[Pair]) -> dict[str, str]:
    """Mention to the smallest mention it is joined with."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for first, second in sorted(joined):
        low, high = sorted((find(first), find(second)))
        leader[high] = low
    return {name: find(name) for name in list(leader)}
