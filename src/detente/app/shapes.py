"""The JSON Schema of what `detente.app.forms.simple` makes of a context, from the types of its fields."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import types
from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

__all__ = ["Shapes"]

Schema = dict[str, Any]

_PLAIN: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": ["number", "null"]},  # JSON knows no infinite number, and none that is no number
    date: {"type": "string", "format": "date"},
    types.NoneType: {"type": "null"},
}


class Shapes:
    """Schemas of nouns by name; a class because one noun holds others, and each is described once.

    Attributes:
        known: What was described so far.
    """

    def __init__(self) -> None:
        self.known: dict[str, Schema] = {}
        self._named: dict[str, type] = {}

    def describe(self, kind: Any) -> Schema:  # noqa: ANN401  a type, or what stands for one
        """The schema of a type; of a dataclass, a reference to it among the components of a document.

        >>> Shapes().describe(tuple[str, ...])
        {'type': 'array', 'items': {'type': 'string'}}
        """
        origin, inner = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.describe(one) for one in inner]}
        if origin is Literal:
            return {"enum": list(inner)}
        if origin is not None:
            return self._describe_held(origin, inner)
        if is_dataclass(kind) and isinstance(kind, type):
            return {"$ref": f"#/components/schemas/{self._note(kind)}"}
        return dict(_PLAIN.get(kind, {}))

    def _describe_held(self, origin: type, inner: tuple[Any, ...]) -> Schema:
        """Of a mapping, or of a row of things."""
        if issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.describe(inner[1])}
        if origin is tuple and Ellipsis not in inner:
            parts = [self.describe(one) for one in inner]
            return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
        if issubclass(origin, Collection):
            return {"type": "array", "items": self.describe(inner[0])}
        return {}

    def _note(self, kind: type) -> str:
        """The name of a dataclass, which is described if it was not."""
        name = kind.__name__
        if self._named.setdefault(name, kind) is not kind:
            name = f"{kind.__module__.rpartition('.')[2]}.{name}"
        if name not in self.known:
            self.known[name] = {}  # it may hold itself
            hints = get_type_hints(kind, _names_in(kind.__module__))
            held = {field.name: self.describe(hints[field.name]) for field in fields(kind)}
            self.known[name] = {
                "type": "object",
                "properties": held,
                "required": list(held),
                "additionalProperties": False,
            }
        return name


@cache
def _names_in(module: str) -> dict[str, Any]:
    """What a module knows by name, and what it would import for its types alone."""
    here = sys.modules[module]
    found = dict(vars(here))
    for node in ast.walk(ast.parse(inspect.getsource(here))):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for told in node.body:
                if isinstance(told, ast.ImportFrom) and told.module:
                    place = importlib.import_module(told.module)
                    found |= {name.asname or name.name: getattr(place, name.name) for name in told.names}
    return found
