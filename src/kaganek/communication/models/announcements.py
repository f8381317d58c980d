"""Announcements: said once to many, with the days on which they hold and who has read and confirmed them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kaganek.communication.models.spaces import Space
from kaganek.communication.terms import Addressees
from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import BY_ALL, SeatedModel
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project

_ALL = f"audience = '{Addressees.ALL.value}'"
_OWN = "office_id = ANY ({OFFICES})"  # only announcements to one office name it
_PROJECT = f"audience = '{Addressees.PROJECT.value}' AND project_id"
_GROUP = f"audience = '{Addressees.GROUP.value}' AND"
_OFFICES = "space_id IN (SELECT s.id FROM communication_space s WHERE s.office_ids && ({OFFICES}))"
_ONE = (
    f"audience = '{Addressees.OFFICE.value}' AND project_id"  # a coordinator's, to one office of the project
)
_ENROLLED = (
    "IN (SELECT e.project_id FROM programmes_enrolment e WHERE e.person_id = {ME} AND e.left_at IS NULL)"
)
_TAKES_PART = "IN (SELECT p.project_id FROM programmes_participation p WHERE p.office_id = ANY ({OFFICES}))"
_MANAGED = "= ANY ({PROJECTS})"

READERS: dict[DbRole, str] = {
    DbRole.PERSON: f"{_ALL} OR {_OWN} OR ({_PROJECT} {_ENROLLED}) OR ({_GROUP} {_OFFICES})",
    DbRole.OFFICE: f"{_ALL} OR {_OWN} OR ({_PROJECT} {_TAKES_PART}) OR ({_GROUP} {_OFFICES})",
    DbRole.ADVISER: (
        f"{_ALL} OR ({_PROJECT} {_MANAGED}) OR ({_GROUP} project_id {_MANAGED} AND {_OFFICES})"
        f" OR ({_ONE} {_MANAGED} AND {_OWN})"
    ),
    DbRole.PROJECT: (
        f"{_ALL} OR ({_PROJECT} {_MANAGED}) OR ({_GROUP} project_id {_MANAGED}) OR ({_ONE} {_MANAGED})"
    ),
    DbRole.EDITOR: _ALL,
    DbRole.GLOBAL: f"{_ALL} OR {{ME}} = 0",  # jobs; what an office tells its people is not the operator's
    DbRole.READER: _ALL,
}
READ_BY_ALL: dict[str, str] = dict.fromkeys(
    (DbRole.PERSON, DbRole.ADVISER, DbRole.EDITOR, DbRole.READER), "select"
)


class Announcement(SeatedModel):
    """Something told to an office, a project, an exchange group or everyone, for some days (ogłoszenie).

    `space` is the exchange group; an office with a project is the coordinator's word to that one office. What
    it says never changes, and an office speaks to its own people alone: a trigger keeps both (migration 0005).
    A mistake is withdrawn and said anew.
    """

    audience = models.CharField("do kogo", max_length=7, choices=Addressees.choices)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="urząd")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+", verbose_name="projekt")
    space = models.ForeignKey(Space, models.PROTECT, null=True, related_name="+", verbose_name="grupa")
    title = models.CharField("tytuł", max_length=150)
    body = models.TextField("treść", blank=True)
    from_on = models.DateField("od dnia")
    until_on = models.DateField("do dnia")
    must_confirm = models.BooleanField("trzeba potwierdzić", default=False)
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name="kto ogłosił", db_column="announcer_id"
    )
    signed = models.CharField("podpis", max_length=200)
    batch = models.UUIDField("formularz", unique=True)  # the same form sent twice announces once
    made_at = models.DateTimeField("ogłoszono")
    ended_at = models.DateTimeField("minęło", null=True)  # the clock has taken its notices back
    told = models.PositiveIntegerField("powiadomiono osób", default=0)
    withdrawn_at = models.DateTimeField("wycofano", null=True)

    reach = {}  # whose a row is, its columns do not say: see `readers`
    private = True
    rights: ClassVar[dict[str, str]] = READ_BY_ALL

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(audience=Addressees.OFFICE, office__isnull=False, space=None)
                | Q(audience=Addressees.PROJECT, office=None, project__isnull=False, space=None)
                | Q(audience=Addressees.GROUP, office=None, project__isnull=False, space__isnull=False)
                | Q(audience=Addressees.ALL, office=None, project=None, space=None),
                name="announcement_has_its_audience",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="announcement_days"),
            models.UniqueConstraint(fields=["id", "project"], name="announcement_project_pair"),
        )
        indexes = (
            models.Index(fields=["office", "-from_on"], name="announcement_by_office"),
            models.Index(fields=["until_on"], condition=Q(ended_at=None), name="announcement_to_end"),
            models.Index(fields=["project", "-from_on"], name="announcement_by_project"),
        )

    def __str__(self) -> str:
        return self.title

    def is_shown(self, today: date) -> bool:
        """Whether its audience meets it on a day."""
        return self.withdrawn_at is None and self.from_on <= today <= self.until_on

    @classmethod
    def readers(cls, role: DbRole) -> str:
        return READERS.get(role, "")


class AnnouncementReceipt(SeatedModel):
    """That one person has read an announcement, or has confirmed it; added and never changed (odbiór ogłoszenia)."""

    class What(models.TextChoices):
        READ = "read", "przeczytano"
        CONFIRMED = "confirmed", "potwierdzono"

    announcement = models.ForeignKey(
        Announcement, models.PROTECT, related_name="receipts", verbose_name="ogłoszenie"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="kto")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="urząd")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+", verbose_name="projekt")
    what = models.CharField("co", max_length=9, choices=What.choices)
    at = models.DateTimeField("kiedy")

    reach = BY_ALL
    append_only = True
    rights: ClassVar[dict[str, str]] = dict.fromkeys(
        (DbRole.READER, DbRole.ADVISER, DbRole.EDITOR), "select insert"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["announcement", "person", "what"], name="receipt_once"),
        )

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.person_id} {self.what}"
