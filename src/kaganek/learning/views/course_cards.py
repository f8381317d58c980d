"""A participant's courses as the pages show them: state, bar, deadline in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kaganek.core.markup import numbered
from kaganek.learning.rules import state
from kaganek.learning.terms import ProgressState
from kaganek.learning.views.path_words import waits_words
from kaganek.lib import polish

BARS = {ProgressState.DONE: "is-done", ProgressState.LATE: "is-late"}
COLOURS = {ProgressState.LATE: "danger", ProgressState.SOON: "honey"}


def card(row: Any, today: date) -> dict[str, Any]:
    """One course of the home page; `row` comes from `queries.own`: home_rows or course_row."""
    how = state(completed_at=row.completed_at, started_at=row.started_at, due_on=row.due_on, today=today)
    lessons = row.lessons
    return {
        "id": row.course_id,
        "title": row.course.title,
        "summary": row.course.summary,
        "href": numbered("learning:course", row.course_id),
        "state": "locked" if row.blocked_by and how is not ProgressState.DONE else how.value,
        "bar": BARS.get(how, ""),
        "colour": COLOURS.get(how, ""),
        "waits": waits_words(row.blocked_by or ()),
        "hours": row.course.hours,
        "length": length(row.course.hours),
        "done": min(row.lessons_done, lessons),
        "lessons": lessons,
        "share": _share(row),
        "due": due_words(row, today),
        "due_on": row.due_on,
        "month": polish.MONTHS_SHORT[row.due_on.month - 1] if row.due_on else "",
        "score": row.best_score,
        "row": row,
    }


def length(hours: Decimal) -> str:
    """Teaching hours in words: "4 godziny", "1,5 godziny"."""
    if hours % 1:
        return f"{polish.number(hours, 1)}{polish.NBSP}godziny"
    return polish.counted(int(hours), "godzina", "godziny", "godzin")


def due_words(row: Any, today: date) -> str:
    if row.completed_at:
        done = f"ukończone {polish.short_date(timezone.localdate(row.completed_at), today)}"
        return f"{done}, ważne do {polish.short_date(row.valid_until, today)}" if row.valid_until else done
    if row.due_on is None:
        return "bez terminu"
    day = polish.short_date(row.due_on, today)
    if row.round > 1:
        return f"termin odnowienia minął {day}" if row.due_on < today else f"odnów do {day}"
    return f"termin minął {day}" if row.due_on < today else f"do {day}"


def days_left(due_on: date, today: date) -> str:
    """After a deadline in the lamp panel: "zostało 10 dni"."""
    left = (due_on - today).days
    if left < 0:
        return "termin minął, ale nadal możesz się uczyć"
    if left == 0:
        return "to dziś"
    return (
        f"{polish.form(left, 'został', 'zostały', 'zostało')} {polish.counted(left, 'dzień', 'dni', 'dni')}"
    )


def _share(row: Any) -> int:
    """Percent for the bar: lessons alone, and all of it when completed."""
    if row.completed_at:
        return 100
    return round(100 * min(row.lessons_done, row.lessons) / row.lessons) if row.lessons else 0
