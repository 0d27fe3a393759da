"""Train the type model on the sentences of this folder, and write what ships with the project.

    python -m training.train [--epochs 5] [--seeds 1] [--weights build/type_model.pt]

Needs `requirements/train.txt`. Uses a GPU if there is one. With several seeds their weights are averaged,
which costs nothing when the model runs.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as f

from detente.actors import read_actor_base
from detente.coding.marking import tokenize_pair
from detente.coding.pairs import FINER_TYPES, NO_EVENT
from detente.ontology import quad_class_of, read_ontology
from training.network import PairNetwork, encoder_folder
from training.rows import Row, Sentence, is_held_out, pairs_of, read_sentences, swap_names

HERE = Path(__file__).parent
BATCH = 16
RATE, HEAD_RATE, LAYER_DECAY = 2e-4, 1e-3, 0.9
SMOOTHING, MODE_WEIGHT, STATUS_WEIGHT, QUAD_WEIGHT = 0.1, 0.3, 0.3, 0.3
SWAPPED, DECOYS, MOST_EVENTS = (
    0.3,
    0.7,
    3,
)  # names swapped, pairs without event and with one, a sentence and epoch


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of the outputs, in order."""

    types: tuple[str, ...]
    modes: tuple[str, ...]
    statuses: tuple[str, ...]


def read_labels() -> Labels:
    """Outputs from the ontology; modes are named with their type."""
    ontology = read_ontology()
    return Labels(
        (*sorted(ontology.types), NO_EVENT, *sorted(FINER_TYPES)),
        tuple(sorted(f"{owner}/{mode}" for owner, mode in ontology.modes)),
        tuple(sorted(ontology.statuses)),
    )


@dataclass(slots=True)
class Batch:
    """Tensors of some rows; -100 where a row says nothing."""

    ids: Tensor
    mask: Tensor
    roles: Tensor
    types: Tensor
    modes: Tensor
    statuses: Tensor


def collate(rows: list[Row], tokenizer: Tokenizer, labels: Labels, device: str) -> Batch:
    """Pad rows into tensors."""
    encoded = [tokenize_pair(tokenizer, row.pair) for row in rows]
    width = max(len(ids) for ids, _ in encoded)
    pad = lambda lists, value=0: torch.tensor([x + [value] * (width - len(x)) for x in lists])  # noqa: E731
    ids = pad([ids for ids, _ in encoded])
    mask = pad([[1] * len(ids) for ids, _ in encoded])
    roles = pad([roles for _, roles in encoded])
    modes = [f"{row.type.partition('/')[0]}/{row.mode}" for row in rows]
    return Batch(
        ids.to(device),
        mask.to(device),
        roles.to(device),
        torch.tensor([labels.types.index(row.type) for row in rows]).to(device),
        torch.tensor([labels.modes.index(m) if m in labels.modes else -100 for m in modes]).to(device),
        torch.tensor([labels.statuses.index(r.status) if r.status else -100 for r in rows]).to(device),
    )


def quads_of(labels: Labels) -> Tensor:
    """Matrix types x (4 quad classes + none)."""
    out = torch.zeros(len(labels.types), 5)
    for index, name in enumerate(labels.types):
        quad = 0 if name == NO_EVENT else quad_class_of(name.partition("/")[0])
        out[index, quad] = 1.0
    return out


def loss_of(network: PairNetwork, batch: Batch, weights: Tensor, quads: Tensor) -> Tensor:
    """Type, mode, status and quad losses together."""
    types, modes, statuses = network(batch.ids, batch.mask, batch.roles)
    types, modes, statuses = types.float(), modes.float(), statuses.float()
    loss = f.cross_entropy(types, batch.types, weight=weights, label_smoothing=SMOOTHING)
    quad = (types.softmax(-1) @ quads).clamp(min=1e-6).log()
    loss = loss + QUAD_WEIGHT * f.nll_loss(quad, quads.argmax(-1)[batch.types])
    if (batch.modes >= 0).any():
        loss = loss + MODE_WEIGHT * f.cross_entropy(modes, batch.modes)
    if (batch.statuses >= 0).any():
        loss = loss + STATUS_WEIGHT * f.cross_entropy(statuses, batch.statuses, label_smoothing=SMOOTHING)
    return loss


def epoch_rows(sentences: list[Sentence], names: list[str], chance: random.Random) -> list[Row]:
    """The rows of one epoch: every event, a few pairs without, some names swapped."""
    out: list[Row] = []
    for sentence in sentences:
        told = swap_names(sentence, names, chance) if chance.random() < SWAPPED else sentence
        rows = list(pairs_of(told))
        events = [row for row in rows if row.type != NO_EVENT]
        decoys = [row for row in rows if row.type == NO_EVENT]
        out += events if len(events) <= MOST_EVENTS else chance.sample(events, MOST_EVENTS)
        wanted = (chance.random() < DECOYS) + (len(told.spans) > 2) if events else 1 + (len(told.spans) > 2)
        out += chance.sample(decoys, min(len(decoys), wanted))
    chance.shuffle(out)
    return out


def in_batches(rows: list[Row], chance: random.Random) -> list[list[Row]]:
    """Batches of rows of like length, in random order."""
    out = []
    for at in range(0, len(rows), BATCH * 32):
        part = sorted(rows[at : at + BATCH * 32], key=lambda row: len(row.pair.text))
        out += [part[i : i + BATCH] for i in range(0, len(part), BATCH)]
    chance.shuffle(out)
    return out


def parameter_groups(network: PairNetwork) -> list[dict[str, object]]:
    """Lower rates for lower layers."""
    encoder = network.encoder
    depth = len(encoder.encoder.layer)
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    groups: list[dict[str, object]] = [{"params": heads, "lr": HEAD_RATE}]
    for index, layer in enumerate(encoder.encoder.layer):
        groups.append({"params": list(layer.parameters()), "lr": RATE * LAYER_DECAY ** (depth - 1 - index)})
    rest = [p for p in encoder.embeddings.parameters() if p.requires_grad]
    groups.append({"params": rest, "lr": RATE * LAYER_DECAY**depth})
    return groups


def train_once(
    sentences: list[Sentence], labels: Labels, *, seed: int, epochs: int, device: str, save: Path
) -> PairNetwork:
    """One network from one seed; its weights after each epoch lie in `save`."""
    save.parent.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)  # the same heads for every seed, so that weights can be averaged
    chance = random.Random(seed)
    tokenizer = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    network = PairNetwork(len(labels.types), len(labels.modes), len(labels.statuses)).to(device)
    counts = Counter(row.type for row in epoch_rows(sentences, [], random.Random(0)))
    weights = torch.tensor([(counts[name] or 1) ** -0.5 for name in labels.types])
    weights = (weights / weights.mean()).to(device)
    torch.manual_seed(seed)
    quads = quads_of(labels).to(device)
    names = [actor.name for actor in read_actor_base().actors.values() if actor.kind == "state"]
    steps = epochs * (len(epoch_rows(sentences, [], random.Random(0))) // BATCH + 1)
    optimizer = torch.optim.AdamW(parameter_groups(network), weight_decay=0.01)
    warm = max(1, steps // 15)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))
    )
    started = time.process_time()
    for epoch in range(epochs):
        network.train()
        total = n = 0.0
        for rows in in_batches(epoch_rows(sentences, names, chance), chance):
            batch = collate(rows, tokenizer, labels, device)
            with torch.autocast(device, dtype=torch.bfloat16):
                loss = loss_of(network, batch, weights, quads)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, n = total + loss.item(), n + 1
        seconds = time.process_time() - started
        print(f"epoch {epoch + 1}/{epochs} loss {total / n:.3f} cpu {seconds:.0f}s", flush=True)
        torch.save(network.state_dict(), save)
    return network


def average(networks: list[PairNetwork]) -> PairNetwork:
    """The first network with the mean of all weights."""
    first = networks[0]
    states = [network.state_dict() for network in networks]
    mean = {
        key: torch.stack([state[key].float() for state in states]).mean(0)
        if value.is_floating_point()
        else value
        for key, value in states[0].items()
    }
    first.load_state_dict(mean)
    return first


def main() -> None:
    """Train, average, save weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="train on held-out sentences too")
    parser.add_argument("--weights", type=Path, default=Path("build/type_model.pt"))
    arguments = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    labels = read_labels()
    sentences = read_sentences(HERE / "sentences")
    used = [s for s in sentences if arguments.all or not is_held_out(s)]
    print(json.dumps({"sentences": len(sentences), "used": len(used), "device": device}), flush=True)
    networks = [
        train_once(
            used, labels, seed=seed, epochs=arguments.epochs, device=device, save=arguments.weights
        ).cpu()
        for seed in range(arguments.seeds)
    ]
    torch.save(average(networks).state_dict(), arguments.weights)


if __name__ == "__main__":
    main()
