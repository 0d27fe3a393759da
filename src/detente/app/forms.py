"""An answer as HTML, JSON or CSV."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, PackageLoader

from detente.core.rows import write_csv
from detente.pages.addresses import PageAddresses
from detente.pages.review import find_choices
from detente.report.page import build_environment

if TYPE_CHECKING:
    from jinja2 import Environment

    from detente.pages.asking import Answer

__all__ = ["as_csv", "as_html", "as_json", "render", "simple"]

_PLAIN = (type(None), str, int, bool)
_FIELDS: dict[type, tuple[str, ...] | None] = {}
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@cache
def _environment() -> Environment:
    environment = build_environment()
    own = PackageLoader("detente.app", "templates")
    environment.loader = ChoiceLoader([own, environment.loader]) if environment.loader else own
    environment.globals.update(address=PageAddresses(), review_choices=find_choices())
    environment.filters["zip_same"] = lambda words: [(word, word) for word in words]
    return environment


def render(template: str, **values: object) -> bytes:
    """A template as a page; characters that no page may hold become U+FFFD."""
    text = _environment().get_template(template).render(**values)
    return _UNFIT.sub("\ufffd", text).encode()


def as_html(answer: Answer, template: str, **values: object) -> bytes:
    """The page; `values` are what the layout needs."""
    return render(template, page=answer.context, title=answer.title, **values)


def as_json(answer: Answer, *, generation: int) -> bytes:
    """The fields of the context, with the generation of the ledger that they were read from."""
    told = {"title": answer.title, "generation": generation, "page": simple(answer.context)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def as_csv(answer: Answer) -> bytes:
    """The rows; texts that a spreadsheet would take for formulas are guarded."""
    file = io.StringIO()
    write_csv(answer.rows, answer.columns, file)
    return file.getvalue().encode("utf-8", "replace")


def simple(value: Any) -> Any:  # noqa: ANN401  whatever a context holds
    """A context as what JSON knows: mappings with words for keys, lists, texts, finite numbers."""
    kind = type(value)
    if kind in _PLAIN or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None  # noqa: PLR0124  NaN
    if isinstance(value, date):
        return value.isoformat()
    if kind is tuple or kind is list:
        return [simple(one) for one in value]
    names = _field_names(kind)
    if names is not None:
        return {name: simple(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {_word(key): simple(one) for key, one in value.items()}
    if hasattr(value, "tolist"):
        return simple(value.tolist())
    if isinstance(value, list | tuple | set | frozenset):
        return [simple(one) for one in value]
    return str(value)


def _field_names(kind: type) -> tuple[str, ...] | None:
    """Of a dataclass; None of anything else."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None
    return _FIELDS[kind]


def _word(key: object) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
