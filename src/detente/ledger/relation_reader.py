"""The relations that the events of an open ledger make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.ledger.event_reader import EventReader
from detente.ledger.faults import storage_faults
from detente.ledger.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from detente.ledger.relating import Undated
    from detente.relations import Levels, Observations
    from detente.relations.periods import Frequency

__all__ = ["RelationReader"]


class RelationReader(EventReader):
    """What `LedgerReader` makes of events: observations, levels, a table of relations."""

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
