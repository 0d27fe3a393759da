"""Sifting statements by pair, asserter and name, and cutting them into pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from detente.report.statement_contexts import StatementsContext
from detente.report.words import LEANING_WORDS, OPPOSED_WORDS, VERDICT_WORDS, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from detente.report.statement_contexts import ClaimGroup, MechanismGroup

__all__ = ["Sieve", "Sifted", "sift"]

_Group = TypeVar("_Group", "ClaimGroup", "MechanismGroup")


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a statement must fulfil; what is empty lets all through.

    Attributes:
        actors: Names of one or two actors that it is about.
        article: Identity of the article that it stands in.
        by: Who asserts it, by name.
        name: A claim's word, an argument's name, a verdict, a leaning, a kind of contradiction.
        domain: Of a claim or a contradiction.
    """

    actors: tuple[str, ...] = ()
    article: str = ""
    by: str = ""
    name: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A page of statements; `after` is the number of those before the next page, `names` have words."""

    statements: StatementsContext
    n_rows: int
    after: int
    voices: tuple[str, ...]
    names: tuple[tuple[str, str], ...]


def sift(statements: StatementsContext, kind: str, sieve: Sieve, *, offset: int, limit: int) -> Sifted:
    """The statements of one kind that go through, from `offset` on; groups are never cut."""
    return _SIFTS[kind](statements, sieve, offset, limit)


def _claims(statements: StatementsContext, sieve: Sieve, offset: int, limit: int) -> Sifted:
    every = [row for group in statements.claims for row in group.claims]
    groups = []
    for group in statements.claims:
        rows = tuple(
            row
            for row in group.claims
            if _about(row.names, sieve)
            and _told(row.told, sieve)
            and sieve.name in ("", row.claim)
            and sieve.domain in ("", row.domain)
        )
        if rows:
            stood_by = [row for row in rows if row.told.modality not in ("denied", "questioned")]
            groups.append(
                replace(
                    group,
                    claims=rows,
                    n_better=sum(row.direction > 0 for row in stood_by),
                    n_worse=sum(row.direction < 0 for row in stood_by),
                    n_articles=len({row.told.article for row in rows}),
                )
            )
    kept, n_rows, after = _cut_groups(groups, lambda group: len(group.claims), offset, limit)
    names = {row.claim: row.says.split(",")[0] for row in every}
    return Sifted(StatementsContext(claims=kept), n_rows, after, _voices(every), tuple(sorted(names.items())))


def _arguments(statements: StatementsContext, sieve: Sieve, offset: int, limit: int) -> Sifted:
    every = [row for group in statements.mechanisms for row in group.statements]
    groups = []
    for group in statements.mechanisms:
        rows = tuple(
            row
            for row in group.statements
            if _about(row.actors, sieve) and _told(row.told, sieve) and sieve.name in ("", row.name)
        )
        if rows:
            articles = len({row.told.article for row in rows})
            groups.append(replace(group, statements=rows, n_articles=articles))
    kept, n_rows, after = _cut_groups(groups, lambda group: len(group.statements), offset, limit)
    names = {group.name: group.label for group in statements.mechanisms}
    return Sifted(
        StatementsContext(mechanisms=kept), n_rows, after, _voices(every), tuple(sorted(names.items()))
    )


def _predictions(statements: StatementsContext, sieve: Sieve, offset: int, limit: int) -> Sifted:
    rows = [
        row
        for row in statements.predictions
        if _about(row.actors, sieve) and _told(row.told, sieve) and sieve.name in ("", row.verdict or "none")
    ]
    shown = tuple(rows[offset : offset + limit])
    names = unique(row.verdict or "none" for row in statements.predictions)
    whole = sieve == Sieve()
    return Sifted(
        StatementsContext(predictions=shown, records=statements.records if whole and not offset else ()),
        len(rows),
        offset + len(shown),
        _voices(statements.predictions),
        tuple((name, VERDICT_WORDS["" if name == "none" else name]) for name in names),
    )


def _questions(statements: StatementsContext, sieve: Sieve, offset: int, limit: int) -> Sifted:
    rows = [
        row
        for row in statements.questions
        if (not sieve.actors or any(_about(dyad.names, sieve) for dyad in row.dyads))
        and _told(row.told, sieve)
        and sieve.name in ("", row.leaning or "none")
    ]
    shown = tuple(rows[offset : offset + limit])
    names = unique(row.leaning or "none" for row in statements.questions)
    return Sifted(
        StatementsContext(questions=shown),
        len(rows),
        offset + len(shown),
        _voices(statements.questions),
        tuple((name, LEANING_WORDS["" if name == "none" else name]) for name in names),
    )


def _contradictions(statements: StatementsContext, sieve: Sieve, offset: int, limit: int) -> Sifted:
    every = statements.contradictions
    rows = [
        row
        for row in every
        if _about(row.names, sieve)
        and sieve.article in ("", row.first.article, row.second.article)
        and sieve.by in ("", row.first.asserted_by, row.second.asserted_by)
        and sieve.name in ("", row.kind)
        and sieve.domain in ("", row.domain or "overall")
    ]
    shown = tuple(rows[offset : offset + limit])
    voices = sorted({side.asserted_by for row in every for side in (row.first, row.second)})
    names = unique(row.kind for row in every)
    return Sifted(
        StatementsContext(contradictions=shown),
        len(rows),
        offset + len(shown),
        tuple(voices),
        tuple((name, OPPOSED_WORDS.get(name, name)) for name in names),
    )


_SIFTS: dict[str, Callable[[StatementsContext, Sieve, int, int], Sifted]] = {
    "claims": _claims,
    "arguments": _arguments,
    "predictions": _predictions,
    "questions": _questions,
    "contradictions": _contradictions,
}


def _about(names: Sequence[str], sieve: Sieve) -> bool:
    return set(sieve.actors) <= set(names)


def _told(told: Any, sieve: Sieve) -> bool:  # noqa: ANN401  a `Told`
    return sieve.article in ("", told.article) and sieve.by in ("", told.asserted_by)


def _voices(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted({row.told.asserted_by for row in rows}))


def _cut_groups(
    groups: Sequence[_Group], size: Callable[[_Group], int], offset: int, limit: int
) -> tuple[tuple[_Group, ...], int, int]:
    """The groups that begin within the page, how many rows there are, and the rows before the next page."""
    kept, at, after = [], 0, offset
    for group in groups:
        if offset <= at < offset + limit:
            kept.append(group)
            after = at + size(group)
        at += size(group)
    return tuple(kept), at, after
