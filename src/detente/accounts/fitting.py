"""How well a known event fits what was expected, as a product of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.accounts.chronicle import freshness
from detente.accounts.wording import ALIKE, measure_topic
from detente.ontology import find_type

if TYPE_CHECKING:
    from detente.accounts.chronicle import Known, Told
    from detente.accounts.expecting import Expectation, Frame
    from detente.coding.statements.nouns import Prediction

__all__ = ["DECIDES", "ENDINGS", "Fit", "When", "fit_ending", "fit_event", "place_event"]

DECIDES = 0.4
"""Share from which an event decides a prediction."""

ENDINGS = {
    True: {"REJECT": 0.85, "SANCTION": 0.85, "COERCE": 0.7},
    False: {"RETREAT": 0.8, "CONCEDE": 0.8},
}
"""Types that end what was foretold, if it was cooperation or not, and how surely."""

_ENDING_MODES = {
    "SANCTION": frozenset(("discontinue", "withdraw", "expel", None)),
    "COERCE": frozenset(("ban", "restrict")),
}
_HALF_LIFE = 3 * 365
_SAME_SENTENCE = 200
_DENIAL = 0.75
_BY_WORDS = 0.75
_UNDATED = 0.55


@dataclass(frozen=True, slots=True)
class When:
    """When an event came, seen from a prediction.

    Attributes:
        after: That it came after the prediction was made, 0 to 1.
        inside: That it came within the horizon, if after.
        late: That it came after the horizon.
        day: First day on which it can have come, as `date.toordinal`.
        why: In words.
    """

    after: float
    inside: float
    late: float
    day: int
    why: str


@dataclass(frozen=True, slots=True)
class Fit:
    """How an event bears on a prediction.

    Attributes:
        known: The event.
        how: ``does ends denies``.
        share: Product of the parts, 0 to 1, when in time.
        late: The same, when after the horizon.
        when: When it came.
        parts: Each part's factor and reason, the time's last.
    """

    known: Known
    how: str
    share: float
    late: float
    when: When
    parts: tuple[tuple[float, str], ...]


def fit_event(known: Known, expectation: Expectation, prediction: Prediction, frame: Frame) -> Fit | None:
    """How well an event is what was expected, or the denial of it; None if it cannot decide."""
    event, denied = known.event, known.denied
    kind = expectation.types.get(event.type, 0.0)
    if denied and event.type == expectation.plan_type:
        kind = 1.0
    if kind and expectation.mode and event.mode and expectation.mode != event.mode:
        kind *= 0.75
    parties = _parties(known, expectation) if kind else 0.0
    topic = _topic(known, expectation) if parties else 0.0
    basis = 1.0 if expectation.plan else _BY_WORDS
    hopeful = kind * parties * topic * basis * (_DENIAL if denied else 1.0) >= DECIDES
    when = place_event(known, prediction, frame) if hopeful else None
    if when is None:
        return None
    told = "its plan in the same words" if expectation.plan else "the words of the statement"
    parts = [
        (kind, f"it is denied: {event.type}" if denied else f"{event.type} is what was foretold"),
        (parties, "between the parties foretold"),
        (topic, _topic_words(topic)),
        (basis, f"what to expect is read from {told}"),
    ]
    if denied:
        parts.append((_DENIAL, "a denial is no proof"))
    how = "denies" if denied else "does"
    return _fit(known, how, parts, when)


def fit_ending(known: Known, expectation: Expectation, prediction: Prediction, frame: Frame) -> Fit | None:
    """How well an event ends what was expected: refuses, stops or forbids it; None if it cannot decide."""
    event = known.event
    ending = ENDINGS[expectation.cooperative].get(event.type) if expectation.cooperative is not None else None
    modes = _ENDING_MODES.get(event.type)
    if ending is None or known.denied or event.type in expectation.types:
        return None
    if modes is not None and event.mode not in modes:
        return None
    parties = _covered(known, expectation)
    topic = _topic(known, expectation) if parties else 0.0
    bare = not (known.objects or known.projects) or not (expectation.object or expectation.project)
    meeting = event.type == "REJECT" and event.mode == "meet" and "CONSULT" in expectation.types
    if bare and topic < 1.0:
        topic = 0.8 if meeting else 0.4
    basis = 1.0 if expectation.plan else _BY_WORDS
    hopeful = ending * parties * topic * basis >= DECIDES
    when = place_event(known, prediction, frame) if hopeful else None
    if when is None:
        return None
    parts = [
        (ending, f"{event.type} ends what was foretold"),
        (parties, "between the parties foretold"),
        (topic, _topic_words(topic)),
        (basis, "what to expect is read from " + ("its plan" if basis == 1.0 else "the statement's words")),
    ]
    return _fit(known, "ends", parts, when)


def _fit(known: Known, how: str, parts: list[tuple[float, str]], when: When) -> Fit:
    share = 1.0
    for factor, _ in parts:
        share *= factor
    inside = when.inside if how == "does" else 1.0 - when.late
    parts.append((when.after * inside, when.why))
    return Fit(known, how, share * when.after * inside, share * when.after * when.late, when, tuple(parts))


def _covered(known: Known, expectation: Expectation) -> float:
    """How far an event's parties are those foretold, whoever acts."""
    parties = {*known.event.source, *known.event.target}
    first, second = expectation.source & parties, expectation.target & parties
    wanted = expectation.source | expectation.target
    if len(wanted) == 1:
        return 0.8 * bool(first or second)
    whole = bool(first and second) if expectation.target else len(first) >= 2
    return 0.7 + 0.3 * len(first | second) / len(wanted) if whole else 0.0


def _parties(known: Known, expectation: Expectation) -> float:
    """As `_covered`; the roles must not be turned round, but where both sides usually act alike."""
    share, event = _covered(known, expectation), known.event
    if not share or not expectation.target or not event.target:
        return share
    straight = expectation.source & set(event.source) or expectation.target & set(event.target)
    if straight:
        return share
    mutual = find_type(event.type).symmetric_typical or event.type == "SUPPORT"
    return 0.9 * share if mutual else 0.0


def _topic(known: Known, expectation: Expectation) -> float:
    """How far both are about the same: 0 excludes it.

    Projects that differ exclude each other. If the plan names a topic, the event must have a like one; talks
    may be told without any. Else the words of the statement are looked at.
    """
    if expectation.project and known.projects:
        likeness = max(measure_topic(expectation.project, words) for words in known.projects)
        return 0.6 + 0.4 * likeness if likeness >= ALIKE else 0.0
    told = known.objects + known.projects
    mine = [words for words in (expectation.object, expectation.project) if words]
    talks = known.event.type == "CONSULT"
    if not told:
        return 0.7 if talks else (0.35 if mine else 0.6)
    if mine:
        likeness = max(measure_topic(words, theirs) for words in mine for theirs in told)
        return 0.6 + 0.4 * likeness if likeness >= ALIKE else 0.0
    share = max(len(words & expectation.words) / len(words) for words in told)
    if share >= 0.5:
        return 0.6 + 0.4 * share
    return 0.6 if talks else 0.0


def _topic_words(topic: float) -> str:
    if topic > 0.75:
        return "about the same thing"
    return "what it is about is told differently or not at all"


def place_event(known: Known, prediction: Prediction, frame: Frame) -> When | None:
    """When an event came, seen from a prediction; None if before it, or only by its own word."""
    told = [row for row in known.tellings if _is_other(row, prediction)]
    if known.tellings and not told:
        return None
    days = sorted(row.published for row in told if row.published)
    if known.denied and days:
        return _place_denial(days, frame)
    first = days[0] if days else None
    if known.days is None:
        if first is None or (frame.told is not None and first[0] < frame.told[1]):
            return None
        start, end = first[1] - freshness(known.event.type), first[1]
        start = max(start, frame.told[1]) if frame.told else start
        return _within(start, end, frame, after=_UNDATED, why="undated, first told later")
    start, end = known.days
    if first is not None and start < first[1] < end:
        end = first[1]
    return _place_dated(start, end, first, frame)


def _place_dated(start: int, end: int, first: tuple[int, int] | None, frame: Frame) -> When | None:
    if frame.told is None:
        return _within(start, end, frame, after=0.6, why="dated; when it was foretold is not known")
    begun, over = frame.told
    low, later = max(start, over), first is not None and first[0] >= over
    if end > low:
        after = (end - low) / (end - start)
        after = (1.0 + after) / 2.0 if later else after
        return _within(low, end, frame, after=after, why="dated after it was foretold")
    low = max(start, begun)
    if frame.horizon is None or not later or end <= max(low, frame.horizon[0]):
        return None
    return _within(low, end, frame, after=0.6, why="on the day it was foretold, told later")


def _place_denial(days: list[tuple[int, int]], frame: Frame) -> When | None:
    low = frame.told[1] if frame.told else None
    for start, end in days:
        if low is None or start >= low:
            return _within(start, end, frame, after=0.6 if low is None else 1.0, why="denied later")
    return None


def _within(start: int, end: int, frame: Frame, *, after: float, why: str) -> When | None:
    """How much of the days lies within the horizon and after it; without one, the delay counts."""
    if frame.horizon is None:
        if frame.told is None:
            return None
        delay = max(0, start - frame.told[1])
        inside = 0.85 * 0.5 ** (delay / _HALF_LIFE)
        return When(after, inside, 0.0, start, f"{why}, {delay} days on; no horizon is set")
    low, high = frame.horizon
    inside = max(0, min(end, high) - max(start, low)) / (end - start)
    late = max(0, end - max(start, high)) / (end - start)
    where = "within the horizon" if inside >= late and inside > 0 else "after the horizon"
    return When(after, inside, late, start, f"{why}, {where if inside or late else 'before the horizon'}")


def _is_other(told: Told, prediction: Prediction) -> bool:
    """Whether a telling is more than the prediction's own words: two hundred letters away at least.

    What its document tells elsewhere as done is a telling like any other: if it is known when the document
    came out, it had been done by then.
    """
    if told.document != prediction.document:
        return True
    return all(
        start - span.end >= _SAME_SENTENCE or span.start - end >= _SAME_SENTENCE
        for start, end in told.spans
        for span in prediction.evidence
    )
