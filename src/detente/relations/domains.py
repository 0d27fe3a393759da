"""Which domains of a relation an event belongs to."""

from __future__ import annotations

import csv
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.core.errors import DamagedDataError
from detente.core.provenance import data_folder
from detente.ontology import read_ontology

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.coding.event import Event

__all__ = ["DOMAINS", "find_domains"]

DOMAINS = ("overall", "diplomatic", "military", "economic", "security")
"""Every event belongs to ``overall``; ``economic`` includes energy."""


def find_domains(event: Event) -> tuple[str, ...]:
    """The domains an event speaks of, ``overall`` first.

    What it is about (its contexts) decides; without a telling context its mode, then its type. An event about
    two things is in both domains with its whole weight.
    """
    table = _read_domains()
    contexts = read_ontology().contexts
    named = {
        table.get(("context_domain", contexts[name].domain)) for name in event.contexts if name in contexts
    }
    named.discard(None)
    if not named:
        mode = table.get(("mode", f"{event.type}/{event.mode}"))
        named = {mode or table.get(("type", event.type))}
    return tuple(domain for domain in DOMAINS if domain == "overall" or domain in named)


@cache
def _read_domains() -> Mapping[tuple[str, str], str]:
    """The table, by kind and name."""
    path = data_folder("relations") / "domains.csv"
    try:
        with path.open("r", encoding="utf-8") as stream:
            rows = {(row["kind"], row["name"]): row["domain"] for row in csv.DictReader(stream, strict=True)}
    except (OSError, csv.Error, KeyError, TypeError) as fault:
        hint = "install détente again"
        raise DamagedDataError(f"relations/domains.csv cannot be read: {fault}", hint=hint) from fault
    return MappingProxyType(rows)
