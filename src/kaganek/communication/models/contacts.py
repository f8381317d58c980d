"""What a consultant and an office agreed, when and how."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kaganek.communication.terms import ContactKind
from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project


def contact_readers(role: DbRole) -> str:
    """Who reads what was agreed with an office: its consultants, the coordinator and the operator, never the office."""
    return {
        DbRole.ADVISER: "project_id = ANY ({PROJECTS}) AND office_id = ANY ({OFFICES})",
        DbRole.PROJECT: "project_id = ANY ({PROJECTS})",
        DbRole.GLOBAL: "true",
    }.get(role, "")


class OfficeContact(SeatedModel):
    """One contact of a consultant with an office in care: a call, a letter, a visit (kontakt z urzędem).

    `next_on` is when to speak again; `next_done_at` when that came about, or was found needless. What was written by
    mistake is withdrawn by its author with a reason: it stays to be read, and counts no more.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="urząd")
    kind = models.CharField("rodzaj", max_length=7, choices=ContactKind.choices)
    on = models.DateField("kiedy")
    with_whom = models.CharField("z kim", max_length=160, blank=True)
    agreed = models.TextField("co ustalono")
    next_on = models.DateField("następny kontakt", null=True)
    next_done_at = models.DateTimeField("następny kontakt odbył się", null=True)
    withdrawn_at = models.DateTimeField("wycofano", null=True)
    withdrawn_why = models.CharField("dlaczego wycofano", max_length=300, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="kto zapisuje")
    author_name = models.CharField("kto zapisuje", max_length=220)
    written_at = models.DateTimeField("zapisano")
    once = models.UUIDField(unique=True)  # of the form: sent twice, written once
    folded = models.TextField()  # search, lib.names.fold

    reach = {}
    readers = staticmethod(contact_readers)
    rights = {
        DbRole.PERSON: "", DbRole.OFFICE: "", DbRole.READER: "",
        DbRole.ADVISER: "select insert update", DbRole.PROJECT: "select insert update",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gte=models.F("on")), name="contact_next_is_later"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="contact_withdrawn_with_reason",
            ),
        )
        indexes = (models.Index(fields=["project", "office", "-on"], name="contact_by_office"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.on:%Y-%m-%d}"
