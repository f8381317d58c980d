"""Progress as it was on a past day, from what is kept of it (rule R-24).

Begun and completed are moments of the row itself; a renewal left its earlier round, an attempt its result. Each change
of a deadline is noted by the database (`DeadlineChange`), whether the path's moved or one person's was extended. When a
course was given stands on the row (`CourseProgress.given_at`); of older rows it is the assignment of a path that has the
course, or the enrolment. Since when an installation keeps these, the database says too.
"""

from __future__ import annotations

from collections.abc import Sequence
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

from kaganek.learning.models import Attempt, CourseProgress, DeadlineChange, PathAssignment
from kaganek.learning.queries.extensions import kept_since
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
        due=_due(until),
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


def _due(moment: Any) -> Case:
    """The deadline that held: what the first change after the moment found, else today's."""
    moved = DeadlineChange.objects.filter(progress=OuterRef("pk"), at__gt=moment)
    found = Subquery(moved.order_by("pk").values("from_on")[:1])  # changes of one row come one after another
    return Case(When(Exists(moved), then=found), default=F("due_on"), output_field=DateField())


def _score(moment: Any) -> Subquery:
    judged = Attempt.objects.filter(progress=OuterRef("pk"), finished_at__lte=moment)
    counted = judged.filter(Q(progress__quiz_after=None) | Q(started_at__gte=F("progress__quiz_after")))
    return Subquery(counted.order_by("-score").values("score")[:1])


def cautions(look: Look) -> Sequence[str]:
    """What is not known of the day looked at."""
    if look.as_of is None:
        return ()
    given_on, deadlines_on = kept_since()
    return (
        *([_DEADLINES.format(deadlines_on)] if look.as_of < deadlines_on else ()),
        _ACTIVITY,
        *([_GIVEN.format(given_on)] if look.as_of < given_on else ()),
        _PLACES,
    )


_DEADLINES = (
    "Zmiany terminów całej ścieżki znamy od {:%d.%m.%Y}; termin zmieniony wcześniej pokazujemy już po zmianie. Terminy "
    "przesunięte jednej osobie są takie, jak tego dnia."
)
_ACTIVITY = "Jeśli ktoś był aktywny także później, ostatniej aktywności z tego dnia nie znamy i zostaje puste miejsce."
_GIVEN = (
    "Dzień przydzielenia szkolenia znamy dokładnie od {:%d.%m.%Y}; wcześniej bierzemy dzień przypisania ścieżki, a gdy "
    "go nie ma – dzień zapisania do projektu."
)
_PLACES = "Urząd, grupa i nazwisko są takie, jak dziś. Usuniętych osób i szkoleń nie ma."
