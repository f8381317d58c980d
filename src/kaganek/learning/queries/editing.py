"""What authors and those who answer for their work look at."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from kaganek.learning.models import Course, GateOverride


def every_override() -> QuerySet[GateOverride]:
    """What was let through the publishing gate, with its course."""
    return GateOverride.objects.select_related("course").only(
        "title", "findings", "reason", "at", "by_label", "course__title"
    )


def overridden_courses() -> Sequence[tuple[str, str]]:
    """Courses with something let through, for the filter of that list."""
    rows = Course.objects.filter(pk__in=GateOverride.objects.values("course")).order_by("title")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]
