"""Reads of editions for those who publish them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.embeds import pieces
from kaganek.learning.models import (
    Course,
    CourseEdition,
    CourseProgress,
    EditionCorrection,
    EditionLesson,
    Lesson,
    LessonVisit,
    QuestionCorrection,
)
from kaganek.learning.queries.edition_quiz import NONE, corrections_of, held_quizzes
from kaganek.learning.rules.editions import Change, Held, QuizChanges, changes, quiz_changes
from kaganek.learning.terms import ChangeKind
from kaganek.lib.wording import Pair, compare, parts_of, words_hash

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
    quiz: QuizChanges
    readers: Readers
    corrections: list[EditionCorrection]
    questions_mended: list[QuestionCorrection]


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
    mended: dict[int, list[EditionCorrection]] = {}
    for made in (
        EditionCorrection.objects.filter(held__edition__course=course_id)
        .select_related("held")
        .order_by("pk")
    ):
        mended.setdefault(made.held.edition_id, []).append(made)
    quizzes, questions = held_quizzes(one.pk for one in editions), corrections_of(course_id)
    told: list[Told] = []
    for before, one in zip([None, *editions], editions, strict=False):
        since: list[Change] = changes(by_edition[before.pk], by_edition[one.pk]) if before else []
        asked = QuizChanges()
        if before:
            asked = quiz_changes(quizzes.get(before.pk, NONE), quizzes.get(one.pk, NONE))
        told.append(
            Told(
                one, since, asked, readers.get(one.pk, Readers()), mended.get(one.pk, []),
                questions.get(one.pk, []),
            )
        )  # fmt: skip
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


def changes_ahead(course: Course) -> list[Change]:
    """What the next edition would have otherwise; of a first one, every ready lesson."""
    before = held(course.current_id) if course.current_id else []
    return changes(before, held_ready(ready_lessons(course.pk)))


@dataclass(frozen=True, slots=True)
class MovePreview:
    """How many people under way each choice of an author would touch."""

    people: int  # under way, whom the move would take along
    reread: int  # of them, who would have to read again a finished lesson whose words changed
    finished: int  # of them, who have finished anything at all
    passed: int  # of them, who have a result of the quiz


def move_preview(course: Course, found: Sequence[Change], accepted: Sequence[int]) -> MovePreview:
    """What moving everyone under way to an edition with these changes would mean. Numbers alone, so an author,
    who sees no person, may know them.

    accepted   lessons whose accepted drafts the edition takes beside `found`.
    """
    changed = [one.lesson_id for one in found if one.kind in (ChangeKind.REWRITTEN, ChangeKind.REMOVED)]
    changed += accepted
    with seated(SYSTEM):
        rows = CourseProgress.taking.filter(course=course, edition__isnull=False, completed_at=None)
        read = LessonVisit.objects.filter(progress=OuterRef("pk"), finished_at__isnull=False)
        counted = rows.aggregate(
            people=Count("pk"),
            reread=Count("pk", filter=Exists(read.filter(lesson__in=changed))),
            finished=Count("pk", filter=Exists(read)),
            passed=Count("best_score"),
        )
    return MovePreview(**counted)


def under_way(edition: CourseEdition) -> QuerySet[CourseProgress]:
    """Those who began another edition of the course and have not completed it."""
    rows = CourseProgress.taking.filter(course=edition.course_id, edition__isnull=False, completed_at=None)
    return rows.exclude(edition=edition)


def later_move_preview(edition: CourseEdition) -> MovePreview:
    """What moving those in older editions to this one would mean; numbers alone, as `move_preview`."""
    kept = EditionLesson.objects.filter(edition=edition, lesson=OuterRef("lesson"), words=OuterRef("was"))
    was = EditionLesson.objects.filter(edition=OuterRef("progress__edition"), lesson=OuterRef("lesson"))
    read = LessonVisit.objects.filter(progress=OuterRef("pk"), finished_at__isnull=False)
    again = read.annotate(was=Subquery(was.values("words")[:1])).filter(~Exists(kept))
    with seated(SYSTEM):
        counted = under_way(edition).aggregate(
            people=Count("pk"),
            reread=Count("pk", filter=Exists(again)),
            finished=Count("pk", filter=Exists(read)),
            passed=Count("best_score"),
        )
    return MovePreview(**counted)


@dataclass(frozen=True, slots=True)
class ComparedLesson:
    """One lesson of two editions, side by side."""

    title: str
    kind: ChangeKind
    pairs: list[Pair]


def side_by_side(before_id: int, after_id: int) -> list[ComparedLesson]:
    """The lessons that differ between two editions, in the order of the later one."""
    found = changes(held(before_id), held(after_id))
    wanted = [one.lesson_id for one in found]
    rows = EditionLesson.objects.filter(edition__in=[before_id, after_id], lesson__in=wanted)
    said = rows.values_list("edition", "lesson", "words__html", "words__checks")
    words = {(edition, lesson): plain_parts(html, checks) for edition, lesson, html, checks in said}
    return [
        ComparedLesson(
            one.title,
            one.kind,
            compare(words.get((before_id, one.lesson_id), []), words.get((after_id, one.lesson_id), [])),
        )
        for one in found
    ]


def plain_parts(html: str, checks: Any) -> list[str]:
    """The plain words of a lesson part by part, its live parts among them."""
    found: list[str] = []
    for template, part in pieces(html, checks):
        if template:
            found.append(" ".join(parts_of(render_to_string(template, {"part": part}))))
        else:
            found += parts_of(part)
    return found
