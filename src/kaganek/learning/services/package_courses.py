"""A course made of one package: for offices that own a whole course as a SCORM file."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.learning.models import Course, CourseModule, Lesson, Package
from kaganek.learning.services.content import publish_lesson
from kaganek.learning.services.editions import publish_edition
from kaganek.learning.services.own_courses import own_code
from kaganek.learning.services.packages import office_of
from kaganek.learning.terms import PackageState


class CodeTaken(Exception):
    """Another course has this code."""


def may_teach(package: Package, by: Seat) -> bool:
    """Whether a course can be made of this package here: of the programme's by its authors, of an office's within it."""
    return package.office_id == office_of(by)


@transaction.atomic
def course_from_package(
    package_id: int, *, title: str, code: str, hours: Decimal, minutes: int, by: Seat, at: datetime
) -> Course:
    """A published course, in its first edition, of one module and one lesson, which holds the package.

    package_id   a ready package of the whole programme; for an office's administrator one of the own office, whose
                 own course it becomes (rule L-77).
    hours        teaching hours of 45 minutes; minutes is how long the lesson takes.

    Sent twice, it is made once. Raises Package.DoesNotExist, CodeTaken; then nothing is written.
    """
    office = office_of(by)
    package = Package.objects.get(pk=package_id, state=PackageState.READY, office=office)
    code = own_code(code, office)
    take_turn("course", code)
    held: Course | None = Course.objects.filter(code=code).first()
    if held:
        if (held.title, held.hours) == (title, hours) and _holds(held, package):
            return held
        raise CodeTaken
    course: Course = Course.objects.create(
        code=code, title=title, short_title=title[:40], hours=hours, office_id=office
    )
    course.summary = package.description[:300]
    course.save(update_fields=["summary"])
    module = CourseModule.objects.create(course=course, position=1, title=title)
    block = {"type": "package", "id": str(uuid4()), "value": {"title": "", "package": str(package.line)}}
    lesson = Lesson(
        course=course, module=module, position=1, title=title, minutes=minutes, body=json.dumps([block])
    )
    lesson.save()
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    publish_lesson(lesson, at=at)
    publish_edition(course.pk, note="", by=by, at=at)
    course.refresh_from_db()
    audit.record(by, "learning.course_from_package", course, package=str(package.pk))
    return course


def _holds(course: Course, package: Package) -> bool:
    """Whether a lesson of the course plays this package."""
    blocks = (block for lesson in course.lessons.all() for block in lesson.body)
    return any(one.block_type == "package" and one.value["package"] == str(package.line) for one in blocks)
