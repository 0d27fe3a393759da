"""What is laid into the system: events done, ties held elsewhere, past events left out."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from detente.core.errors import InputError

__all__ = ["MOST_MONTHS", "Do", "Scenario", "Set", "Step", "Without", "month_of", "name_month"]

MOST_MONTHS = 60
"""A run may go no further: five years."""

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_WHEN = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Do:
    """An event that happens in a month to come, beside what would happen anyhow.

    Attributes:
        month: EDTF month.
        source: Who acts.
        type: What is done; of it the model knows the quad class only.
        target: Toward whom.
        times: How often in that month, 1 or more.
    """

    month: str
    source: str
    type: str
    target: str
    times: int = 1

    def __post_init__(self) -> None:
        _check_month(self.month)
        _check_two(self.source, self.target)
        if self.times < 1:
            raise InputError(f"{self} happens {self.times} times", hint="once or more")

    def __str__(self) -> str:
        often = f" x{self.times}" if self.times > 1 else ""
        return f"{self.month} {self.source} {self.type} {self.target}{often}"


@dataclass(frozen=True, slots=True)
class Set:
    """Two states deal with each other more or less than they did, as though for long, and it stays so.

    Attributes:
        dyad: The two.
        what: A quad class by name or number, ``cooperation``, ``conflict``, or a domain: the model counts
            quad classes, so that a shift of a domain of deeds (military, security, economic, energy) is
            read as material, of another as verbal; above 0 as cooperation, below 0 as conflict.
        shift: Events a month; below 0 of a quad class fewer of them.
        month: EDTF month from which on; by default the first of the run.
    """

    dyad: tuple[str, str]
    what: str
    shift: float
    month: str = ""

    def __post_init__(self) -> None:
        if self.month:
            _check_month(self.month)
        _check_two(*self.dyad)
        if not math.isfinite(self.shift) or self.shift == 0:
            raise InputError(f"a shift of {self.shift:g} for {'-'.join(self.dyad)}", hint="a number not 0")

    def __str__(self) -> str:
        since = f" {self.month}" if self.month else ""
        return f"{'-'.join(self.dyad)} {self.what} {self.shift:+g}{since}"


@dataclass(frozen=True, slots=True)
class Without:
    """Past events as though they had never been; what was learned from them stays learned.

    Attributes:
        source: Who acted.
        type: What was done.
        target: Toward whom.
        when: Year, month or day.
    """

    source: str
    type: str
    target: str
    when: str

    def __post_init__(self) -> None:
        if not _WHEN.fullmatch(self.when):
            raise InputError(f"{self.when!r} is no year, month or day", hint="2018, 2018-09 or 2018-09-06")
        _check_two(self.source, self.target)

    def __str__(self) -> str:
        return f"{self.source} {self.type} {self.target} {self.when}"


Step = Do | Set | Without


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps laid into one run.

    Attributes:
        name: For headings.
        steps: At least one.
    """

    name: str
    steps: tuple[Step, ...] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        if not self.steps:
            raise InputError(
                f"the scenario {self.name!r} changes nothing",
                hint="give at least one step: do, set or without",
            )


def month_of(text: str) -> int:
    """Months since the year 0.

    >>> month_of("2018-09") - month_of("2017-12")
    9
    """
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def name_month(number: int) -> str:
    """The EDTF month of a number of `month_of`.

    >>> name_month(month_of("2018-09") + 4)
    '2019-01'
    """
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _check_month(text: str) -> None:
    if not _MONTH.fullmatch(text):
        raise InputError(f"{text!r} is no month", hint="write it as 2018-09")


def _check_two(one: str, other: str) -> None:
    if not one or not other or one == other:
        raise InputError(f"{one!r} and {other!r} are no two states", hint="name two different ones")
