"""Answers kept on disk, so that a run repeats without asking again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from detente.coding.llm.client import Answer
from detente.core.errors import StorageError

__all__ = ["AnswerCache", "cache_key"]


def cache_key(model: str, messages: list[dict[str, str]], parameters: dict[str, Any]) -> str:
    """The SHA-256 of what decides an answer: model, prompt, text, parameters; not of where it was asked."""
    asked = {"model": model, "messages": messages, "parameters": parameters}
    return hashlib.sha256(json.dumps(asked, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class AnswerCache:
    """A folder with one JSON file an answer; without a folder it remembers nothing.

    A class because it holds the folder. The files hold answers, which quote the articles, and no key.
    """

    def __init__(self, folder: str) -> None:
        """Make the folder.

        Raises:
            StorageError: If that cannot be done.
        """
        self._folder = Path(folder) if folder else None
        if self._folder is not None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
            except OSError as fault:
                raise StorageError(
                    f"the cache of answers {folder!r} cannot be made: {fault.strerror}",
                    hint="--set llm.cache=DIR names another folder; empty: no cache",
                ) from fault

    def find(self, key: str) -> Answer | None:
        """The answer kept under a key; None if there is none or its file is damaged."""
        if self._folder is None:
            return None
        try:
            row = json.loads(self._file(key).read_text(encoding="utf-8"))
            if row["key"] != key:
                return None
            return Answer(str(row["content"]), bool(row["is_whole"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def keep(self, key: str, answer: Answer, *, model: str) -> None:
        """Write an answer, whole or not at all.

        Raises:
            StorageError: If the disk refuses.
        """
        if self._folder is None:
            return
        file = self._file(key)
        row = {
            "key": key,
            "model": model,
            "content": answer.content,
            "is_whole": answer.is_whole,
            "prompt_tokens": answer.prompt_tokens,
            "completion_tokens": answer.completion_tokens,
        }
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
            try:
                with os.fdopen(number, "w", encoding="utf-8") as stream:
                    stream.write(json.dumps(row, sort_keys=True))
                Path(name).replace(file)
            except OSError:
                with suppress(OSError):
                    Path(name).unlink()
                raise
        except OSError as fault:
            raise StorageError(
                f"an answer could not be written to {str(self._folder)!r}: {fault.strerror}",
                hint="--set llm.cache=DIR names another folder; empty: no cache",
            ) from fault

    def _file(self, key: str) -> Path:
        folder = self._folder or Path()
        return folder / key[:2] / f"{key}.json"
