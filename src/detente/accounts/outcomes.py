"""What became of predictions: fulfilled, refuted, overdue, or open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.accounts.chronicle import build_chronicle
from detente.accounts.courses import judge_course
from detente.accounts.expecting import look_ahead
from detente.accounts.fitting import DECIDES, ENDINGS, fit_ending, fit_event
from detente.accounts.nouns import Outcome
from detente.accounts.verdicts import Evidence, decide, leave_open, never_came, overdue, rounded
from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.accounts.chronicle import Chronicle
    from detente.accounts.expecting import Expectation, Outlook
    from detente.accounts.fitting import Fit
    from detente.coding.event import Event
    from detente.coding.statements.nouns import Prediction
    from detente.identity.merged import MergedEvent

__all__ = ["VERDICTS", "judge_predictions"]

VERDICTS = ("fulfilled", "refuted", "overdue", "open")
_AHEAD = frozenset(("planned", "possible", "negotiating", "asked"))
_LAST = date.max.toordinal()
_NOTHING: Mapping[str, tuple[str, str]] = MappingProxyType({})
_UNTOLD: Mapping[str, Event] = MappingProxyType({})


def judge_predictions(  # noqa: PLR0913 -- each is a book of its own
    predictions: Iterable[Prediction],
    *,
    plans: Iterable[Event],
    events: Iterable[MergedEvent],
    published: Mapping[str, str | None],
    today: date,
    overruled: Mapping[str, tuple[str, str]] = _NOTHING,
    tellings: Mapping[str, Event] = _UNTOLD,
) -> list[Outcome]:
    """What became of each prediction, in their order; the order of all else does not matter.

    Args:
        predictions: To be judged.
        plans: Tellings of the same documents; of them only those planned, possible, negotiated or asked
            count. One whose evidence overlaps a prediction's tells what kind of event, parties and object to
            expect.
        events: Merged events; what has occurred, is going on or is denied can decide.
        published: EDTF date of each document, or None.
        today: The day on which to judge.
        overruled: By prediction, a person's verdict and the person: it holds, with confidence 1.
        tellings: By identity, the tellings of the events. They place undated events and keep a sentence
            from being witness of itself; without them undated events are left aside.

    Raises:
        UsageError: If a person's verdict is none of `VERDICTS`.
    """
    rows = list(predictions)
    by_document: dict[str, list[Event]] = defaultdict(list)
    for plan in plans:
        if plan.status in _AHEAD:
            by_document[plan.document].append(plan)
    outlooks = [
        look_ahead(row, by_document.get(row.document, ()), published.get(row.document)) for row in rows
    ]
    wanted = {key for outlook in outlooks for row in outlook.expectations for key in row.keys}
    wanted.update(row.actors for row, outlook in zip(rows, outlooks, strict=True) if outlook.course)
    chronicle = build_chronicle(events, tellings=tellings, published=published, wanted=frozenset(wanted))
    return [
        _overrule(_judge(row, outlook, chronicle, today.toordinal()), overruled.get(row.id))
        for row, outlook in zip(rows, outlooks, strict=True)
    ]


def _overrule(outcome: Outcome, word: tuple[str, str] | None) -> Outcome:
    if word is None:
        return outcome
    verdict, by = word
    if verdict not in VERDICTS:
        raise UsageError(
            f"{verdict!r} is no verdict on prediction {outcome.prediction!r}",
            hint=f"say one of: {', '.join(VERDICTS)}",
        )
    return replace(
        outcome,
        verdict=verdict,
        confidence=1.0,
        by=by,
        late=outcome.late and verdict == "overdue",
        reasons=(f"{by} says so", *outcome.reasons),
    )


def _judge(prediction: Prediction, outlook: Outlook, chronicle: Chronicle, today: int) -> Outcome:
    evidence = _gather(prediction, outlook, chronicle)
    horizon = outlook.frame.horizon
    due = date.fromordinal(horizon[1] - 1).isoformat() if horizon and horizon[1] < _LAST else None
    passed = due is not None and horizon is not None and horizon[1] <= today
    blank = Outcome(prediction.id, "open", 0.0, "model", due, late=False, events=(), reasons=())
    if outlook.course:
        return _by_course(
            blank, outlook, actors=prediction.actors, chronicle=chronicle, today=today, passed=passed
        )
    does, against = evidence.does, evidence.against
    if does and (not against or does[0].share >= against[0].share):
        verdict = "refuted" if outlook.negated else "fulfilled"
        return decide(blank, verdict, does, against)
    if against and not outlook.negated:
        return decide(blank, "refuted", against, does)
    if passed and outlook.negated and outlook.expectations and not outlook.frame.belated:
        return never_came(blank, evidence)
    if passed:
        return overdue(blank, outlook, evidence)
    return leave_open(blank, outlook, evidence)


def _gather(prediction: Prediction, outlook: Outlook, chronicle: Chronicle) -> Evidence:
    low, best, nearest = outlook.frame.low, dict[tuple[str, str], "Fit"](), 0.0
    if low is None:
        return Evidence([], [], [], 0.0, 0)
    for fit in _fits(prediction, outlook, chronicle, low):
        name = (fit.how, fit.known.event.id)
        if name not in best or _weight(fit) > _weight(best[name]):
            best[name] = fit
    found = sorted(best.values(), key=lambda fit: (-_weight(fit), fit.when.day, fit.known.event.id))
    nearest = max((_weight(fit) for fit in found if _weight(fit) < DECIDES), default=0.0)
    found = [fit for fit in found if _weight(fit) >= DECIDES]
    does = [fit for fit in found if fit.how == "does"]
    high = outlook.frame.horizon[1] if outlook.frame.horizon else _LAST
    keys = {key for row in outlook.expectations for key in row.keys}
    counts = [chronicle.series[key].window(low, high)[0] for key in keys if key in chronicle.series]
    return Evidence(
        does=[fit for fit in does if not _is_late(fit)],
        late=[fit for fit in does if _is_late(fit)],
        against=[fit for fit in found if fit.how != "does"],
        nearest=nearest,
        n_known=max(counts, default=0),
    )


def _is_late(fit: Fit) -> bool:
    return fit.when.late > fit.when.inside


def _weight(fit: Fit) -> float:
    return fit.late if fit.how == "does" and _is_late(fit) else fit.share


def _fits(prediction: Prediction, outlook: Outlook, chronicle: Chronicle, low: int) -> Iterator[Fit]:
    """Everything known that was foretold, ends it, or denies it."""
    frame = outlook.frame
    for row in outlook.expectations:
        for at in _places(chronicle, row, _kinds(row), low):
            fit = fit_event(chronicle.known[at], row, prediction, frame)
            if fit is not None:
                yield fit
        if row.cooperative is not None:
            kinds = [kind for kind in ENDINGS[row.cooperative] if kind not in row.types]
            for at in _places(chronicle, row, kinds, low, ending=True):
                fit = fit_ending(chronicle.known[at], row, prediction, frame)
                if fit is not None:
                    yield fit


def _kinds(expectation: Expectation) -> list[str]:
    types = set(expectation.types)
    denied = types | ({expectation.plan_type} if expectation.plan_type else set())
    return [*sorted(types), *(f"!{name}" for name in sorted(denied))]


def _places(
    chronicle: Chronicle, expectation: Expectation, kinds: list[str], low: int, *, ending: bool = False
) -> list[int]:
    """Where to look: under the topic words, and where the topic may be untold (``-``) or any (empty)."""
    own = expectation.object | expectation.project
    found = set(
        chronicle.find(expectation.keys, kinds=kinds, words=sorted(own or expectation.words), low=low)
    )
    if ending:
        others = ["REJECT"] if "CONSULT" in expectation.types else []
    elif own:
        others = ["CONSULT", "!CONSULT"] if "CONSULT" in expectation.types else []
    else:
        others = kinds
    found.update(chronicle.find(expectation.keys, kinds=others, words=["-" if own else ""], low=low))
    return sorted(found)


def _by_course(
    blank: Outcome,
    outlook: Outlook,
    *,
    actors: tuple[str, ...],
    chronicle: Chronicle,
    today: int,
    passed: bool,
) -> Outcome:
    told = judge_course(chronicle, actors, direction=outlook.course, frame=outlook.frame, today=today)
    if told is None:
        nothing = Evidence([], [], [], 0.0, 0)
        return overdue(blank, outlook, nothing) if passed else leave_open(blank, outlook, nothing)
    came, confidence, events, reasons = told
    verdict = "fulfilled" if came != outlook.negated else "refuted"
    return replace(blank, verdict=verdict, confidence=rounded(confidence), events=events, reasons=reasons)
