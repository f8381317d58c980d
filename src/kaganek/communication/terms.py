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


class Measure(models.TextChoices):
    """What a moderator may do with a topic or a post."""

    HIDE = "hide", "ukrywa"
    RESTORE = "restore", "przywraca"
    LOCK = "lock", "zamyka temat"
    UNLOCK = "unlock", "otwiera temat"
    PIN = "pin", "przypina temat"
    UNPIN = "unpin", "odpina temat"
    MOVE = "move", "przenosi temat"


class Verdict(models.TextChoices):
    """What became of a report of abuse."""

    WAITS = "waits", "czeka"
    HIDDEN = "hidden", "treść ukryta"
    LEFT = "left", "bez działania"
