"""Telling editors that a material of the library is to be looked through again."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import reverse
from django.utils.timezone import localtime

from kaganek.core.models import Way
from kaganek.core.notices import Group, News, NoticeKind, notify, withdraw
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.polish import long_date
from kaganek.people.queries.holders import holders
from kaganek.people.terms import Role
from kaganek.portal.models import Material

DUE = "portal.material_due"
_EDITORS = (Role.EXPERT.value, Role.SUPPLIER.value)
NOTICES = (NoticeKind(DUE, "Materiał z biblioteki do przeglądu", Group.CONTENT, Way.DIGEST, roles=_EDITORS),)
HOUR = time(6)  # in Poland; before the digests of the day


def remind_of_reviews(*, at: datetime) -> int:
    """Tell editors of shown materials whose day of review has come, from HOUR on; returns of how many.

    The worker's clock calls it every hour; people hear of each day once, and of a new day anew.

    Source: rule W-26.
    """
    here = localtime(at)
    if here.time() < HOUR:
        return 0
    today = here.date()
    with seated(SYSTEM):
        rows = list(Material.objects.filter(published_at__isnull=False, review_on__lte=today).order_by("pk"))
        people = _editors(today) if rows else []
        notify([_news(row, one, office) for row in rows for one, office in people], at=at)
    return len(rows)


def take_back_review(material_id: int) -> None:
    """Nothing more goes out about a material that was looked through, or that nobody sees any more."""
    withdraw(f"{DUE}:{material_id}")


def _news(row: Material, person: int, office: int | None) -> News:
    return News(
        DUE, f"{DUE}:{row.pk}:{row.review_on}", person, office=office, project=None,
        title=f"Przejrzyj materiał „{row.title}”: termin {long_date(row.review_on)}", about=f"{DUE}:{row.pk}",
        url=reverse("portal:material_edit", args=[row.pk]),
    )  # fmt: skip


def _editors(today: date) -> list[tuple[int, int | None]]:
    """Those who edit the library, each with the own office."""
    return sorted(set(holders(today, role__in=_EDITORS).values_list("person_id", "person__office_id")))
