"""The manifests of what was imported: a file that is swapped whole, and parts that never change.

A manifest that names a hundred thousand files is too long to be written anew with each of them. So its older
entries lie in parts beside it, named by their content; the file itself has the names of the parts and the
newest entries.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from detente.core.identity import content_id

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PARTS", "read_manifest_data"]

PARTS = "parts"
"""The folder of the parts, beside the manifest."""


def read_manifest_data(file: Path) -> dict[str, Any]:
    """What a manifest and its parts say together: ``format``, ``parts``, ``shards`` and ``inputs``.

    Raises:
        FileNotFoundError: If there is no manifest.
        ValueError: If it cannot be read, or a part of it is missing or changed.
        KeyError: If it lacks what a manifest has.
        TypeError: If it is of another shape.
    """
    newest = json.loads(file.read_bytes())
    shards: list[Any] = []
    inputs: dict[str, Any] = {}
    for part in newest.get("parts", []):
        name = part["name"]
        try:
            text = (file.parent / PARTS / f"{name}.json").read_bytes()
        except OSError as fault:
            raise ValueError(f"its part {name} cannot be read: {fault}") from fault
        if content_id(text) != name:
            raise ValueError(f"its part {name} has changed")
        older = json.loads(text)
        shards += older["shards"]
        inputs |= older["inputs"]
    return {
        "format": newest.get("format"),
        "parts": newest.get("parts", []),
        "shards": shards + newest["shards"],
        "inputs": inputs | newest.get("inputs", {}),
    }
