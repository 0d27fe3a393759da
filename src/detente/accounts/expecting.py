"""What a prediction leads one to expect: kinds of event, parties, topic, and when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from detente.accounts.wording import course_of, is_negated, topic_words, types_told
from detente.core.dates import parse_edtf
from detente.identity.likeness import read_likeness
from detente.ontology import find_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.coding.event import Event
    from detente.coding.statements.nouns import Prediction

__all__ = ["Expectation", "Frame", "Outlook", "look_ahead"]

_PRELIMINARY = frozenset(("AGREE", "CONSULT", "REQUEST", "THREATEN"))
_PARTIES = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """When what is foretold may come, in days counted as `date.toordinal` does, half-open.

    Attributes:
        told: Days on which it may have been foretold, or None: unknown, or after the horizon.
        horizon: Days of the horizon, or None.
        belated: Whether the horizon was over before it was told, which is probably a misreading.
    """

    told: tuple[int, int] | None
    horizon: tuple[int, int] | None
    belated: bool = False

    @property
    def low(self) -> int | None:
        """First day that is of interest; None if nothing can be placed."""
        if self.horizon is None:
            return self.told[1] if self.told else None
        return max(self.horizon[0], self.told[0]) if self.told else self.horizon[0]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One way of saying what event would fulfil a prediction.

    Attributes:
        plan: The coded plan that tells it, or empty: then it is read from the statement's words.
        plan_type: That plan's event type, or empty.
        types: Event types with how well each fits, 0 to 1.
        mode: PLOVER mode, or None.
        source: Who acts.
        target: On whom; empty if all act alike.
        object: Topic words of its object.
        project: Topic words of its project.
        words: Topic words of the statement.
        cooperative: Whether it is an act of cooperation; None if that is not known.
    """

    plan: str
    plan_type: str
    types: Mapping[str, float]
    mode: str | None
    source: frozenset[str]
    target: frozenset[str]
    object: frozenset[str]
    project: frozenset[str]
    words: frozenset[str]
    cooperative: bool | None

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """The actors or pairs of actors of which an event must name one."""
        first, second = sorted(self.source)[:_PARTIES], sorted(self.target)[:_PARTIES]
        if second:
            pairs = {(a, b) if a < b else (b, a) for a in first for b in second if a != b}
        else:
            pairs = {(a, b) for i, a in enumerate(first) for b in first[i + 1 :]}
        return sorted(pairs) or [(actor,) for actor in sorted({*first, *second})]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A prediction made ready for judging.

    Attributes:
        expectations: By identity of their plans; one without plan if no plan tells it; none if it names no
            actor, or its words tell no kind of event.
        frame: When.
        negated: Whether it says that this will not be.
        course: 1 or -1 if it only foretells where a relation goes, else 0.
    """

    expectations: tuple[Expectation, ...]
    frame: Frame
    negated: bool
    course: int


def look_ahead(prediction: Prediction, plans: Iterable[Event], published: str | None) -> Outlook:
    """What a prediction leads one to expect, given the plans told in the same words."""
    told = sorted(
        (plan for plan in plans if any(s.overlaps(o) for s in plan.evidence for o in prediction.evidence)),
        key=lambda plan: plan.id,
    )
    expectations = tuple(_from_plan(prediction, plan) for plan in told)
    expectations = tuple(row for row in expectations if row.keys)
    course = 0 if expectations else course_of(prediction.statement)
    refuses = any(plan.type == "REJECT" for plan in told)
    return Outlook(
        expectations or (() if course else _from_words(prediction)),
        _frame(prediction, published),
        is_negated(prediction.statement) and not refuses,
        course,
    )


def _frame(prediction: Prediction, published: str | None) -> Frame:
    horizon = told = None
    if prediction.horizon is not None:
        span = parse_edtf(prediction.horizon)
        horizon = (span.start.toordinal(), span.end.toordinal())
    if published is not None:
        span = parse_edtf(published)
        told = (span.start.toordinal(), span.end.toordinal())
        if horizon is not None and horizon[1] <= told[0]:
            return Frame(None, horizon, belated=True)
    return Frame(told, horizon)


def _from_plan(prediction: Prediction, plan: Event) -> Expectation:
    source, target = frozenset(plan.source), frozenset(plan.target)
    if len(source | target) < 2 and len(prediction.actors) == 2:
        source, target = frozenset(prediction.actors), frozenset()
    words = types_told(prediction.statement)
    return Expectation(
        plan=plan.id,
        plan_type=plan.type,
        types=_types_from(plan.type, words),
        mode=plan.mode,
        source=source,
        target=target,
        object=topic_words(plan.object or ""),
        project=topic_words(plan.project or ""),
        words=topic_words(prediction.statement),
        cooperative=_is_friendly(plan.type),
    )


def _from_words(prediction: Prediction) -> tuple[Expectation, ...]:
    types = types_told(prediction.statement)
    if not types or not prediction.actors:
        return ()
    sides = {_is_friendly(name) for name in types}
    expectation = Expectation(
        plan="",
        plan_type="",
        types=_carried_out_by(types),
        mode=None,
        source=frozenset(prediction.actors),
        target=frozenset(),
        object=frozenset(),
        project=frozenset(),
        words=topic_words(prediction.statement),
        cooperative=sides.pop() if len(sides) == 1 else None,
    )
    return (expectation,)


@cache
def _types_from(plan_type: str, words: frozenset[str]) -> Mapping[str, float]:
    """Which event types carry out a plan, and how well.

    A plan of type AGREE is a promise of some cooperation: the statement's verb says which. To agree again is
    then no fulfilment.
    """
    friendly = _is_friendly(plan_type)
    named = {name for name in words if _is_friendly(name) == friendly}
    if plan_type != "AGREE":
        near = set(_carried_out_by(frozenset({plan_type})))
        return _carried_out_by(frozenset({plan_type, *(named & near)}))
    if named:
        return _carried_out_by(frozenset(named))
    return dict.fromkeys(("AID", "COOPERATE", "CONCEDE", "RETREAT", "SUPPORT"), 0.7)


@cache
def _carried_out_by(names: frozenset[str]) -> Mapping[str, float]:
    """Types with how well an event of them fits what is foretold as one of `names`.

    The type itself fits wholly; its kin (`kin.csv` of the identity room) by ``0.4 + 0.6 * kinship``, if both
    are words or both are deeds, or the kinship is 0.6 and a deed follows on words. Talks, promises, threats
    and requests fit only where they are foretold themselves.
    """
    table, out = read_likeness(), dict.fromkeys(sorted(names), 1.0)
    for name in sorted(names):
        quad_class = find_type(name).quad_class
        for other, at in table.types.items():
            kinship = float(table.kinship[table.types[name], at])
            near = 0.4 if find_type(other).quad_class == quad_class else 0.6
            deed_first = quad_class in (2, 4) and find_type(other).quad_class in (1, 3)
            alike = _is_friendly(name) == _is_friendly(other) and kinship >= near and not deed_first
            if alike and other not in _PRELIMINARY:
                out[other] = max(out.get(other, 0.0), 0.4 + 0.6 * kinship)
    return out


def _is_friendly(type_name: str) -> bool:
    return find_type(type_name).quad_class <= 2
