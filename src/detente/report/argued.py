"""Findings on what is said rather than done: foretold, argued, asked, contradicted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from detente.report.contexts import Finding, FindingLine
from detente.report.lines import MOST_LINES
from detente.report.words import count, join_names, shorten, unique

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.report.statement_contexts import (
        ContradictionContext,
        MechanismGroup,
        PredictionContext,
        QuestionContext,
        StatementsContext,
    )

__all__ = ["find_said"]

_WORDS = 100


def find_said(statements: StatementsContext) -> tuple[Finding, ...]:
    """One finding each of what became of predictions, arguments, questions and contradictions, if any."""
    return (
        *_foretold(statements.predictions),
        *_argued(statements.mechanisms),
        *_leaning(statements.questions),
        *_contradicted(statements.contradictions),
    )


def _lines(lines: Sequence[FindingLine]) -> tuple[FindingLine, ...]:
    rest = lines[MOST_LINES:]
    if not rest:
        return tuple(lines)
    left = FindingLine(f"and {len(rest):,} more", unique(event for line in rest for event in line.events))
    return (*lines[:MOST_LINES], left)


def _foretold(predictions: Sequence[PredictionContext]) -> list[Finding]:
    """What has come due: fulfilled, refuted or overdue; silent while all is open."""
    due = [row for row in predictions if row.verdict in ("fulfilled", "refuted", "overdue")]
    if not due:
        return []
    sums = Counter(row.verdict for row in due)
    words = {"fulfilled": "came true", "refuted": "did not", "overdue": "overdue"}
    named = ", ".join(f"{sums[verdict]:,} {words[verdict]}" for verdict in words if sums[verdict])
    lines = [
        FindingLine(
            f"{shorten(row.statement.rstrip('. '), _WORDS)}: {words[row.verdict]}",
            unique([row.id, *row.events[:2]]),
        )
        for row in due
    ]
    text = f"{len(due):,} of {count(len(predictions), 'prediction')} can be judged by now: {named}."
    return [Finding("foretold", "What became of it", text, unique(row.id for row in due), _lines(lines))]


def _argued(mechanisms: Sequence[MechanismGroup]) -> list[Finding]:
    """The argument most often made; denied ones and those without a name do not count."""
    stood_by = [
        (group, [row for row in group.statements if row.told.modality != "denied"])
        for group in mechanisms
        if group.name != "other"
    ]
    kept = [(group, mine) for group, mine in stood_by if mine]
    if not kept:
        return []
    kept.sort(key=lambda pair: (-len(pair[1]), pair[0].name))
    lines = []
    for group, mine in kept:
        named = [name for name, _ in Counter(name for row in mine for name in row.actors).most_common(4)]
        about = f" ({join_names(named)})" if named else ""
        text = f"{group.label}: {_times(len(mine))}{about}"
        lines.append(FindingLine(text, unique(row.id for row in mine)))
    group, mine = kept[0]
    articles = len({row.told.article for row in mine})
    text = f"Most often argued: {group.label}, {_times(len(mine))} in {count(articles, 'article')}."
    return [Finding("argued", "What is argued", text, unique(row.id for row in mine), _lines(lines))]


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n:,} times")


def _leaning(questions: Sequence[QuestionContext]) -> list[Finding]:
    """Questions that the evidence leans to answer."""
    answered = [row for row in questions if row.leaning in ("yes", "no")]
    if not answered:
        return []
    lines = [
        FindingLine(f"\u201c{shorten(row.text, _WORDS)}\u201d leans to {row.leaning}", (row.id,))
        for row in answered
    ]
    verb = "an answer" if len(answered) == 1 else "answers"
    text = (
        f"{count(len(questions), 'question')} asked of relations; "
        f"the evidence leans to {verb} for {len(answered):,}."
    )
    return [
        Finding(
            "leaning", "Where the evidence leans", text, unique(row.id for row in answered), _lines(lines)
        )
    ]


def _contradicted(contradictions: Sequence[ContradictionContext]) -> list[Finding]:
    """Where two sources, or two sentences, cannot both be right."""
    if not contradictions:
        return []
    lines = [
        FindingLine(
            f"{join_names(row.names)}: {shorten(row.first.says, 60)}; "
            f"against it {shorten(row.second.says, 60)}",
            unique([row.first.id, row.second.id]),
        )
        for row in contradictions
    ]
    many = "s" if len(contradictions) == 1 else ""
    noun = count(len(contradictions), "pair")
    text = f"{noun} of sayings contradict{many} each other."
    ids = unique(side.id for row in contradictions for side in (row.first, row.second))
    return [Finding("contradicted", "Contradicted", text, ids, _lines(lines))]
