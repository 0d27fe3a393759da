"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Finding", "list_some", "mend_or_say"]

_MOST = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a ledger.

    Attributes:
        severity: ``error``: content is lost or wrong; ``warning``: only what can be made again is.
        what: One line.
        hint: What to do; empty if it was mended.
        mended: Whether it was.
    """

    severity: str
    what: str
    hint: str
    mended: bool = False


def mend_or_say(what: str, remedy: Callable[[], object], *, mend: bool) -> Finding:
    """Something that can be made again: apply the remedy with `mend`, else say that there is one."""
    if not mend:
        return Finding("warning", what, "`detente doctor --mend` puts it right")
    remedy()
    return Finding("warning", what, "", mended=True)


def list_some(things: list[str]) -> str:
    """The first few of them, and how many there are if there are more."""
    shown = "; ".join(things[:_MOST])
    return shown if len(things) <= _MOST else f"{shown}; … ({len(things)} in all)"
