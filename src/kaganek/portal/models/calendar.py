"""Dated events of the portal: meetings and intakes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import EDITED
from kaganek.portal.terms import EventKind


class PortalEvent(models.Model):
    """A meeting, an intake or another date that everyone may know (wydarzenie).

    A day without hours has `starts_at` NULL. One that was called off stays in the calendar and says so.
    """

    title = models.CharField("tytuł", max_length=200)
    kind = models.CharField("rodzaj", max_length=10, choices=EventKind.choices)
    starts_on = models.DateField("dzień")
    ends_on = models.DateField("ostatni dzień")
    starts_at = models.TimeField("od godziny", null=True)
    ends_at = models.TimeField("do godziny", null=True)
    place = models.CharField("miejsce", max_length=200, blank=True)
    text = models.CharField("opis", max_length=1000, blank=True)
    link = models.URLField("adres strony", max_length=300, blank=True)
    changed_at = models.DateTimeField("zmieniono")
    called_off = models.BooleanField("odwołane", default=False)

    rights = EDITED | {DbRole.PROJECT: "select insert update delete"}

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="event_days"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False), name="event_hours"
            ),
        )
        indexes = (models.Index(fields=["starts_on", "id"], name="portal_event_days"),)

    def __str__(self) -> str:
        return self.title
