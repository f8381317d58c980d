"""Letters that came in by e-mail."""

from __future__ import annotations

from django.db import models

from kaganek.communication.models.questions import kept_by_coordinators
from kaganek.communication.terms import MailFate
from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project


class IncomingMail(SeatedModel):
    """One letter as it came, and what became of it (wiadomość przychodząca).

    Stored before the mail server is told that we have it; the same letter to the same address is stored once
    (`once`). `raw` is emptied when the letter was taken in or passed over, so that its words stand in one place.
    `project` is known when the letter answers a question or its writer is a person of one project.
    """

    once = models.CharField(max_length=64, unique=True)
    envelope_from = models.CharField("nadawca koperty", max_length=320, blank=True)
    envelope_to = models.CharField("adres", max_length=320)
    received_at = models.DateTimeField("przyszło")
    size = models.PositiveIntegerField("rozmiar")  # bytes
    raw = models.BinaryField()
    fate = models.CharField("co z nim", max_length=8, choices=MailFate.choices, default=MailFate.WAITING)
    why = models.CharField("dlaczego", max_length=300, blank=True)
    sender = models.CharField("nadawca", max_length=320, blank=True)
    sender_name = models.CharField("nadawca", max_length=120, blank=True)
    subject = models.CharField("temat", max_length=250, blank=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+", verbose_name="projekt")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="urząd")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="kto pisze")
    question = models.BigIntegerField(null=True)  # the one it answers
    decided_at = models.DateTimeField("rozstrzygnięto", null=True)
    decided_by = models.CharField("kto rozstrzyga", max_length=220, blank=True)

    reach = {}
    readers = staticmethod(kept_by_coordinators)
    rights = {
        DbRole.PERSON: "",
        DbRole.OFFICE: "",
        DbRole.ADVISER: "",
        DbRole.READER: "",
        DbRole.PROJECT: "select update",
        DbRole.GLOBAL: "select insert update",
    }

    class Meta:
        indexes = (
            models.Index(fields=["fate", "received_at"], name="incoming_by_fate"),
            models.Index(fields=["sender", "received_at"], name="incoming_by_sender"),
        )

    def __str__(self) -> str:
        return f"letter {self.pk}, {self.fate}"
