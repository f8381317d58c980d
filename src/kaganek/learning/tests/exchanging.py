"""A course that holds everything a course can hold, and its files."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from kaganek.core.seats import SYSTEM, Seat
from kaganek.learning.blocks import LessonBody
from kaganek.learning.blocks.sheets import QuizSheet
from kaganek.learning.models import BankQuestion, Course, Lesson, Package, QuizDraft, Rubric, Task
from kaganek.learning.services.bank.categories import ensure_paths
from kaganek.learning.services.bank.questions import add_questions
from kaganek.learning.services.bank.wording import Placed, Wording
from kaganek.learning.services.exchange.arriving import Taking, judge_course, take_course
from kaganek.learning.services.exchange.files import gathered
from kaganek.learning.services.packages import install_package
from kaganek.learning.services.questions import as_items
from kaganek.learning.terms import CourseSource
from kaganek.learning.tests.bodies import body, good
from kaganek.learning.tests.factories import IN_PARTS, KINDS, make_course, make_rubric
from kaganek.lib.courses import write_course
from kaganek.lib.tests.package_files import scorm

ESSAY = ("essay", {"criteria": "Liczy się jasność.", "template": "Szanowna Pani,", "fewest": 20, "most": 200})
PATHS = (("Prawo", "KPA"), ("Prawo",))
POINTS = {"explanation": "Bo tak.", "points": 2}


def blocks(package: Package, task: Task) -> dict[str, Any]:
    """A block of every kind of the palette but a survey, which needs a questionnaire on its shelf."""
    return good() | {
        "check": {"question": "Co dalej?", "options": as_items([
            {"text": "Nic", "correct": False, "feedback": "Nie."}, {"text": "Wszystko", "correct": True, "feedback": "Tak."},
        ])},
        "package": {"title": "", "package": str(package.line)},
        "task": {"task": str(task.pk), "required": True},
    }  # fmt: skip


def sheet(rubric: Rubric, banked: BankQuestion, category: int) -> dict[str, Any]:
    """A question of every kind on the sheet of a quiz, and both ways of taking them from the bank."""
    options = as_items(
        [
            {"text": "tak", "correct": True, "feedback": "Tak."},
            {"text": "nie", "correct": False, "feedback": ""},
        ]
    )
    return {
        "single": {"text": "Które?", "options": options, "shuffle": True, **POINTS},
        "multiple": {"text": "Które z nich?", "options": options, "shuffle": False, **POINTS},
        "truefalse": {"text": "Ziemia jest płaska.", "answer": "false", **POINTS},
        "short": {"text": "Jak?", "accepted": as_items(["mediana", "Mediana"]), "case": True, "diacritics": False, **POINTS},
        "number": {"text": "Ile?", "answer": "12,5", "tolerance": "0", "unit": "dni", "ask_unit": True, "units": as_items(["doby"]), **POINTS},
        "matching": {"text": "Połącz", "pairs": as_items([{"left": "a", "right": "b"}, {"left": "c", "right": "d"}]), **POINTS},
        "ordering": {"text": "Ułóż", "items": as_items(["raz", "dwa"]), **POINTS},
        "gaps": {"text": "Uzupełnij", "sentence": "Do [1] w [2].", "gaps": as_items([
            {"accepted": as_items(["wójta"]), "wrong": as_items(["starosty"])}, {"accepted": as_items(["7 dni"]), "wrong": []},
        ]), **POINTS},
        "matrix": {"text": "Zaznacz", "columns": as_items(["tak", "nie"]), "rows": as_items([{"text": "W1", "right": 2}]), **POINTS},
        "essay": {"text": "Napisz", "rubric": rubric.pk, "fewest": 10, "most": 100, **POINTS},
        "bank": {"question": str(banked.pk)},
        "draw": {"category": str(category), "number": 3},
    }  # fmt: skip


def fill_bank(office_id: int | None = None) -> tuple[BankQuestion, int]:
    """A question of every kind in two categories, and one outside them: that one, and the wider category."""
    held = ensure_paths(PATHS, under=None, office_id=office_id, by=SYSTEM)
    placed = [
        Placed(
            Wording(kind, f"Pytanie {number}: żółć & <b>?", payload, "Wyjaśnienie.", Decimal("1.5"), f"Nazwa {number}"),
            category_id=held[PATHS[number % 2]], tags=("kpa", "pisma"), external_id=f"m{number}",
        )
        for number, (kind, payload) in enumerate([*KINDS, *IN_PARTS, ESSAY])
    ]  # fmt: skip
    alone = Placed(Wording("short", "Samo?", {"accepted": ["tak"]}, "", Decimal(1), "Samo"))
    made = add_questions([*placed, alone], office_id=office_id, by=SYSTEM, at=timezone.now())
    return made[-1], held["Prawo",] or 0


def whole_course(**values: Any) -> Course:
    """A course with two modules that holds everything; call inside seated(SYSTEM)."""
    rubric = make_rubric()
    package = install_package(io.BytesIO(scorm()), filename="obieg.zip", by=SYSTEM, at=timezone.now())
    task = Task.objects.create(
        title="Opisz obieg", instructions="Opisz.\n\nKrótko.", kind="team", most_files=2, hours=Decimal("1.50"), rubric=rubric,
    )  # fmt: skip
    course = make_course(
        lessons=2, title="Wszystko: żółć i „cudzysłów”", hours=Decimal("4.5"), goal="Cel.", **values
    )
    course.validity = {
        "kind": "months",
        "months": 24,
        "month": None,
        "day": None,
        "opens_days": 30,
        "renewal": "whole",
    }
    course.save()
    first, second = Lesson.objects.filter(course=course).order_by("position")
    first.body = body(*blocks(package, task).items())
    second.body = body(("text", "<p>Druga.</p>"), ("image", good()["image"]))
    for lesson in (first, second):
        lesson.save()
        lesson.save_revision()
    banked, category = fill_bank(course.office_id)
    draft = QuizDraft(
        course=course,
        title="Test",
        pass_mark=70,
        attempts=2,
        time_limit=30,
        feedback="now",
        review="last",
        shuffle=True,
    )
    draft.questions = body(*sheet(rubric, banked, category).items())
    draft.save()
    draft.save_revision()
    return course


def written(
    course: Course, path: Path, source: CourseSource = CourseSource.DRAFT, edition: Any = None
) -> Path:
    """The file of a course."""
    leaving = gathered(course, source, edition, at=timezone.now())
    with path.open("wb") as out:
        write_course(out, leaving.data, leaving.sources)
    return path


def taken(path: Path, by: Seat = SYSTEM, *, code: str = "NOWY", office_id: int | None = None) -> Course:
    """The file judged, and taken in."""
    judge_course(path, filename=path.name, office_id=office_id)
    return take_course(path, Taking(code, office_id, uuid4()), filename=path.name, by=by, at=timezone.now())


def contents(path: Path) -> dict[str, bytes]:
    """Every file of a course file but the header of its manifest."""
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(found["kurs.json"])
    del manifest["made"]
    return found | {"kurs.json": json.dumps(manifest).encode()}


EVERY_BLOCK = set(LessonBody().child_blocks) - {"survey"}
EVERY_QUESTION = set(QuizSheet().child_blocks)
