"""What a course file is made of, what it allows, and how it is refused.

The format for a third party: docs/reference/course-files.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kaganek.lib.packages import Limits

FORMAT = "kaganek-kurs"
VERSION = 1
ENDING = ".kurs.zip"
MANIFEST = "kurs.json"
COURSE = "szkolenie.json"
QUIZ = "test.json"
BANK = "bank.json"
RUBRICS = "kryteria.json"
TASKS = "zadania.json"
FILES = "pliki.json"
READING = "czytaj.txt"
LESSONS, MEDIA, PACKAGES = "lekcje/", "media/", "paczki/"
IMAGES = ("png", "jpg", "jpeg", "gif", "webp")
DOCUMENTS = ("pdf", "docx", "xlsx", "odt", "ods", "txt", "vtt", "mp4", "webm")

MEGABYTE = 2**20
LIMITS = Limits(entries=2_000, json_bytes=4 * MEGABYTE, json_brackets=100_000)
MOST_FAULTS = 50
MOST_LESSONS, MOST_MODULES, MOST_BLOCKS = 300, 100, 300
DEEPEST = 40  # brackets within brackets; ours go 10 deep

AGAIN = "Zapisz szkolenie do pliku jeszcze raz i wczytaj ten plik bez zmian."
MEND = "Popraw to miejsce albo zapisz szkolenie do pliku jeszcze raz."

Json = dict[str, Any]  # Any: values of a file from outside, each looked at before it is used


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a course file cannot come in: which file of it, what is wrong, what to do."""

    file: str
    message: str
    way_out: str = AGAIN


class CourseRefused(Exception):
    """A course file that cannot come in; nothing of it was kept."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{one.file}: {one.message}" for one in faults[:5]))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class CourseData:
    """A course as its file says it, every value checked. `made` alone may differ between two equal courses.

    lessons   by their paths, in the order of the course.
    files     what is said of each picture, document and package, by path.
    """

    made: Json
    course: Json
    lessons: Mapping[str, Json]
    quiz: Json | None = None
    bank: Sequence[Json] = ()
    rubrics: Sequence[Json] = ()
    tasks: Sequence[Json] = ()
    files: Mapping[str, Json] = field(default_factory=dict)
