"""What was let through the publishing gate, and why."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.learning.models.content import Course, Lesson, QuizDraft


class GateOverride(models.Model):
    """Faults of one lesson or quiz that somebody let through for a reason (zgoda na publikację z usterką).

    Rows are added and stay; `findings` are [{"key", "fault", "where", "words"}].
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="+", verbose_name="szkolenie")
    lesson = models.ForeignKey(Lesson, models.CASCADE, null=True, related_name="+", verbose_name="lekcja")
    quiz = models.ForeignKey(QuizDraft, models.CASCADE, null=True, related_name="+", verbose_name="test")
    title = models.CharField("tytuł", max_length=200)  # of the lesson or quiz at that time
    findings: models.JSONField[Any, Any] = models.JSONField("usterki", default=list)
    reason = models.TextField("powód")
    at = models.DateTimeField("kiedy")
    by_label = models.CharField("rola", max_length=200)  # who it was is in the log

    behind = "course"
    common_where = "false"
    rights = dict.fromkeys(DbRole, "") | {
        DbRole.GLOBAL: "select insert delete",  # only together with its lesson or quiz
        DbRole.EDITOR: "select insert",
        DbRole.OFFICE: "select insert",
        DbRole.PROJECT: "select",
        DbRole.READER: "select",
    }

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(lesson=None, quiz__isnull=False) | Q(lesson__isnull=False, quiz=None),
                name="override_of_one",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def keys(self) -> list[str]:
        return [one["key"] for one in self.findings]
