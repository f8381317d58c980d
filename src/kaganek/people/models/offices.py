"""The register of organisations: local governments from TERC, and those that hang on them."""

from __future__ import annotations

from typing import Any

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.people.terms import OfficeKind, Voivodeship

_WRITERS = dict.fromkeys(DbRole, "select") | {
    DbRole.GLOBAL: "select insert update delete",
    DbRole.PROJECT: "select insert update",
}


class Office(models.Model):
    """One organisation, the tenant of the system (urząd).

    A local government and its urząd are one row: `name` is the unit ("Zalesie"), `office_name`
    the employer as written on documents ("Urząd Gminy Zalesie"). The register is public; it
    holds no personal data.
    """

    name = models.CharField("nazwa jednostki", max_length=160)
    office_name = models.CharField("nazwa urzędu", max_length=200)
    kind = models.CharField("rodzaj", max_length=20, choices=OfficeKind.choices)
    teryt = models.CharField("kod TERYT", max_length=6, null=True, unique=True)
    teryt_kind = models.CharField("cyfra rodzaju", max_length=1, blank=True)  # seventh digit, changes
    voivodeship = models.CharField("województwo", max_length=2, choices=Voivodeship.choices, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name="nadrzędna"
    )
    nip = models.CharField("NIP", max_length=10, blank=True)
    regon = models.CharField("REGON", max_length=14, blank=True)
    sort_name = models.CharField(max_length=300)  # Polish order, lib.names.sort_key
    folded = models.CharField(max_length=500)  # search: names and code without diacritics, lib.names.fold
    closed_on = models.DateField("zniesiona", null=True)

    rights = _WRITERS

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(teryt__isnull=True) | models.Q(teryt__regex=r"^\d{2}(\d{2}(\d{2})?)?$"),
                name="office_teryt_digits",
            ),
        )
        indexes = (models.Index(fields=["sort_name", "id"], name="office_order"),)

    def __str__(self) -> str:
        return self.office_name


class OfficeState(models.Model):
    """What the register said of an office from a day on: code, name, kind (stan w rejestrze)."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="states")
    teryt = models.CharField(max_length=6)
    teryt_kind = models.CharField(max_length=1, blank=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=OfficeKind.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # last day; NULL = still

    rights = _WRITERS

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "valid_from"], name="office_state_once_a_day"),
            models.UniqueConstraint(
                fields=["office"], condition=models.Q(valid_to=None), name="office_state_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.teryt}{self.teryt_kind} {self.name}"


class RegisterImport(models.Model):
    """One loaded state of the official register (wczytany stan rejestru)."""

    state_on = models.DateField("stan na")
    loaded_at = models.DateTimeField("wczytano")
    file_name = models.CharField("plik", max_length=200)
    units = models.PositiveIntegerField("jednostki")
    changes = models.JSONField("zmiany", default=list)

    rights = _WRITERS

    def __str__(self) -> str:
        return f"TERC {self.state_on}"


class RegisterDraft(models.Model):
    """A register that was read and waits to be confirmed (stan rejestru do zatwierdzenia).

    `units` are [code, kind, name, seven-digit code] of every unit, so what is confirmed is what was
    shown, whatever happens to the file.
    """

    state_on = models.DateField("stan na")
    file_name = models.CharField("plik", max_length=200)
    units: models.JSONField[Any, Any] = models.JSONField(default=list)
    made_at = models.DateTimeField("wczytano")

    rights = dict.fromkeys(DbRole, "") | {DbRole.GLOBAL: "select insert update delete"}

    def __str__(self) -> str:
        return f"{self.file_name} {self.state_on}"
