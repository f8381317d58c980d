"""Who is away from a chat hears of it once a day, and nobody else."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from kaganek.communication.models import ChatRoom
from kaganek.communication.services.calling import AWAY, SPOKEN, call_absent
from kaganek.communication.services.chat import note_read, take_back
from kaganek.communication.services.spaces import set_offices
from kaganek.communication.tests import factories
from kaganek.communication.tests.chats import AT, make_line, make_room
from kaganek.core.models import Notice, Way
from kaganek.core.notices import notice_kinds
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.tests.factories import make_office
from kaganek.programmes.tests.factories import make_participation

LATER = AT + AWAY
DAY = timedelta(days=1)


@pytest.fixture
def room(cast) -> ChatRoom:
    """Of a group of Zalesie and Borki; Anna and Celina have been in it, Bogdan never."""
    made = make_room(factories.make_exchange(cast.project, cast.zalesie, cast.borki))
    first = make_line(made, cast.seat("dorota"), "Zaczynamy.", at=AT - 3 * DAY)
    for name in ("anna", "celina"):
        with seated(cast.seat(name)):
            note_read(made.pk, first.number, by=cast.seat(name))
    return made


def told() -> list[tuple[int, str, str]]:
    with seated(SYSTEM):
        rows = Notice.policed.filter(kind=SPOKEN, withdrawn_at=None).order_by("pk")
        return list(rows.values_list("person", "title", "url"))


def news(cast, room: ChatRoom, *names: str) -> list[tuple[int, str, str]]:
    words = f"W pokoju „{room.title}” są nowe wpisy"
    return [(cast.person(name).pk, words, f"/czat/{room.pk}/") for name in names]


@pytest.mark.rule("C-71")
def test_who_is_away_hears_once_a_day_however_much_is_said(cast, room) -> None:
    make_line(room, cast.seat("celina"), "Mam pytanie.")
    assert call_absent(at=LATER - timedelta(seconds=1)) == 0

    assert call_absent(at=LATER) == 1
    make_line(room, cast.seat("celina"), "I jeszcze jedno.", at=LATER + timedelta(seconds=1))
    call_absent(at=LATER + 2 * AWAY)
    assert told() == news(cast, room, "anna")

    call_absent(at=LATER + DAY)
    assert told() == news(cast, room, "anna", "anna")


@pytest.mark.rule("C-71")
def test_the_same_lines_are_told_of_once(cast, room) -> None:
    make_line(room, cast.seat("celina"), "Mam pytanie.")
    call_absent(at=LATER)
    call_absent(at=AT.replace(hour=23, minute=30))  # tomorrow in Warsaw
    call_absent(at=LATER + 5 * DAY)
    assert told() == news(cast, room, "anna")


@pytest.mark.rule("C-71")
def test_who_has_read_it_or_left_the_group_hears_nothing_nor_of_words_taken_back(cast, room) -> None:
    line = make_line(room, cast.seat("celina"), "Mam pytanie.")
    with seated(cast.seat("anna")):
        note_read(room.pk, line.number, by=cast.seat("anna"))
    assert call_absent(at=LATER) == 0

    own = make_line(room, cast.seat("anna"), "Odpowiadam.")
    with seated(cast.seat("anna")):
        take_back(own.pk, by=cast.seat("anna"), at=AT)
    assert call_absent(at=LATER) == 0

    make_line(room, cast.seat("anna"), "Odpowiadam jeszcze raz.")
    with seated(SYSTEM):
        third = make_office(name="Dąbie", teryt="080101")
        make_participation(cast.project, third)
    with seated(cast.seat("dorota")):
        set_offices(room.space, [cast.zalesie.pk, third.pk], by=cast.seat("dorota"), at=AT)
    assert call_absent(at=LATER) == 0
    assert told() == []


@pytest.mark.rule("C-67", "C-71")
def test_nobody_is_called_in_quiet_hours_and_afterwards_they_are(cast, room) -> None:
    with seated(SYSTEM):
        ChatRoom.objects.filter(pk=room.pk).update(quiet_from=time(10), quiet_to=time(12))
    make_line(room, cast.seat("celina"), "Mam pytanie.")
    assert call_absent(at=LATER) == 0
    assert call_absent(at=AT + timedelta(hours=2)) == 1


def test_by_default_it_is_told_in_the_application_alone() -> None:
    assert notice_kinds.get(SPOKEN).default == Way.APP
