"""Programme, version, project, the offices in it, who takes part, and the ledger of what they earned."""

from __future__ import annotations

from typing import Any

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import OFFICES
from kaganek.core.scoping import BY_ALL, SeatedModel
from kaganek.people.models import Office, Person
from kaganek.programmes.terms import Period, Variant


class Programme(models.Model):
    """A tested way of training and advising local governments (program szkoleniowy)."""

    code = models.SlugField("kod", max_length=40, unique=True)
    title = models.CharField("tytuł", max_length=200)
    goal = models.TextField("cel", blank=True)

    def __str__(self) -> str:
        return self.title


class ProgrammeVersion(models.Model):
    """One edition of a programme, unchangeable once published (wersja programu)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions", verbose_name="program")
    number = models.PositiveSmallIntegerField("wersja")
    summary = models.TextField("opis", blank=True)
    published_at = models.DateTimeField("opublikowano", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["programme", "number"], name="version_once"),)

    def __str__(self) -> str:
        return f"{self.programme_id} v{self.number}"


class Project(models.Model):
    """One delivery of a programme by an operator for given offices (projekt).

    `strip` is the row of funding signs, printed on everything that the project gives out: those that its `period`
    asks for, in their order, then its own (lib.strips). An entry holds the hash of the sign's picture when there is one.
    """

    code = models.CharField("kod", max_length=40, unique=True)
    name = models.CharField("nazwa", max_length=200)
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, verbose_name="wersja programu")
    operator = models.ForeignKey(Office, models.PROTECT, verbose_name="organizator")
    agreement = models.CharField("umowa o dofinansowanie", max_length=80, blank=True)
    starts_on = models.DateField("od")
    ends_on = models.DateField("do")
    period = models.CharField("okres finansowania", max_length=4, choices=Period.choices, blank=True)
    strip: models.JSONField[Any, Any] = models.JSONField("ciąg znaków", default=list)
    certificate_series = models.CharField("seria zaświadczeń", max_length=12, default="K")
    contact_name = models.CharField("kontakt: kto", max_length=160, blank=True)
    contact_email = models.EmailField("kontakt: e-mail", blank=True)
    contact_phone = models.CharField("kontakt: telefon", max_length=40, blank=True)
    offices_assign_paths = models.BooleanField("urzędy przypisują ścieżki", default=True)
    offices_import_people = models.BooleanField("urzędy wczytują listy", default=True)
    escalate_after_days = models.PositiveSmallIntegerField(  # 0 = never
        "zgłoszenie przełożonemu po dniach", default=7, db_default=7
    )

    def __str__(self) -> str:
        return self.name


class FundingSign(models.Model):
    """A drawing of one sign of logo strips, put in by the operator (znak finansowania).

    A newer drawing takes its place and the older stays by its hash, so that old documents print as they did.
    """

    name = models.CharField("znak", max_length=80)
    variant = models.CharField("wersja", max_length=6, choices=Variant.choices)
    sha256 = models.CharField("skrót", max_length=64, db_index=True)
    png = models.BinaryField("obraz")  # drawn anew from what was uploaded
    width = models.PositiveIntegerField("szerokość")  # pixels
    height = models.PositiveIntegerField("wysokość")
    added_at = models.DateTimeField("dodano")
    current = models.BooleanField("obowiązuje", default=True)

    rights = dict.fromkeys(DbRole, "select") | {DbRole.GLOBAL: "select insert update"}

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["name", "variant"], condition=models.Q(current=True), name="sign_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.variant})"


class Participation(SeatedModel):
    """An office takes part in a project, on terms (udział urzędu).

    `place_limit` is the number of logins the office may have in the project.
    """

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="projekt")
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="urząd")
    place_limit = models.PositiveIntegerField("limit miejsc")
    agreement_ref = models.CharField("numer porozumienia", max_length=80, blank=True)
    joined_on = models.DateField("od dnia")

    reach = {"project": "project", "office": "office"}
    rights = {DbRole.OFFICE: "select"}
    extra_policies = {DbRole.PERSON: f"office_id = ANY {OFFICES}"}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "office"], name="participation_once"),)

    def __str__(self) -> str:
        return f"office {self.office_id} in project {self.project_id}"


class Enrolment(SeatedModel):
    """One person from one office takes part in one project (udział).

    The office is the person's own and takes part in the project: both are composite foreign
    keys (migration 0002), which row-level security cannot replace.
    """

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="projekt")
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="urząd")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="osoba")
    enrolled_at = models.DateTimeField("od")
    left_at = models.DateTimeField("do", null=True)

    reach = BY_ALL

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "person"], name="enrolment_once"),
            models.UniqueConstraint(fields=["id", "project", "office", "person"], name="enrolment_quad"),
        )
        indexes = (models.Index(fields=["office", "project"], name="enrolment_by_office"),)

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class Achievement(SeatedModel):
    """One thing an enrolled person has earned; the ledger that certificates and reports read (osiągnięcie).

    `source` names what gave it ("learning.course:17"), once per enrolment.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="udział")
    project = models.ForeignKey(Project, models.PROTECT)
    office = models.ForeignKey(Office, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)
    source = models.CharField("źródło", max_length=80)
    title = models.CharField("tytuł", max_length=200)
    hours = models.DecimalField("godziny", max_digits=6, decimal_places=2)  # teaching hours of 45 min
    score = models.DecimalField("wynik", max_digits=5, decimal_places=2, null=True)  # percent
    at = models.DateTimeField("kiedy")

    reach = BY_ALL

    class Meta:
        constraints = (models.UniqueConstraint(fields=["enrolment", "source"], name="achievement_once"),)
        indexes = (
            models.Index(fields=["project", "at"], name="achievement_by_project"),
            models.Index(fields=["office", "at"], name="achievement_by_office"),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.source}"
