"""Which words of a course go out: the newest drafts, what is ready, or those of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from wagtail.models import Revision

from kaganek.core.bodies import plain_text, render_body
from kaganek.learning.embeds import facts_of, words_of
from kaganek.learning.models import Course, CourseEdition, CourseModule, EditionLesson, Lesson, QuizDraft
from kaganek.learning.services.publishing import newest
from kaganek.learning.terms import CourseSource
from kaganek.lib.anchors import anchored
from kaganek.lib.wording import words_hash


class NothingThere(Exception):
    """No lesson of the course is ready, or there is none at all."""


class CannotRestore(Exception):
    """The blocks of an edition's lesson are no longer known; `title` is the lesson's."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


@dataclass(frozen=True, slots=True)
class WrittenLesson:
    """One lesson as it goes out; `body` is a StreamField's value, for which Wagtail ships no type."""

    module: Any  # what tells modules apart
    title_of_module: str
    title: str
    minutes: int
    body: Any


@dataclass(frozen=True, slots=True)
class Written:
    lessons: Sequence[WrittenLesson]
    quiz: QuizDraft | None
    empty_modules: Sequence[tuple[int, str]] = field(default=())


def written(course: Course, source: CourseSource, edition: CourseEdition | None = None) -> Written:
    """The chosen words of a course in their order. Raises NothingThere, CannotRestore."""
    if source is CourseSource.EDITION and edition is not None:
        found = Written(list(_of_edition(edition)), _quiz(course, live=True))
    else:
        found = _of_course(course, live=source is CourseSource.READY)
    if not found.lessons:
        raise NothingThere
    return found


def _of_course(course: Course, *, live: bool) -> Written:
    rows = Lesson.objects.filter(course=course, **({"live": True} if live else {})).order_by("position", "pk")
    titles = dict(CourseModule.objects.filter(course=course).order_by("position").values_list("pk", "title"))
    places = {pk: place for place, pk in enumerate(titles)}
    chosen: list[Any] = [one if live else newest(one) for one in rows]
    chosen.sort(key=lambda one: (places[one.module_id], one.position))
    lessons = [
        WrittenLesson(one.module_id, titles[one.module_id], one.title, one.minutes, one.body)
        for one in chosen
    ]
    filled = {one.module for one in lessons}
    empty = [] if live else [(pk, title) for pk, title in titles.items() if pk not in filled]
    return Written(lessons, _quiz(course, live=live), empty)


def _quiz(course: Course, *, live: bool) -> QuizDraft | None:
    found = QuizDraft.objects.filter(course=course).first()
    if found is None or (live and not found.live):
        return None
    kept: Any = found if live else newest(found)
    return kept if isinstance(kept, QuizDraft) else None


def _of_edition(edition: CourseEdition) -> Iterator[WrittenLesson]:
    rows = (
        EditionLesson.objects.filter(edition=edition).select_related("lesson", "words").order_by("position")
    )
    for row in rows:
        body = _body_of(row)
        if body is None:
            raise CannotRestore(row.title)
        yield WrittenLesson(row.section, row.section, row.title, row.minutes, body)


def _body_of(row: EditionLesson) -> Any:
    """The blocks that say the very words of an edition: looked for among the kept versions of the lesson."""
    lesson = row.lesson
    for candidate in _versions(lesson):
        if _hash(candidate, lesson) == row.words.hash:
            return candidate.body
    return None


def _versions(lesson: Lesson) -> Iterator[Any]:
    yield lesson
    for revision in Revision.objects.for_instance(lesson).order_by("-created_at", "-pk"):
        yield revision.as_object()


def _hash(candidate: Any, lesson: Lesson) -> str:
    """The hash of the words as `publish_lesson` would make them; "" where they cannot be made any more."""
    try:
        rendered = render_body(candidate.body)
        checks = facts_of(rendered.asides)
    except (
        ObjectDoesNotExist,
        AttributeError,
        LookupError,
        OSError,
        TypeError,
        ValueError,
    ):  # a picture or a package that is gone: these are not the words looked for
        return ""
    text = plain_text(" ".join((candidate.title, rendered.text, words_of(checks))))
    return words_hash(anchored(rendered.html), text, checks)
