"""Courses as content: installed from files, published lesson by lesson."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from kaganek.core.bodies import plain_text, render_body
from kaganek.core.seats import SYSTEM
from kaganek.learning.embeds import facts_of, words_of
from kaganek.learning.models import Course, CourseModule, EditionLesson, Lesson, QuizDraft
from kaganek.learning.services.editions import NothingChanged, publish_edition
from kaganek.learning.services.files import stored_document, stored_image
from kaganek.learning.services.gate import check_gate
from kaganek.learning.services.questions import as_block, as_items, publish_quiz
from kaganek.lib.anchors import anchored

Facts = Mapping[str, Any]


@transaction.atomic
def publish_lesson(lesson: Lesson, *, at: datetime) -> None:
    """Render the lesson's body, as the row holds it now: ready for the next edition, which participants read.

    Every part gets a name to come back to. Live parts leave a marker `<!--KIND:ID-->` in the HTML;
    `checks` hold what they say (learning.embeds). Raises gate.Blocked while something stands in the way.
    """
    check_gate(lesson)
    rendered = render_body(lesson.body)
    lesson.html, lesson.checks = anchored(rendered.html), facts_of(rendered.asides)
    lesson.text = plain_text(" ".join((lesson.title, rendered.text, words_of(lesson.checks))))
    lesson.live, lesson.last_published_at = True, at
    lesson.first_published_at = lesson.first_published_at or at
    lesson.save(update_fields=["html", "text", "checks", "live", "last_published_at", "first_published_at"])


@transaction.atomic
def install_course(data: Facts, *, files: Path, at: datetime) -> Course:
    """Put a course from a file into the database, published; done again it brings the course up to date.

    data   one JSON file of the shape that `site/demo/content` has (its test says it in full).
    files  where the images, films and documents named in it lie; the same bytes are stored once.

    What changed becomes the next edition. Lessons beyond the file's are withdrawn: no new edition holds
    them. A question that someone has answered stays as a retired row.
    """
    course: Course
    course, _ = Course.objects.update_or_create(
        code=data["code"],
        defaults={
            "title": data["title"],
            "short_title": data.get("short_title", "") or _short(data),
            "summary": data["summary"],
            "goal": data["goal"],
            "hours": data["hours"],
        },
    )
    lesson_number = 0
    for number, module_data in enumerate(data["modules"], start=1):
        module, _ = CourseModule.objects.update_or_create(
            course=course, position=number, defaults={"title": module_data["title"]}
        )
        for lesson_data in module_data["lessons"]:
            lesson_number += 1
            _install_lesson(module, lesson_number, lesson_data, files=files, at=at)
    beyond = course.lessons.filter(position__gt=lesson_number)
    beyond.filter(pk__in=EditionLesson.objects.values("lesson")).update(live=False)
    beyond.exclude(pk__in=EditionLesson.objects.values("lesson")).delete()
    course.modules.filter(position__gt=len(data["modules"]), lessons=None).delete()
    _install_quiz(course, data["quiz"], at=at)
    with suppress(NothingChanged):
        publish_edition(course.pk, note="", by=SYSTEM, at=at)
    course.refresh_from_db()
    return course


def _short(data: Facts) -> str:
    title: str = data["title"]
    return title if len(title) <= 40 else data["code"]


def _install_lesson(module: CourseModule, position: int, data: Facts, *, files: Path, at: datetime) -> None:
    body = [
        {
            "type": block["type"],
            "id": _id(module.course, position, i),
            "value": BLOCKS[block["type"]](block, files),
        }
        for i, block in enumerate(data["blocks"])
    ]
    course = module.course
    lesson = Lesson.objects.filter(course=course, position=position).first()
    lesson = lesson or Lesson(course=course, position=position)
    before = (lesson.module_id, lesson.title, lesson.minutes, _raw(lesson.body))
    lesson.module, lesson.title, lesson.minutes = module, data["title"], data["minutes"]
    lesson.body = json.dumps(body)
    if lesson.pk and before == (module.pk, lesson.title, lesson.minutes, _raw(lesson.body)):
        return
    lesson.save()
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    publish_lesson(lesson, at=at)


def _raw(body: Any) -> Any:
    return body.get_prep_value()


def _id(course: Course, position: int, block: int) -> str:
    """The same block keeps its id from install to install."""
    return str(_uuid(f"{course.code}/{position}/{block}"))


def _uuid(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"kaganek:{name}")


def _text(block: Facts, files: Path) -> Any:
    return block["html"]


def _note(block: Facts, files: Path) -> Any:
    return {"title": block["title"], "text": block["html"]}


def _image(block: Facts, files: Path) -> Any:
    image = stored_image(
        files / block["file"], title=block["caption"] or block["file"], description=block["alt"]
    )
    value = {"image": image.pk, "alt": block["alt"], "caption": block["caption"]}
    return value | {"licence": block.get("licence", ""), "author": block.get("author", "")}


def _video(block: Facts, files: Path) -> Any:
    return {
        "title": block["title"],
        "file": stored_document(files / block["file"], title=block["title"]).pk,
        "captions": stored_document(files / block["captions"], title=f"Napisy: {block['title']}").pk,
        "transcript": block["transcript"],
    }


def _download(block: Facts, files: Path) -> Any:
    document = stored_document(files / block["file"], title=block["title"])
    return {"title": block["title"], "description": block["description"], "file": document.pk}


def _asked(block: Facts, files: Path) -> Any:
    return {
        "question": block["question"],
        "options": as_items(block["options"]),
    }


def _attachment(block: Facts, files: Path) -> Any:
    return _download(block, files) | {"licence": block["licence"], "author": block["author"]}


def _table(block: Facts, files: Path) -> Any:
    columns = [{"type": "text", "heading": head} for head in block["heads"]]
    rows = [{"values": list(row)} for row in block["rows"]]
    table = {"columns": columns, "rows": rows, "caption": block["caption"]}
    return {"table": table, "row_heads": block.get("row_heads", True)}


def _steps(block: Facts, files: Path) -> Any:
    steps = [{"title": step["title"], "text": step["html"]} for step in block["steps"]]
    return {"title": block.get("title", ""), "steps": as_items(steps)}


def _quote(block: Facts, files: Path) -> Any:
    return {"text": block["text"], "source": block["source"], "href": block.get("href", "")}


def _comparison(block: Facts, files: Path) -> Any:
    columns = [
        {"title": one["title"], "tone": one.get("tone", "plain"), "text": one["html"]}
        for one in block["columns"]
    ]
    return {"title": block["title"], "columns": as_items(columns)}


BLOCKS: Mapping[str, Callable[[Facts, Path], Any]] = {
    "text": _text,
    "note": _note,
    "image": _image,
    "video": _video,
    "download": _download,
    "attachment": _attachment,
    "table": _table,
    "steps": _steps,
    "expandable": _note,
    "quote": _quote,
    "comparison": _comparison,
    "check": _asked,
}


def _install_quiz(course: Course, data: Facts, *, at: datetime) -> None:
    draft = QuizDraft.objects.filter(course=course).first() or QuizDraft(course=course)
    before = _sheet(draft)
    draft.title, draft.pass_mark = data["title"], data["pass_mark"]
    draft.attempts, draft.time_limit = data["attempts"], data["time_limit_minutes"]
    draft.questions = json.dumps(
        [
            {"type": question["kind"], "id": str(_uuid(f"{course.code}/q{i}")), "value": as_block(question)}
            for i, question in enumerate(data["questions"])
        ]
    )
    if draft.pk and before == _sheet(draft):
        return
    draft.save()
    draft.save_revision().publish()
    draft.refresh_from_db()
    publish_quiz(draft, at=at)


def _sheet(draft: QuizDraft) -> tuple[Any, ...]:
    return (draft.title, draft.pass_mark, draft.attempts, draft.time_limit, _raw(draft.questions))
