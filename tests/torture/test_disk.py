"""R3 in small: commands on a disk that is full or read-only, and a clock set back; `run` too at length."""

import contextlib
import io
import random
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "ledger"))

from factory import build_coded

import torture_disk
from detente.cli import call
from detente.ledger import correcting, open_ledger

CASES = [("correct", "full"), ("export", "full"), ("import", "no_inodes"), ("correct", "read_only")]


def call_here(*words, extra=None, most=None, anew=False):
    """As `torture_disk._call`, in this process, which has all loaded."""
    out, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        status = call(words)
    out.flush()
    errors.flush()
    return subprocess.CompletedProcess(list(words), status, out.buffer.getvalue(), errors.buffer.getvalue())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    if not torture_disk.can_mount():
        pytest.skip("a small disk cannot be mounted here (needs root)")
    root = tmp_path_factory.mktemp("disk")
    with open_ledger(root / "books") as ledger:
        for number in range(6):
            ledger.add(build_coded(number))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torture_disk, "_call", call_here)
        commands = tuple(sorted({command for command, _ in CASES}))
        return torture_disk.prepare(root, random.Random(1), commands=commands, base=root / "books")


@pytest.mark.parametrize(("command", "fault"), CASES)
def test_a_weak_disk_costs_nothing(prepared, tmp_path, monkeypatch, command, fault):
    monkeypatch.setattr(torture_disk, "_call", call_here)
    place = tmp_path / "small"
    place.mkdir()
    assert torture_disk.try_fault(command, fault, prepared, share=0.3, place=place) == []


def test_a_cause_that_is_not_named_is_seen():
    done = subprocess.CompletedProcess([], 1, b"", b"error: something went wrong\n")
    assert torture_disk._judge(done, "full")
    done = subprocess.CompletedProcess([], 1, b"", b"error: the disk that holds 'x' is full\n")
    assert torture_disk._judge(done, "full") == []


def test_the_last_verdict_holds_though_the_clock_was_set_back(tmp_path, monkeypatch):
    class Back(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(days=1)

    with open_ledger(tmp_path / "books") as ledger:
        ledger.add(build_coded(1))
        event = next(iter(ledger.events())).id
        ledger.correct(event, "wrong", by="anna")
        monkeypatch.setattr(correcting, "datetime", Back)
        ledger.correct(event, "right", by="anna")
        said = [(one.verdict, one.at) for one in ledger.corrections() if one.about == event]
    assert [verdict for verdict, _ in said] == ["wrong", "right"]
    assert said[0][1] < said[1][1]
