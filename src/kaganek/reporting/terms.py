"""Words of reports, with their Polish labels."""

from __future__ import annotations

from datetime import date

from django.db import models

from kaganek.lib.polish import long_date


def goes_on(ends: date) -> str:
    """Why a report is not frozen before its period is over."""
    return f"Okres kończy się {long_date(ends)} Zamrozisz go najwcześniej tego dnia."


class Every(models.TextChoices):
    """How often a report is sent: for each week, month or quarter that has ended."""

    WEEK = "week", "co tydzień"
    MONTH = "month", "co miesiąc"
    QUARTER = "quarter", "co kwartał"


class Share(models.TextChoices):
    """Who sees a saved report by its name."""

    OWN = "own", "tylko ja"
    OFFICE = "office", "mój urząd"
    PROJECT = "project", "koordynatorzy projektu"


class Recipients(models.TextChoices):
    """Whom a schedule sends to; everyone gets the rows of their own seat."""

    ME = "me", "do mnie"
    SUPERVISORS = "supervisors", "do opiekunów wszystkich urzędów projektu"


class Level(models.TextChoices):
    """What an indicator measures."""

    PRODUCT = "product", "produktu"
    RESULT = "result", "rezultatu"
    OWN = "own", "własny"


class LineKind(models.TextChoices):
    """What one line of an indicator says of a period."""

    VALUE = "value", "wartość"
    CORRECTION = "correction", "korekta"
