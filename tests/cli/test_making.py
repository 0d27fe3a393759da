"""run, code, report."""

import csv
import io
import json
import subprocess
import sys

import pytest

from detente.cli.runs import keep_documents
from detente.ledger import open_ledger


def lines_of(text):
    return [json.loads(line) for line in text.splitlines()]


def test_run_ends_with_counts_that_add_up_and_says_where_things_lie(articles, tmp_path, say):
    ledger, report = tmp_path / "ledger", tmp_path / "deep" / "r.html"
    status, out, _ = say("run", articles, "--ledger", ledger, "--report", report)
    assert status == 0
    assert "this run: 3 inputs = 2 stored + 0 duplicate + 1 rejected" in out
    assert str(ledger) in out
    assert str(report) in out
    assert report.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


def test_run_names_the_events_behind_its_findings(articles, tmp_path, say):
    status, out, _ = say("run", articles, "--ledger", tmp_path / "l", "--report", tmp_path / "r.html")
    _, events, _ = say("events", "--ledger", tmp_path / "l", "--format", "jsonl")
    assert status == 0
    assert any(f"[{event['id']}]" in out for event in lines_of(events))


def test_a_second_run_adds_nothing(articles, tmp_path, say):
    paths = [articles / "pact.txt", articles / "aid.txt"]
    words = ("run", *paths, "--ledger", tmp_path / "l", "--report", tmp_path / "r.html")
    say(*words)
    _, before, _ = say("dump", "--ledger", tmp_path / "l")
    status, out, _ = say(*words)
    assert status == 0
    assert "all 2 inputs were known already; nothing was added" in out
    assert say("dump", "--ledger", tmp_path / "l")[1] == before


def test_run_over_nothing_usable_ends_with_1(tmp_path, say):
    (tmp_path / "empty.txt").write_bytes(b"")
    status, out, err = say(
        "run", tmp_path / "empty.txt", "--ledger", tmp_path / "l", "--report", tmp_path / "r.html"
    )
    assert status == 1
    assert "1 rejected" in out
    assert "detente rejections" in out
    assert "nothing could be coded" in err


def test_run_quiet_says_nothing(articles, tmp_path, say):
    words = (
        "run",
        articles / "pact.txt",
        "--ledger",
        tmp_path / "l",
        "--report",
        tmp_path / "r.html",
        "--quiet",
    )
    assert say(*words) == (0, "", "")


def test_settings_of_a_run_are_in_the_books(articles, tmp_path, say):
    ledger = tmp_path / "l"
    say("run", articles, "--ledger", ledger, "--report", tmp_path / "r.html", "--set", "documents.seconds=7")
    with open_ledger(ledger) as books:
        (run,) = books.runs()
    assert run.settings["documents.seconds"] == 7.0
    assert run.finished is not None


def test_code_prints_interchange_whose_offsets_hold(articles, say):
    status, out, err = say("code", articles, "--rejections")
    records = lines_of(out)
    texts = {path.name: path.read_text(encoding="utf-8") for path in articles.glob("*.txt")}
    assert status == 0
    assert err.startswith("rejected: empty.txt: ")
    assert {record["kind"] for record in records} >= {"mention", "event", "rejection"}
    for record in records:
        for span in record.get("evidence", ()):
            assert texts[record["document"]][span["start"] : span["end"]] == span["quote"]
        if record["kind"] == "mention":
            assert texts[record["document"]][record["start"] : record["end"]] == record["quote"]
    assert any(record.get("reason") == "EMPTY" for record in records)


def test_code_twice_gives_the_same_bytes(articles, say):
    assert say("code", articles) == say("code", articles)


def test_code_as_csv_is_one_table(articles, say):
    _, out, _ = say("code", articles, "--format", "csv", "--rejections")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {"event", "mention", "rejection"} <= {row["kind"] for row in rows}
    assert all(None not in row for row in rows)


def test_code_as_csv_holds_what_statements_say(argued, say):
    _, out, _ = say("code", argued.parent / "articles", "--format", "csv")
    rows = {row["kind"]: row for row in csv.DictReader(io.StringIO(out))}
    claim, mechanism, prediction = (rows[kind] for kind in ("claim", "mechanism", "prediction"))
    assert (claim["dyad"], claim["domain"], claim["modality"]) == ("IND; RUS", "overall", "questioned")
    assert (claim["claim"], claim["tense"]) == ("cooling", "future")
    assert mechanism["name"] == "rivals_tie_drives_drift"
    assert mechanism["actors"] == "IND; PAK; RUS"
    assert prediction["horizon"] == "2014-11-21/2015-09"
    assert prediction["statement"].startswith("Russia will deliver")


def test_code_as_table_shows_each_document(articles, say):
    _, out, _ = say("code", articles, "--format", "table")
    assert "pact.txt" in out
    assert "sign defence pact" in " ".join(out.split())
    assert "EMPTY" in out


def test_code_over_nothing_usable_ends_with_1_and_prints_the_rejection(say):
    status, out, err = say("code", "there-is-no-such-file.txt", "--rejections")
    assert status == 1
    assert err.startswith("rejected: there-is-no-such-file.txt: ")
    assert "UNREADABLE" in err
    assert lines_of(out)[0]["reason"] == "UNREADABLE"


def test_code_reads_standard_input():
    text = "Russia and Pakistan signed a defence pact on Thursday in Islamabad, officials said.\n"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from detente.cli import main; main()",
            "code",
            "-",
            "--published",
            "2014-11-21",
        ],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    records = lines_of(done.stdout.decode())
    assert done.returncode == 0
    assert {"2014-11-20"} == {record["date"] for record in records if record["kind"] == "event"}


def test_report_is_written_again_from_the_books(books, tmp_path, say):
    status, out, err = say(
        "report", "--ledger", books, "--report", tmp_path / "again.html", "--title", "Zwei Lager"
    )
    assert (status, out) == (0, "")
    assert "again.html" in err
    assert "Zwei Lager" in (tmp_path / "again.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", ["documents.seconds", "no.such=1", "documents.seconds=soon"])
def test_a_wrong_setting_is_a_wrong_call(word, say):
    status, out, err = say("code", "x.txt", "--set", word)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert "\nhint: " in err


def test_a_wrong_date_of_publication_is_a_wrong_call(say):
    status, _, err = say("code", "x.txt", "--published", "yesterday")
    assert status == 2
    assert "'yesterday'" in err


def test_an_interrupted_job_keeps_whole_documents_and_goes_on(articles, tmp_path):
    class Stop:
        def advance(self, n_events):
            raise KeyboardInterrupt

    paths = [str(articles / "aid.txt"), str(articles / "pact.txt")]
    with open_ledger(tmp_path / "cut") as books:
        with pytest.raises(KeyboardInterrupt):
            keep_documents(books, paths, watcher=Stop())
        assert books.counts()["stored"] == 1
        tally = keep_documents(books, paths)
        assert (tally.stored, tally.known) == (1, 1)
    with open_ledger(tmp_path / "whole") as books:
        keep_documents(books, paths)
    dumps = []
    for name in ("cut", "whole"):
        with open_ledger(tmp_path / name) as books:
            file = tmp_path / f"{name}.jsonl"
            books.dump(file)
            dumps.append(file.read_bytes())
    assert dumps[0] == dumps[1]


def write_many(file, n_rows, **more):
    rows = [
        {"text": f"Russia and Pakistan held talks in Moscow on trade for the {n}th time.", **more}
        for n in range(n_rows)
    ]
    for n, row in enumerate(rows):
        row.update({key: f"{value}{n}" for key, value in more.items()})
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return [str(file)]


@pytest.mark.parametrize("more", [{}, {"id": "a"}])
def test_a_file_of_many_records_is_known_after_it_was_read_to_its_end(more, tmp_path):
    paths = write_many(tmp_path / "many.jsonl", 3, **more)
    with open_ledger(tmp_path / "l") as books:
        assert keep_documents(books, paths).stored == 3
        assert keep_documents(books, paths).known == 1


@pytest.mark.parametrize("more", [{}, {"id": "a"}])
def test_a_file_of_many_records_that_was_cut_short_is_read_on(more, tmp_path):
    class Stop:
        def advance(self, n_events):
            raise KeyboardInterrupt

    paths = write_many(tmp_path / "many.jsonl", 3, **more)
    with open_ledger(tmp_path / "l") as books:
        with pytest.raises(KeyboardInterrupt):
            keep_documents(books, paths, watcher=Stop())
        keep_documents(books, paths)
        assert books.counts()["stored"] == 3


def test_code_prints_rejections_only_when_asked_but_always_counts_them(articles, say):
    status, out, err = say("code", articles)
    assert status == 0
    kinds = {json.loads(line)["kind"] for line in out.splitlines()}
    assert {"mention", "event"} <= kinds <= {"mention", "event", "claim", "mechanism", "prediction"}
    assert "EMPTY" in err
    _, out, _ = say("code", articles, "--rejections")
    assert "EMPTY" in {json.loads(line).get("reason") for line in out.splitlines()}
