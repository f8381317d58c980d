"""Frozen reports and reminders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import BY_ALL, SeatedModel
from kaganek.learning.models import Course
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Enrolment, Project


def shown_number(number: int, frozen_at: datetime) -> str:
    """ "7/2026": a report's number within its project and the year of freezing."""
    return f"{number}/{timezone.localdate(frozen_at).year}"


class ReportIssue(SeatedModel):
    """A periodic report as it was on the day it was frozen; numbered and unchangeable (wydanie raportu).

    `content` holds only what may be published: groups under five people are already suppressed.
    A correction is a new issue that names the one it corrects and what changed. One whose numbers are wrong is
    rejected before it is published: it stays under its number, and corrects nothing any more.
    """

    class State(models.TextChoices):
        FROZEN = "frozen", "zamrożony, czeka na przegląd"
        REVIEWED = "reviewed", "przejrzany"
        PUBLISHED = "published", "opublikowany"
        REJECTED = "rejected", "odrzucony"

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="projekt")
    number = models.PositiveSmallIntegerField("numer")
    form_key = models.UUIDField(null=True, unique=True)  # of the form that asked: sent twice, it freezes once
    title = models.CharField("tytuł", max_length=200)
    period_from = models.DateField("okres od")
    period_to = models.DateField("okres do")
    frozen_at = models.DateTimeField("zamrożono")
    content: models.JSONField[Any, Any] = models.JSONField("treść")
    state = models.CharField("stan", max_length=10, choices=State.choices, default=State.FROZEN)
    reviewed_at = models.DateTimeField("przejrzano", null=True)
    published_at = models.DateTimeField("opublikowano", null=True)
    rejected_at = models.DateTimeField("odrzucono", null=True)
    rejected_why = models.CharField("dlaczego odrzucono", max_length=500, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", verbose_name="koryguje"
    )
    correction_note = models.TextField("co się zmieniło", blank=True)

    reach = {"project": "project"}
    rights: ClassVar[Mapping[str, str]] = {
        DbRole.PROJECT: "select insert update",
        DbRole.GLOBAL: "select insert update",
        DbRole.OFFICE: "select",
        DbRole.PERSON: "select",
        DbRole.ADVISER: "select",
        DbRole.EDITOR: "select",
        DbRole.PUBLIC: "select",
    }
    extra_policies = dict.fromkeys(
        (DbRole.PUBLIC, DbRole.PERSON, DbRole.OFFICE, DbRole.ADVISER, DbRole.PROJECT, DbRole.EDITOR),
        "published_at IS NOT NULL",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="report_number_once"),
            models.CheckConstraint(
                condition=models.Q(published_at=None) | models.Q(reviewed_at__isnull=False),
                name="report_reviewed_before_published",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="rejected", rejected_at__isnull=False, published_at=None, corrects=None
                )
                | ~models.Q(state="rejected") & models.Q(rejected_at=None),
                name="report_rejected_never_published",
            ),
        )

    def __str__(self) -> str:
        return f"{self.shown_number}: {self.title}"

    @property
    def shown_number(self) -> str:
        return shown_number(self.number, self.frozen_at)


class Reminder(SeatedModel):
    """One reminder asked for one late person (przypomnienie). `event` names its letter in the outbox."""

    class Outcome(models.TextChoices):
        QUEUED = "queued", "przekazano do wysyłki"
        NO_EMAIL = "no_email", "brak adresu e-mail"

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    batch = models.UUIDField()
    asked_at = models.DateTimeField("zlecono")
    asked_by = models.BigIntegerField("kto", null=True)
    outcome = models.CharField("wynik", max_length=20, choices=Outcome.choices, default=Outcome.QUEUED)
    event = models.CharField(max_length=120, blank=True)  # of its letter

    reach = BY_ALL
    rights = {DbRole.PERSON: "select"}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "enrolment"], name="reminder_once_a_batch"),)
        indexes = (models.Index(fields=["office", "-asked_at"], name="reminder_by_office"),)

    def __str__(self) -> str:
        return f"reminder {self.pk}"


class Tally(SeatedModel):
    """How many people of an office stand how with one course, or with all of theirs (suma postępów).

    Kept beside the rows of progress, so that a report on a thousand offices need not read them all.
    The state of a person is that of rule L-08, "soon" counted as doing or to do. Right from the day it was
    made up to `holds_until`, the next deadline of anyone counted here; made anew when progress of the
    office changes (`services.tallies`).
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.CASCADE, related_name="tallies", db_index=False)
    course = models.ForeignKey(Course, models.CASCADE, null=True, related_name="+", db_index=False)
    people = models.PositiveIntegerField("osoby")
    done = models.PositiveIntegerField("ukończyli")
    doing = models.PositiveIntegerField("w trakcie")
    late = models.PositiveIntegerField("po terminie")
    todo = models.PositiveIntegerField("nie rozpoczęli")
    last_on = models.DateField("ostatnia aktywność", null=True)
    holds_until = models.DateField("aktualne do", null=True)

    reach = {"project": "project", "office": "office"}
    rights = {DbRole.PERSON: "", DbRole.OFFICE: "", DbRole.PROJECT: "select"}

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "course", "office"], name="tally_once", nulls_distinct=False
            ),
        )
        indexes = (models.Index(fields=["project", "holds_until"], name="tally_by_end"),)

    def __str__(self) -> str:
        return f"office {self.office_id} in project {self.project_id}, course {self.course_id}"
