"""A course file judged, and taken in as a new course's draft: all of it, or nothing.

Source: rules L-121 (nowy szkic, nigdy na miejsce innego), L-122 (rzeczy wspólne), L-123 (plik z zewnątrz).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from kaganek.core import audit
from kaganek.core.bodies import kept_html
from kaganek.core.seats import Seat
from kaganek.learning.models import Course, CourseModule, Lesson, QuizDraft, Rubric, Task
from kaganek.learning.services import unpacking
from kaganek.learning.services.bank.categories import TooDeep, ensure_paths
from kaganek.learning.services.bank.questions import add_questions
from kaganek.learning.services.bank.wording import Placed
from kaganek.learning.services.exchange.plan import Plan, counts, plan_of, wording_in
from kaganek.learning.services.exchange.putting import Putting, spooled
from kaganek.learning.services.questions import as_items
from kaganek.lib.courses import CourseFile, CourseRefused, Fault, opened_course
from kaganek.lib.courses.fields import Field, Nullable, Refer, Rich, Rows, Struct
from kaganek.lib.courses.kinds import BLOCKS, QUESTIONS
from kaganek.lib.courses.model import BANK, MOST_FAULTS, QUIZ, Json
from kaganek.lib.packages import check_package, explain
from kaganek.lib.pictures import picture_fault

MOST_PICTURE = 20 * 2**20  # bytes
CLEANED = "usuniemy znaczniki, których edytor nie zna (zostaną same słowa)"


class CodeTaken(Exception):
    """Another course has this code."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that may come in: what would come, and what to know before."""

    facts: Json


def judge_course(path: Path, *, filename: str, office_id: int | None) -> Judged:
    """Look at everything a course file holds; nothing is written. Raises CourseRefused.

    office_id   whose course it would be; None for the programme's.
    """
    with opened_course(path, filename=filename) as file:
        faults = list(_file_faults(file))
        if faults:
            raise CourseRefused(*faults[:MOST_FAULTS])
        plan = plan_of(file.data, office_id=office_id)
        for place, body in _bodies(file.data):
            _Reader(plan, _Nowhere(), place, tell=True).blocks(body)
        return Judged(counts(file.data, plan))


def _bodies(data: Any) -> Iterator[tuple[str, list[Json]]]:
    for path, lesson in data.lessons.items():
        yield path, lesson["blocks"]
    if data.quiz:
        yield QUIZ, data.quiz["questions"]


def _file_faults(file: CourseFile) -> Iterator[Fault]:
    """Pictures that are none, packages that could not be unpacked."""
    for path, one in file.data.files.items():
        if one["kind"] == "image":
            if file.size(path) > MOST_PICTURE:
                yield Fault(
                    path,
                    "Obraz jest za duży: może mieć najwyżej 20 MB.",
                    "Zmniejsz go i wstaw do szkolenia jeszcze raz.",
                )
            elif said := picture_fault(b"".join(file.chunks(path)), ending=path.rpartition(".")[2]):
                yield Fault(path, said.message, said.way_out)
        elif one["kind"] == "package":
            yield from _package_faults(file, path)


def _package_faults(file: CourseFile, path: str) -> Iterator[Fault]:
    with spooled(file, path) as stream:
        verdict = check_package(stream, filename=path, contents=True)
    for found in verdict.faults:
        words = explain(found)
        where = path if found.file in ("", path) else f"{path}: {found.file}"
        yield Fault(where, words.message, words.way_out)


@dataclass(frozen=True, slots=True)
class Taking:
    """Where a course goes: its code here, its owner, and the name its files on the disk hang on."""

    code: str
    office_id: int | None
    key: UUID


def take_course(path: Path, taking: Taking, *, filename: str, by: Seat, at: datetime) -> Course:
    """Take a judged file in as the draft of a new course; nobody reads it before it is made ready and published.

    Raises CourseRefused, CodeTaken, TooDeep; then nothing is kept, neither rows nor files.
    """
    putting = Putting(taking.office_id, by=by, at=at)
    try:
        with opened_course(path, filename=filename) as file, transaction.atomic():
            faults = list(_file_faults(file))
            if faults:
                raise CourseRefused(*faults[:MOST_FAULTS])
            return _taken(file, taking, putting, by=by, at=at)
    except BaseException:
        _undo(putting)
        raise


def _undo(putting: Putting) -> None:
    """Files are no part of a transaction."""
    for name in putting.stored:
        default_storage.delete(name)
    for folder in putting.folders:
        shutil.rmtree(unpacking.root() / folder, ignore_errors=True)
        unpacking.waiting(folder).unlink(missing_ok=True)


def _taken(file: CourseFile, taking: Taking, putting: Putting, *, by: Seat, at: datetime) -> Course:
    data = file.data
    course = _course(data.course, taking)
    plan = plan_of(data, office_id=taking.office_id)
    there = _There(plan)
    there.rubrics = {key: pk or _rubric(key, data.rubrics, plan) for key, pk in plan.rubrics.items()}
    there.tasks = {key: pk or _task(key, data.tasks, there) for key, pk in plan.tasks.items()}
    _fill_bank(there, plan, taking, by=by, at=at)
    for path, one in data.files.items():
        there.files[path] = putting.put(file, path, one, folder=uuid5(taking.key, path).hex)
    _lessons(course, data, plan, there)
    if data.quiz:
        _quiz(course, data.quiz, plan, there)
    audit.record(by, "learning.course_import", course, code=data.made["code"])
    return course


def _course(said: Json, taking: Taking) -> Course:
    if Course.objects.filter(code=taking.code).exists():
        raise CodeTaken
    try:
        with transaction.atomic():
            made: Course = Course.objects.create(
                office_id=taking.office_id, code=taking.code, title=said["title"], short_title=said["short_title"],
                summary=said["summary"], goal=said["goal"], hours=Decimal(said["hours"]),
                review_required=said["review_required"], validity=said["validity"] or {},
            )  # fmt: skip
    except IntegrityError:  # a course of another office, which this seat does not see
        raise CodeTaken from None
    return made


def _rubric(key: str, rows: Any, plan: Plan) -> int:
    said = next(one for one in rows if one["key"] == key)
    criteria = [
        {
            "type": "criterion",
            "value": {"title": one["title"], "note": one["note"], "levels": as_items(one["levels"])},
        }
        for one in said["criteria"]
    ]
    title = plan.renamed.get(key, said["title"])
    return Rubric.objects.create(title=title, note=said["note"], criteria=json.dumps(criteria)).pk


def _task(key: str, rows: Any, there: _There) -> int:
    said = {
        name: value for name, value in next(one for one in rows if one["key"] == key).items() if name != "key"
    }
    rubric = there.rubrics[said.pop("rubric")] if said["rubric"] else said.pop("rubric")
    made = Task.objects.create(**said | {"hours": Decimal(said["hours"])}, rubric_id=rubric)
    return made.pk


def _fill_bank(there: _There, plan: Plan, taking: Taking, *, by: Seat, at: datetime) -> None:
    """Categories and questions that are not here yet; all others are only named."""
    bank = plan.bank
    wanted = {path for path in bank.paths.values() if path}
    held = ensure_paths(wanted, under=None, office_id=taking.office_id, by=by) if wanted else {}
    there.categories = {old: held[new] for old, new in bank.paths.items()}
    placed = [
        Placed(
            wording_in(row), category_id=there.categories.get(tuple(row["category"])), tags=tuple(row["tags"]),
            external_id=row["external_id"],
        )
        for row in bank.add
    ]  # fmt: skip
    made = (
        add_questions(placed, office_id=taking.office_id, by=by, at=at, note="Ze szkolenia z pliku")
        if placed
        else []
    )
    there.questions = bank.reuse | {row["key"]: one.pk for row, one in zip(bank.add, made, strict=True)}


def _lessons(course: Course, data: Any, plan: Plan, there: _There) -> None:
    """Drafts, in their modules; Any: CourseData, whose values are JSON."""
    position = 0
    for number, said in enumerate(data.course["modules"], start=1):
        module = CourseModule.objects.create(course=course, position=number, title=said["title"])
        for path in said["lessons"]:
            position += 1
            lesson = data.lessons[path]
            body = _Reader(plan, there, path).blocks(lesson["blocks"])
            made = Lesson(
                course=course, module=module, position=position, title=lesson["title"], minutes=lesson["minutes"],
                body=json.dumps(body), live=False,
            )  # fmt: skip
            made.save()
            made.save_revision()


def _quiz(course: Course, said: Json, plan: Plan, there: _There) -> None:
    names = ("title", "pass_mark", "attempts", "time_limit", "feedback", "review", "shuffle")
    questions = json.dumps(_Reader(plan, there, QUIZ).blocks(said["questions"]))
    draft = QuizDraft(course=course, live=False, questions=questions, **{name: said[name] for name in names})
    draft.save()
    draft.save_revision()


class _LeftOut(Exception):
    """A block that cannot come; the plan has said so."""


@dataclass
class _There:
    """What the file names, as it is in our tables."""

    plan: Plan
    rubrics: dict[str, int] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    categories: dict[Any, int | None] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)

    def named(self, to: str, key: str) -> Any:
        if to == "survey":
            return key
        if to == "task":
            return str(self.tasks[key])
        if to == "question":
            return str(self.questions[key])
        return self.rubrics[key] if to == "rubric" else self.files[key]

    def category(self, path: list[str]) -> str:
        return str(self.categories[tuple(path)])


class _Nowhere:
    """While a file is only judged, nothing it names has a number yet."""

    def named(self, to: str, key: str) -> Any:
        return key

    def category(self, path: list[str]) -> str:
        return ""


class _Reader:
    """Blocks of one file of the course as a body keeps them; rich text is cleaned like an author's."""

    def __init__(self, plan: Plan, there: _There | _Nowhere, file: str, *, tell: bool = False) -> None:
        self.plan, self.there, self.file, self.tell = plan, there, file, tell
        self.word = "Pozycja" if file == QUIZ else "Blok"
        self.shapes: Mapping[str, Field] = QUESTIONS if file == QUIZ else BLOCKS

    def blocks(self, blocks: list[Json]) -> list[Json]:
        found = []
        for number, one in enumerate(blocks, start=1):
            try:
                value = self._value(self.shapes[one["kind"]], one, number)
            except _LeftOut:
                continue
            found.append({"type": one["kind"], "id": one["id"], "value": value})
        return found

    def _value(self, shape: Field, one: Json, number: int) -> Any:
        if one["kind"] == "draw":
            return {
                "category": self.there.category(one["value"]["category"]),
                "number": one["value"]["number"],
            }
        return self._of(shape, one["value"], number)

    def _of(self, shape: Field, value: Any, number: int) -> Any:
        if isinstance(shape, Refer):
            return self._refer(shape.to, value)
        if isinstance(shape, Rich):
            return self._rich("".join(value), number)
        if isinstance(shape, Struct):
            return {name: self._of(one, value[name], number) for name, one in shape.must.items()}
        if isinstance(shape, Rows):
            return as_items([self._of(shape.of, one, number) for one in value])
        return _table(value) if isinstance(shape, Nullable) else value

    def _refer(self, to: str, key: Any) -> Any:
        if key is None:
            return "" if to in ("package", "task", "survey", "question") else None
        if (to, key) in self.plan.missing:
            raise _LeftOut
        return self.there.named(to, key)

    def _rich(self, source: str, number: int) -> str:
        kept = kept_html(source)
        if self.tell and kept != source:
            self.plan.remark(self.file, f"{self.word} {number}: {CLEANED}.")
        return kept


def _table(value: Any) -> Any:
    if value is None:
        return None
    columns = [{"type": "text", "heading": head} for head in value["heads"]]
    return {
        "columns": columns,
        "rows": [{"values": row} for row in value["rows"]],
        "caption": value["caption"],
    }


def deep(fault: TooDeep) -> Fault:
    """Categories of the file too deep for a bank, in words."""
    return Fault(
        BANK,
        "Kategorie leżą zbyt głęboko: najwyżej 10 poziomów.",
        "Przenieś je wyżej w banku, z którego pochodzą.",
    )


def for_office(by: Seat, office_id: int | None) -> Seat:
    """The same seat at the shelf of that office; for commands, which say the office in words."""
    return replace(by, offices=(office_id,)) if office_id is not None else by
