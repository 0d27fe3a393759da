"""Coded shards into the lake: each content once, all or nothing, and what others made is looked at first."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from detente import open_ledger
from detente.cli.commands import exchanging
from detente.core.errors import DetenteError, InputError, LedgerError, StorageError, UnknownNameError
from detente.exchange import IMPORTED_SCHEMA, export_events, import_events, list_imports, list_rejected_rows
from detente.exchange.importing import imported_folder
from detente.exchange.shards import locked
from detente.forecast.reading import read_records
from detente.identity import merge_mentions
from detente.ledger.doctor import find_faults
from detente.pages.ledger_levels import levels_of
from detente.scale import taking
from detente.scale.schema import CODED_SCHEMA
from detente.scale.taking import take_shards
from detente.scale.taking_rows import RowWriter

sys.path.append(str(Path(__file__).parent))
from coded_shards import (
    World,
    claim,
    content,
    crowd,
    lake_table,
    part,
    refusal,
    row_of,
    rows_of,
    write_run,
    write_shard,
)

KILLED = """
import hashlib, os, signal, sys
from pathlib import Path
from detente.scale import taking

def take(books, run, last):
    passed = 0
    def pass_by(*_):
        nonlocal passed
        passed += 1
        if passed == last:
            os.kill(os.getpid(), signal.SIGKILL)
    real = taking.write_shard
    def write_shard(*given):
        found = real(*given)
        pass_by()  # the last time right before the manifest is swapped
        return found
    taking.write_shard = write_shard
    taking.take_shards(books, [run], progress=pass_by)
    return passed

def fork(*given):
    child = os.fork()
    if not child:
        os._exit(take(*given))
    return os.waitpid(child, 0)[1]

books, other, run = sys.argv[1:]
manifest = Path(books, "lake", "imported", "shards", "manifest.json")
n_points = os.waitstatus_to_exitcode(fork(other, run, 0))
for last in (1, n_points // 3, 2 * n_points // 3, n_points - 1, n_points):
    print(os.waitstatus_to_exitcode(fork(books, run, last)), hashlib.sha256(manifest.read_bytes()).hexdigest())
"""


@pytest.fixture
def mentions():
    return crowd(3, 60)


@pytest.fixture
def run(tmp_path, mentions):
    return write_run(tmp_path / "run", part(rows_of(mentions), 3, copies=4))


@pytest.fixture
def books(tmp_path):
    return tmp_path / "books"


def test_every_telling_is_a_row_and_every_event_counts_once(books, run, mentions):
    tally = take_shards(books, [run])
    events = {event.id: event for event in merge_mentions(mentions)}
    assert (len(tally.taken), tally.duplicates, tally.tellings, tally.events) == (3, 4, 60, len(events))
    assert tally.repeats == 60 - len(events) > 10
    table = lake_table(books)
    assert table.schema.equals(IMPORTED_SCHEMA)
    rows = table.to_pylist()
    counted = {row["system_id"]: row for row in rows if row["role"] == "event" and row["record"]}
    assert counted.keys() == events.keys()
    first = {event.mentions[0]: event for event in events.values()}
    repeats = {row["system_id"]: row for row in rows if row["role"] == "repeat" and row["record"]}
    assert repeats.keys() == {mention.id for mention in mentions} - first.keys()
    told = {mention.id: mention for mention in mentions}
    for name, event in events.items():
        row, record, teller = counted[name], json.loads(counted[name]["record"]), told[event.mentions[0]]
        assert (row["n_sources"], row["n_mentions"]) == (event.n_outlets, len(event.mentions))
        assert (row["type"], row["mode"], row["status"]) == (event.type, event.mode, event.status)
        assert (row["story"], row["publisher"]) == (teller.event.document, teller.outlet)
        assert (row["sentence"], row["reported"].isoformat()) == (
            teller.event.evidence[0].quote,
            teller.published,
        )
        assert (record["mentions"], record["n_outlets"]) == (list(event.mentions), event.n_outlets)
        assert (record["confidence"], record["contexts"]) == (event.confidence, list(event.contexts))
        assert record["evidence"][0]["quote"] == row["sentence"]
        assert record["document"] == f"{row['story']}.txt"
    assert {row["n_sources"] for row in counted.values()} > {1}
    assert {row["format"] for row in rows} == {"shards"}
    assert not any(row["faults"] for row in rows)


def test_rows_of_one_event_share_their_keys_and_say_from_which_side(books, tmp_path, mentions):
    base = next(m for m in mentions if m.event.target and len(m.event.target) == 1 and not m.states)
    turned = replace(
        base,
        event=replace(base.event, id="e2", document="d2", source=base.event.target, target=base.event.source),
    )
    same = replace(base, event=replace(base.event, id="e1", document="d1", object="a pact on pilots"))
    turned = replace(
        turned, event=replace(turned.event, object="a pact on pilots", type="CONSULT", mode=None)
    )
    same = replace(same, event=replace(same.event, type="CONSULT", mode=None, confidence=0.9))
    take_shards(books, [write_run(tmp_path / "two", [rows_of([same, turned])])])
    rows = sorted(lake_table(books).to_pylist(), key=lambda row: row["role"])
    if len(merge_mentions([same, turned])) == 1:
        assert [(row["role"], row["flipped"]) for row in rows] == [("event", False), ("repeat", True)]
        assert rows[0]["event_key"] == rows[1]["event_key"]
    else:
        pytest.fail("the two are meant to tell one event")


def test_the_order_and_the_parting_of_shards_do_not_matter(tmp_path, mentions):
    rows = rows_of(mentions)
    contents = []
    for number, (n_parts, n_calls) in enumerate([(1, 1), (4, 1), (4, 4), (2, 2)]):
        books, parts = tmp_path / f"books{number}", part(rows, n_parts, number, copies=number)
        for call in range(n_calls):
            take_shards(books, [write_run(tmp_path / f"run{number}-{call}", parts[call::n_calls])])
        contents.append(content(books))
    assert contents[0] == contents[1] == contents[2] == contents[3]


def test_a_content_that_is_there_adds_nothing(books, run, tmp_path):
    before = take_shards(books, [run])
    manifest = (imported_folder(books, "shards") / "manifest.json").read_bytes()
    again = take_shards(books, [run, *(run / "coded").glob("*")])
    assert (again.taken, len(again.known)) == ((), 6)
    assert (again.documents, again.duplicates, again.events) == (
        before.documents,
        before.duplicates,
        before.events,
    )
    assert (imported_folder(books, "shards") / "manifest.json").read_bytes() == manifest
    other = take_shards(books, [run], reprint=0.9)  # other rules: merged anew
    assert (other.taken, other.events) == ((), before.events)
    assert (imported_folder(books, "shards") / "manifest.json").read_bytes() != manifest


def test_what_was_coded_anew_takes_the_place_of_the_old(books, tmp_path, mentions):
    old = write_shard(tmp_path / "old.parquet", rows_of(mentions[:20]), piece="a.jsonl", input="0a")
    other = write_shard(tmp_path / "other.parquet", rows_of(mentions[20:30]), piece="b.jsonl", input="0b")
    take_shards(books, [old, other])
    better = [replace(m, event=replace(m.event, confidence=0.123)) for m in mentions[:20]]
    new = write_shard(tmp_path / "new.parquet", rows_of(better), piece="a.jsonl", input="0a")
    tally = take_shards(books, [new])
    assert (tally.replaced, tally.tellings) == (1, 30)
    assert sorted(row.file for row in list_imports(books)) == ["a.jsonl", "b.jsonl"]
    clean = tmp_path / "clean"
    take_shards(clean, [new, other])
    assert content(books) == content(clean)


def test_refused_documents_sentences_and_statements_are_kept(books, tmp_path, mentions):
    left = [{"reason": "NO_TARGET", "start": 0, "stop": 9}, {"reason": "NO_TARGET", "start": 10, "stop": 19}]
    plain = row_of("d", mentions[:1], statements=[claim(), claim(2)], refused=left)
    run = write_run(tmp_path / "run", [[plain, refusal("b.txt"), refusal("c.pdf", "DAMAGED", "x")], [plain]])
    tally = take_shards(books, [run])
    assert (tally.documents, tally.duplicates, tally.statements) == (1, 1, 2)
    assert (tally.passed_over, tally.refusals) == ({"NO_TARGET": 2}, {"BAD_RECORD": 1, "DAMAGED": 1})
    refused = {(row.file, row.line, row.reason.value, row.detail) for row in list_rejected_rows(books)}
    assert refused == {("b.txt", 2, "BAD_RECORD", "LANGUAGE: in Welsh"), ("c.pdf", 3, "DAMAGED", "in Welsh")}
    statements = lake_table(books, "statements").to_pylist()
    assert sorted((row["kind"], row["document"], row["record"]) for row in statements) == [
        ("claim", "a.txt", claim()),
        ("claim", "a.txt", claim(2)),
    ]


def test_the_list_of_imports_adds_up(books, run, tmp_path, mentions):
    write_shard(
        run / "coded" / f"{0:032x}.parquet", [*rows_of(mentions)[:9], refusal("b.txt")], piece="news.jsonl"
    )
    take_shards(books, [run])
    listed = list_imports(books)
    assert len(listed) == 3
    assert "news.jsonl" in {row.file for row in listed}
    for row in listed:
        assert row.rows == row.events + row.mirrors + row.repeats + row.faulty + row.rejected
    roles = lake_table(books)["role"].to_pylist()
    assert (sum(row.events for row in listed), sum(row.repeats for row in listed)) == (
        roles.count("event"),
        roles.count("repeat"),
    )
    assert sum(row.rejected for row in listed) == 1


def _change(name, value, row=0):
    def change(rows):
        rows[row]["events"][0][name] = value

    return change


def _change_row(**values):
    def change(rows):
        rows[0].update(values)

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_change("type", "DANCE"), "type is ['DANCE']"),
        (_change("type", None), "events.type is missing"),
        (_change("status", "dreamt"), "status"),
        (_change("quad_class", 7), "quad_class"),
        (_change("confidence", float("nan")), "confidence"),
        (_change("intensity", float("inf")), "intensity"),
        (_change("source", []), "without source"),
        (_change("source", ["RUS", None]), "events.source holds what is missing"),
        (_change("target", [f"S{n}" for n in range(400)]), "more than 300 parties"),
        (_change("evidence", []), "without evidence"),
        (_change("date", "yesterday"), "yesterday"),
        (_change("id", ""), "without identity"),
        (_change("contexts", None), "events.contexts is missing"),
        (_change("amounts", [{"value": float("nan"), "unit": "USD", "text": "$"}]), "amount"),
        (_change("states", [{"actor": "a", "state": None}]), "events.states.state is missing"),
        (_change("passage", None), "events.passage is missing"),
        (_change_row(signature=b"R1short"), "signature"),
        (_change_row(published="31 May"), "31 May"),
        (_change_row(document=None), "neither a document nor a reason"),
        (_change_row(reason="LANGUAGE"), "events of a document that was refused"),
        (_change_row(statements=["[" * 50_000]), "no JSON"),
        (_change_row(statements=['{"kind":"event"}']), "no statement"),
        (_change_row(statements=['{"kind":"claim","document":"\\ud800"}']), "of no document"),
    ],
)
def test_what_no_coder_writes_is_refused_and_the_others_are_taken(books, tmp_path, mentions, change, told):
    rows = rows_of(mentions[:10])
    change(rows)
    run = write_run(tmp_path / "run", [rows, rows_of(mentions[10:20])])
    tally = take_shards(books, [run])
    assert (len(tally.taken), tally.tellings) == (1, 10)
    (refused,) = tally.refused
    assert refused.reason == "BAD_RECORD"
    assert told in refused.detail


def _cut(file):
    file.write_bytes(file.read_bytes()[:-100])


def _flip(file):
    data = bytearray(file.read_bytes())
    data[200:260] = b"\xff" * 60
    file.write_bytes(data)


def _other_columns(file):
    pq.write_table(pq.read_table(file).drop_columns("reason"), file)


def _other_type(file):
    table = pq.read_table(file)
    at = table.schema.get_field_index("n_sentences")
    pq.write_table(table.set_column(at, "n_sentences", table["n_sentences"].cast(pa.int32())), file)


def _no_parquet(file):
    file.write_text("<html>not found</html>")


@pytest.mark.parametrize(
    ("breaking", "reason", "told"),
    [
        (_cut, "DAMAGED", "cannot be read"),
        (_flip, "DAMAGED", "cannot be read"),
        (_no_parquet, "DAMAGED", "cannot be read"),
        (Path.unlink, "UNREADABLE", ""),
        (_other_columns, "WRONG_FORMAT", "no column 'reason'"),
        (_other_type, "WRONG_FORMAT", "'n_sentences' is int32"),
    ],
)
def test_a_broken_shard_is_refused_and_the_others_are_taken(books, run, breaking, reason, told):
    breaking(run / "coded" / f"{1:032x}.parquet")
    tally = take_shards(books, [run])
    assert len(tally.taken) == 2
    (refused,) = tally.refused
    assert refused.file.endswith("1.parquet")
    assert refused.reason == reason
    assert told in refused.detail
    folder = imported_folder(books, "shards")
    assert len(list((folder / "coded").iterdir())) == 2


@pytest.mark.parametrize(
    "manifest",
    [
        "{",
        "[" * 100_000,
        '{"format":9,"shards":[]}',
        '{"format":1,"shards":[{"file":"../../elsewhere.parquet"}]}',
        '{"format":1,"shards":[{"file":"/etc/passwd"}]}',
        '{"format":1,"shards":[{}]}',
        '{"format":1,"shards":7}',
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused(books, run, manifest):
    (run / "manifest.json").write_text(manifest)
    tally = take_shards(books, [run])
    assert (tally.taken, len(tally.refused)) == ((), 1)
    assert "manifest.json" in tally.refused[0].detail
    assert not (imported_folder(books, "shards") / "manifest.json").exists()


def test_what_a_run_could_not_do_is_said_and_what_it_does_not_name_is_left(books, tmp_path, mentions):
    rows = rows_of(mentions)
    run = write_run(tmp_path / "run", [rows[:9]], failed=[{"piece": "b"}])
    write_shard(run / "coded" / "old.parquet", rows[9:])
    tally = take_shards(books, [run])
    assert (tally.unfinished, tally.documents) == (1, 9)
    (run / "manifest.json").unlink()
    assert take_shards(books, [run]).documents == len(rows)


def test_a_call_that_is_killed_anywhere_is_made_again(books, run, tmp_path, mentions):
    first = write_run(tmp_path / "first", [rows_of(mentions)[:20]])
    take_shards(books, [first])
    manifest = imported_folder(books, "shards") / "manifest.json"
    whole, before = hashlib.sha256(manifest.read_bytes()).hexdigest(), content(books)
    words = [sys.executable, "-c", KILLED, str(books), str(tmp_path / "other"), str(run)]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    ends = done.stdout.splitlines()
    assert len(ends) == 5
    assert set(ends) == {f"{-signal.SIGKILL} {whole}"}
    assert content(books) == before
    assert len(take_shards(books, [run]).taken) == 3
    clean = tmp_path / "clean"
    take_shards(clean, [first, run])
    assert content(books) == content(clean)
    assert not list(imported_folder(books, "shards").glob("merging.*"))


def test_a_disk_that_refuses_leaves_the_old(books, run, tmp_path, mentions, monkeypatch):
    take_shards(books, [write_run(tmp_path / "first", [rows_of(mentions)[:20]])])
    before = content(books)

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    for place, name in ((taking, "write_manifest"), (RowWriter, "close"), (taking, "put_file")):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, refuse)
            with pytest.raises(StorageError, match="No space left"):
                take_shards(books, [run])
        assert content(books) == before
    assert take_shards(books, [run]).tellings == 60


def test_a_damaged_shard_of_the_lake_is_named_and_nothing_changes(books, run, tmp_path, mentions):
    take_shards(books, [run])
    folder = imported_folder(books, "shards")
    assert not examine_findings(books)
    shard = min((folder / "coded").iterdir())
    shard.unlink()
    shard.write_bytes(b"PAR1")
    before = content(books)
    with pytest.raises(LedgerError, match="damaged"):
        take_shards(books, [write_run(tmp_path / "more", [rows_of(crowd(9, 5))])])
    assert content(books) == before
    assert shard.name in examine_findings(books)


def examine_findings(books):
    open_ledger(books).close()
    return "\n".join(finding.what for finding in find_faults(books) if finding.severity == "error")


def test_one_call_at_a_time(books, run):
    with locked(imported_folder(books, "shards")), pytest.raises(LedgerError, match="another import"):
        take_shards(books, [run])


def test_too_little_memory_is_said(books, run):
    with pytest.raises(InputError, match="too little"):
        take_shards(books, [run], memory_mb=5)


def test_import_events_sends_shards_elsewhere(books, run):
    with pytest.raises(UnknownNameError) as raised:
        import_events(books, [run], "shards")
    assert "import shards" in raised.value.hint


def test_taken_events_are_counted_as_imported_ones(books, tmp_path):
    world = World(states=3, days=400, noise=0.2, duplicates=0.3)
    names = {"SAA": "RUS", "SAB": "PAK", "SAC": "IND"}  # made-up states are none of the lake's
    real = [rename(mention, names) for mention in crowd(5, 300, world)]
    take_shards(books, [write_run(tmp_path / "run", part(rows_of(real), 2))])
    with open_ledger(books) as ledger:
        levels = levels_of(ledger, imported=True)
        assert ("PAK", "RUS") in levels.observations.dyads
        records = read_records(ledger, imported=True)
        assert {"RUS", "PAK", "IND"} <= set(records.actors)
        tally = export_events(ledger, tmp_path / "all.parquet", "parquet", imported=True)
        assert tally.rows == lake_table(books).num_rows
        assert export_events(ledger, tmp_path / "dyads.graphml", "graphml", imported=True).rows > 0


def rename(mention, names):
    def turn(actors):
        return tuple(sorted(names.get(actor, actor) for actor in actors))

    event = replace(mention.event, source=turn(mention.event.source), target=turn(mention.event.target))
    states = tuple((actor, names.get(state, state)) for actor, state in mention.states)
    return replace(mention, event=event, states=states)


@pytest.fixture
def call(books):
    app = typer.Typer()
    exchanging.register(app)

    def invoke(*words):
        return CliRunner().invoke(app, [*map(str, words), "--ledger", str(books)])

    return invoke


def test_the_command_takes_shards_and_says_what_became_of_them(call, run, tmp_path):
    _no_parquet(run / "coded" / f"{2:032x}.parquet")
    done = call("import", "shards", run, tmp_path / "none")
    assert done.exit_code == 0, done.exception
    assert "2 taken, 0 known, 2 refused" in done.stderr
    assert "refused" in done.stderr
    assert "none: UNREADABLE: not there" in done.stderr
    assert "2 known" in call("import", "shards", run).stderr
    assert call("import", "shards", run, "--quiet").stderr == ""
    assert call("import", "list", "--format", "csv").stdout.count("shards") == 2
    assert isinstance(call("import", "shards", tmp_path / "none").exception, DetenteError)


def test_the_schema_holds_what_the_checks_name():
    """A new column that may be empty must be said so, or every shard is refused."""
    from detente.scale.taking_checks import _OPTIONAL  # noqa: PLC0415

    def paths(name, kind):
        yield name
        if pa.types.is_list(kind):
            yield from paths(name, kind.value_type)
        if pa.types.is_struct(kind):
            for field in kind:
                yield from paths(f"{name}.{field.name}", field.type)

    assert {path for field in CODED_SCHEMA for path in paths(field.name, field.type)} >= _OPTIONAL
    assert os.sep  # the tests run where paths have one
