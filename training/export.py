"""Turn trained weights into what ships: an int8 ONNX graph, its embeddings apart, a calibrated temperature.

    python -m training.export --weights build/type_model.pt --out src/detente/coding/data/type_model

The word embeddings never change in training, so they lie in a file of their own, and a model trained anew
adds only its layers to the repository's history.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx.external_data_helper import set_external_data
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from detente.coding.pairs import NO_EVENT
from detente.coding.typing_model import TypeModel
from training.network import PairNetwork, encoder_folder
from training.rows import Row, is_held_out, pairs_of, read_sentences
from training.train import HERE, Labels, read_labels

EMBEDDINGS = "embeddings.bin"


class _Joined(nn.Module):
    """The network with its three outputs side by side, as the graph has them."""

    def __init__(self, network: PairNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor, roles: Tensor) -> Tensor:
        """Logits of type, mode and status, joined."""
        return torch.cat(self.network(ids, mask, roles), dim=-1)


def export_graph(network: PairNetwork, out: Path) -> None:
    """Write `model.onnx` and `embeddings.bin`."""
    network.eval()
    ids = torch.randint(1000, 2000, (2, 12))
    roles = torch.tensor([[0, 1, 1, 0, 2, 2, 0, 0, 0, 0, 0, 0]] * 2)
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder, "plain.onnx"), Path(folder, "int8.onnx")
        torch.onnx.export(
            _Joined(network),
            (ids, torch.ones_like(ids), roles),
            plain,
            input_names=["ids", "mask", "roles"],
            output_names=["logits"],
            dynamic_axes={name: {0: "pair", 1: "token"} for name in ("ids", "mask", "roles")}
            | {"logits": {0: "pair"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,  # processors without VNNI saturate eight-bit products
            op_types_to_quantize=["MatMul", "Gather"],
        )
        (out / EMBEDDINGS).unlink(missing_ok=True)  # the library would append
        graph = onnx.load(small)
        largest = max(graph.graph.initializer, key=lambda tensor: tensor.ByteSize())
        set_external_data(largest, EMBEDDINGS)
        onnx.save(graph, out / "model.onnx")


def write_labels(labels: Labels, temperature: float, out: Path, **facts: object) -> None:
    """Write `model.json`: what the outputs mean, and the temperature."""
    content = {
        "types": labels.types,
        "modes": labels.modes,
        "statuses": labels.statuses,
        "temperature": round(temperature, 4),
        **facts,
    }
    (out / "model.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def find_temperature(logits: np.ndarray, gold: np.ndarray) -> float:
    """The temperature with the least negative log-likelihood on held-out rows."""
    grid = np.exp(np.linspace(np.log(0.3), np.log(3.0), 93))
    return float(min(grid, key=lambda t: _negative_log_likelihood(logits / t, gold)))


def expected_calibration_error(logits: np.ndarray, gold: np.ndarray, *, bins: int = 15) -> float:
    """Mean gap of confidence and accuracy, over bins of equal width, weighted by their rows."""
    p = _softmax(logits)
    best, right = p.max(1), p.argmax(1) == gold
    at = np.minimum((best * bins).astype(int), bins - 1)
    return float(sum(abs(best[at == b].mean() - right[at == b].mean()) * (at == b).mean() for b in set(at)))


def held_out_rows() -> list[Row]:
    """Rows of held-out sentences: each event, and as many pairs without."""
    out: list[Row] = []
    for sentence in read_sentences(HERE / "sentences"):
        if is_held_out(sentence):
            rows = list(pairs_of(sentence))
            events = [row for row in rows if row.type != NO_EVENT]
            out += events + [row for row in rows if row.type == NO_EVENT][: max(1, len(events))]
    return out


def main() -> None:
    """Export, calibrate, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("build/type_model.pt"))
    parser.add_argument("--out", type=Path, default=Path("src/detente/coding/data/type_model"))
    arguments = parser.parse_args()
    labels, out = read_labels(), arguments.out
    out.mkdir(parents=True, exist_ok=True)
    network = PairNetwork(len(labels.types), len(labels.modes), len(labels.statuses))
    network.load_state_dict(torch.load(arguments.weights, map_location="cpu"))
    export_graph(network, out)
    tokenizer = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(out / "tokenizer.json"))
    write_labels(labels, 1.0, out)
    rows = held_out_rows()
    model = TypeModel(out)
    logits = model.logits([row.pair for row in rows])[:, : len(labels.types)]
    gold = np.array([labels.types.index(row.type) for row in rows])
    temperature = find_temperature(logits, gold)
    figures = {
        "held_out_pairs": len(rows),
        "held_out_accuracy": round(float((logits.argmax(1) == gold).mean()), 4),
        "ece_before": round(expected_calibration_error(logits, gold), 4),
        "ece": round(expected_calibration_error(logits / temperature, gold), 4),
    }
    write_labels(labels, temperature, out, **figures)
    print(json.dumps({"temperature": round(temperature, 3), **figures}))


def _softmax(logits: np.ndarray) -> np.ndarray:
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def _negative_log_likelihood(logits: np.ndarray, gold: np.ndarray) -> float:
    return float(-np.log(_softmax(logits)[np.arange(len(gold)), gold] + 1e-12).mean())


if __name__ == "__main__":
    main()
