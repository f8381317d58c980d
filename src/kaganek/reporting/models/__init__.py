"""Frozen reports, reminders, sums of progress; saved reports and what was sent; indicators."""

from kaganek.reporting.models.indicators import Indicator, IndicatorLine, IndicatorPeriod, IndicatorTarget
from kaganek.reporting.models.issues import Reminder, ReportIssue, Tally, shown_number
from kaganek.reporting.models.saved import ReportResult, ReportSchedule, SavedReport

__all__ = [
    "Indicator",
    "IndicatorLine",
    "IndicatorPeriod",
    "IndicatorTarget",
    "Reminder",
    "ReportIssue",
    "ReportResult",
    "ReportSchedule",
    "SavedReport",
    "Tally",
    "shown_number",
]
