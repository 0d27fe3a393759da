"""Written questions answered: course, claims, mechanisms, forecast and what-if, put together for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import DetenteError
from detente.forecast.tables import order_dyad
from detente.pages.foretelling import find_eventful, foretell
from detente.pages.supposing import fit_to, suppose
from detente.report.answer_words import answer_question
from detente.report.outlook_whatif import build_whatif
from detente.simulate.scenarios import Scenario, Set

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.accounts import Bearing
    from detente.coding.statements import Question
    from detente.forecast.outlooks import Outlook
    from detente.pages.foretelling import Sight
    from detente.report.outlook_contexts import AnswerContext, WhatIfContext
    from detente.simulate.nouns import SystemModel

__all__ = ["answer_all", "choose_scenario"]

Dyad = tuple[str, str]
_MOST_PAIRS = 3
_MONTHS, _RUNS = 6, 100
_SHIFT = 1.0


def answer_all(
    questions: Sequence[Question],
    bearings: Sequence[Bearing],
    sight: Sight | None,
    *,
    names: Mapping[str, str],
    known: Mapping[Dyad, Outlook] | None = None,
    n_supposed: int = 0,
) -> dict[str, AnswerContext]:
    """An answer to each question, by its identity.

    Args:
        questions: As the texts have them.
        bearings: What the books know, one for each.
        sight: What can be seen ahead from; None where nothing dated is known.
        names: Actor to its name.
        known: Outlooks that were made already.
        n_supposed: For how many different scenarios at most a what-if is run: it takes seconds.
    """
    outlooks = dict(known or {})
    runs = _Runs(sight, names, n_supposed)
    answers = {}
    for question, bearing in zip(questions, bearings, strict=True):
        pairs = [order_dyad(row.dyad) for row in bearing.dyads[:_MOST_PAIRS]]
        for pair in pairs:
            if sight is not None and pair not in outlooks:
                outlooks[pair] = foretell(sight, pair)
        scenario = choose_scenario(pairs, sight) if sight is not None else None
        answers[question.id] = answer_question(
            question,
            bearing,
            outlooks=outlooks,
            names=names,
            whatif=runs.run(scenario, pairs) if scenario else None,
            steps=[f"set {step}" for step in scenario.steps] if scenario else (),
        )
    return answers


def choose_scenario(pairs: Sequence[Dyad], sight: Sight) -> Scenario | None:
    """A change elsewhere that bears on the first pair: the second pair asked about cooperates more.

    Where only one pair is asked about, one of the two does so with the third state it deals with most. None
    where there is no third.
    """
    if not pairs:
        return None
    eventful = [pair for pair in find_eventful(sight, most=200) if pair != pairs[0]]
    named = [pair for pair in pairs[1:] if pair in eventful]
    third = [pair for pair in eventful if set(pair) & set(pairs[0])]
    if not named and not third:
        return None
    step = Set((named or third)[0], "cooperation", _SHIFT)
    return Scenario(str(step), (step,))


class _Runs:
    """What-ifs that were run, each scenario once; a class because it counts them."""

    def __init__(self, sight: Sight | None, names: Mapping[str, str], most: int) -> None:
        self._sight, self._names, self._left = sight, names, most
        self._model: SystemModel | None = None
        self._found: dict[tuple[str, Dyad], WhatIfContext | None] = {}

    def run(self, scenario: Scenario, pairs: Sequence[Dyad]) -> WhatIfContext | None:
        """The scenario against the untouched course, told of the first pair; None if it cannot be run."""
        key = (scenario.name, pairs[0])
        if key not in self._found:
            if self._left <= 0 or self._sight is None:
                return None
            self._left -= 1
            self._found[key] = self._try(scenario, pairs[0])
        return self._found[key]

    def _try(self, scenario: Scenario, pair: Dyad) -> WhatIfContext | None:
        if self._sight is None:
            return None
        try:
            if self._model is None:
                self._model = fit_to(self._sight.once, until=self._sight.made)
            found = suppose(
                self._model,
                scenario,
                months=_MONTHS,
                runs=_RUNS,
                dyads=[pair],
                carried=False,
                most_moved=0,
            )
        except DetenteError:  # too few months or states for a system
            self._left = 0
            return None
        return build_whatif(found, self._names)
