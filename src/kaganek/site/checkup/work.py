"""Background work: the worker, its queue, letters and the mail server."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from kaganek.core.jobs import STALLED_AFTER
from kaganek.core.models import Letter
from kaganek.core.outbox import MAX_ATTEMPTS
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.streams import LISTENER
from kaganek.site.checkup.model import Found, fault, fine, warning
from kaganek.site.installation import Kind, kind_of

LETTER_WAITS = timedelta(hours=1)
JOB_WAITS = timedelta(minutes=5)  # a busy queue
JOB_STUCK = timedelta(hours=1)
MAIL_ANSWERS_IN = 5  # seconds
START = "Uruchom serwer (kaganek serve albo systemctl start kaganek) i zajrzyj do jego dziennika."
# When a job came is written in its event; one planned for later waits from that time on.
OLDEST_JOB = """
SELECT min(greatest(e.at, j.scheduled_at)) FROM procrastinate_jobs j
JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
"""


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def _age(since: datetime | None) -> timedelta:
    return timezone.now() - since if since else timedelta(0)


def _minutes(age: timedelta) -> str:
    return f"{age.total_seconds() / 60:.0f} min"


def worker() -> Found:
    last = _one("SELECT max(last_heartbeat) FROM procrastinate_workers")
    if last is None:
        return fault("Proces zadań w tle nie działa: nie ma żadnego.", START)
    if (age := _age(last)) > timedelta(seconds=STALLED_AFTER):
        return fault(f"Proces zadań w tle milczy od {age.total_seconds():.0f} s.", START)
    return fine("Proces zadań w tle działa")


def stream() -> Found:
    """The process that tells chats what is new has a connection of its own, under its own name."""
    found = _one(
        "SELECT count(*) FROM pg_stat_activity"  # noqa: S608 - a constant of ours
        f" WHERE datname = current_database() AND application_name = '{LISTENER}'"
    )
    if not found:
        return warning(
            "Proces rozmów na żywo nie działa: strony rozmów pytają o nowe wypowiedzi co kilka sekund.", START
        )
    return fine("Proces rozmów na żywo działa")


def queue() -> Found:
    age = _age(_one(OLDEST_JOB))
    if age > JOB_STUCK:
        return fault(f"Najstarsze zadanie czeka {_minutes(age)}.", START)
    if age > JOB_WAITS:
        return warning(
            f"Najstarsze zadanie czeka {_minutes(age)}.",
            "Sprawdź jeszcze raz za kilka minut. Jeśli kolejka nie maleje, uruchom serwer ponownie.",
        )
    return fine("Zadania nie czekają w kolejce")


def failed_jobs() -> Found:
    number = _one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    if number:
        return warning(
            f"Zadania zakończone błędem: {number}.",
            "Przyczynę podaje dziennik serwera. Osoba, która zleciła zadanie, może je zlecić ponownie.",
        )
    return fine("Żadne zadanie nie zakończyło się błędem")


def waiting_letters() -> Found:
    with seated(SYSTEM):
        late = Letter.objects.filter(
            sent_at=None, attempts__lt=MAX_ATTEMPTS, queued_at__lt=timezone.now() - LETTER_WAITS
        ).count()
    if late:
        return fault(
            f"Listy, które czekają ponad godzinę: {late}.",
            "Sprawdź proces zadań w tle i serwer poczty (KAGANEK_SMTP_HOST). Listy wyjdą same, gdy zaczną działać.",
        )
    return fine("Listy wychodzą na bieżąco")


def failed_letters() -> Found:
    with seated(SYSTEM):
        given_up = Letter.objects.filter(sent_at=None, attempts__gte=MAX_ATTEMPTS).count()
    if given_up:
        return warning(
            f"Listy, których nie udało się wysłać: {given_up}.",
            "Popraw adresy e-mail tych osób w rejestrze pracowników i wyślij im dostęp ponownie albo wydrukuj kartki.",
        )
    return fine("Nie ma listów, których nie udało się wysłać")


def mail_server() -> Found:
    if settings.DEMO or kind_of(settings.STATE) is Kind.DEMO:
        return fine("Wersja demonstracyjna pokazuje listy, zamiast je wysyłać")
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=MAIL_ANSWERS_IN) as post:
            post.noop()
    except OSError as error:  # also every fault of smtplib
        return fault(
            f"Serwer poczty {where} nie odpowiada: {error}",
            "Ustaw KAGANEK_SMTP_HOST i KAGANEK_SMTP_PORT na serwer poczty urzędu i otwórz do niego drogę w zaporze.",
        )
    return fine(f"Serwer poczty {where} odpowiada")
