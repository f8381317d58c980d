"""What the search of the portal looks in."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Indexed(models.Model):
    """Content that the search finds: its words as they are shown, and their stems (lib.stems).

    Both stand in the row itself, so whoever may not read the row cannot find it either.
    """

    words = models.TextField(blank=True, editable=False)
    vector = SearchVectorField(null=True, editable=False)

    class Meta:
        abstract = True
