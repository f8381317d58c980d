"""The button "Opublikuj wydanie": accepted drafts become ready, the ready becomes an edition, people move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaganek.core.models import JobRun
from kaganek.core.seats import Seat
from kaganek.learning.models import Course, CourseEdition, Lesson, LessonReview
from kaganek.learning.queries.drafts import Standing, ready_digest, standings
from kaganek.learning.queries.editions import changes_ahead
from kaganek.learning.services.editions import publish_edition
from kaganek.learning.services.moves import Wanted, ask_to_move
from kaganek.learning.services.publishing import publish_newest
from kaganek.learning.terms import ChangeKind, LessonState, ReviewVerdict


class ReviewMissing(Exception):
    """The course lets only accepted lessons into an edition, and these are not."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(*titles)
        self.titles = list(titles)


@dataclass(frozen=True, slots=True)
class Published:
    """The new edition, and the job that moves people; None when nobody is moved."""

    edition: CourseEdition
    moving: JobRun | None


@transaction.atomic
def publish(course_id: int, *, note: str, move: Wanted | None, by: Seat, at: datetime) -> Published:
    """Publish the next edition of a course, and take people under way along if the author wants it.

    course_id   Course.DoesNotExist when there is none; locked until commit.
    note        what changed; people who are moved read it in their letter.
    move        None: whoever began an earlier edition reads it to the end.

    Drafts that all their reviewers accepted become ready first. Raises ReviewMissing where the course demands
    reviews and a changed lesson has none, gate.Blocked where the gate stops an accepted draft, and what
    `publish_edition` raises; then nothing is written.

    Source: rules L-81, L-84 and L-85.
    """
    course = Course.objects.select_for_update(of=("self",)).get(pk=course_id)
    for standing in accepted_drafts(course):
        publish_newest(standing.lesson, at=at)
    if course.review_required and (missing := unreviewed(course)):
        raise ReviewMissing(missing)
    edition = publish_edition(course_id, note=note, by=by, at=at)
    return Published(edition, ask_to_move(edition, move, by=by, at=at) if move else None)


def accepted_drafts(course: Course) -> list[Standing]:
    """Lessons whose newest words were accepted and are not ready yet: the next edition takes them."""
    return [
        one
        for one in standings(course)
        if one.state is LessonState.ACCEPTED and (one.lesson.has_unpublished_changes or not one.lesson.live)
    ]


def unreviewed(course: Course) -> list[str]:
    """Titles of the lessons that the next edition would change without an accepting review."""
    changed = {
        one.lesson_id for one in changes_ahead(course) if one.kind in (ChangeKind.ADDED, ChangeKind.REWRITTEN)
    }
    lessons = course.lessons.filter(pk__in=changed).order_by("position")
    return [one.title for one in lessons if not _was_accepted(one)]


def _was_accepted(lesson: Lesson) -> bool:
    reviews = LessonReview.objects.filter(lesson=lesson, digest=ready_digest(lesson)).prefetch_related(
        "answers"
    )
    return any(
        all(answer.verdict == ReviewVerdict.ACCEPTED for answer in review.answers.all()) for review in reviews
    )
