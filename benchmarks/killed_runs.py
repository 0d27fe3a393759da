"""Kill `detente run` at random points, start it again, and compare the record with an undisturbed one.

    python benchmarks/killed_runs.py --kills 50 --articles 120

Every kill is a SIGKILL to the whole process group at a random moment of a run over made-up articles, some of
which are duplicates, near-duplicates or cannot be read. After each kill the same command is started again, on
the same ledger, until one run ends by itself; then the next round begins on a new ledger, until the number of
kills is reached. Prints JSON: kills, rounds, how often the dump was byte-identical and the doctor found
nothing wrong (both must be always); a ledger that differs is kept beside the undisturbed one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from make_articles import make_articles

_DETENTE = [sys.executable, "-m", "detente"]


def write_inputs(folder: Path, count: int, seed: int) -> None:
    """Articles, a duplicate, a near-duplicate, a file without text, a binary one, a collection."""
    folder.mkdir(parents=True)
    articles = list(make_articles(count, seed=seed))
    half = count // 2
    for article in articles[:half]:
        (folder / article.file).with_suffix(".txt").write_text(article.text, encoding="utf-8")
    with (folder / "more.jsonl").open("w", encoding="utf-8") as file:
        for article in articles[half:]:
            row = {"text": article.text, "title": article.title, "published": article.published}
            file.write(json.dumps(row) + "\n")
        file.write("{broken\n")
    (folder / "a-copy.txt").write_text(articles[0].text, encoding="utf-8")
    (folder / "b-nearly.txt").write_text(articles[1].text + "\n\nA line was added.\n", encoding="utf-8")
    (folder / "c-empty.txt").write_text("", encoding="utf-8")
    (folder / "d-binary.txt").write_bytes(bytes(range(256)) * 40)


def run_command(folder: Path, ledger: Path) -> list[str]:
    """The command that is killed."""
    return [*_DETENTE, "run", str(folder), "--ledger", str(ledger), "--report", f"{ledger}.html", "--quiet"]


def dump_hash(ledger: Path) -> str:
    """SHA-256 of the record, dumped in key order."""
    done = subprocess.run([*_DETENTE, "dump", "--ledger", str(ledger)], capture_output=True, check=True)
    return hashlib.sha256(done.stdout).hexdigest()


def kill_at(command: list[str], after: float) -> bool:
    """Start the command and kill it after so many seconds; whether it was still running."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def measure(kills: int, articles: int, seed: int) -> dict[str, object]:
    """Do it; the figures."""
    rng = random.Random(seed)
    root = Path(tempfile.mkdtemp(prefix="killed-runs-"))
    try:
        folder = root / "articles"
        write_inputs(folder, articles, seed)
        begun = time.monotonic()
        subprocess.run(run_command(folder, root / "undisturbed"), check=True)
        seconds = time.monotonic() - begun
        expected = dump_hash(root / "undisturbed")
        done = rounds = identical = clean = 0
        differing: list[str] = []
        while done < kills:
            ledger = root / f"round-{rounds}"
            for _ in range(12):
                if done < kills and kill_at(run_command(folder, ledger), rng.uniform(0.05, 1.0) * seconds):
                    done += 1
                else:
                    break
            subprocess.run(run_command(folder, ledger), check=True)
            same = dump_hash(ledger) == expected
            command = [*_DETENTE, "doctor", "--ledger", str(ledger)]
            doctor = subprocess.run(command, capture_output=True, text=True, check=False)
            identical += same
            clean += doctor.returncode == 0
            if not (same and doctor.returncode == 0):
                kept = Path(tempfile.mkdtemp(prefix="differing-"))
                shutil.copytree(ledger, kept / "ledger")
                shutil.copytree(root / "undisturbed", kept / "undisturbed")
                differing.append(f"{kept}: {doctor.stdout.strip()}")
            rounds += 1
            shutil.rmtree(ledger)
        return {
            "kills": done,
            "rounds": rounds,
            "identical": identical,
            "doctor_clean": clean,
            "differing": differing,
            "seconds_undisturbed": round(seconds, 2),
            "articles": articles,
        }
    finally:
        shutil.rmtree(root, ignore_errors=True)


def main() -> int:
    """Read the options, print the figures; 1 if any record differed."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = measure(options.kills, options.articles, options.seed)
    print(json.dumps(figures))
    return int(bool(figures["differing"]))


if __name__ == "__main__":
    sys.exit(main())
