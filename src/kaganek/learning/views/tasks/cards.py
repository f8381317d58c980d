"""A participant's tasks as the home page and the deadlines show them, beside the courses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kaganek.core.markup import numbered
from kaganek.learning.queries.tasks import OpenTask
from kaganek.learning.rules import state
from kaganek.learning.rules.tasks import OPEN
from kaganek.learning.terms import TaskKind, WorkState
from kaganek.learning.views.course_cards import COLOURS
from kaganek.lib import polish

LOOK = {WorkState.TODO: "info", WorkState.HANDED: "info", WorkState.RETURNED: "warning"}
WHOSE = {TaskKind.TEAM: "zadanie zespołu urzędu", TaskKind.PERSON: "zadanie indywidualne"}


def task_card(task: OpenTask, today: date) -> dict[str, Any]:
    """One task; the keys that a list of deadlines reads are those of a course's card."""
    to_do = task.state in OPEN
    how = state(completed_at=None, started_at=None, due_on=task.due_on if to_do else None, today=today)
    return {
        "title": task.title,
        "href": numbered("learning:task", task.id),
        "state": how.value,
        "colour": COLOURS.get(how, ""),
        "due_on": task.due_on if to_do else None,
        "month": polish.MONTHS_SHORT[task.due_on.month - 1] if task.due_on else "",
        "due": _due(task, today) if to_do else "",
        "says": WorkState(task.state).label,
        "look": LOOK[WorkState(task.state)],
        "task": WHOSE[TaskKind(task.kind)],
    }


def task_cards(tasks: Sequence[OpenTask], today: date) -> list[dict[str, Any]]:
    """Tasks to be done first, by deadline; those that wait for a review last."""
    return sorted((task_card(one, today) for one in tasks), key=lambda c: c["says"] == WorkState.HANDED.label)


def _due(task: OpenTask, today: date) -> str:
    if task.due_on is None:
        return "bez terminu"
    day = polish.short_date(task.due_on, today)
    return f"termin minął {day}" if task.due_on < today else f"do {day}"
