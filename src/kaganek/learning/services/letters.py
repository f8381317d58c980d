"""The words of the letters that learning sends; written when a letter leaves."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.core.models import Letter
from kaganek.core.outbox import Words
from kaganek.learning.models import Attempt, CourseProgress, HandIn, Review
from kaganek.learning.terms import Verdict
from kaganek.lib.polish import long_date


def renewal(letter: Letter) -> Words | None:
    """What is to be renewed, by when and how; nothing when it is done by now or nobody waits for it."""
    row = (
        CourseProgress.objects.select_related("course", "person")
        .filter(pk=letter.facts["progress"], completed_at=None, enrolment__left_at=None)
        .first()
    )
    if row is None:
        return None
    how = (
        "Wystarczy zdać test. Lekcje możesz sobie przypomnieć, ale nie musisz."
        if row.quiz_only
        else "Przejdź lekcje jeszcze raz i zdaj test."
    )
    until = f"Zrób to do {long_date(row.due_on)}\n" if row.due_on else ""
    body = (
        "Dzień dobry,\n\n"
        f"kończy się ważność szkolenia „{row.course.title}”. Możesz je już odnowić.\n"
        f"{until}{how}\n\n"
        f"Otwórz szkolenie: {settings.BASE_URL}{reverse('learning:course', args=[row.course_id])}\n"
        f"Twój login: {row.person.login}\n\n"
        "Poprzednie ukończenie i certyfikat zostają na Twoim koncie.\n"
    )
    return Words(f"Odnów szkolenie: {row.course.title}", body)


def graded(letter: Letter) -> Words | None:
    """Everything written in an attempt has its grade, so the quiz has its result."""
    rows = Attempt.objects.select_related("progress__course")
    attempt = rows.filter(pk=letter.facts["attempt"], finished_at__isnull=False).first()
    if attempt is None:
        return None
    title = attempt.progress.course.title
    return Words(
        subject=f"Twój test jest oceniony: {title}",
        body=(
            "Dzień dobry,\n\n"
            f"konsultant ocenił Twoją wypowiedź w teście szkolenia „{title}”. "
            "Wynik i uwagi zobaczysz po zalogowaniu:\n"
            f"{settings.BASE_URL}{reverse('learning:attempt', args=[attempt.pk])}\n\n"
            "Wiadomość wysłał Kaganek. Nie odpowiadaj na nią.\n"
        ),
    )


def task_receipt(letter: Letter) -> Words | None:
    """That a version was handed in, with its number."""
    row = HandIn.objects.select_related("work").filter(pk=letter.facts["hand_in"]).first()
    if row is None:
        return None
    body = (
        "Dzień dobry,\n\n"
        f"zadanie „{row.work.title}” jest oddane: wersja {row.number}, {long_date(localdate(row.at))}\n"
        f"Numer potwierdzenia: {row.receipt}\n\n"
        f"Potwierdzenie: {settings.BASE_URL}{reverse('learning:task_receipt', args=[row.work_id, row.number])}\n"
    )
    return Words(f"Potwierdzenie oddania: {row.work.title}", body)


def task_review(letter: Letter) -> Words | None:
    """What was said of a version: accepted, or to be corrected."""
    row = Review.objects.select_related("work").filter(pk=letter.facts["review"]).first()
    if row is None:
        return None
    accepted = row.verdict == Verdict.ACCEPTED
    told = "jest przyjęte." if accepted else "wraca do poprawy. Uwagi przeczytasz na stronie zadania."
    body = (
        "Dzień dobry,\n\n"
        f"zadanie „{row.work.title}” {told}\n\n"
        f"Otwórz zadanie: {settings.BASE_URL}{reverse('learning:task', args=[row.work_id])}\n"
    )
    return Words(f"{'Przyjęte' if accepted else 'Do poprawy'}: {row.work.title}", body)
