"""Editions: what participants read, frozen for good when an author publishes a course.

Lessons are written and made ready on `Lesson`; an edition keeps what they said at one moment. The database
refuses every change of frozen words (migration 0019), so the promise does not hang on our code alone.
See docs/decisions/0018-editions.md.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.learning.models.content import CONTENT, Course, Lesson
from kaganek.people.models import Office

_WRITERS = (DbRole.GLOBAL, DbRole.EDITOR, DbRole.OFFICE)  # an office its own courses
FROZEN = CONTENT | dict.fromkeys(_WRITERS, "select insert")
CORRECTED = CONTENT | dict.fromkeys(_WRITERS, "select insert update")


class LessonText(models.Model):
    """The words of a lesson as published, kept once however many editions hold them (treść lekcji).

    `hash` is of html, text and checks together (`lib.wording.words_hash`). Never changed, never removed. The
    words of an office's own course are that office's: the same words elsewhere are another row.
    """

    office = models.ForeignKey(  # null = of the programme
        Office, models.PROTECT, null=True, related_name="+", db_index=False
    )
    hash = models.CharField(max_length=64)
    html = models.TextField()
    text = models.TextField()
    checks: models.JSONField[Any, Any] = models.JSONField(default=dict)

    behind = "office"
    rights = FROZEN

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["hash", "office"], name="words_once", nulls_distinct=False),
        )

    def __str__(self) -> str:
        return self.hash[:12]


class CourseEdition(models.Model):
    """A course as it was published once (wydanie szkolenia); whoever begins it reads it to the end.

    Never changed, never removed. The newest one is `Course.current`.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="editions", verbose_name="szkolenie")
    number = models.PositiveSmallIntegerField("numer wydania")
    title = models.CharField("tytuł", max_length=200)
    summary = models.CharField("w jednym zdaniu", max_length=300, blank=True)
    goal = models.TextField("cel", blank=True)
    hours = models.DecimalField("godziny", max_digits=5, decimal_places=1)  # teaching hours of 45 min
    lessons = models.PositiveSmallIntegerField("liczba lekcji")
    note = models.TextField("co się zmieniło", blank=True)
    published_at = models.DateTimeField("opublikowano")
    published_by = models.CharField("kto opublikował", max_length=160, blank=True)

    behind = "course"
    rights = FROZEN

    class Meta:
        constraints = (models.UniqueConstraint(fields=["course", "number"], name="edition_number"),)

    def __str__(self) -> str:
        return f"{self.title}, wydanie {self.number}"


class EditionLesson(models.Model):
    """One lesson of an edition: its place, its title and its frozen words (lekcja wydania).

    Only a small correction may put other words here, and only with a row of EditionCorrection that says
    why (rule L-83); the database refuses everything else.
    """

    edition = models.ForeignKey(CourseEdition, models.PROTECT, related_name="held", verbose_name="wydanie")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="+", verbose_name="lekcja")
    position = models.PositiveSmallIntegerField("kolejność")
    section = models.CharField("moduł", max_length=200)
    title = models.CharField("tytuł", max_length=200)
    minutes = models.PositiveSmallIntegerField("czas, w minutach")
    words = models.ForeignKey(LessonText, models.PROTECT, related_name="+", db_index=False)
    corrected_at = models.DateTimeField("poprawiono", null=True)

    behind = "edition"
    rights = CORRECTED

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["edition", "position"], name="edition_lesson_order"),
            models.UniqueConstraint(fields=["edition", "lesson"], name="edition_lesson_once"),
        )

    def __str__(self) -> str:
        return f"{self.edition_id}.{self.position} {self.title}"


class EditionCorrection(models.Model):
    """A small mistake mended in a published edition (sprostowanie): the words before, the words after, why."""

    held = models.ForeignKey(EditionLesson, models.PROTECT, related_name="corrections")
    before = models.ForeignKey(LessonText, models.PROTECT, related_name="+", db_index=False)
    after = models.ForeignKey(LessonText, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField("powód", max_length=300)
    made_at = models.DateTimeField("poprawiono")
    made_by = models.CharField("kto poprawił", max_length=160, blank=True)

    behind = "held"
    rights = FROZEN

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_reason"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="correction_changes"),
        )

    def __str__(self) -> str:
        return f"{self.held_id}: {self.reason}"
