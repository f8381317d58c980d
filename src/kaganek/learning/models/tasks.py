"""Tasks: work done in the office between meetings, handed in, returned for correction, accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import ALL, EDITED
from kaganek.core.scoping import SeatedModel
from kaganek.learning.models.rubrics import Grade, Rubric
from kaganek.learning.rules.rubrics import chosen_levels
from kaganek.learning.terms import TaskKind, Verdict, WorkState
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project


class Task(models.Model):
    """Something to be done in the office and handed in (zadanie). Without a project it is the whole programme's.

    `hours` are what each person earns when the work is accepted; 0 = the ledger notes it without hours.
    Whoever has the task already keeps its title, words and hours as they were given (`TaskWork`).
    """

    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, verbose_name="projekt")
    title = models.CharField("tytuł", max_length=200)
    instructions = models.TextField("co jest do zrobienia")  # plain words; an empty line parts paragraphs
    kind = models.CharField("kto wykonuje", max_length=6, choices=TaskKind.choices, default=TaskKind.TEAM)
    wants_text = models.BooleanField("oddaje się tekst", default=True)
    most_files = models.PositiveSmallIntegerField(
        "najwięcej plików", default=3, validators=[MaxValueValidator(10)]
    )  # 0 = none
    hours = models.DecimalField(
        "godziny", max_digits=5, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )  # teaching hours of 45 min
    rubric = models.ForeignKey(Rubric, models.PROTECT, null=True, blank=True, verbose_name="kryteria oceny")

    rights = EDITED | {DbRole.PROJECT: ALL, DbRole.PUBLIC: "", DbRole.APP: ""}

    class Meta:
        verbose_name, verbose_name_plural = "zadanie", "zadania"
        constraints = (
            models.CheckConstraint(
                condition=Q(wants_text=True) | Q(most_files__gt=0), name="task_wants_something"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def promise(self) -> dict[str, Any]:
        """What a piece of work keeps of the task from the day it is given."""
        return {"title": self.title, "instructions": self.instructions, "hours": self.hours}


class TaskWork(SeatedModel):
    """The work of one person or of one office's team on one task (praca nad zadaniem).

    The members share one draft; `draft_number` counts its saves, so that nobody writes over what they
    have not seen. A page that saved it last may go on: its count says which of its texts is the newest. `taker` is the consultant who has the hand-in on the desk. A deadline that passed is a
    state, never a lock. `title`, `instructions` and `hours` are those of the day it was given, and what is credited.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="works")
    title = models.CharField("tytuł", max_length=200)
    instructions = models.TextField("co jest do zrobienia")
    hours = models.DecimalField("godziny", max_digits=5, decimal_places=2)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # None = a team's
    member_ids = ArrayField(models.BigIntegerField(), verbose_name="kto wykonuje")
    members = models.CharField("kto wykonuje", max_length=2000)  # their names, for one another
    state = models.CharField("stan", max_length=8, choices=WorkState.choices, default=WorkState.TODO)
    assigned_at = models.DateTimeField("przydzielono")
    due_on = models.DateField("termin", null=True)
    due_reason = models.CharField("powód zmiany terminu", max_length=300, blank=True)
    draft = models.TextField("szkic", blank=True)
    draft_number = models.PositiveIntegerField(default=0)
    draft_by = models.CharField("szkic zapisuje", max_length=160, blank=True)
    draft_at = models.DateTimeField("szkic zapisano", null=True)
    draft_writer = models.CharField(max_length=40, blank=True)  # the page that saved it last
    draft_serial = models.PositiveBigIntegerField(default=0)  # and that page's own count
    handed = models.PositiveSmallIntegerField("ile razy oddano", default=0)
    waits_since = models.DateTimeField("czeka od", null=True)
    taker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taker_name = models.CharField("kto ocenia", max_length=160, blank=True)
    accepted_at = models.DateTimeField("przyjęto", null=True)

    reach = {"project": "project", "office": "office", "person": "member_ids"}
    rights = {DbRole.PERSON: "select update", DbRole.OFFICE: "select update", DbRole.ADVISER: "select update"}

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["task", "project", "office", "person"], name="task_work_once", nulls_distinct=False
            ),
            models.UniqueConstraint(fields=["id", "project", "office"], name="task_work_place"),
            models.CheckConstraint(condition=~Q(title=""), name="task_work_says_what"),
            models.CheckConstraint(
                condition=Q(state=WorkState.HANDED, waits_since__isnull=False)
                | (~Q(state=WorkState.HANDED) & Q(waits_since=None)),
                name="task_work_waits_when_handed",
            ),
            models.CheckConstraint(
                condition=Q(state=WorkState.ACCEPTED, accepted_at__isnull=False)
                | (~Q(state=WorkState.ACCEPTED) & Q(accepted_at=None)),
                name="task_work_accepted_with_its_day",
            ),
        )
        indexes = (
            GinIndex(fields=["member_ids"], name="task_work_members"),
            models.Index(fields=["project", "office", "waits_since"], name="task_work_queue"),
        )

    def __str__(self) -> str:
        return f"task {self.task_id} in office {self.office_id}"


class OfWork(SeatedModel):
    """Columns of every row that hangs on a piece of work; kept equal to it by a composite foreign key."""

    work = models.ForeignKey(TaskWork, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")

    reach = {"project": "project", "office": "office", "person": "work__member_ids"}

    class Meta:
        abstract = True


class TaskFile(OfWork):
    """A file added to the work on a task; one that was handed in can never be removed (plik do zadania)."""

    name = models.CharField("nazwa", max_length=200)
    kind = models.CharField("rodzaj", max_length=8)  # the ending, judged
    size = models.PositiveIntegerField("rozmiar")  # bytes
    body = models.BinaryField()
    added_by = models.CharField("kto dodaje", max_length=160)
    added_at = models.DateTimeField("dodano")

    rights = {DbRole.PERSON: "select insert delete", DbRole.OFFICE: "select", DbRole.PROJECT: "select"}

    def __str__(self) -> str:
        return self.name


class HandIn(OfWork):
    """One version of the work as it was handed in; nothing in it ever changes (oddana wersja).

    `receipt` is the number on the receipt. `by_name` is the name of that day, for the other members.
    """

    number = models.PositiveSmallIntegerField("wersja")
    text = models.TextField("treść", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField("kto oddaje", max_length=160)
    at = models.DateTimeField("oddano")
    late = models.BooleanField("po terminie", default=False)
    receipt = models.CharField("numer potwierdzenia", max_length=20, unique=True)

    rights: ClassVar[dict[str, str]] = {
        DbRole.PERSON: "select insert",
        DbRole.OFFICE: "select",
        DbRole.PROJECT: "select",
        DbRole.GLOBAL: "select insert",
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=["work", "number"], name="hand_in_number_once"),)

    def __str__(self) -> str:
        return self.receipt


class HandInFile(OfWork):
    """A file belongs to a handed-in version (plik oddanej wersji)."""

    hand_in = models.ForeignKey(HandIn, models.PROTECT, related_name="files")
    file = models.ForeignKey(TaskFile, models.PROTECT, related_name="+")

    rights = HandIn.rights

    class Meta:
        constraints = (models.UniqueConstraint(fields=["hand_in", "file"], name="hand_in_file_once"),)

    def __str__(self) -> str:
        return f"{self.hand_in_id}: {self.file_id}"


class Review(OfWork, Grade):
    """What was said of a handed-in version: accepted, or returned with what to correct (ocena pracy)."""

    hand_in = models.OneToOneField(HandIn, models.PROTECT, related_name="review")
    verdict = models.CharField("wynik", max_length=8, choices=Verdict.choices)

    rights: ClassVar[dict[str, str]] = {
        DbRole.PERSON: "select",
        DbRole.OFFICE: "select",
        DbRole.PROJECT: "select insert",
        DbRole.ADVISER: "select insert",
        DbRole.GLOBAL: "select insert",
    }

    def __str__(self) -> str:
        return f"{self.hand_in_id}: {self.verdict}"

    @property
    def levels(self) -> list[tuple[str, Mapping[str, Any], int]]:
        """For each criterion its title, the level chosen, and the most points it can give."""
        return chosen_levels(self.rubric, self.marks) if self.rubric else []
