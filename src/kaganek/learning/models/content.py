"""What is taught: course → modules → lessons, and the quiz of a course.

Lessons are written in the content editor (drafts, revisions, preview). `html` is made once when a lesson
is ready: the page costs no block rendering. What participants read is the edition that froze it
(models.editions).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, RevisionMixin

from kaganek.core.bodies import render_body
from kaganek.core.dbroles import DbRole
from kaganek.core.fields import BodyField
from kaganek.core.previews import PreviewedHere
from kaganek.core.rls import EDITED
from kaganek.learning.blocks import LessonBody
from kaganek.learning.blocks.sheets import QuizSheet
from kaganek.learning.embeds import facts_of, pieces
from kaganek.learning.terms import Feedback, Review
from kaganek.people.models import Office
from kaganek.questionnaires.terms import QuestionKind

# A stranger has no business with courses, least of all with the right answers.
CONTENT = EDITED | {DbRole.PUBLIC: "", DbRole.APP: ""}
# What an office's administrator writes as well: the rows of the own office, and no other (core.rls.owned_models).
OWNED = CONTENT | {DbRole.OFFICE: "select insert update delete"}


class Course(ClusterableModel):
    """One e-learning course (szkolenie)."""

    office = models.ForeignKey(  # whose own course it is; null = of the programme, for everyone
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="urząd"
    )
    code = models.CharField("kod", max_length=40, unique=True)
    title = models.CharField("tytuł", max_length=200)
    short_title = models.CharField("tytuł na wykresach", max_length=40, blank=True)
    summary = models.CharField("w jednym zdaniu", max_length=300, blank=True)
    goal = models.TextField("cel", blank=True)
    hours = models.DecimalField("godziny", max_digits=5, decimal_places=1)  # teaching hours of 45 min
    published_at = models.DateTimeField("opublikowano", null=True)
    review_required = models.BooleanField(
        "wydanie wymaga recenzji",
        default=False,
        help_text="Do nowego wydania wejdą tylko lekcje zaakceptowane przez recenzentów.",
    )
    # How long its authors advise that it holds: the fields of CourseValidity, {} = they do not say. A coordinator decides.
    validity: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True, editable=False)
    current = models.ForeignKey(  # the newest edition: what someone who begins now reads
        "learning.CourseEdition", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    behind = "office"
    rights = OWNED

    class Meta:
        verbose_name, verbose_name_plural = "szkolenie", "szkolenia"

    def __str__(self) -> str:
        return self.title


class CourseModule(models.Model):
    """A part of a course (moduł)."""

    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="modules", verbose_name="szkolenie")
    position = models.PositiveSmallIntegerField("kolejność")
    title = models.CharField("tytuł", max_length=200)

    sort_order_field = "position"  # the editor's rows are numbered from 0 when they are saved

    behind = "course"
    rights = OWNED

    class Meta:
        verbose_name, verbose_name_plural = "moduł", "moduły"
        constraints = (
            models.UniqueConstraint(
                fields=["course", "position"], name="module_order", deferrable=models.Deferrable.DEFERRED
            ),
        )

    def __str__(self) -> str:
        return self.title


class Lesson(DraftStateMixin, RevisionMixin, PreviewedHere, models.Model):
    """One lesson (lekcja). `html` and `text` are the words ready for the next edition."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="lessons", verbose_name="szkolenie")
    module = models.ForeignKey(CourseModule, models.CASCADE, related_name="lessons", verbose_name="moduł")
    position = models.PositiveSmallIntegerField("kolejność w szkoleniu")
    title = models.CharField("tytuł", max_length=200)
    minutes = models.PositiveSmallIntegerField("czas, w minutach", default=10)
    body: Any = BodyField(LessonBody(), verbose_name="treść", blank=True)
    html = models.TextField(blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    checks: models.JSONField[Any, Any] = models.JSONField(
        default=dict, editable=False
    )  # live parts: learning.embeds

    behind = "course"
    common_where = "first_published_at IS NOT NULL"  # drafts of the programme are its editors' alone
    rights = OWNED

    class Meta:
        verbose_name, verbose_name_plural = "lekcja", "lekcje"
        constraints = (
            models.UniqueConstraint(
                fields=["course", "position"], name="lesson_order", deferrable=models.Deferrable.DEFERRED
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "learning/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The author's words as participants will see them, not yet published."""
        rendered = render_body(self.body)
        parts = pieces(rendered.html, facts_of(rendered.asides))
        return {"lesson": self, "parts": list(parts), "request": request}


class QuizRules(models.Model):
    """How a quiz is given: as its sheet says, as it is ready, and as an edition froze it."""

    title = models.CharField("tytuł", max_length=200, default="Test końcowy")
    pass_mark = models.PositiveSmallIntegerField(
        "próg zaliczenia, w procentach", default=60, validators=[MaxValueValidator(100)]
    )
    attempts = models.PositiveSmallIntegerField(
        "liczba podejść", default=3, validators=[MinValueValidator(1)]
    )
    time_limit = models.PositiveSmallIntegerField("limit czasu, w minutach", null=True, blank=True)
    shuffle = models.BooleanField("pytania w losowej kolejności", default=False)
    feedback = models.CharField(
        "kiedy pokazać, co było dobrze", max_length=5, choices=Feedback.choices, default=Feedback.END
    )
    review = models.CharField(
        "co widać po zakończeniu", max_length=8, choices=Review.choices, default=Review.ANSWERS
    )

    class Meta:
        abstract = True

    @property
    def given(self) -> dict[str, Any]:
        """These columns, for another quiz that is to be given the same way."""
        names = ("title", "pass_mark", "attempts", "time_limit", "shuffle", "feedback", "review")
        return {name: getattr(self, name) for name in names}


class Quiz(QuizRules):
    """The final quiz of a course as it is ready for the next edition (test); see models.edition_quiz.

    `draws` say how many questions of each pool an attempt gets: {pool: number}.
    """

    course = models.OneToOneField(Course, models.CASCADE, related_name="quiz", verbose_name="szkolenie")
    draws: models.JSONField[Any, Any] = models.JSONField(default=dict)

    behind = "course"
    rights = OWNED

    def __str__(self) -> str:
        return f"{self.title}: {self.course_id}"


class QuizDraft(DraftStateMixin, RevisionMixin, QuizRules):
    """A quiz as its author edits it (arkusz testu); publishing makes the quiz and its questions from it."""

    course = models.OneToOneField(Course, models.CASCADE, related_name="quiz_draft", verbose_name="szkolenie")
    questions: Any = BodyField(QuizSheet(), verbose_name="pytania", blank=True)

    behind = "course"
    common_where = "false"
    rights = OWNED | {DbRole.PERSON: "", DbRole.ADVISER: "", DbRole.PROJECT: ""}

    class Meta:
        verbose_name, verbose_name_plural = "test", "testy"

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a quiz (pytanie). `payload` depends on the kind; see questionnaires.rules.answers.

    Its words are never changed: editing makes a new row with the same `key` and retires the old
    one, so that every result stays explainable. `pool` names the draw that the question belongs to;
    one without a pool is asked in every attempt.
    """

    key = models.UUIDField(default=uuid.uuid4)
    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="questions", verbose_name="test")
    position = models.PositiveSmallIntegerField("kolejność")
    kind = models.CharField("rodzaj", max_length=10, choices=QuestionKind.choices)
    text = models.TextField("pytanie")
    payload: models.JSONField[Any, Any] = models.JSONField("odpowiedzi", default=dict)
    explanation = models.TextField("wyjaśnienie")
    points = models.DecimalField("punkty", max_digits=5, decimal_places=2, default=1)
    retired_at = models.DateTimeField("wycofano", null=True, blank=True)
    pool = models.UUIDField("losowanie", null=True)
    bank_version = models.ForeignKey(
        "learning.BankVersion", models.PROTECT, null=True, related_name="+", verbose_name="wersja w banku"
    )

    behind = "quiz"
    rights = OWNED

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["quiz", "position"],
                condition=models.Q(retired_at=None),
                name="question_order",
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]
