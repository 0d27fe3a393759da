"""Dyads as graphs: GraphML and GEXF, written by the standard library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # written, never read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

__all__ = ["write_gexf", "write_graphml"]

_COLUMNS = {
    "n_events": ("long", "integer"),
    "intensity": ("double", "double"),
    "verbal_cooperation": ("long", "integer"),
    "material_cooperation": ("long", "integer"),
    "verbal_conflict": ("long", "integer"),
    "material_conflict": ("long", "integer"),
    "first": ("string", "string"),
    "last": ("string", "string"),
}


def write_graphml(file: BinaryIO, nodes: Sequence[dict[str, Any]], edges: Sequence[dict[str, Any]]) -> int:
    """Write a directed graph as GraphML; how many edges.

    Args:
        file: Where to.
        nodes: With ``id`` and ``label``.
        edges: With ``source``, ``target`` and the columns of ``dyads.sql``.
    """
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    _key(root, "label", "node", "string")
    for name, (kind, _) in _COLUMNS.items():
        _key(root, name, "edge", kind)
    graph = ET.SubElement(root, "graph", id="dyads", edgedefault="directed")
    for node in nodes:
        element = ET.SubElement(graph, "node", id=_plain(node["id"]))
        _data(element, "label", node["label"] or node["id"])
    for edge in edges:
        element = ET.SubElement(graph, "edge", source=_plain(edge["source"]), target=_plain(edge["target"]))
        for name in _COLUMNS:
            if edge[name] is not None:
                _data(element, name, edge[name])
    return _write(file, root, len(edges))


def write_gexf(file: BinaryIO, nodes: Sequence[dict[str, Any]], edges: Sequence[dict[str, Any]]) -> int:
    """Write a directed graph as GEXF 1.2, edges weighted by events and dated; arguments as for GraphML."""
    root = ET.Element("gexf", xmlns="http://www.gexf.net/1.2draft", version="1.2")
    graph = ET.SubElement(root, "graph", defaultedgetype="directed", mode="dynamic", timeformat="date")
    attributes = ET.SubElement(graph, "attributes", {"class": "edge"})
    for name, (_, kind) in _COLUMNS.items():
        ET.SubElement(attributes, "attribute", id=name, title=name, type=kind)
    listed = ET.SubElement(graph, "nodes")
    for node in nodes:
        ET.SubElement(listed, "node", id=_plain(node["id"]), label=_plain(node["label"] or node["id"]))
    drawn = ET.SubElement(graph, "edges")
    for number, edge in enumerate(edges):
        element = ET.SubElement(
            drawn,
            "edge",
            {
                "id": str(number),
                "source": _plain(edge["source"]),
                "target": _plain(edge["target"]),
                "weight": str(edge["n_events"]),
                **({"start": edge["first"], "end": edge["last"]} if edge["first"] else {}),
            },
        )
        values = ET.SubElement(element, "attvalues")
        for name in _COLUMNS:
            if edge[name] is not None:
                ET.SubElement(values, "attvalue", {"for": name, "value": _plain(edge[name])})
    return _write(file, root, len(edges))


def _key(root: ET.Element, name: str, what: str, kind: str) -> None:
    ET.SubElement(root, "key", {"id": name, "for": what, "attr.name": name, "attr.type": kind})


def _data(element: ET.Element, name: str, value: object) -> None:
    ET.SubElement(element, "data", key=name).text = _plain(value)


def _plain(value: object) -> str:
    """A value as text without the characters that XML forbids."""
    return "".join(
        c for c in str(value) if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe")
    )


def _write(file: BinaryIO, root: ET.Element, n_edges: int) -> int:
    ET.indent(root, " ")
    file.write(ET.tostring(root, encoding="utf-8", xml_declaration=True))
    file.write(b"\n")
    return n_edges
