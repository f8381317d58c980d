"""Plumbing tables: the log of deeds, news for people, letters to be sent, jobs a person can watch."""

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
    rest. `event` with the recipient is unique: the same news never goes out twice. A letter with
    `sent_at` left us, unless `dropped` says that it had nothing left to tell. `bounced_at` is when
    its address refused it for good; while `bounce_stands`, notices are not mailed there.
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
    dropped = models.BooleanField("niepotrzebny", default=False)
    bounced_at = models.DateTimeField("odrzucono", null=True)
    bounce = models.CharField("powód odrzucenia", max_length=300, blank=True)
    bounce_stands = models.BooleanField("adres odrzuca pocztę", default=False)

    reach = {"project": "project", "office": "office", "person": "person"}
    rights = {DbRole.ADVISER: "insert"}

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["event", "to", "person"], nulls_distinct=False, name="letter_once_a_recipient"
            ),
        )
        indexes = (
            models.Index(fields=["to"], condition=models.Q(bounce_stands=True), name="letter_bounced"),
            models.Index(fields=["due_at", "id"], condition=models.Q(sent_at=None), name="letter_waiting"),
            models.Index(fields=["office", "-queued_at"], name="letter_by_office"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


class Way(models.TextChoices):
    """How news reaches a person besides the list of notices."""

    NOW = "now", "e-mail od razu"
    DIGEST = "digest", "e-mail raz dziennie"
    APP = "app", "tylko w Kaganku"


class Notice(SeatedModel):
    """One piece of news for one person, seen by that person alone (powiadomienie).

    Written with the deed that causes it, once for an event and person; the worker gives it its `way`
    and, when it goes by mail, the one `letter` it goes in: its own or a day's digest. `at` may lie
    ahead: until then it is not shown. What was withdrawn is neither shown nor mailed. While it is not
    read, a pinned one stands on the first page too, `pin_until` its last day.
    """

    kind = models.CharField("rodzaj", max_length=60)  # key of the catalogue
    event = models.CharField("zdarzenie", max_length=120)
    person = models.BigIntegerField("dla kogo", db_column="author_id")
    office = models.BigIntegerField(null=True, db_column="office_id")  # of the person, for the letters' log
    project = models.BigIntegerField(null=True, db_column="project_id")
    title = models.CharField("treść", max_length=200)
    url = models.CharField("adres", max_length=300, blank=True)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    about = models.CharField("czego dotyczy", max_length=80, blank=True)  # "communication.post:17"
    at = models.DateTimeField("kiedy")
    way = models.CharField(
        "jak", max_length=6, choices=Way.choices, blank=True
    )  # "" until the worker decides
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, verbose_name="list")
    pin_until = models.DateField("na stronie startowej do", null=True)
    read_at = models.DateTimeField("przeczytano", null=True)
    withdrawn_at = models.DateTimeField("wycofano", null=True)

    reach = {"author": "person"}
    posted = True
    rights = {
        DbRole.READER: "select insert update",
        DbRole.ADVISER: "select insert update",
        DbRole.EDITOR: "select insert update",
        DbRole.PUBLIC: "insert",
        DbRole.APP: "insert",
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "person"], name="notice_once"),)
        indexes = (
            models.Index(fields=["person", "-at"], name="notice_by_person"),
            models.Index(fields=["at"], condition=models.Q(way=""), name="notice_to_sort"),
            models.Index(
                fields=["person"],
                condition=models.Q(way="digest", letter=None, withdrawn_at=None, read_at=None),
                name="notice_for_digest",
            ),
            models.Index(fields=["about"], condition=~models.Q(about=""), name="notice_by_object"),
            models.Index(
                fields=["letter"], condition=models.Q(letter__isnull=False), name="notice_by_letter"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


class NoticeCount(SeatedModel):
    """How many notices a person has not read; read together with the session (licznik powiadomień).

    `pinned` are those for the first page: [{"title", "url", "until", "confirm"}], the newest first.
    """

    person = models.BigIntegerField("czyj", unique=True, db_column="author_id")
    unread = models.PositiveIntegerField("nieprzeczytane", default=0)
    pinned: models.JSONField[Any, Any] = models.JSONField("na stronie startowej", default=list)

    reach = {"author": "person"}
    extra_policies = {DbRole.APP: "true"}  # a number and a few titles, for the head of every page
    rights = {
        DbRole.READER: "select insert update",
        DbRole.ADVISER: "select insert update",
        DbRole.EDITOR: "select insert update",
        DbRole.APP: "select",
    }

    def __str__(self) -> str:
        return f"{self.person}: {self.unread}"


class NoticeChoice(SeatedModel):
    """How one person wants news of one kind, or of a whole group (ustawienie powiadomień).

    `key` is a kind of the catalogue, or "group:" and a group; a kind's own choice goes first.
    """

    person = models.BigIntegerField("czyje", db_column="author_id")
    key = models.CharField("rodzaj lub grupa", max_length=60)
    way = models.CharField("jak", max_length=6, choices=Way.choices)

    reach = {"author": "person"}
    rights = dict.fromkeys((DbRole.READER, DbRole.ADVISER, DbRole.EDITOR), "select insert update delete")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="notice_choice_once"),)

    def __str__(self) -> str:
        return f"{self.person} {self.key}: {self.way}"


class DigestRun(models.Model):
    """The digests of one day: how many people they are for, how many are prepared (skróty dnia)."""

    day = models.DateField("dzień", unique=True)
    total = models.PositiveIntegerField("osób", default=0)
    done = models.PositiveIntegerField("przygotowano", default=0)
    started_at = models.DateTimeField("początek")
    finished_at = models.DateTimeField("koniec", null=True)

    rights = dict.fromkeys(DbRole, "") | {
        DbRole.GLOBAL: "select insert update",
        DbRole.READER: "select",
        DbRole.PROJECT: "select",
    }

    def __str__(self) -> str:
        return f"{self.day}: {self.done}/{self.total}"


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
