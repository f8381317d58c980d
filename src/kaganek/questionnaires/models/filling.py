"""What people sent: responses with their answers and files, and the protocol of what was erased.

Only the owner reads them: its office, or for the programme's forms the coordinators. Neither the auditor nor an
editor of content does. A stranger's response is written from a seat of that one owner (services/desk.py).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import ALL
from kaganek.questionnaires.models.building import FormVersion, OfForm
from kaganek.questionnaires.terms import DisposalReason, ResponseState

_SENT: dict[str, str] = {
    DbRole.PERSON: "",
    DbRole.ADVISER: "",
    DbRole.EDITOR: "",
    DbRole.READER: "",
    DbRole.OFFICE: ALL,
    DbRole.PROJECT: ALL,
}
_PROTOCOL = _SENT | dict.fromkeys((DbRole.OFFICE, DbRole.PROJECT, DbRole.GLOBAL), "select insert")


class Response(OfForm):
    """One form filled in and sent (wypełniony formularz). Nobody is named but in the answers themselves.

    `key` belongs to the page it was filled in on, so that the same page sent twice is one response.
    """

    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+", verbose_name="wersja")
    number = models.CharField("numer", max_length=20, unique=True)
    key = models.UUIDField(unique=True)
    sent_at = models.DateTimeField("wysłano")
    erase_on = models.DateField("do usunięcia")
    state = models.CharField("stan", max_length=8, choices=ResponseState.choices, default=ResponseState.NEW)
    note = models.TextField("notatka urzędu", blank=True)
    handled_by = models.CharField("kto załatwił", max_length=160, blank=True)
    handled_at = models.DateTimeField("załatwiono", null=True)

    rights: ClassVar[Mapping[str, str]] = _SENT

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["id", "form"], name="form_response_of_form"),
            models.CheckConstraint(
                condition=Q(state=ResponseState.HANDLED, handled_at__isnull=False)
                | Q(state=ResponseState.NEW, handled_at=None),
                name="form_response_handled_with_its_day",
            ),
        )
        indexes = (
            models.Index(fields=["form", "sent_at"], name="form_response_order"),
            models.Index(fields=["erase_on"], name="form_response_erase"),
        )

    def __str__(self) -> str:
        return self.number


class Answer(OfForm):
    """The answer to one question of a response (odpowiedź w formularzu)."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    code = models.CharField("oznaczenie", max_length=12)
    value: models.JSONField[Any, Any] = models.JSONField("odpowiedź")

    rights: ClassVar[Mapping[str, str]] = _SENT

    class Meta:
        constraints = (models.UniqueConstraint(fields=["response", "code"], name="form_answer_once"),)

    def __str__(self) -> str:
        return f"{self.response_id}: {self.code}"


class FormFile(OfForm):
    """A file added to a response; until the response is sent it hangs on nothing (plik z formularza)."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    response = models.ForeignKey(Response, models.CASCADE, null=True, related_name="files")
    code = models.CharField("oznaczenie", max_length=12)
    name = models.CharField("nazwa", max_length=200)
    size = models.PositiveIntegerField("rozmiar")  # bytes
    body = models.BinaryField()
    added_at = models.DateTimeField("dodano")

    rights: ClassVar[Mapping[str, str]] = _SENT

    def __str__(self) -> str:
        return self.name


class FormKnock(OfForm):
    """One try to send a form from an address, kept for an hour to count them (próba wysłania formularza)."""

    address = models.CharField("skrót adresu", max_length=64)  # keyed hash, not the address
    at = models.DateTimeField()

    rights: ClassVar[Mapping[str, str]] = _SENT

    class Meta:
        indexes = (models.Index(fields=["form", "address", "at"], name="form_knock_count"),)

    def __str__(self) -> str:
        return f"{self.form_id}: {self.at}"


class Disposal(OfForm):
    """That responses were erased: how many, why, when (protokół usunięcia). Holds nothing of what was in them."""

    reason = models.CharField("powód", max_length=9, choices=DisposalReason.choices)
    count = models.PositiveIntegerField("ile odpowiedzi")
    number = models.CharField("numer odpowiedzi", max_length=20, blank=True)  # of the one erased on request
    oldest_on = models.DateField("najstarsza z")
    newest_on = models.DateField("najnowsza z")
    note = models.CharField("uwaga", max_length=300, blank=True)
    erased_by = models.CharField("kto", max_length=160, blank=True)  # "" = the system
    erased_at = models.DateTimeField("usunięto")

    rights: ClassVar[Mapping[str, str]] = _PROTOCOL

    def __str__(self) -> str:
        return f"{self.form_id}: {self.count}"
