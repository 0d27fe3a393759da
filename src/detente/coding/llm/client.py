"""Asks an endpoint: one request at a time, repeated with growing pauses, never without end."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from detente.coding.llm.endpoint import Endpoint, EndpointError

__all__ = ["Answer", "ChatClient"]

_MAX_ANSWER = 4_194_304  # bytes
_MAX_FAULT = 4_096
_LONGEST_PAUSE = 60.0
_REPEATED = frozenset((408, 425, 429, 500, 502, 503, 504, 529))
_NOT_UNDERSTOOD = frozenset((400, 415, 422, 501))  # what servers say to a parameter they do not know
_FORMATS = ("json_schema", "json_object with schema", "json_object", "text")  # the strictest first


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        content: The words of the model.
        is_whole: False if it was cut off at the limit of tokens.
        prompt_tokens: As the endpoint counts them; 0 if it does not.
        completion_tokens: The same for the answer.
    """

    content: str
    is_whole: bool
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _RefusedError(Exception):
    """One request failed; `pause` is what the server asked to wait, None if it is of no use to repeat it."""

    def __init__(self, words: str, *, status: int = 0, again: bool = False, pause: float = 0.0) -> None:
        super().__init__(words)
        # Some servers answer 500 to a form they do not know, but name it.
        self.not_understood = status in _NOT_UNDERSTOOD or (status >= 400 and "response_format" in words)
        self.again, self.pause = again and not self.not_understood, pause


class _StayHere(HTTPRedirectHandler):
    """Text and key go to the endpoint that was named, and nowhere else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        del req, fp, code, msg, headers, newurl


class ChatClient:
    """Posts chat completions.

    A class because it remembers which parameters the endpoint does not understand, and counts.
    """

    def __init__(self, endpoint: Endpoint, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.endpoint = endpoint
        self.n_requests = 0
        self._pause = pause
        self._format = 0
        self._extra: dict[str, Any] = {"temperature": 0, "seed": 1, "max_tokens": endpoint.max_tokens}
        # A proxy of the environment must not see what is meant for this machine.
        proxies = ProxyHandler() if endpoint.is_remote else ProxyHandler({})
        self._opener = build_opener(proxies, _StayHere())

    def ask(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Answer:
        """The model's answer, in the strictest form that the endpoint understands.

        Raises:
            EndpointError: If it cannot be had.
        """
        first = self._format
        while True:
            body = {"model": self.endpoint.model, "messages": messages, "stream": False, **self._extra}
            body.update(_response_format(_FORMATS[self._format], schema))
            try:
                return self._insist(json.dumps(body).encode())
            except _RefusedError as fault:
                if fault.not_understood and self._adapt(str(fault)):
                    continue
                if fault.not_understood and self._format + 1 < len(_FORMATS):
                    self._format += 1
                    continue
                self._format = first  # it was something else
                raise EndpointError(self._words(fault), hint="docs/llm.md tells what can be set") from None

    def _adapt(self, complaint: str) -> bool:
        """Give up a parameter the endpoint complains of by name; whether there was one."""
        if "max_completion_tokens" in complaint and "max_tokens" in self._extra:
            self._extra["max_completion_tokens"] = self._extra.pop("max_tokens")
            return True
        for name in ("temperature", "seed"):
            if f"'{name}'" in complaint.replace('"', "'").replace("`", "'") and name in self._extra:
                del self._extra[name]
                return True
        return False

    def _insist(self, body: bytes) -> Answer:
        """One request, repeated while that may help."""
        for attempt in range(self.endpoint.retries + 1):
            try:
                return _read_answer(self._post(body))
            except _RefusedError as fault:
                if not fault.again or attempt == self.endpoint.retries:
                    raise
                self._pause(min(max(fault.pause, 2.0**attempt), _LONGEST_PAUSE))
        raise AssertionError("unreachable")  # pragma: no cover

    def _post(self, body: bytes) -> bytes:
        self.n_requests += 1
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "detente"}
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        request = Request(self.endpoint.address, body, headers)  # noqa: S310  http or https: see read_endpoint
        deadline = time.monotonic() + self.endpoint.timeout
        try:
            with self._opener.open(request, timeout=self.endpoint.timeout) as response:
                return _read_body(response, deadline)
        except HTTPError as fault:
            with fault:
                raise _refusal(fault) from None
        except TimeoutError:
            raise _RefusedError(f"no answer within {self.endpoint.timeout:g} s", again=True) from None
        except URLError as fault:
            late = isinstance(fault.reason, TimeoutError)
            words = (
                f"no answer within {self.endpoint.timeout:g} s" if late else f"not reached: {fault.reason}"
            )
            raise _RefusedError(words, again=True) from None
        except (OSError, HTTPException) as fault:
            raise _RefusedError(f"the connection broke: {type(fault).__name__}", again=True) from None

    def _words(self, fault: Exception) -> str:
        """The fault, on one line, without the key, whoever repeated it."""
        words = " ".join(str(fault).split())
        if self.endpoint.key:
            words = words.replace(self.endpoint.key, "(key)")
        return f"endpoint {self.endpoint.host}: {words[:300]}"


def _response_format(kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    if kind == "text":
        return {}
    if kind.startswith("json_object"):
        more = {"schema": schema} if kind.endswith("schema") else {}
        return {"response_format": {"type": "json_object", **more}}
    form = {"name": "events", "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": form}}


def _read_body(response: HTTPResponse, deadline: float) -> bytes:
    """The body, however slowly it drips in, within the deadline and the limit of size."""
    out = bytearray()
    while block := response.read1(65_536):
        out += block
        if len(out) > _MAX_ANSWER:
            raise _RefusedError(f"an answer of more than {_MAX_ANSWER:,} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(out)


def _refusal(fault: HTTPError) -> _RefusedError:
    try:
        said = fault.read(_MAX_FAULT).decode("utf-8", "replace")
    except (OSError, HTTPException):
        said = ""
    words = f"HTTP {fault.code} {said or fault.reason}"
    if 300 <= fault.code < 400:
        words = f"HTTP {fault.code}: it sends elsewhere, which is not followed; name that address itself"
    asked = (fault.headers.get("Retry-After") or "").strip() if fault.headers else ""
    pause = float(asked) if asked.isdecimal() and len(asked) < 6 else 0.0
    return _RefusedError(words, status=fault.code, again=fault.code in _REPEATED, pause=pause)


def _read_answer(body: bytes) -> Answer:
    """The first choice of a chat completion."""
    try:
        data = json.loads(body)
        choice = data["choices"][0]
        content = choice["message"].get("content")
        usage = data.get("usage")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise _RefusedError("its answer is no chat completion") from None
    counted = usage if isinstance(usage, dict) else {}
    return Answer(
        content=content if isinstance(content, str) else "",
        is_whole=choice.get("finish_reason") != "length",
        prompt_tokens=_count(counted.get("prompt_tokens")),
        completion_tokens=_count(counted.get("completion_tokens")),
    )


def _count(value: object) -> int:
    """A number of tokens; 0 for anything that cannot be one."""
    return value if type(value) is int and 0 <= value < 10**9 else 0
