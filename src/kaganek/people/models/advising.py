"""Which offices of a project a consultant advises: what limits the consultant's seat, and its history."""

from __future__ import annotations

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import OFFICES
from kaganek.core.scoping import SeatedModel
from kaganek.people.models.offices import Office
from kaganek.people.models.persons import Membership, Person


class AdvisedOffice(SeatedModel):
    """An office is advised by a consultant, from a moment to a moment (przydział konsultanta).

    The open rows of a membership are the offices that its seat reaches, and no others. The project is
    the membership's own, and the office takes part in it: both are composite foreign keys (migration
    0005 here, 0003 of programmes). A row is closed and never removed.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="advised_offices")
    adviser = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="konsultant")
    project = models.BigIntegerField("projekt", db_column="project_id")
    office = models.ForeignKey(Office, models.PROTECT, related_name="advised_by", verbose_name="urząd")
    assigned_at = models.DateTimeField("od")
    assigned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("do", null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    reach = {"project": "project", "office": "office"}
    rights = {
        DbRole.APP: "select",
        DbRole.PERSON: "select",
        DbRole.OFFICE: "select",
        DbRole.PROJECT: "select insert update",
        DbRole.GLOBAL: "select insert update",
    }
    extra_policies = {
        DbRole.APP: "true",  # read with the membership to find the seat
        DbRole.PERSON: f"office_id = ANY {OFFICES}",
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["membership", "office"],
                condition=models.Q(ended_at=None),
                name="advised_office_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("assigned_at")),
                name="advised_office_ends_after_start",
            ),
        )
        indexes = (
            models.Index(fields=["office"], condition=models.Q(ended_at=None), name="advised_office_open"),
            models.Index(fields=["project", "-assigned_at"], name="advised_office_history"),
        )

    def __str__(self) -> str:
        return f"{self.adviser_id} advises {self.office_id}"
