"""Grading by hand: the rubrics that authors write, and the columns of a grade given with one.

What is graded keeps the words of its rubric as they were (`learning.rules.rubrics` says their shape),
so that a rubric may be improved at any time and every grade stays explainable.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.fields import BodyField
from kaganek.core.rls import EDITED
from kaganek.learning.blocks.rubrics import RubricBody
from kaganek.people.models import Person


class Rubric(models.Model):
    """A way of grading by hand: criteria, each with its levels and their points (kryteria oceny)."""

    title = models.CharField("nazwa", max_length=160, unique=True)
    note = models.CharField("do czego służą", max_length=300, blank=True)
    criteria: Any = BodyField(RubricBody(), verbose_name="kryteria")

    rights = EDITED | {DbRole.PUBLIC: "", DbRole.APP: ""}

    class Meta:
        verbose_name, verbose_name_plural = "kryteria oceny", "kryteria oceny"

    def __str__(self) -> str:
        return self.title


class Grade(models.Model):
    """Columns of every grade given with a rubric (ocena).

    A correction is a further row with the next `number`; none is ever changed.
    """

    number = models.PositiveSmallIntegerField("która ocena", default=1)
    rubric: models.JSONField[Any, Any] = models.JSONField(
        "kryteria", default=dict
    )  # their words, as they were
    marks: models.JSONField[Any, Any] = models.JSONField("poziomy", default=dict)  # criterion id → level id
    points = models.DecimalField("punkty", max_digits=6, decimal_places=2)  # of the graded thing
    remark = models.TextField("uwagi", blank=True)
    grader = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="kto ocenia")
    signed = models.CharField(
        "podpis", max_length=160
    )  # the grader's name on that day, for those who read it
    graded_at = models.DateTimeField("oceniono")

    class Meta:
        abstract = True
