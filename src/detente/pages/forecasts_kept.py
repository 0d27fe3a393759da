"""The forecasts that a ledger keeps, held to what it now knows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from detente.core.errors import InputError, UnknownNameError
from detente.forecast.kept_scores import KeptScore, score_kept
from detente.forecast.reading import read_records
from detente.forecast.records import build_records
from detente.pages.ledger_levels import levels_of
from detente.relations import measure_course

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.forecast.kept_scores import LevelSeen
    from detente.forecast.records import Records
    from detente.ledger import KeptForecast, LedgerReader
    from detente.relations import Levels

__all__ = ["score_ledger"]


def score_ledger(
    reader: LedgerReader, today: date, *, forecasts: Sequence[KeptForecast] | None = None
) -> list[KeptScore]:
    """Every forecast that was kept, or some, with its score; by events of the kind it was made from.

    Args:
        reader: Of the ledger.
        today: Day of judging.
        forecasts: Those to score, in order; all of the ledger if None.
    """
    kept = list(reader.forecasts() if forecasts is None else forecasts)
    groups: defaultdict[tuple[bool, str | None], list[KeptForecast]] = defaultdict(list)
    for one in kept:
        domain = None if one.kind == "level" else one.domain
        groups[bool(one.settings.get("imported")), domain].append(one)
    found: dict[str, KeptScore] = {}
    for (imported, domain), members in groups.items():
        records = _read(reader, imported=imported, domain=domain)
        seen = _Seen(reader, imported=imported)
        for score in score_kept(records, members, today, level_seen=seen.level):
            found[score.forecast.id] = score
    return [found[one.id] for one in kept]


def _read(reader: LedgerReader, *, imported: bool, domain: str | None) -> Records:
    try:
        return read_records(
            reader,
            imported=imported,
            domain=None if domain == "overall" else domain,
            both_ways=not imported,
        )
    except InputError:  # nothing is known any more
        return build_records(days=[], sources=[], types=[], targets=[])


class _Seen:
    """Where levels stood; a class because it measures them once a domain, and only if asked."""

    def __init__(self, reader: LedgerReader, *, imported: bool) -> None:
        self._reader, self._imported = reader, imported
        self._kept: dict[str, Levels | None] = {}

    @property
    def level(self) -> LevelSeen:
        return self._find

    def _find(self, dyad: tuple[str, str], domain: str, day: str) -> float | None:
        levels = self._levels(domain)
        if levels is None:
            return None
        try:
            course = measure_course(levels, dyad, domain=domain, dates=[date.fromisoformat(day)])
        except UnknownNameError:
            return None
        return float(course.mean[0])

    def _levels(self, domain: str) -> Levels | None:
        if domain not in self._kept:
            try:
                self._kept[domain] = levels_of(
                    self._reader,
                    domain=domain,
                    imported=self._imported,
                )
            except InputError:
                self._kept[domain] = None
        return self._kept[domain]
