"""How sure it is that two mentions of one event tell the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UnknownNameError

if TYPE_CHECKING:
    from detente.identity.merged import MergedEvent

__all__ = ["measure_confidence"]


def measure_confidence(event: MergedEvent, first: str, second: str) -> float:
    """The linkage of the join that put two mentions of an event into one group; 1 for one and itself.

    Raises:
        UnknownNameError: If one of them is not a mention of the event.
    """
    for name in (first, second):
        if name not in event.mentions:
            raise UnknownNameError(
                f"{name!r} is no mention of {event.id!r}", hint=f"it has {', '.join(event.mentions[:5])}"
            )
    if first == second:
        return 1.0
    group = {name: {name} for name in event.mentions}
    for join in event.joins:
        united = group[join.first] | group[join.second]
        if first in united and second in united:
            return join.linkage
        group.update(dict.fromkeys(united, united))
    raise UnknownNameError(f"the joins of {event.id!r} do not connect its mentions", hint="merge them again")
