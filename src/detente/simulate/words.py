"""What came of a scenario, in sentences no stronger than their intervals."""

from __future__ import annotations

from collections.abc import Sequence

from detente.simulate.nouns import CLASSES, Difference, DyadEffect, SystemModel
from detente.simulate.scenarios import Scenario

__all__ = ["say_effects"]

_NOTED = 0.05


def say_effects(
    model: SystemModel, scenario: Scenario, effects: Sequence[DyadEffect], periods: Sequence[str]
) -> tuple[str, ...]:
    """One sentence on what was asked, one or more a dyad that changes, one on all others."""
    steps = "; ".join(str(step) for step in scenario.steps)
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    found = [
        (
            f"If {steps}: what the model implies for {span}, from {model.n_events} events in "
            f"{len(model.counts)} months. Intervals hold with 90 %."
        )
    ]
    alike = []
    for effect in effects:
        told = _say_dyad(effect)
        found += told
        if not told:
            alike.append("-".join(effect.dyad))
    if alike:
        found.append(f"No difference that the model can tell from none: {', '.join(alike)}.")
    return tuple(found)


def _say_dyad(effect: DyadEffect) -> list[str]:
    """Nothing where no change leaves zero out of its interval."""
    name = "-".join(effect.dyad)
    told = []
    for place, word in enumerate(CLASSES):
        mean, low, high = _at(effect.summed, place)
        if low > 0 or high < 0:
            way = "more" if mean > 0 else "fewer"
            ends = sorted((abs(low), abs(high)))
            told.append(f"{abs(mean):.2f} events {way} of {word} ({ends[0]:.2f} to {ends[1]:.2f})")
    if not told:
        return []
    found = [f"{name}: over the whole time {', '.join(told)}."]
    through = [
        f"{_at(effect.summed_network, place)[0]:+.2f} of {word}"
        for place, word in enumerate(CLASSES)
        if _tells(effect.summed_network, place)
    ]
    if through and effect.touched:
        found.append(f"{name}: of this, through third states {', '.join(through)}.")
    carriers = [
        one.mechanism.replace("_", " ")
        for one in effect.carried
        if any(_tells(one.change, place) for place in range(4))
        and abs(one.change.mean).sum() > _NOTED * abs(effect.summed.mean).sum()
    ]
    if carriers:
        found.append(f"{name}: the change would be another without {', '.join(carriers[:3])}.")
    if effect.signs_differ[-1] >= _NOTED:
        found.append(f"{name}: in {effect.signs_differ[-1]:.0%} of runs the tie ends with another sign.")
    return found


def _at(change: Difference, place: int) -> tuple[float, float, float]:
    return float(change.mean[place]), float(change.low[place]), float(change.high[place])


def _tells(change: Difference, place: int) -> bool:
    return float(change.low[place]) > 0 or float(change.high[place]) < 0
