"""A mechanism put to the data: what is seen raw, with and without controls, against chance, and ahead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from detente.core.errors import InputError, UsageError
from detente.mechanisms.checks import Gain, adjust_p_values, measure_gain, permute_covariate
from detente.mechanisms.fit import COVERAGE, Fit, find_effect, find_intervals, find_p_values
from detente.mechanisms.linear_model import build_rows
from detente.mechanisms.panel_rows import Panel, find_column, find_cube, take_rows
from detente.mechanisms.registry import MechanismTest
from detente.mechanisms.registry_words import Verdict, describe_effect, judge_effect
from detente.mechanisms.scores import build_score_test
from detente.mechanisms.two_part import Effect, find_ends, fit_part
from detente.mechanisms.world import Bools, Floats

__all__ = ["Assessment", "PartFinding", "RawShares", "adjust_assessments", "assess_mechanism"]

Part = Literal["meeting", "tone"]
PARTS: tuple[Part, Part] = ("meeting", "tone")


@dataclass(frozen=True, slots=True)
class RawShares:
    """What is seen before any model: dyads in periods, with the covariate above 0 and without.

    Attributes:
        covariate: Its name.
        n_rows: Dyads in periods without it, and with it.
        tie: Share of them that deal with each other.
        friendly: Share that do so as friends.
        hostile: Share that do so as foes.
        friendly_given_tie: Share of friends among those that deal with each other; NaN if none do.
    """

    covariate: str
    n_rows: tuple[int, int]
    tie: tuple[float, float]
    friendly: tuple[float, float]
    hostile: tuple[float, float]
    friendly_given_tie: tuple[float, float]


@dataclass(frozen=True, slots=True)
class PartFinding:
    """One covariate in one of the two parts.

    Attributes:
        covariate: Its name.
        part: ``meeting``: whether two states deal with each other; ``tone``: whether as friends, if they do.
        controlled: Whether the controls are in the model.
        expected: Sign that the mechanism leads to expect; 0 for none.
        step: The step that is told: 1 of what is counted in whole numbers, else what separates a low from a
            high value, as `Effect` has them.
        coefficient: Change of the log odds with that step.
        interval: Of it.
        p_value: Two-sided, by errors robust to dyads that share a state.
        adjusted: The same, for all that was tested together; None before `adjust_assessments`.
        permuted: Share of relabelled states with as great a score; None where it was not drawn.
        effect: As probabilities: from where to where, with interval.
        verdict: The sign, against the expected one.
        words: The finding as a sentence.
        gain: What it adds to the forecast of later periods; None where it was not measured.
    """

    covariate: str
    part: Part
    controlled: bool
    expected: int
    step: float
    coefficient: float
    interval: tuple[float, float]
    p_value: float
    adjusted: float | None
    permuted: float | None
    effect: Effect
    verdict: Verdict
    words: str
    gain: Gain | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the data say of a mechanism.

    Attributes:
        test: The mechanism, its covariates, and what no test of it can say.
        controls: Names of the covariates held equal in the controlled models.
        raw: What is seen before any model, by covariate.
        findings: Of each covariate, part and model.
        silent: What could not be tested, with the reason.
        n_rows: Dyads in periods.
        n_ties: Those that deal with each other.
        n_left_out: Rows without a value of some covariate.
        n_states: Of the panel.
        periods: First and last period of the outcomes.
    """

    test: MechanismTest
    controls: tuple[str, ...]
    raw: tuple[RawShares, ...]
    findings: tuple[PartFinding, ...]
    silent: tuple[tuple[str, str], ...]
    n_rows: int
    n_ties: int
    n_left_out: int
    n_states: int
    periods: tuple[str, str]


def assess_mechanism(  # noqa: PLR0913  by keyword
    panel: Panel,
    test: MechanismTest,
    *,
    controls: Sequence[str] = (),
    n_permutations: int = 199,
    seed: int = 0,
    ahead: bool = True,
    tell: Callable[[int, int], None] | None = None,
) -> Assessment:
    """Put a mechanism to a panel, in two parts that are never mixed.

    Each covariate of the mechanism is fitted twice in each part: alone, and with the mechanism's other
    covariates and the controls; both with a constant for every period. The permutation check relabels states
    in the covariate and measures its score beside the controls; the gain is that of later periods foretold
    from earlier ones, with the covariate and without.

    None of it makes an association a cause: what moves both the covariate and the outcome, and is not among
    the controls, is still in it.

    Args:
        panel: With the mechanism's covariates and the controls.
        test: The mechanism, by `find_mechanism_test`.
        controls: Names of covariates of the panel.
        n_permutations: Draws of the permutation check; 0 for none.
        seed: Of the random numbers.
        ahead: Whether the gain is measured.
        tell: Called with the steps done and all steps.

    Raises:
        UsageError: If the mechanism cannot be tested, or the panel has none of its covariates.
        UnknownNameError: If the panel lacks a control.
        InputError: If no two states of the panel deal with each other.
    """
    expected = {one.covariate.name: one for one in test.expectations}
    own = [name for name in panel.names if name in expected]
    if not own:
        needs = ", ".join(expected) or "nothing that data hold"
        raise UsageError(f"these data cannot test {test.name}", hint=f"it needs {needs}")
    held = [name for name in controls if name not in own]
    columns = np.column_stack([find_column(panel, name) for name in (*own, *held)])
    whole: Bools = np.asarray(np.isfinite(columns).all(axis=1), dtype=np.bool_)
    rows = take_rows(panel, whole)
    if not rows.met.any():
        raise InputError("no two states deal with each other in these data", hint="see their columns")
    units = np.array([_find_step(column) for column in columns[whole].T])
    bench = _Bench(rows, columns[whole] / units, (*own, *held), units, n_permutations, seed, ahead)
    findings: list[PartFinding] = []
    silent: list[tuple[str, str]] = []
    steps = [
        (name, controlled)
        for name in own
        for controlled in (False, True)
        if not controlled or len(bench.names) > 1
    ]
    for step, (name, controlled) in enumerate(steps):
        for part in PARTS:
            sign = getattr(expected[name], part)
            try:
                findings.append(bench.find(name, part=part, controlled=controlled, expected=sign))
            except InputError as fault:
                silent.append((f"{name}, {part}", fault.message))
        if tell is not None:
            tell(step + 1, len(steps))
    return Assessment(
        test=test,
        controls=tuple(held),
        raw=tuple(_share(rows, name) for name in own),
        findings=tuple(findings),
        silent=tuple(silent),
        n_rows=rows.n_rows,
        n_ties=int(rows.met.sum()),
        n_left_out=panel.n_rows - rows.n_rows,
        n_states=len(panel.states),
        periods=(str(panel.periods[int(panel.period.min())]), str(panel.periods[int(panel.period.max())])),
    )


def adjust_assessments(
    assessments: Sequence[Assessment], *, method: Literal["holm", "fdr"] = "holm"
) -> tuple[Assessment, ...]:
    """The same, with the p-values of the controlled findings adjusted for all of them together."""
    told = [finding for one in assessments for finding in _weighty(one)]
    if not told:
        return tuple(assessments)
    adjusted = adjust_p_values([finding.p_value for finding in told], method=method).tolist()
    new = {id(finding): value for finding, value in zip(told, adjusted, strict=True)}
    return tuple(
        replace(
            one,
            findings=tuple(
                replace(finding, adjusted=new[id(finding)]) if id(finding) in new else finding
                for finding in one.findings
            ),
        )
        for one in assessments
    )


def _weighty(assessment: Assessment) -> list[PartFinding]:
    """The findings that count as tests: the controlled ones, or all where nothing was to be controlled."""
    controlled = [finding for finding in assessment.findings if finding.controlled]
    return controlled or list(assessment.findings)


@dataclass(frozen=True, slots=True, eq=False)
class _Bench:
    """A panel's rows with the columns of a test, each in its steps."""

    rows: Panel
    columns: Floats
    names: tuple[str, ...]
    units: Floats
    n_permutations: int
    seed: int
    ahead: bool

    def fit(self, name: str, *, part: Part, controlled: bool) -> tuple[Fit, tuple[Effect, ...]]:
        """One part, of the covariate alone or with all the others."""
        names = self.names if controlled else (name,)
        kept, outcome = self._kept(part)
        rows = build_rows(
            outcome,
            self.columns[:, [self.names.index(one) for one in names]][kept],
            names=names,
            groups=[self.rows.period[kept]],
            dyads=(self.rows.i[kept], self.rows.j[kept]),
        )
        return fit_part(rows, "meeting" if part == "meeting" else "sign", COVERAGE)

    @property
    def friendly(self) -> Floats:
        """1 for friends, 0 for foes, NaN for neither."""
        return np.where(self.rows.met, (self.rows.tone > 0).astype(np.float64), np.nan)

    def find(self, name: str, *, part: Part, controlled: bool, expected: int) -> PartFinding:
        """What one part says of one covariate."""
        fit, effects = self.fit(name, part=part, controlled=controlled)
        coefficient, _ = find_effect(fit, name)
        interval = _interval(fit, name)
        weighty = controlled or len(self.names) == 1
        step = float(self.units[self.names.index(name)])
        return PartFinding(
            covariate=name,
            part=part,
            controlled=controlled,
            expected=expected,
            step=step,
            coefficient=coefficient,
            interval=interval,
            p_value=float(find_p_values(fit)[fit.names.index(name)]),
            adjusted=None,
            permuted=self._permute(name, part) if weighty and self.n_permutations else None,
            effect=_in_units(next(effect for effect in effects if effect.name == name), step),
            verdict=judge_effect(expected, interval),
            words=describe_effect(
                name,
                coefficient / step,
                interval=(interval[0] / step, interval[1] / step),
                part=part,
                step=None if step == 1.0 else step,
            ),
            gain=self._look_ahead(name, part) if weighty and self.ahead else None,
        )

    def _kept(self, part: Part) -> tuple[Bools, Floats]:
        """The rows of a part, and its outcome on them."""
        if part == "meeting":
            return np.ones(self.rows.n_rows, dtype=bool), self.rows.met.astype(np.float64)
        return self.rows.met, self.friendly[self.rows.met]

    def _permute(self, name: str, part: Part) -> float | None:
        kept, outcome = self._kept(part)
        place = self.names.index(name)
        others = np.delete(self.columns[kept], place, axis=1)
        try:
            score = build_score_test(outcome, others, groups=self.rows.period[kept])
        except InputError:
            return None
        cube, n = find_cube(self.rows, name), len(self.rows.states)
        there = np.unique(np.concatenate((self.rows.i, self.rows.j)))  # parties that never act stay apart
        number = np.full(n, -1)
        number[there] = np.arange(there.size)
        check = permute_covariate(
            cube[np.ix_(np.arange(len(cube)), there, there)],
            score,
            dyads=(number[self.rows.i[kept]], number[self.rows.j[kept]]),
            periods=self.rows.period[kept],
            n_draws=self.n_permutations,
            seed=self.seed,
        )
        return check.p_value

    def _look_ahead(self, name: str, part: Part) -> Gain | None:
        kept, outcome = self._kept(part)
        try:
            return measure_gain(
                outcome,
                self.columns[kept],
                names=self.names,
                tested=[name],
                periods=self.rows.period[kept],
                dyads=(self.rows.i[kept], self.rows.j[kept]),
                model="logit",
                n_draws=300,
                seed=self.seed,
            )
        except InputError:
            return None


def _find_step(column: Floats) -> float:
    """1 of whole numbers; else from a low to a high value, so that effects of all covariates can be told."""
    if (column == np.round(column)).all():
        return 1.0
    low, high = find_ends(column)
    return high - low if high > low else 1.0


def _in_units(effect: Effect, step: float) -> Effect:
    """The effect with its ends in the covariate's own units."""
    return replace(effect, low=effect.low * step, high=effect.high * step)


def _interval(fit: Fit, name: str) -> tuple[float, float]:
    low, high = find_intervals(fit, coverage=COVERAGE)[fit.names.index(name)].tolist()
    return low, high


def _share(rows: Panel, name: str) -> RawShares:
    """Raw shares, by whether the covariate is above 0."""
    above = find_column(rows, name) > 0
    friendly, hostile = rows.met & (rows.tone > 0), rows.met & (rows.tone < 0)
    sides = (~above, above)

    def share(what: Bools, among: Bools) -> float:
        n = int(among.sum())
        return float((what & among).sum() / n) if n else float("nan")

    return RawShares(
        name,
        (int(sides[0].sum()), int(sides[1].sum())),
        (share(rows.met, sides[0]), share(rows.met, sides[1])),
        (share(friendly, sides[0]), share(friendly, sides[1])),
        (share(hostile, sides[0]), share(hostile, sides[1])),
        (share(friendly, sides[0] & rows.met), share(friendly, sides[1] & rows.met)),
    )
