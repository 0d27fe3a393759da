"""One finding on a mechanism in a reader's words: its verdict, or that there is too little evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.mechanisms import adjust_p_values
from detente.report.mechanism_contexts import EffectContext
from detente.report.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.mechanisms import Assessment, PartFinding, RawShares

__all__ = ["LEAST_STATES", "adjust_told", "build_effects", "label_covariate", "weigh_evidence"]

LEAST_STATES = 8  # errors robust to pairs that share a state mean little among fewer
LEAST_EACH = 10  # of either outcome, for each effect of the model
LEAST_WITH = 10  # with the covariate above 0
LEAST_BOTH = 5  # of those, of either outcome
CHANCE = 0.1
THIN = "too little evidence to test"
_LABELS = {
    "common_enemy": "a common enemy",
    "common_friend": "a common friend",
    "friends_enemy": "a friend’s enemy",
    "shared_threat": "a common threat",
    "patrons_retreat": "a patron’s retreat",
    "rivals_gain": "a partner’s turn to a rival",
    "counter_courting": "a rival’s rival to court",
    "hedging": "friends on the other side",
    "inertia(ties, weight)": "their own past tie",
    "link(events, log)": "the logarithm of their own past events",
    "link(trade, log)": "trade",
    "link(arms, log)": "arms trade",
    "link(contiguity)": "common border",
}


def label_covariate(name: str) -> str:
    """A covariate in words.

    >>> label_covariate("common_enemy"), label_covariate("link(aid, log)")
    ('a common enemy', 'link aid log')
    """
    return _LABELS.get(name, " ".join(name.replace("(", " ").replace(")", " ").replace(",", " ").split()))


def weigh_evidence(assessment: Assessment, raw: RawShares, part: str) -> tuple[bool, str]:
    """Whether there is enough to test one part, and how much there is, in words.

    Enough is: ten pairs in a period of either outcome for each effect of the model, ten with the covariate
    and five of them of either outcome, and eight states.
    """
    n_effects = len(assessment.raw) + len(assessment.controls)
    rows, n_rows, n_ties = raw.n_rows, assessment.n_rows, assessment.n_ties
    ties, friendly, hostile = (
        [_share(shares[side], rows[side]) for side in (0, 1)]
        for shares in (raw.tie, raw.friendly, raw.hostile)
    )
    what = label_covariate(raw.covariate)
    if part == "meeting":
        n_with, outcomes, both = rows[1], (n_ties, n_rows - n_ties), (ties[1], rows[1] - ties[1])
        words = (
            f"{n_with:,} of {count(n_rows, 'pair')} in a year with {what}; {n_ties:,} deal with each other, "
            f"{n_rows - n_ties:,} do not."
        )
    else:
        friends, foes = sum(friendly), sum(hostile)
        n_with, outcomes, both = ties[1], (friends, foes), (friendly[1], hostile[1])
        words = (
            f"{n_with:,} of {count(n_ties, 'pair')} that deal with each other in a year with {what}; "
            f"{friends:,} as friends, {foes:,} as foes."
        )
    enough = min(outcomes) >= LEAST_EACH * n_effects and n_with >= LEAST_WITH and min(both) >= LEAST_BOTH
    if enough and assessment.n_states < LEAST_STATES:
        return False, f"{words} Only {count(assessment.n_states, 'state')}."
    return enough, words


def adjust_told(assessments: Iterable[Assessment]) -> dict[int, float]:
    """The p-values of all findings that are told, by the object's `id`, adjusted for their number."""
    told = [
        finding
        for one in assessments
        for finding in _weighty(one)
        if weigh_evidence(one, _raw_of(one, finding.covariate), finding.part)[0]
    ]
    if not told:
        return {}
    values = adjust_p_values([finding.p_value for finding in told], method="holm").tolist()
    return {id(finding): value for finding, value in zip(told, values, strict=True)}


def build_effects(
    found: Sequence[tuple[str, Assessment]], part: str, adjusted: Mapping[int, float]
) -> tuple[EffectContext, ...]:
    """What each set of data says of each covariate of a mechanism, in one part."""
    out = []
    for data, one in found:
        findings = {row.covariate: row for row in _weighty(one) if row.part == part}
        silent = dict(one.silent)
        for raw in one.raw:
            finding, what = findings.get(raw.covariate), label_covariate(raw.covariate)
            words = weigh_evidence(one, raw, part)[1]
            if finding is not None and id(finding) in adjusted:
                out.append(_build_effect(data, what, finding, adjusted))
            elif finding is None and weigh_evidence(one, raw, part)[0]:
                why = silent.get(f"{raw.covariate}, {part}", "").replace(f"covariate {raw.covariate!r}", what)
                words = f"{words} No estimate: {why}."
                out.append(EffectContext(data, what, "no estimate", words))
            else:
                out.append(EffectContext(data, what, THIN, words))
    return tuple(out)


def _build_effect(data: str, what: str, finding: PartFinding, adjusted: Mapping[int, float]) -> EffectContext:
    effect, p_value = finding.effect, adjusted[id(finding)]
    among = "pairs in a year" if finding.part == "meeting" else "those that do, as friends"
    share = (
        f"From {_number(effect.low)} to {_number(effect.high)}: {_percent(effect.before)} to "
        f"{_percent(effect.after)} of {among}."
    )
    checks = [f"p {_p(p_value)} after {count(len(adjusted), 'test')}"]
    if finding.permuted is not None:
        checks.append(f"{_p(finding.permuted)} with states relabelled")
    if finding.gain is not None:
        low, high = finding.gain.interval
        how = "better" if low > 0 else "worse" if high < 0 else "no better"
        checks.append(f"later years foretold {how} with it")
    return EffectContext(
        data=data,
        counted=what,
        verdict=_judge(finding, p_value),
        words=finding.words.replace("90 % interval", "90%:"),
        share=share,
        checks="; ".join(checks) + ".",
    )


def _judge(finding: PartFinding, p_value: float) -> str:
    """The verdict, held back if any check that was made puts it down to chance."""
    if finding.verdict == "nothing expected":
        return "no sign expected"
    if finding.verdict == "undecided":
        return "not settled"
    if max(p_value, finding.permuted or 0.0) > CHANCE:
        return "may be chance"
    return "bears it out" if finding.verdict == "as expected" else "speaks against it"


def _weighty(assessment: Assessment) -> list[PartFinding]:
    """The controlled findings, or all where nothing was to be controlled."""
    controlled = [finding for finding in assessment.findings if finding.controlled]
    return controlled or list(assessment.findings)


def _raw_of(assessment: Assessment, covariate: str) -> RawShares:
    return next(raw for raw in assessment.raw if raw.covariate == covariate)


def _share(share: float, n: int) -> int:
    return round(share * n) if n else 0


def _number(value: float) -> str:
    return f"{value:.2g}" if abs(value) < 10 else f"{value:.0f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%" if 0.1 <= share <= 0.9 else f"{100 * share:.1f}%"


def _p(value: float) -> str:
    return "below .001" if value < 0.001 else "1" if value >= 0.995 else f"{value:.2f}".lstrip("0")
