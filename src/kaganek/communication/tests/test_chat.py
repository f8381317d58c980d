"""What is said in chats: by number, once, taken back for good; rules, not pages."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction

from kaganek.communication.models import ChatLine, ChatRoom, ChatVisit
from kaganek.communication.models.chat import LONGEST
from kaganek.communication.queries.chat import FEED, facts_of, lines_after, mark_of, my_rooms, page_of
from kaganek.communication.rules.chat import cleaned, is_quiet, too_fast
from kaganek.communication.services.chat import (
    NothingSaid,
    NotYours,
    RoomClosed,
    TooFast,
    TooLong,
    note_read,
    say,
    take_back,
)
from kaganek.communication.services.chat_rooms import (
    NotKeeper,
    RoomFacts,
    RoomTaken,
    change_room,
    close_room,
    open_room,
)
from kaganek.communication.tests import factories
from kaganek.communication.tests.chats import AT, make_line, make_room
from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, rows_in_reach, seated
from kaganek.people.tests.factories import make_office
from kaganek.programmes.tests.factories import make_participation

READERS = ("anna", "bogdan", "henryk", "janina", "dorota", "filip")
OTHERS = ("celina", "cezary", "daniel", "ewa", "irena", "grazyna", "kazimierz")


@pytest.fixture
def room(cast) -> ChatRoom:
    """Of a group of Zalesie and a third office; Borki is in the same project and outside."""
    with seated(SYSTEM):
        third = make_office(name="Dąbie", teryt="080101")
        make_participation(cast.project, third)
    return make_room(factories.make_exchange(cast.project, cast.zalesie, third))


def said(room: ChatRoom) -> list[tuple[int, str, str]]:
    with seated(SYSTEM):
        return list(
            ChatLine.objects.filter(room=room).order_by("number").values_list("number", "kind", "text")
        )


# -- saying


@pytest.mark.rule("C-61")
def test_lines_have_the_numbers_of_their_room_one_after_another(cast, room) -> None:
    other = make_room(room.space, "Inny pokój")

    for name, text in (("anna", "Dzień dobry!"), ("dorota", "Witam."), ("filip", "Ja też.")):
        make_line(room, cast.seat(name), text)
    first = make_line(other, cast.seat("bogdan"))

    assert said(room) == [(1, "said", "Dzień dobry!"), (2, "said", "Witam."), (3, "said", "Ja też.")]
    assert first.number == 1
    with seated(SYSTEM):
        assert ChatRoom.objects.get(pk=room.pk).last_number == 3


def test_a_line_is_signed_with_name_and_place_of_that_day(cast, room) -> None:
    line = make_line(room, cast.seat("anna"))
    dorota = make_line(room, cast.seat("dorota"))

    assert (line.signed, line.place) == ("Anna Wrona", cast.seat("anna").place)
    assert (dorota.signed, dorota.place) == ("Dorota Lis", "Koordynator projektu")


@pytest.mark.rule("C-65")
def test_the_same_line_sent_twice_is_one(cast, room) -> None:
    anna, key = cast.seat("anna"), uuid4()
    with seated(anna):
        first = say(room.pk, "Raz.", key=key, by=anna, at=AT)
        again = say(room.pk, "Raz.", key=key, by=anna, at=AT + timedelta(minutes=1))
    bogdan = cast.seat("bogdan")
    with seated(bogdan):  # somebody else's key is nobody's business
        other = say(room.pk, "Raz.", key=key, by=bogdan, at=AT)

    assert (first.pk, other.number) == (again.pk, 2)
    assert len(said(room)) == 2


@pytest.mark.rule("C-65")
def test_other_words_from_a_form_gone_back_to_are_not_lost(cast, room) -> None:
    anna, key = cast.seat("anna"), uuid4()
    with seated(anna):
        say(room.pk, "Raz.", key=key, by=anna, at=AT)
        say(room.pk, "Dwa.", key=key, by=anna, at=AT)
        first = say(room.pk, "Raz.", key=key, by=anna, at=AT)
        take_back(first.pk, by=anna, at=AT)
        again = say(
            room.pk, "Raz.", key=key, by=anna, at=AT
        )  # a retry does not bring back what was taken back

    assert again.pk == first.pk
    assert said(room) == [(1, "said", ""), (2, "said", "Dwa."), (3, "withdrawn", "")]


@pytest.mark.rule("C-70")
def test_a_line_has_something_in_it_and_is_no_letter(cast, room) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        for text, fault in (
            ("", NothingSaid),
            (" \n\u200b\u202e ", NothingSaid),
            ("a" * (LONGEST + 1), TooLong),
        ):
            with pytest.raises(fault):
                say(room.pk, text, key=uuid4(), by=anna, at=AT)
        say(room.pk, "ą" * LONGEST, key=uuid4(), by=anna, at=AT)

    assert len(said(room)) == 1


@pytest.mark.rule("C-70")
def test_nobody_writes_faster_than_people_type(cast, room) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        for number in range(30):
            say(room.pk, str(number), key=uuid4(), by=anna, at=AT + timedelta(seconds=number))
        with pytest.raises(TooFast):
            say(room.pk, "Jeszcze.", key=uuid4(), by=anna, at=AT + timedelta(seconds=40))
        say(room.pk, "Później.", key=uuid4(), by=anna, at=AT + timedelta(seconds=61))
    make_line(room, cast.seat("bogdan"), at=AT + timedelta(seconds=40))


def test_a_closed_room_or_space_is_read_and_not_written(cast, room) -> None:
    anna, key = cast.seat("anna"), uuid4()
    with seated(anna):
        say(room.pk, "Przed.", key=key, by=anna, at=AT)
    with seated(cast.seat("dorota")):
        close_room(room.pk, by=cast.seat("dorota"), at=AT)
    with seated(anna):
        with pytest.raises(RoomClosed):
            say(room.pk, "Po.", key=uuid4(), by=anna, at=AT)
        assert say(room.pk, "Przed.", key=key, by=anna, at=AT).number == 1  # it was said in time
    open_again = make_room(room.space, "Inny")
    with seated(SYSTEM):
        room.space.closed_at = AT
        room.space.save(update_fields=["closed_at"])
    with seated(anna), pytest.raises(RoomClosed):
        say(open_again.pk, "Po.", key=uuid4(), by=anna, at=AT)


# -- taking back


@pytest.mark.rule("C-66")
def test_a_line_taken_back_loses_its_words_and_the_room_is_told(cast, room) -> None:
    anna = cast.seat("anna")
    line = make_line(room, anna, "Mój PESEL to…")
    make_line(room, cast.seat("bogdan"), "Proszę to usunąć.")

    for _ in range(2):
        with seated(anna):
            take_back(line.pk, by=anna, at=AT)

    assert said(room) == [(1, "said", ""), (2, "said", "Proszę to usunąć."), (3, "withdrawn", "")]
    with seated(anna):
        told = {line.number: line.facts for line in lines_after(room.pk, 0, 10)}
    assert told[1]["text"] == told[3]["text"] == "Wypowiedź wycofana przez autora."
    assert (told[1]["withdrawn"], told[3]["about"]) == (True, 1)
    with seated(SYSTEM):
        assert AuditEntry.objects.filter(deed="chat line taken back").count() == 1
        assert "PESEL" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


@pytest.mark.rule("C-66")
def test_only_the_author_and_whoever_keeps_order_take_a_line_back(cast, room) -> None:
    line = make_line(room, cast.seat("anna"))
    for name in ("bogdan", "filip"):
        with seated(cast.seat(name)), pytest.raises(NotYours):
            take_back(line.pk, by=cast.seat(name), at=AT)
    with seated(cast.seat("dorota")):
        take_back(line.pk, by=cast.seat("dorota"), at=AT)

    with seated(SYSTEM):
        line.refresh_from_db()
        assert facts_of(line)["text"] == "Wypowiedź wycofana przez osobę, która pilnuje porządku."


CHANGES = {
    "words": "text = 'inaczej'",
    "author": "author_id = author_id + 1",
    "back again": "withdrawn_at = NULL, text = 'znowu'",
    "half": "withdrawn_at = now()",
    "number": "number = 99",
}


@pytest.mark.rule("C-66")
@pytest.mark.parametrize("change", CHANGES)
def test_the_database_keeps_a_line_as_it_was_said(cast, room, change) -> None:
    line = make_line(room, cast.seat("anna"))
    if change == "back again":
        with seated(cast.seat("anna")):
            take_back(line.pk, by=cast.seat("anna"), at=AT)

    with seated(SYSTEM), pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE communication_chatline SET {CHANGES[change]} WHERE id = {line.pk}")
    with seated(SYSTEM), pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM communication_chatline WHERE id = {line.pk}")


# -- who reads


def test_only_those_who_read_the_space_read_its_rooms(cast, room) -> None:
    line = make_line(room, cast.seat("anna"))
    for name in (*READERS, *OTHERS):
        seen = name in READERS
        with seated(cast.seat(name)):
            assert ChatRoom.objects.filter(pk=room.pk).exists() is seen, name
            assert ChatRoom.policed.filter(pk=room.pk).exists() is seen, name
            assert ChatLine.objects.filter(pk=line.pk).exists() is seen, name
            assert ChatLine.policed.filter(pk=line.pk).exists() is seen, name
            if not seen and name != "irena":  # an auditor has no right to write at all
                with pytest.raises(ChatRoom.DoesNotExist):
                    say(room.pk, "Ja też!", key=uuid4(), by=cast.seat(name), at=AT)


def test_everybody_is_judged_in_one_conversation_and_the_role_comes_back(cast, room) -> None:
    names = [*READERS, *OTHERS]
    asked = [(cast.seat(name), "communication_chatroom", room.pk) for name in names]
    asked.append((cast.seat("anna"), "communication_chatroom", room.pk + 1000))

    with seated(cast.seat("celina")):
        found = rows_in_reach(asked)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('app.person')")
            mine = cursor.fetchone()

    assert dict(zip(names, found[:-1], strict=True)) == {name: name in READERS for name in names}
    assert found[-1] is False
    assert mine == ("kaganek_office", str(cast.seat("celina").person_id))
    assert rows_in_reach([]) == []


# -- rooms


@pytest.mark.rule("C-69")
def test_rooms_are_opened_by_whoever_keeps_order_in_the_space(cast, room) -> None:
    facts = RoomFacts("Nowy", time(18), time(7))
    for name in ("anna", "bogdan", "filip"):
        with seated(cast.seat(name)), pytest.raises(NotKeeper):
            open_room(room.space_id, facts, by=cast.seat(name), at=AT)
    dorota = cast.seat("dorota")
    with seated(dorota):
        made = open_room(room.space_id, facts, by=dorota, at=AT)
        assert open_room(room.space_id, facts, by=dorota, at=AT + timedelta(minutes=1)) == made  # sent twice
        for other, at in ((RoomFacts("Nowy"), AT), (facts, AT + timedelta(hours=1))):
            with pytest.raises(RoomTaken):
                open_room(room.space_id, other, by=dorota, at=at)
        change_room(made.pk, RoomFacts("Nowy", None, None), by=dorota, at=AT)
        with pytest.raises(RoomTaken):
            change_room(made.pk, RoomFacts(room.title), by=dorota, at=AT)
        close_room(made.pk, by=dorota, at=AT)
        close_room(made.pk, by=dorota, at=AT + timedelta(days=1))
        made.refresh_from_db()
        assert (made.closed_at, made.quiet_from) == (AT, None)
        open_room(room.space_id, facts, by=dorota, at=AT)  # the name is free again
    with seated(cast.seat("anna")), pytest.raises(NotKeeper):
        close_room(room.pk, by=cast.seat("anna"), at=AT)


def test_what_is_new_counts_what_others_said_since_the_last_visit(cast, room) -> None:
    anna = cast.seat("anna")
    for name in ("anna", "bogdan", "dorota"):
        make_line(room, cast.seat(name))

    def unread(name: str) -> int:
        with seated(cast.seat(name)):
            return my_rooms(cast.seat(name).person_id).get(pk=room.pk).unread

    assert (unread("anna"), unread("bogdan"), unread("filip")) == (2, 2, 3)
    with seated(anna):
        note_read(room.pk, 2, by=anna)
        note_read(room.pk, 1, by=anna)  # never back
        assert ChatVisit.objects.get().number == 2
    assert (unread("anna"), unread("bogdan")) == (1, 2)
    with seated(anna):
        note_read(room.pk, 10_000, by=anna)
        assert ChatVisit.objects.get().number == 3
    for name in ("bogdan", "dorota", "irena", "grazyna"):
        with seated(cast.seat(name)):
            assert not ChatVisit.objects.exists()
            assert not ChatVisit.policed.exists()


def test_the_feed_and_the_page_say_the_same(cast, room) -> None:
    for number in range(3):
        make_line(room, cast.seat("anna"), f"Wypowiedź {number}")

    with seated(SYSTEM):
        assert FEED.last([room.pk, room.pk + 1]) == {room.pk: 3}
        told = FEED.after(room.pk, 1, 10)
    with seated(cast.seat("bogdan")):
        shown = page_of(room, None)

    assert [line.number for line in told] == [2, 3]
    assert [dict(line.facts) for line in told] == [facts_of(line) for line in shown[1:]]
    facts = told[0].facts
    assert (facts["clock"], facts["day"], facts["signed"]) == (
        "10:00",
        "piątek, 20\xa0listopada 2026\xa0r.",
        "Anna Wrona",
    )
    assert facts["author"] == mark_of(room.pk, cast.seat("anna").person_id)
    assert str(cast.seat("anna").person_id) != facts["author"]


# -- judgements


@pytest.mark.rule("C-67")
@pytest.mark.parametrize(
    ("first", "last", "clock", "quiet"),
    [
        (time(18), time(7), time(17, 59), False),
        (time(18), time(7), time(18), True),
        (time(18), time(7), time(23, 59), True),
        (time(18), time(7), time(6, 59), True),
        (time(18), time(7), time(7), False),
        (time(12), time(13), time(12, 30), True),
        (time(12), time(13), time(13), False),
        (None, None, time(3), False),
    ],
)
def test_quiet_hours_may_span_midnight(first, last, clock, quiet) -> None:
    assert is_quiet(first, last, clock) is quiet


def test_a_line_is_kept_as_it_will_be_read() -> None:
    assert cleaned("  Dzień\r\ndobry \r\n\r\n\r\n\r\nPani\u202e Anno\u0000 ") == "Dzień\ndobry \n\nPani Anno"
    assert cleaned("tabela\tkolumna") == "tabela\tkolumna"


def test_a_minute_is_a_minute() -> None:
    now = AT
    assert too_fast(now - timedelta(seconds=59), now)
    assert not too_fast(now - timedelta(seconds=60), now)
    assert not too_fast(None, now)
