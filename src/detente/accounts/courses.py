"""Predictions of where a relation goes, judged by the tone of what happened before and since."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.accounts.chronicle import Chronicle
    from detente.accounts.expecting import Frame

__all__ = ["judge_course"]

_YEARS = 730
_PATIENCE = 180
_FEWEST = 3
_CHANGE = 1.0
_SHOWN = 5


def judge_course(
    chronicle: Chronicle, actors: tuple[str, ...], *, direction: int, frame: Frame, today: int
) -> tuple[bool, float, tuple[str, ...], tuple[str, ...]] | None:
    """Whether a relation went the way foretold, how surely, by which events, and why; None: undecided.

    The mean intensity (-10 to +10) since the prediction, up to its horizon or two years on, is set against
    that of the two years before: a change by one point or more decides, given three events on either side.
    Nothing is said before the horizon is over, or 180 days have passed where none is set.
    """
    series = chronicle.series.get(actors)
    if series is None or frame.told is None or len(actors) != 2:
        return None
    begun, over = frame.told
    high = frame.horizon[1] if frame.horizon else over + _PATIENCE
    if high > today:
        return None
    high = min(high if frame.horizon else over + _YEARS, today + 1)
    n_before, before = series.window(begun - _YEARS, begun)
    n_since, since = series.window(over, high)
    if min(n_before, n_since) < _FEWEST:
        return None
    change = since / n_since - before / n_before
    if abs(change) < _CHANGE:
        return None
    sign = 1 if change > 0 else -1
    found = [chronicle.known[at].event for at in series.events(over, high)]
    telling = sorted(
        (event for event in found if event.intensity * sign > 0),
        key=lambda event: (-abs(event.intensity), event.id),
    )
    was = f"{before / n_before:+.1f} ({n_before} events in two years)"
    became = f"{since / n_since:+.1f} ({n_since} events since)"
    why = (f"mean intensity went from {was} to {became}", "a change of tone has many causes")
    confidence = min(0.5, 0.3 + 0.05 * abs(change))
    return sign == direction, confidence, tuple(event.id for event in telling[:_SHOWN]), why
