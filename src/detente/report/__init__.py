"""Report: what the books say, on one page.

Enters: documents, events, actors, relations, levels, rejections, as plain nouns. Leaves: a `ReportContext`,
one self-contained HTML file that opens without network and reads without script, and the same findings as
lines for a terminal. Refuses: to tell a plan as a deed, or a number without the sentence behind it.
Knows no ledger.
"""

from detente.report.build import build_report
from detente.report.contexts import EventContext, ReportContext
from detente.report.findings import build_findings
from detente.report.listing import build_event
from detente.report.measuring import MeasuredLevels, measure_levels
from detente.report.page import render_report, write_report
from detente.report.summary import SummaryLine, summarise

__all__ = [
    "EventContext",
    "MeasuredLevels",
    "ReportContext",
    "SummaryLine",
    "build_event",
    "build_findings",
    "build_report",
    "measure_levels",
    "render_report",
    "summarise",
    "write_report",
]
