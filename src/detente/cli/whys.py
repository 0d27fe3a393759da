"""The account of a pair's change: course, events, mechanisms, arguments, comparable pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

import detente
from detente.actors.lookup import find_actor
from detente.cli.books import open_for_reading, pair_of
from detente.cli.cause_rows import ACCOUNT_COLUMNS, account_rows, shown_parts
from detente.cli.levels import levels_of, seen_days
from detente.cli.options import Format
from detente.cli.output import print_rows
from detente.cli.testing import print_line
from detente.core.dates import parse_edtf
from detente.core.errors import InputError, LedgerError, UnknownNameError, UsageError
from detente.mechanisms import (
    account_for_change,
    find_mechanism_test,
    fit_tone,
    judge_argument,
)
from detente.pages.causes import build_cause_panel, keep_varied, list_covariates, read_causes
from detente.relations import measure_shift
from detente.relations.course import COVERAGE, find_quantile
from detente.relations.pushes import find_pushes

if TYPE_CHECKING:
    from detente.actors import ActorBase
    from detente.ledger import Ledger
    from detente.mechanisms import Account, Panel
    from detente.pages.causes import Causes, PanelAsked
    from detente.relations import Levels, Shift

__all__ = ["Argument", "DyadAccount", "Moved", "account_for_dyad", "print_account"]

_MOST_EVENTS = 8


@dataclass(frozen=True, slots=True)
class Moved:
    """An event that moved the pair's level.

    Attributes:
        date: Of the event.
        push: By how much, on the scale of levels.
        event: Its identity.
        what: Who did what.
        quote: The sentence; empty for imported rows.
        article: Where it stands.
    """

    date: str
    push: float
    event: str
    what: str
    quote: str
    article: str


@dataclass(frozen=True, slots=True)
class Argument:
    """What an article argues of the pair, and whether the data bear it out.

    Attributes:
        mechanism: Its name.
        by: On whose word.
        quote: The words.
        article: Where they stand.
        standing: Of the argument in the data.
        because: Why not, if not.
    """

    mechanism: str
    by: str
    quote: str
    article: str
    standing: str
    because: str


@dataclass(frozen=True, slots=True)
class DyadAccount:
    """All there is to say of a pair's change.

    Attributes:
        names: The pair.
        shift: Of its level in the ledger; None if nothing dated is known of it there.
        events: That moved it, the strongest first.
        account: Of the mechanisms; None if the data hold no panel with the pair.
        arguments: Of the articles.
        reserve: What a reader must know of the data.
    """

    names: tuple[str, str]
    shift: Shift | None
    events: tuple[Moved, ...]
    account: Account | None
    arguments: tuple[Argument, ...]
    reserve: tuple[str, ...]


def account_for_dyad(
    asked: PanelAsked, words: tuple[str, str], *, window: tuple[str | None, str | None]
) -> DyadAccount:
    """Account for a pair's change between two dates.

    Raises:
        UnknownNameError: If a name is not known, or neither ledger nor data know the pair.
        InputError: If a date lies outside what is known.
    """
    reserve: list[str] = []
    try:
        books = open_for_reading(asked.ledger)
    except LedgerError:
        if asked.data is None:
            raise
        books = None
        reserve.append("no ledger: the course, the events and the arguments of articles are missing")
    if books is None:
        base = detente.read_actor_base()
        one, other = sorted(_identity(word, base) for word in words)
        return _put_together(asked, (one, other), None, (), (), window=window, reserve=reserve)
    with books:
        pair = pair_of(words, books)
        shift, moved, days = _read_course(asked, books, pair, window=window, reserve=reserve)
        arguments = _read_arguments(books, pair)
    if shift is not None and days is not None and asked.data is None:
        window = (days[0].isoformat(), days[1].isoformat())
    return _put_together(asked, pair, shift, moved, arguments, window=window, reserve=reserve)


def _identity(word: str, base: ActorBase) -> str:
    try:
        return str(find_actor(word, base).id)
    except UnknownNameError:
        return word


def _put_together(  # noqa: PLR0913  what was found, one by one
    asked: PanelAsked,
    pair: tuple[str, str],
    shift: Shift | None,
    moved: tuple[Moved, ...],
    arguments: tuple[Argument, ...],
    *,
    window: tuple[str | None, str | None],
    reserve: list[str],
) -> DyadAccount:
    account = None
    try:
        causes = read_causes(asked)
        account = _account(causes, pair, window, reserve)
    except (InputError, UnknownNameError, UsageError) as fault:
        reserve.append(f"the mechanisms cannot be put to these data: {fault.message}")
        if shift is None:
            raise
    judged = tuple(_judge(argument, account) for argument in arguments)
    return DyadAccount(pair, shift, moved, account, judged, tuple(reserve))


def _account(
    causes: Causes, pair: tuple[str, str], window: tuple[str | None, str | None], reserve: list[str]
) -> Account:
    panel = build_cause_panel(causes, list_covariates())
    periods = _find_periods(panel, window)
    try:
        fit, why = fit_tone(keep_varied(panel)), ""
    except InputError as fault:
        fit, why = None, fault.message
    reserve.append(
        f"mechanisms: {causes.name}, {panel.n_rows:,} pairs in periods"
        + (f"; no model: {why}" if fit is None else "")
    )
    return account_for_change(panel, pair, periods=periods, fit=fit, why_no_fit=why)


def _find_periods(panel: Panel, window: tuple[str | None, str | None]) -> tuple[str, str]:
    """The panel's periods of two dates; the first and the last with outcomes, if none are given."""
    names = [str(period) for period in panel.periods]
    told: list[str] = [names[place] for place in sorted(set(panel.period.tolist()))]

    def find(word: str | None, default: str) -> str:
        if word is None:
            return default
        if word in told:
            return word
        fits = [name for name in told if word.startswith(name) or name.startswith(word)]
        if fits:
            return fits[0]
        return told[0] if word < told[0] else told[-1]

    first, last = find(window[0], told[0]), find(window[1], told[-1])
    if first >= last:
        raise InputError(
            f"{first} to {last} is no time that passes", hint=f"periods: {told[0]} to {told[-1]}"
        )
    return first, last


def _read_course(
    asked: PanelAsked,
    books: Ledger,
    pair: tuple[str, str],
    *,
    window: tuple[str | None, str | None],
    reserve: list[str],
) -> tuple[Shift | None, tuple[Moved, ...], tuple[date, date] | None]:
    try:
        levels = levels_of(books, domain="overall", undated=asked.undated, imported=asked.imported)
    except InputError as fault:
        reserve.append(f"no course: {fault.message}")
        return None, (), None
    if pair not in levels.observations.dyads:
        reserve.append("the ledger has no dated event of the pair: no course")
        return None, (), None
    days = seen_days(levels, "overall", pair)
    if window[0] is not None:
        days = (parse_edtf(window[0]).start, days[1])
    if window[1] is not None:
        end = parse_edtf(window[1])
        days = (days[0], date.fromordinal(end.end.toordinal() - 1))
    if days[0] >= days[1]:
        raise InputError(f"{days[0]} to {days[1]} is no time that passes", hint="--from before --to")
    shift = measure_shift(levels, pair, days)
    return shift, _find_moved(levels, books, pair, days, shift), days


def _find_moved(
    levels: Levels, books: Ledger, pair: tuple[str, str], days: tuple[date, date], shift: Shift
) -> tuple[Moved, ...]:
    """The events that pushed the level the way it went."""
    chain = levels.chain
    dyad = levels.observations.dyads.index(pair)
    domain = levels.observations.domains.index("overall")
    series = int(np.flatnonzero((chain.dyad == dyad) & (chain.domain == domain))[0])
    window = (float(days[0].toordinal()), float(days[1].toordinal()))
    pushes = find_pushes(levels, series, window, shift.change)[:_MOST_EVENTS]
    names = [push.event for push in pushes]
    told = {}
    for name in names:
        try:
            merged = books.merged_event(name)
        except UnknownNameError:
            continue
        telling = next(iter(books.tellings(merged.mentions)), None)
        if telling is not None:
            told[name] = telling
    moved = []
    for push in pushes:
        event = told.get(push.event)
        what = event.type if event else push.event
        quote = event.evidence[0].quote if event and event.evidence else ""
        article = books.document(event.document).name if event else ""
        moved.append(Moved(push.when.isoformat(), push.push, push.event, what, quote, article))
    return tuple(moved)


def _read_arguments(books: Ledger, pair: tuple[str, str]) -> tuple[Argument, ...]:
    """The causal arguments in which both states have a part."""
    found = []
    for statement in books.mechanisms(actor=pair[0]):
        if pair[1] in statement.actors:
            quote = statement.evidence[0].quote if statement.evidence else ""
            article = books.document(statement.document).name
            found.append(Argument(statement.name, statement.asserted_by, quote, article, "", ""))
    return tuple(found)


def _judge(argument: Argument, account: Account | None) -> Argument:
    if account is None:
        return replace(argument, standing="no data", because="there is no panel with the pair")
    standing, because = judge_argument(account, find_mechanism_test(argument.mechanism))
    return replace(argument, standing=standing, because=because)


def print_account(told: DyadAccount, *, style: Format) -> None:
    """Print it: rows of the mechanisms as JSON lines or CSV, or all of it in words."""
    rows = account_rows(told.account) if told.account else []
    if style is not Format.TABLE:
        print_rows(rows, ACCOUNT_COLUMNS, style=style)
        return
    one, other = told.names
    if told.shift is not None:
        print_line(_shift_words(told.names, told.shift))
    if told.events:
        shown = [
            {
                "date": row.date,
                "push": f"{row.push:+.2f}",
                "what": row.what,
                "quote": row.quote,
                "article": row.article,
            }
            for row in told.events
        ]
        print_rows(shown, tuple(shown[0]), style=style, title="What moved it")
    if told.account is not None:
        _print_mechanisms(told.account, f"{one} and {other}")
    for argument in told.arguments:
        because = f" ({argument.because})" if argument.because else ""
        print_line(f"Argued by {argument.by}, {argument.mechanism}: “{argument.quote}” [{argument.article}]")
        print_line(f"  in the data: {argument.standing}{because}")


def _shift_words(pair: tuple[str, str], shift: Shift) -> str:
    half = find_quantile(COVERAGE) * shift.sd
    low, high = shift.change - half, shift.change + half
    way = "warmed" if shift.change > 0 else "cooled"
    sure = "" if low * high > 0 else ", though not surely"
    return (
        f"{pair[0]} and {pair[1]} {way} by {abs(shift.change):.2f} from {shift.start} to {shift.end}{sure} "
        f"(90 % interval {low:+.2f} to {high:+.2f}, on a scale of -10 to +10)."
    )


def _print_mechanisms(account: Account, pair: str) -> None:
    first, last = account.periods
    parts = shown_parts(account)
    if parts:
        title = f"What the mechanisms say of {pair}, {first} to {last}"
        print_rows(parts, tuple(parts[0]), style=Format.TABLE, title=title)
    else:
        print_line(f"No mechanism moved for {pair} between {first} and {last}.")
    if account.fit is None:
        print_line(f"No model: {account.why_no_fit}. What each accounts for is not known.")
        return
    moved = account.tone[1] - account.tone[0]
    if np.isfinite(moved):
        low, high = account.interval
        print_line(
            f"The tone of what passed went {moved:+.3f}; the mechanisms account for {account.expected:+.3f} "
            f"(90 % interval {low:+.3f} to {high:+.3f}), what all pairs did for {account.period:+.3f}; "
            "the rest is their own."
        )
    rows = [
        {
            "pair": " ".join(row.dyad),
            "tone": f"{row.change:+.3f}",
            "mechanisms": f"{row.expected:+.3f}",
        }
        for row in account.comparables
    ]
    if rows:
        print_rows(rows, tuple(rows[0]), style=Format.TABLE, title="The pairs most alike in this")
