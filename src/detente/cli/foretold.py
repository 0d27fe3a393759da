"""What the commands on forecasts have in common: reading, rows, charts in the terminal, and what is said."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import detente
from detente.cli.books import check_word, identity, open_for_reading, pair_of
from detente.cli.fans import fan_lines
from detente.cli.level_options import check_domain
from detente.cli.options import Format
from detente.cli.output import output_console, plain, print_rows
from detente.cli.progress import show_steps
from detente.core.errors import UsageError
from detente.forecast.asking import parse_day, parse_horizon, parse_question
from detente.ontology import find_type, read_ontology
from detente.pages.foretelling import foretell, foretell_next, look_ahead
from detente.report.outlook_words import (
    chance_words,
    count_words,
    percent,
    plain_words,
    rest_words,
    tone_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from detente.forecast.asking import Horizon
    from detente.forecast.nouns import NextForecast, OccurrenceForecast, Reason
    from detente.forecast.outlooks import Outlook
    from detente.ledger import Ledger

__all__ = [
    "OUTLOOK_COLUMNS", "AskedForecast", "Found", "outlook_rows", "read_outlook", "show_outlook",
    "tell_outlook",
]  # fmt: skip

OUTLOOK_COLUMNS = (
    "kind", "source", "type", "target", "class", "period", "value", "low", "high", "base_rate", "no_change",
    "climatology", "made", "n_events", "model",
)  # fmt: skip
CLASSES = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
_REASONS, _CANDIDATES, _CHANCES = 3, 8, 10
_BASELINES = {"base rate": "base_rate", "no change": "no_change", "climatology": "climatology"}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AskedForecast:
    """The words of a call.

    Attributes:
        words: Two actors, or none where only *who next?* is asked.
        horizon: As given.
        types: Of events.
        questions: Of *who next?*.
        as_of: A day, or None.
        domain: Of the events, or None.
        imported: Whether the imported rows are meant.
    """

    words: tuple[str, ...]
    horizon: str = "6m"
    types: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    as_of: str | None = None
    domain: str | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was foretold.

    Attributes:
        outlook: Of a pair; None where only *who next?* was asked.
        who: Who is next.
        names: Actor to its name.
        told: Event to what it was, for reasons.
        horizon: As it was read.
    """

    outlook: Outlook | None
    who: tuple[NextForecast, ...]
    names: dict[str, str]
    told: dict[str, str]
    horizon: Horizon


def read_outlook(ledger: Path, asked: AskedForecast) -> Found:
    """Foretell what was asked for.

    Raises:
        UsageError: If neither a pair nor a question is given, or one that is none.
        InputError: If the horizon is none, or the ledger tells of nothing before the day.
        UnknownNameError: If an actor, type or domain is not known.
    """
    if len(asked.words) == 1 or not (asked.words or asked.questions):
        raise UsageError(
            "a forecast needs two actors, or --who-next",
            hint='as in: detente forecast RUS PAK; detente forecast --who-next "RUS AGREE ?"',
        )
    horizon = parse_horizon(asked.horizon)
    made = parse_day(asked.as_of) if asked.as_of is not None else None
    domain = check_domain(asked.domain) if asked.domain is not None else None
    types = [find_type(check_word("type", word, read_ontology().types) or "").name for word in asked.types]
    with open_for_reading(ledger) as books:
        pair = pair_of((asked.words[0], asked.words[1]), books) if asked.words else None
        questions = [_read_question(text, books) for text in asked.questions]
        with show_steps("reading and fitting", total=3) as step:
            sight = look_ahead(
                books,
                made=made,
                domain=None if domain == "overall" else domain,
                imported=asked.imported,
            )
            step()
            outlook = foretell(sight, pair, horizon=horizon, types=types) if pair else None
            step()
            who = foretell_next(sight, questions)
            step()
        return Found(outlook, who, _read_names(books, outlook, who), _read_told(books, outlook, who), horizon)


def _read_question(text: str, books: Ledger) -> tuple[str | None, str, str | None]:
    source, kind, target = parse_question(text)
    known = check_word("type", kind, read_ontology().types) or ""
    ends = [None if word is None else identity(word, books) for word in (source, target)]
    return ends[0], known, ends[1]


def _read_names(books: Ledger, outlook: Outlook | None, who: Sequence[NextForecast]) -> dict[str, str]:
    base = detente.read_actor_base().actors
    wanted = {name for one in who for candidate in one.candidates for name in (candidate.actor,)}
    wanted |= {name for one in who for name in (one.source, one.target) if name}
    wanted |= set(outlook.dyad) if outlook else set()
    names = {name: base[name].name for name in wanted if name in base}
    return names | {actor.id: actor.name for actor in books.actors(wanted - names.keys())}


def _read_told(books: Ledger, outlook: Outlook | None, who: Sequence[NextForecast]) -> dict[str, str]:
    """The events that reasons cite, in words; imported rows are named by their file and line."""
    from detente.cli.statement_rows import event_words  # noqa: PLC0415
    from detente.core.errors import UnknownNameError  # noqa: PLC0415

    reasons = [reason for one in (outlook.occurrences if outlook else ()) for reason in one.reasons]
    reasons += [reason for one in who for candidate in one.candidates for reason in candidate.reasons]
    told = {}
    for name in {event for reason in reasons for event in reason.events[:_REASONS]}:
        try:
            told[name] = event_words(books.merged_event(name))
        except UnknownNameError:
            told[name] = name
    return told


def outlook_rows(found: Found) -> Iterator[Row]:
    """Everything foretold, a row a number."""
    outlook = found.outlook
    if outlook is not None:
        yield from _count_rows(outlook)
        yield from (_chance_row(one, found) for one in outlook.occurrences)
        yield from _level_rows(outlook)
    for one in found.who:
        for candidate in one.candidates[: 4 * _CANDIDATES]:
            yield {
                "kind": "next",
                "source": one.source or candidate.actor,
                "type": one.type,
                "target": one.target or candidate.actor,
                "value": round(candidate.probability, 6),
                "made": one.made,
                "n_events": one.n_events,
                "model": one.model,
                "asked": "target" if one.target is None else "source",
                "reasons": [_reason_row(reason, found) for reason in candidate.reasons],
            }


def _count_rows(outlook: Outlook) -> Iterator[Row]:
    counts = outlook.counts
    if counts is None:
        return
    for place, period in enumerate(counts.periods):
        for kind, words in enumerate(CLASSES):
            plain = {
                column: round(float(counts.baselines[name][place, kind]), 4)
                for name, column in _BASELINES.items()
                if name in counts.baselines
            }
            yield {
                "kind": "counts",
                "source": counts.dyad[0],
                "target": counts.dyad[1],
                "class": words,
                "period": period,
                "value": round(float(counts.mean[place, kind]), 4),
                "low": float(counts.low[place, kind]),
                "high": float(counts.high[place, kind]),
                **plain,
                "made": counts.made,
                "n_events": counts.n_events,
                "model": counts.model,
            }


def _chance_row(one: OccurrenceForecast, found: Found) -> Row:
    return {
        "kind": "occurrence",
        "source": one.source,
        "type": one.type,
        "target": one.target,
        "period": f"{one.horizon} days",
        "value": round(one.probability, 6),
        "low": round(one.low, 6),
        "high": round(one.high, 6),
        **{
            column: round(one.baselines[name], 6)
            for name, column in _BASELINES.items()
            if name in one.baselines
        },
        "made": one.made,
        "n_events": one.n_events,
        "model": one.model,
        "n_of_type": one.n_of_type,
        "reasons": [_reason_row(reason, found) for reason in one.reasons],
    }


def _level_rows(outlook: Outlook) -> Iterator[Row]:
    level = outlook.level
    if level is None:
        return
    for place, day in enumerate(level.days):
        yield {
            "kind": "level",
            "source": level.dyad[0],
            "target": level.dyad[1],
            "class": level.domain,
            "period": day,
            "value": round(float(level.mean[place]), 3),
            "low": round(float(level.low[place]), 3),
            "high": round(float(level.high[place]), 3),
            **{
                column: round(float(level.baselines[name][place]), 3)
                for name, column in _BASELINES.items()
                if name in level.baselines
            },
            "made": level.made,
            "n_events": level.n_events,
            "model": level.model,
        }


def _reason_row(reason: Reason, found: Found) -> Row:
    return {
        "name": reason.name,
        "value": round(float(reason.value), 4),
        "weight": round(float(reason.weight), 4),
        "events": [{"id": name, "words": found.told.get(name, name)} for name in reason.events],
    }


def show_outlook(found: Found) -> None:
    """Print a forecast for the eye."""
    out = sys.stdout
    outlook = found.outlook
    if outlook is not None:
        names = " and ".join(found.names.get(name, name) for name in outlook.dyad)
        out.write(f"What comes next between {plain(names)}, as of {outlook.made}\n\n")
        _show_counts(outlook)
        _show_chances(outlook, found)
        _show_level(outlook)
    for one in found.who:
        _show_next(one, found)


def _show_counts(outlook: Outlook) -> None:
    if outlook.counts is None:
        return
    sys.stdout.write("How much? Events a month by class: median │, half of the draws ▓, nine in ten ░\n")
    console = output_console()
    for line in fan_lines(outlook.counts, CLASSES):
        console.print(line)
    for sentence in count_words(outlook.counts):
        sys.stdout.write(f"{sentence}\n")
    sys.stdout.write("\n")


def _show_chances(outlook: Outlook, found: Found) -> None:
    rows = [
        {
            "event": f"{one.source} {one.type} {one.target}",
            "probability": percent(one.probability),
            "90 %": f"{percent(one.low)} to {percent(one.high)}",
            **{name: percent(value) for name, value in one.baselines.items()},
            "of this pair": one.n_of_type,
        }
        for one in outlook.occurrences[:_CHANCES]
    ]
    if not rows:
        return
    days = outlook.occurrences[0].horizon
    print_rows(rows, tuple(rows[0]), style=Format.TABLE, title=f"Will it? Within {days} days")
    first = outlook.occurrences[0]
    sys.stdout.write(f"{first.source} {first.type} {first.target}: ")
    sys.stdout.write(f"{chance_words(first.probability, first.low, first.high)}. {plain_words(first)}\n")
    _show_reasons(first.reasons, found)
    sys.stdout.write("\n")


def _show_reasons(reasons: Sequence[Reason], found: Found) -> None:
    for reason in reasons[:_REASONS]:
        sign = "for" if reason.weight > 0 else "against"
        past = "; ".join(found.told.get(name, name) for name in reason.events[:_REASONS])
        more = f" ({plain(past)})" if past else ""
        sys.stdout.write(f"  {sign} it ({reason.weight:+.2f} in log odds): {plain(reason.name)}{more}\n")


def _show_level(outlook: Outlook) -> None:
    level = outlook.level
    if level is None:
        return
    rows = list(_level_rows(outlook))
    shown = ("period", "value", "low", "high", *(c for c in _BASELINES.values() if c in rows[0]))
    print_rows(rows, shown, style=Format.TABLE, title=f"How warm? Level, {level.domain}")
    sys.stdout.write(f"{tone_words(level, outlook.level_now)}\n\n")


def _show_next(one: NextForecast, found: Found) -> None:
    question = f"{one.source or '?'} {one.type} {one.target or '?'}"
    rows = [
        {
            "actor": f"{candidate.actor} ({found.names[candidate.actor]})"
            if candidate.actor in found.names
            else candidate.actor,
            "probability": percent(candidate.probability),
            "because": "; ".join(plain(reason.name) for reason in candidate.reasons[:2]),
        }
        for candidate in one.candidates[:_CANDIDATES]
    ]
    title = f"Who next? {question}, as of {one.made}; {one.n_events} past events"
    print_rows(rows, ("actor", "probability", "because"), style=Format.TABLE, title=title)
    if one.candidates:
        _show_reasons(one.candidates[0].reasons, found)


def tell_outlook(found: Found) -> Iterator[str]:
    """What must be said beside the rows: on how little it rests, and what could not be foretold."""
    outlook = found.outlook
    if outlook is None:
        return
    yield rest_words(outlook, [found.names.get(name, name) for name in outlook.dyad])
    for kind, why in outlook.why_not.items():
        yield f"no forecast of {kind}: {why}"
