"""Relations: what the events say of two actors, counted by period, and as a level that moves over time.

Enters: `Event` from anywhere, with the dates of publication of their documents. Leaves: `Relation` (counts
and means of a period, without uncertainty); `Levels`, the posterior of a latent level a dyad and domain, and
read from it `Course`, `Snapshot`, `Shift`, `Tilt` and `TurningPoint`, all with intervals; `Rates` by quad
class. Refuses observations without a usable number (`InputError`) and names that it has not seen
(`UnknownNameError`); events without a date are listed apart.

All of it follows what was reported, and how often; none of it knows what was not.
"""

from detente.relations.counts import CountModel, Counts, Rates, build_counts, fit_counts, measure_rates
from detente.relations.course import Course, Snapshot, measure_course, measure_snapshot
from detente.relations.domains import DOMAINS, find_domains
from detente.relations.fitting import DEFAULT_LEVELS, LEAST_REVERSION_DAYS, SCALE_COUNT, fit_relations
from detente.relations.levels import Levels, smooth_levels
from detente.relations.measure import measure_relations
from detente.relations.model import LevelParameters, RelationModel
from detente.relations.observations import Observations, build_observations, weigh_event
from detente.relations.pushes import Push
from detente.relations.rank import measure_conflict_share, rank_dyads
from detente.relations.relation import HALF_LIFE_MONTHS, MOVING, Relation
from detente.relations.shifts import Shift, Tilt, measure_shift, measure_tilt, rank_shifts
from detente.relations.tabulating import tabulate_dyads
from detente.relations.turning import BreakSearch, TurningPoint, find_turning_points

__all__ = [
    "DEFAULT_LEVELS",
    "DOMAINS",
    "HALF_LIFE_MONTHS",
    "LEAST_REVERSION_DAYS",
    "MOVING",
    "SCALE_COUNT",
    "BreakSearch",
    "CountModel",
    "Counts",
    "Course",
    "LevelParameters",
    "Levels",
    "Observations",
    "Push",
    "Rates",
    "Relation",
    "RelationModel",
    "Shift",
    "Snapshot",
    "Tilt",
    "TurningPoint",
    "build_counts",
    "build_observations",
    "find_domains",
    "find_turning_points",
    "fit_counts",
    "fit_relations",
    "measure_conflict_share",
    "measure_course",
    "measure_rates",
    "measure_relations",
    "measure_shift",
    "measure_snapshot",
    "measure_tilt",
    "rank_dyads",
    "rank_shifts",
    "smooth_levels",
    "tabulate_dyads",
    "weigh_event",
]
