"""Questions to the consultant and to technical support: threads, messages, files, notes, ready answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kaganek.communication.models.faq import FaqEntry
from kaganek.communication.terms import Desk, QuestionState, Side
from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project

# Whoever hands out accounts in the office answers its technical questions; nobody else of it reads them.
_OWN_SUPPORT = (
    "desk = 'support' AND office_id IN (SELECT m.office_id FROM people_membership m WHERE m.person_id = {ME}"
    " AND m.role = 'it_admin' AND m.ended_at IS NULL AND m.office_id = ANY ({OFFICES}))"
)
_ADVISED = "desk = 'content' AND project_id = ANY ({PROJECTS}) AND office_id = ANY ({OFFICES})"
_PROJECT = "project_id = ANY ({PROJECTS})"
_PLATFORM = "desk = 'support' AND escalated_at IS NOT NULL OR {ME} = 0"  # {ME} = 0: jobs


def question_readers(role: DbRole) -> str:
    """Who reads a question: its asker, those who answer, the project's coordinator. Never the asker's supervisor."""
    return {
        DbRole.PERSON: "person_id = {ME}",
        DbRole.OFFICE: f"person_id = {{ME}} OR {_OWN_SUPPORT}",
        DbRole.ADVISER: _ADVISED,
        DbRole.PROJECT: _PROJECT,
        DbRole.GLOBAL: _PLATFORM,
    }.get(role, "")


def note_readers(role: DbRole) -> str:
    """Who reads what those who answer write to each other: never anyone of the asker's office."""
    if role not in (DbRole.ADVISER, DbRole.PROJECT, DbRole.GLOBAL):
        return ""
    # The rule is said whole, not left to the question's policies: without them it has to stand as well.
    rule = question_readers(role)
    return f"question_id IN (SELECT above.id FROM communication_question AS above WHERE {rule})"  # noqa: S608 - our words


def ready_readers(role: DbRole) -> str:
    """Who reads ready answers: consultants and the coordinator of the project; of support, all who answer there."""
    return {
        DbRole.OFFICE: "desk = 'support' AND cardinality({OFFICES}) > 0",
        DbRole.ADVISER: "desk = 'content' AND project_id = ANY ({PROJECTS}) AND cardinality({OFFICES}) > 0",
        DbRole.PROJECT: _PROJECT,
        DbRole.GLOBAL: "desk = 'support' OR {ME} = 0",
    }.get(role, "")


def kept_by_coordinators(role: DbRole) -> str:
    """Rows of a project that its coordinator alone keeps; deeds read them as the system."""
    return {DbRole.PROJECT: _PROJECT, DbRole.GLOBAL: "true"}.get(role, "")


class Question(SeatedModel):
    """One question with everything written about it since (pytanie, zgłoszenie).

    To the project's consultants (`desk` content) or to technical support. `about` names what it is about in the
    words of a floor above ("learning.course:17"), or nothing. `promised_on` is the day the asker was told;
    `escalated_at` is when a technical question passed from the office's administrator to the platform's supplier.
    `closed_at` and `closed_by` tell of a closed one alone.
    The office takes part in the project and the asker belongs to the office: composite foreign keys.
    """

    desk = models.CharField("do kogo", max_length=7, choices=Desk.choices)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="urząd")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="kto pyta")
    asker_name = models.CharField("kto pyta", max_length=220)
    subject = models.CharField("temat", max_length=200)
    about = models.CharField("czego dotyczy", max_length=80, blank=True)
    about_title = models.CharField("czego dotyczy", max_length=200, blank=True)
    state = models.CharField("stan", max_length=8, choices=QuestionState.choices, default=QuestionState.OPEN)
    adviser = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="prowadzi")
    adviser_name = models.CharField("prowadzi", max_length=220, blank=True)
    asked_at = models.DateTimeField("zadano")
    promised_on = models.DateField("odpowiemy do")
    first_answer_at = models.DateTimeField("pierwsza odpowiedź", null=True)
    moved_at = models.DateTimeField("ostatnia zmiana")
    escalated_at = models.DateTimeField("przekazano dostawcy", null=True)
    closed_at = models.DateTimeField("zamknięto", null=True)
    closed_by = models.CharField("kto zamknął", max_length=220, blank=True)
    faq = models.ForeignKey(FaqEntry, models.PROTECT, null=True, related_name="+")
    folded = models.CharField(max_length=700)  # search: subject, asker, office; lib.names.fold

    reach = {}
    readers = staticmethod(question_readers)
    rights = {
        DbRole.PERSON: "select insert update",
        DbRole.OFFICE: "select insert update",
        DbRole.PROJECT: "select insert update",
        DbRole.ADVISER: "select update",
        DbRole.GLOBAL: "select insert update",
        DbRole.READER: "",
    }

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(escalated_at=None) | Q(desk=Desk.SUPPORT), name="question_escalated_is_support"
            ),
            models.CheckConstraint(
                condition=Q(first_answer_at=None) | Q(first_answer_at__gte=models.F("asked_at")),
                name="question_answered_after_asked",
            ),
            models.UniqueConstraint(
                fields=["id", "project", "office"], name="question_place"
            ),  # composite keys
        )
        indexes = (
            models.Index(fields=["person", "-moved_at"], name="question_by_asker"),
            models.Index(fields=["project", "office", "asked_at"], name="question_by_office"),
        )

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state != QuestionState.CLOSED


ADDED: dict[str, str] = {
    DbRole.PERSON: "select insert",
    DbRole.OFFICE: "select insert",
    DbRole.PROJECT: "select insert",
    DbRole.ADVISER: "select insert",
    DbRole.GLOBAL: "select insert",
    DbRole.READER: "",
}


class QuestionMessage(SeatedModel):
    """What the asker or one who answers wrote in a thread; it never changes (wiadomość w pytaniu).

    `mail_id` is the Message-ID of the letter it came in, "" for one written on the page; the same letter is taken
    once. `left_out` says which of its files were not taken, and why.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="messages")
    side = models.CharField(max_length=5, choices=Side.choices)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    author_name = models.CharField("kto pisze", max_length=220)
    author_role = models.CharField("w jakiej roli", max_length=60)
    text = models.TextField("treść", blank=True)
    left_out = models.TextField("nieprzyjęte pliki", blank=True)
    at = models.DateTimeField("kiedy")
    mail_id = models.CharField(max_length=510, blank=True)

    reach = {"within": "question"}
    rights: ClassVar[dict[str, str]] = ADDED

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["question", "mail_id"], condition=~Q(mail_id=""), name="question_mail_once"
            ),
        )
        indexes = (models.Index(fields=["question", "at"], name="question_messages"),)

    def __str__(self) -> str:
        return f"message {self.pk} of question {self.question_id}"


class QuestionFile(SeatedModel):
    """A file of a message, only ever saved by its readers and never shown from our address (plik do pytania)."""

    message = models.ForeignKey(QuestionMessage, models.PROTECT, related_name="files")
    name = models.CharField("nazwa", max_length=200)
    kind = models.CharField("rodzaj", max_length=8)  # the ending, judged
    size = models.PositiveIntegerField("rozmiar")  # bytes
    body = models.BinaryField()

    reach = {"within": "message"}
    rights: ClassVar[dict[str, str]] = ADDED

    def __str__(self) -> str:
        return self.name


class QuestionNote(SeatedModel):
    """What those who answer write to each other; the asker and the asker's office never see it (notatka wewnętrzna)."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="notes")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    author_name = models.CharField("kto pisze", max_length=220)
    text = models.TextField("treść")
    at = models.DateTimeField("kiedy")

    reach = {}
    readers = staticmethod(note_readers)
    rights: ClassVar[dict[str, str]] = ADDED | {DbRole.PERSON: "", DbRole.OFFICE: ""}

    def __str__(self) -> str:
        return f"note {self.pk} of question {self.question_id}"


class ReadyAnswer(SeatedModel):
    """An answer kept to be used again, of a project or of technical support (gotowa odpowiedź)."""

    desk = models.CharField("do kogo", max_length=7, choices=Desk.choices)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+", verbose_name="projekt")
    title = models.CharField("nazwa", max_length=120)
    text = models.TextField("treść")
    author_name = models.CharField("kto dodaje", max_length=220)
    made_at = models.DateTimeField("dodano")
    dropped_at = models.DateTimeField("wycofano", null=True)

    reach = {}
    readers = staticmethod(ready_readers)
    rights = {
        DbRole.PERSON: "",
        DbRole.OFFICE: "select",
        DbRole.ADVISER: "select insert update",
        DbRole.PROJECT: "select insert update",
        DbRole.GLOBAL: "select insert update",
        DbRole.READER: "",
    }

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(desk=Desk.SUPPORT, project=None) | Q(desk=Desk.CONTENT, project__isnull=False),
                name="ready_answer_has_its_place",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ReadyAnswerUse(SeatedModel):
    """A ready answer was put into an answer (użycie gotowej odpowiedzi)."""

    ready = models.ForeignKey(ReadyAnswer, models.PROTECT, related_name="uses")
    message = models.ForeignKey(QuestionMessage, models.PROTECT, related_name="+")
    by_name = models.CharField("kto", max_length=220)
    at = models.DateTimeField("kiedy")

    reach = {"within": "ready"}
    rights: ClassVar[dict[str, str]] = ADDED | {DbRole.PERSON: ""}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ready", "message"], name="ready_answer_used_once"),)

    def __str__(self) -> str:
        return f"{self.ready_id} in message {self.message_id}"


class SubjectAdviser(SeatedModel):
    """Which consultant of a project answers questions about one thing, for the offices they advise (prowadzący temat)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    source = models.CharField("czego dotyczy", max_length=80)
    title = models.CharField("czego dotyczy", max_length=200)
    adviser = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="konsultant")
    adviser_name = models.CharField("konsultant", max_length=220)
    since = models.DateTimeField("od")

    reach = {}
    readers = staticmethod(kept_by_coordinators)
    rights = {DbRole.PERSON: "", DbRole.OFFICE: "", DbRole.ADVISER: "", DbRole.READER: ""}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "source"], name="subject_adviser_once"),)

    def __str__(self) -> str:
        return f"{self.source}: {self.adviser_id}"
