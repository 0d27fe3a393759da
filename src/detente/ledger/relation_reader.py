"""The relations that the events of an open ledger make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.ledger.event_reader import EventReader, event_filters
from detente.ledger.faults import storage_faults
from detente.ledger.forecasts import read_forecasts
from detente.ledger.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from detente.ledger.dated import DatedEvents
    from detente.ledger.forecasts import KeptForecast
    from detente.ledger.relating import Undated
    from detente.relations import Levels, Observations
    from detente.relations.periods import Frequency

__all__ = ["RelationReader"]


class RelationReader(EventReader):
    """What `LedgerReader` makes of events: observations, levels, relations; and what was foretold of them."""

    def relations(
        self,
        *,
        freq: Frequency = "year",
        domain: str | None = None,
        dyad: tuple[str, str] | None = None,
        undated: Undated = "apart",
    ) -> pa.Table:
        """The relation of every dyad in every domain and period: what was counted, and the level.

        Of each dyad all periods from its first event to its last, 0 where nothing happened; a row with the
        period None for what has no date. The level is that in the middle of the period, -10 to +10, as
        posterior mean with the ends of its 90 % interval; none where nothing of the domain was ever seen.
        Its parameters are fitted to the whole ledger, so more articles may change it everywhere.

        Args:
            freq: ``year`` or ``month``.
            domain: ``overall diplomatic military economic security``; all of them if None.
            dyad: Only these two, in either order.
            undated: ``apart``: events without a date are rows of their own and move no level; ``published``:
                they count when they were told, which is late by an unknown time.

        Raises:
            UnknownNameError: If there is no such domain.
            UsageError: If there is no such frequency.
        """
        from detente.ledger.relating import build_relation_table  # noqa: PLC0415  Arrow takes long to import

        return build_relation_table(
            self.representatives(),
            published=self.publication_dates(),
            freq=freq,
            domain=domain,
            dyad=dyad,
            undated=undated,
        )

    def observations(
        self,
        *,
        domain: str | None = None,
        undated: Undated = "apart",
        events: Iterable[str] | None = None,
    ) -> Observations:
        """What the merged events say of relations, as columns: what levels are fitted to.

        Args:
            domain: Only this one.
            undated: As in `relations`.
            events: Only those of these identities; unknown ones are left out.
        """
        from detente.ledger.observing import read_observations  # noqa: PLC0415  NumPy takes long to import

        with storage_faults(self._record):
            return read_observations(self._connection, domain=domain, undated=undated, events=events)

    def levels(self, *, domain: str | None = None, undated: Undated = "apart") -> Levels:
        """The smoothed levels of all dyads, from which `detente.relations` measures shifts, tilts and turns.

        Args:
            domain: Only this one; it saves the fit of the others.
            undated: As in `relations`.

        Raises:
            InputError: If no event is known to have occurred between two actors at a known time.
            UnknownNameError: If there is no such domain.
        """
        from detente.ledger.relating import check_domain, fit_levels  # noqa: PLC0415  as in `observations`

        check_domain(domain)
        return fit_levels(self.observations(domain=domain, undated=undated), domain=domain)

    def publication_dates(self) -> dict[str, str | None]:
        """Identity of each document to its EDTF date of publication, as `measure_relations` wants it."""
        with storage_faults(self._record):
            return dict(self._connection.execute(query("read.publication_dates")))

    def dated_events(self, *, domain: str | None = None, both_ways: bool = False) -> DatedEvents:
        """Who did what to whom on which day, as columns in the order of the days: what forecasts are made of.

        Each merged event that occurred or lasts and has a date of a month or less is in it once for each of
        its pairs; what was judged wrong is not.

        Args:
            domain: Only events of this one.
            both_ways: Whether a symmetric event has each of its parties as the one that acts; else its pair
                is given once, sorted.

        Raises:
            UnknownNameError: If there is no such domain.
        """
        from detente.ledger.dated import read_dated  # noqa: PLC0415  NumPy takes long to import
        from detente.ledger.relating import check_domain  # noqa: PLC0415  as above

        check_domain(domain)
        with storage_faults(self._record):
            return read_dated(self._connection, domain=domain, both_ways=both_ways)

    # Forecasts

    def forecasts(
        self,
        *,
        kind: str | None = None,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        since: str | None = None,
        until: str | None = None,
    ) -> list[KeptForecast]:
        """What was foretold and kept, the latest first.

        Args:
            kind: ``counts occurrence next level``.
            actor: On either side.
            dyad: Between these two, in either direction.
            type: PLOVER type.
            since: EDTF: made of what was known on its first day or later.
            until: EDTF: on its last day or before.
        """
        given = event_filters(actor=actor, dyad=dyad, type=type, since=since, until=until, kind=kind)
        with storage_faults(self._record):
            return read_forecasts(self._connection, given)
