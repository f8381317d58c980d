"""Telling those who answer the public that somebody wrote, and that the day to answer by comes or has passed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from kaganek.core.models import Way
from kaganek.core.notices import Group, News, NoticeKind, notify, withdraw
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.polish import long_date
from kaganek.people.queries.holders import holders
from kaganek.people.terms import Role
from kaganek.portal.models import Case, JoinRequest

CASE, NEAR, LATE, ASKED = "portal.case", "portal.case_near", "portal.case_late", "portal.join_asked"
RETURNED = "portal.answer_returned"
_ANSWERING = (Role.COORDINATOR.value, Role.SUPPLIER.value)
NOTICES = (
    NoticeKind(CASE, "Nowa sprawa lub skarga", Group.FORMS, roles=_ANSWERING),
    NoticeKind(NEAR, "Zbliża się termin odpowiedzi na sprawę", Group.FORMS, roles=_ANSWERING),
    NoticeKind(LATE, "Minął termin odpowiedzi na sprawę", Group.FORMS, roles=_ANSWERING),
    NoticeKind(RETURNED, "Odpowiedź nie dotarła do nadawcy", Group.FORMS, roles=_ANSWERING),
    NoticeKind(ASKED, "Nowa prośba o przyjęcie", Group.FORMS, Way.DIGEST, roles=(Role.COORDINATOR.value,)),
)
NEAR_DAYS = 3
HOUR = time(6)  # in Poland; before the digests of the day

People = set[tuple[int, int | None]]  # each with the own office


def tell_of_case(row: Case, *, at: datetime) -> None:
    """Those who answer a case hear that it came; call as the system. Source: rule W-07."""
    title = f"Nowa sprawa {_named(row)}: odpowiedz do {long_date(row.due_on)}"
    people = people_who_answer([row.project_id], localdate(at))
    notify(_of_case(row, CASE, title, f"{CASE}:{row.pk}", people), at=at)


def remind_of_cases(*, at: datetime) -> int:
    """Tell of open cases whose day comes within NEAR_DAYS or has passed, from HOUR on; returns of how many.

    The worker's clock calls it every hour; people hear of each day once, and of a new day anew. A case that is
    answered at this very moment is left for the next time.

    Source: rule W-07.
    """
    here = localtime(at)
    if here.time() < HOUR:
        return 0
    today = here.date()
    with seated(SYSTEM):
        due = Case.objects.filter(closed_at=None, due_on__lte=today + timedelta(days=NEAR_DAYS))
        rows = list(due.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
        people = people_who_answer({row.project_id for row in rows}, today)
        notify([one for row in rows for one in _reminders(row, today, people)], at=at)
    return len(rows)


def tell_of_request(row: JoinRequest, *, at: datetime) -> None:
    """Those who decide a request to join hear that it came; call as the system. Source: rule W-07."""
    event = f"{ASKED}:{row.pk}"
    title = f"Nowa prośba o przyjęcie ({row.get_asking_display()}) z {long_date(localdate(row.asked_at))}"
    people = people_who_answer([row.project_id], localdate(at))[row.project_id]
    notify(
        [
            News(
                ASKED, event, one, office=office, project=row.project_id, title=title, about=event,
                url=reverse("portal:join_request", args=[row.pk]),
            )
            for one, office in sorted(people)
        ],
        at=at,
    )  # fmt: skip


def take_back_case(case_id: int, *, at: datetime) -> None:
    """Nothing more goes out about a case that has its answer."""
    withdraw(*(f"{kind}:{case_id}" for kind in (CASE, NEAR, LATE)), at=at)


def take_back_reminders(case_id: int, *, at: datetime) -> None:
    """Nothing more goes out about the day of a case that was put off."""
    withdraw(f"{NEAR}:{case_id}", f"{LATE}:{case_id}", at=at)


def take_back_request(request_id: int, *, at: datetime) -> None:
    """Nothing more goes out about a request that is decided."""
    withdraw(f"{ASKED}:{request_id}", at=at)


def _named(row: Case) -> str:
    """Its number and kind; who wrote is said on its page alone."""
    return f"{row.number}, {row.get_kind_display()}"


def _reminders(row: Case, today: date, people: Mapping[int | None, People]) -> list[News]:
    day = long_date(row.due_on)
    if row.due_on < today:
        kind, title = LATE, f"Minął termin sprawy {_named(row)}: {day}"
    else:
        kind, title = NEAR, f"Zbliża się termin sprawy {_named(row)}: odpowiedz do {day}"
    return _of_case(row, kind, title, f"{kind}:{row.pk}:{row.due_on}", people)


def _of_case(row: Case, kind: str, title: str, event: str, people: Mapping[int | None, People]) -> list[News]:
    return [
        News(
            kind, event, one, office=office, project=row.project_id, title=title, about=f"{kind}:{row.pk}",
            url=reverse("portal:case", args=[row.pk]),
        )
        for one, office in sorted(people[row.project_id] or people[None])
    ]  # fmt: skip


def people_who_answer(projects: Collection[int | None], today: date) -> dict[int | None, People]:
    """{project: its coordinators}, the suppliers of the platform under None; one statement."""
    coordinators = Q(role=Role.COORDINATOR, project__in=[one for one in projects if one])
    rows = holders(today, coordinators | Q(role=Role.SUPPLIER))
    found: dict[int | None, People] = {one: set() for one in (*projects, None)}
    for project, person, office in rows.values_list("project", "person_id", "person__office_id"):
        found[project].add((person, office))
    return found
