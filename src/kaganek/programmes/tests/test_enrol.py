"""Taking part in a project: once, within the places, by whoever reaches the people."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Person
from kaganek.people.queries.paperwork import inside_offices
from kaganek.people.tests.factories import make_person
from kaganek.programmes.models import Enrolment, Participation
from kaganek.programmes.services.enrolment import OfficeNotInProject, PlacesExhausted, enrol, leave

NOW = timezone.now()


@pytest.fixture
def two(cast: Cast) -> list[Person]:
    with seated(SYSTEM):
        return [make_person(cast.zalesie) for _ in range(2)]


def limit(cast: Cast, places: int) -> None:
    with seated(SYSTEM):
        Participation.objects.filter(office=cast.zalesie).update(place_limit=places)


def enrolled(cast: Cast, people: list[Person], *, who: str = "janina") -> list[Enrolment]:
    seat = cast.seat(who)
    with seated(seat) if who == "celina" else inside_offices([cast.zalesie.pk], seat):
        return enrol([person.pk for person in people], project_id=cast.project.pk, by=seat, at=NOW)


def test_enrolling_opens_the_project_to_a_person_and_the_person_to_the_project(cast, two):
    rows = enrolled(cast, two)

    assert [(row.person_id, row.office_id, row.project_id) for row in rows] == [
        (person.pk, cast.zalesie.pk, cast.project.pk) for person in two
    ]
    with seated(cast.seat("dorota")):
        assert Person.objects.filter(pk__in=[person.pk for person in two]).count() == 2
    with seated(SYSTEM):
        entries = AuditEntry.objects.filter(deed="enrolled").order_by("person").values_list("person", "actor")
        assert list(entries) == [(person.pk, cast.person("janina").pk) for person in two]


@pytest.mark.rule("U-01")
def test_again_is_the_same(cast, two):
    first = enrolled(cast, two)
    again = enrolled(cast, [*two, two[0]])

    assert sorted(row.pk for row in again) == sorted(row.pk for row in first)


@pytest.mark.rule("U-02")
def test_the_last_place_is_given_and_the_one_after_is_not(cast, two):
    limit(cast, 2)  # Anna has one
    with pytest.raises(PlacesExhausted) as fault:
        enrolled(cast, two)
    assert (fault.value.office_id, fault.value.limit, fault.value.taken, fault.value.wanted) == (
        cast.zalesie.pk,
        2,
        1,
        2,
    )

    assert len(enrolled(cast, two[:1])) == 1
    assert len(enrolled(cast, two[:1])) == 1  # no further place needed


@pytest.mark.rule("U-02")
def test_leaving_frees_the_place_and_coming_back_takes_one(cast, two):
    limit(cast, 2)
    (row,) = enrolled(cast, two[:1])
    with seated(cast.seat("janina")):
        assert leave(row.pk, by=cast.seat("janina"), at=NOW).left_at == NOW
    enrolled(cast, two[1:])
    with pytest.raises(PlacesExhausted):
        enrolled(cast, two[:1])

    limit(cast, 3)
    (back,) = enrolled(cast, two[:1])
    assert back.pk == row.pk
    with seated(SYSTEM):
        assert Enrolment.objects.get(pk=row.pk).left_at is None


def test_people_beyond_the_seat_do_not_exist(cast, two):
    with pytest.raises(Person.DoesNotExist):
        enrolled(cast, two, who="celina")


def test_people_of_no_office_cannot_take_part(cast):
    with pytest.raises(Person.DoesNotExist), seated(SYSTEM):
        enrol([cast.person("dorota").pk], project_id=cast.project.pk, by=SYSTEM, at=NOW)


@pytest.mark.rule("U-01")
def test_an_office_outside_the_project_is_named(cast, two):
    with pytest.raises(OfficeNotInProject) as fault, seated(SYSTEM):
        enrol([two[0].pk], project_id=cast.other_project.pk, by=SYSTEM, at=NOW)
    assert fault.value.office_ids == (cast.zalesie.pk,)


@pytest.mark.parametrize("who", ["celina", "daniel", "anna"])
def test_others_cannot_end_a_participation(cast, who):
    with pytest.raises(Enrolment.DoesNotExist), seated(cast.seat(who)):
        leave(cast.enrolments["cezary" if who != "celina" else "anna"].pk, by=cast.seat(who), at=NOW)
