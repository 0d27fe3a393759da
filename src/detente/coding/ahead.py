"""Loading what coding needs while the first articles are being read by another process."""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from threading import Event, Thread

__all__ = ["load_ahead"]


def load_ahead(*, graph: bool) -> Event:
    """Begin, in a thread, to import what the models run on; whoever codes waits for what is not there yet.

    Args:
        graph: Whether to load the type model's graph too.

    Returns:
        To be set when other processes will code: then the graph is not loaded in this one.
    """
    elsewhere = Event()
    if "spacy" not in sys.modules or (graph and "onnxruntime" not in sys.modules):
        Thread(target=_load, args=(elsewhere,), kwargs={"graph": graph}, name="detente-load").start()
    return elsewhere


def _load(elsewhere: Event, *, graph: bool) -> None:
    with suppress(Exception):  # the one who codes meets the same fault, and tells it
        importlib.import_module("detente.sentences.pipeline").import_spacy()
        if graph and not elsewhere.is_set():
            importlib.import_module("detente.coding.typing_model").load_type_model().load_graph()
