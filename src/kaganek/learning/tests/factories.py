"""Courses, quizzes and progress for tests; nothing here happens by surprise. Call inside `seated(SYSTEM)`."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from kaganek.learning.models import (
    Course,
    CourseModule,
    CourseProgress,
    LearningPath,
    Lesson,
    PathAssignment,
    PathStep,
    Question,
    Quiz,
    Rubric,
)
from kaganek.learning.services.questions import as_items
from kaganek.programmes.models import Enrolment

_number = count(1)

SINGLE = ("single", {"options": [{"id": "a", "text": "A", "correct": True}, {"id": "b", "text": "B", "correct": False}]})  # fmt: skip
KINDS: list[tuple[str, dict[str, Any]]] = [
    SINGLE,
    (
        "multiple",
        {
            "options": [
                {"id": "a", "text": "raz", "correct": True},
                {"id": "b", "text": "dwa", "correct": True},
                {"id": "c", "text": "trzy", "correct": False},
            ]
        },
    ),
    ("truefalse", {"answer": False}),
    ("short", {"accepted": ["mediana"]}),
    ("number", {"answer": "13", "tolerance": "0", "unit": "dni"}),
    (
        "matching",
        {"pairs": [{"id": "1", "left": "L1", "right": "P1"}, {"id": "2", "left": "L2", "right": "P2"}]},
    ),
]
IN_PARTS: list[tuple[str, dict[str, Any]]] = [  # kinds answered in several fields
    ("ordering", {"items": [{"id": "2", "text": "najpierw"}, {"id": "1", "text": "na końcu"}]}),
    (
        "gaps",
        {
            "pieces": [
                "Do ",
                {"id": "1", "accepted": ["wójta"], "wrong": ["starosty"]},
                " w ",
                {"id": "2", "accepted": ["7 dni", "tydzień"], "wrong": []},
                "",
            ]
        },
    ),
    (
        "matrix",
        {
            "columns": [{"id": "a", "text": "tak"}, {"id": "b", "text": "nie"}],
            "rows": [{"id": "1", "text": "W1", "right": "b"}, {"id": "2", "text": "W2", "right": "a"}],
        },
    ),
]
RIGHT: dict[str, Any] = {  # a response that earns every point, by kind
    "single": "a",
    "multiple": ["a", "b"],
    "truefalse": False,
    "short": "Mediana",
    "number": "13",
    "matching": {"1": "1", "2": "2"},
    "ordering": {"2": "1", "1": "2"},
    "gaps": {"1": "wójta", "2": "Tydzień"},
    "matrix": {"1": "b", "2": "a"},
}


def make_course(*, lessons: int = 2, html: str = "<p>Treść lekcji.</p>", **values: Any) -> Course:
    n = next(_number)
    course = Course.objects.create(
        **{
            "code": f"K{n}",
            "title": f"Szkolenie {n}",
            "summary": "Krótki opis.",
            "hours": Decimal(4),
            "published_at": timezone.now(),
        }
        | values
    )
    module = CourseModule.objects.create(course=course, position=1, title="Moduł pierwszy")
    for position in range(1, lessons + 1):
        Lesson.objects.create(
            course=course,
            module=module,
            position=position,
            title=f"Lekcja nr {position}",
            minutes=12,
            html=html,
            live=True,
            first_published_at=timezone.now(),
        )
    return course


def make_quiz(
    course: Course, questions: list[tuple[str, dict[str, Any]]] | None = None, **values: Any
) -> Quiz:
    """A quiz of one point a question; by default one question of each of KINDS."""
    quiz = Quiz.objects.create(course=course, **values)
    for position, (kind, payload) in enumerate(KINDS if questions is None else questions, start=1):
        Question.objects.create(
            quiz=quiz,
            position=position,
            kind=kind,
            text=f"Pytanie nr {position}?",
            payload=payload,
            explanation=f"Wyjaśnienie {position}.",
        )
    return quiz


def make_progress(
    enrolment: Enrolment, course: Course, *, due_on: date | None = None, **values: Any
) -> CourseProgress:
    return CourseProgress.objects.create(
        enrolment=enrolment,
        project_id=enrolment.project_id,
        office_id=enrolment.office_id,
        person_id=enrolment.person_id,
        course=course,
        due_on=due_on,
        **values,
    )


def make_path(enrolment: Enrolment, courses: list[Course], *, in_order: bool = False) -> LearningPath:
    """A path over `courses` assigned to one person; with `in_order` each waits for the one before."""
    path = LearningPath.objects.create(project_id=enrolment.project_id, name=f"Ścieżka {next(_number)}")
    for position, course in enumerate(courses, start=1):
        PathStep.objects.create(path=path, course=course, position=position, after_previous=in_order)
    PathAssignment.objects.create(
        enrolment=enrolment,
        project_id=enrolment.project_id,
        office_id=enrolment.office_id,
        person_id=enrolment.person_id,
        path=path,
        assigned_at=timezone.now(),
    )
    return path


CRITERIA = [
    {"title": "Treść", "levels": [(0, "słabo"), (2, "dobrze"), (4, "bardzo dobrze")]},
    {"title": "Język", "levels": [(0, "trudny"), (2, "prosty")]},
]


def make_rubric(title: str = "Pismo") -> Rubric:
    """A rubric of two criteria, worth 4 and 2 points."""
    body = [
        {
            "type": "criterion",
            "value": {
                "title": one["title"],
                "note": "",
                "levels": as_items(
                    [{"points": points, "title": name, "description": ""} for points, name in one["levels"]]
                ),
            },
        }
        for one in CRITERIA
    ]
    return Rubric.objects.create(title=title, criteria=json.dumps(body))
