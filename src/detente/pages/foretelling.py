"""From a ledger to what is foretold of its pairs: all that pages, report and command line show of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from detente.core.errors import DetenteError, InputError
from detente.forecast.asking import Horizon, first_day_after, parse_horizon
from detente.forecast.kept_scores import count_periods, find_between
from detente.forecast.outlooks import Outlook
from detente.forecast.reading import read_records
from detente.forecast.tables import merge_states, order_dyad
from detente.relations import measure_course

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detente.forecast.nouns import CountForecast, LevelForecast, NextForecast, OccurrenceForecast
    from detente.forecast.records import Records
    from detente.ledger import LedgerReader
    from detente.relations import Levels

__all__ = ["SIX_MONTHS", "Sight", "find_eventful", "foretell", "foretell_next", "look_ahead"]

Dyad = tuple[str, str]
Question = tuple[str | None, str, str | None]
SIX_MONTHS = parse_horizon("6m")
"""How far ahead where nobody asks otherwise."""
_MOST_TYPES = 8
_PAST_MONTHS = 24


@dataclass(slots=True)
class Sight:
    """What is seen of a ledger on a day, and what was fitted to it; filled as it is needed.

    Attributes:
        made: The day; nothing of it or later is in the records.
        once: Every event once a pair.
        both: Symmetric events in both directions.
        domain: Of the events; None for all.
        imported: Whether these are imported rows.
        reader: Of the ledger, for its levels.
        levels: Of the ledger, if they are known already.
        models: Kind of forecast to what was fitted, or to the fault that fitting ended in.
    """

    made: date
    once: Records
    both: Records
    domain: str | None = None
    imported: bool = False
    reader: LedgerReader | None = None
    levels: Levels | None = None
    models: dict[str, Any] = field(default_factory=dict)

    @property
    def span(self) -> tuple[str, str]:
        """ISO days of the first and last event."""
        days = self.once.day
        return date.fromordinal(int(days[0])).isoformat(), date.fromordinal(int(days[-1])).isoformat()


def look_ahead(
    reader: LedgerReader,
    *,
    made: date | None = None,
    domain: str | None = None,
    imported: bool = False,
    levels: Levels | None = None,
) -> Sight:
    """Read what happened before a day.

    Args:
        reader: Of the ledger.
        made: The day; the first of the month after the last event if None.
        domain: Only events of this one.
        imported: From the imported rows.
        levels: Of the ledger in that domain, if they are known already.

    Raises:
        InputError: If nothing dated is known to have occurred between two actors before the day.
    """
    once = read_records(reader, imported=imported, domain=domain)
    both = read_records(reader, imported=imported, domain=domain, both_ways=True)
    day = made or first_day_after(once)
    past = once.before(day)
    if not len(past):
        first = date.fromordinal(int(once.day[0])).isoformat()
        raise InputError(
            f"nothing is known to have happened before {day}", hint=f"the first event is of {first}"
        )
    return Sight(day, past, both.before(day), domain, imported, reader, levels)


def find_eventful(sight: Sight, *, most: int) -> list[Dyad]:
    """The pairs of states with most events, the most eventful first."""
    from collections import Counter  # noqa: PLC0415  only here

    states = merge_states(sight.once)
    names = states.actors
    tally = Counter(
        order_dyad((names[one], names[other]))
        for one, other in zip(states.source.tolist(), states.target.tolist(), strict=True)
    )
    ranked = sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))
    return [dyad for dyad, _ in ranked[:most]]


def foretell(
    sight: Sight,
    dyad: Dyad,
    *,
    horizon: Horizon = SIX_MONTHS,
    types: Sequence[str] = (),
    questions: Sequence[Question] = (),
) -> Outlook:
    """All that can be foretold of a dyad; what cannot is said, and why.

    Args:
        sight: What is seen.
        dyad: Two actors.
        horizon: How far ahead.
        types: Only whether these happen; those that are known of the two if empty.
        questions: *Who next?* beside.
    """
    pair = order_dyad(dyad)
    why: dict[str, str] = {}
    _note_no_states(sight.once, pair, why)
    counts: CountForecast | None = _try(why, "counts", lambda: _forecast_counts(sight, pair, horizon.months))
    chances: tuple[OccurrenceForecast, ...] | None = _try(
        why, "occurrence", lambda: _forecast_chances(sight, pair, horizon.days_from(sight.made), types)
    )
    level: tuple[LevelForecast, tuple[float, float, float]] | None = _try(
        why, "level", lambda: _forecast_level(sight, pair, horizon.months)
    )
    periods = _months_before(sight.made)
    first, last = sight.span
    return Outlook(
        dyad=pair,
        made=sight.made.isoformat(),
        months=horizon.months,
        counts=counts,
        occurrences=chances or (),
        level=level[0] if level else None,
        who=foretell_next(sight, questions),
        why_not=why,
        level_now=level[1] if level else None,
        past=count_periods(sight.once, pair, periods),
        past_periods=periods,
        level_past=_level_past(sight, pair) if level else (),
        n_events=_count_events(sight.once, pair),
        n_seen=_count_seen(sight),
        first=first,
        last=last,
    )


def foretell_next(sight: Sight, questions: Sequence[Question]) -> tuple[NextForecast, ...]:
    """Who will be next, for each question."""
    return tuple(_forecast_next(sight, question) for question in questions)


def _months_before(made: date) -> tuple[str, ...]:
    """The whole months before a day."""
    last = made.year * 12 + made.month - 1
    return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(last - _PAST_MONTHS, last))


def _level_past(sight: Sight, pair: Dyad) -> tuple[tuple[int, float, float, float], ...]:
    """The level on the first of each month before the day, and on it."""
    levels = sight.models.get("levels")
    if levels is None or isinstance(levels, DetenteError):
        return ()
    days = [date.fromisoformat(f"{month}-01") for month in _months_before(sight.made)]
    try:
        course = measure_course(levels, pair, domain=sight.domain or "overall", dates=[*days, sight.made])
    except DetenteError:  # nothing was seen of the two: the level ahead is that of strangers
        return ()
    low, high = course.interval()
    rows = zip(course.dates, course.mean.tolist(), low.tolist(), high.tolist(), strict=True)
    return tuple((day.toordinal(), mean, least, most) for day, mean, least, most in rows)


def _note_no_states(records: Records, pair: Dyad, why: dict[str, str]) -> None:
    """Counts and occurrences are foretold of states: say so of an actor that is none."""
    others = [name for name in pair if records.homes and name in records.actors and name not in records.homes]
    if others:
        words = f"{' and '.join(others)} {'is no state' if len(others) == 1 else 'are no states'}"
        why |= dict.fromkeys(("counts", "occurrence"), f"{words}, and this is foretold of states")


def _try(why: dict[str, str], kind: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401  whatever it makes
    """What is made; None, with the fault in words, where it cannot be."""
    if kind in why:
        return None
    try:
        return make()
    except DetenteError as fault:
        why[kind] = f"{fault.message}; {fault.hint}" if fault.hint else fault.message
        return None


def _fitted(sight: Sight, kind: str, fit: Callable[[], Any]) -> Any:  # noqa: ANN401  a model
    """The model of a kind, fitted once; the fault of fitting is raised again."""
    if kind not in sight.models:
        try:
            sight.models[kind] = fit()
        except DetenteError as fault:
            sight.models[kind] = fault
    if isinstance(sight.models[kind], DetenteError):
        raise sight.models[kind]
    return sight.models[kind]


def _forecast_counts(sight: Sight, pair: Dyad, months: int) -> CountForecast:
    from detente.forecast.count_fitting import fit_counts_forecast  # noqa: PLC0415
    from detente.forecast.counts import forecast_counts  # noqa: PLC0415

    model = _fitted(sight, "counts", lambda: fit_counts_forecast(sight.once, made=sight.made))
    return forecast_counts(sight.once, pair, made=sight.made, months=months, model=model)


def _forecast_chances(
    sight: Sight, pair: Dyad, days: int, types: Sequence[str]
) -> tuple[OccurrenceForecast, ...]:
    """Of each type, from the one to the other and back, the likeliest first."""
    from detente.forecast.occurrence import forecast_occurrence  # noqa: PLC0415
    from detente.forecast.occurrence_fitting import fit_occurrence  # noqa: PLC0415

    model = _fitted(
        sight, f"occurrence {days}", lambda: fit_occurrence(sight.both, made=sight.made, horizon_days=days)
    )
    found = [
        forecast_occurrence(sight.both, source, kind, target, made=sight.made, horizon_days=days, model=model)
        for kind in types or _usual_types(sight.both, pair)
        for source, target in (pair, pair[::-1])
    ]
    return tuple(sorted(found, key=lambda one: (-one.probability, one.type, one.source)))


def _usual_types(records: Records, pair: Dyad) -> list[str]:
    """The types that are most frequent between two, then among all."""
    import numpy as np  # noqa: PLC0415  light start

    records = merge_states(records)
    own = np.bincount(records.type[find_between(records, pair)], minlength=len(records.types))
    every = np.bincount(records.type, minlength=len(records.types))
    order = np.lexsort((-every, -own))
    return [records.types[place] for place in order.tolist() if every[place]][:_MOST_TYPES]


def _forecast_level(
    sight: Sight, pair: Dyad, months: int
) -> tuple[LevelForecast, tuple[float, float, float]]:
    """The level on the same day of the months to come, and on the day of making."""
    from detente.forecast.levels import forecast_level  # noqa: PLC0415

    levels = _fitted(sight, "levels", lambda: _read_levels(sight))
    first = sight.made.year * 12 + sight.made.month - 1
    day = min(sight.made.day, 28)
    days = [date(m // 12, m % 12 + 1, day) for m in range(first + 1, first + months + 1)]
    domain = sight.domain or "overall"
    found = forecast_level(levels, pair, domain=domain, made=sight.made, days=[sight.made, *days])
    ahead = replace(
        found,
        days=found.days[1:],
        mean=found.mean[1:],
        low=found.low[1:],
        high=found.high[1:],
        baselines={name: values[1:] for name, values in found.baselines.items()},
    )
    return ahead, (float(found.mean[0]), float(found.low[0]), float(found.high[0]))


def _read_levels(sight: Sight) -> Levels:
    """Levels as they could be known before the day."""
    from detente.forecast.levels import cut_observations  # noqa: PLC0415
    from detente.pages.ledger_levels import levels_of  # noqa: PLC0415
    from detente.relations import fit_relations, smooth_levels  # noqa: PLC0415

    levels = sight.levels
    if levels is None:
        if sight.reader is None:
            raise InputError("no levels are known here", hint="`look_ahead` reads them from a ledger")
        levels = levels_of(sight.reader, domain=sight.domain or "overall", imported=sight.imported)
    observed = levels.observations
    if (observed.day + observed.spread < sight.made.toordinal()).all():
        return levels
    past = cut_observations(observed, sight.made)
    if not past.day.size:
        raise InputError(f"nothing was observed before {sight.made}", hint="choose a later day")
    return smooth_levels(past, fit_relations(past))


def _forecast_next(sight: Sight, question: Question) -> NextForecast:
    from detente.forecast.next_model import fit_next, forecast_next  # noqa: PLC0415

    model = _fitted(sight, "next", lambda: fit_next(sight.both, origin=sight.made))
    return forecast_next(model, *question, made=sight.made)


def _count_seen(sight: Sight) -> int:
    """Events of all pairs, each once; an imported row is one."""
    if sight.imported or not len(sight.once.events):
        return len(sight.once)
    return _fitted(sight, "n_seen", lambda: len(set(sight.once.events)))  # type: ignore[no-any-return]


def _count_events(records: Records, pair: Dyad) -> int:
    """Events between two actors or their states, each once."""
    rows = find_between(records, pair)
    return len({records.events[row] for row in rows.tolist()} if len(records.events) else rows)
