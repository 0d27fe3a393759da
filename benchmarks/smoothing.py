"""Measure the smoothing of made-up relations: time, memory, and statsmodels beside it.

    python benchmarks/smoothing.py --dyads 20000 --events 2000000

Draws dyads of very unequal length from the model itself, fits the parameters, arranges the events, smooths
all levels and ranks the shifts of four years; then one dyad with 100,000 events by itself. Prints JSON:
seconds of each step (by the clock, and of the processor), peak memory, how many 90 % intervals hold the true
level. With statsmodels installed it smooths a sample of the same dyads one by one in the same model, given
the arranged events, and scales the time up; without, it says so. Ratios are of processor time, one thread
each, so that a busy machine does not change them.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from datetime import date
from importlib import import_module

import numpy as np

from detente.relations.chain import arrange_observations
from detente.relations.fitting import fit_relations
from detente.relations.levels import Levels, measure_moments, smooth_arranged, smooth_levels
from detente.relations.model import LevelParameters, RelationModel
from detente.relations.observations import Observations
from detente.relations.scans import Floats, scan_affine
from detente.relations.shifts import rank_shifts

TRUTH = LevelParameters(mean=0.7, between_sd=1.5, sd=2.0, reversion_days=500.0, noise_sd=4.0, day_sd=1.0)
FIRST_DAY = date(1995, 1, 1).toordinal()
N_DAYS = 10_957


def simulate_observations(n_dyads: int, n_events: int, *, seed: int) -> tuple[Observations, Floats]:
    """Events of dyads as unequal as the news is, and the true level at each."""
    rng = np.random.default_rng(seed)
    share = rng.permutation(1.0 / np.arange(1, n_dyads + 1) ** 0.8)
    dyad = np.sort(rng.choice(n_dyads, size=n_events, p=share / share.sum()))
    day = np.floor(rng.uniform(0, N_DAYS, n_events)) + FIRST_DAY
    order = np.lexsort((day, dyad))
    day = day[order]
    first = np.append(True, dyad[1:] != dyad[:-1])
    gap = np.where(first, np.inf, np.diff(day, prepend=day[:1]))
    fade = np.exp(-gap / TRUTH.reversion_days)
    level = scan_affine(fade, (np.sqrt(1 - fade**2) * TRUTH.sd * rng.normal(size=n_events))[None])[0]
    level += (TRUTH.mean + TRUTH.between_sd * rng.normal(size=n_dyads))[dyad]
    fresh = np.maximum.accumulate(np.where(gap > 0, np.arange(n_events), 0))
    weight = rng.uniform(0.3, 1.5, n_events)
    noise = TRUTH.noise_sd / np.sqrt(weight) * rng.normal(size=n_events)
    noise += (TRUTH.day_sd * rng.normal(size=n_events))[fresh]
    observations = Observations(
        dyads=tuple((f"A{row:06}", f"B{row:06}") for row in range(n_dyads)),
        domains=("overall",),
        events=(),
        dyad=dyad,
        domain=np.zeros(n_events, dtype=np.int64),
        event=np.zeros(n_events, dtype=np.int64),
        day=day,
        spread=np.zeros(n_events),
        intensity=level + noise,
        weight=weight,
    )
    return observations, level


def measure_ours(
    n_dyads: int, n_events: int, *, seed: int
) -> tuple[dict[str, object], dict[str, list[float]], Levels]:
    """Seconds of each step."""
    observations, truth = simulate_observations(n_dyads, n_events, seed=seed)
    marks = [_clocks()]
    fitted = fit_relations(observations)
    marks.append(_clocks())
    chain = arrange_observations(observations)
    marks.append(_clocks())
    levels = smooth_arranged(chain, observations, fitted)
    marks.append(_clocks())
    window = (date(2014, 1, 1), date(2018, 1, 1))
    shifts = rank_shifts(levels, window, false_share=0.05)
    marks.append(_clocks())
    found = np.searchsorted(levels.chain.dyad, observations.dyad)
    moments = measure_moments(levels, found, observations.day)
    held = np.abs(truth - moments.mean) < 1.6449 * np.sqrt(moments.variance)
    steps = np.diff(np.array(marks), axis=0).round(3).tolist()
    seconds = dict(zip(("fit", "arrange", "smooth", "rank_shifts"), steps, strict=True))
    figures: dict[str, object] = {
        "dyads": n_dyads,
        "events": n_events,
        "days_of_news": levels.chain.day.size,
        "longest_dyad": int(np.bincount(observations.dyad).max()),
        "seconds_by_clock_and_processor": seconds,
        "sure_shifts": len(shifts),
        "held_by_90_percent_interval": round(float(held.mean()), 4),
        "fitted": {
            name: round(getattr(fitted.levels["overall"], name), 3) for name in TRUTH.__dataclass_fields__
        },
    }
    return figures, seconds, levels


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def measure_long(n_events: int, *, seed: int) -> dict[str, object]:
    """Seconds for one dyad whose events all have moments of their own."""
    observations, _ = simulate_observations(1, n_events, seed=seed)
    moved = observations.day + np.random.default_rng(seed).random(n_events)
    columns = {name: getattr(observations, name) for name in observations.__dataclass_fields__}
    observations = Observations(**{**columns, "day": moved})
    begun = time.perf_counter()
    levels = smooth_levels(observations, RelationModel({"overall": TRUTH}, {}, {}, {}))
    return {"links": levels.chain.day.size, "seconds": round(time.perf_counter() - begun, 3)}


def measure_statsmodels(levels: Levels, n_sample: int, *, seed: int) -> dict[str, object]:
    """Seconds of statsmodels for some dyads one by one, scaled to all, and the difference of the means."""
    try:
        kalman_smoother = import_module("statsmodels.tsa.statespace.kalman_smoother")  # no dependency of ours
    except ImportError:
        return {"skipped": "statsmodels is not installed"}
    chain = levels.chain
    prior = levels.model.levels["overall"]
    chosen = np.random.default_rng(seed).choice(chain.dyad.size, size=n_sample, replace=False)
    worst = seconds = 0.0
    for series in chosen.tolist():
        part = slice(chain.start[series], chain.start[series + 1])
        fade = np.exp(-np.diff(chain.day[part]) / prior.reversion_days)
        scale = levels.means.scale[series]
        begun = time.process_time()
        model = kalman_smoother.KalmanSmoother(k_endog=1, k_states=2)
        model.bind(np.asfortranarray(chain.value[part][None]))
        model["design"] = np.ones((1, 2))
        model["selection"] = np.eye(2)
        n = chain.value[part].size
        steps = np.zeros((2, 2, n))
        steps[0, 0, :-1], steps[1, 1] = fade, 1.0
        model["transition"] = steps
        drift = np.zeros((2, 2, n))
        drift[0, 0, :-1] = scale * prior.sd**2 * (1.0 - fade**2)
        model["state_cov"] = drift
        model["obs_cov"] = scale * (prior.day_sd**2 + prior.noise_sd**2 / chain.weight[part])[None, None]
        model.initialize_known(
            np.array([0.0, prior.mean]), np.diag([scale * prior.sd**2, prior.between_sd**2])
        )
        output = kalman_smoother.SMOOTHER_STATE | kalman_smoother.SMOOTHER_STATE_COV
        smoothed = model.smooth(smoother_output=output).smoothed_state.sum(axis=0)
        seconds += time.process_time() - begun
        ours = measure_moments(levels, np.full(n, series), chain.day[part]).mean
        worst = max(worst, float(np.abs(ours - smoothed).max()))
    return {
        "sample": n_sample,
        "seconds_of_sample": round(seconds, 2),
        "seconds_scaled": round(seconds / n_sample * chain.dyad.size, 1),
        "largest_difference": worst,
    }


def main() -> int:
    """Read the options, print the figures; 1 if a bar is missed."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--dyads", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--long", type=int, default=100_000, help="events of the long dyad (%(default)s)")
    parser.add_argument("--sample", type=int, default=1_000, help="dyads for statsmodels (%(default)s)")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    ours, seconds, levels = measure_ours(options.dyads, options.events, seed=options.seed)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    theirs = measure_statsmodels(levels, min(options.sample, levels.chain.dyad.size), seed=options.seed)
    figures: dict[str, object] = {"ours": ours, "peak_mb": megabytes, "statsmodels": theirs}
    arrange, smooth = seconds["arrange"], seconds["smooth"]
    ratio = None
    if "seconds_scaled" in theirs:
        scaled = float(str(theirs["seconds_scaled"]))
        ratio = round(scaled / smooth[1], 1)
        figures["times_faster_with_arranging"] = round(scaled / (arrange[1] + smooth[1]), 1)
    figures["times_faster_than_statsmodels"] = ratio
    figures["long_dyad"] = measure_long(options.long, seed=options.seed)
    print(json.dumps(figures, indent=1))
    return int(not (arrange[0] + smooth[0] < 60 and megabytes < 4096 and (ratio is None or ratio >= 20)))


if __name__ == "__main__":
    sys.exit(main())
