"""Relations: what the events say of two actors, period by period.

Enters: `Event` from anywhere, with the dates of publication of their documents. Leaves: `Relation`. Refuses
nothing; events without a date are listed apart.

Descriptive counts and means, without uncertainty. They follow what was reported, and how often; they do not
know what was not.
"""

from detente.relations.measure import measure_relations
from detente.relations.rank import measure_conflict_share, rank_dyads
from detente.relations.relation import HALF_LIFE_MONTHS, MOVING, Relation

__all__ = [
    "HALF_LIFE_MONTHS",
    "MOVING",
    "Relation",
    "measure_conflict_share",
    "measure_relations",
    "rank_dyads",
]
