"""Claims by dyad and causal arguments by name, as the page lists them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from detente.ontology import read_ontology
from detente.report.statement_contexts import ClaimContext, ClaimGroup, MechanismContext, MechanismGroup
from detente.report.telling import build_told, name_of, names_of
from detente.report.words import anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.actors.actor import Actor
    from detente.coding.statements import Claim, MechanismStatement
    from detente.documents.document import Document
    from detente.report.statement_contexts import Told
    from detente.report.telling import Statement

__all__ = ["build_claims", "build_mechanisms", "keep_surest", "newest_first"]

Said = TypeVar("Said", bound="Statement")
Row = TypeVar("Row", ClaimContext, MechanismContext)
_ASIDE = frozenset({"denied", "questioned"})


def keep_surest(rows: Sequence[Said], *, limit: int, cited: frozenset[str]) -> list[Said]:
    """At most `limit` rows in the order given: those cited elsewhere on the page first, then the surest."""
    if len(rows) <= limit:
        return list(rows)
    ranked = sorted(
        range(len(rows)), key=lambda place: (rows[place].id not in cited, -rows[place].confidence, place)
    )
    kept = set(ranked[:limit])
    return [row for place, row in enumerate(rows) if place in kept]


def newest_first(rows: Iterable[Row]) -> tuple[Row, ...]:
    """By publication, newest first and undated last, then the surest."""
    order = sorted(rows, key=lambda row: (-row.told.confidence, row.id))
    return tuple(sorted(order, key=lambda row: row.told.published, reverse=True))


def build_claims(
    claims: Iterable[Claim], *, actors: Mapping[str, Actor], table: Mapping[str, Document]
) -> tuple[ClaimGroup, ...]:
    """Claims by dyad, the most spoken of first."""
    kinds = read_ontology().claims
    groups: dict[tuple[str, str], list[ClaimContext]] = defaultdict(list)
    for claim in claims:
        kind = kinds.get(claim.claim)
        label = kind.label if kind else claim.claim
        groups[claim.dyad].append(
            ClaimContext(
                id=claim.id,
                anchor=anchor("claim", claim.id),
                dyad=claim.dyad,
                names=names_of(claim.dyad, actors),
                domain=claim.domain,
                claim=claim.claim,
                says=label if claim.domain == "overall" else f"{label}, {claim.domain}",
                direction=kind.direction if kind else 0,
                told=build_told(claim, actors=actors, table=table),
            )
        )
    rows = [_group(dyad, mine, names=names_of(dyad, actors)) for dyad, mine in groups.items()]
    return tuple(sorted(rows, key=lambda row: (-len(row.claims), row.names, row.dyad)))


def _group(dyad: tuple[str, str], claims: Sequence[ClaimContext], *, names: tuple[str, str]) -> ClaimGroup:
    stood_by = [claim for claim in claims if claim.told.modality not in _ASIDE]
    return ClaimGroup(
        dyad=dyad,
        names=names,
        claims=newest_first(claims),
        n_better=sum(claim.direction > 0 for claim in stood_by),
        n_worse=sum(claim.direction < 0 for claim in stood_by),
        n_articles=_articles(claim.told for claim in claims),
    )


def build_mechanisms(
    mechanisms: Iterable[MechanismStatement], *, actors: Mapping[str, Actor], table: Mapping[str, Document]
) -> tuple[MechanismGroup, ...]:
    """Arguments by name, the most argued first; those without a name of their own last."""
    known = read_ontology().mechanisms
    groups: dict[str, list[MechanismContext]] = defaultdict(list)
    for statement in mechanisms:
        noun = known.get(statement.name)
        cause, _, effect = statement.statement.partition(" -> ")
        groups[statement.name].append(
            MechanismContext(
                id=statement.id,
                anchor=anchor("mechanism", statement.id),
                name=statement.name,
                label=noun.label if noun else statement.name,
                actors=tuple(name_of(actor, actors) for actor in statement.actors),
                cause=cause if effect else "",
                effect=effect or cause,
                told=build_told(statement, actors=actors, table=table),
            )
        )
    rows = [
        MechanismGroup(
            name=name,
            label=known[name].label if name in known else name,
            definition=known[name].definition if name in known else "",
            statements=newest_first(mine),
            n_articles=_articles(row.told for row in mine),
        )
        for name, mine in groups.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.name == "other", -len(row.statements), row.name)))


def _articles(told: Iterable[Told]) -> int:
    return len({row.article for row in told})
