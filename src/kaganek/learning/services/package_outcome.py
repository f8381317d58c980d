"""What follows from what a package said: it counts as done, its lesson is finished, the course completed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress, PackageAttempt
from kaganek.learning.queries.own import outline
from kaganek.learning.queries.playing import own_place, package_result, packages_in
from kaganek.learning.queries.reads import has_quiz
from kaganek.learning.services.lessons import finish_lesson

MARKERS = re.compile(r"<!--.*?-->|<[^>]*>|\s+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Whether the package has just become done, and the course with it."""

    done: bool
    course_completed: bool


def pass_on(attempt: PackageAttempt, *, by: Seat, at: datetime) -> PassedOn:
    """Judge the whole package by its rule and let what follows happen, all in the caller's transaction.

    attempt  locked by the caller, as it now stands in the database.

    A package that counted as done stays so. Its score becomes the course's best where there is no quiz.
    A lesson that holds nothing but packages is finished with the last of them, and may complete the
    course; any other lesson is finished by its reader. An attempt of a round that is past finishes no
    lesson: neither in that round, which stays as it was, nor in the one begun since.

    Source: rules L-48 (ukończenie paczki) and L-170 (runda, w której otwarto).
    """
    result = package_result(attempt.progress_id, attempt.package_id, attempt.project_id)
    if result.score is not None:
        _better_score(attempt.progress_id, result.score)
    if not result.done or result.was_done:
        return PassedOn(done=False, course_completed=False)
    rows = PackageAttempt.objects.filter(progress=attempt.progress_id, package=attempt.package_id)
    rows.filter(done_at=None).update(done_at=at)
    audit.record(by, "package done", attempt, package=str(attempt.package_id))
    return PassedOn(done=True, course_completed=_finish_lesson(attempt, by=by, at=at))


def _better_score(progress_id: int, score: Decimal) -> None:
    rows = CourseProgress.taking.annotate(has_quiz=has_quiz()).filter(has_quiz=False, pk=progress_id)
    rows.filter(Q(best_score=None) | Q(best_score__lt=score)).update(best_score=score)


def _finish_lesson(attempt: PackageAttempt, *, by: Seat, at: datetime) -> bool:
    """Finish the lesson the package stands in, if it is nothing but packages and all are done."""
    found = own_place(attempt.package_id)
    if found is None or found.progress.pk != attempt.progress_id:
        return False
    progress = found.progress
    lessons = outline(progress.course_id, progress.pk, edition=progress.reads, with_text_of=found.lesson_id)
    lesson = next(one for one in lessons if one["id"] == found.lesson_id)
    if MARKERS.sub("", lesson["words"]):
        return False
    done = PackageAttempt.objects.filter(progress=attempt.progress_id, done_at__isnull=False)
    if packages_in(lesson["tests"]) - set(done.values_list("package_id", flat=True)):
        return False
    return finish_lesson(found.lesson_id, by=by, at=at).course_completed
