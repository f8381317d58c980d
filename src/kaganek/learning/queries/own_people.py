"""Who can be given an office's own course."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kaganek.learning.models import Course, CourseProgress
from kaganek.programmes.models import Enrolment


def takers(course: Course) -> QuerySet[Any]:  # Any: the annotated note
    """People of the course's office who take part in a project, each once, by their first enrolment that lasts.

    `has_it` says whether the course was given to them.
    """
    lasting = Enrolment.objects.filter(office=course.office_id, left_at=None)
    first = lasting.order_by("person_id", "pk").distinct("person_id").values("pk")
    having = CourseProgress.rounds.filter(course=course, enrolment=OuterRef("pk"))
    return Enrolment.objects.filter(pk__in=first).select_related("person").annotate(has_it=Exists(having))
