"""Fit the weights by which two mentions are taken for one event.

    python -m training.identity --out src/detente/identity/data/weights.csv

Pairs come from made-up worlds (``benchmarks/make_mentions.py``, one half of its stories and topics), crowded
so that mentions of different events are often alike; a logistic regression with a small ridge is fitted by
Newton's method (McCullagh and Nelder, Generalized Linear Models, 1989, section 4.4) and judged on a world of
the other half. Prints JSON: the number of pairs, log loss, and how often pairs of each tenth of probability
were the same.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente.identity.blocks import block_keys
from detente.identity.candidates import find_all_candidates
from detente.identity.columns import build_columns
from detente.identity.features import FEATURES, compare_pairs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
from make_mentions import Stories, World, make_mentions  # benchmarks is a folder of programs

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RIDGE = 3.0
_CROWD = World(companions=0.2, recurrences=0.08)
_WORLDS = (
    replace(_CROWD, states=7, days=900, duplicates=0.5),
    replace(_CROWD, states=12, days=3000, duplicates=0.4),
    replace(_CROWD, states=6, days=500, noise=0.6, duplicates=0.25),
    replace(_CROWD, states=14, days=600, noise=1.3, duplicates=0.5),
    World(states=12, days=1500, noise=0.5, duplicates=0.15),
)


def find_pairs(count: int, stories: Stories, *, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Comparisons and truth of all pairs that share a block, in all worlds."""
    compared, same = [], []
    for number, world in enumerate(_WORLDS):
        world = replace(world, stories=stories)  # noqa: PLW2901
        mentions, truth = make_mentions(count, world, seed=seed + number)
        columns = build_columns(mentions)
        keys = [block_keys(mention) for mention in mentions]
        first, second = find_all_candidates(columns, [near for near, _ in keys], [long for _, long in keys])
        told = np.array([truth[mention.id] for mention in mentions])
        compared.append(compare_pairs(columns, first, second))
        same.append((told[first] == told[second]).astype(np.float64))
    return np.concatenate(compared), np.concatenate(same)


def fit(compared: NDArray[np.float64], same: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of greatest penalised likelihood; the base rate is not penalised."""
    weights = np.zeros(compared.shape[1])
    ridge = np.diag([0.0] + [_RIDGE] * (compared.shape[1] - 1))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-compared @ weights))
        slope = compared.T @ (same - chance) - ridge @ weights
        curve = (compared * (chance * (1 - chance))[:, None]).T @ compared + ridge
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(weights)


def judge(
    compared: NDArray[np.float64], same: NDArray[np.float64], weights: NDArray[np.float64]
) -> dict[str, object]:
    """Log loss, figures at one half, and the share of same pairs by tenth of probability."""
    chance = 1 / (1 + np.exp(-compared @ weights))
    loss = -np.mean(np.where(same > 0, np.log(chance + 1e-12), np.log(1 - chance + 1e-12)))
    taken = chance >= 0.5
    hit = float((taken & (same > 0)).sum())
    tenths = np.minimum((chance * 10).astype(int), 9)
    return {
        "pairs": len(same),
        "same": int(same.sum()),
        "log_loss": round(float(loss), 4),
        "precision": round(hit / max(taken.sum(), 1), 4),
        "recall": round(hit / max(same.sum(), 1), 4),
        "calibration": [
            [round(float(chance[tenths == n].mean()), 3), round(float(same[tenths == n].mean()), 3)]
            for n in range(10)
            if (tenths == n).any()
        ],
    }


def main() -> None:
    """Fit, judge, write."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--count", type=int, default=6000, help="mentions a world (%(default)s)")
    parser.add_argument("--seed", type=int, default=11, help="(%(default)s)")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    compared, same = find_pairs(options.count, "even", seed=options.seed)
    weights = fit(compared, same)
    with options.out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        writer.writerows(zip(FEATURES, (f"{weight:.4f}" for weight in weights), strict=True))
    other = find_pairs(options.count, "odd", seed=options.seed + 1000)
    print(
        json.dumps({"fitted": judge(compared, same, weights), "held_out": judge(*other, weights)}, indent=1)
    )


if __name__ == "__main__":
    main()
