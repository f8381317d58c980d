"""Announcements of the demonstration: one to confirm in the office, one of the project, one of the operator, one over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from kaganek.communication.models import Announcement
from kaganek.communication.services.announcements import ANNOUNCED, Said, announce, end_over, read, tell
from kaganek.communication.terms import Addressees
from kaganek.core.notices.known import keep_inside
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.models import Office
from kaganek.programmes.models import Project


def write_announcements(
    project: Project, offices: Mapping[str, Office], cast: Mapping[str, Seat], *, at: datetime
) -> None:
    """By the deeds of the product; Henryk has confirmed that of his office, Anna has not yet."""
    today = localdate(at)
    spring = Said(
        audience=Addressees.OFFICE, place=offices["Zalesie"].pk, title="Nowy obieg pism od poniedziałku",
        body="Od poniedziałku pisma przychodzące rejestrujemy tylko w EZD.\n\n"
        "Wydruki z sekretariatu przynosimy do końca tygodnia. Pytania: pokój 12.",
        from_on=today, until_on=today + timedelta(days=14), must_confirm=True,
    )  # fmt: skip
    term = Said(
        audience=Addressees.PROJECT, place=project.pk, title="Spotkanie urzędów: temat do wyboru",
        body="Na najbliższym spotkaniu porozmawiamy o tym, co już działa w Waszych urzędach. "
        "Temat wybierzecie w ankiecie, którą wyślemy w przyszłym tygodniu.",
        from_on=today - timedelta(days=2), until_on=today + timedelta(days=10), must_confirm=False,
    )  # fmt: skip
    stop = Said(
        audience=Addressees.ALL, place=0, title="Przerwa techniczna w sobotę od 6:00 do 8:00",
        body="W tym czasie nie będzie można się zalogować. Rozpoczęte testy zapisują odpowiedzi na bieżąco.",
        from_on=today - timedelta(days=5), until_on=today + timedelta(days=6), must_confirm=False,
    )  # fmt: skip
    over = Said(
        audience=Addressees.PROJECT, place=project.pk, title="Dłuższy termin pierwszego zadania",
        body="Pierwsze zadanie oddajecie do piątku.", from_on=today - timedelta(days=20),
        until_on=today - timedelta(days=8), must_confirm=False,
    )  # fmt: skip
    made = _say(spring, cast["bogdan"], 1, at - timedelta(hours=3))
    with seated(cast["henryk"]):
        read(made, confirmed=True, by=cast["henryk"], at=at)
    _say(over, cast["dorota"], 2, at - timedelta(days=20))
    _say(term, cast["dorota"], 3, at - timedelta(days=2))
    _say(stop, cast["operator"], 4, at - timedelta(days=5))
    end_over(at=at)
    _without_mails(at)


def _without_mails(at: datetime) -> None:
    """They came days ago; hundreds of mails would bury those that a visitor causes."""
    with seated(SYSTEM):
        keep_inside(ANNOUNCED, at=at)


def _say(said: Said, by: Seat, number: int, at: datetime) -> Announcement:
    with seated(by):
        made = announce(said, batch=UUID(int=7100 + number), by=by, at=at)
    tell(made.pk)
    return made
