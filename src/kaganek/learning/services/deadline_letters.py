"""The words of reminders of deadlines; judged when a letter leaves."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.core.models import Letter
from kaganek.core.outbox import Words
from kaganek.learning.models import CourseProgress
from kaganek.learning.services.deadlines import COMING, ESCALATED, LATE, REPORT, escalated_now, still_open
from kaganek.lib.polish import counted, long_date


def coming(letter: Letter) -> Words | None:
    """By when; nothing when it is done, moved, or the day has passed."""
    row = still_open(letter.facts)
    if row is None or row.due_on is None or row.due_on < localdate():
        return None
    when = f"Termin szkolenia „{row.course.title}” mija {long_date(row.due_on)}"
    more = "Jeśli potrzebujesz więcej czasu, powiedz o tym opiekunowi w swoim urzędzie."
    return Words(f"Zbliża się termin: {row.course.title}", _body(row, when, more))


def late(letter: Letter) -> Words | None:
    """Since when, and what follows; nothing when it is done or moved."""
    row = still_open(letter.facts)
    if row is None or row.due_on is None:
        return None
    when = (
        f"Termin szkolenia „{row.course.title}” minął {long_date(row.due_on)}\nSzkolenie nadal jest otwarte."
    )
    return Words(f"Termin minął: {row.course.title}", _body(row, when, _what_follows(row)))


def _what_follows(row: CourseProgress) -> str:
    after = row.project.escalate_after_days
    if not after or row.due_on is None:
        return ""
    told = row.due_on + timedelta(days=after)
    if told < localdate():
        return "Opiekun w Twoim urzędzie widzi tę zaległość w raporcie terminów."
    return f"Jeśli go nie ukończysz, {long_date(told)} powiadomimy opiekuna w Twoim urzędzie."


def _body(row: CourseProgress, when: str, more: str) -> str:
    link = f"{settings.BASE_URL}{reverse('learning:course', args=[row.course_id])}"
    parts = ["Dzień dobry,", when, f"Otwórz szkolenie: {link}", more, f"Twój login: {row.person.login}"]
    return "\n\n".join(filter(None, parts))


def escalated(letter: Letter) -> Words | None:
    """How many people, and where their names are; nothing when all have finished or have more time."""
    rows = escalated_now(letter.facts)
    if not rows:
        return None
    people = counted(len({row.person_id for row in rows}), "osoba", "osoby", "osób")
    page = REPORT.format(localdate(rows[0].at), letter.facts["project"])
    body = (
        "Dzień dobry,\n\n"
        f"w Twoim urzędzie są nieukończone szkolenia długo po terminie: {people}. "
        "Każda z tych osób dostała przypomnienia przed terminem i po nim.\n\n"
        f"Zobacz raport terminów: {settings.BASE_URL}{page}\n\n"
        "Możesz przedłużyć termin albo porozmawiać z tymi osobami. O każdym terminie piszemy do Ciebie raz.\n"
    )
    return Words(f"Długo po terminie: {people}", body)


KINDS = {COMING: coming, LATE: late, ESCALATED: escalated}
