"""Loading the demonstration: by the deeds of the product wherever one exists."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from kaganek.core.notices.known import keep_inside
from kaganek.core.seats import SYSTEM, Seat, account_door, seated
from kaganek.documents.services.templates import Wording, save_patron, set_template
from kaganek.learning.models import Course, LearningPath
from kaganek.learning.rules import Written
from kaganek.learning.services.notes import mark_lesson, write_note
from kaganek.learning.services.paths import Step, assign, create_path
from kaganek.learning.services.telling import GIVEN
from kaganek.lib.names import fold
from kaganek.people.models import Account, Membership, Office, Person
from kaganek.people.rules import EmployeeRow
from kaganek.people.seats import seat_from, with_offices
from kaganek.people.services.accounts import create_people, person_folded, person_sort_name
from kaganek.people.services.office_names import keep_findable
from kaganek.people.terms import OFFICE_STAFF, OfficeKind, Role
from kaganek.portal.services.pages import install_portal
from kaganek.portal.services.publications import publish
from kaganek.programmes.models import Enrolment, Programme, ProgrammeVersion, Project
from kaganek.programmes.services.advisers import assign_offices
from kaganek.programmes.services.enrolment import enrol
from kaganek.programmes.services.participation import add_offices
from kaganek.programmes.services.projects import ProjectTerms, create_project
from kaganek.programmes.terms import Period
from kaganek.reporting.services.issues import freeze, review
from kaganek.site.demo import questions
from kaganek.site.demo.announcements import write_announcements
from kaganek.site.demo.banks import write_banks
from kaganek.site.demo.chats import write_chats
from kaganek.site.demo.courses import CONTENT, install_courses
from kaganek.site.demo.drafts import write_drafts
from kaganek.site.demo.forms import write_forms
from kaganek.site.demo.forum import write_forum
from kaganek.site.demo.history import write_history
from kaganek.site.demo.own import write_own_course
from kaganek.site.demo.packages import course_of_package, install_demo_package
from kaganek.site.demo.paths import write_mixed_path
from kaganek.site.demo.people import (
    ADVISED,
    DEPARTMENTS,
    FIRST_NAMES,
    OFFICE_PEOPLE,
    OFFICES,
    PASSWORD,
    POSITIONS,
    PROJECT_PEOPLE,
    SURNAMES,
)  # fmt: skip
from kaganek.site.demo.playing import practise, seat_of
from kaganek.site.demo.portal import write_portal
from kaganek.site.demo.practice import write_practice
from kaganek.site.demo.reports import write_reports
from kaganek.site.demo.standing import set_numbers, set_standing
from kaganek.site.demo.tasks import write_tasks

CODE = "SU-2026"
NOTES = [
    "Najpierw to, czego szuka mieszkaniec: co ma zrobić, do kiedy i gdzie. Podstawa prawna na końcu.",
    "Przejrzeć wzór wezwania do uzupełnienia wniosku: za długie zdania.\nZapytać Bogdana, kto może go zmienić.",
]
DUE = {"RODO": -30, "PJ": -7, "PDU": 10, "DOST": 28}  # days from the day of loading


@dataclass
class Scene:
    """What the demonstration consists of while it is being made."""

    project: Project
    path: LearningPath
    courses: list[Course]
    offices: dict[str, Office]
    named: dict[str, Person]


def load() -> None:
    """Fill an empty installation with the demonstration; done twice it changes nothing.

    All in one transaction: a load that was killed leaves nothing behind.
    """
    now = timezone.now()
    with seated(SYSTEM):
        if Project.objects.filter(code=CODE).exists():
            return
        install_portal(json.loads((CONTENT / "portal.json").read_text()), at=now, files=CONTENT)
        scene = _scene(now)
        _named_people(scene, now)
        _advisers(scene, now)
        enrolments = _participants(scene, now)
        write_banks(scene.offices["Zalesie"], _seat_of(scene.named["ewa"]), at=now - timedelta(days=60))
        write_history(enrolments, scene.courses, anna=scene.named["anna"], at=now)
        _standing(scene, now)
        _notes(scene, now)
        write_drafts(scene.courses, _seat_of(scene.named["ewa"]), _seat_of(scene.named["ludwik"]), at=now)
        filip = _seat_of(scene.named["filip"])
        write_tasks(scene.project, scene.offices, first=scene.named["anna"], consultant=filip, at=now)
        seats = {
            name: _seat_of(scene.named[name]) for name in ("anna", "bogdan", "celina", "dorota", "filip")
        }
        write_forum(scene.project, scene.offices, seats, at=now)
        _short_courses(scene, enrolments, now)
        anna = next(one for one in enrolments if one.person_id == scene.named["anna"].pk)
        plain = next(course for course in scene.courses if course.code == "PJ")
        write_mixed_path(scene.project, plain, anna, at=now)
        write_forms(
            _seat_of(scene.named["henryk"], role=Role.IT_ADMIN), _seat_of(scene.named["dorota"]), at=now
        )
        _questions(scene, plain, now)
        _portal(scene, now)
        _first_report(scene, now)
        write_reports(scene.project, _seat_of(scene.named["dorota"]), at=now)
        _chats(scene, now)
        _one_password()


def _standing(scene: Scene, now: datetime) -> None:
    dorota = _seat_of(scene.named["dorota"])
    rodo = next(course for course in scene.courses if course.code == "RODO")
    set_standing(scene.path, rodo, by=dorota, at=now)
    set_numbers(scene.project, scene.courses, scene.offices, by=dorota, at=now - timedelta(days=60))


def _announcements(scene: Scene, now: datetime) -> None:
    seats = {name: _seat_of(scene.named[name]) for name in ("bogdan", "dorota")}
    seats["henryk"] = _seat_of(scene.named["henryk"], role=Role.SUPERVISOR)
    seats["operator"] = _seat_of(scene.named["kazimierz"])
    write_announcements(scene.project, scene.offices, seats, at=now)


def _chats(scene: Scene, now: datetime) -> None:
    seats = {name: _seat_of(scene.named[name]) for name in ("bogdan", "celina", "anna", "dorota")}
    write_chats(scene.project, scene.offices, seats, at=now)
    _announcements(scene, now)


def _portal(scene: Scene, now: datetime) -> None:
    henryk = _seat_of(scene.named["henryk"], role=Role.IT_ADMIN)
    write_portal(scene.project, _seat_of(scene.named["dorota"]), henryk, at=now)


def _scene(now: datetime) -> Scene:
    courses = install_courses(at=now)
    programme = Programme.objects.create(
        code="sprawny-urzad",
        title="Sprawny urząd",
        goal="Usługi urzędu proste, szybkie i dostępne dla wszystkich.",
    )
    _certificates_of(programme, now)
    version = ProgrammeVersion.objects.create(programme=programme, number=1, published_at=now)
    leader = _office("Lider projektu", "Lider projektu „Sprawny urząd”", OfficeKind.PARTNER, "14", None)
    today = timezone.localdate(now)
    terms = ProjectTerms(
        name="Sprawny urząd 2026", operator_id=leader.pk, agreement="UM/SU/2026/1",
        starts_on=today - timedelta(days=80), ends_on=today + timedelta(days=400), period=Period.FERS, strip=("Lider projektu „Sprawny urząd”",),
        contact_name="Dorota Lis", contact_email="dorota@projekt.example", contact_phone="22 000 00 00",
        offices_assign_paths=True, offices_import_people=True,
    )  # fmt: skip
    project = create_project(
        terms, code=CODE, version_id=version.pk, certificate_series="K", by=SYSTEM, at=now
    )
    ordered = sorted(courses, key=lambda course: DUE[course.code])
    steps = [Step(course.pk, due_on=today + timedelta(days=DUE[course.code])) for course in ordered]
    path = create_path(
        project.pk, name="Obsługa mieszkańców", note="4 szkolenia, 18 godzin", steps=steps, by=SYSTEM
    )
    offices = {}
    for name, office_name, kind, voivodeship, code, people in OFFICES:
        office = _office(name, office_name, OfficeKind(kind), voivodeship, code)
        add_offices(
            project, [office.pk], place_limit=people + 16, agreement_ref=f"POR/{code}/2026",
            joined_on=project.starts_on, by=SYSTEM, at=now,
        )  # fmt: skip
        offices[name] = office
    return Scene(project, path, ordered, offices, {})


def _certificates_of(programme: Programme, now: datetime) -> None:
    """What certificates of the programme say, and whose patronage they carry."""
    patron = save_patron(
        None, name="Związek Gmin Ziemi Zaleskiej", confirmation="pismo nr ZG.052.12.2026 z 3 września 2026 r.",
        ends_on=timezone.localdate(now) + timedelta(days=700), png=None, by=SYSTEM,
    )  # fmt: skip
    set_template(
        programme,
        Wording(
            about="o ukończeniu szkolenia",
            statement="Wszystkie lekcje i test końcowy, razem {godziny}, w programie „{program}”.",
            signatory="Dorota Lis, koordynatorka projektu",
            patron_id=patron.pk,
            conditions={},
        ),
        by=SYSTEM,
    )


def _office(name: str, office_name: str, kind: OfficeKind, voivodeship: str, code: str | None) -> Office:
    office = Office(name=name, office_name=office_name, kind=kind, voivodeship=voivodeship, teryt=code)
    keep_findable(office).save()
    return office


def _named_people(scene: Scene, now: datetime) -> None:
    """The people whose logins are printed at the start."""
    for login, (place, first, last, department, roles) in OFFICE_PEOPLE.items():
        office = scene.offices[place]
        person = _person(
            login, first, last, now, office=office, department=department, projects=[scene.project.pk]
        )
        person.is_contact = any(role in OFFICE_STAFF for role in roles)
        person.save(update_fields=["is_contact"])
        for role in roles:
            _seat(person, role, now)
        scene.named[login] = person
    for login, (first, last, role, inside) in PROJECT_PEOPLE.items():
        projects = [scene.project.pk] if inside else []
        person = _person(login, first, last, now, office=None, department="", projects=projects)
        _seat(person, role, now, project=scene.project.pk if inside else None)
        scene.named[login] = person
    with account_door():
        for login, (first, last, role, _) in PROJECT_PEOPLE.items():
            if role is Role.EXPERT:
                Account.objects.filter(login=login).update(is_editor=True, shown_name=f"{first} {last}")


def _advisers(scene: Scene, now: datetime) -> None:
    """Filip advises three of the ten offices; the coordinator may give him more."""
    filip = Membership.objects.get(person=scene.named["filip"])
    ids = [scene.offices[name].pk for name in ADVISED]
    seat = _seat_of(scene.named["dorota"])
    with seated(seat):
        assign_offices(scene.project, filip.pk, ids, by=seat, at=now - timedelta(days=60))


def _person(
    login: str,
    first: str,
    last: str,
    now: datetime,
    *,
    office: Office | None,
    department: str,
    projects: list[int],
) -> Person:
    with account_door():
        account = Account.objects.create(login=login, password=make_password(None))
    email = f"{login}@{fold(office.name).replace(' ', '-') if office else 'projekt'}.example"
    return Person.objects.create(
        office=office, account=account, login=login, first_name=first, last_name=last, email=email,
        department=department, match_key=email, project_ids=projects,
        sort_name=person_sort_name(first, last), folded=person_folded(first, last, email, login),
        created_at=now - timedelta(days=75), activated_at=now - timedelta(days=70),
    )  # fmt: skip


def _seat(person: Person, role: Role, now: datetime, project: int | None = None) -> None:
    in_office = role is Role.LEARNER or role in OFFICE_STAFF
    Membership.objects.create(
        person=person, account_id=person.account_id, role=role, office=person.office if in_office else None,
        project=project, granted_at=now,
    )  # fmt: skip


def _participants(scene: Scene, now: datetime) -> list[Enrolment]:
    """Everyone on the offices' lists, enrolled and on the path, most of them for ten weeks already."""
    rng = random.Random(2026)  # noqa: S311  made-up data
    rows = [row for (name, _, _, _, _, people) in OFFICES for row in _rows(scene.offices[name], people, rng)]
    long_ago = now - timedelta(days=70)
    made = create_people(rows, project_id=scene.project.pk, by=SYSTEM, at=long_ago).created
    zalesie = [person.pk for person in made if person.office_id == scene.offices["Zalesie"].pk]
    waiting = {*zalesie[4:8], *rng.sample([person.pk for person in made if person.pk not in zalesie], 10)}
    Person.objects.filter(pk__in=[p.pk for p in made if p.pk not in waiting]).update(activated_at=long_ago)
    learners = [
        *made,
        *(scene.named[login] for login, who in OFFICE_PEOPLE.items() if Role.LEARNER in who[4]),
    ]
    enrolments = enrol([p.pk for p in learners], project_id=scene.project.pk, by=SYSTEM, at=long_ago)
    assign(scene.path.pk, enrolments, by=SYSTEM, at=long_ago)
    return [row for row in enrolments if row.person_id not in waiting]


def _rows(office: Office, people: int, rng: random.Random) -> list[EmployeeRow]:
    names = rng.sample([(first, last) for first in FIRST_NAMES for last in SURNAMES], people)
    if office.name == "Zalesie":
        names[0] = ("Łucja", "Brzęczyszczykiewicz-Żak")
    return [_row(office, first, last, n, rng) for n, (first, last) in enumerate(names)]


def _row(office: Office, first: str, last: str, n: int, rng: random.Random) -> EmployeeRow:
    host = fold(office.name).replace(" ", "-")
    email = "" if n % 11 == 5 else f"{fold(first)}.{fold(last)}@{host}.example"
    return EmployeeRow(
        office_id=office.pk, first_name=first, last_name=last, email=email,
        department=rng.choice(DEPARTMENTS), position=rng.choice(POSITIONS), group_name="",
        sex="" if n % 9 == 4 else "f" if first.endswith("a") else "m",  # some offices do not tell
    )  # fmt: skip


def _first_report(scene: Scene, now: datetime) -> None:
    """One periodic report, frozen, reviewed and published by the coordinator."""
    seat = _seat_of(scene.named["dorota"])
    today: date = timezone.localdate(now)
    with seated(seat):
        issue = freeze(
            scene.project.pk, title="Postępy szkoleń: pierwszy okres", period_from=scene.project.starts_on,
            period_to=today - timedelta(days=1), by=seat, at=now,
        )  # fmt: skip
        review(issue.pk, by=seat, at=now)
        publish(issue.pk, by=seat, at=now)


def _questions(scene: Scene, course: Course, now: datetime) -> None:
    """What people asked, by their own seats."""
    anna = scene.named["anna"]
    cast = questions.Cast(
        _seat_of(anna), _seat_of(scene.named["bogdan"]), _seat_of(scene.named["henryk"], role=Role.IT_ADMIN),
        _seat_of(scene.named["filip"]), _seat_of(scene.named["dorota"]),
    )  # fmt: skip
    questions.write_questions(scene.project, scene.offices, course, cast, asker=anna, at=now)


def _short_courses(scene: Scene, enrolments: Sequence[Enrolment], now: datetime) -> None:
    """A course that is one package, a course of everything, and one of the office's own, with people at each."""
    ewa, filip = _seat_of(scene.named["ewa"]), _seat_of(scene.named["filip"])
    package = install_demo_package(at=now - timedelta(days=50))
    whole = course_of_package(package, at=now - timedelta(days=45))
    course = write_practice(ewa, package, at=now)
    mine = {one.person_id: one for one in enrolments}
    anna, henryk = (mine[scene.named[login].pk] for login in ("anna", "henryk"))
    advised = [scene.offices[name].pk for name in ADVISED]
    rest = [one for one in enrolments if one.office_id in advised and one not in (anna, henryk)]
    people = [anna, *rest[::12]]
    _short_path(scene, "Jedno pismo", course, people, now)
    _short_path(scene, "Krótko o obiegu pism", whole, [henryk], now)
    practise(package, course, people, by=filip, at=now)
    admin = _seat_of(scene.named["henryk"], role=Role.IT_ADMIN)
    write_own_course(scene.offices["Zalesie"], admin, seat_of(people[1], filip), at=now)
    keep_inside(GIVEN, at=now)  # told weeks ago


def _short_path(scene: Scene, name: str, course: Course, people: Sequence[Enrolment], now: datetime) -> None:
    due_on = timezone.localdate(now) + timedelta(days=21)
    made = create_path(
        scene.project.pk, name=name, note="1 szkolenie", steps=[Step(course.pk, due_on=due_on)], by=SYSTEM
    )
    assign(made.pk, people, by=SYSTEM, at=now - timedelta(days=20))


def _notes(scene: Scene, now: datetime) -> None:
    """What Anna wrote by the first lessons she read; only she will find it."""
    seat = _seat_of(scene.named["anna"])
    course = next(course for course in scene.courses if course.code == "PJ")
    lessons = course.lessons.order_by("position").values_list("pk", flat=True)
    with seated(seat):
        for lesson, text in zip(lessons, NOTES, strict=False):
            said = Written(text, int(now.timestamp() * 1000), "")
            write_note(lesson, said, over=0, by=seat, at=now - timedelta(days=2))
        mark_lesson(lessons[0], marked=True, by=seat, at=now - timedelta(days=2))


def _seat_of(person: Person, **which: Role) -> Seat:
    return seat_from(with_offices(Membership.objects.all()).get(person=person, **which))


def _one_password() -> None:
    """Everyone in the demonstration signs in with the one printed password."""
    with account_door():
        Account.objects.update(password=make_password(PASSWORD))
