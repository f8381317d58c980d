"""People who were taken from one edition of a course to another."""

from __future__ import annotations

from typing import Any

from django.db import models

from kaganek.learning.models.editions import CourseEdition
from kaganek.learning.models.runtime import CourseProgress, OfEnrolment


class EditionMove(OfEnrolment):
    """One person taken to another edition by its author (przeniesienie do wydania); nothing is lost without a trace.

    `kept` are the lessons that stayed finished, `dropped` those that have to be read again, each with the
    moment it was finished: {lesson: moment}. `best_score` is the result as it was before.
    """

    progress = models.ForeignKey(CourseProgress, models.CASCADE, related_name="moves")
    before = models.ForeignKey(CourseEdition, models.PROTECT, related_name="+", db_index=False)
    after = models.ForeignKey(CourseEdition, models.PROTECT, related_name="+", db_index=False)
    kept: models.JSONField[Any, Any] = models.JSONField(default=list)
    dropped: models.JSONField[Any, Any] = models.JSONField(default=dict)
    best_score = models.DecimalField("wynik", max_digits=5, decimal_places=2, null=True)  # percent
    moved_at = models.DateTimeField("przeniesiono")

    append_only = True

    class Meta:
        constraints = (models.UniqueConstraint(fields=["progress", "before", "after"], name="moved_once"),)

    def __str__(self) -> str:
        return f"{self.progress_id}: {self.before_id} → {self.after_id}"
