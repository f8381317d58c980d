"""Reads of editions for those who publish them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseEdition, CourseProgress, EditionLesson, Lesson
from kaganek.learning.rules.editions import Change, Held, changes
from kaganek.lib.wording import words_hash

_COLUMNS = ("lesson", "section", "title", "minutes", "words__hash")


@dataclass(frozen=True, slots=True)
class Readers:
    """How many people are on an edition: under way, and done with it."""

    under_way: int = 0
    completed: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One edition on the page of a course's history."""

    edition: CourseEdition
    changes: list[Change]
    readers: Readers


def ready_lessons(course_id: int) -> list[Lesson]:
    """The lessons that the next edition would hold, with their words and modules."""
    return list(
        Lesson.objects.filter(course=course_id, live=True).select_related("module").order_by("position")
    )


def hash_of(lesson: Lesson) -> str:
    return words_hash(lesson.html, lesson.text, lesson.checks)


def held_ready(lessons: Sequence[Lesson]) -> list[Held]:
    """Ready lessons as an edition would hold them."""
    return [Held(one.pk, one.module.title, one.title, one.minutes, hash_of(one)) for one in lessons]


def held(edition_id: int) -> list[Held]:
    """The lessons of an edition in order."""
    rows = EditionLesson.objects.filter(edition=edition_id).order_by("position")
    return [_held(row) for row in rows.values_list(*_COLUMNS)]


def _held(row: Sequence[Any]) -> Held:
    lesson, section, title, minutes, words = row
    return Held(lesson, section, title, minutes, words)


def facts_of(course: Course | CourseEdition) -> dict[str, Any]:
    """What an edition keeps of the course itself."""
    return {"title": course.title, "summary": course.summary, "goal": course.goal, "hours": course.hours}


def history(course_id: int) -> list[Told]:
    """The editions of a course, the newest first, each with what changed since the one before and its readers."""
    editions = list(CourseEdition.objects.filter(course=course_id).order_by("number"))
    rows = EditionLesson.objects.filter(edition__course=course_id).order_by("edition", "position")
    by_edition: dict[int, list[Held]] = {one.pk: [] for one in editions}
    for edition, *row in rows.values_list("edition", *_COLUMNS):
        by_edition[edition].append(_held(row))
    readers = readers_of([one.pk for one in editions])
    told: list[Told] = []
    for before, one in zip([None, *editions], editions, strict=False):
        since: list[Change] = changes(by_edition[before.pk], by_edition[one.pk]) if before else []
        told.append(Told(one, since, readers.get(one.pk, Readers())))
    return told[::-1]


def readers_of(edition_ids: Sequence[int]) -> dict[int, Readers]:
    """How many people are on editions. Numbers alone, so that an author, who sees no person, may know them."""
    with seated(SYSTEM):
        rows = (
            CourseProgress.rounds.filter(edition__in=edition_ids)
            .values("edition")
            .annotate(every=Count("pk"), done=Count("completed_at"))
            .values_list("edition", "every", "done")
        )
        return {edition: Readers(every - done, done) for edition, every, done in rows}
