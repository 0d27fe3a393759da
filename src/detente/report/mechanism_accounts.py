"""The account of a pair's change in words: what moved beforehand, what that accounts for, what is argued."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.mechanisms import find_mechanism_test, judge_argument
from detente.relations.course import COVERAGE, find_quantile
from detente.report.level_contexts import excludes_zero
from detente.report.mechanism_contexts import AccountContext, AccountPart, ArguedContext
from detente.report.mechanism_effects import label_covariate
from detente.report.words import interval_words, join_names, signed

if TYPE_CHECKING:
    from detente.mechanisms import Account, TonePart
    from detente.relations import Shift
    from detente.report.level_contexts import ShiftContext
    from detente.report.statement_contexts import MechanismGroup

__all__ = ["MeasuredAccount", "build_account", "choose_moved"]

Thirds = Mapping[str, tuple[Sequence[str], Sequence[str]]]
_MOVED, _PARTS, _ARGUED, _NAMED = 3, 5, 4, 5


@dataclass(frozen=True, slots=True)
class MeasuredAccount:
    """The account of a pair.

    Attributes:
        shift: How far its level moved.
        data: Name of the data that the account is from.
        account: Of the mechanisms; None if no data have the pair.
        thirds: Covariate to the identities of third states that came to be, and ceased to be, counted.
        why_not: Why there is no account.
    """

    shift: Shift
    data: str = ""
    account: Account | None = None
    thirds: Thirds = field(default_factory=dict)
    why_not: str = ""


def choose_moved(shifts: Sequence[Shift], *, limit: int = _MOVED) -> list[Shift]:
    """The pairs that moved most: those whose shift is sure, else those whose shift is surest."""

    def rank(shift: Shift) -> tuple[bool, float, tuple[str, str]]:
        half = find_quantile(COVERAGE) * shift.sd
        sure = excludes_zero(shift.change - half, shift.change + half)
        return not sure, -abs(shift.change) / (1.0 if sure else max(shift.sd, 1e-9)), shift.dyad

    return sorted(shifts, key=rank)[:limit]


def build_account(
    measured: MeasuredAccount,
    shift: ShiftContext,
    *,
    groups: Sequence[MechanismGroup],
    names: Mapping[str, str],
    targets: Mapping[tuple[str, str], str],
) -> AccountContext:
    """The account as the page tells it."""
    account = measured.account
    way = "warmer" if shift.change > 0 else "colder"
    unsure = "" if shift.sure else ", not surely"
    return AccountContext(
        names=shift.names,
        target=targets.get(shift.dyad, ""),
        headline=(
            f"{way} by {abs(shift.change):.1f} {interval_words(shift.low, shift.high)}{unsure}, from "
            f"{signed(shift.before)} {shift.start_words} to {signed(shift.after)} {shift.end_words}"
        ),
        events=shift.events,
        words=tuple(_tell(measured, names)),
        parts=tuple(_build_parts(account, measured.thirds, names)) if account else (),
        argued=tuple(_judge(account, shift.names, groups)),
    )


def _tell(measured: MeasuredAccount, names: Mapping[str, str]) -> list[str]:
    account = measured.account
    if account is None:
        return [f"No account: {measured.why_not}."]
    first, last = account.periods
    before, after = account.tone
    seen = [
        f"the mean intensity in {period} was {signed(tone)}"
        if math.isfinite(tone)
        else f"nothing is dated in {period}"
        for period, tone in zip(account.periods, account.tone, strict=True)
    ]
    words = [f"By {measured.data}, {' and '.join(seen)}."]
    moved = any(part.moved for part in account.parts)
    if account.fit is None:
        words.append(
            f"Too little evidence for a model ({account.why_no_fit}): what each mechanism accounts for is "
            "not known."
        )
    elif math.isfinite(before) and math.isfinite(after):
        words.append(
            f"Of a change of {signed(after - before)}, what the mechanisms counted the year before accounts "
            f"for {signed(account.expected)} {interval_words(*account.interval)}, what all pairs did for "
            f"{signed(account.period)}; the rest is the pair’s own."
        )
    elif moved:
        words.append(f"The model would expect a change of {signed(account.expected)}.")
    if not moved:
        words.append(f"Nothing that a mechanism counts moved for them between {first} and {last}.")
    if account.comparables:
        alike = [
            f"{' – '.join(names.get(name, name) for name in one.dyad)} ({signed(one.change)})"
            for one in account.comparables[:3]
        ]
        words.append(f"The mechanisms moved most alike for {join_names(alike)}; in brackets, their tone.")
    return words


def _build_parts(account: Account, thirds: Thirds, names: Mapping[str, str]) -> list[AccountPart]:
    out = []
    for part in [one for one in account.parts if one.moved][:_PARTS]:
        kind = part.covariate.split("(", maxsplit=1)[0]
        came, went = thirds.get(kind, ((), ()))
        told = [
            f"{word} {join_names([names.get(name, name) for name in who], limit=_NAMED)}"
            for word, who in (("now", came), ("no longer", went))
            if who
        ]
        share = ""
        if math.isfinite(part.part):
            share = f"accounts for {part.part:+.2f} (90%: {part.interval[0]:+.2f} to {part.interval[1]:+.2f})"
        out.append(AccountPart(_tell_part(part), "; ".join(told), share.replace("-", "−")))
    return out


def _tell_part(part: TonePart) -> str:
    label = label_covariate(part.covariate)
    return f"{label[0].upper()}{label[1:]}: {part.before:.2g} → {part.after:.2g}"


def _judge(
    account: Account | None, pair: tuple[str, str], groups: Sequence[MechanismGroup]
) -> list[ArguedContext]:
    """What is argued of both, once a mechanism, beside what the data say of it."""
    out = []
    for group in groups:
        mine = [
            one for one in group.statements if one.told.modality != "denied" and set(pair) <= set(one.actors)
        ]
        if not mine or group.name == "other":
            continue
        standing, because = "too little evidence", "no data have the pair"
        if account is not None:
            test = find_mechanism_test(group.name)
            standing, because = judge_argument(account, test)
            if account.fit is None and standing == "not present":  # of so few events nothing is absent
                standing = "too little evidence"
            for one in test.expectations:
                because = because.replace(one.covariate.name, label_covariate(one.covariate.name))
        out.append(ArguedContext(group.label, standing, because, tuple(one.id for one in mine)))
    return out[:_ARGUED]
