"""Accounts: what became of predictions, what contradicts what, what bears on a question.

Enters: claims, mechanism statements, predictions and questions, merged events, relations. Leaves: `Outcome`
and `AsserterRecord`, `Contradiction`, `Bearing`, each a proposal with its reasons. Refuses nothing: what
cannot be decided is open.
"""

from detente.accounts.bearings import gather_bearings
from detente.accounts.contradictions import find_contradictions
from detente.accounts.nouns import AsserterRecord, Bearing, Contradiction, DyadBearing, Outcome, Side
from detente.accounts.outcomes import judge_predictions
from detente.accounts.records import measure_records

__all__ = [
    "AsserterRecord",
    "Bearing",
    "Contradiction",
    "DyadBearing",
    "Outcome",
    "Side",
    "find_contradictions",
    "gather_bearings",
    "judge_predictions",
    "measure_records",
]
