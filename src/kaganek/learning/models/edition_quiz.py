"""The quiz of an edition: rules and questions as they were when an author published the course.

Whoever began an edition takes its quiz, whatever is made ready afterwards (rule L-160). The database refuses
every change of it but a correction with a reason (migration 0036).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from kaganek.learning.models.content import Question, Quiz, QuizRules
from kaganek.learning.models.editions import CORRECTED, FROZEN, CourseEdition


class EditionQuiz(QuizRules):
    """The quiz of one edition (test wydania): its rules, frozen. Never changed, never removed."""

    edition = models.OneToOneField(CourseEdition, models.PROTECT, related_name="quiz", verbose_name="wydanie")
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="+", verbose_name="test", db_index=False)
    draws: models.JSONField[Any, Any] = models.JSONField(default=dict)

    behind = "edition"
    rights = FROZEN

    def __str__(self) -> str:
        return f"{self.title}: {self.edition_id}"


class EditionQuestion(models.Model):
    """One question of an edition's quiz, in its place (pytanie wydania).

    Only a correction may put another wording here, and only with a row of QuestionCorrection that says why
    (rule L-161); the database refuses everything else.
    """

    quiz = models.ForeignKey(EditionQuiz, models.PROTECT, related_name="held", verbose_name="test")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name="pytanie")
    position = models.PositiveSmallIntegerField("kolejność")
    corrected_at = models.DateTimeField("poprawiono", null=True)

    behind = "quiz"
    rights = CORRECTED

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["quiz", "position"], name="edition_question_order"),
            models.UniqueConstraint(fields=["quiz", "question"], name="edition_question_once"),
        )

    def __str__(self) -> str:
        return f"{self.quiz_id}.{self.position}"


class QuestionCorrection(models.Model):
    """A mistake mended in the quiz of an edition (sprostowanie pytania): before, after, why."""

    held = models.ForeignKey(EditionQuestion, models.PROTECT, related_name="corrections")
    before = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    after = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField("powód", max_length=300)
    made_at = models.DateTimeField("poprawiono")
    made_by = models.CharField("kto poprawił", max_length=160, blank=True)

    behind = "held"
    rights = FROZEN

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="question_correction_has_reason"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="question_correction_changes"),
        )

    def __str__(self) -> str:
        return f"{self.held_id}: {self.reason}"
