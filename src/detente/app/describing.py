"""The application told as an OpenAPI document: every route, what it takes, and the form of each answer.

The forms come from the types of what the pages show (`detente.app.shapes`), so that they cannot be told
otherwise than they are. The document is served at `OPENAPI`, to the visitor who was let in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import detente
from detente.app.addresses import OPENAPI, address_of
from detente.app.guarding import COOKIE, HEADERS, TOKEN_HEADER
from detente.app.shapes import Schema, Shapes
from detente.ontology import read_ontology
from detente.pages import (
    adding,
    ahead,
    articles,
    dyads,
    event,
    events,
    method,
    overview,
    question,
    review,
    so_article_nouns,
    sources,
    stated,
    states,
    system,
    system_why,
    timeline,
    whatif,
)
from detente.pages import map as maps
from detente.pages.registry import PAGES
from detente.pages.supposing import MOST_MONTHS
from detente.relations import DOMAINS
from detente.report.words import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.app.bodies import Route
    from detente.pages.asking import Page

__all__ = ["CONTEXTS", "build_openapi"]

CONTEXTS: dict[str, type] = {
    "/": overview.OverviewPage,
    "/dyads": dyads.DyadsPage,
    "/dyads/{a}/{b}": dyads.DyadPage,
    "/states": states.StatesPage,
    "/states/{id}": states.StatePage,
    "/map": maps.MapPage,
    "/system": system.SystemPage,
    "/why": system_why.WhyPage,
    "/forecast": ahead.NextPage,
    "/whatif": whatif.WhatIfPage,
    "/timeline": timeline.TimelinePage,
    "/events": events.EventsPage,
    "/events/{id}": event.EventPage,
    **dict.fromkeys((f"/{kind}" for kind in stated.KINDS), stated.StatedPage),
    "/questions/{id}": question.QuestionPage,
    "/articles": articles.ArticlesPage,
    "/articles/{id}": so_article_nouns.ArticlePage,
    "/sources": sources.SourcesPage,
    "/method": method.MethodPage,
    "/review": review.ReviewPage,
    "/add": adding.AddPage,
}
"""What the page of each address shows."""

_TYPES = {"html": "text/html", "json": "application/json", "csv": "text/csv"}
_TEXT: Schema = {"type": "string"}
_NAME: Schema = {"type": "string", "format": "actor"}
_DATE: Schema = {"type": "string", "format": "edtf"}
_REFUSALS = {
    400: "what was asked cannot be answered",
    403: "the visitor was not let in, or the request did not come from a page of this server",
    404: "there is no such thing",
    409: "it is well formed, and does not fit what the ledger holds",
    413: "it is too large",
    421: "another server was meant",
    429: "too much waits already",
    503: "the ledger cannot be read at the moment",
}


def _number(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _word(words: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(words)}


def _known_words() -> dict[str, Schema]:
    """What may stand after the question mark, by name; for one page, by its address and the name."""
    pages = {"/dyads": 500, "/states": 500, "/events": events.MOST, "/articles": articles.MOST}
    pages |= {"/review": review.MOST} | dict.fromkeys((f"/{kind}" for kind in stated.KINDS), stated.MOST)
    return {
        **dict.fromkeys(("actor", "partner", "a", "b"), _NAME),
        **dict.fromkeys(("by", "name", "outlet", "text", "article", "copies"), _TEXT),
        **dict.fromkeys(("since", "until"), _DATE),
        **{f"{path} limit": _number(1, most) for path, most in pages.items()},
        **{f"/{kind} domain": _TEXT for kind in stated.KINDS},
        "offset": _number(0, 1_000_000),
        "run": {"type": "string", "format": "run"},
        "domain": _word(DOMAINS),
        "quad": _number(1, 4),
        "type": _word(read_ontology().types),
        "status": _word(STATUSES),
        "/dyads sort": _word(dyads.SORTS),
        "/states/{id} sort": _word(("events", "level")),
        "/dyads/{a}/{b} rows": _word(("level", "events")),
        "/system rows": _word(("ties", "course")),
        "kind": _word((*states.KINDS, "all")),
        "areas": _word(("yes",)),
        "view": _word(("world",)),
        "horizon": {"type": "string", "format": "horizon"},
        "steps": {"type": "string", "format": "steps", "maxLength": whatif.MOST_STEPS},
        "months": _number(1, MOST_MONTHS),
        "runs": _number(10, whatif.MOST_RUNS),
        "seed": _number(0, 1_000_000),
        "show": _word(review.SHOWN),
        "order": _word(review.ORDERS),
        "below": _number(1, 100),
    }


def build_openapi(routes: Sequence[Route]) -> Schema:
    """The document.

    Args:
        routes: Those that are no page.
    """
    shapes, known = Shapes(), _known_words()
    paths: dict[str, Schema] = {}
    for page in PAGES:
        for form in ("html", "json", "csv"):
            told = _describe_page(page, form, shapes=shapes, known=known)
            paths[address_of(page, form)] = {"get": told}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _describe_route(route, shapes)
    paths[OPENAPI] = {"get": _describe_file("this document", "application/json")}
    for name, kind in (("app.js", "text/javascript"), ("app.css", "text/css")):
        paths[f"/static/{name}"] = {"get": _describe_file(name, kind)}
    bodies = {route.body.__name__: _bare(route.body.model_json_schema()) for route in routes if route.body}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Détente", "version": detente.__version__},
        "paths": paths,
        "security": [{"visitor": []}],
        "components": {
            "schemas": {**shapes.known, **bodies, "Refusal": _REFUSAL},
            "responses": _refusals(),
            "headers": _headers(),
            "securitySchemes": {
                "visitor": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "form": {"type": "apiKey", "in": "header", "name": TOKEN_HEADER},
            },
        },
    }


def _describe_page(page: Page, form: str, *, shapes: Shapes, known: dict[str, Schema]) -> Schema:
    given: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": _path_word(page.path, name)}
        for name in re.findall(r"{(\w+)}", page.path)
    ]
    given += [
        {
            "name": name,
            "in": "query",
            "allowEmptyValue": True,  # which is as if it were not given
            "schema": known.get(f"{page.path} {name}") or known[name],
        }
        for name in page.query
    ]
    told: Schema = _TEXT
    if form == "json":
        told = _held({"title": str, "generation": int, "page": CONTEXTS[page.path]}, shapes)
    refused = (400, 403, 404, 421, *((429,) if "runs" in page.query else ()), 503)
    answers = _answers({_TYPES[form]: told}, refused=refused, page=form == "html")
    answers["200"]["headers"]["x-detente-generation"] = {"required": True, "schema": {"type": "integer"}}
    return {"summary": f"{page.place} as {form}", "parameters": given, "responses": answers}


def _path_word(path: str, name: str) -> Schema:
    """What stands in a path: an actor, or the identity of something told."""
    kind = path.split("/")[1].removesuffix("s")
    return {"type": "string", "minLength": 1, "format": kind if name == "id" else "actor"}


def _describe_route(route: Route, shapes: Shapes) -> Schema:
    told = _held(route.told, shapes)
    if route.body is None:
        answers = _answers({"application/json": told}, refused=(403, 421, 503), status=route.status)
        return {"summary": route.name, "responses": answers}
    content: Schema = {
        "application/json": {"schema": {"$ref": f"#/components/schemas/{route.body.__name__}"}}
    }
    given = [
        {"name": "sec-fetch-site", "in": "header", "required": True, "schema": {"const": "same-origin"}},
    ]
    if route.address is not None:
        content["application/octet-stream"] = {"schema": {"type": "string", "format": "binary"}}
        held = route.address.model_json_schema()
        given += [
            {"name": name, "in": "query", "schema": _bare(schema)}
            for name, schema in held["properties"].items()
        ]
    refused = (400, 403, 404, 409, 413, 421, 503)
    return {
        "summary": route.name,
        "security": [{"visitor": [], "form": []}],
        "parameters": given,
        "requestBody": {"required": True, "content": content},
        "responses": _answers({"application/json": told}, refused=refused, status=route.status),
    }


def _describe_file(name: str, kind: str) -> Schema:
    told: Schema = {"type": "object"} if kind == "application/json" else _TEXT
    return {"summary": name, "responses": _answers({kind: told}, refused=(403, 421))}


def _answers(
    content: dict[str, Schema], *, refused: Sequence[int], status: int = 200, page: bool = False
) -> dict[str, Schema]:
    """What comes back; a page is refused as a page to whoever wants one."""
    told = {
        str(code): {"$ref": f"#/components/responses/{code}{'-page' if page else ''}"} for code in refused
    }
    return {str(status): _answer("what was asked for", content), **told}


def _answer(words: str, content: dict[str, Schema]) -> Schema:
    return {
        "description": words,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS},
        "content": {kind: {"schema": schema} for kind, schema in content.items()},
    }


def _headers() -> dict[str, Schema]:
    return {name: {"required": True, "schema": {"const": value}} for name, value in HEADERS.items()}


def _refusals() -> dict[str, Schema]:
    """Every refusal, of a page and of what is none; who stands before the door refuses in plain words."""
    told: dict[str, Schema] = {}
    spoken: Schema = {"application/json": {"$ref": "#/components/schemas/Refusal"}}
    for code, words in _REFUSALS.items():
        plain = code in (403, 421)
        told[str(code)] = _answer(words, {"text/plain": _TEXT} if plain else spoken)
        told[f"{code}-page"] = told[str(code)] if plain else _answer(words, {**spoken, "text/html": _TEXT})
    return told


def _held(told: Mapping[str, Any], shapes: Shapes) -> Schema:
    """An object of just these things."""
    held = {name: shapes.describe(kind) for name, kind in told.items()}
    return {"type": "object", "properties": held, "required": list(held), "additionalProperties": False}


def _bare(schema: Schema) -> Schema:
    """Without the titles that say again what the names say."""
    kept = {name: value for name, value in schema.items() if name != "title" or isinstance(value, dict)}
    return {name: _bare(value) if isinstance(value, dict) else value for name, value in kept.items()}


_REFUSAL = _held({"title": str, "generation": int, "page": dict[str, str]}, Shapes())
_REFUSAL["properties"]["page"] = _held({"error": str, "hint": str}, Shapes())
