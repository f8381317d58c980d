"""How long a completed course holds in a project."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kaganek.learning.models.content import Course
from kaganek.learning.rules.validity import Validity
from kaganek.learning.terms import Renewal, ValidityKind
from kaganek.programmes.models import Project


class CourseValidity(models.Model):
    """How long a course holds in a project, and how it is renewed (ważność szkolenia)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+", verbose_name="szkolenie")
    kind = models.CharField("rodzaj", max_length=10, choices=ValidityKind.choices)
    months = models.PositiveSmallIntegerField("miesiące", null=True)
    month = models.PositiveSmallIntegerField("miesiąc", null=True)
    day = models.PositiveSmallIntegerField("dzień", null=True)
    opens_days = models.PositiveSmallIntegerField("okno odnowienia, dni", default=30)
    renewal = models.CharField(
        "jak się odnawia", max_length=10, choices=Renewal.choices, default=Renewal.WHOLE
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "course"], name="validity_once"),
            models.CheckConstraint(
                condition=Q(kind="months", months__gte=1, day=None, month=None)
                | Q(kind="yearly", months=None, day__range=(1, 31), month__range=(1, 12)),
                name="validity_said",
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id}/{self.course_id}"

    @property
    def rule(self) -> Validity:
        """The same as the rule reads it (rule L-100)."""
        return Validity(months=self.months, month=self.month, day=self.day, opens_days=self.opens_days)
