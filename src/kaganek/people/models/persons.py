"""People, their roles, and lists of them waiting to be confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import ME, OFFICES
from kaganek.core.scoping import SeatedModel
from kaganek.people.models.accounts import Account
from kaganek.people.models.offices import Office
from kaganek.people.terms import OFFICE_ROLES, OFFICE_STAFF, PROJECT_ROLES, Role, Sex

# Consultants whose assignment to an office the role reads; an array, so that the planner may use the key.
_ADVISERS = "id = ANY (ARRAY(SELECT adviser_id FROM people_advisedoffice WHERE ended_at IS NULL))"
_STAFF = ", ".join(f"'{role.value}'" for role in OFFICE_STAFF)


class Person(SeatedModel):
    """Someone known to one office, or to the projects when `office` is empty (osoba).

    `project_ids` are the projects the person takes part in or works for, begun when the person is
    made and kept by `people.services.reach`; row-level security reads them. `match_key` is what makes two lines
    of a list the same person within an office (people.rules.match_key).
    """

    office = models.ForeignKey(Office, models.PROTECT, null=True, verbose_name="urząd")
    account = models.OneToOneField(Account, models.PROTECT, null=True, verbose_name="konto")
    project_ids = ArrayField(models.BigIntegerField(), default=list, verbose_name="projekty")
    login = models.CharField("login", max_length=40)  # copy of the account's, for lists
    first_name = models.CharField("imię", max_length=80)
    last_name = models.CharField("nazwisko", max_length=120)
    email = models.EmailField("e-mail", blank=True)
    department = models.CharField("komórka organizacyjna", max_length=160, blank=True)
    position = models.CharField("stanowisko", max_length=160, blank=True)
    group_name = models.CharField("grupa", max_length=80, blank=True)
    sex = models.CharField("płeć", max_length=1, choices=Sex.choices, blank=True)  # for indicators alone
    match_key = models.CharField(max_length=300)
    sort_name = models.CharField(max_length=420)  # Polish order, lib.names.sort_key
    folded = models.CharField(max_length=500)  # search, lib.names.fold
    is_contact = models.BooleanField(
        "widoczny dla swojego urzędu", default=False
    )  # supervisors, coordinators
    created_at = models.DateTimeField("dodano")
    activated_at = models.DateTimeField("pierwsze logowanie", null=True)
    deactivated_at = models.DateTimeField("wyłączono", null=True)

    reach = {"project": "project_ids", "office": "office", "person": "pk"}
    # A learner is told by name who sees the progress: staff of the own office and its consultants.
    extra_policies = {
        DbRole.PERSON: f"is_contact AND office_id = ANY {OFFICES} OR {_ADVISERS}",
        DbRole.OFFICE: _ADVISERS,
        DbRole.ADVISER: f"id = {ME} OR {_ADVISERS}",
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "match_key"], name="person_once_an_office"),
            models.UniqueConstraint(fields=["office", "id"], name="person_office_pair"),  # for composite keys
        )
        indexes = (
            models.Index(fields=["office", "sort_name", "id"], name="person_office_order"),
            models.Index(fields=["sort_name", "id"], name="person_order"),
            GinIndex(fields=["project_ids"], name="person_projects"),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def listed_name(self) -> str:
        return f"{self.last_name}, {self.first_name}"

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None


class Membership(SeatedModel):
    """One role a person holds, in an office, in a project or everywhere; a seat (przynależność).

    `project` is a plain number here, since projects stand a floor above; the database holds the
    foreign key (programmes, migration 0002).
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="memberships", null=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField("rola", max_length=20, choices=Role.choices)
    office = models.ForeignKey(Office, models.PROTECT, null=True)
    project = models.BigIntegerField(null=True, db_column="project_id")
    granted_at = models.DateTimeField("nadano")
    ends_on = models.DateField("do dnia", null=True)
    ended_at = models.DateTimeField("odebrano", null=True)

    reach = {"project": "project", "office": "office", "person": "person"}
    rights = {DbRole.APP: "select"}
    extra_policies = {
        DbRole.APP: "true",  # the middleware looks for the seats of the account that signed in
        DbRole.PERSON: f"role IN ({_STAFF}) AND office_id = ANY {OFFICES}",
        DbRole.OFFICE: f"person_id = {ME}",  # own seats elsewhere
        DbRole.PROJECT: f"person_id = {ME}",
        DbRole.ADVISER: f"person_id = {ME}",
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "role", "office", "project"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=(models.Q(role__in=OFFICE_ROLES) & models.Q(office__isnull=False))
                | (models.Q(role__in=PROJECT_ROLES) & models.Q(project__isnull=False))
                | ~models.Q(role__in=(*OFFICE_ROLES, *PROJECT_ROLES)),
                name="membership_has_its_place",
            ),
            models.UniqueConstraint(  # for composite keys
                fields=["id", "person", "project"], name="membership_person_project"
            ),
        )
        indexes = (
            models.Index(fields=["account"], condition=models.Q(ended_at=None), name="membership_open"),
        )

    def __str__(self) -> str:
        return f"{self.person_id}:{self.role}"


class ImportDraft(SeatedModel):
    """A list of employees that was read and waits to be confirmed; seen by its author alone (lista do zatwierdzenia).

    `rows` are the judged lines, `facts` what else the author chose on the way.
    """

    class State(models.TextChoices):
        OPEN = "open", "do zatwierdzenia"
        DONE = "done", "zapisana"
        DROPPED = "dropped", "porzucona"

    author = models.ForeignKey(Person, models.CASCADE)
    office = models.ForeignKey(Office, models.PROTECT, null=True)  # None: a column of the list decides
    project = models.BigIntegerField(null=True, db_column="project_id")
    file_name = models.CharField("plik", max_length=200)
    sheet_name = models.CharField("arkusz", max_length=100, blank=True)
    rows: models.JSONField[Any, Any] = models.JSONField(default=list)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()

    reach = {"author": "author"}

    def __str__(self) -> str:
        return self.file_name
