"""Indicators of a project: what is measured, the periods and their targets, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.lib.polish import long_date
from kaganek.programmes.models import Project
from kaganek.reporting.terms import Level, LineKind

_OF_PROJECTS: dict[str, str] = {DbRole.PERSON: "", DbRole.OFFICE: "", DbRole.ADVISER: ""}
NUMBER: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class Indicator(SeatedModel):
    """One thing that a project promised to reach, and how it is counted (wskaźnik).

    `counting` names a way of counting (queries.indicators.countings); "" = its values are entered by hand.
    `baseline` is what there was before the project. Once one of its periods is frozen, the way stays.
    """

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="projekt")
    code = models.CharField("kod", max_length=20)
    name = models.CharField("nazwa", max_length=200)
    level = models.CharField("rodzaj", max_length=8, choices=Level.choices)
    unit = models.CharField("jednostka", max_length=40)
    definition = models.TextField("definicja")
    counting = models.CharField("sposób liczenia", max_length=60, blank=True)
    baseline = models.DecimalField("wartość bazowa", **NUMBER, default=Decimal(0))
    form_key = models.UUIDField(unique=True)  # of the form that asked: sent twice, it adds once
    made_at = models.DateTimeField("dodano")
    ended_at = models.DateTimeField("zakończono", null=True)

    reach = {"project": "project"}
    rights: ClassVar[Mapping[str, str]] = _OF_PROJECTS

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "code"], name="indicator_code_once"),
            models.UniqueConstraint(fields=["id", "project"], name="indicator_pair"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class IndicatorPeriod(SeatedModel):
    """A stretch of a project for which its indicators are settled; frozen, it never changes (okres wskaźników)."""

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="projekt")
    starts_on = models.DateField("od")
    ends_on = models.DateField("do")
    frozen_at = models.DateTimeField("zamrożono", null=True)

    reach = {"project": "project"}
    rights: ClassVar[Mapping[str, str]] = _OF_PROJECTS

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "starts_on"], name="indicator_period_once"),
            models.UniqueConstraint(fields=["id", "project"], name="indicator_period_pair"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="indicator_period_forward"
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """ "2026 r.", "III kwartał 2026 r.", or both days."""
        return _words(self.starts_on, self.ends_on)


def _words(start: date, end: date) -> str:
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if start.day == after.day == 1:
        if months == 12 and start.month == 1:
            return f"{start.year} r."
        if months == 6 and start.month in (1, 7):
            return f"{'I' if start.month == 1 else 'II'} półrocze {start.year} r."
        if months == 3 and start.month % 3 == 1:
            return f"{('I', 'II', 'III', 'IV')[start.month // 3]} kwartał {start.year} r."
    return f"{long_date(start)} – {long_date(end)}"


class IndicatorTarget(SeatedModel):
    """How much of an indicator is to be reached within one period (cel wskaźnika)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    period = models.ForeignKey(IndicatorPeriod, models.PROTECT, related_name="targets")
    value = models.DecimalField("cel", **NUMBER)

    reach = {"project": "project"}
    rights: ClassVar[Mapping[str, str]] = _OF_PROJECTS

    class Meta:
        constraints = (models.UniqueConstraint(fields=["indicator", "period"], name="indicator_target_once"),)

    def __str__(self) -> str:
        return f"indicator {self.indicator_id}, period {self.period_id}"


class IndicatorLine(SeatedModel):
    """What was found of an indicator for a period, or how late data changed one frozen before (wartość wskaźnika).

    `period` is the one that states the line and `about` the one it speaks of: the same for a value, an earlier
    frozen one for a correction, whose `value` is the difference. `counted` are the rows behind a value that is
    counted, or those that came late; `taken` those no longer there. `breakdown`: {cut: {group: number}}.
    Entered by hand, it says where the number is from in `source`. In a frozen period it never changes.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="lines")
    period = models.ForeignKey(IndicatorPeriod, models.PROTECT, related_name="lines")
    about = models.ForeignKey(IndicatorPeriod, models.PROTECT, related_name="+")
    kind = models.CharField("co", max_length=10, choices=LineKind.choices)
    value = models.DecimalField("wartość", **NUMBER)
    breakdown: models.JSONField[Any, Any] = models.JSONField("w podziale", default=dict)
    source = models.CharField("skąd", max_length=300, blank=True)
    note = models.CharField("wyjaśnienie", max_length=500, blank=True)
    counted = ArrayField(models.BigIntegerField(), default=list)
    taken = ArrayField(models.BigIntegerField(), default=list)
    said_at = models.DateTimeField("kiedy")

    reach = {"project": "project"}
    rights: ClassVar[Mapping[str, str]] = _OF_PROJECTS

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["indicator", "period", "about"], name="indicator_line_once"),
            models.CheckConstraint(
                condition=models.Q(kind=LineKind.VALUE, about=models.F("period"))
                | models.Q(kind=LineKind.CORRECTION) & ~models.Q(about=models.F("period")),
                name="indicator_line_kinds",
            ),
        )

    def __str__(self) -> str:
        return f"indicator {self.indicator_id}: {self.value}"
