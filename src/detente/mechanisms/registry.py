"""Which covariates test a mechanism of the ontology, what it leads to expect, and what no test can say."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from detente.core.errors import DamagedDataError, UnknownNameError, UsageError
from detente.core.provenance import data_folder
from detente.mechanisms.named import build_covariate, fold_name
from detente.mechanisms.world import Covariate
from detente.ontology import read_ontology

__all__ = [
    "Expectation",
    "MechanismTest",
    "build_covariates",
    "find_mechanism_test",
    "read_mechanism_tests",
]

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Expectation:
    """A covariate of a mechanism, and the signs that the mechanism leads to expect.

    Attributes:
        covariate: What is counted.
        meeting: Expected sign of its effect on whether two states deal with each other: 1, -1, or 0 if the
            mechanism says nothing of it.
        tone: The same on how friendly it is, given that they do.
        sources: Works that the expectation is drawn from.
    """

    covariate: Covariate
    meeting: int
    tone: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MechanismTest:
    """How a mechanism of the ontology is tested on data.

    Attributes:
        name: ``enemy_of_enemy`` …
        label: For a sentence.
        definition: One sentence, of the ontology.
        expectations: Its covariates; none if it cannot be tested.
        cannot_say: What the test cannot say; or why there is none.
        instead: Mechanism to test in its place; may be empty.
    """

    name: str
    label: str
    definition: str
    expectations: tuple[Expectation, ...]
    cannot_say: str
    instead: str

    @property
    def testable(self) -> bool:
        """Whether data can speak to it."""
        return bool(self.expectations)


@cache
def read_mechanism_tests() -> Mapping[str, MechanismTest]:
    """The tests of all mechanisms of the ontology, by name.

    Raises:
        DamagedDataError: If a file is missing, cannot be read, or does not fit the ontology.

    >>> [one.covariate.name for one in read_mechanism_tests()["shared_threat"].expectations]
    ['shared_threat']
    """
    works = {row["key"]: row["citation"] for row in _read("literature.csv")}
    limits = {row["mechanism"]: row for row in _read("limits.csv")}
    expected: dict[str, list[Expectation]] = {name: [] for name in limits}
    mechanisms = read_ontology().mechanisms
    if set(limits) != set(mechanisms):
        odd = sorted(set(limits) ^ set(mechanisms))
        raise DamagedDataError(f"mechanisms/limits.csv and the ontology differ in {odd[0]!r}", hint=_AGAIN)
    try:
        for row in _read("expectations.csv"):
            expected[row["mechanism"]].append(_read_expectation(row, works))
    except (KeyError, ValueError, UnknownNameError) as fault:
        raise DamagedDataError(f"mechanisms/expectations.csv cannot be read: {fault}", hint=_AGAIN) from fault
    for name, row in limits.items():
        if (row["testable"] == "yes") != bool(expected[name]):
            raise DamagedDataError(
                f"mechanisms/limits.csv and expectations.csv differ in {name!r}", hint=_AGAIN
            )
    return MappingProxyType(
        {
            name: MechanismTest(
                name,
                mechanism.label,
                mechanism.definition,
                tuple(expected[name]),
                limits[name]["words"],
                limits[name]["instead"],
            )
            for name, mechanism in mechanisms.items()
        }
    )


def find_mechanism_test(name: str) -> MechanismTest:
    """The test of a mechanism by its name or label; hyphens, spaces and capitals are accepted.

    Raises:
        UnknownNameError: There is no mechanism of that name; the hint lists those there are.

    >>> find_mechanism_test("enemy-of-enemy").expectations[0].covariate.name
    'common_enemy'
    """
    tests = read_mechanism_tests()
    key = fold_name(name)
    by_label = {fold_name(test.label): test for test in tests.values()}
    found = tests.get(key) or by_label.get(key)
    if found is None:
        raise UnknownNameError(f"no mechanism is named {name!r}", hint=f"one of {', '.join(tests)}")
    return found


def build_covariates(name: str) -> tuple[Covariate, ...]:
    """The covariates that test a mechanism, ready for a panel or a history.

    Raises:
        UnknownNameError: There is no mechanism of that name.
        UsageError: It cannot be tested on data; the message says why.

    >>> [covariate.name for covariate in build_covariates("rivals tie drives drift")]
    ['counter_courting', 'rivals_gain']
    """
    test = find_mechanism_test(name)
    if not test.testable:
        hint = f"test {test.instead}" if test.instead else "test a mechanism that names a cause"
        raise UsageError(f"{test.name} cannot be tested: {test.cannot_say}", hint=hint)
    return tuple(expectation.covariate for expectation in test.expectations)


_AGAIN = "install détente again"
_VALUES: dict[str, object] = {"yes": True, "no": False}


def _read_expectation(row: Row, works: Mapping[str, str]) -> Expectation:
    options = dict(part.split("=") for part in row["options"].split(";") if part)
    covariate = build_covariate(
        row["covariate"], **{key: _VALUES.get(word, word) for key, word in options.items()}
    )
    sources = tuple(works[key] for key in row["sources"].split(";"))
    meeting, tone = int(row["meeting"]), int(row["tone"])
    if not {meeting, tone} <= {-1, 0, 1}:
        raise ValueError(f"signs {meeting} and {tone} of {row['mechanism']}")
    return Expectation(covariate, meeting, tone, sources)


def _read(file: str) -> list[Row]:
    try:
        with (data_folder("mechanisms") / file).open("r", encoding="utf-8") as stream:
            return list(csv.DictReader(stream, strict=True))
    except (OSError, csv.Error) as fault:
        raise DamagedDataError(f"mechanisms/{file} cannot be read: {fault}", hint=_AGAIN) from fault
