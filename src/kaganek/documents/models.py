"""Certificates and their numbers."""

from __future__ import annotations

from typing import Any

from django.db import models

from kaganek.core.dbroles import SEAT_ROLES, DbRole
from kaganek.core.scoping import BY_ALL, SeatedModel
from kaganek.documents.terms import CertificateFacts, CertificateState
from kaganek.lib.codes import grouped
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Enrolment, Project

_COUNTERS = dict.fromkeys(SEAT_ROLES, "select insert update") | {
    DbRole.READER: "select",
    DbRole.PUBLIC: "",
    DbRole.EDITOR: "",
    DbRole.APP: "",
}


class NumberSeries(models.Model):
    """The last certificate number of a project in a year (seria numerów)."""

    project = models.ForeignKey(Project, models.PROTECT)
    year = models.PositiveSmallIntegerField("rok")
    last = models.PositiveIntegerField("ostatni numer", default=0)

    rights = _COUNTERS

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "year"], name="series_once"),)

    def __str__(self) -> str:
        return f"{self.project_id}/{self.year}/{self.last}"


class Certificate(SeatedModel):
    """A numbered statement of what a person earned, as it was on the day of issue (zaświadczenie).

    `facts` hold every printed word of that day (documents.terms.CertificateFacts); later changes
    of names, titles or signs do not touch them. A stranger reads the one row whose code they
    know; so the number of a replacement stands on the replaced row as well.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="udział")
    project = models.ForeignKey(Project, models.PROTECT)
    office = models.ForeignKey(Office, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)
    source = models.CharField("za co", max_length=80)  # source of the achievement
    number = models.CharField("numer", max_length=60)
    code = models.CharField("kod sprawdzenia", max_length=20, unique=True)
    facts: models.JSONField[Any, Any] = models.JSONField("treść")
    issued_at = models.DateTimeField("wydano")
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaces")
    replaced_at = models.DateTimeField("zastąpiono", null=True)
    replaced_number = models.CharField("numer następnego", max_length=60, blank=True)
    revoked_at = models.DateTimeField("unieważniono", null=True)
    revoked_reason = models.CharField("powód unieważnienia", max_length=300, blank=True)

    reach = BY_ALL
    rights = {
        DbRole.PERSON: "select insert",  # a passed quiz issues it in the learner's own seat
        DbRole.OFFICE: "select",
        DbRole.PROJECT: "select insert update",
        DbRole.PUBLIC: "select",
    }
    extra_policies = {DbRole.PUBLIC: "code = (SELECT NULLIF(current_setting('app.code', true), ''))"}

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "source"],
                condition=models.Q(replaced_at=None, revoked_at=None),
                name="certificate_one_valid",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_by=None) | models.Q(replaced_at__isnull=False),
                name="certificate_replaced_when",
            ),
        )
        indexes = (
            models.Index(fields=["person", "-issued_at"], name="certificate_by_person"),
            models.Index(fields=["office", "-issued_at", "id"], name="certificate_by_office"),
            models.Index(fields=["project", "-issued_at", "id"], name="certificate_by_project"),
            models.Index(fields=["-issued_at", "id"], name="certificate_by_day"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> CertificateState:
        return CertificateState.of(replaced_at=self.replaced_at, revoked_at=self.revoked_at)

    @property
    def said(self) -> CertificateFacts:
        return CertificateFacts.from_json(self.facts)

    @property
    def shown_code(self) -> str:
        """The code as people read it: 7K4M-0219-ABCD."""
        return grouped(self.code)
