"""Words of communication, with their Polish labels."""

from __future__ import annotations

from django.db import models


class SpaceKind(models.TextChoices):
    """Whose a space is."""

    OFFICE = "office", "urząd"
    GROUP = "group", "grupa wymiany"
    COURSE = "course", "szkolenie"
    PROJECT = "project", "projekt"
    MEETING = "meeting", "spotkanie"


class ChatLineKind(models.TextChoices):
    """What a line of a chat is."""

    SAID = "said", "wypowiedź"
    WITHDRAWN = "withdrawn", "wycofanie"
