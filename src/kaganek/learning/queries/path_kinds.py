"""Courses and tasks as steps of paths: what may be chosen, and how people stand, in one statement each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, Task, TaskWork
from kaganek.learning.rules import SOON, state
from kaganek.learning.steps import States, StepState
from kaganek.learning.terms import ProgressState, TaskKind, WorkState
from kaganek.lib.names import fold
from kaganek.programmes.models import Enrolment


def course_choices(project_id: int) -> list[tuple[int, str]]:
    """Published courses of the programme in Polish order; an office's own courses are given within the office (L-77)."""
    rows = Course.objects.filter(published_at__isnull=False, office=None).values_list("pk", "title")
    return sorted(rows, key=lambda row: fold(row[1]))


def course_titles(items: Collection[int]) -> Mapping[int, str]:
    return dict(Course.objects.filter(pk__in=items).values_list("pk", "title"))


def course_states(people: Sequence[Enrolment], items: Collection[int]) -> States:
    """A course is done once it was completed; a renewal does not undo that (L-11)."""
    rows = CourseProgress.taking.filter(enrolment__in=[one.pk for one in people], course__in=items)
    today = localdate()
    return {
        (row.enrolment_id, row.course_id): StepState(
            state=state(
                completed_at=row.completed_at, started_at=row.started_at, due_on=row.due_on, today=today
            ).value,
            done=bool(row.completed_at) or row.round > 1,
            begun=bool(row.started_at or row.completed_at) or row.round > 1,
            due_on=row.due_on,
        )
        for row in rows.only("enrolment", "course", "completed_at", "started_at", "due_on", "round")
    }


def task_choices(project_id: int) -> list[tuple[int, str]]:
    """Tasks of the project and of the whole programme in Polish order."""
    rows = Task.objects.filter(Q(project=project_id) | Q(project=None)).values_list("pk", "title")
    return sorted(rows, key=lambda row: fold(row[1]))


def task_titles(items: Collection[int]) -> Mapping[int, str]:
    return dict(Task.objects.filter(pk__in=items).values_list("pk", "title"))


def task_states(people: Sequence[Enrolment], items: Collection[int]) -> States:
    """How the works stand; an office's team speaks for its members, and once accepted for everyone who walks (L-142).

    As the system, for these people and tasks alone and without a word of the work: who came after the team had
    finished does not see its work, and still need not do it again.
    """
    places = {(one.project_id, one.office_id) for one in people}
    with seated(SYSTEM):
        rows = TaskWork.objects.filter(
            task__in=items, project__in={one[0] for one in places}, office__in={one[1] for one in places}
        )
        works = list(
            rows.values_list("task", "task__kind", "project", "office", "person", "member_ids", "state", "due_on", "pk",
                             "draft_number", "handed")
        )  # fmt: skip
    today, found = localdate(), {}
    by_place: dict[tuple[int, int], list[Enrolment]] = {}
    for one in people:
        by_place.setdefault((one.project_id, one.office_id), []).append(one)
    for task, kind, project, office, _, members, said, due_on, pk, drafts, handed in works:
        done = said == WorkState.ACCEPTED
        for one in by_place.get((project, office), ()):
            member = one.person_id in members
            if member or (done and kind == TaskKind.TEAM):
                found[one.pk, task] = StepState(
                    state=_task_state(said, due_on, today, begun=bool(drafts or handed)).value,
                    done=done,
                    begun=done or bool(drafts or handed),
                    due_on=due_on,
                    ref=pk if member else 0,
                )
    return found


def _task_state(said: str, due_on: date | None, today: date, *, begun: bool) -> ProgressState:
    """In the words of a course: what was handed in and waits is under way, and never late."""
    if said == WorkState.ACCEPTED:
        return ProgressState.DONE
    if said == WorkState.HANDED:
        return ProgressState.DOING
    if due_on and due_on < today:
        return ProgressState.LATE
    if due_on and due_on <= today + SOON:
        return ProgressState.SOON
    return ProgressState.DOING if begun else ProgressState.TODO
