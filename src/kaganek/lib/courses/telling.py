"""The course once more as plain words, for a person with a text editor; nobody reads it back."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from kaganek.lib.courses.model import CourseData, Json

_TAG = re.compile(r"<[^>]*>")
_SIGNS = ("licence", "tone")
_MARKS = (("<h2>", "\n### "), ("<h3>", "\n#### "), ("<li>", "\n- "), ("<p>", "\n"), ("<br>", "\n"))


def readable(data: CourseData) -> str:
    """The course as Markdown: title, modules, lessons with their words."""
    parts = [f"# {data.course['title']}", data.course["summary"], data.course["goal"]]
    for module in data.course["modules"]:
        parts.append(f"# {module['title']}")
        for path in module["lessons"]:
            lesson = data.lessons[path]
            parts += [f"## {lesson['title']}", *_lesson(lesson)]
    if data.quiz:
        parts += [f"# {data.quiz['title']}", *_quiz(data.quiz)]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def plain(rich: list[str]) -> str:
    """Rich text as words, a line for each paragraph."""
    text = "".join(rich)
    for tag, mark in _MARKS:
        text = text.replace(tag, mark)
    return unescape(_TAG.sub("", text)).strip()


def _lesson(lesson: Json) -> Iterator[str]:
    for block in lesson["blocks"]:
        value: Any = block["value"]
        yield plain(value) if isinstance(value, list) else "\n\n".join(_words(value))


def _words(value: Any) -> Iterator[str]:
    """Every word of a block in its order; lists of text are its rich parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from [" | ".join(map(str, one))] if isinstance(one, list) else _words(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            rich = isinstance(one, list) and name == "text"
            yield from [plain(one)] if rich else () if name in _SIGNS else _words(one)


def _quiz(quiz: Json) -> Iterator[str]:
    for number, one in enumerate(quiz["questions"], start=1):
        if "text" in one["value"]:
            yield f"{number}. {one['value']['text']}"
        elif one["kind"] == "draw":
            yield f"{number}. ({one['value']['number']} z kategorii {' › '.join(one['value']['category'])})"
