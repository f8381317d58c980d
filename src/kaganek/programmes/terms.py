"""Words of programmes and projects."""

from __future__ import annotations

from django.db import models


class Period(models.TextChoices):
    """The funding period a project belongs to; lib.strips knows which signs each asks for."""

    FERS = "2021", "2021–2027 (FERS)"
    POWER = "2014", "2014–2020 (PO WER)"
    KL = "2007", "2007–2013 (PO KL)"


class Variant(models.TextChoices):
    """How a sign is drawn."""

    COLOUR = "colour", "w kolorze"
    MONO = "mono", "w jednym kolorze"
