"""Telling both sides of a consent: the supplier that an office asks, the office what was decided. Rule Q-21.

Forms ask this way, and on the floors above whatever else an office shows to everyone with the supplier's consent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from kaganek.core import audit
from kaganek.core.notices import Group, News, NoticeKind, notify, withdraw
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.queries.holders import holders
from kaganek.people.terms import OFFICE_ADMINS, Role

ASKED, DECIDED = "questionnaires.consent_asked", "questionnaires.consent_decided"
NOTICES = (
    NoticeKind(ASKED, "Prośba o zgodę na publikację", Group.FORMS, roles=(Role.SUPPLIER.value,)),
    NoticeKind(
        DECIDED, "Decyzja o publikacji", Group.FORMS, roles=tuple(role.value for role in OFFICE_ADMINS)
    ),
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What an office wants to show.

    row        its row, with `office`.
    named      "formularz „Zgłoszenie usterki”".
    decide_at  the path of the page where the supplier decides,
    work_at    of the one where the office works on it.
    asked_by   deeds of the log; whoever did one of them last is its author.
    keepers    roles in the office that hear of it where the author is gone.
    """

    row: Any
    named: str
    decide_at: str
    work_at: str
    asked_by: Collection[str]
    keepers: Collection[Role]


def tell_of_asking(matter: Matter, *, at: datetime) -> None:
    """The suppliers hear that an office asks. Source: rule Q-21."""
    title = f"{matter.row.office.office_name} prosi o zgodę na publikację: {matter.named}"
    about = _about(ASKED, matter)
    with seated(SYSTEM):
        people = _people(at, role=Role.SUPPLIER)
        notify(
            [
                News(ASKED, f"{about}:{at.timestamp()}", one, office=home, title=title, about=about, url=matter.decide_at)
                for one, home in sorted(people, key=str)
            ],
            at=at,
        )  # fmt: skip


def take_back_asking(matter: Matter, *, at: datetime) -> None:
    """Nothing more goes out about what is decided, or no longer asked for."""
    withdraw(_about(ASKED, matter), at=at)


def tell_of_decision(matter: Matter, *, agreed: bool, remark: str, at: datetime) -> None:
    """Whoever asked hears what was decided; where they are gone, those who keep such things in the office.

    Source: rule Q-21.
    """
    take_back_asking(matter, at=at)
    title = f"Jest zgoda na publikację: {matter.named}"
    if not agreed:
        title = f"Dostawca platformy prosi o poprawki: {matter.named}"
    about = _about(DECIDED, matter)
    facts = {"text": f"Uwaga dostawcy: {remark}"} if remark else {}
    with seated(SYSTEM):
        keepers = _people(at, role__in=matter.keepers, office=matter.row.office_id)
        author = audit.last_actor(matter.asked_by, matter.row)
        people = {one for one in keepers if one[0] == author} or keepers
        notify(
            [
                News(
                    DECIDED, f"{about}:{at.timestamp()}", one, office=home, title=title, about=about,
                    url=matter.work_at, facts=facts,
                )
                for one, home in sorted(people, key=str)
            ],
            at=at,
        )  # fmt: skip


def _about(kind: str, matter: Matter) -> str:
    return f"{kind}:{audit.label_of(matter.row)}"


def _people(at: datetime, **holding: Any) -> set[tuple[int, int | None]]:
    """Those who hold a role on that day, each with the own office."""
    return set(holders(localdate(at), **holding).values_list("person_id", "person__office_id"))
