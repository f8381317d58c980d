"""The public pages that an operator may reword, and what each says until then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import models

Facts = Mapping[str, Any]
DEFAULTS: Mapping[str, Facts] = json.loads((Path(__file__).parent / "default_pages.json").read_text())
SITE_PAGES: Mapping[
    str, tuple[str, str]
] = {  # what the operator rewords: what it is called, and its address here
    "home": ("Strona główna", "portal:home"),
    "privacy": ("Prywatność", "portal:privacy"),
    "privacy_en": ("Prywatność po angielsku", "portal:privacy_en"),
    "help": ("Pomoc", "portal:help"),
    "help_en": ("Pomoc po angielsku", "portal:help_en"),
    "faq": ("Pytania i odpowiedzi na stronie pomocy", "portal:help"),
    "accessibility": ("Deklaracja dostępności", "portal:accessibility"),
    "accessibility_en": ("Deklaracja dostępności po angielsku", "portal:accessibility_en"),
}
CONSENT = "consent"  # the page of settings: whether the supplier reads articles of offices first


class Language(models.TextChoices):
    """Languages in which something of the portal may be written."""

    POLISH = "pl", "polski"
    ENGLISH = "en", "angielski"


class Asking(models.TextChoices):
    """On whose behalf somebody asks to join."""

    OFFICE = "office", "urząd"
    PERSON = "person", "osoba"


class RequestState(models.TextChoices):
    """What became of a request to join."""

    NEW = "new", "czeka"
    ACCEPTED = "accepted", "przyjęta"
    REFUSED = "refused", "nieprzyjęta"


class EventKind(models.TextChoices):
    """What a date of the calendar is."""

    MEETING = "meeting", "spotkanie"
    INTAKE = "intake", "nabór"
    OTHER = "other", "inne"


class CaseKind(models.TextChoices):
    """What a stranger writes about; each kind has its deadline (portal.rules.deadlines)."""

    ACCESS = "access", "żądanie zapewnienia dostępności"
    COMPLAINT = "complaint", "skarga"
    OTHER = "other", "inna sprawa"


class CaseState(models.TextChoices):
    """What became of a case."""

    NEW = "new", "czeka na odpowiedź"
    PUT_OFF = "put_off", "nowy termin"
    ANSWERED = "answered", "załatwiona"
    REFUSED = "refused", "odmowa"


class ArticleState(models.TextChoices):
    """Who sees an office's article."""

    DRAFT = "draft", "szkic"
    WAITING = "waiting", "czeka na zgodę"
    SHOWN = "shown", "opublikowany"
