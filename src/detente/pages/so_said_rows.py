"""Statements as rows of CSV, and the identities that they cite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from detente.report.statement_contexts import SideContext, StatementsContext, Told

__all__ = ["COLUMNS", "cited_ids", "said_rows"]

_TOLD = (
    "modality", "tense", "asserted_by", "confidence", "published", "outlet", "article", "article_title",
    "start", "end", "quote", "link",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    "claims": ("id", "a", "b", "claim", "domain", "direction", *_TOLD),
    "arguments": ("id", "name", "actors", "cause", "effect", *_TOLD),
    "predictions": (
        "id", "statement", "actors", "horizon", "due", "probability", "verdict", "late", "sure", "by",
        "events", "reasons", *_TOLD,
    ),
    "questions": ("id", "text", "asks", "leaning", "sure", "summary", "dyads", *_TOLD),
    "contradictions": (
        "id", "a", "b", "kind", "domain", "sure", "event", "reason",
        *(f"{side}_{name}" for side in ("first", "second")
          for name in ("says", "asserted_by", "outlet", "published", "article", "quote", "link")),
    ),
}  # fmt: skip


def said_rows(statements: StatementsContext, links: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row a statement."""
    return list(_rows(statements, links))


def _rows(statements: StatementsContext, links: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for group in statements.claims:
        for claim in group.claims:
            own = {"id": claim.id, "a": claim.dyad[0], "b": claim.dyad[1], "claim": claim.claim}
            yield {
                **own,
                "domain": claim.domain,
                "direction": claim.direction,
                **_told(claim.told, links.get(claim.id, "")),
            }
    for named in statements.mechanisms:
        for row in named.statements:
            own = {"id": row.id, "name": row.name, "cause": row.cause, "effect": row.effect}
            yield {**own, "actors": list(row.actors), **_told(row.told, links.get(row.id, ""))}
    for prediction in statements.predictions:
        names = ("id", "statement", "due", "probability", "verdict", "late", "sure", "by")
        yield {
            **{name: getattr(prediction, name) for name in names},
            "actors": list(prediction.actors),
            "horizon": prediction.horizon_words,
            "events": list(prediction.events),
            "reasons": list(prediction.reasons),
            **_told(prediction.told, links.get(prediction.id, "")),
        }
    for question in statements.questions:
        asked = ("id", "text", "asks", "leaning", "sure", "summary")
        yield {
            **{name: getattr(question, name) for name in asked},
            "dyads": [" – ".join(dyad.names) for dyad in question.dyads],
            **_told(question.told, links.get(question.id, "")),
        }
    for contradiction in statements.contradictions:
        opposed = ("id", "kind", "domain", "sure", "event", "reason")
        yield {
            **{name: getattr(contradiction, name) for name in opposed},
            "a": contradiction.names[0],
            "b": contradiction.names[1],
            **_side("first", contradiction.first, links),
            **_side("second", contradiction.second, links),
        }


def _told(told: Told, link: str) -> dict[str, Any]:
    names = (
        "modality", "tense", "asserted_by", "confidence", "published", "outlet", "article", "article_title",
    )  # fmt: skip
    quote = told.quotes[0] if told.quotes else None
    return {
        **{name: getattr(told, name) for name in names},
        "start": quote.start if quote else None,
        "end": quote.end if quote else None,
        "quote": quote.text if quote else "",
        "link": link,
    }


def _side(side: str, row: SideContext, links: Mapping[str, str]) -> dict[str, Any]:
    return {
        f"{side}_says": row.says,
        f"{side}_asserted_by": row.asserted_by,
        f"{side}_outlet": row.outlet,
        f"{side}_published": row.published_words,
        f"{side}_article": row.article,
        f"{side}_quote": row.quote.text,
        f"{side}_link": links.get(row.id, ""),
    }


def cited_ids(statements: StatementsContext) -> list[str]:
    """The identities of all statements shown, and of what they cite."""
    out: dict[str, None] = {}
    for group in statements.claims:
        out.update(dict.fromkeys(claim.id for claim in group.claims))
    for named in statements.mechanisms:
        out.update(dict.fromkeys(row.id for row in named.statements))
    for prediction in statements.predictions:
        out.update(dict.fromkeys((prediction.id, *prediction.events)))
    for question in statements.questions:
        out[question.id] = None
        for dyad in question.dyads:
            cited = (dyad.events, dyad.claims_for, dyad.claims_against, dyad.claims_else)
            out.update(dict.fromkeys(name for part in cited for name in part))
            out.update(dict.fromkeys((*dyad.predictions, *dyad.mechanisms)))
    for row in statements.contradictions:
        out.update(dict.fromkeys((row.first.id, row.second.id, row.event)))
    return [name for name in out if name]
