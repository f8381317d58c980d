"""Pages of chats, as people and scripts ask for them."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaganek.communication.models import ChatLine, ChatRoom, ChatVisit
from kaganek.communication.services.chat import take_back
from kaganek.communication.tests import factories
from kaganek.communication.tests.chats import AT, make_line, make_room
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.core.streams import read_ticket
from kaganek.people.models import Session
from kaganek.people.queries.sittings import sitting_mark

NBSP = "\xa0"
IN_GROUP = {"anna": 200, "bogdan": 200, "celina": 200, "cezary": 200, "dorota": 200, "filip": 200, "daniel": 404,
            "ewa": 404, "irena": 403, "grazyna": 403, "kazimierz": 403}  # fmt: skip


@pytest.fixture
def room(cast) -> ChatRoom:
    return make_room(factories.make_exchange(cast.project, cast.zalesie, cast.borki))


@pytest.fixture
def own_room(cast) -> ChatRoom:
    """Of Zalesie alone."""
    return make_room(factories.open_spaces()[cast.zalesie.office_name], "Nasz urząd")


def as_(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.account(name))
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"communication:{name}", args=args)


@pytest.mark.parametrize(("who", "status"), IN_GROUP.items())
def test_a_room_is_read_by_those_who_read_its_space(cast, room, who, status) -> None:
    client = as_(cast, who)
    for page in ("chat", "chat_lines", "chat_ticket", "chat_transcript"):
        assert client.get(at(page, room.pk)).status_code == status, page
    assert client.get(at("chat_transcript_file", room.pk, "csv")).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("anna", 200), ("bogdan", 200), ("celina", 404), ("cezary", 404), ("dorota", 404), ("filip", 404)],
)
def test_an_office_s_own_room_is_nobody_else_s(cast, own_room, who, status) -> None:
    assert as_(cast, who).get(at("chat", own_room.pk)).status_code == status


def test_strangers_are_asked_to_sign_in(room) -> None:
    assert Client().get(at("chat", room.pk)).status_code == 302
    assert Client().get(at("chat_lines", room.pk)).status_code == 302


@pytest.mark.rule("C-30")
def test_the_page_says_first_who_reads(cast, room) -> None:
    page = as_(cast, "anna").get(at("chat", room.pk)).content.decode().replace(NBSP, " ")

    assert page.index("Czytają i piszą: wszyscy z urzędów") < page.index('role="log"')
    assert "Nikt jeszcze niczego nie napisał" in page


def test_a_line_is_said_without_scripts(cast, room) -> None:
    client, key = as_(cast, "anna"), uuid4()
    for _ in range(2):
        answer = client.post(at("chat_say", room.pk), {"text": "Dzień <b>dobry</b>!", "key": key})
        assert (answer.status_code, answer["Location"]) == (302, at("chat", room.pk) + "#w1")
    page = client.get(at("chat", room.pk)).content.decode().replace(NBSP, " ")

    assert page.count("Dzień &lt;b&gt;dobry&lt;/b&gt;!") == 1
    assert "is-mine" in page
    with seated(cast.seat("anna")):
        assert ChatVisit.objects.get().number == 1


FAULTS = [
    ({"text": "  "}, 400, "Wpisz wypowiedź i wyślij ją jeszcze raz."),
    ({"text": "a" * 2001}, 400, "Wypowiedź jest za długa"),
    ({"text": "Halo", "key": "nie-uuid"}, 400, ""),
]


@pytest.mark.parametrize(("sent", "status", "words"), FAULTS)
def test_bad_input_is_told_and_nothing_is_kept(cast, room, sent, status, words) -> None:
    client = as_(cast, "anna")
    page = client.post(at("chat_say", room.pk), {"key": uuid4()} | sent)
    told = client.post(at("chat_say", room.pk), {"key": uuid4(), "script": "1"} | sent)

    assert (page.status_code, told.status_code) == (status, status)
    assert words in page.content.decode().replace(NBSP, " ")
    assert words in json.loads(told.content)["fault"]
    with seated(SYSTEM):
        assert not ChatLine.objects.exists()


def test_a_script_hears_the_number_and_a_closed_room_says_so(cast, room) -> None:
    client = as_(cast, "anna")
    assert client.post(at("chat_say", room.pk), {"text": "a", "key": uuid4(), "script": "1"}).json() == {
        "number": 1
    }
    with seated(SYSTEM):
        ChatRoom.objects.filter(pk=room.pk).update(closed_at=AT)
    answer = client.post(at("chat_say", room.pk), {"text": "b", "key": uuid4(), "script": "1"})

    assert answer.status_code == 409
    assert "zamknięty" in answer.json()["fault"]
    page = client.get(at("chat", room.pk)).content.decode().replace(NBSP, " ")
    assert "Ten pokój jest zamknięty" in page
    assert at("chat_say", room.pk) not in page


def test_asking_gives_what_came_after_a_number_the_same_as_the_page(cast, room) -> None:
    first = make_line(room, cast.seat("anna"), "Pierwsza")
    make_line(room, cast.seat("celina"), "Druga")
    with seated(cast.seat("anna")):
        take_back(first.pk, by=cast.seat("anna"), at=AT)
    client = as_(cast, "bogdan")

    def asked(after: object) -> list[tuple[int, str]]:
        answer = client.get(at("chat_lines", room.pk), {"po": after})
        assert answer["Cache-Control"] == "no-store"
        return [(line["number"], line["kind"]) for line in answer.json()["lines"]]

    assert asked(0) == [(1, "said"), (2, "said"), (3, "withdrawn")]
    assert asked(2) == [(3, "withdrawn")]
    assert asked(3) == asked(10**9) == []
    assert asked("x") == asked("") == asked(-1) == asked(0)
    page = client.get(at("chat", room.pk)).content.decode().replace(NBSP, " ")
    assert "Pierwsza" not in page
    assert "Wypowiedź wycofana przez autora." in page
    assert 'data-last="3"' in page


def test_older_lines_come_by_pages(cast, room) -> None:
    people = ("anna", "bogdan", "celina", "dorota", "filip")
    for number in range(1, 106):
        make_line(room, cast.seat(people[number % 5]), f"Wypowiedź numer {number}.")
    client = as_(cast, "anna")

    newest = client.get(at("chat", room.pk)).content.decode().replace(NBSP, " ")
    older = client.get(at("chat", room.pk) + "?przed=56").content.decode().replace(NBSP, " ")
    oldest = client.get(at("chat", room.pk) + "?przed=6").content.decode().replace(NBSP, " ")

    assert ("numer 56." in newest, "numer 55." in newest, "?przed=56" in newest) == (True, False, True)
    assert ("numer 55." in older, "numer 6." in older, "numer 5." in older, "?przed=6" in older) == (
        True,
        True,
        False,
        True,
    )
    assert ("numer 1." in oldest, "Starsze wypowiedzi" in oldest) == (True, False)
    assert "data-say" not in older


@pytest.mark.rule("C-62")
def test_a_ticket_is_for_this_room_role_and_session_and_for_a_minute(cast, room, settings) -> None:
    settings.STREAM_URL = "http://127.0.0.1:8001"
    client = as_(cast, "anna")
    address = client.get(at("chat_ticket", room.pk)).json()["address"]
    start, _, text = address.rpartition("/")
    ticket = read_ticket(text, at=timezone.now())

    assert start == "http://127.0.0.1:8001/strumien"
    assert (ticket.feed, ticket.topic, ticket.membership) == (
        "chat",
        room.pk,
        cast.seat("anna").membership_id,
    )
    assert ticket.sitting == sitting_mark(client.session.session_key)
    assert client.session.session_key not in text
    assert read_ticket(text, at=timezone.now() + timezone.timedelta(seconds=61)) is None
    assert read_ticket(text[:-2], at=timezone.now()) is None
    settings.STREAM_URL = ""
    assert client.get(at("chat_ticket", room.pk)).json()["address"] == ""


@pytest.mark.rule("C-68")
def test_a_page_that_asks_by_itself_keeps_no_session_alive(cast, room) -> None:
    client = as_(cast, "bogdan")
    client.get("/konto/")
    earlier = timezone.now() - timezone.timedelta(minutes=50)
    with account_door():
        Session.objects.update(seen_at=earlier)
    for page in ("chat_lines", "chat_ticket"):
        client.get(at(page, room.pk))
    with account_door():
        assert Session.objects.get(pk=client.session.session_key).seen_at == earlier
    client.get(at("chat", room.pk))
    with account_door():
        assert Session.objects.get(pk=client.session.session_key).seen_at > earlier


@pytest.mark.rule("C-66")
def test_a_line_is_taken_back_after_a_question(cast, room) -> None:
    line = make_line(room, cast.seat("anna"), "Pomyłka")
    anna, bogdan, dorota = (as_(cast, name) for name in ("anna", "bogdan", "dorota"))
    address = at("chat_withdraw", line.pk)

    assert address in anna.get(at("chat", room.pk)).content.decode().replace(NBSP, " ")
    assert address in dorota.get(at("chat", room.pk)).content.decode().replace(NBSP, " ")
    assert address not in bogdan.get(at("chat", room.pk)).content.decode().replace(NBSP, " ")
    assert bogdan.post(address, {"confirmed": "1"}).status_code == 404
    assert "Wycofać wypowiedź?" in anna.post(address).content.decode().replace(NBSP, " ")
    assert anna.get(address).status_code == 405
    assert anna.post(address, {"confirmed": "1"}).status_code == 302
    assert "Pomyłka" not in dorota.get(at("chat", room.pk)).content.decode().replace(NBSP, " ")
    assert as_(cast, "daniel").post(address, {"confirmed": "1"}).status_code == 404


@pytest.mark.rule("C-69")
def test_rooms_are_opened_changed_and_closed_on_pages(cast, room) -> None:
    dorota, bogdan = as_(cast, "dorota"), as_(cast, "bogdan")
    new = at("chat_new", room.space_id)

    assert new in dorota.get(at("chats")).content.decode().replace(NBSP, " ")
    assert bogdan.get(new).status_code == 404
    wrong = dorota.post(new, {"title": "", "quiet_from": "18:00", "quiet_to": ""})
    assert wrong.status_code == 400
    assert "Podaj obie godziny ciszy albo żadnej." in wrong.content.decode().replace(NBSP, " ")
    assert "otwarty pokój o takiej nazwie" in dorota.post(
        new, {"title": room.title}
    ).content.decode().replace(NBSP, " ")
    answer = dorota.post(new, {"title": "Nowy pokój", "quiet_from": "18", "quiet_to": "7:00"})
    made = int(answer["Location"].strip("/").rpartition("/")[2])
    assert "Cisza od 18:00 do 7:00" in dorota.get(answer["Location"]).content.decode().replace(NBSP, " ")
    assert dorota.post(at("chat_change", made), {"title": "Inna nazwa"}).status_code == 302
    assert "Zamknąć pokój „Inna nazwa”?" in dorota.post(at("chat_close", made)).content.decode().replace(
        NBSP, " "
    )
    assert dorota.post(at("chat_close", made), {"confirmed": "1"}).status_code == 302
    assert bogdan.post(at("chat_close", room.pk), {"confirmed": "1"}).status_code == 404
    assert bogdan.get(at("chat_change", room.pk)).status_code == 404
    assert as_(cast, "anna").get(at("chat_change", room.pk)).status_code == 403
    listed = bogdan.get(at("chats")).content.decode().replace(NBSP, " ")
    assert "Inna nazwa" in listed
    assert "Zamknięty" in listed


def test_the_list_says_what_is_new_and_reading_clears_it(cast, room) -> None:
    make_line(room, cast.seat("celina"), "Halo!")
    client = as_(cast, "anna")

    assert "1 nowa wypowiedź" in client.get(at("chats")).content.decode().replace(NBSP, " ")
    assert client.post(at("chat_read", room.pk), {"numer": 1}).status_code == 302
    assert "nic nowego" in client.get(at("chats")).content.decode().replace(NBSP, " ")
    assert as_(cast, "daniel").post(at("chat_read", room.pk), {"numer": 1}).status_code == 404


def test_the_file_of_a_transcript_is_its_screen(cast, room) -> None:
    make_line(room, cast.seat("anna"), "=1+1 brzmi jak formuła")
    gone = make_line(room, cast.seat("celina"), "Sekret")
    with seated(cast.seat("celina")):
        take_back(gone.pk, by=cast.seat("celina"), at=AT)
    client = as_(cast, "bogdan")

    screen = client.get(at("chat_transcript", room.pk)).content.decode().replace(NBSP, " ")
    rows = b"".join(client.get(at("chat_transcript_file", room.pk, "csv")).streaming_content).decode(
        "utf-8-sig"
    )

    assert "Sekret" not in screen + rows
    for words in ("1+1 brzmi jak formuła", "Anna Wrona", "Celina Lis", "Wypowiedź wycofana przez autora."):
        assert words in screen
        assert words in rows
    assert not any(line.startswith("=") or ";=" in line for line in rows.splitlines())


@pytest.mark.parametrize("lines", [1, 3])
def test_a_room_is_read_in_as_many_statements_whatever_is_in_it(
    cast, room, lines, django_assert_max_num_queries
) -> None:
    for _ in range(lines):
        make_line(room, cast.seat("celina"))
    client = as_(cast, "anna")
    client.get(at("chat", room.pk))
    with django_assert_max_num_queries(14):
        client.get(at("chat", room.pk))
    with django_assert_max_num_queries(10):
        client.get(at("chat_lines", room.pk))


def test_a_forum_leads_to_the_open_rooms_of_its_place_and_back(client, cast) -> None:
    space = factories.make_exchange(cast.project, cast.zalesie, cast.borki)
    room, closed = make_room(space), make_room(space, "Zamknięty", closed_at=AT)
    make_room(factories.open_spaces()[cast.zalesie.office_name], "Gdzie indziej")
    client.force_login(cast.account("anna"))

    page = client.get(reverse("communication:space", args=[space.pk])).content.decode()
    shown = re.findall(r'href="/czat/(\d+)/"', page)

    assert shown == [str(room.pk)]
    assert str(closed.pk) not in shown
    assert "Otwórz pokój rozmów" not in page
    back = client.get(reverse("communication:chat", args=[room.pk])).content.decode()
    assert f'href="{reverse("communication:space", args=[space.pk])}"' in back

    client.force_login(cast.account("dorota"))
    page = client.get(reverse("communication:space", args=[space.pk])).content.decode()
    assert f'href="{reverse("communication:chat_new", args=[space.pk])}"' in page


def test_the_filter_offers_only_kinds_that_have_a_room(cast, room, own_room) -> None:
    for who, kinds in (("anna", ["Urząd", "Grupa wymiany"]), ("celina", ["Grupa wymiany"])):
        page = as_(cast, who).get(at("chats")).content.decode().replace(NBSP, " ")
        offered = re.search(r'<select[^>]*name="rodzaj".*?</select>', page, re.DOTALL)
        assert offered, who
        told = re.findall(r'<option value="(\w+)"', offered[0])
        assert told == ["office", "group"][-len(kinds) :], who
        assert "spotkanie" not in offered[0]


def test_the_transcript_says_the_hour(cast, room) -> None:
    said = timezone.now()
    make_line(room, cast.seat("anna"), at=said)
    page = as_(cast, "anna").get(at("chat_transcript", room.pk)).content.decode().replace(NBSP, " ")

    assert f"dziś, {timezone.localtime(said):%H:%M}" in page
