"""Which events moved a level, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from detente.relations.chain import slice_series
from detente.relations.filtering import Scales, filter_chain
from detente.relations.levels import Levels
from detente.relations.scans import Floats

__all__ = ["Push", "Surprises", "find_pushes", "find_surprises"]


@dataclass(frozen=True, slots=True)
class Push:
    """An event that moved a level.

    Attributes:
        event: Its identity.
        when: Its day, or the middle of its imprecise date.
        push: By how much the filtered level moved with it, on the scale of levels.
        innovation: How far it lay from what was expected of it, in standard deviations.
    """

    event: str
    when: date
    push: float
    innovation: float


@dataclass(frozen=True, slots=True, eq=False)
class Surprises:
    """What the filter expected at each link of a series from the ones before; shape (n,) each.

    Attributes:
        expected: Mean of the level, with the long-run mean that all links tell.
        predicted: Variance of the level, in a dyad of scale 1 with a known long-run mean.
        noise: Variance of the link as an observation of it, likewise.
    """

    expected: Floats
    predicted: Floats
    noise: Floats


def find_pushes(levels: Levels, series: int, window: tuple[float, float], change: float) -> tuple[Push, ...]:
    """The events of some days that pushed in the direction of a change, strongest first.

    The filtered level moves on a day by its gain times the surprise of that day; the events of the day share
    in it by weight and surprise, so that their pushes add up to the move.

    Args:
        levels: Smoothed.
        series: Index into the chain's series.
        window: Ordinals: after the first day, up to and with the second.
        change: Of which the sign counts.
    """
    chain, observations = levels.chain, levels.observations
    rows = np.flatnonzero(
        (observations.dyad == chain.dyad[series])
        & (observations.domain == chain.domain[series])
        & (observations.day > window[0])
        & (observations.day <= window[1])
    )
    link = chain.link[rows]
    surprises = find_surprises(levels, series)
    place = link - chain.start[series]
    parameters = levels.model.levels[observations.domains[chain.domain[series]]]
    surprise = observations.intensity[rows] - surprises.expected[place]
    shared = surprises.noise[place] - parameters.noise_sd**2 / chain.weight[link]
    spread = surprises.predicted[place] + shared + parameters.noise_sd**2 / observations.weight[rows]
    innovation = surprise / np.sqrt(spread * levels.means.scale[series])
    gain = surprises.predicted[place] / (surprises.predicted[place] + surprises.noise[place])
    push = gain * observations.weight[rows] / chain.weight[link] * surprise
    return tuple(
        Push(
            event=observations.events[observations.event[rows[k]]],
            when=date.fromordinal(round(observations.day[rows[k]])),
            push=float(push[k]),
            innovation=float(innovation[k]),
        )
        for k in np.argsort(-push * np.sign(change), kind="stable").tolist()
        if push[k] * change > 0
    )


def find_surprises(levels: Levels, series: int) -> Surprises:
    """What was expected of each link of a series; one filter run."""
    parameters = levels.model.levels[levels.observations.domains[levels.chain.domain[series]]]
    filtered = filter_chain(slice_series(levels.chain, slice(series, series + 1)), Scales.of(parameters))
    pull = 1.0 - filtered.predicted[1]
    return Surprises(
        expected=parameters.mean + filtered.predicted[0] + pull * levels.means.mean[series],
        predicted=filtered.predicted_variance,
        noise=filtered.noise,
    )
