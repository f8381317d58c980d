"""Certificates and their numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.timezone import localdate

from kaganek.core.dbroles import SEAT_ROLES, DbRole
from kaganek.core.scoping import BY_ALL, SeatedModel
from kaganek.documents.terms import CertificateFacts, CertificateState
from kaganek.lib.codes import grouped
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Enrolment, Programme, Project

_COUNTERS = dict.fromkeys(SEAT_ROLES, "select insert update") | {
    DbRole.READER: "select",
    DbRole.PUBLIC: "",
    DbRole.EDITOR: "",
    DbRole.APP: "",
}
_NEVER: dict[str, str] = dict.fromkeys(DbRole, "")
# Words for certificates: written centrally, read by every seat that issues or prints one.
_WORDS = dict.fromkeys(SEAT_ROLES, "select") | {
    DbRole.GLOBAL: "select insert update",
    DbRole.EDITOR: "",
    DbRole.PUBLIC: "",
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


class PatronMark(models.Model):
    """The drawing of a patron's sign, by its own hash, so that old certificates print as they did (znak patrona)."""

    sha256 = models.CharField("skrót", max_length=64, unique=True)
    png = models.BinaryField("obraz")  # drawn anew from what was uploaded

    rights = _WORDS | {DbRole.PUBLIC: ""}

    def __str__(self) -> str:
        return self.sha256[:12]


class Patron(models.Model):
    """A body under whose patronage certificates are issued, with its written consent (patron).

    Certificates carry it up to `ends_on`; those issued before keep it for good.
    """

    name = models.CharField("nazwa", max_length=200, unique=True)
    confirmation = models.CharField("potwierdzenie patronatu", max_length=200)
    ends_on = models.DateField("patronat do dnia", null=True, blank=True)
    mark = models.ForeignKey(PatronMark, models.PROTECT, null=True, verbose_name="znak")

    rights = _WORDS

    def __str__(self) -> str:
        return self.name

    def holds(self, day: date) -> bool:
        return self.ends_on is None or day <= self.ends_on


class CertificateTemplate(models.Model):
    """What certificates of one programme say around the facts (wzór zaświadczenia).

    `statement` may hold the placeholders of documents.rules.PLACEHOLDERS. `conditions` are what has to
    be met beside the achievement itself: [{"kind": key of the registry, "value": number}, …].
    """

    programme = models.OneToOneField(
        Programme, models.PROTECT, related_name="certificate_template", verbose_name="program"
    )
    about = models.CharField("pod nagłówkiem", max_length=120, default="o ukończeniu szkolenia")
    statement = models.TextField("treść", blank=True)
    signatory = models.CharField("kto podpisuje", max_length=160, blank=True)
    patron = models.ForeignKey(Patron, models.PROTECT, null=True, blank=True, verbose_name="patron")
    conditions: models.JSONField[Any, Any] = models.JSONField("warunki", default=list)

    rights = _WORDS

    def __str__(self) -> str:
        return f"template {self.programme_id}"


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
    valid_until = models.DateField("ważny do", null=True)  # the last day; None = for good

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
        return CertificateState.of(
            replaced_at=self.replaced_at,
            revoked_at=self.revoked_at,
            valid_until=self.valid_until,
            today=localdate(),
        )

    @property
    def said(self) -> CertificateFacts:
        return CertificateFacts.from_json(self.facts)

    @property
    def shown_code(self) -> str:
        """The code as people read it: 7K4M-0219-ABCD."""
        return grouped(self.code)


class CertificatePrint(SeatedModel):
    """A file that was handed out as a certificate, by the hash of its bytes (wydany plik).

    Whoever holds the file can have it recognised; nobody can learn from a hash whose it was.
    """

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="prints")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField("skrót", max_length=64, unique=True)
    given_at = models.DateTimeField("wydano")

    reach = BY_ALL
    rights = _NEVER | {DbRole.GLOBAL: "select insert"}

    def __str__(self) -> str:
        return self.sha256[:12]


class CertificateBundle(SeatedModel):
    """A ZIP of certificates made for one person of staff, kept for a few days (paczka certyfikatów).

    The file lies under `settings.MADE_FILES` by `key`; `job` is the work that made it.
    """

    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.UUIDField("plik", unique=True)
    job = models.BigIntegerField(unique=True, db_column="job_id")
    name = models.CharField("nazwa pliku", max_length=80)
    number = models.PositiveIntegerField("ile certyfikatów")
    size = models.BigIntegerField("bajty")
    made_at = models.DateTimeField("przygotowano")

    reach = {"author": "author"}
    rights = {DbRole.PERSON: ""}

    def __str__(self) -> str:
        return self.name
