"""Where pages and their twins are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.pages.asking import Page

__all__ = ["OPENAPI", "address_of"]

OPENAPI = "/openapi.json"
"""Where the application tells what it takes and gives."""


def address_of(page: Page, form: str) -> str:
    """The address of a page in a form: ``html json csv``."""
    return page.path if form == "html" else f"{'/index' if page.path == '/' else page.path}.{form}"
