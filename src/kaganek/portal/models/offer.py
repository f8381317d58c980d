"""What strangers may join, and their requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.portal.models.indexed import Indexed
from kaganek.portal.terms import Asking, RequestState
from kaganek.programmes.models import Project

ALL = "select insert update delete"


class Offer(Indexed):
    """A course or a path that a project offers to everyone (oferta).

    Shown while `published_at` is set; requests are taken from `opens_on` to `closes_on`, both days included.
    It names no course of ours: strangers read none, and an offer may come before its course.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    title = models.CharField("tytuł", max_length=200)
    slug = models.SlugField("adres", max_length=120, unique=True)
    lead = models.CharField("w jednym zdaniu", max_length=400)
    text = models.TextField("opis")
    audience = models.CharField("dla kogo", max_length=200)
    hours = models.DecimalField("godziny", max_digits=5, decimal_places=1)  # teaching hours of 45 min
    places = models.PositiveIntegerField("liczba miejsc", null=True)  # NULL = no limit is announced
    for_offices = models.BooleanField("zgłaszają się urzędy", default=True)
    for_people = models.BooleanField("zgłaszają się osoby", default=True)
    opens_on = models.DateField("nabór od")
    closes_on = models.DateField("nabór do")
    published_at = models.DateTimeField("opublikowano", null=True)

    class Meta:
        indexes = (GinIndex(fields=["vector"], name="offer_vector"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(for_offices=True) | Q(for_people=True), name="offer_for_somebody"
            ),
            models.CheckConstraint(condition=Q(closes_on__gte=models.F("opens_on")), name="offer_days"),
        )

    def __str__(self) -> str:
        return self.title


class JoinRequest(SeatedModel):
    """Somebody outside asks to join what is offered; a coordinator decides (prośba o przyjęcie).

    `key` comes with the form, so that a form sent twice is one request. Nothing is done with the person but what
    the coordinator does next: no account is made by a decision.
    """

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="requests", verbose_name="oferta")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    key = models.UUIDField(unique=True)
    asking = models.CharField("kto prosi", max_length=10, choices=Asking.choices)
    name = models.CharField("imię i nazwisko", max_length=160)
    office_name = models.CharField("urząd", max_length=200, blank=True)
    email = models.EmailField("e-mail")
    phone = models.CharField("telefon", max_length=40, blank=True)
    people = models.PositiveIntegerField("liczba osób", default=1)
    note = models.CharField("dlaczego", max_length=1000, blank=True)
    asked_at = models.DateTimeField("wpłynęła")
    state = models.CharField("stan", max_length=10, choices=RequestState.choices, default=RequestState.NEW)
    reason = models.CharField("uzasadnienie", max_length=1000, blank=True)
    decided_at = models.DateTimeField("rozstrzygnięto", null=True)
    decided_by = models.CharField("kto rozstrzygnął", max_length=160, blank=True)

    reach = {"project": "project"}
    rights: ClassVar[Mapping[str, str]] = {
        **{role.value: "" for role in DbRole},
        DbRole.PROJECT: "select insert update",
        DbRole.GLOBAL: ALL,
        DbRole.READER: "select",
    }

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=RequestState.NEW, decided_at=None)
                | ~Q(state=RequestState.NEW) & Q(decided_at__isnull=False),
                name="join_request_decided",
            ),
        )
        indexes = (models.Index(fields=["project", "state", "-asked_at"], name="join_request_queue"),)

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.state}"

    @property
    def number(self) -> str:
        """Under which the sender and the coordinator know it."""
        return f"P/{self.asked_at.year}/{self.pk}"
