"""Whose calendar a secret address opens, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kaganek.core.seats import ANONYMOUS, Seat, seated
from kaganek.learning.models import CourseProgress, DeadlineFeed, TaskWork
from kaganek.learning.rules.tasks import OPEN
from kaganek.lib.codes import hash_token
from kaganek.people.models import Person
from kaganek.people.queries.account import own_seat


@dataclass(frozen=True, slots=True)
class Deadline:
    """A course to be completed or a task to be handed in by a day; `key` never changes.

    target  the course's id; of a task the id of the work on it.
    """

    kind: Literal["course", "task"]
    key: int
    target: int
    title: str
    due_on: date


def own_feed() -> DeadlineFeed | None:
    """The seat's own calendar, if one was made."""
    return DeadlineFeed.objects.first()


def deadlines_at(secret: str) -> list[Deadline] | None:
    """Open deadlines of the person whose secret this is; None when it opens nothing, or nothing any more.

    Read first by the seat that sees the one row of the secret, then in the person's own name.
    """
    code = hash_token(secret)
    with seated(replace(ANONYMOUS, code=code)):
        feed = DeadlineFeed.policed.filter(code_hash=code).first()
    if feed is None:
        return None
    seat: Seat = own_seat(replace(ANONYMOUS, person_id=feed.author_id))
    with seated(seat):
        if not Person.objects.filter(pk=feed.author_id, deactivated_at=None).exists():
            return None
        rows = CourseProgress.objects.filter(completed_at=None, due_on__isnull=False)
        named = rows.order_by("due_on", "pk").values_list("pk", "course", "course__title", "due_on")
        courses = [Deadline("course", pk, course, title, due) for pk, course, title, due in named if due]
        works = TaskWork.objects.filter(state__in=OPEN, due_on__isnull=False).order_by("due_on", "pk")
        dated = works.values_list("pk", "title", "due_on")
        tasks = [Deadline("task", pk, pk, title, due) for pk, title, due in dated if due]
        return [*courses, *tasks]
