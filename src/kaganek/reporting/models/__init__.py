"""Frozen reports, reminders, sums of progress; saved reports, their schedules and what was sent."""

from kaganek.reporting.models.issues import Reminder, ReportIssue, Tally, shown_number
from kaganek.reporting.models.saved import ReportResult, ReportSchedule, SavedReport

__all__ = [
    "Reminder",
    "ReportIssue",
    "ReportResult",
    "ReportSchedule",
    "SavedReport",
    "Tally",
    "shown_number",
]
