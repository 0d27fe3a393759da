"""Killed, cut off, out of room: whole documents only, and nothing twice."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from factory import build_coded, original_bytes
from killed_writer import add_input

from detente.core.errors import LedgerError, StorageError
from detente.ledger import find_faults, open_ledger

N_INPUTS = 700
N_KILLS = 50


def _kill_one(writers: subprocess.Popen[bytes], chance: Random, *, first: int, most: int) -> None:
    """Start a writer, kill it after some inputs and some milliseconds, and see that it is gone."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    writers.stdin.write(f"{first} {N_INPUTS} {most}\n".encode())
    (process,) = struct.unpack("I", writers.stdout.read(4))
    for _ in range(chance.randrange(14)):  # 0: before the ledger is open
        assert writers.stdout.read(1) in b"!."
    time.sleep(chance.uniform(0.0, 0.01))
    os.kill(process, signal.SIGKILL)
    while writers.stdout.read(1) != b"#":
        pass


@pytest.mark.slow
def test_a_record_killed_fifty_times_dumps_as_an_undisturbed_one(tmp_path, dump_text):
    folder = tmp_path / "killed"
    open_ledger(folder).close()
    chance = Random(20)
    found = [0]
    command = [sys.executable, str(Path(__file__).with_name("killed_writer.py")), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as writers:
        for n in range(N_KILLS):
            first = max(0, found[-1] - 20)  # known ones again, then new ones
            _kill_one(writers, chance, first=first, most=1 if n % 2 else 8)
            with open_ledger(folder, read_only=True) as ledger:
                found.append(ledger.counts()["inputs"])
    assert found == sorted(found)
    assert len(set(found)) > N_KILLS // 2
    assert found[-1] < N_INPUTS
    with open_ledger(folder) as killed, open_ledger(tmp_path / "whole") as whole:
        with killed.batch(), whole.batch():
            for number in range(N_INPUTS):
                add_input(killed, number)
                add_input(whole, number)
        assert dump_text(killed) == dump_text(whole)
        assert killed.counts() == whole.counts()
        killed.doctor(mend=True)
        assert killed.doctor() == []
    names = [sorted(p.name for p in (tmp_path / who / "originals").rglob("*")) for who in ("killed", "whole")]
    assert names[0] == names[1]


def test_a_log_with_a_damaged_tail_opens_with_what_was_committed(tmp_path):
    chance = Random(5)
    with open_ledger(tmp_path / "books") as ledger:
        added = []
        for number in range(12):
            ledger.add(build_coded(number, n_sentences=6))
            added.append(build_coded(number, n_sentences=6).document.id)
        shutil.copytree(tmp_path / "books", tmp_path / "live")
    lengths, torn = set(), 0
    for n in range(24):
        folder = tmp_path / str(n)
        shutil.copytree(tmp_path / "live", folder)
        log = folder / "ledger.sqlite-wal"
        data = bytearray(log.read_bytes())
        at = chance.randrange(len(data) // 4, len(data))
        if n % 3 == 0:
            del data[at:]
        elif n % 3 == 1:
            data[at] ^= 0xFF
        else:
            data[at:] = bytes(len(data) - at)
        log.write_bytes(bytes(data))
        (folder / "ledger.sqlite-shm").unlink(missing_ok=True)
        found = find_faults(folder)
        assert all("the log is torn" in finding.what for finding in found)
        torn += len(found)
        with open_ledger(folder) as ledger:
            kept = {document.id for document in ledger.documents()}
            assert kept == set(added[: len(kept)])
            lengths.add(len(kept))
            for number in range(12):
                ledger.add(build_coded(number, n_sentences=6))
            assert ledger.counts()["documents"] == 12
    assert len(lengths) > 3
    assert torn > 20


@pytest.fixture
def small_disk(tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here (needs root)")

    def remount(options: str) -> None:
        subprocess.run([str(mount), "-o", f"remount,{options}", str(place)], check=True)

    yield place, remount
    subprocess.run(["umount", str(place)], check=True)


def _fill_up(folder: Path, *, most: int) -> None:
    with open_ledger(folder) as ledger, ledger.batch(most=most, seconds=60):
        for number in range(1000):
            coded = build_coded(number)
            ledger.add(coded, original=original_bytes(coded.document))


def test_a_full_disk_is_named_and_the_ledger_stays_whole(small_disk, tmp_path, dump_text):
    place, remount = small_disk
    with pytest.raises(StorageError, match=r"full|disk") as caught:
        _fill_up(place / "books", most=1)
    assert caught.value.hint
    remount("size=20m")
    assert [f for f in find_faults(place / "books", mend=True) if f.severity == "error"] == []
    with open_ledger(place / "books") as ledger, open_ledger(tmp_path / "whole") as whole:
        n_kept = ledger.counts()["documents"]
        assert 0 < n_kept < 1000
        assert ledger.counts()["events"] == 6 * n_kept
        for number in range(n_kept + 5):
            coded = build_coded(number)
            ledger.add(coded, original=original_bytes(coded.document))
            whole.add(coded, original=original_bytes(coded.document))
        assert dump_text(ledger) == dump_text(whole)


def test_a_full_disk_within_a_batch_keeps_whole_documents(small_disk):
    place, remount = small_disk
    with pytest.raises(StorageError):
        _fill_up(place / "books", most=7)
    remount("size=20m")
    assert [f for f in find_faults(place / "books", mend=True) if f.severity == "error"] == []
    with open_ledger(place / "books") as ledger:
        counts = ledger.counts()
        assert counts["sentences"] == 12 * counts["documents"] > 0


def test_a_read_only_disk_can_be_read_and_not_written(small_disk):
    place, remount = small_disk
    with open_ledger(place / "books") as ledger:
        ledger.add(build_coded(1))
    remount("ro")
    with open_ledger(place / "books", read_only=True) as ledger:
        assert ledger.counts()["documents"] == 1
        assert ledger.sql("SELECT count(*) AS n FROM events").to_pylist() == [{"n": 6}]
        assert ledger.search("and")
        assert ledger.doctor() == []
    with pytest.raises((StorageError, LedgerError)) as caught, open_ledger(place / "books") as ledger:
        ledger.add(build_coded(2))
    assert "read-only" in caught.value.hint
    with pytest.raises((StorageError, LedgerError)):
        open_ledger(place / "new")
    remount("rw")
