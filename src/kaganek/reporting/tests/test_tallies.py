"""The kept sums say what the rows of progress say, whatever happened to them and in whatever order."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning import rules
from kaganek.learning.models import Course, CourseProgress, ProgressChange
from kaganek.learning.terms import ProgressState
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.reporting.models import Tally
from kaganek.reporting.services.tallies import bring_all_up_to_date
from kaganek.reporting.tests.world import NOW, day, learners, usual

TODAY = day(0)
PART = {ProgressState.DONE: "done", ProgressState.LATE: "late"}
Sums = dict[tuple[int, int | None], tuple[Any, ...]]


def kept() -> Sums:
    rows = Tally.objects.order_by().values_list(
        "office_id", "course_id", "people", "done", "doing", "late", "todo", "last_on"
    )
    return {(office, course): tuple(rest) for office, course, *rest in rows}


def counted(today=TODAY) -> Sums:
    """The same from every row, by the rule in words: nothing of this is the product's SQL."""
    groups: dict[tuple[int, int | None], dict[int, list[CourseProgress]]] = {}
    for row in CourseProgress.objects.all():
        for course in (row.course_id, None):
            groups.setdefault((row.office_id, course), {}).setdefault(row.enrolment_id, []).append(row)
    return {key: _sum(people, today) for key, people in groups.items()}


def _sum(people: dict[int, list[CourseProgress]], today) -> tuple[Any, ...]:
    parts: Counter[str] = Counter(_part(rows, today) for rows in people.values())
    seen = [row.last_activity_at for rows in people.values() for row in rows if row.last_activity_at]
    last = max(seen).astimezone().date() if seen else None
    return (len(people), parts["done"], parts["doing"], parts["late"], parts["todo"], last)


def _part(rows: list[CourseProgress], today) -> str:
    """One person: the whole path as one course whose deadline is the nearest open one."""
    due = min((row.due_on for row in rows if row.due_on and not row.completed_at), default=None)
    begun = any(row.started_at for row in rows)
    state = rules.state(
        completed_at=all(row.completed_at for row in rows), started_at=begun, due_on=due, today=today
    )
    return PART.get(state, "doing" if begun else "todo")


def shake(random: Random, rows: list[CourseProgress]) -> None:
    """Something that happens to progress, through the ORM or past it."""
    one = random.choice(rows)
    at = NOW - timedelta(days=random.randint(0, 3))
    match random.randint(0, 5):
        case 0:
            CourseProgress.objects.filter(pk=one.pk).update(started_at=at, last_activity_at=at)
        case 1:
            CourseProgress.objects.filter(pk=one.pk).update(started_at=at, completed_at=at)
        case 2:
            CourseProgress.objects.filter(course=one.course_id).update(due_on=day(random.randint(-3, 9)))
        case 3:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM learning_courseprogress WHERE id = %s", [one.pk])
            rows.remove(one)
        case 4:
            CourseProgress.objects.filter(pk=one.pk).update(completed_at=None, due_on=None)
        case _:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE learning_courseprogress SET last_activity_at = %s WHERE id = %s", [at, one.pk]
                )


@pytest.mark.parametrize("seed", range(6))
def test_the_sums_say_what_the_rows_say(cast: Cast, seed: int) -> None:
    random = Random(seed)
    with seated(SYSTEM):
        courses = [make_course() for _ in range(3)]
        for where in ("zalesie", "borki"):
            learners(cast, where, 4)
        rows = [
            make_progress(enrolment, course, due_on=random.choice((None, day(-1), day(5), day(40))))
            for enrolment in cast.enrolments.values()
            for course in random.sample(courses, random.randint(1, 3))
        ]
        for _ in range(12):
            for _ in range(random.randint(1, 3)):
                shake(random, rows)
            bring_all_up_to_date(today=TODAY)
            assert kept() == counted()


@pytest.fixture
def shown(cast: Cast) -> tuple[Course, Course]:
    with seated(SYSTEM):
        made = usual(cast)
        bring_all_up_to_date(today=TODAY)
        return made


def test_nothing_is_made_anew_while_nothing_changes(shown, cast: Cast) -> None:
    with seated(SYSTEM):
        before = set(Tally.objects.values_list("pk", flat=True))
        CourseProgress.objects.update(
            lessons_done=1, best_score=50, last_activity_at=NOW
        )  # the same day as before
        CourseProgress.objects.filter(last_activity_at=None).update(lessons_done=2)
        taken = bring_all_up_to_date(today=TODAY)
        # Cezary's other course had seen no activity yet: his office alone is made anew
        assert taken == 1
        untouched = set(Tally.objects.filter(office=cast.zalesie).values_list("pk", flat=True))
        assert untouched <= before


def test_a_passed_deadline_ends_the_sums_by_itself(shown) -> None:
    with seated(SYSTEM):
        assert kept() == counted()
        later = day(4)  # Cezary's deadline is in three days
        assert kept() != counted(later)
        assert bring_all_up_to_date(today=later) == 1
        assert kept() == counted(later)
        assert bring_all_up_to_date(today=later) == 0


def finished(client) -> dict[str, int]:
    rows = client.get("/raporty/projekt/").context["listing"].rows
    return {row["label"]: row["done"] for row in rows}


def test_a_report_sees_a_change_of_the_same_moment(client, shown, cast: Cast) -> None:
    client.force_login(cast.account("dorota"))
    assert finished(client)["Zalesie"] == 0
    with seated(SYSTEM):
        CourseProgress.objects.filter(enrolment=cast.enrolments["anna"]).update(completed_at=NOW)
        assert ProgressChange.objects.exists()
    assert finished(client)["Zalesie"] == 1
    with seated(SYSTEM):
        assert not ProgressChange.objects.exists()


def test_without_its_notes_a_report_would_be_old(client, shown, cast: Cast) -> None:
    """Negative control: the notes are what keeps the report true."""
    client.force_login(cast.account("dorota"))
    with seated(SYSTEM):
        CourseProgress.objects.filter(enrolment=cast.enrolments["anna"]).update(completed_at=NOW)
        ProgressChange.objects.all().delete()
        assert kept() != counted()
    assert finished(client)["Zalesie"] == 0


def test_no_seat_of_an_office_writes_notes_or_sums(cast: Cast) -> None:
    with seated(cast.seat("bogdan")), pytest.raises(ProgrammingError), transaction.atomic():
        Tally.objects.create(
            project=cast.project, office=cast.zalesie, people=1, done=1, doing=0, late=0, todo=0
        )
    with seated(cast.seat("anna")), pytest.raises(ProgrammingError), transaction.atomic():
        ProgressChange.objects.create(project=cast.project, office=cast.zalesie)
