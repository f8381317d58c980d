"""Plumbing tables: the log of deeds, letters to be sent, jobs a person can watch."""

from __future__ import annotations

from typing import Any

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel

# Plain ids instead of foreign keys: core stands below the tables they point at, and the log
# must outlive what it speaks of.


class AuditEntry(SeatedModel):
    """One deed done by one seat; append only (wpis w dzienniku zdarzeń)."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.BigIntegerField("kto", null=True)  # person who acted; None = the system
    role = models.CharField("rola", max_length=40)
    deed = models.CharField("czynność", max_length=80)
    about = models.CharField("czego dotyczy", max_length=80)  # "learning.attempt:17"
    office = models.BigIntegerField(null=True, db_column="office_id")
    project = models.BigIntegerField(null=True, db_column="project_id")
    person = models.BigIntegerField(null=True, db_column="person_id")
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)

    reach = {"project": "project", "office": "office", "person": "person"}
    append_only = True
    rights = {
        DbRole.READER: "select insert",
        DbRole.ADVISER: "insert",
        DbRole.EDITOR: "insert",
        DbRole.PUBLIC: "insert",
        DbRole.APP: "insert",
    }

    class Meta:
        indexes = (
            models.Index(fields=["office", "-at"], name="audit_by_office"),
            models.Index(fields=["about"], name="audit_by_object"),
        )

    def __str__(self) -> str:
        return f"{self.deed} {self.about}"


class Letter(SeatedModel):
    """One e-mail to one person, written when it is sent (list).

    The words are made at sending time from `kind` and `facts`, so a one-time link is never at
    rest. `event` with `to` is unique: the same news never goes out twice.
    """

    kind = models.CharField("rodzaj", max_length=60)  # key of the letter registry
    event = models.CharField("zdarzenie", max_length=120)
    to = models.EmailField("adres")
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    office = models.BigIntegerField(null=True, db_column="office_id")
    project = models.BigIntegerField(null=True, db_column="project_id")
    person = models.BigIntegerField(null=True, db_column="person_id")
    queued_at = models.DateTimeField("w kolejce od")
    due_at = models.DateTimeField("wyślij od")  # later than queued_at after a failure
    sent_at = models.DateTimeField("wysłano", null=True)
    attempts = models.PositiveSmallIntegerField("próby", default=0)
    error = models.CharField("błąd", max_length=300, blank=True)

    reach = {"project": "project", "office": "office", "person": "person"}
    rights = {DbRole.ADVISER: "insert"}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "to"], name="letter_once"),)
        indexes = (
            models.Index(fields=["due_at", "id"], condition=models.Q(sent_at=None), name="letter_waiting"),
            models.Index(fields=["office", "-queued_at"], name="letter_by_office"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


class ShownMail(models.Model):
    """A mail of the demonstration, kept to be shown instead of sent (pokazana wiadomość)."""

    at = models.DateTimeField(auto_now_add=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    body = models.TextField()

    rights = dict.fromkeys(DbRole, "") | {DbRole.APP: "select insert"}

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"


class JobRun(SeatedModel):
    """Long work that the person who asked for it can watch (zadanie w toku)."""

    class State(models.TextChoices):
        WAITING = "waiting", "czeka"
        RUNNING = "running", "w toku"
        DONE = "done", "gotowe"
        FAILED = "failed", "nie powiodło się"

    author = models.BigIntegerField(db_column="author_id")
    name = models.CharField(max_length=80)
    label = models.CharField("co robimy", max_length=200)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(blank=True)
    next_url = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    reach = {"author": "author"}
    rights = {DbRole.EDITOR: "select insert update", DbRole.ADVISER: "select insert update"}

    def __str__(self) -> str:
        return f"{self.label} {self.done}/{self.total}"
