"""Courses of the demonstration as files: what the product ships, it also takes back; and what is answered in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, Question
from kaganek.learning.services.content import install_course
from kaganek.learning.services.exchange.arriving import judge_course
from kaganek.learning.terms import CourseSource
from kaganek.learning.tests.exchanging import written
from kaganek.questionnaires.rules.answers import is_shaped, score
from kaganek.site.demo.answering import answer_to
from kaganek.site.demo.history import attempts_of

CONTENT = Path(__file__).parents[1] / "demo" / "content"
COURSES = sorted(
    path for path in CONTENT.rglob("*.json") if {"modules", "quiz"} <= {*json.loads(path.read_text())}
)
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def install(path: Path) -> Course:
    return install_course(json.loads(path.read_text()), files=CONTENT, at=AT)


def test_the_courses_are_found() -> None:
    assert {path.stem for path in COURSES} >= {"pdu", "rodo", "prosty-jezyk", "dostepnosc", "pismo"}


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
def test_a_course_of_the_demonstration_written_to_a_file_may_come_in_again(
    world, settings, tmp_path, path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with seated(SYSTEM):
        course = install(path)
        file = written(course, tmp_path / "szkolenie.zip", CourseSource.READY)

        assert judge_course(file, filename=file.name, office_id=None).facts["title"] == course.title


@pytest.mark.parametrize("name", ["pdu", "rodo", "prosty-jezyk", "dostepnosc"])
def test_attempts_of_those_who_completed_have_the_answers_that_explain_them(
    cast, settings, tmp_path, name: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with seated(SYSTEM):
        course = install(CONTENT / f"{name}.json")
        quad = {"enrolment": cast.enrolments["anna"], "course": course, "edition": course.current}
        rows = [
            CourseProgress(**quad, best_score=score, completed_at=AT)
            for score in (60, 80, 100)
            for _ in range(9)
        ]
        answers = attempts_of(rows, [course])

    for row in rows:
        *before, last = {
            id(one.attempt): one.attempt for one in answers if one.attempt.progress is row
        }.values()
        assert (last.passed, last.score, last.finished_at) == (True, row.best_score, AT)
        assert not any(one.passed for one in before)
        for one in (*before, last):
            assert one.points == sum(given.points for given in answers if given.attempt is one)
            assert timedelta(minutes=4) <= one.finished_at - one.started_at <= timedelta(minutes=26)
    assert any(one.attempt.number == 2 for one in answers)


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
def test_people_of_the_demonstration_answer_its_questions_rightly_or_wrongly(
    world, settings, tmp_path, path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with seated(SYSTEM):
        questions = list(Question.objects.filter(quiz__course=install(path)))

    for one in questions:
        right, wrong = (answer_to(one, lucky=lucky) for lucky in (True, False))
        assert is_shaped(one.kind, one.payload, wrong), one
        assert score(one.kind, one.payload, right, one.points) == one.points, one
        assert score(one.kind, one.payload, wrong, one.points) <= one.points / 2, one
