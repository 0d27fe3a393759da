"""The type model: what holds between two marked actors, read by a small encoder on the processor."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from detente.coding.marking import tokenize_pair
from detente.coding.pairs import NO_EVENT, MarkedPair, PairReading
from detente.core.provenance import data_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["TypeModel", "load_type_model"]

_LOADING = RLock()
_FOLDER = Path(str(data_folder("coding"))) / "type_model"


class TypeModel:
    """Reads type, mode and status of marked pairs.

    A class because it holds the graph, which takes half a second to load and is loaded once a process, when
    the first pair is read. The graph is a MiniLM encoder of 22 million parameters in int8, fine-tuned on
    sentences written for this project (``training/``); its confidence is calibrated by one temperature on
    held-out sentences.
    """

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._folder = folder
        described = (folder / "model.json").read_bytes()
        facts = json.loads(described)
        self.types: tuple[str, ...] = tuple(facts["types"])
        self.modes: tuple[str, ...] = tuple(facts["modes"])
        self.statuses: tuple[str, ...] = tuple(facts["statuses"])
        self._modes_of: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for index, name in enumerate(self.modes):
            owner, _, mode = name.partition("/")
            self._modes_of[owner].append((index, mode))
        self.temperature = float(facts["temperature"])
        self.version = f"types-{hashlib.sha256(described).hexdigest()[:8]}"

    def type_pairs(self, pairs: Sequence[MarkedPair]) -> list[PairReading]:
        """One reading a pair, in order."""
        rows = self.logits(pairs)
        if not len(rows):
            return []
        n_types, n_modes = len(self.types), len(self.modes)
        types = _softmax(rows[:, :n_types] / self.temperature)
        statuses = _softmax(rows[:, n_types + n_modes :])
        modes = rows[:, n_types : n_types + n_modes].tolist()
        return [self._reading(*row) for row in zip(types, modes, statuses, strict=True)]

    def logits(self, pairs: Sequence[MarkedPair]) -> NDArray[np.float32]:
        """Raw outputs, one row a pair: types, modes, statuses side by side.

        Each pair is read alone: the graph takes the scale of its integers from all it reads together, so that
        company would change a reading (by up to a quarter of a probability), and padding costs more than
        company saves.
        """
        if len(pairs):
            self.load_graph()
        width = len(self.types) + len(self.modes) + len(self.statuses)
        out = np.zeros((len(pairs), width), dtype=np.float32)
        for row, pair in enumerate(pairs):
            tokens, marks = tokenize_pair(self._tokenizer, pair)
            ids, roles = np.array([tokens], dtype=np.int64), np.array([marks], dtype=np.int64)
            (found,) = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids), "roles": roles})
            out[row] = found[0]
        return out

    def load_graph(self) -> None:
        """Load all that the first pair would load; may be called by another thread than who reads pairs."""
        with _LOADING:
            _ = self._tokenizer, self._session

    @cached_property
    def _session(self) -> InferenceSession:
        """The graph, which a process that has asked it nothing may be copied without."""
        import onnxruntime  # noqa: PLC0415 - only who codes pays for the import

        onnxruntime.disable_telemetry_events()  # on Windows; elsewhere the environment says so, see `detente`
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_free_dimension_override_by_name("pair", 1)  # what is known beforehand is not worked out
        path = str(self._folder / "model.onnx")
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer  # noqa: PLC0415 - as above

        return Tokenizer.from_file(str(self._folder / "tokenizer.json"))

    def _reading(self, types: list[float], modes: list[float], statuses: list[float]) -> PairReading:
        probabilities = dict(zip(self.types, types, strict=True))
        best = max((name for name in self.types if name != NO_EVENT), key=probabilities.__getitem__)
        fitting = [(modes[index], name) for index, name in self._modes_of.get(best.partition("/")[0], ())]
        return PairReading(
            probabilities,
            mode=max(fitting)[1] if fitting else None,
            statuses=dict(zip(self.statuses, statuses, strict=True)),
        )


def load_type_model() -> TypeModel:
    """The type model of this process."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> TypeModel:
    return TypeModel()


def _softmax(rows: NDArray[np.float32]) -> list[list[float]]:
    powers = np.exp(rows - rows.max(axis=1, keepdims=True))
    found: list[list[float]] = (powers / powers.sum(axis=1, keepdims=True)).tolist()
    return found
