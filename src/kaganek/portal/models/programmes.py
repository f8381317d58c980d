"""Public pages of projects: what, for whom, when, who runs it."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from kaganek.portal.models.indexed import Indexed
from kaganek.programmes.models import Project


class ProgrammePage(Indexed):
    """The public page of one project (strona programu).

    Written by its coordinators and shown while `published_at` is set. Dates, who runs it and the signs are the
    project's own; its offices are named only where `names_offices` says so.
    """

    project = models.OneToOneField(Project, models.PROTECT, related_name="page", verbose_name="projekt")
    slug = models.SlugField("adres", max_length=120, unique=True)
    title = models.CharField("tytuł", max_length=200)
    lead = models.CharField("w jednym zdaniu", max_length=400)
    text = models.TextField("cele i zadania")
    audience = models.CharField("dla kogo", max_length=300)
    effects = models.TextField("co się zmieni", blank=True)
    value_pln = models.DecimalField("wartość projektu", max_digits=12, decimal_places=2, null=True)
    eu_pln = models.DecimalField("wkład z Unii Europejskiej", max_digits=12, decimal_places=2, null=True)
    names_offices = models.BooleanField("pokaż listę urzędów", default=True)
    title_en = models.CharField("tytuł po angielsku", max_length=200, blank=True)
    text_en = models.TextField("treść po angielsku", blank=True)
    changed_at = models.DateTimeField("zmieniono")
    published_at = models.DateTimeField("opublikowano", null=True)

    class Meta:
        indexes = (GinIndex(fields=["vector"], name="programme_page_vector"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(eu_pln=None) | Q(value_pln=None) | Q(eu_pln__lte=models.F("value_pln")),
                name="programme_page_money",
            ),
        )

    def __str__(self) -> str:
        return self.title
