"""Reports on past days: what they say of a day is what they said on that day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseProgress, DeadlineExtension
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.programmes.models import Enrolment
from kaganek.programmes.tests.factories import make_enrolment
from kaganek.reporting.queries.definitions import report_definitions
from kaganek.reporting.queries.reading import Reading

DAYS = 12
KNOWN = ("osoba", "urzad", "szkolenie", "stan", "rozpoczeto", "ukonczono", "termin")


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)


def said(cast, key: str, *, today: date, as_of: date | None = None) -> list[list[object]]:
    """The rows that Dorota reads, without what the past does not know."""
    seat = cast.seat("dorota")
    with seated(seat):
        asked = {"na_dzien": as_of.isoformat()} if as_of else {}
        reading = Reading(report_definitions.get(key), asked, seat=seat, today=today)
        places = [n for n, one in enumerate(reading.spec.export_columns) if one.key in KNOWN]
        return sorted(([line[n] for n in places] for line in reading.lines()), key=str)


@pytest.mark.rule("R-24")
@pytest.mark.parametrize("seed", range(3))
def test_a_past_day_reads_as_it_read_that_day(cast, seed) -> None:
    """Twelve days of random deeds; each evening is noted, and read again when all is over."""
    random, start = Random(seed), timezone.localdate() - timedelta(days=DAYS + 1)
    with seated(SYSTEM):
        courses = [make_course(title=title) for title in ("A", "B")]
    noted = {}
    for number in range(DAYS):
        today = start + timedelta(days=number)
        with seated(SYSTEM):
            _a_day(cast, courses, random, today)
        noted[today] = [said(cast, key, today=today) for key in ("postep", "terminy")]
    assert len({str(one) for one in noted.values()}) > 5  # the days differ
    later = timezone.localdate()
    for day, was in noted.items():
        assert [said(cast, key, today=later, as_of=day) for key in ("postep", "terminy")] == was


def _a_day(cast, courses, random: Random, today: date) -> None:
    """Somebody comes, begins, completes, gets a later deadline or another round."""
    at = noon(today)
    if random.random() < 0.5 or not CourseProgress.objects.exists():
        person = make_person(random.choice((cast.zalesie, cast.borki)))
        give_role(person, Role.LEARNER)
        enrolment = make_enrolment(cast.project, person)
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=at)
        for course in random.sample(courses, random.randint(1, 2)):
            due = random.choice((None, today + timedelta(days=random.randint(-2, 9))))
            make_progress(enrolment, course, due_on=due, given_at=at)
    for row in random.sample(list(CourseProgress.objects.all()), min(2, CourseProgress.objects.count())):
        _one_deed(row, random, at)


def _one_deed(row: CourseProgress, random: Random, at: datetime) -> None:
    today = timezone.localdate(at)
    if row.started_at is None:
        CourseProgress.objects.filter(pk=row.pk).update(started_at=at, last_activity_at=at)
    elif row.completed_at is None and row.due_on and random.random() < 0.5:
        until = row.due_on + timedelta(days=5)
        DeadlineExtension.objects.create(
            **row.quad, progress=row, from_on=row.due_on, until_on=until, reason="choroba", given_at=at
        )
        CourseProgress.objects.filter(pk=row.pk).update(due_on=until)
    elif row.completed_at is None:
        CourseProgress.objects.filter(pk=row.pk).update(completed_at=at, last_activity_at=at)
    else:
        CourseProgress.rounds.filter(pk=row.pk).update(past=True, counts=False, renews_on=today)
        CourseProgress.objects.create(**row.quad, course_id=row.course_id, round=row.round + 1, given_at=at)


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


def test_rows_from_before_the_day_was_kept_count_since_the_enrolment(cast) -> None:
    today = timezone.localdate()
    with seated(SYSTEM):
        enrolment = cast.enrolments["anna"]
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=noon(today - timedelta(days=5)))
        make_progress(enrolment, make_course(), given_at=None)
    assert len(said(cast, "postep", today=today, as_of=today - timedelta(days=5))) == 1
    assert said(cast, "postep", today=today, as_of=today - timedelta(days=6)) == []


def test_the_page_says_what_it_does_not_know(client, cast) -> None:
    client.force_login(cast.account("dorota"))
    past = (timezone.localdate() - timedelta(days=3)).isoformat()
    assert (
        "Terminy zmienione dla całej ścieżki"
        in client.get("/raporty/postep/", {"na_dzien": past}).content.decode()
    )
    assert "Terminy zmienione dla całej ścieżki" not in client.get("/raporty/postep/").content.decode()
    assert "Stan na" not in client.get("/raporty/testy/", {"na_dzien": past}).content.decode()


@pytest.mark.parametrize("text", ["jutro", "2026-13-40", "9999-01-01", "", "31.02.2026"])
def test_a_day_that_makes_no_sense_is_today(client, cast, text) -> None:
    client.force_login(cast.account("dorota"))
    page = client.get("/raporty/postep/", {"na_dzien": text})
    assert page.status_code == 200
    assert "Wróć do dzisiejszego" not in page.content.decode()
