"""Words of learning, with their Polish labels."""

from __future__ import annotations

from django.db import models


class ProgressState(models.TextChoices):
    """How a person stands with one course; keys of the status look (core.templatetags.ui.STATUS)."""

    DONE = "done", "Ukończone"
    LATE = "late", "Po terminie"
    SOON = "soon", "Zbliża się termin"
    DOING = "doing", "W trakcie"
    TODO = "todo", "Nierozpoczęte"


class QuestionKind(models.TextChoices):
    SINGLE = "single", "jedna odpowiedź"
    MULTIPLE = "multiple", "kilka odpowiedzi"
    TRUE_FALSE = "truefalse", "prawda czy fałsz"
    SHORT = "short", "krótki tekst"
    NUMBER = "number", "liczba"
    MATCHING = "matching", "dopasowanie"
    ORDERING = "ordering", "kolejność"
    GAPS = "gaps", "tekst z lukami"
    MATRIX = "matrix", "tabela"
