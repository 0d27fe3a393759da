"""Evaluate: how well a coder does against gold that people made.

Enters: gold documents and system records in the interchange form; PLV sentences with a marked pair, and a
type model; PLOVER gold standard records, and the coder; texts with annotated dates, and a reader of dates.
Leaves: `GoldScore`, `PlvScore`, `GsrScore`, `TimexScore` with figures and differences, and rows to print.
Refuses what cannot be read, naming file and line.

Figures of events: *detected* (matched at all), *typed* (and the same type), *dyad* (and exactly the same
participants), *full* (type, participants and direction). On matched pairs only: status, date (inside
gold's interval; *date_dated* where gold has a date), mode, speaker, amounts, project, object.
"""

from detente.evaluate.comparing import Difference
from detente.evaluate.counts import FIGURES, Counts
from detente.evaluate.gold import read_gold, read_records, to_records
from detente.evaluate.gsr import GsrScore, score_gsr
from detente.evaluate.gsr_records import read_gsr
from detente.evaluate.plv import PlvScore, read_plv, score_plv
from detente.evaluate.scoring import GoldScore, score_folder, score_gold
from detente.evaluate.tables import FigureRow, figure_table
from detente.evaluate.timeml import read_dated_texts
from detente.evaluate.timex import TimexScore, score_timex

__all__ = [
    "FIGURES",
    "Counts",
    "Difference",
    "FigureRow",
    "GoldScore",
    "GsrScore",
    "PlvScore",
    "TimexScore",
    "figure_table",
    "read_dated_texts",
    "read_gold",
    "read_gsr",
    "read_plv",
    "read_records",
    "score_folder",
    "score_gold",
    "score_gsr",
    "score_plv",
    "score_timex",
    "to_records",
]
