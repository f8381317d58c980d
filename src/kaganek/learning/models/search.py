"""What a search through lessons looks in."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from kaganek.learning.models.content import OWNED
from kaganek.learning.models.editions import LessonText


class LessonIndex(models.Model):
    """The stems of the words of a published lesson, for searching (spis słów lekcji); see lib.stems."""

    words = models.OneToOneField(LessonText, models.CASCADE, primary_key=True, related_name="index")
    vector = SearchVectorField()

    behind = "words"
    rights = OWNED

    class Meta:
        indexes = (GinIndex(fields=["vector"], name="lesson_index_vector"),)

    def __str__(self) -> str:
        return str(self.words_id)
