"""The page contexts of why states move: what is argued, what the data bear out, and accounts of moved pairs.

Plain frozen nouns, hostile names within; intervals hold with 90%.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AccountContext",
    "AccountPart",
    "ArguedContext",
    "CausesContext",
    "DataContext",
    "EffectContext",
    "MechanismRow",
    "SpokenContext",
]


@dataclass(frozen=True, slots=True)
class DataContext:
    """A set of data that mechanisms were put to.

    Attributes:
        name: ``events coded from these articles``, ``imported rows``.
        words: How much there is, in a sentence; or why nothing was tested.
        tested: Whether there is enough for any test.
    """

    name: str
    words: str
    tested: bool


@dataclass(frozen=True, slots=True)
class EffectContext:
    """What one set of data say of one covariate, in one of the two parts.

    Attributes:
        data: Name of the data; empty where there is only one set.
        counted: The covariate in words.
        verdict: ``bears it out``, ``speaks against it``, ``may be chance``, ``not settled``,
            ``no sign expected``, ``no estimate`` or ``too little evidence to test``.
        words: The finding as a sentence, or how much there is.
        share: From which to which probability; empty without a test.
        checks: The other checks in words; may be empty.
    """

    data: str
    counted: str
    verdict: str
    words: str
    share: str = ""
    checks: str = ""


@dataclass(frozen=True, slots=True)
class SpokenContext:
    """Who argues something, and the identities of the statements."""

    who: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MechanismRow:
    """A mechanism that is argued, or that data can test.

    Attributes:
        name: Of the ontology.
        label: For a reader.
        definition: One sentence.
        n_argued: Statements that argue it.
        n_denied: Statements that deny it.
        spoken: Who argues it, most often first.
        meeting: On whether two states deal with each other at all.
        tone: On how friendly it is, if they do.
        untested: Why it is not tested; empty if it is.
        cannot_say: What no test of it can say; empty if it is not tested.
    """

    name: str
    label: str
    definition: str
    n_argued: int
    n_denied: int
    spoken: tuple[SpokenContext, ...]
    meeting: tuple[EffectContext, ...]
    tone: tuple[EffectContext, ...]
    untested: str
    cannot_say: str


@dataclass(frozen=True, slots=True)
class AccountPart:
    """A covariate that moved for a pair.

    Attributes:
        words: What moved, from what to what.
        thirds: The third states behind it, in words; may be empty.
        share: What it accounts for, with interval; empty without a model.
    """

    words: str
    thirds: str
    share: str


@dataclass(frozen=True, slots=True)
class ArguedContext:
    """What is argued of the pair: a mechanism, whether the data bear it out, why not, and the statements."""

    label: str
    standing: str
    because: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountContext:
    """Why a pair moved, as far as the data tell.

    Attributes:
        names: Of the two.
        target: Address of its panel or row, or empty.
        headline: How it moved, in words.
        events: Identities of its dated events.
        words: The account in a few sentences.
        parts: Covariates that moved, the greatest first.
        argued: What articles argue of the pair.
    """

    names: tuple[str, str]
    target: str
    headline: str
    events: tuple[str, ...]
    words: tuple[str, ...]
    parts: tuple[AccountPart, ...]
    argued: tuple[ArguedContext, ...]


@dataclass(frozen=True, slots=True)
class CausesContext:
    """Everything a report tells of why states move.

    Attributes:
        data: The sets of data.
        rows: Mechanisms, those most argued first.
        aside: Labels of mechanisms that nobody argues and these data cannot test.
        accounts: Of the pairs that moved most.
        n_tests: Tests that p-values were adjusted for.
    """

    data: tuple[DataContext, ...] = ()
    rows: tuple[MechanismRow, ...] = ()
    aside: tuple[str, ...] = ()
    accounts: tuple[AccountContext, ...] = ()
    n_tests: int = 0
