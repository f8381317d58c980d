"""Reports saved by name, sent on a schedule, and what was sent, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import BY_ALL, SeatedModel
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project
from kaganek.reporting.terms import Every, Recipients, Share

_OF_STAFF: dict[str, str] = {DbRole.PERSON: "", DbRole.ADVISER: ""}


class SavedReport(SeatedModel):
    """A report of the catalogue with its filters, under a name (zapisane zestawienie).

    Belongs to the place it was saved in: an office, a project, or neither for the centre. `asked` are cleaned
    parameters of the address; what they ask for is read within the reach of whoever opens it.
    """

    report = models.CharField("zestawienie", max_length=40)
    name = models.CharField("nazwa", max_length=80)
    asked: models.JSONField[Any, Any] = models.JSONField("filtry", default=dict)
    share = models.CharField("kto widzi", max_length=10, choices=Share.choices, default=Share.OWN)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    form_key = models.UUIDField(unique=True)  # of the form that asked: sent twice, it saves once
    saved_at = models.DateTimeField("zapisano")
    removed_at = models.DateTimeField("usunięto", null=True)

    reach = {"project": "project", "office": "office"}
    rights: ClassVar[Mapping[str, str]] = _OF_STAFF

    class Meta:
        indexes = (models.Index(fields=["author"], name="saved_report_by_author"),)

    def __str__(self) -> str:
        return self.name


class ReportSchedule(SeatedModel):
    """A report sent by itself after each week, month or quarter (harmonogram zestawienia).

    `membership` is the seat that asked: when it ends, the schedule stops. `next_on` is the first day after the
    period that is sent next.
    """

    report = models.CharField("zestawienie", max_length=40)
    name = models.CharField("nazwa", max_length=80)
    asked: models.JSONField[Any, Any] = models.JSONField("filtry", default=dict)
    every = models.CharField("jak często", max_length=8, choices=Every.choices)
    to_whom = models.CharField("do kogo", max_length=12, choices=Recipients.choices, default=Recipients.ME)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    account = models.BigIntegerField()
    membership = models.BigIntegerField()
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    form_key = models.UUIDField(unique=True)
    next_on = models.DateField("następna wysyłka")
    made_at = models.DateTimeField("utworzono")
    stopped_at = models.DateTimeField("zatrzymano", null=True)
    stopped_why = models.CharField("dlaczego", max_length=120, blank=True)

    reach = {"project": "project", "office": "office"}
    rights: ClassVar[Mapping[str, str]] = _OF_STAFF

    class Meta:
        indexes = (
            models.Index(fields=["next_on"], condition=models.Q(stopped_at=None), name="schedule_due"),
        )

    def __str__(self) -> str:
        return self.name


class ReportResult(SeatedModel):
    """One report as it was sent to one person for one period; never changes (wysłane zestawienie).

    Read in the recipient's own seat (`membership`), so it holds their rows and no others. Once for a period
    and a recipient, however often the worker is killed. An office where nobody could get it has a row without
    a recipient.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "w przygotowaniu"
        READY = "ready", "gotowe"
        TOO_LONG = "too_long", "za długie, same liczby razem"
        NO_ROLE = "no_role", "rola wygasła, nic nie wysłano"
        NO_ONE = "no_one", "nie ma komu wysłać"

    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, related_name="results")
    report = models.CharField("zestawienie", max_length=40)
    name = models.CharField("nazwa", max_length=80)
    period_from = models.DateField("okres od")
    period_to = models.DateField("okres do")
    account = models.BigIntegerField(default=0)
    membership = models.BigIntegerField(null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    whom = models.CharField("do kogo", max_length=210)  # the name, for those who do not read the person's row
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    state = models.CharField("stan", max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField("wiersze", default=0)
    content: models.JSONField[Any, Any] = models.JSONField("treść", null=True)
    event = models.CharField(max_length=120, blank=True)  # of its letter; "" = nowhere to send
    asked_at = models.DateTimeField("zlecono")
    made_at = models.DateTimeField("przygotowano", null=True)

    reach = BY_ALL
    rights: ClassVar[Mapping[str, str]] = _OF_STAFF | {
        DbRole.OFFICE: "select",
        DbRole.PROJECT: "select",
        DbRole.READER: "select",
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["schedule", "period_from", "membership"], name="result_once_a_period"
            ),
            models.UniqueConstraint(
                fields=["schedule", "period_from", "office"],
                condition=models.Q(person=None),
                name="result_of_no_one_once",
            ),
            models.CheckConstraint(
                condition=models.Q(person=None, membership=None, state="no_one")
                | ~models.Q(state="no_one") & models.Q(person__isnull=False, membership__isnull=False),
                name="result_has_a_recipient",
            ),
        )
        indexes = (
            models.Index(fields=["schedule"], condition=models.Q(state="waiting"), name="result_waiting"),
            models.Index(fields=["person", "-asked_at"], name="result_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.period_from}"
