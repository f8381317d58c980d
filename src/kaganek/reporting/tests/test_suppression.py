"""R-01 … R-03 where reports are made: small worlds, frozen, read by someone who reckons."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress
from kaganek.learning.tests.factories import make_course
from kaganek.people.models import Office, Person
from kaganek.people.tests.factories import make_office
from kaganek.programmes.models import Enrolment, Project
from kaganek.programmes.tests.factories import make_participation, make_project
from kaganek.reporting.queries import project as report
from kaganek.reporting.queries.frozen import content
from kaganek.reporting.rules import is_small
from kaganek.reporting.tests.attacker import Attacker
from kaganek.reporting.tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-03")]
_number = count(1)
Learner = dict[int, bool]  # whether each of one's courses is completed, by the course's place on the list
Truth = dict[Any, int]


@dataclass
class Place:
    """One office: where it is, what it is, and its learners."""

    voivodeship: str
    kind: str
    learners: list[Learner]
    office: Office = field(init=False)

    @property
    def courses(self) -> set[int]:
        return {course for one in self.learners for course in one}


def people(number: int, done: int = 0, *courses: int) -> list[Learner]:
    """`done` of them completed everything; without courses named, there is one."""
    return [dict.fromkeys(courses or (0,), nth < done) for nth in range(number)]


def furnish(places: list[Place]) -> tuple[Project, list[Course]]:
    """Put a world into the database. Call as the system."""
    project = make_project()
    wanted = sorted({course for place in places for course in place.courses})
    courses = {nth: make_course(title=f"Szkolenie {nth}", lessons=0) for nth in wanted}
    for place in places:
        name = f"Miejsce{next(_number)}"
        place.office = make_office(
            name=name, office_name=name, voivodeship=place.voivodeship, kind=place.kind
        )
        make_participation(project, place.office)
        _enrol(project, place, courses)
    return project, list(courses.values())


def _enrol(project: Project, place: Place, courses: dict[int, Course]) -> None:
    names = [f"osoba{next(_number)}" for _ in place.learners]
    made = Person.objects.bulk_create(
        Person(
            office=place.office, login=name, first_name="Jan", last_name=name, match_key=name,
            sort_name=name, folded=name, project_ids=[project.pk], created_at=timezone.now(),
        )
        for name in names
    )  # fmt: skip
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(project=project, office=place.office, person=one, enrolled_at=timezone.now())
        for one in made
    )
    CourseProgress.objects.bulk_create(
        CourseProgress(
            enrolment=enrolment, project=project, office=place.office, person_id=enrolment.person_id,
            course=courses[nth], completed_at=NOW if is_done else None,
        )
        for enrolment, learner in zip(enrolments, place.learners, strict=True)
        for nth, is_done in learner.items()
    )  # fmt: skip


def counted(places: list[Place]) -> Truth:
    """Every number of the world, whether a report says it or not, counted from the world itself."""
    truth: Truth = {}

    def add(number: int, *names: Any) -> None:
        for name in names:
            truth[name] = truth.get(name, 0) + number

    for place in places:
        key = place.office.pk
        for what, number in _people_of(place).items():
            add(number, (what, key), (what, "all"), (what, "v", place.voivodeship), (what, "k", place.kind))
        for course in {course for other in places for course in other.courses}:
            having = [one[course] for one in place.learners if course in one]
            add(sum(having), ("cell", key, course), ("row", key), ("completed", course), ("completed", "all"))
            add(len(having), ("taking", course))
            add(len(having) - sum(having), ("open", course))
    return truth


def _people_of(place: Place) -> dict[str, int]:
    done = sum(all(one.values()) for one in place.learners)
    return {"people": len(place.learners), "done": done, "left": len(place.learners) - done}


def said(places: list[Place], found: dict[str, Any]) -> Truth:
    """Every number that a report publishes, under the same names."""
    numbers: dict[Any, int | None] = {}
    regions = {report.voivodeship(place.voivodeship): place.voivodeship for place in places}
    kinds = {report.kind(place.kind): place.kind for place in places}
    rows = [(("all",), found["total"])]
    rows += [(("v", regions[row["label"]]), row) for row in found["voivodeships"]]
    rows += [(("k", kinds[row["label"]]), row) for row in found["kinds"]]
    rows += [((row["id"],), row) for row in found["offices"]]
    for key, row in rows:
        numbers |= {("people", *key): row["people"], ("done", *key): row["done"]}
    courses = sorted({course for place in places for course in place.courses})
    for course, row in zip(courses, found["courses"], strict=True):
        numbers |= {("taking", course): row["people"], ("completed", course): row["done"]}
    ids = {place.office.office_name: place.office.pk for place in places}
    for row in found["matrix"]:
        key = ids[row["name"]]
        numbers[("row", key)] = row["total"]
        numbers |= {("cell", key, course): done for course, done in zip(courses, row["done"], strict=True)}
    numbers[("completed", "all")] = found["matrix_total"]
    return {name: number for name, number in numbers.items() if number is not None}


def sums(places: list[Place]) -> list[tuple[Any, list[Any]]]:
    """What everyone knows of how the numbers hang together; a ("rest", …) is what the whole has more."""
    ids = [place.office.pk for place in places]
    courses = sorted({course for place in places for course in place.courses})
    found: list[tuple[Any, list[Any]]] = []
    for what in ("people", "done", "left"):
        for side, of in (("v", "voivodeship"), ("k", "kind")):
            groups: dict[str, list[Any]] = {}
            for place in places:
                groups.setdefault(getattr(place, of), []).append((what, place.office.pk))
            found += [((what, side, name), members) for name, members in groups.items()]
        found.append(((what, "all"), [(what, key) for key in ids]))
    keys = [("all",), *((key,) for key in ids), *((side, name) for _, side, name in _groups(places))]
    found += [(("people", *key), [("done", *key), ("left", *key)]) for key in keys]
    found += [(("row", key), [("cell", key, course) for course in courses]) for key in ids]
    found += [(("row", key), [("done", key), ("rest", "row", key)]) for key in ids]
    found += [
        (("people", key), [("cell", key, course), ("rest", key, course)]) for key in ids for course in courses
    ]
    for course in courses:
        found.append((("completed", course), [("cell", key, course) for key in ids]))
        found.append((("taking", course), [("completed", course), ("open", course)]))
        found.append((("people", "all"), [("taking", course), ("rest", course)]))
    found.append((("completed", "all"), [("completed", course) for course in courses]))
    if len(courses) == 1:  # then everyone counted has it
        found.append((("people", "all"), [("taking", courses[0])]))
        found += [(("done", key), [("cell", key, courses[0])]) for key in ids]
    # and the people of an office with one course know that they have no other
    found += [
        (("done", place.office.pk), [("cell", place.office.pk, course)])
        for place in places
        if len(place.courses) == 1
        for course in place.courses
    ]
    return found


def _groups(places: list[Place]) -> set[tuple[str, str, str]]:
    regions = {("people", "v", place.voivodeship) for place in places}
    return regions | {("people", "k", place.kind) for place in places}


def given_away(places: list[Place]) -> tuple[dict[str, Any], dict[Any, int]]:
    """The report of a world, and the small groups that can be reckoned from it."""
    with seated(SYSTEM):
        project, _ = furnish(places)
        found = content(project, NOW)
    truth, published = counted(places), said(places, found)
    assert all(truth[name] == number for name, number in published.items())
    attacker = Attacker(sums(places), published)
    shown = {row["name"] for row in found["matrix"]}
    for place in places:
        attacker.at_least(("people", place.office.pk), int(place.office.office_name in shown))
    room = attacker.reckon()
    for name, number in truth.items():
        assert room.get(name, (number, number))[0] <= number <= room.get(name, (number, number))[1]
    return found, {
        name: number
        for name, number in truth.items()
        if is_small(number) and room.get(name, (0, 1)) == (number, number)
    }


def random_world(random: Random) -> list[Place]:
    courses = random.randint(1, 3)
    sizes = (0, 1, 2, 3, 4, 5, 6, 8, 12, 17)
    places = []
    for _ in range(random.randint(2, 6)):
        own = random.sample(range(courses), random.choice((1, courses, courses)))
        ready = random.choice((0.0, 0.2, 0.5, 0.8, 0.95, 1.0))
        learners = [
            {course: random.random() < ready for course in own if random.random() < 0.8 or course == own[0]}
            for _ in range(random.choice(sizes))
        ]
        places.append(Place(random.choice(("02", "06", "14")), random.choice(("rural", "urban")), learners))
    places.append(Place("14", "rural", people(30, 20, *range(courses))))
    return places


# the last ones have a course that everybody has, beside a sum of people that is kept back
@pytest.mark.parametrize("seed", [*range(100), 203, 269, 373, 385])
def test_no_small_group_can_be_reckoned_from_a_report(seed: int) -> None:
    assert given_away(random_world(Random(seed)))[1] == {}


def by_label(found: dict[str, Any], part: str, key: str = "label") -> dict[str, int | None]:
    return {row[key]: row["people"] for row in found[part]}


def test_a_neighbour_and_its_sums_go_with_a_small_office() -> None:
    """Three people in one region and kind, and all the other numbers: minus the rest they would be three."""
    places = [
        Place("06", "rural", people(3)),
        Place("06", "urban", people(20)),
        Place("14", "rural", people(10)),
        Place("14", "urban", people(50)),
    ]
    found, known = given_away(places)
    assert known == {}
    assert [row["people"] for row in found["offices"]].count(None) == 4
    assert by_label(found, "kinds") == {"gmina miejska": 70, "gmina wiejska": 13}
    assert by_label(found, "voivodeships") == {"lubelskie": 23, "mazowieckie": 60}
    assert found["total"]["people"] == 83


def test_a_region_of_one_small_office_takes_another_region_with_it() -> None:
    places = [
        Place("06", "rural", people(3)), Place("14", "rural", people(9)), Place("02", "rural", people(30)),
    ]  # fmt: skip
    found, known = given_away(places)
    assert known == {}
    assert by_label(found, "voivodeships") == {"dolnośląskie": 30, "lubelskie": None, "mazowieckie": None}
    names = [place.office.office_name for place in places]
    assert by_label(found, "offices", "name") == {names[0]: None, names[1]: None, names[2]: 30}
    assert found["total"]["people"] == 42


def test_an_office_with_one_course_keeps_the_same_back_in_both_tables() -> None:
    """Finished paths of the first would be hidden as its neighbours' cover alone; the matrix says the same."""
    places = [
        Place("06", "rural", people(20, 10)),
        Place("06", "rural", people(40, 20, 0, 1) + people(2, 2, 0)),
        Place("06", "rural", people(30, 27, 0, 1)),
    ]
    found, known = given_away(places)
    assert known == {}
    done = {row["name"]: row["done"] for row in found["offices"]}
    cells = {row["name"]: row["done"][0] for row in found["matrix"]}
    first = places[0].office.office_name
    assert (done[first], cells[first]) == (None, None)


def test_a_course_of_a_few_people_of_a_large_office_does_not_say_how_few() -> None:
    few = [{0: False, 1: False} for _ in range(3)]
    found, known = given_away(
        [Place("06", "rural", few + people(30, 10)), Place("14", "rural", people(40, 15))]
    )
    assert known == {}
    assert [row["people"] for row in found["courses"]] == [73, None]


def test_a_course_of_a_few_people_hides_one_more_and_leaves_the_rest_told() -> None:
    few = [{0: True, 1: True, 2: True, 3: True}, {0: True, 1: True, 2: False, 3: False}]
    found, known = given_away(
        [
            Place("06", "rural", few + people(30, 12, 0, 1, 2)),
            Place("14", "rural", people(40, 15, 0, 1, 2)),
            Place("14", "urban", people(25, 8, 0, 1, 2)),
        ]
    )
    assert known == {}
    done = [row["done"] for row in found["courses"]]
    assert done[3] is None
    assert done.count(None) == 2
    assert found["matrix_total"]
