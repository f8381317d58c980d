"""Course files of the made-up country: one that waits for its author's yes, one written for them.

Every text carries the word of its owner, so that a word in the wrong place is noticed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseExport, CourseImport
from kaganek.people.models import Person
from kaganek.site.dataset.banks import OFFICES, PROGRAMME
from kaganek.site.dataset.plan import canary

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country


def write_course_files(country: Country, *, at: datetime) -> None:
    """For an expert, and for the administrator of each of the first offices."""
    known = {person.login: person for person in country.persons}
    _files(country, canary(country.seed, PROGRAMME), known["e1"], at=at)
    for n in range(min(OFFICES, country.plan.offices)):
        _files(country, country.office_word(n), known[f"i{n:04d}"], at=at)


def _files(country: Country, word: str, author: Person, *, at: datetime) -> None:
    """Written in the author's own name: nobody else may even add one."""
    remark = {"file": "lekcje/01.json", "message": f"Blok {word}"}
    facts = {
        "title": f"Szkolenie {word}", "code": "z-pliku", "lessons": 1, "questions": 0, "quiz": "", "bank_new": 0, "bank_here": 0,
        "images": 0, "documents": 0, "packages": 0, "rubrics": 0, "tasks": 0, "remarks": [remark],
        "modules": [{"title": f"Moduł {word}", "lessons": [f"Lekcja {word}"]}],
    }  # fmt: skip
    with seated(replace(SYSTEM, person_id=author.pk)):
        CourseImport.objects.create(
            author=author, office_id=author.office_id, file_name=f"{word}.kurs.zip", key=uuid5(NAMESPACE_URL, f"in/{word}"),
            bytes=1, sha256="0" * 64, state=CourseImport.State.OPEN, facts=facts, made_at=at,
        )  # fmt: skip
        CourseExport.objects.create(
            author=author, course=country.courses[0], source="draft", key=uuid5(NAMESPACE_URL, f"out/{word}"), bytes=1,
            sha256="0" * 64, remarks=[remark], made_at=at, ready_at=at,
        )  # fmt: skip
