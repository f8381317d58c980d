"""Words of communication, with their Polish labels."""

from __future__ import annotations

from django.db import models


class Addressees(models.TextChoices):
    """To whom an announcement is."""

    OFFICE = "office", "urząd"
    PROJECT = "project", "projekt"
    GROUP = "group", "grupa wymiany"
    ALL = "all", "wszyscy"


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


TAKEN_BACK = "wpis wycofany przez autora"  # why a post is hidden that nobody else hid


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


class Desk(models.TextChoices):
    """Who answers a question."""

    CONTENT = "content", "konsultant"
    SUPPORT = "support", "pomoc techniczna"


class QuestionState(models.TextChoices):
    """Whose move it is."""

    OPEN = "open", "czeka na odpowiedź"
    ANSWERED = "answered", "jest odpowiedź"
    WAITING = "waiting", "czeka na pytającego"
    CLOSED = "closed", "zamknięte"


class Side(models.TextChoices):
    """Who wrote a message of a question."""

    ASKER = "asker", "pyta"
    STAFF = "staff", "odpowiada"


class MailFate(models.TextChoices):
    """What became of a letter that came in."""

    WAITING = "waiting", "czeka na odczytanie"
    TAKEN = "taken", "przyjęta"
    HELD = "held", "do decyzji"
    IGNORED = "ignored", "pominięta"
    BOUNCED = "bounced", "zwrot poczty"
    DROPPED = "dropped", "odrzucona"


class ContactKind(models.TextChoices):
    """How a consultant and an office were in contact."""

    CALL = "call", "telefon"
    MAIL = "mail", "e-mail"
    VISIT = "visit", "wizyta"
    ONLINE = "online", "spotkanie online"
