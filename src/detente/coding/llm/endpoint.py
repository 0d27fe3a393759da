"""Where the model is asked, and how: read from the settings and checked before anything is sent."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from detente.core.errors import DetenteError, SettingError
from detente.core.settings import Settings

__all__ = ["Endpoint", "EndpointError", "read_endpoint"]

_CHAT = "/chat/completions"
_VARIABLE = re.compile(r"[A-Za-z_]\w*")
_HINT = "as in --endpoint http://localhost:11434/v1"


class EndpointError(DetenteError, ConnectionError):
    """The endpoint could not be reached, refused, or gave no usable answer."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint and the parameters of every request.

    Attributes:
        address: Where requests are posted; never holds a key.
        host: Name and port, to be shown.
        is_remote: Whether text sent there leaves this machine.
        is_encrypted: Whether it travels by https.
        model: The model's name.
        timeout: Seconds allowed for one request.
        retries: Most repetitions of one request.
        max_tokens: Longest answer, in tokens.
        key: Sent as bearer token; not shown, not stored; empty for none.
    """

    address: str
    host: str
    is_remote: bool
    is_encrypted: bool
    model: str
    timeout: float
    retries: int
    max_tokens: int
    key: str = field(default="", repr=False)


def read_endpoint(settings: Settings) -> Endpoint:
    """The endpoint that the settings name.

    Raises:
        SettingError: If none is named, its address cannot be used, no model is named, or the variable that is
            to hold the key is not set.
    """
    address = str(settings["llm.endpoint"]).strip()
    if not address:
        raise SettingError(
            "the LLM coder needs an endpoint, and none is named: no text was sent anywhere",
            hint=f"name one, {_HINT}; docs/llm.md tells how",
        )
    model = str(settings["llm.model"]).strip()
    if not model:
        raise SettingError("the LLM coder needs the name of a model", hint="as in --model qwen3:8b")
    parts = _split(address)
    return Endpoint(
        address=_chat_address(parts),
        host=parts.netloc,
        is_remote=not _is_loopback(parts.hostname or ""),
        is_encrypted=parts.scheme == "https",
        model=model,
        timeout=max(float(settings["llm.timeout"]), 0.01),
        retries=int(settings["llm.retries"]),
        max_tokens=int(settings["llm.max_tokens"]),
        key=_read_key(str(settings["llm.key_env"]).strip()),
    )


def _split(address: str) -> SplitResult:
    """The parts of an address that can be used; faults are told without showing what may be a key."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as fault:
        raise SettingError(f"llm.endpoint is no address: {fault}", hint=_HINT) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError("llm.endpoint must begin with http:// or https:// and name a host", hint=_HINT)
    if parts.username is not None or parts.query or parts.fragment:
        raise SettingError(
            "llm.endpoint must hold no user, password, query or fragment: settings are written into ledgers",
            hint="put the key into an environment variable and give its name: --set llm.key_env=MY_KEY",
        )
    return parts


def _chat_address(parts: SplitResult) -> str:
    """The base address with the path of chat completions.

    >>> _chat_address(urlsplit("http://localhost:8080"))
    'http://localhost:8080/v1/chat/completions'
    >>> _chat_address(urlsplit("https://example.org/api/v1/"))
    'https://example.org/api/v1/chat/completions'
    """
    path = parts.path.rstrip("/")
    if not path.endswith(_CHAT):
        path = f"{path or '/v1'}{_CHAT}"
    return f"{parts.scheme}://{parts.netloc}{path}"


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine.

    >>> _is_loopback("127.0.0.1"), _is_loopback("::1"), _is_loopback("localhost.example.org")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _read_key(variable: str) -> str:
    """The value of the variable; neither it nor the name, which may be a key given by mistake, is shown."""
    if not variable:
        return ""
    if not _VARIABLE.fullmatch(variable):
        raise SettingError(
            "llm.key_env is not the name of an environment variable",
            hint="it takes the name, never the key itself: --set llm.key_env=MY_KEY",
        )
    key = os.environ.get(variable, "").strip()
    if not key:
        raise SettingError(
            "the environment variable that llm.key_env names is not set",
            hint="set it in the shell, or leave llm.key_env empty if the endpoint needs no key",
        )
    if not key.isascii() or not key.isprintable():
        raise SettingError(
            "the key in the environment has characters that cannot be sent", hint="set it again"
        )
    return key
