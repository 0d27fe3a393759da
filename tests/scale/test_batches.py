"""`code_batch`: a pure function of a record batch."""

import json

import pyarrow as pa

from detente.coding import code_documents
from detente.coding.statements.records import record_of_claim
from detente.core.rejections import Reason, Rejection
from detente.documents.reading import _read
from detente.scale import ARTICLE_SCHEMA, CODED_SCHEMA, articles_of, batch_of, code_batch


def read(file):
    return list(_read([file]))


def test_what_was_read_comes_back_as_it_was(make_jsonl):
    items = [*read(make_jsonl(3)), Rejection(Reason.EMPTY, "documents", "e.txt", "nothing", path="in/e.txt")]
    batch = batch_of(items)
    assert batch.schema == ARTICLE_SCHEMA
    assert list(articles_of(batch)) == items


def test_a_row_has_what_the_coder_found(make_jsonl):
    items = read(make_jsonl(4))
    rows = code_batch(batch_of(items)).to_pylist()
    for row, coded in zip(rows, code_documents(items), strict=True):
        assert (row["document"], row["name"]) == (coded.document.id, coded.document.name)
        assert [event["id"] for event in row["events"]] == [event.id for event in coded.events]
        for event, there in zip(coded.events, row["events"], strict=True):
            assert (event.type, list(event.source), event.status) == (
                there["type"],
                there["source"],
                there["status"],
            )
            text = coded.document.text
            assert all(text[e["start"] : e["stop"]] == e["quote"] for e in there["evidence"])
        assert len(row["refused"]) == len(coded.rejections)
    assert any(row["events"] for row in rows)


def test_statements_are_records_of_the_interchange(tmp_path):
    file = tmp_path / "said.txt"
    file.write_text("Ties between Russia and Pakistan are warming. Will Russia sell jets to Pakistan?")
    (document,) = read(file)
    (row,) = code_batch(batch_of([document])).to_pylist()
    (coded,) = code_documents([document])
    said = [json.loads(record) for record in row["statements"]]
    assert [record for record in said if record["kind"] == "claim"] == [
        record_of_claim(claim, document.name) for claim in coded.claims
    ]
    assert [record["kind"] for record in said].count("question") == len(coded.questions) == 1


def test_neighbours_change_nothing(make_jsonl):
    items = read(make_jsonl(6))
    whole = code_batch(batch_of(items))
    alone = [code_batch(batch_of([item])) for item in reversed(items)]
    assert pa.Table.from_batches([whole]).equals(
        pa.Table.from_batches(list(reversed(alone))).combine_chunks()
    )


def test_a_refusal_passes_through():
    refusal = Rejection(Reason.TOO_LARGE, "documents", "big.pdf", "60,000,000 bytes", path="in/big.pdf")
    batch = code_batch(batch_of([refusal]))
    assert batch.schema == CODED_SCHEMA
    (row,) = batch.to_pylist()
    assert (row["reason"], row["stage"], row["name"], row["document"]) == (
        "TOO_LARGE",
        "documents",
        "big.pdf",
        None,
    )
    assert row["events"] == []


def test_an_empty_batch_is_a_batch():
    assert code_batch(batch_of([])).num_rows == 0
