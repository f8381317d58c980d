"""Letters of strangers that have a deadline: requests for access, complaints, other matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.portal.terms import CaseKind, CaseState
from kaganek.programmes.models import Project


class Case(SeatedModel):
    """A request for access, a complaint or another matter that a stranger sent (sprawa).

    `due_on` is the last day to answer, `longest_on` the day it may be put off to at most, once and with a reason.
    `project` is the one whose coordinators answer besides the platform's supplier; NULL = the supplier alone.
    """

    key = models.UUIDField(unique=True)
    kind = models.CharField("rodzaj", max_length=14, choices=CaseKind.choices)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+", verbose_name="projekt")
    name = models.CharField("imię i nazwisko", max_length=160)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    page = models.CharField("czego dotyczy", max_length=300, blank=True)
    text = models.TextField("treść")
    wish = models.CharField("jak wygodnie otrzymać treść", max_length=300, blank=True)
    earlier = models.CharField("numer wcześniejszej sprawy", max_length=30, blank=True)
    sent_at = models.DateTimeField("wpłynęła")
    due_on = models.DateField("odpowiedzieć do")
    longest_on = models.DateField("najpóźniej do")
    put_off_why = models.CharField("powód nowego terminu", max_length=500, blank=True)
    state = models.CharField("stan", max_length=10, choices=CaseState.choices, default=CaseState.NEW)
    answer = models.TextField("odpowiedź", blank=True)
    closed_at = models.DateTimeField("odpowiedziano", null=True)
    closed_by = models.CharField("kto odpowiedział", max_length=160, blank=True)

    reach = {"project": "project"}
    rights: ClassVar[Mapping[str, str]] = {
        **{role.value: "" for role in DbRole},
        DbRole.PROJECT: "select update",
        DbRole.GLOBAL: "select insert update delete",
        DbRole.READER: "select",
    }

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="case_can_be_answered"),
            models.CheckConstraint(condition=Q(due_on__lte=models.F("longest_on")), name="case_days"),
            models.CheckConstraint(
                condition=Q(state__in=[CaseState.NEW, CaseState.PUT_OFF], closed_at=None)
                | Q(state__in=[CaseState.ANSWERED, CaseState.REFUSED], closed_at__isnull=False),
                name="case_closed",
            ),
        )
        indexes = (models.Index(fields=["project", "state", "due_on"], name="case_queue"),)

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Under which the sender and the office know it."""
        return f"{self.kind[0].upper()}/{self.sent_at.year}/{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
