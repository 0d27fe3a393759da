"""What passes between engines: articles as they enter `code_batch`, coded documents as they leave it."""

from __future__ import annotations

import pyarrow as pa

from detente.ledger.columns import EVENT_SCHEMA

__all__ = ["ARTICLE_SCHEMA", "CODED", "CODED_SCHEMA", "EVENT_STRUCT", "FACTS", "MANIFEST_FORMAT"]

CODED = "coded"
"""The folder of shards, in that of a run and in the lake."""
FACTS = b"detente"
"""The key of a shard's own account in its metadata."""
MANIFEST_FORMAT = 1
"""Of the ``manifest.json`` that a run writes."""

_NAMES = pa.list_(pa.string())

ARTICLE_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("path", pa.string()),
        ("text", pa.string()),
        (
            "blocks",
            pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64()), ("role", pa.string())])),
        ),
        ("title", pa.string()),
        ("published", pa.string()),
        ("published_rule", pa.string()),
        ("url", pa.string()),
        ("outlet", pa.string()),
        ("language", pa.string()),
        ("media_type", pa.string()),
        ("original_id", pa.string()),
        ("signature", pa.binary()),
        ("reason", pa.string()),
        ("stage", pa.string()),
        ("detail", pa.string()),
    ]
)
"""A row an input: the columns of `Document`; for what was refused, ``reason``, ``stage`` and ``detail``
instead, with ``text`` null."""

_ELSEWHERE = {
    "event",
    "document",
    "published",
    "date_start",
    "date_stop",
}  # known from the row, or made later

EVENT_STRUCT = pa.struct(
    [field for field in EVENT_SCHEMA if field.name not in _ELSEWHERE]
    + [
        pa.field("passage", pa.string()),
        pa.field("states", pa.list_(pa.struct([("actor", pa.string()), ("state", pa.string())]))),
        pa.field("place_of", pa.string()),
    ]
)
"""An event as the ledger's tables have it, its document left out; the last three are what
`detente.identity.EventMention` needs besides to know the same event again."""

CODED_SCHEMA = pa.schema(
    [
        ("document", pa.string()),
        ("name", pa.string()),
        ("path", pa.string()),
        ("title", pa.string()),
        ("published", pa.string()),
        ("published_rule", pa.string()),
        ("url", pa.string()),
        ("outlet", pa.string()),
        ("language", pa.string()),
        ("original_id", pa.string()),
        ("signature", pa.binary()),
        ("n_characters", pa.int64()),
        ("n_sentences", pa.int64()),
        ("n_mentions", pa.int64()),
        ("events", pa.list_(EVENT_STRUCT)),
        ("statements", _NAMES),
        (
            "refused",
            pa.list_(pa.struct([("reason", pa.string()), ("start", pa.int64()), ("stop", pa.int64())])),
        ),
        ("reason", pa.string()),
        ("stage", pa.string()),
        ("detail", pa.string()),
    ]
)
"""A row an input, in the order of the inputs.

``document`` is the identity of the text, null for what was refused as a whole: that has ``reason``, ``stage``
and ``detail``. ``events`` are the events told in it. ``statements`` are records of the interchange (claims,
mechanisms, predictions, questions), a JSON object each. ``refused`` are the sentences that gave none, with
the reason. The text itself is not kept: the quotes are, with their offsets into it.
"""
