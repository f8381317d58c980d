"""Reminders that a deadline comes or has passed, and telling the office's supervisor after some days.

The worker asks once a day. What was told already is found by its event, so a day on which nobody asked, a job
done twice or two workers change nothing: each reminder of a deadline exists once. A deadline that is moved is
another one, with reminders of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.timezone import localtime

from kaganek.core import audit, jobs
from kaganek.core.notices import News, notify
from kaganek.core.notices.known import is_told, take_back, unread
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseProgress, DeadlineEscalation
from kaganek.learning.services.tasks.reminders import remind_of_tasks
from kaganek.lib.polish import counted
from kaganek.people.models import Membership
from kaganek.people.terms import Role

COMING, LATE, ESCALATED = "learning.deadline", "learning.overdue", "learning.escalated"
REMINDING = "learning.deadlines"  # the job
HOUR = time(7)  # in Poland
AT_ONCE = 1000  # people told in one transaction
LONGEST = 30  # days: an older deadline is not brought up by itself
REPORT = "/raporty/terminy/?grupuj=osoba&zgloszono={}&projekt={}"  # of deadlines, on a floor above


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder of a deadline: its kind, its mark in the event, and on which days it is due."""

    kind: str
    mark: str
    first: int  # days until the deadline, from
    last: int  # ... to; below zero it has passed


STEPS = (
    Step(COMING, "7", 2, 7),
    Step(COMING, "1", 0, 1),
    Step(LATE, "late", -LONGEST, -1),
)


def ask_today(last: date | None, *, at: datetime) -> date | None:
    """Ask for the reminders of a day once its hour has come; returns the last day asked for. The worker's clock calls it."""
    here = localtime(at)
    if here.time() < HOUR or last == here.date():
        return last
    jobs.enqueue(REMINDING, at=at.isoformat())
    return here.date()


def remind_all(*, at: datetime) -> int:
    """Tell everyone whose deadline comes or has passed, then the supervisors; returns how many people were told.

    Reminds a week and a day before, and once after; of a renewal, which had its letter a week before, only the
    other two. Source: rules C-13 and C-14.
    """
    today = localtime(at).date()
    told = sum(_remind_step(step, today, at=at) for step in STEPS)
    remind_of_tasks(at=at)
    escalate(at=at)
    forget_done(at=at)
    return told


def _remind_step(step: Step, today: date, *, at: datetime) -> int:
    told, last = 0, 0
    while True:
        with seated(SYSTEM):
            rows = list(_due(step, today).filter(pk__gt=last).order_by("pk")[:AT_ONCE])
            notify([_news(row, step) for row in rows], at=at)
        if not rows:
            return told
        told, last = told + len(rows), rows[-1].pk


def open_ones(today: date) -> QuerySet[CourseProgress]:
    """Courses of people who still learn, with a deadline, in projects that go on."""
    return CourseProgress.objects.filter(
        completed_at=None, due_on__isnull=False, enrolment__left_at=None, person__deactivated_at=None,
        project__ends_on__gte=today,
    )  # fmt: skip


def _due(step: Step, today: date) -> QuerySet[Any]:
    days = (today + timedelta(days=step.first), today + timedelta(days=step.last))
    rows = open_ones(today).filter(due_on__range=days)
    if step.mark == "7":
        rows = rows.filter(round=1)
    event = Concat(
        Value(f"{step.kind}:"), Cast("pk", CharField()), Value(":"), Cast("due_on", CharField()),
        Value(f":{step.mark}"), output_field=CharField(),
    )  # fmt: skip
    fresh = rows.annotate(named=event).filter(~is_told("named", "person_id"))
    found: QuerySet[Any] = fresh.select_related("course")
    return found


def _news(row: Any, step: Step) -> News:
    title = (
        f"Termin szkolenia minął: {row.course.title}"
        if step.kind == LATE
        else f"Zbliża się termin: {row.course.title}"
    )
    return News(
        step.kind, row.named, row.person_id, office=row.office_id, project=row.project_id, title=title,
        url=reverse("learning:course", args=[row.course_id]), about=about(row.pk),
        facts={"progress": row.pk, "due": row.due_on.isoformat()},
    )  # fmt: skip


def about(progress_id: int) -> str:
    """What notices of a deadline speak of."""
    return f"{COMING}:{progress_id}"


def escalate(*, at: datetime) -> int:
    """Tell supervisors of people long after a deadline, once for each deadline; returns of how many courses.

    An office without a supervisor has its coordinator told; one with neither is asked about again each day.
    Source: rule C-14.
    """
    today = localtime(at).date()
    with seated(SYSTEM):
        places = sorted(set(_overdue(today).values_list("office_id", "project_id")))
    return sum(_escalate_in(office, project, today, at=at) for office, project in places)


def _overdue(today: date) -> QuerySet[CourseProgress]:
    known = DeadlineEscalation.objects.filter(progress=OuterRef("pk"), due_on=OuterRef("due_on"))
    late = open_ones(today).filter(
        due_on__lt=today, due_on__gte=today - timedelta(days=LONGEST + 90), project__escalate_after_days__gt=0
    )
    return late.filter(~Exists(known)).filter(
        due_on__lte=Value(today) - F("project__escalate_after_days") * Value(timedelta(days=1))
    )


def _escalate_in(office: int, project: int, today: date, *, at: datetime) -> int:
    with seated(SYSTEM):
        keepers = _keepers(office)
        rows = list(_overdue(today).filter(office=office, project=project).order_by("pk"))
        if not keepers or not rows:
            return 0
        made = DeadlineEscalation.objects.bulk_create(
            [
                DeadlineEscalation(progress=row, due_on=row.due_on, at=at, **row.quad)
                for row in rows
                if row.due_on
            ],
            ignore_conflicts=True,
        )
        people = counted(len({row.person_id for row in rows}), "osoba", "osoby", "osób")
        event = f"{ESCALATED}:{office}:{project}:{today}"
        notify(
            [
                News(
                    ESCALATED, event, one, office=office, project=project, title=f"Długo po terminie: {people}",
                    url=REPORT.format(today, project),
                    facts={"office": office, "project": project, "at": at.isoformat()},
                )
                for one in keepers
            ],
            at=at,
        )  # fmt: skip
        audit.record_all(SYSTEM, "deadline escalated", rows)
    return len(made)


def _keepers(office: int) -> list[int]:
    """The office's supervisors, or its coordinators where it has none."""
    rows = Membership.objects.filter(office=office, ended_at=None, person__deactivated_at=None)
    for role in (Role.SUPERVISOR, Role.OFFICE_COORDINATOR):
        if found := sorted(set(rows.filter(role=role).values_list("person_id", flat=True))):
            return found
    return []


def forget_done(*, at: datetime) -> int:
    """Take back unread reminders of what is done or has another deadline by now; returns how many."""
    with seated(SYSTEM):
        progress = Cast(KeyTextTransform("progress", "facts"), BigIntegerField())
        same_day = Q(due_text=OuterRef("due"))
        open_still = CourseProgress.objects.annotate(due_text=Cast("due_on", CharField())).filter(
            same_day, pk=OuterRef("of"), completed_at=None
        )
        rows = unread((COMING, LATE))
        gone = rows.annotate(of=progress, due=KeyTextTransform("due", "facts")).filter(~Exists(open_still))
        return take_back(gone, at=at)


def still_open(facts: dict[str, Any]) -> CourseProgress | None:
    """The course that a reminder speaks of, if it is neither done nor due on another day by now."""
    rows = CourseProgress.objects.select_related("course", "project", "person").filter(
        pk=facts["progress"], due_on=facts["due"], completed_at=None, enrolment__left_at=None
    )
    return rows.first()


def escalated_now(facts: dict[str, Any]) -> Sequence[DeadlineEscalation]:
    """What a supervisor was told of and is still open with the same deadline."""
    rows = DeadlineEscalation.objects.filter(
        office=facts["office"], project=facts["project"], at=facts["at"],
        progress__completed_at=None, progress__due_on=F("due_on"), progress__counts=True,
    )  # fmt: skip
    return list(rows)
