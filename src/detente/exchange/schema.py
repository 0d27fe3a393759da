"""The columns of an imported row, the same for every format."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["IMPORTED_SCHEMA", "REJECTED_SCHEMA", "ROLES", "STATEMENT_SCHEMA"]

_NAMES = pa.list_(pa.string())

IMPORTED_SCHEMA = pa.schema(
    [
        ("format", pa.string()),
        ("system_id", pa.string()),
        ("date", pa.date32()),
        ("reported", pa.date32()),
        ("source", pa.string()),
        ("source_code", pa.string()),
        ("source_name", pa.string()),
        ("source_sectors", pa.string()),
        ("target", pa.string()),
        ("target_code", pa.string()),
        ("target_name", pa.string()),
        ("target_sectors", pa.string()),
        ("cameo", pa.string()),
        ("goldstein", pa.float64()),
        ("type", pa.string()),
        ("mode", pa.string()),
        ("contexts", _NAMES),
        ("quad_class", pa.int64()),
        ("intensity", pa.float64()),
        ("status", pa.string()),
        ("n_mentions", pa.int64()),
        ("n_sources", pa.int64()),
        ("place", pa.string()),
        ("place_country", pa.string()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("story", pa.string()),
        ("sentence", pa.string()),
        ("publisher", pa.string()),
        ("role", pa.string()),
        ("faults", _NAMES),
        ("event_key", pa.int64()),
        ("flipped", pa.bool_()),
        ("record", pa.string()),
        ("input", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
    ]
)
"""An imported row.

``format`` is the system it comes from and ``system_id`` its own identity there; ``source`` and ``target`` are
ISO 3166 alpha-3 of the states where known (dated: the Soviet Union before 1991-12-26), ``source_code`` and
``target_code`` what the file gives. ``goldstein`` and ``cameo`` are the file's own, ``type mode contexts
quad_class intensity`` PLOVER's by the published table, null for the CAMEO roots 01 and 02. ``role`` is
``event`` for what counts, else ``mirror repeat fault``; rows that tell the same event share ``event_key``,
and ``flipped`` says from which of the two sides. ``faults`` names the rules that a row hits. ``record`` holds
the interchange record of our own formats.
``input`` is the identity of the file's content, ``file`` its name and ``line`` the place in it, from 1.
"""

STATEMENT_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("document", pa.string()),
        ("record", pa.string()),
        ("input", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
    ]
)
"""A record of our interchange that is no event: a mention, claim, mechanism, prediction or rejection."""

REJECTED_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("input", pa.string()),
    ]
)
"""A row that was refused: where it stands, why (`RowReason`), and the value or the row's beginning."""

ROLES = ("event", "mirror", "repeat", "fault")
"""What a row counts as: an event; the same one told from the other side, or again; or a known fault."""
