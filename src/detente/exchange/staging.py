"""Rows on their way: converted, not yet counted once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.exchange.blocks import Trouble
    from detente.exchange.rules import FaultRule

__all__ = ["Staged"]


@dataclass(frozen=True, slots=True)
class Staged:
    """Some rows of one input.

    Attributes:
        rows: As ``convert.sql`` gives them; None for none.
        troubles: Rows refused.
        unknown: Country codes without a known state.
        n_mended: Rows read after surplus empty columns were cut off.
        rules: The rules that were looked at.
        statements: Of `STATEMENT_SCHEMA`, less ``input`` and ``file``; None for none.
    """

    rows: pa.Table | None
    troubles: list[Trouble]
    unknown: Counter[str] = field(default_factory=Counter)
    n_mended: int = 0
    rules: tuple[FaultRule, ...] = ()
    statements: pa.Table | None = None
