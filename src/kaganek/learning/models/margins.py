"""What people keep by the lessons for themselves: notes, bookmarks, the place they stopped at, their time."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from kaganek.core.scoping import SeatedModel
from kaganek.learning.models.content import Lesson
from kaganek.people.models import Person


class LessonMargin(SeatedModel):
    """What one person keeps by one lesson for themselves alone: a note, a bookmark, place and time (margines lekcji).

    Nobody else reads it: no office, no project, no supplier (`private`). A note that was erased stays as
    an empty text, so that a save arriving late cannot bring it back. `sequence` counts the saves;
    `writer` is the open page that made the last one. `pages` holds what each open page has told of its
    time, so that the same report counts once: {name of the page: [opened, seconds]}.
    """

    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="+")
    text = models.TextField("notatka", blank=True)
    folded = models.TextField(blank=True)  # search, lib.names.fold
    sequence = models.BigIntegerField(default=0)
    writer = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField("zapisano", null=True)
    marked_at = models.DateTimeField("zakładka od", null=True)

    place = models.CharField("ostatnie miejsce", max_length=60, blank=True)  # an id within the lesson's HTML
    left_at = models.DateTimeField("ostatnio czytane", null=True)
    seconds = models.PositiveIntegerField("czas nauki, w sekundach", default=0)
    pages: models.JSONField[Any, Any] = models.JSONField(default=dict)

    reach = {"author": "author"}
    private = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["author", "lesson"], name="margin_once"),
            models.CheckConstraint(
                condition=Q(text="") | Q(saved_at__isnull=False), name="margin_text_was_saved"
            ),
        )

    def __str__(self) -> str:
        return f"{self.author_id} by lesson {self.lesson_id}"
