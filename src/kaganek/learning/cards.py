"""What learning adds to pages below it: courses of a person, required numbers of an office, the way to a list."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from kaganek.core.access import may
from kaganek.core.parts import Panel, plain_table
from kaganek.core.seats import Seat
from kaganek.learning import rules
from kaganek.learning.models import CourseProgress, CourseRequirement
from kaganek.learning.queries.reads import has_quiz
from kaganek.lib.polish import number
from kaganek.people.models import Office
from kaganek.people.queries.panels import PeopleAction, PersonPanel
from kaganek.programmes.queries import ParticipationLink

REQUIRED_HEADS = (("Szkolenie", ""), ("Projekt", ""), ("Wymagana liczba osób", "n"))
IMPORT = PeopleAction(
    "Importuj listę", "upload", lambda: reverse("learning:import_upload"), "add", "people.importdraft"
)

REQUIRED = ParticipationLink(
    "Wymagane liczby osób",
    "target",
    lambda row: reverse("learning:requirements", args=[row.project.code, row.office_id]),
    "view",
    "learning.courserequirement",
)


def courses_panel(person_id: int, seat: Seat) -> PersonPanel | None:
    """How a person stands with each course, earlier rounds last; rows the seat does not reach do not appear."""
    today = timezone.localdate()
    may_see = may(seat, "view", "learning.quizallowance")
    rows = (
        CourseProgress.rounds.filter(person=person_id)
        .select_related("course")
        .order_by("past", "due_on", "course__title__alphabetical", "-round")
        .annotate(has_quiz=has_quiz())
    )
    courses = [
        {
            "title": row.course.title,
            "allowance": reverse("learning:allowance", args=[row.pk])
            if row.has_quiz and may_see and not row.past
            else "",
            "due_on": row.due_on,
            "completed_at": row.completed_at,
            "score": row.best_score,
            "valid_until": row.valid_until,
            "past": row.past,
            "again": row.round > 1,
            "state": rules.state(
                completed_at=row.completed_at, started_at=row.started_at, due_on=row.due_on, today=today
            ),
        }
        for row in rows
    ]
    return PersonPanel("Szkolenia", "learning/person_courses.html", {"courses": courses})


def required_panel(office: Office, seat: Seat) -> Panel:
    """The office's required numbers in the projects the seat reaches."""
    rows = CourseRequirement.objects.filter(office=office).select_related("course", "project")
    shown = [
        [row.course.title, row.project.name, number(row.number)]
        for row in rows.order_by("project__name__alphabetical", "course__title__alphabetical", "pk")
    ]
    return Panel(
        id="wymagane",
        title="Wymagane liczby osób",
        table=plain_table("wymagane", "Wymagane liczby osób", REQUIRED_HEADS, shown) if shown else None,
        empty="Żadne szkolenie nie ma wymaganej liczby osób.",
    )
