"""The LLM coder of a call, if one was chosen: what the user is told before and after."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from detente.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.coding.llm import LlmCoder
    from detente.core.settings import Settings

__all__ = ["llm_of"]


@contextmanager
def llm_of(settings: Settings, *, quiet: bool = False) -> Iterator[LlmCoder | None]:
    """The LLM coder that the settings ask for, or None; says where text goes, and at the end what it cost.

    Raises:
        SettingError: If no endpoint or model is named, or the key is not there.
        StorageError: If the cache cannot be made.
    """
    if settings["coding.coder"] != "llm":
        yield None
        return
    from detente.coding.llm import LlmCoder  # noqa: PLC0415  light start

    coder = LlmCoder(settings)
    if coder.endpoint.is_remote:
        how = "" if coder.endpoint.is_encrypted else ", unencrypted"
        say(f"llm: article text is sent to {coder.endpoint.host}{how}")
    try:
        yield coder
    finally:
        if not quiet:
            say(f"llm: {coder.usage.words()}")
