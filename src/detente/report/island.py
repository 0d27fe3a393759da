"""The data of the charts as JSON that cannot leave its script element."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from detente.report.system_charts import build_island_rows
from detente.report.words import signed

if TYPE_CHECKING:
    from detente.report.contexts import Node, ReportContext

__all__ = ["build_island", "to_island"]

_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def to_island(value: object) -> str:
    r"""JSON in which no character can end the element or the line.

    >>> to_island("</script>")
    '"\\u003c/script\\u003e"'
    """
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False).translate(_ESCAPES)


def _short(node: Node) -> str:
    """What fits beside a dot: the name, or the acronym of an actor with a long one."""
    if len(node.name) <= 18:
        return node.name
    return node.id if len(node.id) <= 8 else f"{node.name[:17]}…"


def build_island(context: ReportContext, *, links: dict[str, str]) -> str:
    """What the charts draw: dated events, lines of the timeline, nodes and ties. No article text."""
    place = {event.id: number for number, event in enumerate(context.events)}
    return to_island(
        {
            "events": [
                {
                    "href": links[event.id],
                    "start": event.start,
                    "end": event.end,
                    "date": event.date_words,
                    "quad": event.quad,
                    "status": event.status,
                    "label": f"{event.who}: {event.what}",
                    "intensity": event.intensity,
                }
                for event in context.events
            ],
            "timeline": [
                {"label": row.label, "events": [place[event] for event in row.events if event in place]}
                for row in context.timeline
            ],
            "nodes": [
                {"id": node.id, "name": node.name, "short": _short(node), "n": node.n_events}
                for node in context.network.nodes
            ],
            "ties": [
                {
                    "source": tie.source,
                    "target": tie.target,
                    "warmth": round(tie.warmth, 3),
                    "words": signed(tie.warmth),
                    "n": tie.n_events,
                    "anchor": tie.anchor,
                }
                for tie in context.network.ties
            ],
            "system": build_island_rows(context.system),
        }
    )
