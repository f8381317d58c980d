"""Who wrote a row, as it stood on that day: people of other offices cannot be read from the register."""

from __future__ import annotations

from django.db import models

from kaganek.people.models import Person


class Signed(models.Model):
    """Columns of whatever somebody wrote: who, and the name, role and place they wrote under."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_column="by_id")
    by_name = models.CharField("kto", max_length=210)
    by_place = models.CharField("skąd", max_length=240, blank=True)  # role, and office where there is one

    class Meta:
        abstract = True
