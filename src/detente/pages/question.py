"""The page of one written question: what is known, said, argued, foretold and supposed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.accounts import gather_bearings
from detente.core.errors import UnknownNameError
from detente.pages.ahead import COLUMNS, cite_reasons, names_of, outlook_rows
from detente.pages.answering import answer_all
from detente.pages.asking import Answer, Asked, Page
from detente.pages.dyads_tally import find_tally
from detente.pages.levels_kept import find_levels
from detente.pages.scopes import build_context, gather_dyad, link_scope
from detente.pages.scopes_levels import measure_dyad
from detente.pages.sights_kept import find_outlooks, find_sight
from detente.relations import measure_relations
from detente.report.outlook_build import build_outlook
from detente.report.trends import peak_of

if TYPE_CHECKING:
    from detente.coding.statements import Question
    from detente.ledger import LedgerReader
    from detente.pages.scopes import Scope
    from detente.report.level_contexts import LevelContext
    from detente.report.outlook_contexts import AnswerContext, OutlookContext
    from detente.report.statement_contexts import QuestionContext, StatementsContext

__all__ = ["PAGES", "QuestionPage", "make_question"]

_MOST_PAIRS = 3


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question.

    Attributes:
        id: Identity.
        text: As it was written.
        row: The question with what bears on it, as the page of questions has it.
        answer: Put together from the numbers.
        outlooks: What is foretold of its pairs.
        levels: The courses of its pairs, where there are any.
        statements: Claims, arguments and predictions on its first pair.
        links: Identity of every record to its sentence.
        labels: Identity of every record to its words.
        peak: Most events of a pair in a year, for small charts of one scale.
        made_on: Day on which predictions are judged.
    """

    id: str
    text: str
    row: QuestionContext | None
    answer: AnswerContext
    outlooks: tuple[OutlookContext, ...]
    levels: tuple[LevelContext, ...]
    statements: StatementsContext
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    peak: int = 1
    made_on: str = ""


def make_question(reader: LedgerReader, asked: Asked) -> Answer:
    """A question by its identity."""
    question = _find(reader, asked.path["id"])
    pairs = [(min(dyad), max(dyad)) for dyad in question.dyads[:_MOST_PAIRS]]
    scope = gather_dyad(reader, pairs[0]) if pairs else None
    names = names_of(find_tally(reader))
    names |= {name: actor.name for name, actor in (scope.actors if scope else {}).items()}
    sight, _ = find_sight(reader)
    outlooks = find_outlooks(sight, pairs) if sight and pairs else []
    answers = answer_all(
        [question],
        gather_bearings(**_bearing_on(reader, question)),
        sight,
        names=names,
        known={one.dyad: one for one in outlooks},
        n_supposed=1,
    )
    kept = find_levels(reader)
    measured = [measure_dyad(kept.levels, pair) for pair in pairs]
    reports = [build_context(scope, measured=one) for one in measured[:1] if scope]
    contexts = tuple(build_outlook(one, names) for one in outlooks)
    links, labels = link_scope(reports[0].statements, reports[0].events) if reports else ({}, {})
    more_links, more_labels = cite_reasons(reader, contexts)
    statements = reports[0].statements if reports else _no_statements()
    row = next((one for one in statements.questions if one.id == question.id), None)
    page = QuestionPage(
        id=question.id,
        text=question.text,
        row=row,
        answer=answers[question.id],
        outlooks=contexts,
        levels=tuple(level for report in reports for level in report.levels.levels if level.dyad in pairs),
        statements=statements,
        links={**more_links, **links},
        labels={**more_labels, **labels},
        peak=peak_of(reports[0].dyads) if reports else 1,
        made_on=reports[0].made_on if reports else "",
    )
    return Answer(question.text[:120], page, outlook_rows(contexts), COLUMNS)


def _no_statements() -> StatementsContext:
    from detente.report.statement_contexts import StatementsContext as Empty  # noqa: PLC0415

    return Empty()


def _find(reader: LedgerReader, name: str) -> Question:
    for question in reader.questions():
        if question.id == name:
            return question
    raise UnknownNameError(f"there is no question {name[:40]!r}", hint="/questions lists them all")


def _bearing_on(reader: LedgerReader, question: Question) -> dict[str, Any]:
    """All that the books hold on the pairs of a question, by keyword of `gather_bearings`."""
    scopes = [gather_dyad(reader, pair) for pair in question.dyads]
    shown = {merged.id: (event, merged) for scope in scopes for event, merged in scope.shown}
    published = {name: day for scope in scopes for name, day in scope.published.items()}
    published |= {question.document: reader.publication_dates().get(question.document)}
    return {
        "questions": [question],
        "claims": _once(scopes, "claims"),
        "mechanisms": _once(scopes, "mechanisms"),
        "predictions": _once(scopes, "predictions"),
        "events": [merged for _, merged in shown.values()],
        "relations": measure_relations((event for event, _ in shown.values()), published=published),
        "published": published,
    }


def _once(scopes: list[Scope], kind: str) -> list[object]:
    return list({row.id: row for scope in scopes for row in getattr(scope, kind)}.values())


PAGES = (Page("/questions/{id}", "question.html.j2", make_question, "Questions"),)
