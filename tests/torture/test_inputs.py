"""R5 in small: spoiled files and odd names, each accounted for. R6: benchmarks/torture_inputs.py."""

import os
import random
import signal
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

import torture_inputs
from detente.core.rejections import Reason, Rejection
from detente.documents.reading import _read
from detente.documents.refusals import clean_name
from detente.ledger import open_ledger
from torture_seeds import make_seed


def test_every_spoiled_file_gives_something(tmp_path):
    torture_inputs.write_spoiled(tmp_path / "files", 50, random.Random(8))
    given = {clean_name(str(path)) for path in (tmp_path / "files").iterdir()}
    items = list(_read([tmp_path / "files"], workers=2))
    assert {item.path for item in items} == given
    refused = [item for item in items if isinstance(item, Rejection)]
    assert refused
    assert len(refused) < len(items)
    assert [item for item in refused if item.reason is Reason.FAILED] == []


def test_names_that_are_no_text_are_read_and_known_again(tmp_path):
    rng = random.Random(1)
    (tmp_path / "files").mkdir()
    for n, form in enumerate(torture_inputs._ODD_NAMES):
        (tmp_path / "files" / form.format(n=f"{n:05d}", s=".txt")).write_bytes(make_seed("plain", rng)[1])
    asked = []
    with open_ledger(tmp_path / "books") as ledger:

        def skip(path, original_id):
            asked.append(path)
            return ledger.knows(path, original_id)

        items = list(_read([tmp_path / "files"], skip=skip, workers=0))
    assert len(items) == len(torture_inputs._ODD_NAMES) == len(asked)
    assert {item.path for item in items} == set(asked)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"id,date,title,text\n"),
        ("a.jsonl", b"\n\n \n"),
        ("a.warc", b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n"),
    ],
)
def test_a_file_without_an_article_is_refused(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (item,) = _read([tmp_path / name], workers=0)
    assert (item.document, item.reason) == (name, Reason.EMPTY)


def test_what_ended_a_small_run_costs_the_next_one_only_itself(tmp_path):
    (tmp_path / "trap").mkdir()
    (tmp_path / "trap" / "sitecustomize.py").write_text(torture_inputs._TRAP, encoding="utf-8")
    extra = {"PYTHONPATH": os.pathsep.join([str(tmp_path / "trap"), os.environ.get("PYTHONPATH", "")])}
    (tmp_path / "files").mkdir()
    for name, word in (("a", ""), ("b", "KILLS-ITS-CODER"), ("c", "")):
        text = f"Norway and Sweden signed pact {name} on Monday. {word}"
        (tmp_path / "files" / f"{name}.txt").write_text(text, encoding="utf-8")
    ledger, report = tmp_path / "ledger", tmp_path / "report.html"
    words = ["run", str(tmp_path / "files"), "--ledger", str(ledger), "--report", str(report)]
    assert torture_inputs.run_watched(words, extra=extra).status == -signal.SIGKILL
    assert torture_inputs.run_watched(words, extra=extra).status == 0
    assert torture_inputs._listed(ledger) == ["b.txt"]
    assert torture_inputs._n_stored(ledger) == 2
