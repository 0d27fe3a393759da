"""Coded shards made up for tests, and what is read back of the lake."""

import json
import random
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq

from detente.documents.signatures import build_signature
from detente.exchange.importing import imported_folder
from detente.exchange.schema import IMPORTED_SCHEMA
from detente.exchange.shards import read_manifest
from detente.scale.batches import event_row
from detente.scale.schema import CODED_SCHEMA

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
import pyarrow as pa

from make_mentions import World, make_mentions

CROWDED = World(states=3, days=40, noise=1.2, duplicates=0.5, companions=0.3, recurrences=0.2)
COLUMNS = [name for name in IMPORTED_SCHEMA.names if name not in {"input", "file", "line"}]


def crowd(seed, count=40, world=CROWDED):
    """Mentions that often tell the same; those of a document have its outlet, day and signature."""
    firsts = {}
    out = []
    for mention in make_mentions(count, world, seed=seed)[0]:
        first = firsts.setdefault(mention.event.document, mention)
        group = first.event.document[:2]  # documents of one group are reprints
        text = " ".join(f"{group}{n}" for n in range(30))
        event = replace(mention.event, contexts=("economic", "military")[: len(out) % 3])
        out.append(
            replace(
                mention,
                event=event,
                outlet=first.outlet,
                published=first.published,
                signature=build_signature(text),  # so that some are reprints
            )
        )
    return out


def rows_of(mentions):
    """Rows of `CODED_SCHEMA`, one a document."""
    documents = {}
    for mention in mentions:
        documents.setdefault(mention.event.document, []).append(mention)
    return [row_of(name, told) for name, told in documents.items()]


def row_of(document, told=(), **values):
    facts = (
        {"published": told[0].published, "outlet": told[0].outlet, "signature": told[0].signature}
        if told
        else {}
    )
    row = {
        "document": document,
        "name": f"{document}.txt",
        "path": f"news/{document}.txt",
        "events": [event_row(mention) for mention in told],
        "statements": [],
        "refused": [],
    }
    return row | facts | values


def refusal(name, reason="LANGUAGE", document=None):
    return {"document": document, "name": name, "reason": reason, "stage": "documents", "detail": "in Welsh"}


def claim(number=1):
    return json.dumps({"kind": "claim", "document": "a.txt", "id": f"c{number}"})


def write_shard(file, rows, **said):
    file.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(file, CODED_SCHEMA) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema=CODED_SCHEMA))
        if said:
            writer.add_key_value_metadata({"detente": json.dumps(said)})
    return file


def write_run(folder, parts, **manifest):
    """A folder as `detente code --out` leaves it."""
    names = [f"{number:032x}.parquet" for number in range(len(parts))]
    for name, rows in zip(names, parts, strict=True):
        write_shard(folder / "coded" / name, rows)
    shards = [{"file": name} for name in names]
    text = json.dumps({"format": 1, "shards": shards, "failed": [], **manifest})
    (folder / "manifest.json").write_text(text)
    return folder


def part(rows, n_parts, seed=0, copies=0):
    """Rows in parts of any size, some of them in two."""
    rng = random.Random(seed)
    out = [[] for _ in range(n_parts)]
    for row in [*rows, *rng.choices(rows, k=copies)]:
        rng.choice(out).append(row)
    rng.shuffle(out)
    return out


def lake_table(books, name="rows"):
    folder = imported_folder(books, "shards")
    files = read_manifest(folder).files(folder, name)
    return ds.dataset(files).to_table() if files else IMPORTED_SCHEMA.empty_table()


def content(books):
    """The imported rows, in an order of their own, without where they stand."""
    return sorted(map(repr, lake_table(books).select(COLUMNS).to_pylist()))
