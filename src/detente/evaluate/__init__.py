"""Evaluate: how well a coder does against gold that people made.

Enters: gold documents and system records in the interchange form. Leaves: `GoldScore` with figures and
differences, and rows to print. Refuses gold or records that cannot be read, naming file and line.

Figures of events: *detected* (matched at all), *typed* (and the same type), *dyad* (and exactly the same
participants), *full* (type, participants and direction). On matched pairs only: status, date (inside
gold's interval; *date_dated* where gold has a date), mode, speaker, amounts, project, object.
"""

from detente.evaluate.comparing import Difference
from detente.evaluate.counts import FIGURES, Counts
from detente.evaluate.gold import read_gold, read_records, to_records
from detente.evaluate.scoring import GoldScore, score_folder, score_gold
from detente.evaluate.tables import FigureRow, figure_table

__all__ = [
    "FIGURES",
    "Counts",
    "Difference",
    "FigureRow",
    "GoldScore",
    "figure_table",
    "read_gold",
    "read_records",
    "score_folder",
    "score_gold",
    "to_records",
]
