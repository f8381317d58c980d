"""Deadlines that were moved: for one person with a reason, and each change of any of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kaganek.core.dbroles import DbRole
from kaganek.learning.models.runtime import CourseProgress, OfEnrolment
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Enrolment, Project


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


class DeadlineChange(OfEnrolment):
    """One change of the deadline of one person in one course, whoever made it and how (zmiana terminu).

    Written by the database itself (migration 0043) when a path's deadline moves, an extension is given or the row
    is changed in any other way; extensions from before are there too, changes of paths from before are not. A row
    goes with its progress. Reports read here which deadline held on a past day (rule R-24).
    """

    # Found by their progress alone: an index of any other column would only slow a change for thousands.
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    progress = models.ForeignKey(
        CourseProgress, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )  # the database removes it
    from_on = models.DateField("było", null=True)
    until_on = models.DateField("jest", null=True)
    at = models.DateTimeField("kiedy")

    append_only = True
    rights = {
        DbRole.PERSON: "",
        DbRole.OFFICE: "select",
        DbRole.PROJECT: "select",
        DbRole.GLOBAL: "select",
    }  # others read as they do everywhere

    class Meta:
        indexes = (models.Index(fields=["progress", "at"], name="deadline_change_of_progress"),)

    def __str__(self) -> str:
        return f"{self.progress_id} until {self.until_on}"
