"""The training sentences keep their schema, are varied, and share nothing with a judge's file."""

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))
FILES = sorted((ROOT / "training" / "sentences").glob("*.tsv"))


def _lines():
    return [line for path in FILES for line in path.read_text(encoding="utf-8").splitlines()]


def _plain(text):
    return re.sub(r"\W+", " ", re.sub(r"\[\d ([^\[\]]+)\]", r"\1", text)).strip().lower()


def test_every_line_keeps_the_schema():
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "check_sentences.py"), *map(str, FILES)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_checker_finds_faults(tmp_path):
    bad = tmp_path / "bad.tsv"
    bad.write_text("1>3 ACCUSE occurred\t[1 Chad] accused [2 Niger].\n1>2 SCOLD done\t[1 Peru] [2 Chile].\n")
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "check_sentences.py"), str(bad)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "2 faults" in done.stdout


def test_several_thousand_with_every_type_and_negatives():
    lines = _lines()
    types = Counter(
        found for line in lines for found in re.findall(r"\d[>=]\d ([A-Z]+)", line.split("\t")[0])
    )
    assert len(lines) >= 5000
    assert len(types) == 16
    assert min(types.values()) >= 150
    assert sum(line.startswith("-\t") for line in lines) >= 300


def test_no_sentence_is_in_the_development_set():
    path = SHARED / "benchmarks" / "PLV_train.tsv"
    if not path.is_file():
        pytest.skip(f"no PLV_train.tsv at {path} (set DETENTE_SHARED)")
    with path.open(encoding="utf-8", newline="") as file:
        judged = {_plain(row["sentence"]) for row in csv.DictReader(file, delimiter="\t")}
    assert not judged & {_plain(line.split("\t")[1]) for line in _lines()}
