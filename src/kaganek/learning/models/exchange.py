"""Courses on their way out to a file and in from one; the files lie under `settings.PACKAGES_ROOT`, in `exchange/`."""

from __future__ import annotations

from typing import Any

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import ALL
from kaganek.core.scoping import SeatedModel
from kaganek.learning.models.content import Course
from kaganek.learning.models.editions import CourseEdition
from kaganek.learning.terms import CourseSource
from kaganek.people.models import Office, Person


class CourseExport(SeatedModel):
    """A course written as a file for whoever asked; nobody else reads it (szkolenie zapisane do pliku).

    `ready_at` is set once the whole file is there. The file is kept for a day, this row for good.
    """

    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+", verbose_name="szkolenie")
    source = models.CharField("skąd treść", max_length=8, choices=CourseSource.choices)
    edition = models.ForeignKey(CourseEdition, models.PROTECT, null=True, related_name="+")
    key = models.UUIDField(unique=True)  # of the form, and of the file
    bytes = models.BigIntegerField("wielkość", default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    remarks: models.JSONField[Any, Any] = models.JSONField(default=list)  # [{"file", "message"}]
    made_at = models.DateTimeField("zlecono")
    ready_at = models.DateTimeField("gotowy od", null=True)

    reach = {"author": "author"}
    rights = {DbRole.EDITOR: ALL}

    def __str__(self) -> str:
        return f"course {self.course_id} as a file"


class CourseImport(SeatedModel):
    """A course file that somebody uploaded; seen by its author alone (szkolenie z pliku do zatwierdzenia).

    `facts`: {"faults": [{"file", "message", "way_out"}]} or what will come (learning.services.exchange.arriving).
    """

    class State(models.TextChoices):
        READING = "reading", "sprawdzamy plik"
        OPEN = "open", "do zatwierdzenia"
        REFUSED = "refused", "odrzucony"
        DONE = "done", "wczytany"
        DROPPED = "dropped", "porzucony"

    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+"
    )  # whose the course will be
    file_name = models.CharField("plik", max_length=200)
    key = models.UUIDField(unique=True)  # of the form, and of the file
    bytes = models.BigIntegerField("wielkość")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    course = models.ForeignKey(Course, models.SET_NULL, null=True, related_name="+")  # that was made of it
    made_at = models.DateTimeField("wgrano")

    reach = {"author": "author"}
    rights = {DbRole.EDITOR: ALL}

    def __str__(self) -> str:
        return self.file_name
