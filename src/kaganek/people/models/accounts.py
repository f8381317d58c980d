"""Accounts and all that signing in needs; reached by the database role of nobody-yet alone.

No seat can read these tables: services step through `core.seats.account_door`. Names, e-mails
and offices live on Person, under row-level security.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.people.terms import CodeKind, Outcome

_DOOR = dict.fromkeys(DbRole, "") | {DbRole.APP: "select insert update delete"}


class Scheme(models.TextChoices):
    AUTO = "auto", "jak w systemie"
    LIGHT = "light", "jasny"
    DARK = "dark", "ciemny"


class Account(AbstractBaseUser, PermissionsMixin):
    """An individual login and its password (konto).

    `shown_name` is what the content editor shows to fellow editors; empty for everyone else.
    """

    login = models.CharField("login", max_length=40, unique=True)
    is_active = models.BooleanField("czynne", default=True)
    is_editor = models.BooleanField("redaguje treści", default=False)
    shown_name = models.CharField("podpis w redakcji", max_length=160, blank=True)
    scheme = models.CharField("wygląd", max_length=5, choices=Scheme.choices, default=Scheme.AUTO)
    created_at = models.DateTimeField("utworzono", auto_now_add=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    rights = _DOOR | {DbRole.EDITOR: "select", DbRole.OFFICE: "select"}  # the latter its own row: site.guests

    def __str__(self) -> str:
        return self.login

    def get_full_name(self) -> str:
        return self.shown_name or self.login

    @property
    def is_staff(self) -> bool:
        return self.is_editor


class Session(AbstractBaseSession):
    """One signed-in browser (sesja)."""

    account_id = models.BigIntegerField(null=True, db_index=True)
    began_at = models.DateTimeField("początek", auto_now_add=True)
    seen_at = models.DateTimeField("ostatnio", auto_now_add=True)
    browser = models.CharField("przeglądarka", max_length=200, blank=True)

    rights = _DOOR


class OneTimeCode(models.Model):
    """A code that works once: activation link, printed slip or new password (kod jednorazowy).

    Only its hash is kept. Source: promises.md B4.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=5, choices=CodeKind.choices)
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    rights = _DOOR

    def __str__(self) -> str:
        return f"{self.kind} of account {self.account_id}"


class SignInAttempt(models.Model):
    """One try at the sign-in door; the memory of the limits, kept for a day (próba logowania).

    `login_hash` is a keyed hash, so the table is no list of logins. A try from a known device
    stands under the hash of login and device together: nobody else can use it up.
    """

    login_hash = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=5, choices=Outcome.choices, default=Outcome.WRONG)

    rights = _DOOR

    class Meta:
        indexes = (
            models.Index(fields=["login_hash", "at"], name="attempt_by_login"),
            models.Index(fields=["address", "at"], name="attempt_by_address"),
            models.Index(fields=["at"], name="attempt_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
