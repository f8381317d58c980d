"""Standing orders: who gets a path by themselves, and what each order did."""

from __future__ import annotations

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import BY_ALL, SeatedModel
from kaganek.learning.models.paths import LearningPath
from kaganek.learning.terms import RuleOutcome
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project


class AssignmentRule(SeatedModel):
    """An order that everyone of an office, or of a project's offices, with given work gets a path (reguła przypisania).

    `departments`, `positions` and `groups` hold alternatives divided by semicolons; empty = any. A rule of
    an office is seen and switched off by it and by the project; one for all offices has no office.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", null=True, verbose_name="urząd")
    path = models.ForeignKey(LearningPath, models.PROTECT, related_name="rules", verbose_name="ścieżka")
    departments = models.CharField("komórka", max_length=300, blank=True)
    positions = models.CharField("stanowisko", max_length=300, blank=True)
    groups = models.CharField("grupa", max_length=300, blank=True)
    of_office = models.BooleanField("reguła urzędu")  # made by the office: it may also bring people in
    made_by = models.BigIntegerField("kto", null=True)
    made_name = models.CharField("kto, z nazwiska", max_length=160, blank=True)
    made_at = models.DateTimeField("utworzono")
    off_at = models.DateTimeField("wyłączono", null=True)

    reach = {"project": "project", "office": "office"}
    rights = {DbRole.PERSON: ""}

    class Meta:
        indexes = (models.Index(fields=["id"], condition=models.Q(off_at=None), name="rule_in_force"),)

    def __str__(self) -> str:
        return f"rule {self.pk}"


class AssignmentHit(SeatedModel):
    """What a rule did for one person, and why (działanie reguły)."""

    rule = models.ForeignKey(AssignmentRule, models.PROTECT, related_name="hits")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    outcome = models.CharField("wynik", max_length=10, choices=RuleOutcome.choices)
    why = models.CharField("dlaczego", max_length=500)
    at = models.DateTimeField("kiedy")

    reach = BY_ALL
    append_only = True
    rights = {DbRole.PERSON: ""}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["rule", "person", "outcome"], name="hit_once"),)

    def __str__(self) -> str:
        return f"{self.rule_id} → {self.person_id}"
