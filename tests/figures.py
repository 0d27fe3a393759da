"""What a figure that is taken along must fulfil."""

from __future__ import annotations

import csv
import io
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"
KNOWN = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"}
KNOWN |= {"defs", "pattern", "clipPath", "title"}


def take(page, menu, kind):
    """The bytes of a figure in one of its forms, and the name of the file."""
    if not menu.evaluate("menu => menu.open"):
        menu.locator("summary").click()
    with page.expect_download() as waiting:
        menu.locator("button, a").get_by_text(kind, exact=True).or_(
            menu.get_by_role("button", name=kind)
        ).first.click()
    download = waiting.value
    return Path(download.path()).read_bytes(), download.suggested_filename


def check_svg(data):
    """It is XML, alone: no script, no style, nothing that leads elsewhere; its texts."""
    root = ET.fromstring(data.decode("utf-8"))  # noqa: S314  our own
    assert root.tag == f"{SVG}svg"
    width, height = float(root.get("width")), float(root.get("height"))
    assert width >= 300
    assert height >= 60
    for one in root.iter():
        assert one.tag.startswith(SVG), one.tag
        assert one.tag.removeprefix(SVG) in KNOWN
        for name, value in one.attrib.items():
            assert not name.startswith(("on", "{", "style", "class", "href")), name
            assert "var(" not in value
            assert "url(" not in value or value.startswith("url(#"), value
            if value.startswith("url(#"):
                assert root.find(f".//*[@id='{value[5:-1]}']") is not None, value
    texts = [" ".join("".join(one.itertext()).split()) for one in root.iter(f"{SVG}text")]
    assert any(text.startswith("Détente") for text in texts), texts[-3:]
    drawn = [one for one in root.iter() if one.tag.removeprefix(SVG) in {"path", "circle", "line", "rect"}]
    assert len(drawn) > 2
    return texts


def check_png(data):
    """Its signature, and its size in points."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data[12:16] == b"IHDR"
    return struct.unpack(">II", data[16:24])


def check_csv(data):
    """Rows under one heading, none of which a spreadsheet takes for a formula."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t")), cell
            assert not cell.startswith("-") or cell.replace(".", "").lstrip("-").isdigit() or cell == "-/-", (
                cell
            )
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def check_figures(page):
    """Every figure of the page in its three forms; the names of the figures."""
    names = []
    for menu in page.locator("details.save").all():
        if not menu.is_visible():
            continue
        menu.scroll_into_view_if_needed()
        svg, name = take(page, menu, "SVG")
        assert name.startswith("detente-")
        assert name.endswith(".svg")
        check_svg(svg)
        root = ET.fromstring(svg.decode())  # noqa: S314  our own
        png, _ = take(page, menu, "PNG")
        assert check_png(png) == (2 * int(root.get("width")), 2 * int(root.get("height")))
        rows, kept = take(page, menu, "CSV")
        assert kept.endswith(".csv")
        check_csv(rows)
        menu.locator("summary").press("Enter")
        names.append(name.removeprefix("detente-").removesuffix(".svg"))
    return names
