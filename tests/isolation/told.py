"""What people are told of tasks, paths, more time, remarks and certificates, about rows of one office."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from kaganek.documents.models import Certificate
from kaganek.documents.services import certificates
from kaganek.learning.models import (
    CourseProgress,
    DeadlineExtension,
    HandIn,
    Lesson,
    LessonRemark,
    PathAssignment,
    QuizAllowance,
    TaskExample,
    TaskWork,
)
from kaganek.learning.services import reviews, telling
from kaganek.learning.services.tasks import reminders
from kaganek.learning.services.tasks import telling as of_tasks
from kaganek.people.models import AdvisedOffice, Membership, Person
from kaganek.people.terms import Role

Posts = list[tuple[str, int, dict[str, Any]]]  # kind, for whom, facts


def told(office: int, reader: Person, *, at: datetime) -> Posts:
    """Kinds with their readers and facts; what they speak of is brought into the state in which it is told."""
    return [
        *_of_tasks(office, reader, at=at),
        *_of_study(office, at=at),
        *_of_certificates(office, at=at),
        (reviews.REMARK, reader.pk, _remark(reader, at=at)),
    ]


def _of_tasks(office: int, reader: Person, *, at: datetime) -> Posts:
    """The reader grades for the own office, so as to be told what consultants are."""
    example = TaskExample.objects.select_related("work").filter(office=office).order_by("pk")[0]
    waiting, version = example.work, HandIn.objects.filter(office=office).order_by("-number", "pk")[0]
    grader = Membership.objects.create(
        person=reader,
        account_id=reader.account_id,
        role=Role.CONSULTANT,
        project=waiting.project_id,
        granted_at=at,
    )
    AdvisedOffice.objects.create(
        membership=grader, adviser=reader, project=waiting.project_id, office_id=office, assigned_at=at
    )
    due = localdate(at) + timedelta(days=5)
    place = {"project_id": waiting.project_id, "office_id": office, "assigned_at": at, "due_on": due}
    member = waiting.member_ids[0]
    fresh = TaskWork.objects.create(
        task=waiting.task, **waiting.task.promise, person_id=member, member_ids=[member], members=waiting.members, due_reason=reader.last_name,
        **place,
    )  # fmt: skip
    TaskWork.objects.filter(pk=version.work_id).update(state="handed", waits_since=at, handed=version.number)
    return [
        (of_tasks.GIVEN, member, {"work": fresh.pk}),
        (of_tasks.MOVED, member, {"work": fresh.pk, "due": str(due)}),
        (reminders.COMING, member, {"work": fresh.pk, "due": str(due)}),
        (reminders.LATE, member, {"work": fresh.pk, "due": str(due)}),
        (of_tasks.HANDED, member, {"hand_in": version.pk}),
        (of_tasks.WAITS, reader.pk, {"hand_in": version.pk}),
        (of_tasks.ASKED, reader.pk, {"work": waiting.pk, "number": example.number}),
    ]


def _of_study(office: int, *, at: datetime) -> Posts:
    """A path that is not done, and more time for what is not."""
    allowed = QuizAllowance.objects.filter(office=office).order_by("-pk")[0]
    row = (
        CourseProgress.objects.exclude(due_on=None).filter(office=office, completed_at=None).order_by("pk")[0]
    )
    day = row.due_on or localdate(at)
    moved = DeadlineExtension.objects.create(
        progress=row,
        from_on=day - timedelta(days=7),
        until_on=day,
        reason=allowed.reason,
        given_at=at,
        **row.quad,
    )
    CourseProgress.rounds.filter(pk=allowed.progress_id).update(completed_at=None)
    path = PathAssignment.objects.filter(office=office, enrolment__left_at=None).order_by("pk")[0]
    CourseProgress.objects.filter(enrolment=path.enrolment_id).update(completed_at=None)
    facts = {"path": path.path_id, "enrolment": path.enrolment_id}
    return [
        (telling.GIVEN, path.person_id, facts),
        (telling.EXTENDED, moved.person_id, {"extension": moved.pk}),
        (telling.ALLOWED, allowed.person_id, {"allowance": allowed.pk}),
    ]


def _of_certificates(office: int, *, at: datetime) -> Posts:
    """One that stands, told as a successor, and one that was taken back."""
    valid, gone = Certificate.objects.filter(office=office, replaced_at=None, revoked_at=None).order_by(
        "-pk"
    )[:2]
    Certificate.objects.filter(pk=gone.pk).update(revoked_at=at, revoked_reason=gone.person.last_name)
    facts = {"certificate": valid.pk, "before": valid.number, "reason": valid.person.last_name}
    return [
        (certificates.REPLACED, valid.person_id, facts),
        (certificates.REVOKED, gone.person_id, {"certificate": gone.pk}),
    ]


def _remark(reader: Person, *, at: datetime) -> dict[str, Any]:
    lesson = Lesson.objects.order_by("pk")[0]
    made = LessonRemark.objects.create(
        lesson=lesson, text=reader.last_name, author_id=reader.account_id or 0, made_at=at
    )
    return {"lesson": lesson.pk, "title": reader.last_name, "who": reader.full_name, "remark": made.pk}
