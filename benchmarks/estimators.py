"""Measure the estimators of panels: speed, likeness to pyfixest, and whether they find what is known.

    python benchmarks/estimators.py
    python benchmarks/estimators.py --recovery --replicates 500 --states 30 45 60

Prints JSON. Without `--recovery`: seconds for 300,000 rows of dyads in periods, and, where pyfixest is
installed, the greatest differences from it on a smaller panel and its core seconds on the large one. With it:
panels are simulated from known mechanisms; for each kind of errors, how often 90 % intervals hold the truth,
and how often a covariate that does nothing is found at 5 %.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.mechanisms.counts_model import fit_counts_model
from detente.mechanisms.fit import find_intervals, find_p_values
from detente.mechanisms.linear_model import fit_linear_model
from detente.mechanisms.logit_model import fit_logit_model
from detente.mechanisms.simulate import KnownMechanism, count_common_enemies, draw_links, simulate_panel
from detente.mechanisms.two_part import Effect, fit_two_part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detente.mechanisms.fit import Errors, Fit
    from detente.mechanisms.simulate import SimulatedPanel
    from detente.mechanisms.world import Floats

NAMES = ("link", "placebo", "enemies")


def build_large(n_dyads: int, n_periods: int, n_covariates: int, *, seed: int) -> dict[str, Any]:
    """Rows of a great panel, made up at random."""
    rng = np.random.default_rng(seed)
    n_states = int(np.ceil(np.sqrt(2 * n_dyads))) + 1
    one, two = (side[:n_dyads] for side in np.triu_indices(n_states, 1))
    dyad, period = np.repeat(np.arange(n_dyads), n_periods), np.tile(np.arange(n_periods), n_dyads)
    x = rng.normal(size=(dyad.size, n_covariates)) + rng.normal(size=(n_dyads, n_covariates))[dyad]
    mean = np.exp(-1 + x @ rng.normal(0, 0.2, n_covariates) + rng.normal(size=n_dyads)[dyad])
    counts = rng.poisson(mean).astype(np.float64)
    names = [f"x{place}" for place in range(n_covariates)]
    weights = rng.uniform(0.5, 2.0, dyad.size)
    sides = (one[dyad], two[dyad])
    return {
        "x": x,
        "y": counts,
        "names": names,
        "dyad": dyad,
        "period": period,
        "sides": sides,
        "weights": weights,
    }


def time_call(call: Callable[[], Fit]) -> dict[str, object]:
    """Seconds of one run, of all cores together, and what it used."""
    begin, at = time.process_time(), time.perf_counter()
    fit = call()
    core_seconds, seconds = time.process_time() - begin, time.perf_counter() - at
    return {
        "core_s": round(core_seconds, 2),
        "seconds": round(seconds, 2),
        "rows": fit.n_rows,
        "left_out": fit.n_left_out,
        "converged": fit.converged,
    }


def measure_speed(panel: dict[str, Any]) -> dict[str, object]:
    """Seconds of each model on the large panel."""
    given = {"names": panel["names"], "dyads": panel["sides"]}
    x, y, groups = panel["x"], panel["y"], (panel["dyad"], panel["period"])
    n_periods = int(panel["period"].max()) + 1
    by_state = [side * n_periods + panel["period"] for side in panel["sides"]]
    return {
        "counts": time_call(lambda: fit_counts_model(y, x, groups=groups, **given)),
        "counts_three_ways": time_call(
            lambda: fit_counts_model(y, x, groups=(*by_state, panel["dyad"]), **given)
        ),
        "linear": time_call(lambda: fit_linear_model(y, x, groups=groups, **given)),
        "logit": time_call(lambda: fit_logit_model(y > 0, x, groups=groups[1:], **given)),
        "logit_conditional": time_call(
            lambda: fit_logit_model(y > 0, x, groups=groups[:1], method="conditional", **given)
        ),
    }


def compare(panel: dict[str, Any], large: dict[str, Any]) -> dict[str, object]:
    """Differences from pyfixest, if it is there."""
    try:
        pyfixest, pandas = import_module("pyfixest"), import_module("pandas")
    except ImportError:
        return {"pyfixest": "not installed"}
    result: dict[str, object] = {"pyfixest": pyfixest.__version__}
    table = _build_table(pandas, panel)
    right = "+".join(panel["names"])
    for effects in (("dyad", "period"), ("dyad",), ("one", "two", "period")):
        formula = f"y ~ {right} | {'+'.join(effects)}"
        given = {
            "names": panel["names"],
            "groups": [table[effect].to_numpy() for effect in effects],
            "clusters": (panel["dyad"],),
            "errors": "clustered",
        }
        theirs = pyfixest.fepois(formula, table, vcov={"CRV1": "dyad"}, iwls_tol=1e-12)
        ours = fit_counts_model(panel["y"], panel["x"], **given)
        result[f"fepois {formula}"] = _differ(ours, theirs)
        theirs = pyfixest.feols(formula, table, vcov={"CRV1": "dyad"}, weights="weights")
        ours = fit_linear_model(panel["y"], panel["x"], weights=panel["weights"], **given)
        result[f"feols {formula}, weighted"] = _differ(ours, theirs)
    table = _build_table(pandas, large)
    formula = f"y ~ {'+'.join(large['names'])} | dyad + period"
    begin = time.process_time()  # its parts were compiled by the calls above
    pyfixest.fepois(formula, table, vcov={"CRV1": "dyad"})
    result["large_fepois_core_s"] = round(time.process_time() - begin, 2)
    return result


def _build_table(pandas: Any, panel: dict[str, Any]) -> Any:  # noqa: ANN401 - pandas is no dependency
    table = pandas.DataFrame(panel["x"], columns=panel["names"])
    for name in ("y", "dyad", "period", "weights"):
        table[name] = panel[name]
    table["one"], table["two"] = panel["sides"]
    return table


def _differ(ours: Fit, theirs: Any) -> dict[str, object]:  # noqa: ANN401 - pyfixest is no dependency
    return {
        "coefficients": float(np.abs(ours.coefficients - theirs.coef().to_numpy()).max()),
        "errors": float(np.abs(ours.standard_errors - theirs.se().to_numpy()).max()),
        "same_rows": ours.n_rows == int(theirs._N),  # noqa: SLF001 - it has no other name
        "their_parameters": int(theirs._df_k),  # noqa: SLF001
    }


class Tally:
    """How often intervals held the truth, and how often nothing was taken for something."""

    def __init__(self) -> None:
        """Nothing counted."""
        self.held: dict[str, list[Floats]] = {}
        self.found: dict[str, list[Floats]] = {}

    def add(self, name: str, fit: Fit, truth: Sequence[float]) -> None:
        """Count a fit."""
        low, high = find_intervals(fit).T
        true = np.array(truth)
        self.held.setdefault(name, []).append((low <= true) & (true <= high))
        self.found.setdefault(name, []).append(find_p_values(fit)[true == 0] < 0.05)

    def add_effects(self, name: str, effects: Sequence[Effect], truth: Sequence[float]) -> None:
        """Count changes of probability."""
        held = [
            effect.interval[0] <= true <= effect.interval[1]
            for effect, true in zip(effects, truth, strict=True)
        ]
        self.held.setdefault(name, []).append(np.array(held, dtype=np.float64))

    def summarise(self) -> dict[str, object]:
        """Shares."""
        return {
            name: {
                "coverage_90": np.mean(held, axis=0).round(3).tolist(),
                "false_at_5": round(float(np.mean(self.found[name])), 3) if name in self.found else None,
            }
            for name, held in self.held.items()
        }


def find_true_changes(
    panel: SimulatedPanel, effects: Sequence[Effect], truth: Floats, base: float
) -> list[float]:
    """Changes of the mean probability of meeting by the mechanisms as they are."""
    changes = []
    for place, effect in enumerate(effects):
        means = []
        for value in (effect.low, effect.high):
            moved = panel.covariates.copy()
            moved[:, place] = value
            means.append(float(np.mean(1 / (1 + np.exp(-base - moved @ truth)))))
        changes.append(means[1] - means[0])
    return changes


def simulate_one(
    n_states: int, shock: float, seed: int, *, nothing: bool
) -> tuple[SimulatedPanel, Floats, Floats]:
    """A panel, and its true effects on meeting and sign."""
    meeting, sign = np.array([0.2, 0.0, 0.1]), np.array([0.3, 0.0, 0.2])
    if nothing:
        meeting, sign = 0 * meeting, 0 * sign
    measures = (
        draw_links(n_states, state_share=0.8, seed=2 * seed),
        draw_links(n_states, state_share=0.8, seed=2 * seed + 1),
        count_common_enemies,
    )
    known = [
        KnownMechanism(*parts) for parts in zip(NAMES, measures, meeting.tolist(), sign.tolist(), strict=True)
    ]
    panel = simulate_panel(
        known,
        n_states=n_states,
        n_periods=8,
        bases=(-1.5, 0.0, 0.0),
        dyad_spread=0.7,
        shock_spread=shock,
        seed=seed,
    )
    return panel, meeting, sign


def recover(n_states: int, replicates: int, *, shock: float, nothing: bool) -> dict[str, object]:
    """Fit all models to many panels."""
    tally, begin = Tally(), time.perf_counter()
    for seed in range(replicates):
        panel, meeting, sign = simulate_one(n_states, shock, seed, nothing=nothing)
        sides = (panel.first, panel.second)
        errors: Errors
        for errors in ("information", "clustered", "dyad-robust"):
            fit = fit_counts_model(
                panel.counts,
                panel.covariates,
                names=NAMES,
                groups=(panel.dyad, panel.period),
                dyads=sides,
                errors=errors,
            )
            tally.add(f"counts, {errors}", fit, meeting.tolist())
            if errors == "clustered":
                continue
            two = fit_two_part(
                panel.met,
                panel.friendly,
                panel.covariates,
                panel.covariates,
                meeting_names=NAMES,
                sign_names=NAMES,
                groups=(panel.period,),
                dyads=sides,
                errors=errors,
            )
            tally.add(f"meeting, {errors}", two.meeting, meeting.tolist())
            tally.add(f"sign, {errors}", two.sign, sign.tolist())
            true = find_true_changes(panel, two.meeting_effects, meeting, -1.5)
            tally.add_effects(f"meeting as probability, {errors}", two.meeting_effects, true)
    seconds = round(time.perf_counter() - begin, 1)
    return {"replicates": replicates, "seconds": seconds, **tally.summarise()}


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dyads", type=int, default=23_000)
    parser.add_argument("--periods", type=int, default=13)
    parser.add_argument("--covariates", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--recovery", action="store_true")
    parser.add_argument("--replicates", type=int, default=500)
    parser.add_argument("--states", type=int, nargs="+", default=[30, 45, 60])
    options = parser.parse_args()
    result: dict[str, object] = {}
    if options.recovery:
        for n_states in options.states:
            for title, shock, nothing in (
                ("shocks to states", 0.4, False),
                ("no shocks", 0.0, False),
                ("no mechanism, shocks to states", 0.4, True),
            ):
                found = recover(n_states, options.replicates, shock=shock, nothing=nothing)
                result[f"{n_states} states, {title}"] = found
    else:
        large = build_large(options.dyads, options.periods, options.covariates, seed=options.seed)
        result = {"rows": large["y"].size, **measure_speed(large)}
        result["against_pyfixest"] = compare(build_large(600, 9, 4, seed=options.seed), large)
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
