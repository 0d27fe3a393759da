"""Routes that keep people's verdicts, and take them back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from detente.actors.base import read_actor_base
from detente.actors.lookup import find_actor
from detente.app.bodies import SOME, MisfitError, Route, read_body
from detente.app.forms import simple
from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.ledger import open_ledger
from detente.pages.levels_kept import find_levels
from detente.pages.review_numbers import DyadNumbers, find_dyads, find_last_day, measure_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detente.app.books import Books
    from detente.ledger import Correction, Ledger

__all__ = ["ROUTES"]

_WAIT = 10.0  # seconds for another writer

Name = Annotated[str, Field(min_length=1, max_length=80, json_schema_extra=SOME)]
Identity = Annotated[str, Field(min_length=1, max_length=200, json_schema_extra={**SOME, "format": "record"})]
Value = Annotated[str, Field(max_length=500)]
Field_ = Annotated[str, Field(max_length=40)]


class Verdict(BaseModel):
    """What a person says of a record."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    about: Identity
    verdict: Literal["right", "wrong", "edit", "join", "split", "fulfilled", "refuted", "overdue", "open"]
    by: Name
    other: Annotated[str, Field(max_length=200, json_schema_extra={"format": "record"})] = ""
    values: Annotated[dict[Field_, Value | None], Field(max_length=12)] = {}
    note: Annotated[str, Field(max_length=2_000)] = ""


class TakenBack(BaseModel):
    """Corrections that shall hold no longer."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    ids: Annotated[list[Identity], Field(min_length=1, max_length=2_000)]
    by: Name


async def correct(request: Request) -> Response:
    """Keep a verdict; the answer has the numbers of the dyads concerned before and after."""
    said = await read_body(request, Verdict)

    def change(ledger: Ledger) -> list[Correction]:
        return ledger.correct(
            said.about,
            said.verdict,
            by=said.by,
            other=said.other,
            changes=_read_values(ledger, said.values) or None,
            note=said.note,
        )

    return await run_in_threadpool(_change, request.app.state.books, [said.about, said.other], change)


async def withdraw(request: Request) -> Response:
    """Take corrections back; the answer is as that of a verdict."""
    taken = await read_body(request, TakenBack)
    books: Books = request.app.state.books

    def change(ledger: Ledger) -> list[Correction]:
        return ledger.withdraw(taken.ids, by=taken.by)

    def about() -> list[str]:
        rows = [row for row in books.reader().corrections() if row.id in set(taken.ids)]
        return [name for row in rows for name in (row.about, row.other)]

    names = await run_in_threadpool(about)
    return await run_in_threadpool(_change, books, names, change)


def _change(books: Books, names: Sequence[str], change: Callable[[Ledger], list[Correction]]) -> Response:
    reader = books.reader()
    told = [name for name in names if name]
    levels = find_levels(reader)
    when = find_last_day(levels)
    with reader.snapshot():  # which still has what was before, when the other connection has changed it
        dyads = find_dyads(reader, told)
        with open_ledger(books.folder, create=False, wait=_WAIT) as ledger:
            kept = _carry_out(change, ledger)
            told += [name for row in kept for name in (row.about, row.other) if name]
            dyads = tuple(dict.fromkeys((*dyads, *find_dyads(ledger, told))))
        before = {row.dyad: row for row in measure_numbers(reader, dyads, levels=levels, when=when)}
    books.demand()
    after = measure_numbers(reader, dyads, levels=find_levels(reader), when=when)
    return _answer(
        {
            "kept": [row.id for row in kept],
            "verdict": kept[0].verdict,
            "about": kept[0].about,
            "event": _event_of(reader, [kept[0].about]),
            "numbers": [{"before": simple(before[row.dyad]), "after": simple(row)} for row in after],
            "generation": reader.generation(),
        }
    )


def _carry_out(change: Callable[[Ledger], list[Correction]], ledger: Ledger) -> list[Correction]:
    """What `change` keeps.

    Raises:
        MisfitError: If it cannot be said of such a record.
        UnknownNameError: If there is no such record.
    """
    try:
        return change(ledger)
    except (InputError, UsageError) as fault:
        raise MisfitError(fault.message, hint=fault.hint) from fault


def _read_values(ledger: Ledger, values: Mapping[str, str | None]) -> dict[str, object]:
    """The new values, with names of actors as their identities.

    Raises:
        UnknownNameError: If there is no such actor; the hint names the nearest.
    """

    def find(word: str) -> str:
        return find_actor(word, read_actor_base(), others=ledger.actors()).id

    found: dict[str, object] = dict(values)
    for field in ("source", "target"):
        words = [word.strip() for word in (values.get(field) or "").split(",") if word.strip()]
        if words:
            found[field] = ",".join(find(word) for word in words)
    asserter = (values.get("asserted_by") or "author").strip()
    if asserter != "author":
        found["asserted_by"] = find(asserter)
    return found


def _event_of(reader: Any, names: Sequence[str]) -> str:  # noqa: ANN401  a Ledger
    """The event that these tellings tell now; empty if none does."""
    for name in names:
        try:
            return str(reader.merged_event(name).id)
        except UnknownNameError:
            continue
    return ""


def _answer(told: dict[str, object]) -> Response:
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


_TOLD = {
    "kept": list[str],
    "verdict": str,
    "about": str,
    "event": str,
    "numbers": list[Mapping[str, DyadNumbers]],
    "generation": int,
}
ROUTES = (
    Route("/corrections", "POST", correct, "say what is right or wrong", body=Verdict, told=_TOLD),
    Route("/withdrawals", "POST", withdraw, "take a correction back", body=TakenBack, told=_TOLD),
)
"""What the server adds to the pages."""
