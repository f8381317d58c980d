"""What the account pages read: own sessions, own data, and who else sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db.models import QuerySet
from django.utils import timezone

from kaganek.core import access
from kaganek.core.dbroles import DbRole
from kaganek.core.prepared import prepared
from kaganek.core.registry import Registry
from kaganek.core.seats import Seat, account_door, seated
from kaganek.people.models import Account, AdvisedOffice, Membership, Person, Session
from kaganek.people.terms import OFFICE_STAFF, Role


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One browser signed in to the account."""

    key: str
    browser: str
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to about a project."""

    project: str
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody of the own office who sees the person's progress; `roles` as in the middle of a sentence."""

    name: str
    roles: str
    email: str


project_contacts: Registry[Callable[[Sequence[int]], list[Contact]]] = Registry("project contacts")


def own_account(account_id: int) -> Account:
    with account_door():
        return Account.objects.get(pk=account_id)


def own_sessions(account_id: int, *, at: datetime) -> list[OwnSession]:
    """Live sessions of an account, the latest seen first."""
    decode = SessionStore().decode
    with account_door():
        rows = list(Session.objects.filter(account_id=account_id, expire_date__gt=at).order_by("-seen_at"))
    return [
        OwnSession(row.session_key, row.browser, row.began_at, row.seen_at)
        for row in rows
        if at - row.seen_at <= timedelta(seconds=decode(row.session_data).get("idle", 0))
    ]


def own_seat(seat: Seat) -> Seat:
    """The same person seeing their own rows alone, and by name the staff of their own office."""
    return replace(seat, db_role=DbRole.PERSON, offices=None, projects=None, own_rows_only=True)


def own_person(seat: Seat) -> Person:
    """The person of a seat, read in their own name whatever the seat's reach."""
    with seated(own_seat(seat)):
        return Person.objects.select_related("office").get(pk=seat.person_id or 0)


def watchers(person: Person, seat: Seat) -> list[Watcher]:
    """Staff of the person's own office, read in the person's own name; see `watching`."""
    if person.office_id is None:
        return []
    with seated(replace(own_seat(seat), offices=(person.office_id,))):
        return watching(person.office_id, person.pk)


def watching(office_id: int, person_id: int) -> list[Watcher]:
    """Staff of an office who see a person of it, by name and role, in Polish order; that person left out.

    Read in a seat of the office; one statement.
    """
    roles: dict[int, set[str]] = {}
    people: dict[int, tuple[str, str]] = {}
    for who, first, last, email, role in _staff(office=office_id, today=timezone.localdate()):
        roles.setdefault(who, set()).add(role)
        people[who] = (f"{first} {last}", email)
    people.pop(person_id, None)
    return [
        Watcher(
            name, ", ".join(_within_a_sentence(role) for role in OFFICE_STAFF if role in roles[who]), email
        )
        for who, (name, email) in people.items()
    ]


def advisers(person: Person, seat: Seat) -> list[Watcher]:
    """Consultants who advise the person's office in a project the person takes part in, in Polish order."""
    if person.office_id is None:
        return []
    with seated(replace(own_seat(seat), offices=(person.office_id,))):
        rows = AdvisedOffice.policed.filter(
            office=person.office_id,
            project__in=person.project_ids,
            ended_at=None,
            adviser__deactivated_at=None,
        ).order_by("adviser__sort_name", "adviser")
        found = rows.values_list("adviser__first_name", "adviser__last_name", "adviser__email").distinct()
        return [Watcher(f"{first} {last}", "konsultant", email) for first, last, email in found]


def _within_a_sentence(role: Role) -> str:
    """ "administrator IT urzędu": Polish begins the names of roles with a small letter."""
    return role.label[:1].lower() + role.label[1:]


@prepared
def _staff(office: int, today: date) -> QuerySet[Any, Any]:
    rows = Membership.policed.filter(office=office, role__in=OFFICE_STAFF, ended_at=None)
    return (
        rows.filter(person__deactivated_at=None)
        .exclude(ends_on__lt=today)
        .order_by("person__sort_name", "person", "pk")
        .values_list("person", "person__first_name", "person__last_name", "person__email", "role")
    )


def contacts(person: Person) -> list[Contact]:
    """Whom to ask in each project the person takes part in."""
    return [one for _, find in project_contacts for one in find(person.project_ids)]


# What the personal columns of every app's access table mean to the person they speak of.
STORED = (
    ("people.person", "Imię, nazwisko, login, e-mail, komórka organizacyjna, stanowisko i grupa"),
    ("people.account", "Login i skrót hasła, z którego hasła nie da się odczytać"),
    ("people.membership", "Role, które masz w urzędzie i w projekcie"),
    ("people.session", "Sesje: początek, ostatnie kliknięcie i rodzaj przeglądarki"),
    ("programmes.enrolment", "W których projektach bierzesz udział i od kiedy"),
    ("programmes.achievement", "Co masz zaliczone: szkolenia, godziny, wyniki"),
    ("learning.courseprogress", "Postęp w szkoleniach: lekcje, terminy, dzień ukończenia"),
    ("learning.attempt", "Podejścia do testów i Twoje odpowiedzi"),
    (
        "learning.lessonmargin",
        "Twoje notatki, zakładki, ostatnie miejsce i czas w lekcjach: widzisz je tylko Ty",
    ),
    ("learning.deadlinefeed", "Skrót tajnego adresu Twojego kalendarza terminów, jeśli go tworzysz"),
    ("learning.handin", "Zadania: szkice, oddane prace i pliki oraz oceny konsultanta"),
    ("communication.post", "Wpisy, pliki i tematy na forum, z podpisem z dnia, w którym je piszesz"),
    ("communication.message", "Wiadomości: czytają je tylko osoby z rozmowy"),
    ("communication.contactcard", "Wizytówka: to, co wpisujesz dla osób z forum"),
    (
        "communication.question",
        "Pytania do konsultanta i zgłoszenia do pomocy technicznej, z odpowiedziami i plikami",
    ),
    ("documents.certificate", "Certyfikaty z datą wydania i numerem"),
    ("core.letter", "E-maile, które do Ciebie wysyłamy: rodzaj, adres i dzień"),
    ("core.auditentry", "Dziennik zdarzeń: kto i kiedy zmienił coś w Twoich danych"),
)


def stored_about_me() -> list[str]:
    """What is kept about a person, in plain words, for the tables this installation really has."""
    declared = access.personal_columns()
    return [words for table, words in STORED if table in declared]


# What roles beyond the own office do with people's data; shown while the access table lets them see people.
OUTSIDE = {
    Role.COORDINATOR: "Widzi dane osób z urzędów projektu, ich postęp, wyniki i certyfikaty, żeby rozliczyć projekt.",
    Role.CONSULTANT: "Widzi tylko urzędy, które przydziela mu koordynator projektu: imiona i nazwiska osób, ich dane"
    " służbowe, postęp i oddane zadania.",
    Role.AUDITOR: "Czyta to, co potrzebne do kontroli. Niczego nie zmienia.",
    Role.OPERATOR: "Nadzoruje program w całym kraju. Danych osób nie zmienia.",
    Role.SUPPLIER: "Pomaga, gdy coś nie działa. Każda zmiana zostawia ślad w dzienniku zdarzeń.",
}


def outside_watchers() -> list[tuple[str, str]]:
    """Roles beyond the own office that see people, each with its words, as the access table says today."""
    seeing = access.matrix().get(("people.person", "view"), set())
    return [(role.label, words) for role, words in OUTSIDE.items() if role in seeing]
