"""How long a course holds, and the rounds that renew it: begun by the worker's clock, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localdate, make_aware

from kaganek.core import audit
from kaganek.core.notices import News, notify
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Course, CourseProgress, CourseValidity, PathStep
from kaganek.learning.queries.reads import quiz_now
from kaganek.learning.queries.validity import Held
from kaganek.learning.rules.validity import Validity, renewal_due
from kaganek.learning.terms import Renewal, ValidityKind
from kaganek.programmes.models import Project
from kaganek.programmes.queries import projects_in_reach

LETTER = "learning.renewal"
AT_ONCE = 500  # rounds begun in one transaction
LAST_CALL, MORNING = timedelta(days=7), time(8)  # before the end: the second letter


class NoQuiz(Exception):
    """A renewal by quiz alone, of a course that has none."""


class CourseNotOnPaths(Exception):
    """No path of the project has the course."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What setting a validity means for those who have completed the course."""

    people: int  # who have it completed now
    at_once: int  # of them, those whose renewal begins right away


def validity_of(project_id: int, course_id: int) -> CourseValidity | None:
    return CourseValidity.objects.filter(project=project_id, course=course_id).first()


def touched(project_id: int, course_id: int, rule: Validity, *, today: date) -> Touched:
    """Whom a validity would touch, were it to hold for what is completed already; nothing is written."""
    ends = [_end(rule, row) for row in _completed(project_id, course_id)]
    return Touched(len(ends), sum(rule.opens(end) <= today for end in ends))


@transaction.atomic
def set_validity(
    project_id: int,
    course_id: int,
    rule: Validity | None,
    *,
    renewal: Renewal,
    also_done: bool,
    by: Seat,
    at: datetime,
) -> None:
    """Say how long a course holds in a project; None = for ever again.

    also_done  what is completed now holds so long too, reckoned from its own day; otherwise only what
               comes. A round begun already goes on either way.

    Raises Project.DoesNotExist outside the seat's reach, CourseNotOnPaths, NoQuiz.

    Source: rule L-100 (ważność szkolenia).
    """
    project = projects_in_reach(by).select_for_update(of=("self",)).get(pk=project_id)
    course = Course.objects.filter(pk__in=courses_on_paths(project), pk=course_id).first()
    if course is None:
        raise CourseNotOnPaths(course_id)
    if rule and renewal is Renewal.QUIZ and quiz_now(course) is None:
        raise NoQuiz(course)
    if rule is None:
        CourseValidity.objects.filter(project=project, course=course).delete()
    else:
        CourseValidity.objects.update_or_create(
            project=project, course=course, defaults=_columns(rule) | {"renewal": renewal}
        )
    if also_done or rule is None:
        _hold(_completed(project_id, course_id), rule)
    said = {"course": str(course.pk), "validity": repr(rule) if rule else "", "also_done": str(also_done)}
    audit.record(by, "validity set", project, **said)


def courses_on_paths(project: Project) -> QuerySet[PathStep, Any]:
    """Ids of the courses that the project's paths have."""
    return PathStep.objects.filter(path__project=project).values("course")


def _columns(rule: Validity) -> dict[str, Any]:
    kind = ValidityKind.MONTHS if rule.months else ValidityKind.YEARLY
    return {
        "kind": kind, "months": rule.months, "month": rule.month, "day": rule.day, "opens_days": rule.opens_days,
    }  # fmt: skip


def _completed(project_id: int, course_id: int) -> QuerySet[Any]:
    """Current rounds that are completed, each with the end of the one before."""
    before = CourseProgress.rounds.filter(
        enrolment=OuterRef("enrolment"), course=OuterRef("course"), round=OuterRef("round") - 1
    )
    rows = CourseProgress.taking.filter(project=project_id, course=course_id, completed_at__isnull=False)
    return rows.annotate(held_until=Subquery(before.values("valid_until")))


def _end(rule: Validity, row: Any) -> date:
    return rule.until(completed_on=localdate(row.completed_at), held_until=row.held_until)


def _hold(rows: Iterable[Any], rule: Validity | None) -> None:
    """Write until when each completion holds: one statement for each day."""
    by_end: dict[date | None, list[int]] = defaultdict(list)
    for row in rows:
        by_end[_end(rule, row) if rule else None].append(row.pk)
    for end, ids in by_end.items():
        opens = rule.opens(end) if rule and end else None
        CourseProgress.taking.filter(pk__in=ids).update(valid_until=end, renews_on=opens)


def hold(progress: CourseProgress, said: Held | None) -> None:
    """Set on a row just completed until when it holds; the caller saves it."""
    if said and progress.completed_at:
        end = said.rule.until(completed_on=localdate(progress.completed_at), held_until=said.held_until)
        progress.valid_until, progress.renews_on = end, said.rule.opens(end)


def begin_all_due(*, at: datetime) -> int:
    """Begin every renewal whose window has opened, in short transactions; returns how many."""
    begun = 0
    while some := _begin_some(at=at):
        begun += some
        if some < AT_ONCE:
            break
    return begun


def _begin_some(*, at: datetime) -> int:
    with seated(SYSTEM):
        return begin_due(at=at)


def begin_due(*, at: datetime) -> int:
    """Begin at most AT_ONCE renewals whose window has opened; returns how many.

    The completed round stays as it is, with its lessons, attempts, achievement and certificate; a new
    one stands beside it, due when the old one ends. The person is told now and a week before the end.
    People who left or whose account is off, and projects that have ended, begin nothing. Two workers at
    once begin each renewal once.

    Source: rule L-101 (odnowienie).
    """
    today = localdate(at)
    old = list(_due(today))
    if not old:
        return 0
    CourseProgress.rounds.filter(pk__in=[row.pk for row in old]).update(past=True, counts=False)
    rules = {(one.project_id, one.course_id): one for one in _rules_of(old)}
    fresh = CourseProgress.objects.bulk_create(
        _next_round(row, rules.get((row.project_id, row.course_id)), today) for row in old
    )
    audit.record_all(SYSTEM, "renewal begun", fresh)
    notify(
        [one for row, was in zip(fresh, old, strict=True) for one in _news(row, was.course.title, at)], at=at
    )
    return len(fresh)


def _due(today: date) -> QuerySet[CourseProgress]:
    rows = CourseProgress.taking.filter(
        renews_on__lte=today, completed_at__isnull=False, enrolment__left_at=None,
        person__deactivated_at=None, project__ends_on__gte=today,
    )  # fmt: skip
    return (
        rows.select_related("person", "course")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")[:AT_ONCE]
    )


def _rules_of(rows: Sequence[CourseProgress]) -> QuerySet[CourseValidity]:
    wanted = Q(pk=None)
    for project, course in {(row.project_id, row.course_id) for row in rows}:
        wanted |= Q(project=project, course=course)
    return CourseValidity.objects.filter(wanted)


def _next_round(old: CourseProgress, said: CourseValidity | None, today: date) -> CourseProgress:
    opens_days = said.opens_days if said else 0
    return CourseProgress(
        course_id=old.course_id,
        round=old.round + 1,
        due_on=renewal_due(old.valid_until, today=today, opens_days=opens_days) if old.valid_until else None,
        quiz_only=bool(said and said.renewal == Renewal.QUIZ),
        **old.quad,
    )


def _news(row: CourseProgress, title: str, at: datetime) -> list[News]:
    """One now; one a week before the end, when that is still to come."""
    now = News(
        LETTER, f"{LETTER}:{row.pk}:window", row.person_id, office=row.office_id, project=row.project_id,
        title=f"Odnów szkolenie: {title}", url=reverse("learning:course", args=[row.course_id]),
        facts={"progress": row.pk},
    )  # fmt: skip
    if row.due_on is None:
        return [now]
    last = make_aware(datetime.combine(row.due_on - LAST_CALL, MORNING))
    return [now, replace(now, event=f"{LETTER}:{row.pk}:last", not_before=last)] if last > at else [now]
