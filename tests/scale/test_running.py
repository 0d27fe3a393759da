"""Runs into shards: the same bytes from every engine, whatever dies on the way."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pyarrow.parquet as pq
import pytest

from detente.coding import CodedDocument, code_documents
from detente.core.errors import InputError, StorageError, UnknownNameError
from detente.core.settings import resolve_settings
from detente.documents.portions import read_portion
from detente.documents.reading import _read
from detente.scale import CODED_SCHEMA, code_at_scale, portions

from .conftest import article

SIZE = 1_200


def shards_of(folder):
    return {file.name: file.read_bytes() for file in sorted((folder / "coded").iterdir())}


def rows_of(folder):
    said = json.loads((folder / "manifest.json").read_bytes())
    rows = [
        row for shard in said["shards"] for row in pq.read_table(folder / "coded" / shard["file"]).to_pylist()
    ]
    return sorted(rows, key=lambda row: row["name"])


def test_events_are_those_of_the_coder(tmp_path, make_jsonl):
    file = make_jsonl(12)
    tally = code_at_scale([file], tmp_path / "out", engine="here", piece_bytes=SIZE)
    coded = [item for item in code_documents(_read([file])) if isinstance(item, CodedDocument)]
    rows = rows_of(tmp_path / "out")
    assert sorted(event["id"] for row in rows for event in row["events"]) == sorted(
        event.id for item in coded for event in item.events
    )
    assert (tally.documents, tally.events) == (12, sum(len(item.events) for item in coded))
    assert tally.events > 12
    assert pq.read_schema(next((tmp_path / "out" / "coded").iterdir())).remove_metadata() == CODED_SCHEMA


def test_two_processes_give_the_same_bytes(tmp_path, make_jsonl):
    file = make_jsonl(16)
    code_at_scale([file], tmp_path / "one", engine="here", piece_bytes=SIZE)
    tally = code_at_scale([file], tmp_path / "two", engine="local", workers=2, piece_bytes=SIZE)
    assert shards_of(tmp_path / "one") == shards_of(tmp_path / "two")
    assert len(tally.shards) > 2
    manifests = [json.loads((tmp_path / name / "manifest.json").read_bytes()) for name in ("one", "two")]
    assert manifests[0] == manifests[1]


def test_what_is_there_is_not_made_again(tmp_path, make_jsonl):
    out = tmp_path / "out"
    file = make_jsonl(12)
    first = code_at_scale([file], out, engine="here", piece_bytes=SIZE)
    before = {shard: (out / "coded" / shard).stat().st_mtime_ns for shard in first.shards}
    gone = min(first.shards)
    (out / "coded" / gone).unlink()
    again = code_at_scale([file], out, engine="here", piece_bytes=SIZE)
    assert again.were_there == len(first.shards) - 1
    assert again.shards.keys() == first.shards.keys()
    assert (again.documents, again.events) == (first.documents, first.events)
    for shard in set(first.shards) - {gone}:
        assert (out / "coded" / shard).stat().st_mtime_ns == before[shard]


@pytest.mark.parametrize("harm", [b"", b"PAR1", None])
def test_a_shard_that_is_not_whole_is_made_again(tmp_path, make_jsonl, harm):
    out = tmp_path / "out"
    file = make_jsonl(6)
    code_at_scale([file], out, engine="here", piece_bytes=SIZE)
    whole = shards_of(out)
    victim = out / "coded" / min(whole)
    victim.write_bytes(whole[victim.name][:-20] if harm is None else harm)
    code_at_scale([file], out, engine="here", piece_bytes=SIZE)
    assert shards_of(out) == whole


def test_other_settings_make_other_shards(tmp_path, make_jsonl):
    out = tmp_path / "out"
    file = make_jsonl(4)
    first = code_at_scale([file], out, engine="here")
    second = code_at_scale(
        [file],
        out,
        engine="here",
        settings=resolve_settings({"coding.type_model": False, "scale.seconds": 9}),
    )
    third = code_at_scale([file], out, engine="here", settings=resolve_settings({"scale.seconds": 9}))
    assert first.shards.keys().isdisjoint(second.shards)
    assert first.shards.keys() == third.shards.keys()


def test_refusals_stand_in_the_shards(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(article(1)["text"], encoding="utf-8")
    (folder / "b.txt").write_bytes(b"")
    (folder / "c.jsonl").write_text('{"text": 5}\nnot json\n', encoding="utf-8")
    tally = code_at_scale([folder, tmp_path / "none"], tmp_path / "out", engine="here")
    rows = rows_of(tmp_path / "out")
    assert {row["reason"] for row in rows} == {None, "EMPTY", "BAD_RECORD"}
    assert (tally.documents, tally.inputs_refused) == (1, 3)
    assert tally.refused == [(str(tmp_path / "none"), f"no such file or folder: {tmp_path / 'none'}")]


def test_an_article_that_kills_its_worker_costs_itself_alone(tmp_path, traps):
    file = tmp_path / "news.jsonl"
    rows = [article(number) for number in range(8)]
    rows[2]["text"] += " KILLER"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    tally = code_at_scale([file], tmp_path / "out", workers=2, piece_bytes=SIZE)
    assert not tally.failed
    assert (tally.documents, tally.inputs_refused) == (7, 1)
    (refused,) = [row for row in rows_of(tmp_path / "out") if row["reason"]]
    assert (refused["name"], refused["reason"], refused["stage"]) == ("a0002", "FAILED", "coding")
    assert not list((tmp_path / "out" / "tries").iterdir())


def test_an_article_that_hangs_costs_itself_alone(tmp_path, traps):
    file = tmp_path / "news.jsonl"
    rows = [article(number) for number in range(3)]
    rows[1]["text"] += " HANGER"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    settings = resolve_settings({"scale.seconds": 4})
    tally = code_at_scale([file], tmp_path / "out", workers=1, settings=settings)
    assert (tally.documents, tally.inputs_refused) == (2, 1)


def test_a_worker_killed_by_accident_costs_nothing(tmp_path, make_jsonl):
    file = make_jsonl(40)
    code_at_scale([file], tmp_path / "whole", engine="here", piece_bytes=SIZE)
    killed = []

    class Killer:
        def begin(self, n_pieces):
            assert n_pieces > 5

        def take(self, report):
            if not killed:
                own = [child for child in psutil.Process().children() if child.name().startswith("python")]
                workers = [child for child in own if "spawn_main" in " ".join(child.cmdline())]
                workers[0].kill()
                killed.append(workers[0].pid)

    tally = code_at_scale([file], tmp_path / "out", workers=2, piece_bytes=SIZE, onlooker=Killer())
    assert killed
    assert not tally.failed
    assert shards_of(tmp_path / "out") == shards_of(tmp_path / "whole")


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path, make_jsonl):
    file, out = make_jsonl(240), tmp_path / "out"
    size = int(0.01 * 2**20)
    code_at_scale([file], tmp_path / "whole", engine="here", piece_bytes=size)
    command = [
        sys.executable, "-m", "detente", "code", str(file), "--out", str(out), "--workers", "1",
        "--piece-mb", "0.01", "--quiet",
    ]  # fmt: skip
    with subprocess.Popen(command, start_new_session=True) as process:
        deadline = time.monotonic() + 120
        while not list(out.glob("coded/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
    there = len(list(out.glob("coded/*.parquet")))
    assert 0 < there < len(shards_of(tmp_path / "whole"))
    tally = code_at_scale([file], out, engine="here", piece_bytes=size)
    assert tally.were_there >= there
    whole = shards_of(tmp_path / "whole")
    assert {name: data for name, data in shards_of(out).items() if name in whole} == whole


def test_a_piece_that_cannot_be_done_is_listed_and_tried_again(tmp_path, make_jsonl, monkeypatch):
    from detente.scale import working  # noqa: PLC0415

    file, out = make_jsonl(8), tmp_path / "out"
    real = working.code_batch

    def failing(batch, **options):
        if "a0003" in batch.column("name").to_pylist():
            raise RuntimeError("no luck")
        return real(batch, **options)

    monkeypatch.setattr(working, "code_batch", failing)
    tally = code_at_scale([file], out, engine="here", piece_bytes=SIZE)
    assert [report.failure for report in tally.failed] == ["RuntimeError: no luck"]
    said = json.loads((out / "manifest.json").read_bytes())
    assert said["failed"] == [{"piece": tally.failed[0].piece, "why": "RuntimeError: no luck"}]
    monkeypatch.setattr(working, "code_batch", real)
    again = code_at_scale([file], out, engine="here", piece_bytes=SIZE)
    assert not again.failed
    assert again.documents == 8
    assert again.were_there == len(tally.shards)


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path, make_jsonl):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StorageError):
        code_at_scale([make_jsonl(2)], tmp_path / "out", engine="here")


def test_wrong_words_are_refused_before_anything_is_made(tmp_path, make_jsonl):
    with pytest.raises(UnknownNameError):
        code_at_scale([make_jsonl(2)], tmp_path / "out", engine="spark")
    with pytest.raises(InputError):
        code_at_scale([make_jsonl(2)], tmp_path / "out", engine="here", published="yesterday")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "plain"),
    [
        ("a.txt", b"Norway and Sweden signed a pact.", True),
        ("a.md", b"# News\n\nNorway and Sweden signed a pact.", True),
        ("a.jsonl", b'{"text": "Norway and Sweden signed a pact."}\n', True),
        ("a.html", b"<html><body><p>Norway and Sweden signed a pact.</p></body></html>", False),
        ("a.txt", b"<!doctype html><p>Norway and Sweden signed a pact.</p>", False),
        ("a.jsonl", b"WARC/1.0\r\n\r\n", False),
        ("a.csv", b"text\nNorway and Sweden signed a pact.\n", False),
        ("a.txt.gz", gzip.compress(b"Norway and Sweden signed a pact."), False),
        ("a.pdf", b"%PDF-1.4", False),
        ("a.zip", b"PK\x03\x04", False),
    ],
)
def test_only_plain_texts_are_read_in_the_process_that_codes(tmp_path, monkeypatch, name, content, plain):
    """On the first try; whatever has a parser that a hostile file could aim at is read by a child."""
    file = tmp_path / name
    file.write_bytes(content)
    seen = []

    def watched(jobs, *, apart, **options):
        seen.append(apart)
        return read_portion(jobs, apart=apart, **options)

    monkeypatch.setattr(portions, "read_portion", watched)
    code_at_scale([file], tmp_path / "out", engine="here")
    assert seen == [not plain]
