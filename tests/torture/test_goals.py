"""The goals of docs/faults.md in small; `make torture` and benchmarks/torture.py do the same at length."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import torture
import torture_kills
from detente.cli.runs import keep_documents
from detente.core import faulting
from detente.core.settings import resolve_settings
from detente.ledger import open_ledger
from mixed_files import write_mixed

SETTINGS = resolve_settings({"coding.workers": 1})


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixed") / "files"
    write_mixed(folder, 24, seed=4)
    return folder


def _dump(folder, paths):
    with open_ledger(folder) as ledger:
        tally = keep_documents(ledger, paths, settings=SETTINGS)
        stream = io.StringIO()
        ledger.dump(stream)
        return tally, ledger.generation(), stream.getvalue()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_r1_killed_at_every_point_a_run_ends_as_one_that_nobody_disturbed():
    figures = torture_kills.kill_runs(random.Random(5), 0.001)
    assert figures["holds"], figures
    assert set(figures["by_point"]) >= set(faulting.FAULT_POINTS)


def test_r4_the_same_files_again_change_nothing(files, tmp_path):
    first, generation, before = _dump(tmp_path / "books", [str(files)])
    assert first.inputs > 20
    second, again, after = _dump(tmp_path / "books", [str(files)])
    assert (after, again) == (before, generation)
    assert (second.stored, second.duplicate) == (0, 0)


@pytest.mark.slow
def test_r7_neither_the_order_nor_the_seed_of_hashes_matters(files, tmp_path):
    backwards = [str(path) for path in sorted(files.iterdir(), reverse=True)]
    *_, here = _dump(tmp_path / "books", backwards)
    command = [sys.executable, "-m", "detente", "run", str(files), "--workers", "1", "--quiet"]
    places = ["--ledger", str(tmp_path / "other"), "--report", str(tmp_path / "report.html")]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([*command, *places], check=True, env=environment)
    *_, there = _dump(tmp_path / "other", [])
    assert there == here


def test_the_frame_tells_what_holds_and_what_breaks_off(monkeypatch, capsys):
    def hold(rng, size):
        return {"holds": True, "drawn": rng.random(), "size": size}

    def break_off(rng, size):
        raise OSError("gone")

    monkeypatch.setattr(torture, "find_goals", lambda: {"R91": hold, "R92": break_off})
    assert torture.main(["--goals", "R91", "--seed", "3", "--size", "0.5"]) == 0
    first = capsys.readouterr().out
    assert torture.main(["--goals", "R91", "--seed", "3", "--size", "0.5"]) == 0
    assert first.split(", ")[0] == capsys.readouterr().out.split(", ")[0]
    assert torture.main(["--size", "0.5"]) == 1
    assert "R92  FAILS  broke_off OSError: gone" in capsys.readouterr().out


def test_every_goal_is_found_once():
    assert set(torture.find_goals()) >= {"R1", "R2", "R4", "R7"}


def test_no_point_is_passed_unless_asked_and_children_do_not_inherit_it():
    code = (
        "import os; os.environ['DETENTE_FAULT_POINT'] = 'here:2'\n"
        "from detente.core.faulting import pass_point\n"
        "assert 'DETENTE_FAULT_POINT' not in os.environ\n"
        "pass_point('there'); pass_point('here'); print('once', flush=True); pass_point('here'); print('twice')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-9, "once\n")


def test_every_point_is_named_where_it_is_passed():
    source = Path(faulting.__file__).parents[1]
    text = "".join(
        path.read_text(encoding="utf-8") for path in source.rglob("*.py") if path.name != "faulting.py"
    )
    for point in faulting.FAULT_POINTS:
        assert text.count(f'"{point}"') == 1, point
