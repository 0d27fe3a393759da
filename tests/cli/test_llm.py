"""The LLM coder on the command line."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

EVENT = {
    "quote": "Russia and Pakistan signed a defence pact on Thursday",
    "type": "SUPPORT",
    "mode": "",
    "status": "occurred",
    "sources": ["Russia", "Pakistan"],
    "targets": [],
    "date_words": "Thursday",
}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        content = json.dumps({"events": [EVENT, {**EVENT, "quote": "Russia invaded Pakistan"}]})
        body = json.dumps(
            {
                "choices": [{"message": {"content": content}}],
                "usage": {"prompt_tokens": 1_000, "completion_tokens": 100},
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def endpoint():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def pact(articles, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return articles / "pact.txt"


def test_code_asks_the_endpoint_and_says_what_it_cost(say, pact, endpoint, tmp_path):
    words = (
        "code",
        pact,
        "--coder",
        "llm",
        "--endpoint",
        endpoint,
        "--model",
        "m",
        "--set",
        "llm.price_in=2",
    )
    status, out, err = say(*words)
    found = [row for row in map(json.loads, out.splitlines()) if row["kind"] == "event"]
    assert status == 0
    assert [(row["type"], row["source"], row["date"]) for row in found] == [
        ("SUPPORT", ["PAK", "RUS"], "2014-11-20")
    ]
    assert "1 call, 0 answers from the cache, 1,000 + 100 tokens, cost 0.0020" in err
    assert "1 QUOTE_NOT_FOUND" in err
    assert "is sent to" not in err
    assert (tmp_path / "detente-llm-cache").is_dir()
    again = say(*words)
    assert again[1] == out
    assert "0 calls, 1 answer from the cache, 0 + 0 tokens" in again[2]


def test_run_keeps_what_the_model_found(say, pact, endpoint, tmp_path):
    status, _, err = say(
        "run", pact, "--coder", "llm", "--endpoint", endpoint, "--model", "m", "--ledger", tmp_path / "books"
    )
    assert status == 0
    assert "llm: 1 call" in err
    _, out, _ = say("events", "--ledger", tmp_path / "books", "--format", "jsonl")
    assert [json.loads(line)["type"] for line in out.splitlines()] == ["SUPPORT"]


def test_a_document_whose_endpoint_failed_is_rejected_and_can_be_tried_again(say, pact, endpoint, tmp_path):
    books = tmp_path / "books"
    llm = ("--set", "coding.coder=llm", "--set", "llm.model=m", "--set", "llm.retries=0")
    status, _, _ = say("run", pact, *llm, "--endpoint", "http://127.0.0.1:9/v1", "--ledger", books)
    assert status == 1
    _, out, _ = say("rejections", "--ledger", books, "--format", "jsonl", "--reason", "ENDPOINT_FAILED")
    assert "not reached" in json.loads(out)["detail"]
    _, _, err = say("rejections", "--retry", "--ledger", books, *llm, "--set", f"llm.endpoint={endpoint}")
    assert "1 stored" in err
    assert "llm: 1 call" in err


def test_text_that_leaves_the_machine_is_announced(say, pact):
    _, _, err = say(
        "code",
        pact,
        "--coder",
        "llm",
        "--endpoint",
        "http://news.invalid/v1",
        "--model",
        "m",
        "--set",
        "llm.retries=0",
    )
    assert "llm: article text is sent to news.invalid, unencrypted" in err.splitlines()[0]
    assert "1 ENDPOINT_FAILED" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--coder", "llm"), "needs an endpoint"),
        (("--coder", "llm", "--endpoint", "http://localhost:1"), "needs the name of a model"),
        (("--endpoint", "http://localhost:1"), "for the LLM coder"),
        (("--coder", "oracle"), "expected pattern or llm"),
    ],
)
def test_a_call_that_cannot_work_ends_before_anything_is_sent(say, pact, words, said):
    status, out, err = say("code", pact, *words)
    assert (status, out) == (2, "")
    assert said in err
    assert "hint:" in err
