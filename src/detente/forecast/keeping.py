"""Forecasts made ready to be kept in a ledger, so that they can be scored when their window has passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from detente.core.dates import parse_edtf
from detente.forecast.nouns import CountForecast, Floats, LevelForecast, NextForecast, OccurrenceForecast
from detente.ledger import KeptForecast, build_kept

__all__ = ["KEPT_LEVELS", "AnyForecast", "build_kept_forecast"]

AnyForecast = CountForecast | OccurrenceForecast | NextForecast | LevelForecast
KEPT_LEVELS = tuple((2 * place + 1) / 40 for place in range(20))
"""Probabilities of the quantiles that are kept of counts: the middles of twenty equal parts."""
_MOST_CANDIDATES = 50
_PLACES = 6


def build_kept_forecast(
    forecast: AnyForecast,
    *,
    version: str,
    settings: Mapping[str, object] | None = None,
    domain: str | None = None,
    until: date | None = None,
    made: str | None = None,
) -> KeptForecast:
    """A forecast as a ledger keeps it: of counts the quantiles instead of the draws.

    Args:
        forecast: Of any kind.
        version: Of détente.
        settings: That it was made with.
        domain: Of the events that were seen; None for all.
        until: Of *who next?*: the day until which an event is waited for; 90 days ahead if None.
        made: When, ISO 8601 in UTC; now if None.

    Raises:
        InputError: If it holds no finite numbers, or looks at no day.
    """
    first = parse_edtf(forecast.made).start
    if isinstance(forecast, CountForecast):
        return _keep_counts(forecast, first, version, settings, domain, made)
    if isinstance(forecast, LevelForecast):
        return build_kept(
            "level",
            as_of=first.isoformat(),
            closes=(parse_edtf(forecast.days[-1]).start + timedelta(days=1)).isoformat(),
            answer={
                "mean": _list(forecast.mean),
                "low": _list(forecast.low),
                "high": _list(forecast.high),
                "coverage": forecast.coverage,
            },
            source=forecast.dyad[0],
            target=forecast.dyad[1],
            domain=forecast.domain,
            periods=forecast.days,
            baselines={name: _list(values) for name, values in forecast.baselines.items()},
            model=forecast.model,
            version=version,
            n_events=forecast.n_events,
            settings=settings,
            made=made,
        )
    if isinstance(forecast, OccurrenceForecast):
        return build_kept(
            "occurrence",
            as_of=first.isoformat(),
            closes=(first + timedelta(days=forecast.horizon)).isoformat(),
            answer={
                "probability": round(forecast.probability, _PLACES),
                "low": round(forecast.low, _PLACES),
                "high": round(forecast.high, _PLACES),
            },
            source=forecast.source,
            target=forecast.target,
            type=forecast.type,
            domain=domain,
            baselines={name: round(float(value), _PLACES) for name, value in forecast.baselines.items()},
            model=forecast.model,
            version=version,
            n_events=forecast.n_events,
            settings=settings,
            made=made,
        )
    return build_kept(
        "next",
        as_of=first.isoformat(),
        closes=(until or first + timedelta(days=90)).isoformat(),
        answer={
            "candidates": [
                [one.actor, round(one.probability, _PLACES)] for one in forecast.candidates[:_MOST_CANDIDATES]
            ]
        },
        source=forecast.source,
        target=forecast.target,
        type=forecast.type,
        domain=domain,
        model=forecast.model,
        version=version,
        n_events=forecast.n_events,
        settings=settings,
        made=made,
    )


def _keep_counts(
    forecast: CountForecast,
    first: date,
    version: str,
    settings: Mapping[str, object] | None,
    domain: str | None,
    made: str | None,
) -> KeptForecast:
    quantiles = np.quantile(forecast.samples, KEPT_LEVELS, axis=0, method="inverted_cdf")
    return build_kept(
        "counts",
        as_of=first.isoformat(),
        closes=parse_edtf(forecast.periods[-1]).end.isoformat(),
        answer={
            "mean": _list(forecast.mean),
            "low": _list(forecast.low),
            "high": _list(forecast.high),
            "coverage": forecast.coverage,
            "levels": list(KEPT_LEVELS),
            "quantiles": np.moveaxis(quantiles, 0, -1).astype(int).tolist(),
        },
        source=forecast.dyad[0],
        target=forecast.dyad[1],
        domain=domain,
        periods=forecast.periods,
        baselines={name: _list(values) for name, values in forecast.baselines.items()},
        model=forecast.model,
        version=version,
        n_events=forecast.n_events,
        settings=settings,
        made=made,
    )


def _list(values: Floats) -> list[object]:
    found: list[object] = np.round(np.asarray(values, dtype=np.float64), _PLACES).tolist()
    return found
