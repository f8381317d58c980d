"""What learning asks for before a certificate: a result of the quiz above its own pass mark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.db.models import Case, Exists, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.documents.queries import Held
from kaganek.documents.services.conditions import Condition, Lack
from kaganek.documents.services.waiting import Term
from kaganek.learning.models import CourseProgress
from kaganek.lib.polish import exact_percent
from kaganek.programmes.models import Achievement

_SOURCE = re.compile(r"learning\.course:(\d+)(?:#(\d+))?")


def quiz_missing(achievements: Sequence[Achievement], least: int) -> Mapping[int, str]:
    """Courses whose best quiz result is under `least` percent, each with a sentence; courses without a quiz meet it.

    Achievements that are not of courses are not asked. One statement.

    Source: rule D-05 in docs/reference/rules.md.
    """
    courses = {
        one.pk: (int(found[1]), int(found[2] or 1))
        for one in achievements
        if (found := _SOURCE.match(one.source))
    }
    rows = CourseProgress.objects.filter(
        enrolment__in={one.enrolment_id for one in achievements if one.pk in courses},
        course__in={course for course, _ in courses.values()},
    )
    best = {
        (row["enrolment"], (row["course"], row["round"])): row["best_score"]
        for row in rows.exclude(best_score=None).values("enrolment", "course", "round", "best_score")
    }
    said = {}
    for one in achievements:
        known = [one.score, best.get((one.enrolment_id, courses.get(one.pk, (0, 0))))]
        result = max((score for score in known if score is not None), default=None)
        if one.pk in courses and result is not None and result < least:
            said[one.pk] = Lack.leading(
                f"Do certyfikatu potrzeba co najmniej {least}% z testu, najlepszy wynik to {exact_percent(result)}.",
                href=reverse("learning:quiz", args=[courses[one.pk][0]]), way="Przejdź do testu",
            )  # fmt: skip
    return said


def course_terms(achievements: Sequence[Achievement]) -> Mapping[int, Term]:
    """When each of these courses was begun and until when it holds (L-100); one statement."""
    courses = {
        one.pk: (one.enrolment_id, int(found[1]), int(found[2] or 1))
        for one in achievements
        if (found := _SOURCE.match(one.source))
    }
    rows = CourseProgress.rounds.filter(
        enrolment__in={key[0] for key in courses.values()}, course__in={key[1] for key in courses.values()}
    )
    known = {(row.enrolment_id, row.course_id, row.round): row for row in rows}
    return {
        pk: Term(localdate(row.started_at) if row.started_at else None, row.valid_until)
        for pk, key in courses.items()
        if (row := known.get(key))
    }


def course_held() -> Held:
    """Until when a round of a course holds, as its own page says (L-100)."""
    text = TextField()
    later = Case(
        When(round__gt=1, then=Concat(Value("#"), Cast("round", text), output_field=text)),
        default=Value(""),
        output_field=text,
    )
    name = Concat(
        Value("learning.course:"), Cast("course_id", text), later, output_field=text
    )  # as `source_of`
    rows = (
        CourseProgress.rounds.filter(enrolment=OuterRef("enrolment"), completed_at__isnull=False)
        .annotate(earned_as=name)
        .filter(earned_as=OuterRef("source"))
    )
    return Held(known=Exists(rows), until=Subquery(rows.values("valid_until")[:1]))


QUIZ = Condition(label="Wynik testu, co najmniej (%)", lowest=1, highest=100, missing=quiz_missing)
