"""Forecasts kept in a ledger from the command line, and the record of them with their scores."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import detente
from detente.cli.books import identity, open_for_reading
from detente.cli.level_options import check_domain
from detente.forecast.asking import parse_day
from detente.forecast.keeping import build_kept_forecast
from detente.pages.forecasts_kept import score_ledger
from detente.report.outlook_build import answer_words, came_words
from detente.report.outlook_words import beaten_words
from detente.report.words import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from detente.cli.foretold import AskedForecast, Found
    from detente.forecast.asking import Horizon
    from detente.forecast.kept_scores import KeptScore

__all__ = ["KEPT_COLUMNS", "KEPT_SHOWN", "keep_outlook", "kept_rows", "tell_kept"]

KEPT_COLUMNS = (
    "id", "state", "kind", "question", "as_of", "closes", "made", "answer", "came", "measure", "score",
    "baselines", "inside", "hindcast", "n_events", "model",
)  # fmt: skip
KEPT_SHOWN = ("question", "as_of", "closes", "answer", "state", "came", "score", "verdict")
Row = dict[str, Any]


def keep_outlook(ledger: Path, found: Found, asked: AskedForecast) -> str:
    """Keep everything that was foretold; what to say of it."""
    domain = check_domain(asked.domain) if asked.domain is not None else None
    settings = {"imported": asked.imported, "domain": domain, "horizon": asked.horizon}
    outlook = found.outlook
    made: list[Any] = [*found.who]
    if outlook is not None:
        made += [*outlook.occurrences]
        made += [one for one in (outlook.counts, outlook.level) if one is not None]
    with detente.open_ledger(ledger, create=False) as books:
        kept = [
            build_kept_forecast(
                one,
                version=detente.__version__,
                settings=settings,
                domain=domain,
                until=_find_end(one.made, found.horizon),
            )
            for one in made
        ]
        n_new = books.keep_forecasts(kept)
    closes = max((one.closes for one in kept), default="")
    if not n_new:
        return "nothing new to keep: the ledger has the same forecasts already"
    what = f"{count(n_new, 'forecast')} {'is' if n_new == 1 else 'are'} kept"
    return f"{what}; the last closes on {closes}: `detente forecasts` scores them then"


def _find_end(made: str, horizon: Horizon) -> date:
    """The day until which an answer to *who next?* is waited for."""
    day = date.fromisoformat(made)
    return day + timedelta(days=horizon.days_from(day))


def kept_rows(ledger: Path, actors: tuple[str | None, str | None], *, today: str | None) -> list[Row]:
    """The forecasts of a ledger with their scores, the latest first."""
    day = parse_day(today) if today is not None else date.today()  # noqa: DTZ011  the reader's own day
    with open_for_reading(ledger) as books:
        wanted = {identity(word, books) for word in actors if word is not None}
        scores = score_ledger(books, day)
        return [_kept_row(one) for one in scores if wanted <= {one.forecast.source, one.forecast.target}]


def _kept_row(one: KeptScore) -> Row:
    forecast = one.forecast
    words = " ".join(
        word or "?" for word in (forecast.source, forecast.type or forecast.kind, forecast.target)
    )
    return {
        "id": forecast.id,
        "state": one.state,
        "kind": forecast.kind,
        "question": words,
        "as_of": forecast.as_of,
        "closes": forecast.closes,
        "made": forecast.made,
        "answer": answer_words(one),
        "came": came_words(one),
        "measure": one.measure,
        "score": one.score,
        "baselines": dict(one.baselines),
        "inside": one.inside,
        "hindcast": forecast.is_hindcast,
        "n_events": forecast.n_events,
        "model": forecast.model,
        "verdict": ("hindcast; " if forecast.is_hindcast else "")
        + (beaten_words(one.score, one.baselines, one.measure) if one.score is not None else ""),
    }


def tell_kept(rows: Sequence[Row], *, shown: int) -> Iterator[str]:
    """How many forecasts there are, and how they did together."""
    if not rows:
        yield "no forecast is kept; `detente forecast A B --keep` keeps one"
        return
    if shown < len(rows):
        yield f"{shown} of {len(rows)} are shown; --limit shows more"
    states = {
        state: sum(row["state"] == state for row in rows) for state in ("scored", "open", "unread", "void")
    }
    yield "; ".join(f"{n} {state}" for state, n in states.items() if n)
    for kind in ("occurrence", "counts", "level", "next"):
        scored = [
            row for row in rows if row["kind"] == kind and row["score"] is not None and not row["hindcast"]
        ]
        if scored:
            yield _sum_up(kind, scored)


def _sum_up(kind: str, scored: Sequence[Row]) -> str:
    mean = sum(row["score"] for row in scored) / len(scored)
    names = {name for row in scored for name in row["baselines"]}
    plain_means = {
        name: sum(row["baselines"][name] for row in scored if name in row["baselines"])
        / sum(name in row["baselines"] for row in scored)
        for name in sorted(names)
    }
    few = "; so few say little" if len(scored) < 30 else ""
    return f"{kind}: mean of {len(scored)}: {beaten_words(mean, plain_means, scored[0]['measure'])}{few}"
