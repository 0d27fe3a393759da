"""Scores of models and coders as rows to print."""

from __future__ import annotations

from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from detente.core.errors import MissingPartError
from detente.evaluate.gsr import FIGURES, GsrAnswer, GsrScore
from detente.evaluate.plv import PlvScore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.cli.output import Row
    from detente.coding.pairs import PairTyper
    from detente.evaluate.classes import Confusion
    from detente.evaluate.counts import Counts
    from detente.evaluate.gsr_records import GsrParty
    from detente.evaluate.timex import TimexScore

__all__ = [
    "calibration_rows",
    "confusion_rows",
    "gsr_error_rows",
    "gsr_rows",
    "load_typer",
    "plv_class_rows",
    "plv_error_rows",
    "plv_figure_rows",
    "timex_error_rows",
    "timex_rows",
]

_MODEL = "detente.coding.typing_model"


def load_typer() -> PairTyper:
    """The type model.

    Raises:
        MissingPartError: If it is not installed.
    """
    try:
        return cast("PairTyper", import_module(_MODEL).load_type_model())
    except ModuleNotFoundError as fault:
        raise MissingPartError(
            f"the type model cannot be loaded: {fault}", hint="install détente with its type model"
        ) from fault


def plv_figure_rows(score: PlvScore) -> list[Row]:
    """Accuracy and macro-F1, level by level."""
    n_rows = len(score.answers)
    return [
        {"level": level, **{name: f"{value:.4f}" for name, value in figure.items()}, "n": n_rows}
        for level, figure in score.figures.items()
    ]


def plv_class_rows(score: PlvScore) -> list[Row]:
    """Figures by root."""
    return [
        {"root": root, "precision": row.precision, "recall": row.recall, "f1": row.f1, "support": row.support}
        for root, row in score.per_class.items()
    ]


def confusion_rows(confusion: Confusion) -> list[Row]:
    """Each class of gold with what it was taken for, the commonest mistake first."""
    rows: list[Row] = []
    for label, answers in confusion.items():
        wrong = sorted(((n, answer) for answer, n in answers.items() if answer != label), reverse=True)
        if wrong:
            taken = ", ".join(f"{answer} {n}" for n, answer in wrong)
            rows.append({"gold": label, "right": answers.get(label, 0), "taken for": taken})
    return rows


def calibration_rows(score: PlvScore) -> list[Row]:
    """The reliability table: bins that hold an answer."""
    return [
        {
            "probability": f"{row.low:.2f} to {row.high:.2f}",
            "mean": row.confidence,
            "accuracy": row.accuracy,
            "n": row.n,
        }
        for row in score.calibration.bins
        if row.n
    ]


def plv_error_rows(score: PlvScore) -> list[Row]:
    """Wrong answers, the surest first."""
    wrong = sorted(score.errors, key=lambda answer: -answer.probability)
    return [
        {
            "line": answer.row.line,
            "gold": answer.row.root,
            "predicted": answer.root,
            "probability": answer.probability,
            "sentence": _marked(answer.row.pair.text, answer.row.pair.source, answer.row.pair.target),
        }
        for answer in wrong
    ]


def _marked(text: str, source: tuple[int, int], target: tuple[int, int]) -> str:
    """The sentence with its source and target in square brackets."""
    cuts = [(place, mark) for start, end in (source, target) for place, mark in ((start, "["), (end, "]"))]
    for place, mark in sorted(cuts, reverse=True):
        text = text[:place] + mark + text[place:]
    return text


def gsr_rows(score: GsrScore) -> list[Row]:
    """Right answers by type, then all: shares and how many were asked."""
    return [_gsr_row(kind, counts) for kind, counts in [*score.by_type.items(), ("all types", score.total)]]


def _gsr_row(kind: str, counts: Counts) -> Row:
    figures = counts.figures()
    out: dict[str, Any] = {"of type": kind, "records": figures["type"]["of"]}
    for name in FIGURES:
        out[name] = figures[name]["accuracy"]
    return out


def gsr_error_rows(score: GsrScore) -> list[Row]:
    """Records of which something is wrong, beside what was coded."""
    return [
        {
            "record": answer.record.id,
            "why": list(answer.reasons),
            "gold": _told(answer.record.type, answer.record.source, answer.record.target),
            "coded": _coded(answer),
            "text": answer.record.text,
        }
        for answer in score.errors
    ]


def _told(kind: str, source: Sequence[GsrParty], target: Sequence[GsrParty]) -> str:
    roles = [", ".join(party.state or party.text for party in role) or "-" for role in (source, target)]
    return f"{kind} {' > '.join(roles)}"


def _coded(answer: GsrAnswer) -> str:
    event = answer.event
    if event is None:
        return "-"
    return f"{event.type} {', '.join(event.source) or '-'} > {', '.join(event.target) or '-'}"


def timex_rows(score: TimexScore) -> list[Row]:
    """Precision, recall, F1 of what was found; accuracy of values."""
    columns = ("p", "r", "f1", "accuracy", "matched", "system", "gold", "right", "of")
    return [
        {"figure": name, **{column: figure.get(column) for column in columns}}
        for name, figure in score.counts.figures().items()
    ]


def timex_error_rows(score: TimexScore) -> list[Row]:
    """Dates that are not alike."""
    return [asdict(difference) for difference in score.differences]
