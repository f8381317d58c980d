"""Packages to be played in tests: rows with no files behind them. Call inside `seated(SYSTEM)`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from kaganek.learning.models import Course, Lesson, Package, PackageItem
from kaganek.learning.tests.factories import make_course

_number = count(1)


def make_package(*, kind: str = "scorm12", parts: Sequence[dict[str, Any]] = ({},), **values: Any) -> Package:
    """A package ready to be played; one part that tells its result, unless `parts` say otherwise."""
    n = next(_number)
    package = Package.objects.create(
        **{
            "state": "ready",
            "kind": kind,
            "title": f"Paczka {n}",
            "filename": f"paczka{n}.zip",
            "sha256": "0" * 64,
            "folder": uuid4().hex,
            "uploaded_at": timezone.now(),
            "ready_at": timezone.now(),
        }
        | values
    )
    for position, part in enumerate(parts):
        PackageItem.objects.create(**{
            "package": package,
            "office_id": package.office_id,
            "position": position,
            "identifier": f"CZ{position}",
            "title": f"Część {position + 1}",
            "kind": "sco",
            "path": "index.html",
            "launch": "index.html",
        } | part)  # fmt: skip
    return package


def make_package_course(*packages: Package, words: str = "", lessons: int = 1, **values: Any) -> Course:
    """A course whose first lesson holds these packages, and `words` besides."""
    course = make_course(lessons=lessons, **values)
    place(course.lessons.get(position=1), *packages, words=words)
    return course


def place(lesson: Lesson, *packages: Package, words: str = "") -> None:
    """Put packages into a published lesson, as publishing does."""
    ids = {str(uuid4()): package for package in packages}
    lesson.html = words + "".join(f"<!--package:{key}-->" for key in ids)
    lesson.checks = {
        key: {"kind": "package", "package": one.pk, "title": one.title} for key, one in ids.items()
    }
    lesson.save(update_fields=["html", "checks"])
