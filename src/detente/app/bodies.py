"""Bodies of requests: read up to a limit, checked, and refused in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from detente.app.jobs import TooLargeError
from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fastapi import Request

__all__ = ["Route", "check", "read_body"]

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Route:
    """An address that is no page.

    Attributes:
        path: Of the route.
        method: ``GET`` or ``POST``.
        answer: What answers it.
        name: In words.
        body: What it takes, if anything.
    """

    path: str
    method: str
    answer: Callable[..., Any]
    name: str
    body: type[BaseModel] | None = None


async def read_body(request: Request, model: type[_Model], *, most: int = 2**18) -> _Model:
    """The body as `model`.

    Raises:
        TooLargeError: If it has more than `most` bytes.
        UsageError: If it is no such thing.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most:
            raise TooLargeError(f"what was sent is larger than {most:,} bytes", hint="send less")
    try:
        return model.model_validate_json(bytes(data))
    except ValidationError as fault:
        raise _refuse(fault) from fault


def check(model: type[_Model], given: Mapping[str, Any]) -> _Model:
    """What was given as `model`.

    Raises:
        UsageError: If it is no such thing.
    """
    try:
        return model.model_validate(dict(given))
    except ValidationError as fault:
        raise _refuse(fault) from fault


def _refuse(fault: ValidationError) -> UsageError:
    first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part)[:40] for part in first["loc"]) or "what was sent"
    return UsageError(
        f"{place}: {first['msg'].removeprefix('Value error, ')}"[:300], hint="nothing was changed"
    )
