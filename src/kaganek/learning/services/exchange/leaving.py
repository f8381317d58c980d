"""A course as the words of its file: no numbers of rows, no people, nothing that another platform could not read.

Source: rule L-120 (szkolenie w jednym pliku).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.utils.text import slugify
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.rich_text import expand_db_html

from kaganek.core.bodies import kept_html
from kaganek.learning.models import (
    BankCategory,
    BankQuestion,
    Course,
    CourseValidity,
    Package,
    QuizDraft,
    Rubric,
    Task,
)
from kaganek.learning.queries.bank import Path as CategoryPath
from kaganek.learning.queries.bank import paths_of, questions_to_draw, within
from kaganek.learning.queries.packages import ready_packages
from kaganek.learning.services import unpacking
from kaganek.learning.services.exchange.sources import Written
from kaganek.learning.terms import PackageKind
from kaganek.lib.courses import CourseData, zipped_again
from kaganek.lib.courses import fields as kinds_of
from kaganek.lib.courses.fields import Field, Nullable, Refer, Rich, Rows, Struct, rich_lines
from kaganek.lib.courses.kinds import BLOCKS, QUESTIONS
from kaganek.lib.courses.model import LESSONS, MEDIA, PACKAGES, QUIZ
from kaganek.lib.courses.writing import Source
from kaganek.lib.names import fold

PIECE = 2**18
VALIDITY = ("kind", "months", "month", "day", "opens_days", "renewal")


class LeftOut(Exception):
    """A block or question that the file cannot hold; the sentence says why."""


@dataclass
class Leaving:
    """A course ready to be written: its words, where the bytes of its files are, what was left out."""

    data: CourseData
    sources: dict[str, Source] = field(default_factory=dict)
    remarks: list[dict[str, str]] = field(default_factory=list)


def course_leaving(course: Course, written: Written, *, source: str, at: datetime, program: str) -> Leaving:
    """Gather a course for its file. source: how the words were chosen, for the header of the file."""
    way = _Way()
    modules: list[dict[str, Any]] = []
    lessons: dict[str, Any] = {}
    for number, one in enumerate(written.lessons, start=1):
        path = f"{LESSONS}{number:02d}-{_slug(one.title)}.json"
        lessons[path] = {
            "title": one.title, "minutes": one.minutes,
            "blocks": way.stream(one.body, BLOCKS, path, "Blok"),
        }  # fmt: skip
        modules[_module(modules, one.module, one.title_of_module)]["lessons"].append(path)
    for key, title in written.empty_modules:
        _module(modules, key, title)
    said = {
        "title": course.title, "short_title": course.short_title, "summary": course.summary, "goal": course.goal,
        "hours": f"{course.hours:f}", "review_required": course.review_required, "validity": _validity(course),
        "modules": [{"title": one["title"], "lessons": one["lessons"]} for one in modules],
    }  # fmt: skip
    quiz = way.quiz(written.quiz) if written.quiz else None
    made = {"at": at.isoformat(timespec="seconds"), "program": program, "code": course.code, "source": source}
    data = CourseData(
        made=made, course=said, lessons=lessons, quiz=quiz, bank=list(way.bank.values()),
        tasks=list(way.tasks.values()), rubrics=list(way.rubrics.values()), files=way.files,
    )  # fmt: skip
    return Leaving(data, way.sources, way.remarks)


def _module(modules: list[dict[str, Any]], key: Any, title: str) -> int:
    """The place of a module, added when it is new."""
    for place, one in enumerate(modules):
        if one["key"] == key:
            return place
    modules.append({"key": key, "title": title, "lessons": []})
    return len(modules) - 1


def _validity(course: Course) -> dict[str, Any] | None:
    """What the authors advise; else what every project that has the course agrees on."""
    if course.validity:
        return {name: course.validity[name] for name in VALIDITY}
    rows = {tuple(row) for row in CourseValidity.objects.filter(course=course).values_list(*VALIDITY)}
    return dict(zip(VALIDITY, rows.pop(), strict=True)) if len(rows) == 1 else None


def _slug(title: str) -> str:
    return slugify(fold(title))[:60].strip("-") or "bez-tytulu"


class _Way:
    """What has been met on the way through a course, each thing once and under a key of its own."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, Source] = {}
        self.remarks: list[dict[str, str]] = []
        self.bank: dict[int, dict[str, Any]] = {}
        self.rubrics: dict[int, dict[str, Any]] = {}
        self.tasks: dict[int, dict[str, Any]] = {}
        self._met: dict[tuple[str, Any], str] = {}
        self._categories: list[BankCategory] | None = None

    # -- blocks and questions

    def stream(self, body: Any, shapes: Mapping[str, Field], file: str, word: str) -> list[dict[str, Any]]:
        """Blocks of a body; Any: Wagtail ships no types."""
        found = []
        for number, block in enumerate(body, start=1):
            raw = block.block.get_prep_value(block.value)
            try:
                found.append(
                    {"kind": block.block_type, "id": str(block.id), "value": self._of(block, raw, shapes)}
                )
            except LeftOut as why:
                self.remarks.append({"file": file, "message": f"{word} {number}: {why}"})
        return found

    def _of(self, block: Any, raw: Any, shapes: Mapping[str, Field]) -> Any:
        if block.block_type == "draw":
            return self._draw(raw)
        shape = shapes.get(block.block_type)
        if shape is None:
            raise LeftOut("Pliki szkoleń nie znają jeszcze tego rodzaju treści.")
        return self.value(shape, raw)

    def value(self, shape: Field, raw: Any) -> Any:
        """One value as the file says it."""
        if isinstance(shape, Refer):
            return self._named(shape.to, raw)
        if isinstance(shape, Rich):
            return rich_lines(kept_html(expand_db_html(raw or "")))
        if isinstance(shape, Rows):
            return [self.value(shape.of, one["value"]) for one in raw or ()]
        if isinstance(shape, Struct):
            return {name: self.value(one, (raw or {}).get(name)) for name, one in shape.must.items()}
        if isinstance(shape, Nullable):
            return self._table(raw)
        return _plain(shape, raw)

    def _table(self, raw: Any) -> Any:
        if not raw or not raw["columns"]:
            return None
        heads = [column["heading"] or "" for column in raw["columns"]]
        rows = [["" if cell is None else str(cell) for cell in row["values"]] for row in raw["rows"]]
        return {"caption": raw.get("caption") or "", "heads": heads, "rows": rows}

    def _named(self, to: str, raw: Any) -> Any:
        """The key of what a value points at, which goes into the file once."""
        if raw in (None, ""):
            return None
        if (to, raw) not in self._met:
            self._met[to, raw] = _NAMERS[to](self, raw)
        return self._met[to, raw]

    # -- files

    def _path(self, folder: str, title: str, ending: str) -> str:
        stem, number = f"{folder}{_slug(title)}", 1
        path = f"{stem}.{ending}"
        while path in self.files:
            number += 1
            path = f"{stem}-{number}.{ending}"
        return path

    def image(self, pk: int) -> str:
        found: Any = Image.objects.filter(pk=pk).first()
        if found is None:
            raise LeftOut("Obrazu już nie ma.")
        said = {"kind": "image", "title": found.title, "description": found.description}
        return self._kept(found, Path(found.file.name).suffix.lower().lstrip("."), said)

    def document(self, pk: int) -> str:
        found: Any = Document.objects.filter(pk=pk).first()
        if found is None:
            raise LeftOut("Pliku już nie ma.")
        return self._kept(found, found.file_extension.lower(), {"kind": "document", "title": found.title})

    def _kept(self, found: Any, ending: str, said: dict[str, Any]) -> str:
        """A file of the content editor; the same bytes under the same words go once."""
        mark = ("same", (found.get_file_hash(), ending, *said.values()))
        if mark not in self._met:
            path = self._met[mark] = self._path(MEDIA, found.title, ending)
            self.files[path] = {"path": path, **said}
            self.sources[path] = _stored(found.file)
        return self._met[mark]

    def package(self, line: str) -> str:
        found: Package | None = ready_packages().filter(line=line).first()
        if found is None:
            raise LeftOut("Paczki nie ma albo nie jest gotowa.")
        path = self._path(PACKAGES, found.title, "h5p" if found.kind == PackageKind.H5P else "zip")
        self.files[path] = {"path": path, "kind": "package", "title": found.title}
        self.sources[path] = _packed(unpacking.root() / found.folder)
        return path

    # -- things of the programme

    def task(self, pk: Any) -> str:
        found = Task.objects.filter(pk=pk, project=None).select_related("rubric").first()
        if found is None:
            raise LeftOut("Zadania już nie ma.")
        key = f"z{len(self.tasks) + 1}"
        self.tasks[found.pk] = {
            "key": key, "title": found.title, "instructions": found.instructions, "kind": found.kind,
            "wants_text": found.wants_text, "most_files": found.most_files, "hours": f"{found.hours:f}",
            "rubric": self._named("rubric", found.rubric_id),
        }  # fmt: skip
        return key

    def rubric(self, pk: int) -> str:
        found = Rubric.objects.filter(pk=pk).first()
        if found is None:
            raise LeftOut("Kryteriów oceny już nie ma.")
        key = f"k{len(self.rubrics) + 1}"
        self.rubrics[found.pk] = {"key": key, **rubric_said(found)}
        return key

    def survey(self, name: str) -> str:
        return name

    # -- the bank

    def question(self, pk: Any) -> str:
        found = BankQuestion.objects.filter(pk=pk, retired_at=None).select_related("current").first()
        if found is None or found.current is None:
            raise LeftOut("Pytania nie ma już w banku albo jest wycofane.")
        return self._banked(found)

    def _draw(self, raw: Any) -> dict[str, Any]:
        category = BankCategory.objects.filter(pk=raw["category"] or 0).first()
        if category is None:
            raise LeftOut("Kategorii, z której test losuje, już nie ma.")
        inside = within(category.pk, self._bank_of(category.office_id))
        pool = questions_to_draw(inside, office_id=category.office_id).exclude(current=None)
        keys = [self._banked(one) for one in pool]
        return {
            "category": list(self._paths()[category.pk]), "number": raw["number"], "questions": keys,
        }  # fmt: skip

    def _banked(self, one: BankQuestion) -> str:
        if one.pk not in self.bank:
            said: Any = one.current
            self.bank[one.pk] = {
                "key": f"p{len(self.bank) + 1}", "category": list(self._paths().get(one.category_id or 0, ())),
                "tags": list(one.tags), "external_id": one.external_id, "name": said.name, "kind": said.kind,
                "text": said.text, "payload": said.payload, "explanation": said.explanation,
                "points": f"{said.points.normalize():f}",
            }  # fmt: skip
        return str(self.bank[one.pk]["key"])

    def _bank_of(self, office_id: int | None) -> list[BankCategory]:
        return [one for one in self._every_category() if one.office_id == office_id]

    def _every_category(self) -> list[BankCategory]:
        if self._categories is None:
            self._categories = list(BankCategory.objects.all())
        return self._categories

    def _paths(self) -> dict[int, CategoryPath]:
        return paths_of(self._every_category())

    # -- the quiz

    def quiz(self, draft: QuizDraft) -> dict[str, Any]:
        return {
            "title": draft.title, "pass_mark": draft.pass_mark, "attempts": draft.attempts,
            "time_limit": draft.time_limit, "feedback": draft.feedback, "review": draft.review,
            "shuffle": draft.shuffle, "questions": self.stream(draft.questions, QUESTIONS, QUIZ, "Pozycja"),
        }  # fmt: skip


_NAMERS: Mapping[str, Callable[[_Way, Any], str]] = {
    "image": _Way.image,
    "document": _Way.document,
    "package": _Way.package,
    "task": _Way.task,
    "rubric": _Way.rubric,
    "survey": _Way.survey,
    "question": _Way.question,
}


def rubric_said(rubric: Rubric) -> dict[str, Any]:
    """A rubric as the file says it, without a key."""
    return {
        "title": rubric.title, "note": rubric.note,
        "criteria": [
            {
                "title": one.value["title"], "note": one.value["note"] or "",
                "levels": [
                    {"points": level["points"], "title": level["title"], "description": level["description"] or ""}
                    for level in one.value["levels"]
                ],
            }
            for one in rubric.criteria
        ],
    }  # fmt: skip


def _plain(shape: Field, raw: Any) -> Any:
    if isinstance(shape, kinds_of.Flag):
        return bool(raw)
    if isinstance(shape, kinds_of.Whole):
        return raw
    return "" if raw is None else str(raw)


def _stored(file: Any) -> Source:
    """The bytes of a file of the content editor. Any: Wagtail ships no types."""

    def pieces() -> Iterator[bytes]:
        with file.storage.open(file.name, "rb") as stream:
            yield from iter(lambda: stream.read(PIECE), b"")

    return pieces


def _packed(folder: Path) -> Source:
    """A package's files as an archive once more, always the same bytes for the same files."""

    def pieces() -> Iterable[bytes]:
        with tempfile.TemporaryFile() as out:
            zipped_again(_files_of(folder), out)
            out.seek(0)
            yield from iter(lambda: out.read(PIECE), b"")

    return pieces


def _files_of(folder: Path) -> Iterator[tuple[str, Callable[[], IO[bytes]]]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), lambda path=path: path.open("rb")  # type: ignore[misc]
