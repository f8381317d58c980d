"""The library of open materials: what it is, its versions, their files, and how often each was taken."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.licences import CHOICES
from kaganek.core.rls import EDITED
from kaganek.portal.models.indexed import Indexed
from kaganek.portal.terms import Language

# Whoever downloads is counted by one; who it was is never asked, so every seat may add to a count.
COUNTED = dict.fromkeys(DbRole, "select insert update") | {DbRole.APP: ""}


class Material(Indexed):
    """One open material of the library, with somebody who answers for it (materiał).

    Shown to everyone while `published_at` is set. `current` is the newest version; the older ones stay to be read.
    """

    title = models.CharField("tytuł", max_length=200)
    slug = models.SlugField("adres", max_length=120, unique=True)
    summary = models.CharField("do czego służy", max_length=400)
    topic = models.CharField("temat", max_length=80)
    owner = models.CharField("kto odpowiada za treść", max_length=160)
    owner_contact = models.EmailField("adres do uwag", blank=True)
    author = models.CharField("autor", max_length=200)
    licence = models.CharField("licencja", max_length=20, choices=CHOICES)
    language = models.CharField("język", max_length=2, choices=Language.choices, default=Language.POLISH)
    review_on = models.DateField("przejrzeć do")  # by then the owner says whether it still holds
    published_at = models.DateTimeField("opublikowano", null=True)
    current = models.OneToOneField(
        "portal.MaterialVersion", models.PROTECT, null=True, related_name="+", verbose_name="bieżąca wersja"
    )

    rights = EDITED

    class Meta:
        indexes = (GinIndex(fields=["vector"], name="material_vector"),)

    def __str__(self) -> str:
        return self.title


class MaterialVersion(models.Model):
    """One version of a material as it was given out; it never changes (wersja materiału)."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("wersja")
    changes = models.CharField("co się zmieniło", max_length=400)
    made_at = models.DateTimeField("dodano")

    rights = dict.fromkeys(DbRole, "select") | dict.fromkeys((DbRole.GLOBAL, DbRole.EDITOR), "select insert")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["material", "number"], name="material_version_number"),
        )

    def __str__(self) -> str:
        return f"{self.material_id} v{self.number}"


class MaterialFile(models.Model):
    """One file of a version, in one format (plik materiału).

    `accessible` says what a reader with a screen reader or keyboard gets; empty = nobody has checked.
    """

    version = models.ForeignKey(MaterialVersion, models.PROTECT, related_name="files")
    name = models.CharField("nazwa pliku", max_length=120)  # ours: letters without accents, digits, hyphens
    kind = models.CharField("rodzaj", max_length=8)  # the ending, judged
    accessible = models.CharField("dostępność", max_length=200, blank=True)
    size = models.PositiveIntegerField("rozmiar")  # bytes
    body = models.BinaryField()

    rights = MaterialVersion.rights

    def __str__(self) -> str:
        return self.name


class MaterialCount(models.Model):
    """How many times a file was downloaded on one day; nothing about who did it (licznik pobrań)."""

    file = models.ForeignKey(MaterialFile, models.PROTECT, related_name="counts")
    day = models.DateField("dzień")
    number = models.PositiveIntegerField("pobrania", default=1)

    rights = COUNTED

    class Meta:
        constraints = (models.UniqueConstraint(fields=["file", "day"], name="material_count_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.file_id} {self.day}: {self.number}"
