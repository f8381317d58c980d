"""Courses and tasks given as steps of paths, and taken back while nothing was begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from kaganek.core import audit
from kaganek.core.notices import withdraw
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import (
    CourseProgress,
    DeadlineEscalation,
    DeadlineExtension,
    QuizAllowance,
    Task,
    TaskFile,
    TaskWork,
)
from kaganek.learning.services.deadlines import about
from kaganek.learning.steps import Given
from kaganek.learning.terms import TaskKind, WorkState
from kaganek.people.models import Person
from kaganek.programmes.models import Enrolment

# In SQL, since thousands of people times their courses are rows that Python need not see; row-level
# security judges them like any others.
_OPEN = """
INSERT INTO learning_courseprogress
    (course_id, due_on, lessons_done, round, past, counts, quiz_only, enrolment_id, project_id, office_id, person_id)
SELECT step.course, step.due_on, 0, 1, false, true, false, e.id, e.project_id, e.office_id, e.person_id
FROM programmes_enrolment AS e, unnest(%s::bigint[], %s::date[]) AS step(course, due_on)
WHERE e.id = ANY(%s)
ON CONFLICT (enrolment_id, course_id) WHERE NOT past DO NOTHING
"""


def open_courses(steps: Given, people: Sequence[Enrolment]) -> int:
    """A row of progress for each of the people and courses that lacks one; returns how many were made."""
    with connection.cursor() as cursor:
        courses, days = [course for course, _ in steps], [due_on for _, due_on in steps]
        cursor.execute(_OPEN, [courses, days, [row.pk for row in people]])
        return int(cursor.rowcount)


def give_courses(steps: Given, people: Sequence[Enrolment], by: Seat, at: datetime) -> None:
    open_courses(steps, people)


def move_course(course_id: int, due_on: date | None, people: Sequence[Enrolment]) -> None:
    """A day that a person was given by name stands against an earlier one of the path (L-102)."""
    rows = CourseProgress.objects.filter(course=course_id, enrolment__in=people, completed_at=None, round=1)
    later: Any = Greatest(Value(due_on, output_field=DateField()), F("extended_to")) if due_on else None
    rows.update(due_on=later)


def take_course_back(course_id: int, person: Enrolment, by: Seat) -> bool:
    """Remove a course that was chosen; not once it was begun, or somebody decided something about it."""
    rows = CourseProgress.taking.filter(enrolment=person, course=course_id)
    return not take_courses_back(rows, "choice of course taken back", by).kept


@dataclass(frozen=True, slots=True)
class CoursesBack:
    """Rows of progress that are gone, and those that stay: begun, or somebody decided something about them."""

    gone: list[CourseProgress]
    kept: list[CourseProgress]


def split_courses(rows: QuerySet[CourseProgress]) -> CoursesBack:
    """Which of these rows could be taken back."""
    decided = Q(pk=None)
    for model in (DeadlineExtension, DeadlineEscalation, QuizAllowance):
        decided |= Q(Exists(model.objects.filter(progress=OuterRef("pk"))))
    begun = Q(started_at__isnull=False) | Q(completed_at__isnull=False) | Q(round__gt=1)
    fixed = begun | Q(extended_to__isnull=False) | decided
    found = CoursesBack([], [])
    for row in rows.annotate(fixed=Case(When(fixed, then=True), default=False)):
        (found.kept if row.fixed else found.gone).append(row)
    return found


def take_courses_back(rows: QuerySet[CourseProgress], deed: str, by: Seat) -> CoursesBack:
    """Remove the rows that nobody has begun, and the reminders of their deadlines; audited as `deed`."""
    found = split_courses(rows.select_for_update(of=("self",)))
    if found.gone:
        audit.record_all(by, deed, found.gone)
        # nothing hangs on a row that was never begun; the ORM would look everywhere
        with connection.cursor() as cursor:
            ids = [row.pk for row in found.gone]
            cursor.execute("DELETE FROM learning_courseprogress WHERE id = ANY(%s)", [ids])
        withdraw(*(about(pk) for pk in ids))
    return found


def give_tasks(steps: Given, people: Sequence[Enrolment], by: Seat, at: datetime) -> None:
    """One piece of work for each person, or for each office, whose team the people join (L-142).

    A team whose work is accepted takes in nobody: for those who come later the step is done already. As the
    system, since nobody sees a team before joining it; only these people are touched.
    """
    days = dict(steps)
    with seated(SYSTEM):
        rows = Person.objects.filter(pk__in=[one.person_id for one in people]).order_by("sort_name", "pk")
        names = {one.pk: one.full_name for one in rows}
        for task in Task.objects.filter(pk__in=days):
            teams = _teams(task, people)
            TaskWork.objects.bulk_create(
                (_work(task, team, names, days[task.pk], at) for team in teams), ignore_conflicts=True
            )
            if task.kind == TaskKind.TEAM:
                _join(task, teams, names)


def _teams(task: Task, people: Sequence[Enrolment]) -> list[list[Enrolment]]:
    if task.kind != TaskKind.TEAM:
        return [[one] for one in people]
    by_office: dict[tuple[int, int], list[Enrolment]] = defaultdict(list)
    for one in people:
        by_office[one.project_id, one.office_id].append(one)
    return list(by_office.values())


def _work(
    task: Task, team: list[Enrolment], names: Mapping[int, str], due_on: date | None, at: datetime
) -> TaskWork:
    first, ids = team[0], [one.person_id for one in team]
    return TaskWork(
        task=task,
        **task.promise,
        project_id=first.project_id,
        office_id=first.office_id,
        person_id=None if task.kind == TaskKind.TEAM else first.person_id,
        member_ids=[pk for pk in names if pk in ids],
        members=", ".join(names[pk] for pk in names if pk in ids)[:2000],
        assigned_at=at,
        due_on=due_on,
    )


def _join(task: Task, teams: Sequence[list[Enrolment]], names: Mapping[int, str]) -> None:
    """Let those who are not yet in the team of their office into it."""
    coming = {(team[0].project_id, team[0].office_id): [one.person_id for one in team] for team in teams}
    rows = TaskWork.objects.select_for_update(of=("self",)).filter(
        task=task, person=None, project__in={key[0] for key in coming}, office__in={key[1] for key in coming}
    )
    grown = []
    for work in rows.exclude(state=WorkState.ACCEPTED):
        new = [pk for pk in coming.get((work.project_id, work.office_id), ()) if pk not in work.member_ids]
        if new:
            work.member_ids = [*work.member_ids, *new]
            work.members = ", ".join([work.members, *(names[pk] for pk in new)])[:2000]
            grown.append(work)
    TaskWork.objects.bulk_update(grown, ["member_ids", "members"])


def move_task(task_id: int, due_on: date | None, people: Sequence[Enrolment]) -> None:
    """The deadline of work not accepted; one that was moved with a reason stays (L-91)."""
    with seated(SYSTEM):
        _works_of(task_id, people).filter(due_reason="").exclude(state=WorkState.ACCEPTED).update(
            due_on=due_on
        )


def _works_of(task_id: int, people: Sequence[Enrolment]) -> Any:
    of_people = Q(pk=None)
    for project in {one.project_id for one in people}:
        here = [one.person_id for one in people if one.project_id == project]
        of_people |= Q(project=project, member_ids__overlap=here)
    return TaskWork.objects.filter(of_people, task=task_id)


def take_task_back(task_id: int, person: Enrolment, by: Seat) -> bool:
    """Leave the work on a task that nobody has begun; the last one to leave takes the work along."""
    with seated(SYSTEM):
        work = _works_of(task_id, [person]).select_for_update(of=("self",)).first()
        if work is None:
            return True
        touched = work.draft_number or work.handed or work.state != WorkState.TODO or work.due_reason
        if touched or TaskFile.objects.filter(work=work).exists():
            return False
        left = [pk for pk in work.member_ids if pk != person.person_id]
        audit.record(by, "choice of task taken back", work)
        if left:
            names = {one.pk: one.full_name for one in Person.objects.filter(pk__in=left)}
            work.member_ids, work.members = left, ", ".join(names[pk] for pk in left)[:2000]
            work.save(update_fields=["member_ids", "members"])
        else:
            work.delete()
    return True
