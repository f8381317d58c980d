"""Writing the data set: whole tables at a time, as the system."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils import timezone

from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.learning.models import Course, LearningPath, PathStep
from kaganek.people.models import Account, AdvisedOffice, Membership, Office, Person
from kaganek.people.terms import OFFICE_STAFF, OfficeKind, Role
from kaganek.programmes.models import Enrolment, Participation, Programme, ProgrammeVersion, Project
from kaganek.reporting.services.tallies import bring_all_up_to_date
from kaganek.site.dataset.announcements import write_announcements
from kaganek.site.dataset.banks import write_banks
from kaganek.site.dataset.chats import write_chats
from kaganek.site.dataset.course_files import write_course_files
from kaganek.site.dataset.forms import write_forms
from kaganek.site.dataset.names import FIRST, LAST
from kaganek.site.dataset.own_courses import write_own_courses
from kaganek.site.dataset.plan import KINDS, VOIVODESHIPS, Plan, canary, office_space, project_space
from kaganek.site.dataset.portal import write_portal
from kaganek.site.dataset.questions import write_questions
from kaganek.site.dataset.study import NOW, write_study
from kaganek.site.dataset.talks import write_talks
from kaganek.site.dataset.traces import write_traces
from kaganek.site.demo.courses import install_courses

PASSWORD = "trzy ciche mosty nad rzeką"  # noqa: S105  of every account in the made-up country
BATCH = 2000
M = TypeVar("M", bound=models.Model)


@dataclass
class Country:
    """What has been made so far."""

    plan: Plan
    seed: int
    random: random.Random
    courses: list[Course] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)

    def office_word(self, office: int) -> str:
        return canary(self.seed, office_space(office))

    def project_word(self, project: int) -> str:
        return canary(self.seed, project_space(project))


def build(plan: Plan, *, seed: int, tell: Callable[[str], None]) -> Country:
    """Fill an empty, migrated database. `tell` hears what is being done, in Polish."""
    country = Country(plan, seed, random.Random(seed))  # noqa: S311  made-up data
    with seated(SYSTEM):
        tell("szkolenia")
        country.courses = install_courses(at=NOW)
        tell("projekty i urzędy")
        _projects(country)
        _offices(country)
        tell("ludzie i konta")
        _people(country)
        _advisers(country)
        tell("udziały i postępy")
        _enrol(country)
        write_study(country, at=NOW)
        tell("ślady pracy")
        write_traces(country, at=NOW)
        write_banks(country, at=NOW)
        write_course_files(country, at=NOW)
        write_own_courses(country, at=NOW)
        write_talks(country, at=NOW)
        write_announcements(country, at=NOW)
        write_chats(country, at=NOW)
        write_forms(country, at=NOW)
        write_questions(country, at=NOW)
        write_portal(country, at=NOW)
        bring_all_up_to_date(today=timezone.localdate())
    return country


def insert(rows: Sequence[M]) -> list[M]:
    return list(type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)) if rows else []


def _projects(country: Country) -> None:
    programme = Programme.objects.create(code="dane-probne", title="Program danych próbnych")
    version = ProgrammeVersion.objects.create(programme=programme, number=1, published_at=NOW)
    operator = Office.objects.create(
        name="Operator", office_name="Operator danych próbnych", kind=OfficeKind.PARTNER,
        sort_name="operator", folded="operator",
    )  # fmt: skip
    for number in range(country.plan.projects):
        word = country.project_word(number)
        project = Project.objects.create(
            code=f"R{number + 1:02d}", name=f"Projekt {number + 1} {word}", version=version, operator=operator,
            agreement=f"UM/{number + 1}/{word}", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31),
            contact_name=f"Biuro {word}", certificate_series=f"R{number + 1:02d}",
        )  # fmt: skip
        country.projects.append(project)
        path = LearningPath.objects.create(
            project=project, name=f"Ścieżka {word}", note=f"Cztery szkolenia {word}"
        )
        insert([
            PathStep(path=path, course=course, position=i + 1, due_on=date(2026, 11, 1) + timedelta(days=20 * i))
            for i, course in enumerate(country.courses)
        ])  # fmt: skip


def _offices(country: Country) -> None:
    plan = country.plan
    rows = []
    for n in range(plan.offices):
        # five pairs of offices share a name, as real ones do
        label = f"Próbna {(n - 1 if n % 2 and n < 10 else n):04d}"
        rows.append(Office(
            name=label, office_name=f"Urząd Gminy {label}", kind=KINDS[n % len(KINDS)],
            teryt=f"{VOIVODESHIPS[n % 16]}{45 + n // 1584:02d}{n // 16 % 99 + 1:02d}",
            voivodeship=VOIVODESHIPS[n % 16], sort_name=f"{label} {n:04d}".lower(), folded=label.lower(),
        ))  # fmt: skip
    country.offices = insert(rows)
    parts = []
    for n, office in enumerate(country.offices):
        for number in _projects_of(plan, n):
            parts.append(Participation(
                project=country.projects[number], office=office, place_limit=plan.people_of(n) + 20,
                agreement_ref=f"POR/{n}/{country.office_word(n)}", joined_on=date(2026, 2, 1),
            ))  # fmt: skip
    insert(parts)


def _projects_of(plan: Plan, office: int) -> list[int]:
    second = plan.second_project_of(office)
    return [plan.project_of(office)] + ([second] if second is not None else [])


def _people(country: Country) -> None:
    plan = country.plan
    drafts: list[tuple[str, int | None, Role, list[int]]] = []  # login, office, role, projects
    for n in range(plan.offices):
        ids = [country.projects[p].pk for p in _projects_of(plan, n)]
        drafts.append((f"o{n:04d}", n, Role.SUPERVISOR, ids))
        drafts.append((f"u{n:04d}", n, Role.OFFICE_COORDINATOR, ids))
        drafts.append((f"i{n:04d}", n, Role.IT_ADMIN, ids))
        drafts.extend((f"p{n:04d}.{i:04d}", n, Role.LEARNER, ids[:1]) for i in range(plan.people_of(n)))
    for number, project in enumerate(country.projects):
        drafts.append((f"k{number + 1:02d}", None, Role.COORDINATOR, [project.pk]))
    for i in range(plan.consultants):
        drafts.append((f"c{i + 1:02d}", None, Role.CONSULTANT, [country.projects[i % plan.projects].pk]))
    central = {
        "s1": Role.SUPPLIER,
        "n1": Role.OPERATOR,
        "a1": Role.AUDITOR,
        "a2": Role.AUDITOR,
        "e1": Role.EXPERT,
    }
    drafts.extend((login, None, role, []) for login, role in central.items())
    _write_people(country, drafts)


def _write_people(country: Country, drafts: list[tuple[str, int | None, Role, list[int]]]) -> None:
    password = make_password(PASSWORD)
    with account_door():
        accounts = insert([
            Account(login=login, password=password, is_editor=role is Role.EXPERT) for login, _, role, _ in drafts
        ])  # fmt: skip
    people = [
        _person(country, account, office, role, ids)
        for account, (_, office, role, ids) in zip(accounts, drafts, strict=True)
    ]
    country.persons = insert(people)
    insert([
        Membership(
            person=person, account_id=person.account_id, role=role, office_id=person.office_id,
            project=ids[0] if role in (Role.COORDINATOR, Role.CONSULTANT) else None, granted_at=NOW,
        )
        for person, (_, _, role, ids) in zip(country.persons, drafts, strict=True)
    ])  # fmt: skip


def _advisers(country: Country) -> None:
    """A project's consultants share its offices between them, and leave some to nobody; one assignment is over."""
    rows: list[AdvisedOffice] = []
    held = Membership.objects.filter(role=Role.CONSULTANT).order_by("pk")
    for project in country.projects:
        offices = Participation.objects.filter(project=project).order_by("office")
        numbers = list(offices.values_list("office_id", flat=True))
        consultants = [one for one in held if one.project == project.pk]
        for place, one in enumerate(consultants):
            given = numbers[place :: len(consultants) + 1]
            rows.extend(_advised(one, office) for office in given)
            rows.append(_advised(one, numbers[-1], ended_at=NOW - timedelta(days=100)))
    insert(rows)


def _advised(one: Membership, office: int, **values: Any) -> AdvisedOffice:
    return AdvisedOffice(
        membership=one, adviser_id=one.person_id, project=one.project or 0, office_id=office,
        assigned_at=NOW - timedelta(days=150), **values,
    )  # fmt: skip


def _person(country: Country, account: Account, office: int | None, role: Role, ids: list[int]) -> Person:
    rng = country.random
    word = country.office_word(office) if office is not None else _central_word(country, ids, role)
    first, last = rng.choice(FIRST), f"{rng.choice(LAST)} {word}"
    values: dict[str, Any] = {
        "first_name": first, "last_name": last, "email": f"{account.login}.{word.lower()}@urzad.example",
        "department": f"Referat {word}", "position": f"inspektor {word}", "group_name": f"Grupa {word}",
        "match_key": f"{account.login}.{word.lower()}@urzad.example", "sort_name": f"{last} {first}".lower(),
        "folded": f"{last} {first} {account.login}".lower(),
    }  # fmt: skip
    return Person(
        office=country.offices[office] if office is not None else None,
        account=account, login=account.login, project_ids=ids, is_contact=role in OFFICE_STAFF,
        created_at=NOW - timedelta(days=200), activated_at=NOW - timedelta(days=150) if rng.random() < 0.9 else None,
        **values,
    )  # fmt: skip


def _central_word(country: Country, ids: list[int], role: Role) -> str:
    """Suppliers have a word of their own: whoever waits for their help is told their names."""
    number = next((i for i, project in enumerate(country.projects) if project.pk in ids), None)
    if number is not None:
        return country.project_word(number)
    return canary(country.seed, "DOSTAWCA" if role is Role.SUPPLIER else "CENTRALA")


def _enrol(country: Country) -> None:
    learners = [p for p in country.persons if p.login.startswith("p")]
    country.enrolments = insert([
        Enrolment(
            project_id=person.project_ids[0], office_id=person.office_id or 0, person=person,
            enrolled_at=NOW - timedelta(days=160),
        )
        for person in learners
    ])  # fmt: skip
