"""Days of activity, which the database itself keeps for reports on past days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.cast import NAMES, Cast
from tests.isolation.walls import as_owner

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import ActivityDay, CourseProgress, Lesson, LessonVisit
from kaganek.learning.services.path_kinds import take_course_back
from kaganek.learning.tests.factories import make_course, make_path, make_progress

NOON = datetime(2026, 7, 15, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def row(cast: Cast) -> CourseProgress:
    with seated(SYSTEM):
        course = make_course()
        make_path(cast.enrolments["anna"], [course])
        return make_progress(cast.enrolments["anna"], course)


def active(row: CourseProgress, *moments: datetime | None) -> None:
    for at in moments:
        CourseProgress.objects.filter(pk=row.pk).update(last_activity_at=at)


def days(row: CourseProgress) -> list[date]:
    return list(ActivityDay.objects.filter(progress=row).order_by("pk").values_list("day", flat=True))


def asked() -> int:
    """How many times somebody wanted to add a day, also one that is there."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM learning_activityday_id_seq"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.rule("R-24")
def test_the_first_activity_of_a_day_is_kept_and_the_rest_costs_nothing(cast, row) -> None:
    with seated(SYSTEM):
        assert days(row) == []
        active(row, NOON)
        before = asked()
        active(row, NOON + timedelta(hours=1), NOON + timedelta(hours=5))
        CourseProgress.objects.filter(pk=row.pk).update(lessons_done=2)
        assert asked() == before
        active(row, NOON + DAY)
        assert asked() == before + 1
        assert days(row) == [NOON.date(), NOON.date() + DAY]
        [kept] = ActivityDay.objects.filter(progress=row, day=NOON.date())
        assert kept.quad == row.quad


def test_a_day_is_kept_once_though_the_clock_goes_back_and_forth(cast, row) -> None:
    with seated(SYSTEM):
        active(row, NOON, NOON - 3 * DAY, NOON, None, NOON)
        assert days(row) == [NOON.date(), NOON.date() - 3 * DAY]


def test_a_day_ends_at_midnight_in_poland(cast, row) -> None:
    midnight = datetime(2026, 7, 15, 22, tzinfo=UTC)
    with seated(SYSTEM):
        active(row, midnight - timedelta(seconds=1), midnight)
        assert days(row) == [date(2026, 7, 15), date(2026, 7, 16)]


def test_a_row_that_comes_with_activity_brings_its_day(cast) -> None:
    with seated(SYSTEM):
        came = make_progress(cast.enrolments["anna"], make_course(), last_activity_at=NOON)
        assert days(came) == [NOON.date()]


def test_what_was_kept_goes_with_its_course(cast, row) -> None:
    with seated(SYSTEM):
        active(row, NOON)
        other = make_progress(cast.enrolments["cezary"], row.course, last_activity_at=NOON)
        assert take_course_back(row.course_id, cast.enrolments["anna"], SYSTEM)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert [kept.progress_id for kept in ActivityDay.objects.all()] == [other.pk]


COLUMNS = "progress_id, enrolment_id, project_id, office_id, person_id, day"
DEEDS = (
    "UPDATE learning_activityday SET day = day - 1",
    "DELETE FROM learning_activityday",
    f"INSERT INTO learning_activityday ({COLUMNS}) VALUES (1, 1, 1, 1, 1, '2020-01-01')",
)


@pytest.mark.parametrize("who", [*NAMES, "system"])
def test_nobody_writes_the_history(cast, row, who) -> None:
    seat: Seat = SYSTEM if who == "system" else cast.seat(who)
    with seated(SYSTEM):
        active(row, NOON)
    for deed in DEEDS:
        with (
            seated(seat),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(deed)


@pytest.mark.parametrize(
    ("who", "seen"),
    [("bogdan", {"anna"}), ("celina", {"cezary"}), ("dorota", {"anna", "cezary"}), ("daniel", set()), ("anna", None)],
)  # fmt: skip
def test_who_reads_it(cast, row, who, seen) -> None:
    """Offices and projects their own; a person reads the row of progress instead."""
    with seated(SYSTEM):
        active(row, NOON)
        make_progress(cast.enrolments["cezary"], row.course, last_activity_at=NOON)
    with seated(cast.seat(who)), transaction.atomic():
        if seen is None:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                ActivityDay.objects.exists()
            return
        assert set(ActivityDay.objects.values_list("person__login", flat=True)) == seen
        with connection.cursor() as cursor:  # the database says so itself
            cursor.execute("SELECT count(*) FROM learning_activityday")
            assert cursor.fetchone() == (len(seen),)


def test_of_days_before_it_was_kept_traces_are_read(cast, row) -> None:
    """What the migration fills in: nothing later than the last activity that is known, and no day twice."""
    earlier = import_module("kaganek.learning.migrations.0045_activity_days").EARLIER
    with seated(SYSTEM):
        CourseProgress.objects.filter(pk=row.pk).update(
            started_at=NOON - 9 * DAY, completed_at=NOON - DAY, last_activity_at=NOON
        )
        LessonVisit.objects.create(
            progress=row, lesson=Lesson.objects.filter(course=row.course_id)[0],
            opened_at=NOON - 4 * DAY, finished_at=NOON + DAY, **row.quad,
        )  # fmt: skip
        silent = make_progress(cast.enrolments["cezary"], row.course)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM learning_activityday")
            cursor.execute(earlier)
        assert sorted(days(row)) == [NOON.date() - number * DAY for number in (9, 4, 1, 0)]
        assert days(silent) == []
