"""Telling those who keep a form that somebody filled it in."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.core.models import Way
from kaganek.core.notices import Group, News, NoticeKind, notify
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership
from kaganek.people.terms import OFFICE_ADMINS, Role
from kaganek.questionnaires.models import Form

FILLED = "questionnaires.filled"
NOTICES = (
    NoticeKind(
        FILLED, "Nowe odpowiedzi w formularzach", Group.FORMS, Way.DIGEST,
        roles=(*(role.value for role in OFFICE_ADMINS), Role.COORDINATOR.value),
    ),
)  # fmt: skip


def tell_keepers(form: Form, *, at: datetime) -> None:
    """Each of those who read a form's responses gets one notice a day of it, with nothing of what was written.

    Source: rule Q-20 in docs/reference/rules.md.
    """
    event = f"{FILLED}:{form.pk}:{localdate(at):%Y-%m-%d}"
    with seated(SYSTEM):
        rows = Membership.objects.filter(ended_at=None, person__deactivated_at=None)
        if form.office_id:
            rows = rows.filter(office=form.office_id, role__in=OFFICE_ADMINS)
        else:
            rows = rows.filter(role=Role.COORDINATOR)
        people = sorted(set(rows.values_list("person_id", "person__office_id")))
        notify(
            [
                News(
                    FILLED, event, person=person, office=office, title=f"Nowe odpowiedzi: {form.title}",
                    url=reverse("questionnaires:results", args=[form.pk]), about=f"questionnaires.form:{form.pk}",
                )
                for person, office in people
            ],
            at=at,
        )  # fmt: skip
