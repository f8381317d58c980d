"""The question bank: questions kept apart from any quiz, in categories, each with all its versions.

What a quiz asks stays in `Question`: when a quiz is published, versions of the bank become ordinary questions
of it, so that nothing done in the bank later changes what people answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import ALL
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Office, Person

# Right answers of final tests: no participant reads them, an office reads only its own bank.
_RIGHTS: dict[str, str] = {
    DbRole.PERSON: "",
    DbRole.OFFICE: ALL,
    DbRole.PROJECT: "select",
    DbRole.EDITOR: ALL,
}
_KEPT: dict[str, str] = _RIGHTS | {DbRole.OFFICE: "select insert", DbRole.EDITOR: "select insert"}
LEVELS = 10  # of categories, one in another


class OwnedModel(SeatedModel):
    """Columns of every row of a bank: the office whose bank it is, none for the programme's own."""

    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="urząd")

    reach = {"owner": "office"}
    rights: ClassVar[Mapping[str, str]] = _RIGHTS

    class Meta:
        abstract = True


class BankCategory(OwnedModel):
    """A folder of bank questions, perhaps within another of the same bank (kategoria pytań)."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField("nazwa", max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["office", "parent", "name"], name="bank_category_once", nulls_distinct=False
            ),
            models.UniqueConstraint(fields=["id", "office"], name="bank_category_of_office"),
        )

    def __str__(self) -> str:
        return self.name


class BankQuestion(OwnedModel):
    """One question of the bank (pytanie w banku). What it asks is in its versions; `current` is the newest.

    `retired_at`: no new quiz may take it; quizzes that have it keep it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    category = models.ForeignKey(BankCategory, models.PROTECT, null=True, related_name="questions")
    tags = ArrayField(models.CharField(max_length=100), default=list)
    external_id = models.CharField("oznaczenie w innym systemie", max_length=100, blank=True)
    current = models.ForeignKey("learning.BankVersion", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("dodano")
    retired_at = models.DateTimeField("wycofano", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["id", "office"], name="bank_question_of_office"),)
        indexes = (GinIndex(fields=["tags"], name="bank_question_tags"),)

    def __str__(self) -> str:
        return f"bank question {self.pk}"


class BankVersion(OwnedModel):
    """One wording of a bank question (wersja pytania): written once, never changed.

    `kind` and `payload` are those of `Question` (questionnaires.rules.answers); the payload also holds feedback of
    options and what a kind forgives. `digest` is the same for the same words, whatever file they came in.
    """

    question = models.ForeignKey(BankQuestion, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("wersja")
    name = models.CharField("nazwa", max_length=200)
    kind = models.CharField("rodzaj", max_length=12)  # questionnaires.terms.QuestionKind
    text = models.TextField("pytanie")
    payload: models.JSONField[Any, Any] = models.JSONField("odpowiedzi", default=dict)
    explanation = models.TextField("wyjaśnienie", blank=True)
    points = models.DecimalField("punkty", max_digits=5, decimal_places=2, default=1)
    digest = models.CharField(max_length=64)
    folded = models.TextField()  # name and text for searching
    made_by = models.BigIntegerField("kto", null=True)  # person; None = the system
    signed = models.CharField(
        "podpis", max_length=160, blank=True
    )  # an expert's seat reads no table of people
    made_at = models.DateTimeField("zapisano")
    note = models.CharField("co się zmieniło", max_length=300, blank=True)

    rights = _KEPT

    class Meta:
        constraints = (models.UniqueConstraint(fields=["question", "number"], name="bank_version_once"),)
        indexes = (models.Index(fields=["digest"], name="bank_version_digest"),)

    def __str__(self) -> str:
        return self.name


class BankImport(SeatedModel):
    """A file of questions that somebody uploaded; seen by its author alone (plik z pytaniami do zatwierdzenia)."""

    class State(models.TextChoices):
        READING = "reading", "czytamy plik"
        OPEN = "open", "do zatwierdzenia"
        REFUSED = "refused", "odrzucony"
        DONE = "done", "zapisany"
        DROPPED = "dropped", "porzucony"

    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")  # whose bank it goes to
    category = models.ForeignKey(BankCategory, models.SET_NULL, null=True, related_name="+")  # goes under it
    file_name = models.CharField("plik", max_length=200)
    format = models.CharField(max_length=12)  # lib.questions.Format
    data = models.BinaryField(default=bytes)  # the file, until it has been read
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)  # counts, encoding, notes, reason
    made_at = models.DateTimeField()

    reach = {"author": "author"}
    rights = {DbRole.EDITOR: ALL}

    def __str__(self) -> str:
        return self.file_name


class BankImportLine(SeatedModel):
    """One question of an uploaded file and what becomes of it (wiersz raportu z pliku)."""

    author = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    draft = models.ForeignKey(BankImport, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField("numer w pliku")
    line = models.PositiveIntegerField("wiersz w pliku")
    name = models.CharField("pytanie", max_length=300)
    kind = models.CharField("rodzaj", max_length=60)  # ours, or what the file calls it
    verdict = models.CharField("co się stanie", max_length=10)  # learning.terms.LineVerdict
    reasons = ArrayField(models.TextField(), default=list)
    words: models.JSONField[Any, Any] = models.JSONField(null=True)  # what will be saved

    reach = {"author": "author"}
    rights = {DbRole.EDITOR: ALL}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "number"], name="bank_line_once"),)

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.number}"
