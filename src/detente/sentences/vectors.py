"""The vectors of words in their surroundings, on which tagger and parser decide: the pipeline's own network.

The pipeline works them out with a general machine for networks, and begins anew with every word. Here the
same weights are multiplied by NumPy: what depends on the word alone is kept from one document to the next,
and what depends on its neighbours costs four matrix products. The sums are the same but for the order in
which they are made, thus to the sixth digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.vocab import Vocab
    from thinc.model import Model

__all__ = ["WordVectors", "read_layers"]

_MOST = 50_000  # words remembered, at 400 bytes each
_TINY = np.float32(1e-8)  # what keeps the pipeline's network from dividing by nothing


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the network: a window of words, the largest of some pieces, made even.

    Attributes:
        weights: (3 words x width, pieces x width).
        bias: (pieces x width,).
        pieces: How many pieces compete.
        gain: (width,).
        shift: (width,).
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    pieces: int
    gain: NDArray[np.float32]
    shift: NDArray[np.float32]

    def apply(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The layer's outputs added to its inputs; both (words, width)."""
        n_words, width = rows.shape
        window = np.zeros((n_words, 3 * width), dtype=np.float32)
        window[1:, :width] = rows[:-1]
        window[:, width : 2 * width] = rows
        window[:-1, 2 * width :] = rows[1:]
        found = window @ self.weights
        found += self.bias
        best: NDArray[np.float32] = found[:, :width]
        for piece in range(1, self.pieces):
            best = np.maximum(best, found[:, piece * width : (piece + 1) * width])
        best = best - best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / np.float32(width) + _TINY
        best *= (spread ** np.float32(-0.5))[:, None]
        best *= self.gain
        best += self.shift
        best += rows
        return best


class WordVectors:
    """The vectors of the words of a text.

    A class because it remembers words; it forgets all when it knows too many, so that memory stays flat.
    """

    def __init__(self, model: Model[Any, Any], vocab: Vocab, layers: tuple[Layer, ...]) -> None:
        self._embed = model.get_ref("embed")
        self._vocab = vocab
        self._layers = layers
        self._lock = Lock()  # a server codes on several threads
        self._known: dict[tuple[str, bool], int] = {}
        self._rows = np.zeros((1024, layers[0].gain.size), dtype=np.float32)

    def meet(self, texts: Iterable[tuple[Sequence[str], Sequence[bool]]]) -> None:
        """Learn what is new in several texts at once, which costs less than text by text.

        Args:
            texts: Of each its words as written, and whether a blank follows each.
        """
        keys = (key for words, spaces in texts for key in zip(words, spaces, strict=True))
        with self._lock:
            fresh = [key for key in dict.fromkeys(keys) if key not in self._known]
            if fresh and len(self._known) + len(fresh) <= _MOST:
                self._learn(fresh)

    def build(self, words: Sequence[str], spaces: Sequence[bool]) -> NDArray[np.float32]:
        """One row a word, for the words of one text in order.

        Args:
            words: As written.
            spaces: Whether a blank follows each.
        """
        keys = list(zip(words, spaces, strict=True))
        rows = self._look_up(keys)
        margin = len(self._layers)  # the pipeline pads with as many words of nothing
        padded = np.zeros((len(keys) + 2 * margin, rows.shape[1]), dtype=np.float32)
        padded[margin:-margin] = rows
        for layer in self._layers:
            padded = layer.apply(padded)
        return padded[margin:-margin]

    def _look_up(self, keys: list[tuple[str, bool]]) -> NDArray[np.float32]:
        """What each word is by itself; learnt if it is new."""
        with self._lock:
            known = self._known
            if fresh := [key for key in dict.fromkeys(keys) if key not in known]:
                if len(known) + len(fresh) > _MOST:
                    known.clear()
                    fresh = list(dict.fromkeys(keys))
                self._learn(fresh)
            return self._rows[[known[key] for key in keys]]

    def _learn(self, fresh: list[tuple[str, bool]]) -> None:
        """Ask the pipeline what it makes of words not met before, each by itself."""
        from spacy.tokens import Doc  # noqa: PLC0415 - only with a pipeline

        low, high = len(self._known), len(self._known) + len(fresh)
        if high > len(self._rows):
            longer = np.zeros((max(high, 2 * len(self._rows)), self._rows.shape[1]), dtype=np.float32)
            longer[:low] = self._rows[:low]
            self._rows = longer
        alone = Doc(self._vocab, words=[word for word, _ in fresh], spaces=[space for _, space in fresh])
        self._rows[low:high] = self._embed.predict([alone])[0]
        self._known.update(zip(fresh, range(low, high), strict=True))


def read_layers(model: Model[Any, Any]) -> tuple[Layer, ...]:
    """The layers behind the embedding of a pipeline's network; none if it is built in another way.

    Args:
        model: Of the pipeline's component ``tok2vec``.
    """
    if set(model.ref_names) != {"embed", "encode"} or not model.get_ref("encode").name.startswith(
        "with_array"
    ):
        return ()
    encode = model.get_ref("encode")
    stack = list(encode.layers[0].layers)
    layers = [_read_layer(residual) for residual in stack]
    found = tuple(layer for layer in layers if layer is not None)
    return found if len(found) == len(stack) == encode.attrs["pad"] else ()


def _read_layer(residual: Model[Any, Any]) -> Layer | None:
    nodes = {node.name: node for node in residual.walk()}
    if not residual.name.startswith("residual") or not {"expand_window", "maxout", "layernorm"} <= set(nodes):
        return None
    if nodes["expand_window"].attrs["window_size"] != 1:
        return None
    maxout, norm = nodes["maxout"], nodes["layernorm"]
    weights, bias = maxout.get_param("W"), maxout.get_param("b")
    width, pieces, wide = weights.shape
    by_piece = weights.transpose(1, 0, 2).reshape(pieces * width, wide)
    return Layer(
        np.ascontiguousarray(by_piece.T),
        np.ascontiguousarray(bias.T).reshape(-1),
        pieces,
        norm.get_param("G"),
        norm.get_param("b"),
    )
