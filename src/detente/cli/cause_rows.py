"""Rows and words of the tests of mechanisms and of the account of a dyad."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.mechanisms import Account, Assessment, PartFinding, RawShares

__all__ = [
    "ACCOUNT_COLUMNS",
    "FINDING_COLUMNS",
    "account_rows",
    "finding_rows",
    "raw_words",
    "shown_findings",
    "shown_parts",
]

Row = dict[str, Any]

FINDING_COLUMNS = (
    "mechanism", "covariate", "part", "controls", "step", "effect", "low", "high", "odds", "before", "after",
    "change_low", "change_high", "p", "p_adjusted", "p_permuted", "gain", "gain_low", "gain_high",
    "expected", "verdict", "words",
)  # fmt: skip
ACCOUNT_COLUMNS = (
    "covariate", "mechanisms", "before", "after", "effect", "part", "low", "high",
)  # fmt: skip
_PARTS = {"meeting": "deal at all", "tone": "friendly, if so"}
_SIGN = {1: "+", -1: "−", 0: "·"}


def finding_rows(assessments: Iterable[Assessment]) -> list[Row]:
    """Every finding, as a row."""
    return [_row(one, finding) for one in assessments for finding in one.findings]


def shown_findings(rows: Iterable[Row]) -> list[Row]:
    """The same for a table on a terminal, rounded."""
    return [
        {
            "covariate": row["covariate"],
            "question": _PARTS[row["part"]],
            "with": "controls" if row["controls"] else "nothing else",
            "odds": f"×{_ratio(row['effect'])}",
            "90 %": f"{_ratio(row['low'])} to {_ratio(row['high'])}",
            "probability": f"{row['before']:.3f} → {row['after']:.3f}",
            "p": _small(row["p_adjusted"] if row["p_adjusted"] is not None else row["p"]),
            "relabelled": _small(row["p_permuted"]),
            "ahead": "" if row["gain"] is None else _gain(row),
            "verdict": row["verdict"],
        }
        for row in rows
    ]


def raw_words(raw: RawShares) -> str:
    """What is seen before any model, in a sentence."""
    tie, given, count = raw.tie, raw.friendly_given_tie, raw.n_rows
    return (
        f"raw, {raw.covariate}: without it {_share(tie[0])} of {count[0]:,} pairs in a period deal with each "
        f"other, with it {_share(tie[1])} of {count[1]:,}; of those that do, {_share(given[0])} and "
        f"{_share(given[1])} as friends"
    )


def account_rows(account: Account) -> list[Row]:
    """What each covariate has to do with the change, as a row."""
    return [
        {
            "covariate": part.covariate,
            "mechanisms": ", ".join(part.mechanisms),
            "before": part.before,
            "after": part.after,
            "effect": _known(part.effect),
            "part": _known(part.part),
            "low": _known(part.interval[0]),
            "high": _known(part.interval[1]),
        }
        for part in account.parts
    ]


def shown_parts(account: Account) -> list[Row]:
    """The same for a terminal: those that moved."""
    return [
        {
            "covariate": part.covariate,
            "mechanism": ", ".join(part.mechanisms),
            "before → after": f"{part.before:.3g} → {part.after:.3g}",
            "accounts for": "" if math.isnan(part.part) else f"{part.part:+.3f}",
            "90 %": "" if math.isnan(part.part) else f"{part.interval[0]:+.3f} to {part.interval[1]:+.3f}",
        }
        for part in account.parts
        if part.moved
    ]


def _row(assessment: Assessment, finding: PartFinding) -> Row:
    gain = finding.gain
    return {
        "mechanism": assessment.test.name,
        "covariate": finding.covariate,
        "part": finding.part,
        "controls": _held(assessment, finding),
        "step": finding.step,
        "effect": finding.coefficient,
        "low": finding.interval[0],
        "high": finding.interval[1],
        "odds": finding.effect.odds,
        "before": finding.effect.before,
        "after": finding.effect.after,
        "change_low": finding.effect.interval[0],
        "change_high": finding.effect.interval[1],
        "p": finding.p_value,
        "p_adjusted": finding.adjusted,
        "p_permuted": finding.permuted,
        "gain": gain.per_row if gain else None,
        "gain_low": gain.interval[0] if gain else None,
        "gain_high": gain.interval[1] if gain else None,
        "expected": _SIGN[finding.expected],
        "verdict": finding.verdict,
        "words": finding.words,
    }


def _held(assessment: Assessment, finding: PartFinding) -> str:
    if not finding.controlled:
        return ""
    own = [one.covariate.name for one in assessment.test.expectations]
    beside = [
        name
        for name in own
        if name != finding.covariate and name in {f.covariate for f in assessment.findings}
    ]
    return ", ".join([*beside, *assessment.controls])


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _ratio(logarithm: float) -> str:
    ratio = math.exp(min(logarithm, 700.0))
    return f"{ratio:.2f}" if 0.1 <= ratio < 100 else f"{ratio:.2g}"


def _small(p: float | None) -> str:
    if p is None:
        return ""
    return "<.001" if p < 0.001 else f"{p:.3f}".lstrip("0")


def _gain(row: Row) -> str:
    if row["gain_low"] > 0:
        return "foretells better"
    return "foretells worse" if row["gain_high"] < 0 else "no better"


def _share(value: float) -> str:
    return "none" if math.isnan(value) else f"{100 * value:.1f} %"
