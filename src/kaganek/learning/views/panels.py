"""What learning shows on pages of people: the courses of a person, the way to a list."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from kaganek.core.seats import Seat
from kaganek.learning import rules
from kaganek.learning.models import CourseProgress
from kaganek.people.queries.panels import PeopleAction, PersonPanel

IMPORT = PeopleAction(
    "Importuj listę", "upload", lambda: reverse("learning:import_upload"), "add", "people.importdraft"
)


def courses_panel(person_id: int, seat: Seat) -> PersonPanel | None:
    """How a person stands with each course; rows the seat does not reach do not appear."""
    today = timezone.localdate()
    rows = (
        CourseProgress.objects.filter(person=person_id)
        .select_related("course")
        .order_by("due_on", "course__title")
    )
    courses = [
        {
            "title": row.course.title,
            "due_on": row.due_on,
            "completed_at": row.completed_at,
            "score": row.best_score,
            "state": rules.state(
                completed_at=row.completed_at, started_at=row.started_at, due_on=row.due_on, today=today
            ),
        }
        for row in rows
    ]
    return PersonPanel("Szkolenia", "learning/person_courses.html", {"courses": courses})
