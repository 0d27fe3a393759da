"""Why a dyad moved: how much of its change each mechanism accounts for in a fitted model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from detente.core.errors import InputError, UnknownNameError
from detente.mechanisms.fit import COVERAGE, Fit, find_effect
from detente.mechanisms.linear_model import fit_linear_model
from detente.mechanisms.panel_rows import Panel, take_rows
from detente.mechanisms.registry import MechanismTest, read_mechanism_tests
from detente.mechanisms.world import Bools, Floats

__all__ = [
    "Account",
    "Comparable",
    "Standing",
    "TonePart",
    "account_for_change",
    "fit_tone",
    "judge_argument",
]

Standing = Literal[
    "borne out", "present, effect not settled", "present, against it", "not present", "no test", "no data"
]
NEAREST = 5


@dataclass(frozen=True, slots=True)
class TonePart:
    """What a covariate has to do with a change.

    Attributes:
        covariate: Its name.
        mechanisms: Mechanisms of the ontology that it tests.
        before: Its value in the first period.
        after: Its value in the last.
        effect: Change of the tone with a step of 1, in the fitted model; NaN without one.
        part: Effect times change of the covariate; NaN without a model.
        interval: Of `part`.
    """

    covariate: str
    mechanisms: tuple[str, ...]
    before: float
    after: float
    effect: float
    part: float
    interval: tuple[float, float]

    @property
    def moved(self) -> float:
        """How far the covariate moved."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparable:
    """Another dyad in which the mechanisms moved alike.

    Attributes:
        dyad: Its states.
        change: What its tone did between the same periods; NaN if nothing passed between them in one.
        expected: What the model makes of it.
        distance: How far it is from the dyad asked about, in what the mechanisms account for.
    """

    dyad: tuple[str, str]
    change: float
    expected: float
    distance: float


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the change of a dyad's tone between two periods.

    Attributes:
        dyad: Two states.
        periods: The first and the last.
        tone: Its tone in both; NaN where nothing passed between them.
        parts: Of each covariate, the greatest first.
        expected: Sum of the parts, NaN without a model.
        interval: Of it.
        period: What all dyads together did between the periods; NaN without a model.
        comparables: The dyads in which the mechanisms moved most alike.
        fit: The model; None if the panel is too thin for one.
        why_no_fit: Then, why.
    """

    dyad: tuple[str, str]
    periods: tuple[str, str]
    tone: tuple[float, float]
    parts: tuple[TonePart, ...]
    expected: float
    interval: tuple[float, float]
    period: float
    comparables: tuple[Comparable, ...]
    fit: Fit | None
    why_no_fit: str


def fit_tone(panel: Panel) -> Fit:
    """The tone between two states by what the mechanisms said beforehand, with dyad and period effects.

    A linear model of dyads in periods in which something passed, weighted by how much, with errors robust to
    dyads that share a state. The effects are within dyads: what does not change in a dyad explains nothing.

    Raises:
        InputError: If the panel is too thin, or the effects leave nothing of a covariate.
    """
    whole: Bools = np.isfinite(panel.covariates).all(axis=1) & panel.met & np.isfinite(panel.tone)
    rows = take_rows(panel, whole)
    if rows.n_rows < 10 * (len(panel.names) + 1):
        raise InputError(
            f"{rows.n_rows} dyads in periods are too few to fit {len(panel.names)} effects",
            hint="--imported or --data with more dyads and periods",
        )
    return fit_linear_model(
        rows.tone,
        rows.covariates,
        names=panel.names,
        groups=(rows.dyad, rows.period),
        weights=rows.weights,
        dyads=(rows.i, rows.j),
    )


def account_for_change(
    panel: Panel,
    dyad: tuple[str, str],
    *,
    periods: tuple[str, str],
    fit: Fit | None = None,
    why_no_fit: str = "",
) -> Account:
    """How much of a dyad's change each mechanism accounts for.

    Part of a covariate: its effect times how far it moved for this dyad. The parts are shares of an
    association: what moved beside the covariates, and was left out of the model, is in them too; and a rest
    that no mechanism accounts for is the rule, not a fault.

    Args:
        panel: With the covariates.
        dyad: Two of its states.
        periods: First and last, as the panel names them.
        fit: By `fit_tone`; None for the covariates alone.
        why_no_fit: Then, the reason.

    Raises:
        UnknownNameError: A state or period is not in the panel.
        InputError: The dyad is not at risk in one of the periods.
    """
    rows = _find_rows(panel, dyad, periods)
    before, after = panel.covariates[rows[0]], panel.covariates[rows[1]]
    parts = tuple(_part(panel, name, before, after, fit) for name in panel.names)
    known = np.nan_to_num(after - before)
    expected, interval = float("nan"), (float("nan"), float("nan"))
    if fit is not None:
        step = known[[panel.names.index(name) for name in fit.names]]
        expected = float(step @ fit.coefficients)
        half = _quantile() * float(step @ fit.covariance @ step) ** 0.5
        interval = (expected - half, expected + half)
    ranked = sorted(parts, key=lambda one: (-_size(one), -abs(one.moved)))
    return Account(
        dyad=dyad,
        periods=periods,
        tone=(float(panel.tone[rows[0]]), float(panel.tone[rows[1]])),
        parts=tuple(ranked),
        expected=expected,
        interval=interval,
        period=_measure_drift(panel, periods) if fit is not None else float("nan"),
        comparables=_find_comparables(panel, rows, periods, fit) if fit is not None else (),
        fit=fit,
        why_no_fit=why_no_fit,
    )


def judge_argument(account: Account, test: MechanismTest) -> tuple[Standing, str]:
    """Whether the data bear out that a mechanism moved a dyad, as an article argues; with why not, if not.

    Borne out is: its covariate rose for the dyad, and in the fitted model that goes with the tone that the
    mechanism leads to expect, surely. It is no proof that the mechanism was at work in this dyad.
    """
    if not test.testable:
        return "no test", test.cannot_say
    told = [
        (part, one.tone)
        for one in test.expectations
        for part in account.parts
        if part.covariate == one.covariate.name
    ]
    if not told:
        needs = ", ".join(one.covariate.name for one in test.expectations)
        return "no data", f"these data hold no {needs}"
    moved = [(part, sign) for part, sign in told if part.moved > 0]
    if not moved:
        return "not present", f"{told[0][0].covariate} did not rise for this pair"
    part, sign = max(moved, key=lambda one: _size(one[0]))
    if account.fit is None or sign == 0:
        return "present, effect not settled", account.why_no_fit or "the mechanism says nothing of the tone"
    if part.interval[0] * sign > 0 and part.interval[1] * sign > 0:
        return "borne out", ""
    if part.interval[0] * sign < 0 and part.interval[1] * sign < 0:
        return "present, against it", "in these data it goes with the other tone"
    return "present, effect not settled", "the interval of its effect holds 0"


def _size(part: TonePart) -> float:
    """How large a part is; 0 without a model."""
    return abs(part.part) if math.isfinite(part.part) else 0.0


def _quantile() -> float:
    return NormalDist().inv_cdf(0.5 + COVERAGE / 2)


def _find_rows(panel: Panel, dyad: tuple[str, str], periods: tuple[str, str]) -> tuple[int, int]:
    """The dyad's rows in both periods."""
    for state in dyad:
        if state not in panel.states:
            raise UnknownNameError(f"the panel has no {state!r}", hint="see `detente dyads`")
    names = [str(period) for period in panel.periods]
    one, other = sorted(panel.states.index(state) for state in dyad)
    found = []
    for period in periods:
        if period not in names:
            raise UnknownNameError(f"the panel has no period {period!r}", hint=f"{names[0]} to {names[-1]}")
        here = (panel.i == one) & (panel.j == other) & (panel.period == names.index(period))
        if not here.any():
            told = sorted({names[place] for place in panel.period.tolist()})
            raise InputError(
                f"{dyad[0]} and {dyad[1]} are not in the panel in {period}",
                hint=f"it has outcomes from {told[0]} to {told[-1]}" if told else "it has no outcomes",
            )
        found.append(int(np.flatnonzero(here)[0]))
    return found[0], found[1]


def _part(panel: Panel, name: str, before: Floats, after: Floats, fit: Fit | None) -> TonePart:
    place = panel.names.index(name)
    step = float(after[place] - before[place])
    effect = part = low = high = float("nan")
    if fit is not None and name in fit.names:
        effect, error = find_effect(fit, name)
        part, half = effect * step, _quantile() * error * abs(step)
        low, high = part - half, part + half
    return TonePart(
        name, _name_mechanisms(name), float(before[place]), float(after[place]), effect, part, (low, high)
    )


def _name_mechanisms(covariate: str) -> tuple[str, ...]:
    return tuple(
        test.name
        for test in read_mechanism_tests().values()
        if any(one.covariate.name == covariate for one in test.expectations)
    )


def _measure_drift(panel: Panel, periods: tuple[str, str]) -> float:
    """What the tone of all dyads together did, each event the same."""
    names = [str(period) for period in panel.periods]
    means = []
    for period in periods:
        here = (panel.period == names.index(period)) & panel.met & np.isfinite(panel.tone)
        if not here.any():
            return float("nan")
        means.append(float(np.average(panel.tone[here], weights=panel.weights[here])))
    return means[1] - means[0]


def _find_comparables(
    panel: Panel, rows: tuple[int, int], periods: tuple[str, str], fit: Fit
) -> tuple[Comparable, ...]:
    """The dyads whose parts are nearest to the dyad's."""
    names = [str(period) for period in panel.periods]
    order = [panel.names.index(name) for name in fit.names]
    first, last = (np.flatnonzero(panel.period == names.index(period)) for period in periods)
    dyad = panel.dyad
    common, at_first, at_last = np.intersect1d(dyad[first], dyad[last], return_indices=True)
    begin, end = first[at_first], last[at_last]
    moved = (panel.covariates[end] - panel.covariates[begin])[:, order]
    parts = moved * fit.coefficients
    own = (panel.covariates[rows[1]] - panel.covariates[rows[0]])[order] * fit.coefficients
    distance = np.sqrt(((parts - own) ** 2).sum(axis=1))
    change = panel.tone[end] - panel.tone[begin]
    usable = np.isfinite(distance) & np.isfinite(change) & (common != dyad[rows[0]])
    nearest = np.flatnonzero(usable)[np.argsort(distance[usable], kind="stable")[:NEAREST]]
    return tuple(
        Comparable(
            (panel.states[int(panel.i[begin[place]])], panel.states[int(panel.j[begin[place]])]),
            float(change[place]),
            float(parts[place].sum()),
            float(distance[place]),
        )
        for place in nearest.tolist()
    )


def list_tests(names: Sequence[str]) -> tuple[MechanismTest, ...]:
    """The tests whose covariates are among the names."""
    return tuple(
        test
        for test in read_mechanism_tests().values()
        if any(one.covariate.name in names for one in test.expectations)
    )
