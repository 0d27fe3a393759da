"""A system written to a file: GraphML, GEXF, JSON or CSV, by the file's ending."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # written, never read

from detente.cli.output import write_csv
from detente.cli.standing_rows import TIE_COLUMNS
from detente.core.errors import StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["check_ending", "write_system"]

Row = dict[str, Any]
_ENDINGS = (".graphml", ".gexf", ".json", ".csv")
_EDGE = {
    "sign": ("long", "integer"),
    "weight": ("double", "double"),
    "probability": ("double", "double"),
    "events": ("long", "integer"),
}
_NODE = {"camp": ("long", "integer"), "friendly": ("long", "integer"), "hostile": ("long", "integer")}


def check_ending(file: Path) -> None:
    """That the file's ending names a format.

    Raises:
        UsageError: If not.
    """
    if file.suffix.casefold() not in _ENDINGS:
        raise UsageError(f"--output {file.name!r} has no known ending", hint=f"one of {' '.join(_ENDINGS)}")


def write_system(
    file: Path, members: Sequence[Row], ties: Sequence[Row], *, about: Mapping[str, Any]
) -> None:
    """Write states and ties to a file.

    In GraphML and GEXF the weight of a tie is its size and ``sign`` says which way, since programs that lay
    graphs out take no negative weights.

    Args:
        file: Where to; what is there is replaced.
        members: A row a state.
        ties: Rows of `tie_rows`.
        about: Date, layer and the like; JSON has them, GraphML and GEXF as attributes of the graph.

    Raises:
        UsageError: If the ending names no format.
        StorageError: If the file cannot be written.
    """
    check_ending(file)
    ending = file.suffix.casefold()
    try:
        if ending == ".csv":
            with file.open("w", encoding="utf-8", newline="") as stream:
                write_csv(ties, TIE_COLUMNS, stream)
        elif ending == ".json":
            whole = {**about, "nodes": list(members), "links": [_link(tie) for tie in ties]}
            file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        else:
            root = (_graphml if ending == ".graphml" else _gexf)(members, ties, about)
            ET.indent(root, " ")
            file.write_bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    except OSError as fault:
        raise StorageError(
            f"{str(file)!r} cannot be written: {fault.strerror}", hint="try another place"
        ) from fault


def _link(tie: Row) -> Row:
    return {"source": tie["a"], "target": tie["b"], **{name: tie.get(name) for name in TIE_COLUMNS[2:]}}


def _graphml(members: Sequence[Row], ties: Sequence[Row], about: Mapping[str, Any]) -> ET.Element:
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for kind, columns in (("node", _NODE), ("edge", _EDGE)):
        for name, (type_, _) in columns.items():
            ET.SubElement(
                root, "key", {"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": type_}
            )
    for name in about:
        ET.SubElement(root, "key", {"id": name, "for": "graph", "attr.name": name, "attr.type": "string"})
    graph = ET.SubElement(root, "graph", id="system", edgedefault="undirected")
    for name, value in about.items():
        ET.SubElement(graph, "data", key=name).text = _plain(value)
    for member in members:
        _fill(ET.SubElement(graph, "node", id=_plain(member["state"])), member, "node", _NODE)
    for tie in ties:
        edge = ET.SubElement(graph, "edge", source=_plain(tie["a"]), target=_plain(tie["b"]))
        _fill(edge, {**tie, "weight": abs(tie["weight"])}, "edge", _EDGE)
    return root


def _fill(element: ET.Element, row: Row, kind: str, columns: Mapping[str, tuple[str, str]]) -> None:
    for name in columns:
        if row.get(name) is not None:
            ET.SubElement(element, "data", key=f"{kind}_{name}").text = _plain(row[name])


def _gexf(members: Sequence[Row], ties: Sequence[Row], about: Mapping[str, Any]) -> ET.Element:
    root = ET.Element("gexf", xmlns="http://www.gexf.net/1.2draft", version="1.2")
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "description").text = _plain(
        "; ".join(f"{name} {value}" for name, value in about.items())
    )
    graph = ET.SubElement(root, "graph", defaultedgetype="undirected", mode="static")
    for kind, columns in (("node", _NODE), ("edge", _EDGE)):
        listed = ET.SubElement(graph, "attributes", {"class": kind})
        for name, (_, type_) in columns.items():
            ET.SubElement(listed, "attribute", id=name, title=name, type=type_)
    nodes = ET.SubElement(graph, "nodes")
    for member in members:
        name = _plain(member["state"])
        _add_values(ET.SubElement(nodes, "node", id=name, label=name), member, _NODE)
    edges = ET.SubElement(graph, "edges")
    for number, tie in enumerate(ties):
        ends = {"id": str(number), "source": _plain(tie["a"]), "target": _plain(tie["b"])}
        edge = ET.SubElement(edges, "edge", {**ends, "weight": str(abs(tie["weight"]))})
        _add_values(edge, {**tie, "weight": None}, _EDGE)
    return root


def _add_values(element: ET.Element, row: Row, columns: Mapping[str, tuple[str, str]]) -> None:
    values = ET.SubElement(element, "attvalues")
    for name in columns:
        if row.get(name) is not None:
            ET.SubElement(values, "attvalue", {"for": name, "value": _plain(row[name])})


def _plain(value: object) -> str:
    """A value as text without the characters that XML forbids."""
    return "".join(
        c for c in str(value) if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe")
    )
