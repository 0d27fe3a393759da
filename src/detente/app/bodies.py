"""Bodies of requests: read up to a limit, checked, and refused in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from detente.app.jobs import TooLargeError
from detente.core.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Request

__all__ = ["SOME", "MisfitError", "Route", "check", "read_body"]

SOME: dict[str, Any] = {"pattern": r"\S"}
"""Of a text that says something, in JSON Schema: the space around it is cut off before it is checked."""
_Model = TypeVar("_Model", bound=BaseModel)


class MisfitError(InputError):
    """What was sent is well formed, and does not fit what the ledger holds."""


@dataclass(frozen=True, slots=True)
class Route:
    """An address that is no page.

    Attributes:
        path: Of the route.
        method: ``GET`` or ``POST``.
        answer: What answers it.
        name: In words.
        body: What it takes, if anything.
        address: What may stand in the address where bytes are sent in place of the body; none may if None.
        told: The types of what it answers with, by name.
        status: Of its answer.
    """

    path: str
    method: str
    answer: Callable[..., Any]
    name: str
    body: type[BaseModel] | None = None
    address: type[BaseModel] | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


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
