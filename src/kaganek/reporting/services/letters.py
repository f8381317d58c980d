"""The words of the letters that reports send; written when a letter leaves."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from kaganek.core.models import Letter
from kaganek.core.notices import Group, NoticeKind
from kaganek.core.outbox import Words
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress
from kaganek.learning.queries.own import first_lesson
from kaganek.lib.polish import counted, long_date
from kaganek.people.terms import Role
from kaganek.reporting.models import ReportResult

NOTICES = (
    NoticeKind("reporting.reminder", "Przypomnienie od Twojego urzędu", Group.STUDY, obligatory=True),
    NoticeKind("reporting.delivery", "Gotowe zestawienie, które zaplanowano", Group.REPORTS),
    NoticeKind(
        "reporting.schedule_stopped",
        "Wysyłka zestawienia zatrzymana, bo wygasła rola jej autora",
        Group.REPORTS,
        roles=(Role.COORDINATOR.value,),
    ),
)


def reminder(letter: Letter) -> Words | None:
    """Where the person stopped, by when, and the way back; nothing when the course is finished or left by now."""
    row = (
        CourseProgress.objects.select_related("course", "edition", "current_lesson", "person", "project")
        .filter(pk=letter.facts["progress"], completed_at=None, enrolment__left_at=None).first()
    )  # fmt: skip
    if row is None:
        return None
    lesson = row.current_lesson or first_lesson(row.course_id, row.edition_id or row.course.current_id)
    where = f"Następna lekcja: „{lesson.title}”.\n" if lesson else ""
    path = (
        reverse("learning:lesson", args=[lesson.pk])
        if lesson
        else reverse("learning:course", args=[row.course_id])
    )
    body = (
        "Dzień dobry,\n\n"
        f"przypominamy o szkoleniu „{row.course.title}” w projekcie „{row.project.name}”.\n"
        f"{_deadline(row)}{where}\n"
        f"Wróć do nauki: {settings.BASE_URL}{path}\n"
        f"Twój login: {row.person.login}\n\n"
        "Szkolenie pozostaje otwarte także po terminie. O przypomnienie poprosił Twój urząd.\n"
    )
    return Words(f"Przypomnienie: {row.course.title}", body)


def _deadline(row: CourseProgress) -> str:
    if row.due_on is None:
        return ""
    if row.due_on < timezone.localdate():
        return f"Termin minął {long_date(row.due_on)}\n"
    return f"Termin: {long_date(row.due_on)}\n"


def delivery(letter: Letter) -> Words | None:
    """That a report is ready, and where; nothing once the role it was made for has ended (R-22)."""
    row = ReportResult.objects.filter(pk=letter.facts["result"]).defer("content").first()
    if row is None:
        return None
    seat_again: Callable[[int, int], Seat | None] = import_string(settings.SEAT_AGAIN)
    if seat_again(row.account, row.membership or 0) is None:
        return None
    size = (
        f"Ma {counted(row.rows, 'wiersz', 'wiersze', 'wierszy')}" if row.rows else "W tym okresie jest puste"
    )
    body = (
        "Dzień dobry,\n\n"
        f"zestawienie „{row.name}” za okres od {row.period_from:%d.%m.%Y} do {row.period_to:%d.%m.%Y} jest gotowe. "
        f"{size}.\n\n"
        f"Otwórz je po zalogowaniu: {settings.BASE_URL}{reverse('reporting:result', args=[row.pk])}\n\n"
        "Dane są w Kaganku, nie w tej wiadomości. Wysyłkę zatrzymuje osoba, która ją ustawiła, albo koordynator projektu.\n"
    )
    return Words(f"Zestawienie: {row.name}", body)
