"""Routes that take articles in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from fastapi import Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from detente.app.bodies import SOME, Route, check, read_body
from detente.app.forms import simple
from detente.app.jobs import FILE_LIMIT, Job, TooLargeError
from detente.core.dates import parse_edtf
from detente.core.errors import DetenteError, UsageError

if TYPE_CHECKING:
    from detente.app.jobs import Jobs, Place

__all__ = ["ROUTES"]

_PATIENCE = 4 * FILE_LIMIT
_TEXT_LIMIT = 8 * 2**20


def _edtf(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return parse_edtf(text.strip()).edtf
    except DetenteError as fault:
        raise ValueError(fault.message) from fault


Words = Annotated[str, Field(max_length=500)]
Published = Annotated[str, Field(max_length=40, json_schema_extra={"format": "edtf"}), AfterValidator(_edtf)]


class Notes(BaseModel):
    """What the visitor knows about an article."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: Words = ""
    outlet: Words = ""
    published: Published = ""

    def as_notes(self) -> dict[str, str]:
        """As ``meta.jsonl`` has them."""
        found = {"title": self.title, "source": self.outlet, "published": self.published}
        return {name: value for name, value in found.items() if value}


class Named(Notes):
    """What stands in the address of a file that is sent."""

    name: Annotated[str, Field(min_length=1, max_length=1_000, json_schema_extra=SOME)] = "article"


class Pasted(Notes):
    """An article as text."""

    text: Annotated[str, Field(min_length=1, max_length=2_000_000, json_schema_extra=SOME)]


async def add_article(request: Request) -> Response:
    """Take one article or file: JSON is a pasted text, anything else the bytes of a file called ``name``."""
    jobs: Jobs = request.app.state.jobs
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind == "application/json" and "name" not in request.query_params:
        pasted = await read_body(request, Pasted, most=_TEXT_LIMIT)
        place = await run_in_threadpool(_take_text, jobs, pasted)
    else:
        place = await _take_file(request, jobs)
    jobs.put(place)
    return _answer({"job": simple(place.job)}, status=202)


def _take_text(jobs: Jobs, pasted: Pasted) -> Place:
    data = pasted.text.encode("utf-8", "replace")
    name = f"{pasted.title[:80] or 'pasted text'}".replace("/", " ").replace("\\", " ")
    place = jobs.admit(f"{name}.txt", size=len(data), notes=pasted.as_notes())
    try:
        jobs.hold(place.job, len(data))
        place.file.write_bytes(data)
    except (OSError, DetenteError) as fault:
        jobs.drop(place, str(fault))
        raise
    return place


async def _take_file(request: Request, jobs: Jobs) -> Place:
    given = _read_notes(request)
    said = request.headers.get("content-length", "0")
    size = int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0
    try:
        place = await run_in_threadpool(jobs.admit, given.name, size=size, notes=given.as_notes())
    except TooLargeError:
        await _swallow(request)
        raise
    try:
        with place.file.open("wb") as file:
            async for chunk in request.stream():
                jobs.hold(place.job, len(chunk))
                file.write(chunk)
    except TooLargeError as fault:
        jobs.drop(place, fault.message)
        await _swallow(request)
        raise
    except ClientDisconnect as fault:
        jobs.drop(place, "it did not come in whole")
        raise UsageError("the file did not come in whole", hint="send it again") from fault
    except OSError as fault:
        jobs.drop(place, f"it could not be taken in: {fault.strerror}")
        raise
    return place


def _read_notes(request: Request) -> Named:
    return check(Named, dict(request.query_params))


async def _swallow(request: Request) -> None:
    """Read on for a while, so that the refusal reaches a browser that is still sending."""
    left = _PATIENCE
    try:
        async for chunk in request.stream():
            left -= len(chunk)
            if left < 0:
                return
    except (ClientDisconnect, RuntimeError):
        return


def tell_jobs(request: Request) -> Response:
    """How far the files have come that were given to this server, the newest first."""
    jobs: Jobs = request.app.state.jobs
    return _answer({"busy": jobs.busy(), "jobs": simple(jobs.tell())}, status=200)


def _answer(told: dict[str, object], *, status: int) -> Response:
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    return Response(
        body, status_code=status, media_type="application/json", headers={"cache-control": "no-store"}
    )


_JOBS = {"busy": bool, "jobs": list[Job]}
ROUTES = (
    Route(
        "/articles", "POST", add_article, "add an article",
        body=Pasted, address=Named, told={"job": Job}, status=202,
    ),
    Route("/jobs.json", "GET", tell_jobs, "how far the adding has come", told=_JOBS),
)  # fmt: skip
"""What the server adds to the pages."""
