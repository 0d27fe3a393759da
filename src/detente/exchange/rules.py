"""The known faults of the sources: rules that are data."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from detente.core.errors import UnknownNameError
from detente.core.provenance import data_folder

__all__ = ["FaultRule", "choose_rules", "find_rule", "list_fault_rules"]

_REPORTS = re.compile(r"n_reports >= (\d+)")


@dataclass(frozen=True, slots=True)
class FaultRule:
    """A known fault.

    Attributes:
        name: By which it is turned off.
        formats: Whose rows it looks at.
        action: ``exclude``: the row is kept and does not count; ``mark``: it is kept, counts and is marked.
        condition: In SQL, over the columns of a row.
        why: What is wrong.
        example: A row that it hits, in words.
        reference: Where the fault is told of, or how it was found.
    """

    name: str
    formats: tuple[str, ...]
    action: str
    condition: str
    why: str
    example: str
    reference: str

    @property
    def n_reports(self) -> int | None:
        """From which report of an event on the rule hits, for the rule that counts reports."""
        match = _REPORTS.fullmatch(self.condition)
        return int(match[1]) if match else None


@cache
def list_fault_rules() -> tuple[FaultRule, ...]:
    """Every rule, by name.

    >>> [rule.action for rule in list_fault_rules() if rule.name == "icews_aap"]
    ['exclude']
    """
    with (data_folder("exchange") / "faults.csv").open("r", encoding="utf-8") as file:
        return tuple(
            FaultRule(
                row["rule"],
                tuple(row["formats"].split(";")),
                row["action"],
                row["condition"],
                row["why"],
                row["example"],
                row["reference"],
            )
            for row in csv.DictReader(file, strict=True)
        )


def find_rule(name: str) -> FaultRule:
    """The rule of that name.

    Raises:
        UnknownNameError: If there is none.
    """
    rules = {rule.name: rule for rule in list_fault_rules()}
    if name not in rules:
        raise UnknownNameError(f"no rule on faults is named {name!r}", hint=f"known: {', '.join(rules)}")
    return rules[name]


def choose_rules(form: str, without: tuple[str, ...] = ()) -> tuple[FaultRule, ...]:
    """The rules for a format, less those turned off.

    Raises:
        UnknownNameError: If a rule to turn off does not exist.
    """
    for name in without:
        find_rule(name)
    return tuple(rule for rule in list_fault_rules() if form in rule.formats and rule.name not in without)
