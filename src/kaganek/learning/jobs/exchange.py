"""Courses to a file and from one, watched by the person who asked."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from kaganek.core.jobs import Watched
from kaganek.core.seats import seated
from kaganek.learning.models import CourseImport
from kaganek.learning.services.bank.categories import TooDeep
from kaganek.learning.services.exchange import files
from kaganek.learning.services.exchange.arriving import CodeTaken
from kaganek.learning.services.exchange.sources import CannotRestore, NothingThere
from kaganek.lib.courses import CourseRefused
from kaganek.lib.polish import file_size

NOTHING = "Nie ma czego zapisać: żadna lekcja nie jest jeszcze gotowa. Wybierz najnowszy szkic."
LOST = (
    "Lekcji „{title}” nie da się już odtworzyć tak, jak była w tym wydaniu: zmieniono ją sprostowaniem albo zniknął plik, "
    "którego używała. Zapisz najnowszy szkic albo to, co jest gotowe."
)
GONE = "Tego pliku już nie ma na serwerze: czekał zbyt długo. Wczytaj go jeszcze raz."
TAKEN = "Szkolenie o kodzie „{code}” już jest. Wróć i wpisz inny kod. Nic nie zapisano."
DEEP = "Kategorie pytań leżą w pliku zbyt głęboko: najwyżej może być 10 poziomów. Nic nie zapisano."


def write(job: Watched, *, export_id: int) -> None:
    """Write a course to a file; begun anew after a kill, it writes it again."""
    seat = job.seat()
    job.tell(message="Zbieramy lekcje, test i pliki.")
    try:
        with seated(seat):
            row = files.write_export(export_id, by=seat, at=timezone.now())
    except NothingThere:
        job.finish(NOTHING, failed=True)
    except CannotRestore as lost:
        job.finish(LOST.format(title=lost.title), failed=True)
    else:
        page = reverse("learning:course_file", args=[export_id])
        job.finish(f"Plik jest gotowy: {file_size(row.bytes)}. Możesz go pobrać przez dobę.", next_url=page)


def read(job: Watched, *, draft_id: int) -> None:
    """Judge an uploaded file; begun anew after a kill, it finds it judged or waiting."""
    seat = job.seat()
    job.tell(message="Sprawdzamy każdy plik w środku.")
    with seated(seat):
        draft = files.judge_import(draft_id, by=seat)
    page = reverse("learning:course_import", args=[draft_id])
    if draft.state == CourseImport.State.REFUSED:
        first = draft.facts["faults"][0]
        words = f"Plik jest odrzucony. {first['file']}: {first['message']} {first['way_out']}"
        job.finish(words, next_url=page, failed=True)
        return
    job.finish("Plik jest dobry. Sprawdź, co wczytamy.", next_url=page)


def take(job: Watched, *, draft_id: int, code: str) -> None:
    """Make the course; begun anew after a kill, it makes it once."""
    seat = job.seat()
    back = reverse("learning:course_import", args=[draft_id])
    job.tell(message="Zapisujemy lekcje, test i pliki.")
    try:
        with seated(seat):
            course = files.take_import(draft_id, code=code, by=seat, at=timezone.now())
    except CodeTaken:
        job.finish(TAKEN.format(code=code), next_url=back, failed=True)
    except TooDeep:
        job.finish(DEEP, next_url=back, failed=True)
    except (files.NotOpen, files.FileGone):
        job.finish(GONE, next_url=back, failed=True)
    except CourseRefused as refused:
        first = refused.faults[0]
        job.finish(
            f"{first.file}: {first.message} {first.way_out} Nic nie zapisano.", next_url=back, failed=True
        )
    else:
        page = reverse("learning:own_course", args=[course.pk])
        job.finish(
            f"Szkolenie „{course.title}” jest wczytane jako szkic. Nikt go jeszcze nie widzi.", next_url=page
        )
