"""Work of several authors on one lesson: reviews by named experts, and remarks beside the text.

Authors alone reach these tables: the programme's those of its courses, an office's administrator those of the
office's own. Whom they name are accounts of the content editor, not persons.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.learning.models.content import Course, Lesson
from kaganek.learning.terms import ReviewVerdict
from kaganek.people.models import Account

_AUTHORS = dict.fromkeys(DbRole, "") | {
    DbRole.EDITOR: "select insert update",
    DbRole.OFFICE: "select insert update",
    DbRole.GLOBAL: "select insert update",
    DbRole.READER: "select",
}


class LessonReview(models.Model):
    """A draft of a lesson given to experts to judge (recenzja).

    `content` is the draft as it was handed over, `digest` its fingerprint: what is judged and published is
    exactly this, whatever is written afterwards. One at a time for a lesson; `closed_at` ends it.
    """

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="reviews", verbose_name="lekcja")
    content: models.JSONField[Any, Any] = models.JSONField()
    digest = models.CharField(max_length=64)
    message = models.TextField("wiadomość do recenzentów", blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="kto prosi")
    asked_at = models.DateTimeField("przekazano")
    closed_at = models.DateTimeField("zakończono", null=True)

    behind = "lesson"
    common_where = "false"
    rights = _AUTHORS

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["lesson"], condition=Q(closed_at=None), name="review_one_open"),
        )

    def __str__(self) -> str:
        return f"review {self.pk} of lesson {self.lesson_id}"


class ReviewAnswer(models.Model):
    """What one reviewer is asked for, and what they answered (opinia recenzenta)."""

    review = models.ForeignKey(LessonReview, models.CASCADE, related_name="answers")
    reviewer = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="recenzent")
    verdict = models.CharField(
        "opinia", max_length=8, choices=ReviewVerdict.choices, default=ReviewVerdict.WAITING
    )
    remarks = models.TextField("uwagi", blank=True)
    answered_at = models.DateTimeField("odpowiedź", null=True)

    behind = "review"
    common_where = "false"
    rights = _AUTHORS

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["review", "reviewer"], name="reviewer_once"),
            models.CheckConstraint(
                condition=Q(verdict=ReviewVerdict.WAITING, answered_at=None)
                | (~Q(verdict=ReviewVerdict.WAITING) & Q(answered_at__isnull=False)),
                name="answer_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=ReviewVerdict.RETURNED, remarks=""), name="return_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reviewer_id} on review {self.review_id}: {self.verdict}"


class LessonRemark(models.Model):
    """A remark of an author or reviewer beside a part of a draft, or an answer to one (uwaga w tekście).

    block   id of the block it speaks of, "" for the whole lesson; `quote` keeps the words as they were then.
    Nothing is erased: a remark dealt with is resolved and stays in the history.
    """

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="remarks", verbose_name="lekcja")
    answers_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    block = models.CharField(max_length=36, blank=True)
    quote = models.CharField("fragment", max_length=200, blank=True)
    text = models.TextField("uwaga")
    author = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="kto")
    made_at = models.DateTimeField("kiedy")
    resolved_at = models.DateTimeField("załatwiono", null=True)
    resolved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    behind = "lesson"
    common_where = "false"
    rights = _AUTHORS

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="remark_resolved_by_someone",
            ),
        )

    def __str__(self) -> str:
        return f"remark {self.pk} on lesson {self.lesson_id}"


class EditionPlan(models.Model):
    """An edition to be published at a day and hour (zaplanowane wydanie).

    `wanted` holds what the author chose: note, move, carry, keep_result. At the hour the worker's clock
    publishes; what it could not publish and why stands in `refused`.
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="plans", verbose_name="szkolenie")
    publish_at = models.DateTimeField("kiedy opublikować")
    wanted: models.JSONField[Any, Any] = models.JSONField(default=dict)
    planned_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="kto zaplanował")
    author = models.BigIntegerField()  # the person of that account, for letters and the log
    planned_at = models.DateTimeField("zaplanowano")
    ended_at = models.DateTimeField("zakończono", null=True)
    cancelled = models.BooleanField("odwołano", default=False)
    refused = models.TextField("dlaczego nie opublikowano", blank=True)

    behind = "course"
    common_where = "false"
    rights = _AUTHORS

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["course"], condition=Q(ended_at=None), name="plan_one_open"),
        )

    def __str__(self) -> str:
        return f"course {self.course_id} at {self.publish_at}"
