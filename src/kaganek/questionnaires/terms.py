"""Words of questionnaires, with their Polish labels."""

from __future__ import annotations

from django.db import models


class QuestionKind(models.TextChoices):
    """Kinds of questions that a quiz can score; forms add kinds of their own (kinds.py)."""

    SINGLE = "single", "jedna odpowiedź"
    MULTIPLE = "multiple", "kilka odpowiedzi"
    TRUE_FALSE = "truefalse", "prawda czy fałsz"
    SHORT = "short", "krótki tekst"
    NUMBER = "number", "liczba"
    MATCHING = "matching", "dopasowanie"
    ORDERING = "ordering", "kolejność"
    GAPS = "gaps", "tekst z lukami"
    MATRIX = "matrix", "tabela"
    ESSAY = "essay", "wypowiedź pisemna"


class FormState(models.TextChoices):
    """How far a form is."""

    DRAFT = "draft", "szkic"
    WAITING = "waiting", "czeka na zgodę"
    OPEN = "open", "otwarty"
    CLOSED = "closed", "zamknięty"


class ResponseState(models.TextChoices):
    """What became of a response."""

    NEW = "new", "nowa"
    HANDLED = "handled", "załatwiona"


class DisposalReason(models.TextChoices):
    """Why responses were erased."""

    RETENTION = "retention", "minął czas przechowywania"
    REQUEST = "request", "na żądanie"
