"""Where an office keeps the pictures and files of its own courses."""

from __future__ import annotations

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.people.models import Office


class OfficeShelf(models.Model):
    """The collection of one office's pictures and files in the content editor (półka urzędu)."""

    office = models.OneToOneField(Office, models.CASCADE, related_name="+", verbose_name="urząd")
    collection = models.OneToOneField("wagtailcore.Collection", models.CASCADE, related_name="+")

    rights = dict.fromkeys(DbRole, "") | {
        DbRole.GLOBAL: "select insert update delete",
        DbRole.OFFICE: "select insert",
        DbRole.EDITOR: "select",
    }

    def __str__(self) -> str:
        return f"{self.office_id}"
