"""Telling those who decide on letters that were held that one waits for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.communication.models import IncomingMail
from kaganek.communication.queries.acquaintance import coordinators_of
from kaganek.core.models import Way
from kaganek.core.notices import Group, News, NoticeKind, notify, withdraw
from kaganek.people.queries.holders import holders
from kaganek.people.terms import Role

WAITS = "communication.mail_held"
NOTICES = (
    NoticeKind(
        WAITS, "Wiadomość e-mail, która czeka na Twoją decyzję", Group.QUESTIONS, Way.DIGEST,
        roles=(Role.COORDINATOR.value, Role.SUPPLIER.value),
    ),
)  # fmt: skip


def tell_of_held(mail: IncomingMail, *, at: datetime) -> None:
    """Those who decide on a held letter hear of it once: coordinators of its project, else the suppliers of the platform.

    Call as the system. Source: rule C-101.
    """
    notify(_news(mail, _deciding(mail, at)), at=at)


def take_back_held(mail_id: int, *, at: datetime) -> None:
    """Nothing more goes out about a letter that is decided."""
    withdraw(_about(mail_id), at=at)


def _deciding(mail: IncomingMail, at: datetime) -> list[int]:
    found = coordinators_of(mail.project_id, localdate(at)) if mail.project_id else []
    held = holders(localdate(at), role=Role.SUPPLIER)
    return found or sorted(set(held.values_list("person_id", flat=True)))


def _news(mail: IncomingMail, people: Iterable[int]) -> list[News]:
    """Who wrote and what is said on the page alone."""
    return [
        News(
            WAITS, _about(mail.pk), one, project=mail.project_id, title="Wiadomość e-mail czeka na decyzję",
            url=reverse("communication:held_mail", args=[mail.pk]), facts={"text": f"Dlaczego: {mail.why}"},
            about=_about(mail.pk),
        )
        for one in people
    ]  # fmt: skip


def _about(mail_id: int) -> str:
    return f"{WAITS}:{mail_id}"
