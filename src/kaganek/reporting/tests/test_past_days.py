"""Reports on past days: what they say of a day is what they said on that day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.isolation.walls import as_owner

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseProgress
from kaganek.learning.services.extensions import extend_deadlines
from kaganek.learning.services.paths import Step, assign, change_path, create_path
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.people.models import Person
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.programmes.models import Enrolment
from kaganek.programmes.tests.factories import make_enrolment
from kaganek.reporting.queries.definitions import report_definitions
from kaganek.reporting.queries.reading import Reading

DAYS, DAY = 12, timedelta(days=1)
REPORTS = ("postep", "terminy", "aktywnosc")
UNKNOWN = ("wynik", "dni", "zgloszono")


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)


def said(
    cast, key: str, *, today: date, as_of: date | None = None, numbers: bool = False
) -> list[list[object]]:
    """The rows that Dorota reads, without what the past does not know, of activity the day; or with the numbers too."""
    seat = cast.seat("dorota")
    with seated(seat):
        asked = {"na_dzien": as_of.isoformat()} if as_of else {}
        reading = Reading(report_definitions.get(key), asked, seat=seat, today=today)
        places = [(n, one.key) for n, one in enumerate(reading.spec.export_columns) if one.key not in UNKNOWN]
        rows = [[_day(key, line[n]) for n, key in places] for line in reading.lines()]
        totals = [[one.label, one.value] for one in reading.totals] if numbers else []
        return sorted(rows, key=str) + totals


def _day(key: str, value: object) -> object:
    return timezone.localdate(value) if key == "aktywnosc" and isinstance(value, datetime) else value


def settle(at: datetime) -> None:
    """What the database stamped with today's moment happened on the pretended day."""
    CourseProgress.rounds.filter(given_at__gt=at + DAY).update(given_at=at)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE learning_deadlinechange SET at = %s WHERE at > %s", [at, at + DAY])


@pytest.mark.rule("R-24")
@pytest.mark.parametrize("seed", range(3))
def test_a_past_day_reads_as_it_read_that_day(cast, seed) -> None:
    """Twelve days of random deeds; each evening is noted, and read again when all is over."""
    random, start = Random(seed), timezone.localdate() - timedelta(days=DAYS + 1)
    with seated(SYSTEM):
        Enrolment.objects.update(enrolled_at=noon(start - DAY))
        Person.objects.update(activated_at=None)
        courses = [make_course(title=title) for title in ("A", "B")]
        path = create_path(
            cast.project.pk, name="S", note="", steps=_steps(courses, random, start), by=SYSTEM
        )
    noted = {}
    for number in range(DAYS):
        today = start + timedelta(days=number)
        with seated(SYSTEM):
            _a_day(cast, courses, path, random, today)
            settle(noon(today))
        noted[today] = [said(cast, key, today=today, numbers=True) for key in REPORTS]
    for report in range(len(REPORTS)):
        assert len({str(one[report]) for one in noted.values()}) > 5  # the days differ
    later = timezone.localdate()
    for day, was in noted.items():
        assert [said(cast, key, today=later, as_of=day, numbers=True) for key in REPORTS] == was


def _steps(courses, random: Random, today: date) -> list[Step]:
    return [Step(course.pk, due_on=_some_day(random, today)) for course in courses]


def _some_day(random: Random, today: date) -> date | None:
    return random.choice((None, *(today + timedelta(days=random.randint(-2, 9)) for _ in range(3))))


def _a_day(cast, courses, path, random: Random, today: date) -> None:
    """Somebody comes, signs in, learns, leaves, gets a later deadline or another round; the path's deadlines move."""
    at = noon(today)
    if random.random() < 0.5 or not CourseProgress.objects.exists():
        person = make_person(random.choice((cast.zalesie, cast.borki)), activated_at=None)
        give_role(person, Role.LEARNER)
        enrolment = make_enrolment(cast.project, person)
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=at)
        if random.random() < 0.7:
            assign(path.pk, [enrolment], by=SYSTEM, at=at)
        else:
            make_progress(enrolment, random.choice(courses), due_on=_some_day(random, today))
    deeds = [partial(_one_deed, row, random, at) for row in _two_of(CourseProgress.objects.all(), random)]
    deeds += [partial(_come_or_go, one, random, at) for one in _two_of(Enrolment.objects.all(), random)]
    if random.random() < 0.5:
        steps = _steps(courses, random, today)
        deeds.append(partial(change_path, path.pk, name="S", note="", steps=steps, by=SYSTEM, at=at))
    random.shuffle(deeds)
    for deed in deeds:
        deed()


def _come_or_go(row: Enrolment, random: Random, at: datetime) -> None:
    if row.person.activated_at is None:
        Person.objects.filter(pk=row.person_id).update(activated_at=at)
    elif random.random() < 0.2:
        Enrolment.objects.filter(pk=row.pk, left_at=None).update(left_at=at)


def _two_of(rows: Iterable[Any], random: Random) -> list[Any]:
    rows = list(rows)
    return random.sample(rows, min(2, len(rows)))


def _one_deed(row: CourseProgress, random: Random, at: datetime) -> None:
    today = timezone.localdate(at)
    row.refresh_from_db()
    if row.started_at is None:
        CourseProgress.objects.filter(pk=row.pk).update(started_at=at, last_activity_at=at)
    elif row.completed_at is None and random.random() < 0.4:
        CourseProgress.objects.filter(pk=row.pk).update(last_activity_at=at)
    elif row.completed_at is None and row.due_on and random.random() < 0.5:
        until = max(row.due_on, today) + timedelta(days=5)
        found = extend_deadlines([row.pk], until_on=until, reason="choroba", by=SYSTEM, at=at)
        assert found.moved == (row.enrolment.left_at is None)
    elif row.completed_at is None:
        CourseProgress.objects.filter(pk=row.pk).update(completed_at=at, last_activity_at=at)
    else:
        CourseProgress.rounds.filter(pk=row.pk).update(past=True, counts=False, renews_on=today)
        CourseProgress.objects.create(**row.quad, course_id=row.course_id, round=row.round + 1, given_at=at)


@pytest.mark.rule("R-24")
def test_a_deadline_moved_for_a_whole_path_today_changes_no_past_day(cast) -> None:
    """Later, earlier, away and back, and an extension between; one history for all of them."""
    today = timezone.localdate()
    first, past = today + timedelta(days=5), today - timedelta(days=3)
    with seated(SYSTEM):
        course, anna = make_course(), cast.enrolments["anna"]
        Enrolment.objects.filter(pk=anna.pk).update(enrolled_at=noon(today - timedelta(days=9)))
        path = create_path(cast.project.pk, name="S", note="", steps=[Step(course.pk, first)], by=SYSTEM)
        assign(path.pk, [anna], by=SYSTEM, at=noon(today - timedelta(days=9)))
        settle(noon(today - timedelta(days=9)))
    before = said(cast, "terminy", today=today), said(cast, "terminy", today=today, as_of=past)
    assert first in before[0][0]
    assert first in before[1][0]
    for number, moved in enumerate((first + timedelta(days=9), today, None, first + timedelta(days=2))):
        with seated(SYSTEM):
            steps = [Step(course.pk, moved)]
            change_path(path.pk, name="S", note="", steps=steps, by=SYSTEM, at=timezone.now())
            if number == 1:
                row, until = CourseProgress.objects.get(), first + timedelta(days=1)
                extend_deadlines([row.pk], until_on=until, reason="urlop", by=SYSTEM, at=timezone.now())
        assert said(cast, "terminy", today=today, as_of=past) == before[1]
    assert moved in said(cast, "terminy", today=today)[0]


@pytest.mark.rule("R-24")
def test_a_deadline_that_a_path_gave_today_was_not_there_before(cast) -> None:
    today = timezone.localdate()
    with seated(SYSTEM):
        row = make_progress(cast.enrolments["anna"], make_course())
        Enrolment.objects.filter(pk=row.enrolment_id).update(enrolled_at=noon(today - timedelta(days=9)))
        settle(noon(today - timedelta(days=8)))
        CourseProgress.objects.filter(pk=row.pk).update(due_on=today)
    assert said(cast, "terminy", today=today, as_of=today - timedelta(days=3)) == []
    assert len(said(cast, "terminy", today=today)) == 1


def test_a_deed_of_today_changes_no_past_day(cast) -> None:
    """Negative control: today's report does change."""
    today = timezone.localdate()
    with seated(SYSTEM):
        enrolment = cast.enrolments["anna"]
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=noon(today - timedelta(days=9)))
        row = make_progress(enrolment, make_course(), given_at=noon(today - timedelta(days=8)))
    past = today - timedelta(days=3)
    before = said(cast, "postep", today=today), said(cast, "postep", today=today, as_of=past)
    with seated(SYSTEM):
        CourseProgress.objects.filter(pk=row.pk).update(
            started_at=timezone.now(), completed_at=timezone.now()
        )
    after = said(cast, "postep", today=today), said(cast, "postep", today=today, as_of=past)
    assert before[1] == after[1]
    assert before[0] != after[0]


@pytest.mark.rule("R-24")
def test_who_was_active_before_and_after_a_day_was_active_up_to_it(cast) -> None:
    """Somebody learned ten days ago and again today, signed in between; somebody else left and somebody came since."""
    today = timezone.localdate()
    past, before = today - timedelta(days=5), today - timedelta(days=10)
    with seated(SYSTEM):
        Enrolment.objects.update(enrolled_at=noon(today - timedelta(days=40)))
        Person.objects.update(activated_at=None)
        anna, cezary = cast.enrolments["anna"], cast.enrolments["cezary"]
        row = make_progress(anna, make_course(), given_at=None, started_at=noon(before))
        for day in (before - 20 * DAY, before, today - timedelta(days=7), today):
            CourseProgress.objects.filter(pk=row.pk).update(last_activity_at=noon(day))
        Person.objects.filter(pk=anna.person_id).update(activated_at=noon(past + DAY))
        Enrolment.objects.filter(pk=cezary.pk).update(left_at=noon(past + DAY))
        make_enrolment(cast.project, make_person(cast.zalesie, last_name="Nowa", activated_at=None))

    def read(as_of: date | None) -> tuple[list[object], list[object]]:
        found = said(cast, "aktywnosc", today=today, as_of=as_of, numbers=True)
        people = [line for line in found if len(line) > 2]
        return [(line[0], line[2] and timezone.localdate(line[2]), line[3]) for line in people], [
            line[1] for line in found if len(line) == 2
        ]

    assert read(None) == (
        [("Nowa, Jan", None, None), ("Wrona, Anna", past + DAY, today)],
        [2, 1, 1, 1, 0],
    )
    assert read(past) == (
        [("Dzik, Cezary", None, None), ("Wrona, Anna", None, today - timedelta(days=7))],
        [2, 2, 1, 1, 0],
    )
    long_ago = before - 20 * DAY
    assert read(before - DAY)[0] == [("Dzik, Cezary", None, None), ("Wrona, Anna", None, long_ago)]
    assert [read(day)[1] for day in (long_ago + 7 * DAY, long_ago + 8 * DAY)] == [
        [2, 2, 1, 1, 0],
        [2, 2, 0, 1, 0],
    ]
    [shown] = said(cast, "postep", today=today, as_of=past)
    assert today - timedelta(days=7) in shown
    assert today not in shown


def test_rows_from_before_the_day_was_kept_count_since_the_enrolment(cast) -> None:
    today = timezone.localdate()
    with seated(SYSTEM):
        enrolment = cast.enrolments["anna"]
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=noon(today - timedelta(days=5)))
        make_progress(enrolment, make_course(), given_at=None)
    assert len(said(cast, "postep", today=today, as_of=today - timedelta(days=5))) == 1
    assert said(cast, "postep", today=today, as_of=today - timedelta(days=6)) == []


DEADLINES, GIVEN, ACTIVITY = (
    "Zmiany terminów całej ścieżki",
    "Dzień przydzielenia",
    "Wszystkie dni aktywności",
)


def kept(migration: str, at: datetime) -> None:
    with seated(SYSTEM), as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = %s WHERE name = %s", [at, migration])
        assert cursor.rowcount == 1


@pytest.mark.rule("R-24")
def test_the_page_says_what_it_does_not_know(client, cast) -> None:
    """Each caution up to the day on which this installation began to keep it, and with that day."""
    client.force_login(cast.account("dorota"))
    today = timezone.localdate()
    kept("0041_given_at", noon(today - timedelta(days=6)))
    kept("0043_deadline_changes", noon(today - timedelta(days=3)))
    kept("0045_activity_days", noon(today - timedelta(days=2)))

    def warned(days: int, report: str = "postep") -> str:
        asked = {"na_dzien": (today - timedelta(days=days)).isoformat()} if days else {}
        return client.get(f"/raporty/{report}/", asked).content.decode()

    def found(report: str) -> dict[int, list[bool]]:
        return {
            days: [text in warned(days, report) for text in (DEADLINES, GIVEN, ACTIVITY)]
            for days in (7, 6, 3, 2, 0)
        }

    assert found("postep") == {
        7: [True, True, True],
        6: [True, False, True],
        3: [False, False, True],
        2: [False, False, False],
        0: [False, False, False],
    }
    of_activity = found("aktywnosc")
    assert of_activity == {day: [False, *said[1:]] for day, said in found("postep").items()}
    assert f"{DEADLINES} znamy od {today - timedelta(days=3):%d.%m.%Y}" in warned(4)
    assert f"{ACTIVITY} znamy od {today - timedelta(days=2):%d.%m.%Y}" in warned(3, "aktywnosc")
    assert "Kto odszedł" in warned(2, "aktywnosc")
    past = (today - timedelta(days=3)).isoformat()
    assert 'name="na_dzien"' not in client.get("/raporty/testy/", {"na_dzien": past}).content.decode()


@pytest.mark.parametrize("report", REPORTS)
def test_what_is_not_known_is_asked_once_for_a_page(client, cast, report) -> None:
    client.force_login(cast.account("dorota"))
    past = (timezone.localdate() - timedelta(days=3)).isoformat()
    asked = {}
    for day in ("", past):
        client.get(f"/raporty/{report}/", {"na_dzien": day})
        with CaptureQueriesContext(connection) as said_:
            client.get(f"/raporty/{report}/", {"na_dzien": day})
        asked[day] = len(said_)
    assert asked[past] - asked[""] == 1


@pytest.mark.parametrize("text", ["jutro", "2026-13-40", "9999-01-01", "", "31.02.2026"])
def test_a_day_that_makes_no_sense_is_today(client, cast, text) -> None:
    client.force_login(cast.account("dorota"))
    page = client.get("/raporty/postep/", {"na_dzien": text})
    assert page.status_code == 200
    assert "Wróć do dzisiejszego" not in page.content.decode()
