"""Progress as it was on a past day, from what is kept of it (rule R-24).

Begun and completed are moments of the row itself; a renewal left its earlier round, an attempt its result. Each change
of a deadline is noted by the database (`DeadlineChange`), whether the path's moved or one person's was extended, and so
is each day on which somebody was active (`ActivityDay`): of a past day the day is known, not the hour. When a course was given stands on the row (`CourseProgress.given_at`); of older rows it is the assignment of a path that has the
course, or the enrolment. Since when an installation keeps these, the database says too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
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

from kaganek.learning.models import ActivityDay, Attempt, CourseProgress, DeadlineChange, PathAssignment
from kaganek.learning.queries.extensions import Kept, kept_since
from kaganek.reporting.queries.definitions.parts import Look

NAMES = {
    "done_at": "completed_at", "begun_at": "started_at", "due": "due_on", "score": "best_score",
    "last": "last_activity_at",
}  # fmt: skip


def progress(look: Look) -> QuerySet[Any]:
    """Progress that counts on the day looked at, with the names that reports know its columns by."""
    if look.as_of:
        return _past(look.as_of, look.until)
    return CourseProgress.objects.annotate(**{name: F(column) for name, column in NAMES.items()})


def _past(day: date, until: datetime) -> QuerySet[Any]:
    """The rounds that counted at the end of a past day, as far as is known; `last` is a day."""
    known = CourseProgress.rounds.filter(Q(counts=True) | Q(past=True), enrolment__enrolled_at__lte=until)
    given = known.annotate(given=_given()).filter(given__lte=until)
    later = CourseProgress.rounds.filter(
        enrolment=OuterRef("enrolment"), course=OuterRef("course"), round=OuterRef("round") + 1
    )
    replaced = later.annotate(given=_given()).filter(given__lte=until)
    return given.filter(~Exists(replaced)).annotate(
        done_at=come_by("completed_at", until),
        begun_at=come_by("started_at", until),
        last=_last(day),
        due=_due(until),
        score=_score(until),
    )


def come_by(column: str, moment: datetime) -> Case:
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


def _due(moment: datetime) -> Case:
    """The deadline that held: what the first change after the moment found, else today's."""
    moved = DeadlineChange.objects.filter(progress=OuterRef("pk"), at__gt=moment)
    found = Subquery(moved.order_by("pk").values("from_on")[:1])  # changes of one row come one after another
    return Case(When(Exists(moved), then=found), default=F("due_on"), output_field=DateField())


def _last(day: date) -> Subquery:
    active = ActivityDay.objects.filter(progress=OuterRef("pk"), day__lte=day)
    return Subquery(active.order_by("-day").values("day")[:1])


def _score(moment: datetime) -> Subquery:
    judged = Attempt.objects.filter(progress=OuterRef("pk"), finished_at__lte=moment)
    counted = judged.filter(Q(progress__quiz_after=None) | Q(started_at__gte=F("progress__quiz_after")))
    return Subquery(counted.order_by("-score").values("score")[:1])


def cautions(look: Look) -> Sequence[str]:
    """What is not known of the day looked at."""
    if look.as_of is None:
        return ()
    kept = kept_since()
    return (*_until(look.as_of, kept.deadlines_on, _DEADLINES), *_of_activity(look.as_of, kept), _PLACES)


def activity_cautions(look: Look) -> Sequence[str]:
    """The same for a report that says nothing of deadlines, and speaks of those who take part."""
    if look.as_of is None:
        return ()
    return (*_of_activity(look.as_of, kept_since()), _BACK, _PLACES)


def _of_activity(day: date, kept: Kept) -> Sequence[str]:
    return (*_until(day, kept.activity_on, _ACTIVITY), *_until(day, kept.given_on, _GIVEN))


def _until(day: date, since: date, caution: str) -> Sequence[str]:
    """The caution, on days before that since which the thing is kept."""
    return (caution.format(since),) if day < since else ()


_DEADLINES = (
    "Zmiany terminów całej ścieżki znamy od {:%d.%m.%Y}; termin zmieniony wcześniej pokazujemy już po zmianie. Terminy "
    "przesunięte jednej osobie są takie, jak tego dnia."
)
_ACTIVITY = (
    "Wszystkie dni aktywności znamy od {:%d.%m.%Y}; z wcześniejszych tylko te, po których został ślad, na przykład "
    "ukończona lekcja."
)
_GIVEN = (
    "Dzień przydzielenia szkolenia znamy dokładnie od {:%d.%m.%Y}; wcześniej bierzemy dzień przypisania ścieżki, a gdy "
    "go nie ma – dzień zapisania do projektu."
)
_BACK = "Kto odszedł z projektu i wrócił, liczy się także w dniach, gdy go nie było."
_PLACES = "Urząd, grupa i nazwisko są takie, jak dziś. Usuniętych osób i szkoleń nie ma."
