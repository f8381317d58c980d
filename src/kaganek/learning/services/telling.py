"""Telling people of what they are given to learn, and of more time for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from kaganek.core.notices import News, notify, withdraw
from kaganek.learning.models import Course, DeadlineExtension, LearningPath, QuizAllowance
from kaganek.programmes.models import Enrolment

GIVEN, EXTENDED, ALLOWED = "learning.study_given", "learning.extended", "learning.allowed"


def tell_of_path(path: LearningPath, enrolments: Collection[int], *, at: datetime) -> None:
    """Who walks a path from now on learns of it as a whole, whatever stands on it; those alone who have signed in before.

    Who has not yet is met by the letter of activation. One statement, and one for a thousand of those told.

    Source: rule C-18 in docs/reference/rules.md.
    """
    event, title = f"{GIVEN}:path:{path.pk}", f"Nowa ścieżka szkoleń: {path.name}"
    url = reverse("learning:own_path", args=[path.pk])
    _tell(enrolments, event, title, url, {"path": path.pk}, about=event, at=at)


def tell_of_change(
    path: LearningPath,
    enrolments: Collection[int],
    *,
    new: Sequence[tuple[str, int]],
    moved: Sequence[tuple[str, int]],
    at: datetime,
) -> None:
    """Who walks a path already learns once what was added to it and which deadlines are others; of neither, nothing.

    new, moved  steps as (kind, item).

    Source: rule C-18 in docs/reference/rules.md.
    """
    if not (new or moved):
        return
    kind, what = (
        (GIVEN, "Nowe kroki na Twojej ścieżce") if new else (EXTENDED, "Zmienione terminy na Twojej ścieżce")
    )
    about = f"{kind}:path:{path.pk}"
    url = reverse("learning:own_path", args=[path.pk])
    facts = {"path": path.pk, "steps": list(new), "moved": list(moved)}
    withdraw(
        *(f"{EXTENDED}:path:{path.pk}:{one}" for one in enrolments), at=at
    )  # the days that held until now
    _tell(
        enrolments,
        f"{about}:{at.isoformat()}",
        f"{what}: {path.name}",
        url,
        facts,
        about=about,
        at=at,
        kind=kind,
    )


def tell_of_course(course: Course, enrolments: Collection[int], *, at: datetime) -> None:
    """Who is given a course by itself learns of it. Source: rule C-18 in docs/reference/rules.md."""
    url = reverse("learning:course", args=[course.pk])
    event, title = f"{GIVEN}:course:{course.pk}", f"Nowe szkolenie: {course.title}"
    _tell(enrolments, event, title, url, {"course": course.pk}, about=event, at=at)


def forget_path(path_id: int, enrolments: Collection[int]) -> None:
    """Nothing more is said of a path to those from whom it was taken back."""
    withdraw(*(f"{kind}:path:{path_id}:{one}" for kind in (GIVEN, EXTENDED) for one in enrolments))


def forget_course(course_id: int, enrolments: Collection[int]) -> None:
    """Nothing more is said of a course to those from whom it was taken back."""
    withdraw(*(f"{GIVEN}:course:{course_id}:{one}" for one in enrolments))


def _tell(
    enrolments: Collection[int],
    event: str,
    title: str,
    url: str,
    facts: dict[str, Any],
    *,
    about: str,
    at: datetime,
    kind: str = GIVEN,
) -> None:
    if not enrolments:
        return
    rows = Enrolment.objects.filter(
        pk__in=enrolments, left_at=None, person__activated_at__isnull=False, person__deactivated_at=None
    )
    people = rows.order_by("pk").values_list("pk", "person", "office", "project")
    notify(
        [
            News(
                kind, f"{event}:{pk}", person, office=office, project=project, title=title, url=url,
                facts=facts | {"enrolment": pk}, about=f"{about}:{pk}",
            )
            for pk, person, office, project in people
        ],
        at=at,
    )  # fmt: skip


def tell_of_extensions(rows: Sequence[DeadlineExtension], *, at: datetime) -> None:
    """Each person learns the new day of a course, of the newest alone; `progress.course` is loaded. Source: rule C-19."""
    withdraw(*(about(EXTENDED, row.progress_id) for row in rows), at=at)
    notify(
        [
            News(
                EXTENDED, f"{EXTENDED}:{row.pk}", row.person_id, office=row.office_id, project=row.project_id,
                title=f"Termin zmieniony: {row.progress.course.title}",
                url=reverse("learning:course", args=[row.progress.course_id]), facts={"extension": row.pk},
                about=about(EXTENDED, row.progress_id),
            )
            for row in rows
        ],
        at=at,
    )  # fmt: skip


def tell_of_allowance(row: QuizAllowance, *, at: datetime) -> None:
    """The person learns what holds at the quiz from now on, of the newest alone. Source: rule C-19."""
    withdraw(about(ALLOWED, row.progress_id), at=at)
    course = row.progress.course
    news = News(
        ALLOWED, f"{ALLOWED}:{row.pk}", row.person_id, office=row.office_id, project=row.project_id,
        title=f"Zmiana czasu lub podejść w teście: {course.title}",
        url=reverse("learning:course", args=[course.pk]), facts={"allowance": row.pk},
        about=about(ALLOWED, row.progress_id),
    )  # fmt: skip
    notify([news], at=at)


def about(kind: str, progress_id: int) -> str:
    """What notices of somebody's course speak of."""
    return f"{kind}:{progress_id}"
