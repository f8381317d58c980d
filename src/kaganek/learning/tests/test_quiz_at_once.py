"""The worker's clock and the owner end the same attempt in the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from tests import databases, live
from tests.cast import Cast, assemble

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Attempt
from kaganek.learning.services import quiz as deeds
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz

TURNS = 5


def one_turn(cast: Cast, course_id: int) -> tuple[list[str], Attempt]:
    anna, start = cast.seat("anna"), Barrier(2)
    with seated(anna):
        attempt = deeds.start_attempt(course_id, by=anna, at=timezone.now() - timedelta(hours=1))

    def owner() -> str:
        start.wait(10)
        try:
            with seated(anna):
                deeds.finish_attempt(attempt.pk, by=anna, at=timezone.now())
            return "owner"
        except deeds.AttemptClosed:
            return "late"
        finally:
            connection.close()

    def clock() -> str:
        start.wait(10)
        try:
            return f"clock {deeds.close_expired(at=timezone.now())}"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as hands:
        told = [one.result(30) for one in (hands.submit(owner), hands.submit(clock))]
    with seated(SYSTEM):
        return told, Attempt.objects.get(pk=attempt.pk)


@pytest.mark.rule("L-68")
def test_whoever_comes_first_it_is_finished_once_at_its_end(django_db_setup, django_db_blocker) -> None:
    with (
        django_db_blocker.unblock(),
        databases.clone("quiz_at_once") as made,
        live.inside(made),
    ):
        with seated(SYSTEM):
            cast = assemble()
            course = make_course(lessons=1)
            make_quiz(course, [SINGLE] * 3, attempts=TURNS, time_limit=1)
            make_progress(cast.enrolments["anna"], course)
        for turn in range(1, TURNS + 1):
            told, held = one_turn(cast, course.pk)
            assert told in (["owner", "clock 0"], ["late", "clock 1"])
            assert held.finished_at == held.closes_at
            with seated(SYSTEM):
                assert AuditEntry.objects.filter(deed="attempt finished").count() == turn
