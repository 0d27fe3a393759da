"""R8 in small: answers while documents are added, each of one generation; and that a torn one would be seen."""

import json
import sys
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "ledger"))

from factory import build_coded

import torture_readers
from detente.app.guarding import COOKIE, Keys
from detente.app.serving import build_app
from detente.ledger import open_ledger

PATHS = ("/index.json", "/articles.json", "/events.json")


def answer(generation, **page):
    return json.dumps({"title": "x", "generation": generation, "page": page}).encode()


def test_answers_are_of_one_generation_while_documents_are_added(tmp_path):
    with open_ledger(tmp_path / "books") as ledger:
        for number in range(4):
            ledger.add(build_coded(number))
    keys, seen, stop = Keys(), torture_readers._Seen(), threading.Event()
    app = build_app(tmp_path / "books", port=8750, keys=keys, told=lambda _: None)
    headers = {"host": "127.0.0.1:8750", "cookie": f"{COOKIE}={keys.session}"}

    def visit():
        client = TestClient(app, base_url="http://127.0.0.1:8750", headers=headers)
        while not stop.is_set():
            for path in PATHS:
                got = client.get(path)
                seen.note(
                    path, got.status_code, int(got.headers.get("x-detente-generation", -1)), got.content
                )

    threads = [threading.Thread(target=visit) for _ in range(3)]
    threads.append(threading.Thread(target=torture_readers._watch, args=(tmp_path / "books", stop, seen)))
    for thread in threads:
        thread.start()
    try:
        with open_ledger(tmp_path / "books") as ledger:
            for number in range(4, 16):
                ledger.add(build_coded(number))
                stop.wait(0.15)
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert seen.compare() > 3
    assert not seen.wrong
    assert len(seen.generations) > 2
    assert set(seen.statuses) == {200}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([(3, answer(4, n_articles=1))], "header 3, answer 4"),
        ([(3, answer(3, n_articles=1)), (3, answer(3, n_articles=2))], "two answers"),
        ([(3, answer(3, n_articles=2))], "2 told, 1 in the record"),
    ],
)
def test_a_torn_answer_is_seen(told, words):
    seen = torture_readers._Seen(counts={3: {"documents": 1}})
    for generation, body in told:
        seen.note("/articles.json", 200, generation, body)
    seen.compare()
    assert any(words in wrong for wrong in seen.wrong)


def test_a_fault_of_the_server_is_seen():
    seen = torture_readers._Seen()
    seen.note("/", 500, -1, b"database is locked")
    assert seen.wrong
