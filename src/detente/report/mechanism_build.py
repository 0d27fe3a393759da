"""The section on why states move: mechanisms as argued, beside what the data bear out of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.mechanisms import read_mechanism_tests
from detente.report.mechanism_accounts import MeasuredAccount, build_account, choose_moved
from detente.report.mechanism_contexts import CausesContext, DataContext, MechanismRow, SpokenContext
from detente.report.mechanism_effects import adjust_told, build_effects, label_covariate
from detente.report.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.actors.actor import Actor
    from detente.mechanisms import Assessment, MechanismTest
    from detente.report.contexts import DyadContext
    from detente.report.level_contexts import LevelsContext
    from detente.report.statement_contexts import MechanismGroup

__all__ = ["MeasuredAccount", "MeasuredCauses", "Trial", "build_causes_section", "choose_moved"]

_SPOKEN = 6
_LISTED = 60  # rows of the table of pairs that the page shows


@dataclass(frozen=True, slots=True)
class Trial:
    """Mechanisms put to one set of data.

    Attributes:
        name: Of the data, in words.
        assessments: Of the mechanisms that they can test.
        n_rows: Pairs of states in periods.
        n_ties: Those that deal with each other.
        n_states: States.
        periods: First and last.
        why_not: Why nothing was tested; empty if something was.
    """

    name: str
    assessments: Sequence[Assessment] = ()
    n_rows: int = 0
    n_ties: int = 0
    n_states: int = 0
    periods: tuple[str, str] = ("", "")
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredCauses:
    """What a report tells of why states move.

    Attributes:
        trials: Of each set of data.
        accounts: Of the pairs that moved most.
        names: Of states by identity, where the data know more states than the articles.
    """

    trials: Sequence[Trial] = ()
    accounts: Sequence[MeasuredAccount] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def build_causes_section(
    measured: MeasuredCauses | None,
    *,
    groups: Sequence[MechanismGroup],
    levels: LevelsContext,
    actors: Mapping[str, Actor],
    dyads: Sequence[DyadContext],
) -> CausesContext:
    """Everything the page tells of why states move; nothing if nothing was measured.

    Args:
        measured: Assessments and accounts.
        groups: What the articles argue.
        levels: With the shifts of pairs and the panels that they lead to.
        actors: By identity.
        dyads: Rows of the table of pairs.
    """
    if measured is None:
        return CausesContext()
    names = {**measured.names, **{name: actor.name for name, actor in actors.items()}}
    adjusted = adjust_told([one for trial in measured.trials for one in trial.assessments])
    tested = [trial for trial in measured.trials if _is_tested(trial, adjusted)]
    shown = tested or measured.trials  # what is too thin throughout is said once
    argued = {group.name: group for group in groups}
    rows, aside = [], []
    for test in read_mechanism_tests().values():
        found = [
            (trial.name if len(shown) > 1 else "", one)
            for trial in shown
            for one in trial.assessments
            if one.test.name == test.name
        ]
        if test.name not in argued and not found:
            aside.append(test.label)
            continue
        rows.append(_build_row(test, argued.get(test.name), found, adjusted))
    rows.sort(key=lambda row: (-row.n_argued, -row.n_denied, not row.meeting, row.name))
    targets = {row.dyad: f"#{row.anchor}" for row in dyads[:_LISTED]}
    targets |= {level.dyad: f"#{level.anchor}" for level in levels.levels}
    shifts = {shift.dyad: shift for shift in levels.shifts}
    return CausesContext(
        data=tuple(_tell_data(trial, adjusted) for trial in measured.trials),
        rows=tuple(rows),
        aside=tuple(sorted(aside)),
        accounts=tuple(
            build_account(one, shifts[one.shift.dyad], groups=groups, names=names, targets=targets)
            for one in measured.accounts
            if one.shift.dyad in shifts
        ),
        n_tests=len(adjusted),
    )


def _tell_data(trial: Trial, adjusted: Mapping[int, float]) -> DataContext:
    if trial.why_not:
        return DataContext(trial.name, f"not tested: {trial.why_not}", tested=False)
    tested = _is_tested(trial, adjusted)
    words = (
        f"{count(trial.n_rows, 'pair', 'pairs')} of states in a year, {_span(trial.periods)}, among "
        f"{count(trial.n_states, 'state')}; {trial.n_ties:,} of them deal with each other"
    )
    if not tested:
        words += ". That is too little evidence to test any mechanism"
    return DataContext(trial.name, words, tested=tested)


def _is_tested(trial: Trial, adjusted: Mapping[int, float]) -> bool:
    return any(id(finding) in adjusted for one in trial.assessments for finding in one.findings)


def _span(periods: tuple[str, str]) -> str:
    return periods[0] if periods[0] == periods[1] else f"{periods[0]} to {periods[1]}"


def _build_row(
    test: MechanismTest,
    group: MechanismGroup | None,
    found: Sequence[tuple[str, Assessment]],
    adjusted: Mapping[int, float],
) -> MechanismRow:
    statements = group.statements if group else ()
    stood_by = [one for one in statements if one.told.modality != "denied"]
    spoken: dict[str, list[str]] = defaultdict(list)
    for one in stood_by:
        told = one.told
        writer = told.outlet or told.article_title
        spoken[writer if told.asserted_by == "the author" else told.asserted_by].append(one.id)
    ranked = sorted(spoken.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    rest = [name for _, ids in ranked[_SPOKEN:] for name in ids]
    shown = [SpokenContext(who, tuple(ids)) for who, ids in ranked[:_SPOKEN]]
    if rest:
        shown.append(SpokenContext(count(len(ranked) - _SPOKEN, "other"), tuple(rest)))
    return MechanismRow(
        name=test.name,
        label=test.label,
        definition=test.definition,
        n_argued=len(stood_by),
        n_denied=len(statements) - len(stood_by),
        spoken=tuple(shown),
        meeting=build_effects(found, "meeting", adjusted),
        tone=build_effects(found, "tone", adjusted),
        untested="" if found else _tell_untested(test),
        cannot_say=test.cannot_say if test.testable else "",
    )


def _tell_untested(test: MechanismTest) -> str:
    if not test.testable:
        instead = read_mechanism_tests().get(test.instead)
        return f"No data can test it: {test.cannot_say}" + (f" ({instead.label})." if instead else ".")
    needs = " or ".join(label_covariate(one.covariate.name) for one in test.expectations)
    return f"These data hold no {needs}; a table that does: detente test {test.name} --data FILE."
