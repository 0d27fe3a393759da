"""Articles in every kind of file that can be shared out, and a worker's traps."""

import json
import os
import textwrap

import pytest

PLACES = ("Islamabad", "Moscow", "Delhi", "Beijing", "Ankara", "Hanoi", "Lagos", "Lima")
PAIRS = (
    ("Russia", "Pakistan"),
    ("India", "China"),
    ("Turkey", "Greece"),
    ("Kenya", "Egypt"),
    ("Chile", "Peru"),
)

TRAPS = textwrap.dedent("""
    import os, signal
    import detente.scale.working as working
    real = working.code_batch
    def trapped(batch, **options):
        for text in batch.column("text").to_pylist():
            if text and "KILLER" in text:
                os.kill(os.getpid(), signal.SIGKILL)
            if text and "HANGER" in text:
                while True: pass
        return real(batch, **options)
    working.code_batch = trapped
""")


def article(number):
    """A short article, no two the same."""
    first, second = PAIRS[number % len(PAIRS)]
    place = PLACES[number % len(PLACES)]
    return {
        "id": f"a{number:04d}",
        "title": f"{first} and {second} sign pact number {number}",
        "text": f"{place.upper()} - {first} and {second} signed a defence pact on Thursday in {place}. "
        f"The pact is the {number}th of its kind, officials said. {second} thanked {first} for its aid.",
        "published": f"2019-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "source": f"Wire {number % 3}",
    }


@pytest.fixture
def make_jsonl(tmp_path):
    def make(count, name="news.jsonl", first=0):
        file = tmp_path / name
        rows = [json.dumps(article(number)) for number in range(first, first + count)]
        file.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return file

    return make


@pytest.fixture
def traps(tmp_path, monkeypatch):
    """Workers in other processes that die or hang at a word in the text."""
    folder = tmp_path / "traps"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(TRAPS, encoding="utf-8")
    others = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{others}" if others else str(folder))
