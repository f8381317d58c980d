"""Progress as it was on a past day, from what is kept of it (rule R-24).

Begun and completed are moments of the row itself; a deadline moved for one person left its extension, a renewal its
earlier round, an attempt its result. When a course was given is kept since the day this began
(`CourseProgress.given_at`); of older rows it is the assignment of a path that has the course, or the enrolment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce

from kaganek.learning.models import Attempt, CourseProgress, DeadlineExtension, PathAssignment
from kaganek.reporting.queries.definitions.parts import Look

NAMES = {
    "done_at": "completed_at", "begun_at": "started_at", "due": "due_on", "score": "best_score",
    "last": "last_activity_at",
}  # fmt: skip


def now() -> QuerySet[Any]:
    """Progress that counts, with the names that reports know its columns by."""
    return CourseProgress.objects.annotate(**{name: F(column) for name, column in NAMES.items()})


def progress(look: Look) -> QuerySet[Any]:
    """The rounds that counted at the end of a past day, as far as is known, under the same names."""
    until = look.until
    known = CourseProgress.rounds.filter(Q(counts=True) | Q(past=True), enrolment__enrolled_at__lte=until)
    given = known.annotate(given=_given()).filter(given__lte=until)
    later = CourseProgress.rounds.filter(
        enrolment=OuterRef("enrolment"), course=OuterRef("course"), round=OuterRef("round") + 1
    )
    replaced = later.annotate(given=_given()).filter(given__lte=until)
    return given.filter(~Exists(replaced)).annotate(
        done_at=_until("completed_at", until),
        begun_at=_until("started_at", until),
        last=_until("last_activity_at", until),
        due=Coalesce(_moved_after(until), F("due_on"), output_field=DateField()),
        score=_score(until),
    )


def _until(column: str, moment: Any) -> Case:
    """The moment, if it had come by then."""
    return Case(
        When(**{f"{column}__lte": moment}, then=F(column)), default=None, output_field=DateTimeField()
    )


def _given() -> Coalesce:
    """Since when a person had the round of the course."""
    of_path = PathAssignment.objects.filter(
        enrolment=OuterRef("enrolment"), path__steps__course=OuterRef("course")
    ).order_by("assigned_at")
    before = CourseProgress.rounds.filter(
        enrolment=OuterRef("enrolment"), course=OuterRef("course"), round=OuterRef("round") - 1
    )
    return Coalesce(
        F("given_at"),
        Cast(Subquery(before.values("renews_on")[:1]), DateTimeField()),
        Subquery(of_path.values("assigned_at")[:1]),
        F("enrolment__enrolled_at"),
        output_field=DateTimeField(),
    )


def _moved_after(moment: Any) -> Subquery:
    """What the deadline was before it was first moved after the moment."""
    moved = DeadlineExtension.objects.filter(progress=OuterRef("pk"), given_at__gt=moment)
    return Subquery(moved.order_by("given_at", "pk").values("from_on")[:1])


def _score(moment: Any) -> Subquery:
    judged = Attempt.objects.filter(progress=OuterRef("pk"), finished_at__lte=moment)
    counted = judged.filter(Q(progress__quiz_after=None) | Q(started_at__gte=F("progress__quiz_after")))
    return Subquery(counted.order_by("-score").values("score")[:1])


def cautions(look: Look) -> Sequence[str]:
    """What is not known of the day looked at."""
    if look.as_of is None:
        return ()
    return CAUTIONS


KEPT_SINCE = date(2026, 11, 22)
_DEADLINES = (
    "Terminy zmienione dla całej ścieżki pokazujemy tak, jak brzmią dziś; przesunięte jednej osobie – tak, jak brzmiały "
    "tego dnia."
)
_GIVEN = (
    f"Dzień przydzielenia szkolenia znamy dokładnie od {KEPT_SINCE:%d.%m.%Y}; wcześniej bierzemy dzień przypisania "
    "ścieżki, a gdy go nie ma – dzień zapisania do projektu."
)
CAUTIONS = (
    _DEADLINES,
    "Jeśli ktoś był aktywny także później, ostatniej aktywności z tego dnia nie znamy i zostaje puste miejsce.",
    _GIVEN,
    "Urząd, grupa i nazwisko są takie, jak dziś. Usuniętych osób i szkoleń nie ma.",
)
