"""The list of lessons beside a lesson and on the course page, and the page of one lesson around it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.urls import reverse

Lessons = list[dict[str, Any]]


def sections(
    lessons: Lessons, *, current: int = 0, locked: bool = False, preview: bool = False
) -> list[dict[str, Any]]:
    """Lessons under the titles of their modules, each with its address and mark."""
    target = "learning:lesson_preview" if preview else "learning:lesson"
    base = reverse(target, args=[0])  # one look-up for all rows
    rows = [
        {
            "number": number,
            "title": lesson["title"],
            "minutes": lesson["minutes"],
            "section": lesson["section"],
            "href": "" if locked else base.replace("/0/", f"/{lesson['id']}/"),
            "current": lesson["id"] == current,
            "done": lesson["finished_at"] is not None,
        }
        for number, lesson in enumerate(lessons, start=1)
    ]
    return [
        {"title": title, "lessons": list(group)} for title, group in groupby(rows, lambda r: r["section"])
    ]


def around(
    lessons: Lessons, lesson_id: int
) -> tuple[int, dict[str, Any], dict[str, Any] | None, dict[str, Any] | None]:
    """Number of a lesson, the lesson itself, the one before and the one after; KeyError when it is not there."""
    for place, lesson in enumerate(lessons):
        if lesson["id"] == lesson_id:
            before = lessons[place - 1] if place else None
            after = lessons[place + 1] if place + 1 < len(lessons) else None
            return place + 1, lesson, before, after
    raise KeyError(lesson_id)
