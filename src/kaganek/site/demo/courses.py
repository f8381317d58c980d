"""The courses that ship with the product, written by us under CC BY 4.0."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from kaganek.learning.models import Course
from kaganek.learning.services.content import install_course

CONTENT = Path(__file__).parent / "content"
COURSES = ("pdu.json", "rodo.json", "prosty-jezyk.json", "dostepnosc.json")


def install_courses(*, at: datetime) -> list[Course]:
    """Put the four courses into the database, published; a course already there is brought up to date."""
    return [
        install_course(json.loads((CONTENT / name).read_text()), files=CONTENT, at=at) for name in COURSES
    ]
