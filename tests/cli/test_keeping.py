"""rejections, doctor."""

import json

import pytest

import detente
from detente.core.rejections import Reason, Rejection


def test_rejections_lists_files_and_sentences(books, say):
    _, out, _ = say("rejections", "--ledger", books, "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["document"] for row in rows if row["stage"] == "documents"] == ["empty.txt"]


def test_rejections_by_reason(books, say):
    _, out, _ = say("rejections", "--ledger", books, "--format", "jsonl", "--reason", "empty")
    assert [json.loads(line)["reason"] for line in out.splitlines()] == ["EMPTY"]


def test_an_unknown_reason_is_a_wrong_call_that_names_the_known(books, say):
    status, _, err = say("rejections", "--ledger", books, "--reason", "BORING")
    assert status == 2
    assert all(reason.value in err for reason in Reason)


TALKS = "{} and {} held talks on trade in their capitals again.\n"


@pytest.mark.parametrize("folder", [".", "in"])
def test_retry_tries_only_what_was_refused(folder, tmp_path, monkeypatch, say):
    monkeypatch.chdir(tmp_path)
    place = tmp_path / folder
    place.mkdir(exist_ok=True)
    (place / "late.txt").write_bytes(b"")
    (place / "good.txt").write_text(TALKS.format("Russia", "Pakistan"), encoding="utf-8")
    say("run", f"{folder}/late.txt", f"{folder}/good.txt", "--ledger", "l", "--report", "r.html")
    (place / "late.txt").write_text(TALKS.format("India", "China"), encoding="utf-8")
    (place / "new.txt").write_text(TALKS.format("Iran", "Iraq"), encoding="utf-8")
    status, _, err = say("rejections", "--retry", "--ledger", "l")
    assert status == 0
    assert "this run: 1 inputs = 1 stored + 0 duplicate + 0 rejected" in err
    assert say("rejections", "--ledger", "l", "--stage", "documents")[1] == ""
    _, out, _ = say("sql", "SELECT name FROM documents ORDER BY name", "--ledger", "l", "--format", "jsonl")
    assert [json.loads(line)["name"] for line in out.splitlines()] == ["good.txt", "late.txt"]


def test_retry_says_that_what_was_added_in_the_browser_must_be_added_there_again(tmp_path, say, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "late.txt").write_bytes(b"")
    with detente.open_ledger("l") as ledger:
        for path in ("added/scan.pdf", "late.txt"):
            ledger.add_rejection(Rejection(Reason.EMPTY, "documents", path.rpartition("/")[2]), path=path)
    (tmp_path / "late.txt").write_text(TALKS.format("India", "China"), encoding="utf-8")
    status, out, err = say("rejections", "--retry", "--ledger", "l", "--stage", "documents")
    assert status == 0
    assert "not tried: scan.pdf: it was added in the browser; add it there again" in err
    assert "1 inputs = 1 stored" in err
    assert "scan.pdf" in out
    assert "late.txt" not in out


def test_doctor_finds_nothing_in_a_sound_ledger(books, say):
    assert say("doctor", "--ledger", books)[0] == 0


def test_doctor_finds_and_mends_a_damaged_lake(articles, tmp_path, say):
    ledger = tmp_path / "l"
    say("run", articles, "--ledger", ledger, "--report", tmp_path / "r.html", "--quiet")
    say("sql", "SELECT 1 FROM events", "--ledger", ledger)
    for shard in (ledger / "lake").rglob("*.parquet"):
        shard.write_bytes(b"gone")
    status, out, _ = say("doctor", "--ledger", ledger)
    assert status == 1
    assert "lake" in out
    assert say("doctor", "--ledger", ledger, "--mend")[0] == 0
    assert say("doctor", "--ledger", ledger)[0] == 0
