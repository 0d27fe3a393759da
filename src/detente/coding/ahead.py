"""Importing the libraries that coding needs while the first articles are being read by another process."""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from threading import Thread

__all__ = ["import_ahead"]


def import_ahead() -> None:
    """Begin, in a thread, to import what the models run on; whoever codes waits for what is not there yet."""
    if "spacy" not in sys.modules or "onnxruntime" not in sys.modules:
        Thread(target=_import_libraries, name="detente-import").start()


def _import_libraries() -> None:
    with suppress(Exception):  # the one who codes meets the same fault, and tells it
        importlib.import_module("detente.sentences.pipeline").import_spacy()
        for name in ("onnxruntime", "tokenizers"):
            importlib.import_module(name)
