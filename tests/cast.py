"""The people every test knows, under the names of the demonstration.

Anna learns in Zalesie; Bogdan supervises it, Henryk is its IT administrator and a supervisor,
Janina its coordinator. Celina supervises Borki and must never see Zalesie; Cezary learns there.
Dorota coordinates the project and sees both; Daniel coordinates another one and sees neither.
Ewa writes content, Filip advises Zalesie and not Borki, Irena audits, Grażyna supplies the platform, Kazimierz runs
the programme nationally.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kaganek.core.seats import Seat, account_door
from kaganek.people.models import Account, Membership, Office, Person
from kaganek.people.seats import seat_from, with_offices
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_advised, make_office, make_person
from kaganek.programmes.models import Enrolment, Project
from kaganek.programmes.tests.factories import make_enrolment, make_participation, make_project

OFFICE_PEOPLE = {
    "anna": ("zalesie", "Anna", "Wrona", (Role.LEARNER,)),
    "bogdan": ("zalesie", "Bogdan", "Maj", (Role.SUPERVISOR,)),
    "henryk": ("zalesie", "Henryk", "Sowa", (Role.IT_ADMIN, Role.SUPERVISOR)),
    "janina": ("zalesie", "Janina", "Żak", (Role.OFFICE_COORDINATOR,)),
    "celina": ("borki", "Celina", "Lis", (Role.SUPERVISOR,)),
    "cezary": ("borki", "Cezary", "Dzik", (Role.LEARNER,)),
}
PROJECT_PEOPLE = {
    "dorota": ("Dorota", "Lis", Role.COORDINATOR, "main"),
    "daniel": ("Daniel", "Obcy", Role.COORDINATOR, "other"),
    "ewa": ("Ewa", "Pióro", Role.EXPERT, None),
    "filip": ("Filip", "Górski", Role.CONSULTANT, "main"),
    "irena": ("Irena", "Waga", Role.AUDITOR, None),
    "grazyna": ("Grażyna", "Most", Role.SUPPLIER, None),
    "kazimierz": ("Kazimierz", "Kraj", Role.OPERATOR, None),
}
NAMES = (*OFFICE_PEOPLE, *PROJECT_PEOPLE)


@dataclass
class Cast:
    project: Project
    other_project: Project
    zalesie: Office
    borki: Office
    people: dict[str, Person] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    enrolments: dict[str, Enrolment] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        return self.people[name]

    def seat(self, name: str) -> Seat:
        return self.seats[name]

    def account(self, name: str) -> Account:
        with account_door():
            return Account.objects.get(login=name)


def assemble() -> Cast:
    cast = Cast(
        project=make_project(code="SU-2026", name="Sprawny urząd 2026"),
        other_project=make_project(code="INNY", name="Inny projekt"),
        zalesie=make_office(name="Zalesie", teryt="141101"),
        borki=make_office(name="Borki", teryt="060902", voivodeship="06"),
    )
    offices = {"zalesie": cast.zalesie, "borki": cast.borki}
    for office in offices.values():
        make_participation(cast.project, office)
    for login, (office, first, last, roles) in OFFICE_PEOPLE.items():
        person = make_person(offices[office], login=login, first_name=first, last_name=last)
        cast.people[login] = person
        memberships = [give_role(person, role) for role in roles]
        cast.seats[login] = seat_from(_read(memberships[0]))
        if Role.LEARNER in roles:
            cast.enrolments[login] = make_enrolment(cast.project, person)
    projects = {"main": cast.project, "other": cast.other_project}
    for login, (first, last, role, where) in PROJECT_PEOPLE.items():
        project = projects[where] if where else None
        ids = [project.pk] if project else []
        person = make_person(None, login=login, first_name=first, last_name=last, project_ids=ids)
        cast.people[login] = person
        membership = give_role(person, role, project=project.pk if project else None)
        if role is Role.CONSULTANT:
            make_advised(membership, cast.zalesie)
        cast.seats[login] = seat_from(_read(membership))
    with account_door():
        Account.objects.filter(login="ewa").update(is_editor=True, shown_name="Ewa Pióro")
    return cast


def _read(membership: Membership) -> Membership:
    return with_offices(Membership.objects.all()).get(pk=membership.pk)
