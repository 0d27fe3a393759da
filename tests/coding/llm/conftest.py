"""A scripted endpoint on this machine, and a coder that asks it."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from detente.coding.llm import LlmCoder
from detente.core.settings import resolve_settings
from detente.documents.document import Block

PACT = (
    "Russia and Pakistan sign defence pact\n\n"
    "ISLAMABAD - Russia and Pakistan signed a defence pact on Thursday. India criticised Pakistan “for the\n"
    "agreement”, Sushma Swaraj said.\n\n"
    "Pakistan may buy 20 helicopters from Russia for $150 million next year."
)
SIGNED = {
    "quote": "Russia and Pakistan signed a defence pact on Thursday",
    "type": "SUPPORT",
    "mode": "",
    "status": "occurred",
    "sources": ["Russia", "Pakistan"],
    "targets": [],
    "asserter": "",
    "date_words": "on Thursday",
    "place": "",
    "object": "a defence pact",
}
CRITICISED = {
    **SIGNED,
    "quote": 'India criticised Pakistan "for the agreement"',
    "type": "ACCUSE",
    "mode": "disapprove",
    "sources": ["India"],
    "targets": ["Pakistan"],
    "asserter": "Swaraj",
    "date_words": "",
    "object": "the agreement",
}
MAY_BUY = {
    **SIGNED,
    "quote": "Pakistan may buy 20 helicopters from Russia for $150 million next year",
    "type": "COOPERATE",
    "status": "possible",
    "sources": ["Islamabad's government"],
    "targets": ["the Russians"],
    "date_words": "next year",
    "object": "20 helicopters",
}


def events(*rows: Any) -> str:
    return json.dumps({"events": list(rows)})


def completion(content: Any, *, finish: str = "stop", usage: Any = None) -> bytes:
    usage = {"prompt_tokens": 1000, "completion_tokens": 50} if usage is None else usage
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": finish}
    return json.dumps({"choices": [choice], "usage": usage}).encode()


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drip: float = 0.0


@dataclass
class Script:
    """What the endpoint says, in order (the last for ever), and what it was asked."""

    replies: list[Reply] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    address: str = ""

    def says(self, *replies: Reply | bytes | str) -> None:
        self.replies = [self._reply(reply) for reply in replies]

    @staticmethod
    def _reply(reply: Reply | bytes | str) -> Reply:
        if isinstance(reply, Reply):
            return reply
        return Reply(completion(reply) if isinstance(reply, str) else reply)

    def formats(self) -> list[str]:
        return [body.get("response_format", {}).get("type", "none") for body in self.asked]


class Handler(BaseHTTPRequestHandler):
    script: Script

    def do_POST(self) -> None:
        script = self.script
        script.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        script.headers.append(dict(self.headers))
        script.paths.append(self.path)
        reply = script.replies[min(len(script.asked), len(script.replies)) - 1]
        time.sleep(reply.seconds)
        try:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if reply.drip:
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(reply.drip)
            else:
                self.wfile.write(reply.body)
        except OSError:
            pass  # whoever asked has gone

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def script():
    told = Script()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Scripted", (Handler,), {"script": told}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def settings_of(script, tmp_path):
    def build(**changes):
        values = {
            "coding.coder": "llm",
            "llm.endpoint": script.address,
            "llm.model": "m-1",
            "llm.cache": str(tmp_path / "cache"),
            **{name.replace("__", "."): value for name, value in changes.items()},
        }
        return resolve_settings(values)

    return build


@pytest.fixture
def coder_of(settings_of, pauses):
    def build(**changes):
        return LlmCoder(settings_of(**changes), pause=pauses.append)

    return build


@pytest.fixture
def pact(make_document):
    return block_document(make_document, PACT)


def block_document(make_document, text):
    """A document with a title and paragraphs."""
    blocks, at = [], 0
    for paragraph in text.split("\n\n"):
        blocks.append(Block(at, at + len(paragraph), "body" if at else "title"))
        at += len(paragraph) + 2
    return replace(make_document(text, published="2014-11-21", name="pact.txt"), blocks=tuple(blocks))


@pytest.fixture
def code(script, coder_of, pact):
    """What becomes of an answer: the coded document."""

    def run(*listed, document=None, content=None):
        script.says(completion(events(*listed) if content is None else content))
        return next(coder_of(llm__cache="").code([document or pact]))

    return run


@pytest.fixture
def paragraphs_of(make_document):
    return lambda text: block_document(make_document, text)


@pytest.fixture
def rows():
    return {"signed": SIGNED, "criticised": CRITICISED, "may_buy": MAY_BUY}


@pytest.fixture
def signed():
    """An answer with one good event."""
    return events(SIGNED)


@pytest.fixture
def say_events():
    return events


@pytest.fixture
def reply():
    return Reply


@pytest.fixture
def complete():
    return completion
