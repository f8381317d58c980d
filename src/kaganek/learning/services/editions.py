"""Editions of a course: what is ready becomes what participants read, frozen for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import (
    Course,
    CourseEdition,
    EditionLesson,
    EditionQuestion,
    EditionQuiz,
    Lesson,
    LessonText,
    Quiz,
)
from kaganek.learning.queries.edition_quiz import quiz_changes_ahead, ready_questions
from kaganek.learning.queries.editions import facts_of, hash_of, held, held_ready, ready_lessons
from kaganek.learning.rules.editions import changes
from kaganek.learning.services.search import index_words
from kaganek.people.services.signatures import signature


class NothingToPublish(Exception):
    """The course has no lesson that is ready."""


class NothingChanged(Exception):
    """The newest edition already says all this."""

    def __init__(self, edition: CourseEdition) -> None:
        super().__init__(edition.pk)
        self.edition = edition


@transaction.atomic
def publish_edition(course_id: int, *, note: str, by: Seat, at: datetime) -> CourseEdition:
    """Freeze the ready lessons and the ready quiz of a course as its next edition; who begins from now on takes it.

    course_id   Course.DoesNotExist outside the seat's reach; the row is locked until commit, so two
                publications at once give one edition and one NothingChanged.
    note        what changed, in the author's words.

    Whoever has begun an earlier edition keeps it (rule L-80). Words that did not change are not kept
    twice. Raises NothingToPublish without a ready lesson, NothingChanged when the newest edition already
    says the same; then nothing is written.

    Source: rules L-80, L-81 and L-160.
    """
    course = Course.objects.select_for_update(of=("self",)).get(pk=course_id)
    ready = ready_lessons(course_id)
    if not ready:
        raise NothingToPublish
    before = course.current
    if before and _says_the_same(before, course, ready):
        raise NothingChanged(before)
    words = keep_words(ready)
    edition = CourseEdition.objects.create(
        course=course, number=before.number + 1 if before else 1, lessons=len(ready), note=note,
        published_at=at, published_by=signature(by), **facts_of(course),
    )  # fmt: skip
    EditionLesson.objects.bulk_create(
        EditionLesson(
            edition=edition, lesson=lesson, position=place, section=lesson.module.title, title=lesson.title,
            minutes=lesson.minutes, words_id=words[lesson.pk],
        )
        for place, lesson in enumerate(ready, start=1)
    )  # fmt: skip
    _keep_quiz(edition)
    course.current = edition
    course.published_at = course.published_at or at
    course.save(update_fields=["current", "published_at"])
    audit.record(by, "edition published", edition, number=str(edition.number))
    return edition


def _says_the_same(before: CourseEdition, course: Course, ready: list[Lesson]) -> bool:
    lessons = changes(held(before.pk), held_ready(ready))
    return facts_of(before) == facts_of(course) and not lessons and not quiz_changes_ahead(course)


def _keep_quiz(edition: CourseEdition) -> None:
    """Freeze the quiz that is ready; its questions are rows that are never changed."""
    quiz = Quiz.objects.filter(course=edition.course_id).first()
    if quiz is None:
        return
    kept = EditionQuiz.objects.create(edition=edition, quiz=quiz, draws=quiz.draws, **quiz.given)
    EditionQuestion.objects.bulk_create(
        EditionQuestion(quiz=kept, question=one, position=place)
        for place, one in enumerate(ready_questions(quiz), start=1)
    )


def keep_words(lessons: list[Lesson]) -> Mapping[int, int]:
    """The frozen words of lessons of one course as they are ready now: {lesson: LessonText}; equal words are one row."""
    office = lessons[0].course.office_id
    hashes = {lesson.pk: hash_of(lesson) for lesson in lessons}
    LessonText.objects.bulk_create(
        (
            LessonText(
                office_id=office,
                hash=hashes[lesson.pk],
                html=lesson.html,
                text=lesson.text,
                checks=lesson.checks,
            )
            for lesson in lessons
        ),
        ignore_conflicts=True,
    )
    kept = dict(LessonText.objects.filter(office=office, hash__in=hashes.values()).values_list("hash", "pk"))
    index_words(kept.values())
    return {pk: kept[one] for pk, one in hashes.items()}
