"""Deadlines moved for one person, each time with a reason."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kaganek.core.dbroles import DbRole
from kaganek.learning.models.runtime import CourseProgress, OfEnrolment


class DeadlineExtension(OfEnrolment):
    """One later deadline of one person in one course, and why (przedłużenie terminu).

    Rows are only added: the newest says what holds, all of them what happened. `given_by` is the person
    who moved it.
    """

    progress = models.ForeignKey(CourseProgress, models.PROTECT, related_name="extensions")
    from_on = models.DateField("było")
    until_on = models.DateField("jest")
    reason = models.CharField("powód", max_length=300)
    given_by = models.BigIntegerField("kto", null=True)
    given_name = models.CharField("kto, z nazwiska", max_length=160, blank=True)
    given_at = models.DateTimeField("kiedy")

    append_only = True
    rights = {DbRole.PERSON: "select"}

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="extension_later"),
        )
        indexes = (
            models.Index(fields=["office", "-given_at"], name="extension_by_office"),
            models.Index(fields=["project", "-given_at"], name="extension_by_project"),
        )

    def __str__(self) -> str:
        return f"{self.progress_id} until {self.until_on}"


class DeadlineEscalation(OfEnrolment):
    """That an office's supervisor was told of one person's passed deadline, once for each deadline (zgłoszenie przełożonemu)."""

    progress = models.ForeignKey(CourseProgress, models.PROTECT, related_name="escalations")
    due_on = models.DateField("termin")
    at = models.DateTimeField("kiedy")

    append_only = True
    rights = {DbRole.PERSON: "select"}

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["progress", "due_on"], name="escalation_once_a_deadline"),
        )
        indexes = (models.Index(fields=["office", "project", "at"], name="escalation_by_office"),)

    def __str__(self) -> str:
        return f"{self.progress_id} at {self.at}"
