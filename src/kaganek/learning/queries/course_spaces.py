"""The spaces of courses: which there are, and who reads them in words."""

from __future__ import annotations

from collections.abc import Iterator

from kaganek.communication.models import Audience, Due, Space
from kaganek.learning.models import PathStep
from kaganek.learning.models.course_spaces import READERS, SOURCE


def _words(space: Space) -> str:
    project = space.project.name if space.project else ""
    return (
        f"osoby, które mają szkolenie „{space.title}” w projekcie „{project}”, ze wszystkich urzędów;"
        " konsultanci i koordynatorzy projektu oraz eksperci, którzy redagują szkolenia. Przełożeni tego nie czytają"
    )


def _due() -> Iterator[Due]:
    """One for each of the programme's courses on a path of a project."""
    steps = PathStep.objects.filter(course__isnull=False, course__office=None).order_by()
    rows = steps.values_list("path__project_id", "course_id", "course__title").distinct()
    return (Due(title, project_id=project, source=f"{SOURCE}{course}") for project, course, title in rows)


COURSE_SPACES = Audience(rows=READERS, words=_words, due=_due)
