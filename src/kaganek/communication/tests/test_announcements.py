"""Announcements: who may speak to whom, who hears it, who has confirmed, and nothing of what was taken back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from kaganek.communication.models import Announcement, AnnouncementReceipt
from kaganek.communication.queries.announcements import audience_of
from kaganek.communication.services import announcements as deeds
from kaganek.communication.terms import Addressees
from kaganek.communication.views.announcements import _reminded
from kaganek.core.models import Notice
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import deliver
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person

LIST = "/ogloszenia/"
SENT_ASKS = 6


def say(
    cast, name: str, audience: Addressees, place: int, *, confirm: bool = False, title: str = "Przerwa"
) -> Announcement:
    today = timezone.localdate()
    said = deeds.Said(
        audience=audience, place=place, title=title, body="W sobotę nie działa serwer.", from_on=today,
        until_on=today + timedelta(days=3), must_confirm=confirm,
    )  # fmt: skip
    seat = cast.seat(name)
    with seated(seat):
        made = deeds.announce(said, batch=uuid4(), by=seat, at=timezone.now())
    deeds.tell(made.pk)
    sort_new(at=timezone.now())
    return made


@pytest.mark.rule("C-10")
@pytest.mark.parametrize(
    ("name", "audience", "place", "allowed"),
    [
        ("bogdan", Addressees.OFFICE, "zalesie", True),
        ("bogdan", Addressees.OFFICE, "borki", False),
        ("bogdan", Addressees.PROJECT, "project", False),
        ("bogdan", Addressees.ALL, "", False),
        ("dorota", Addressees.PROJECT, "project", True),
        ("dorota", Addressees.OFFICE, "zalesie", True),
        ("dorota", Addressees.ALL, "", False),
        ("anna", Addressees.OFFICE, "zalesie", False),
        ("filip", Addressees.PROJECT, "project", False),
    ],
)
def test_who_may_speak_to_whom(cast, name, audience, place, allowed) -> None:
    where = getattr(cast, place).pk if place else 0
    if allowed:
        say(cast, name, audience, where)
    else:
        with pytest.raises(deeds.NotYourAudience):
            say(cast, name, audience, where)
    with seated(SYSTEM):
        assert Announcement.objects.count() == allowed


@pytest.mark.rule("C-11")
def test_an_announcement_of_one_office_is_never_met_in_another(client, cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, title="Tylko Zalesie")

    for name, sees in (
        ("anna", True),
        ("bogdan", True),
        ("cezary", False),
        ("celina", False),
        ("dorota", False),
        ("filip", False),
        ("irena", False),
    ):
        client.force_login(cast.account(name))
        assert ("Tylko Zalesie" in client.get(LIST).content.decode(), name) == (sees, name)
        assert (client.get(f"{LIST}{made.pk}/").status_code, name) == (200 if sees else 404, name)
        assert client.post(f"{LIST}{made.pk}/potwierdz/").status_code == (302 if sees else 404)
    with seated(SYSTEM):
        told = set(Notice.policed.values_list("office", flat=True))
        assert told == {cast.zalesie.pk}


@pytest.mark.rule("C-11")
def test_an_announcement_of_a_project_is_met_by_its_people(client, cast) -> None:
    say(cast, "dorota", Addressees.PROJECT, cast.project.pk, title="Cały projekt")

    for name in ("anna", "bogdan", "cezary", "celina", "dorota"):
        client.force_login(cast.account(name))
        assert ("Cały projekt" in client.get(LIST).content.decode(), name) == (True, name)


@pytest.mark.rule("C-12")
def test_reading_and_confirming_are_counted_once(client, cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, confirm=True)
    client.force_login(cast.account("anna"))
    for _ in range(2):
        assert client.get(f"{LIST}{made.pk}/").status_code == 200
    with seated(SYSTEM):
        assert list(AnnouncementReceipt.objects.values_list("what", flat=True)) == ["read"]
    for _ in range(2):
        assert client.post(f"{LIST}{made.pk}/potwierdz/").status_code == 302
    with seated(SYSTEM):
        assert sorted(AnnouncementReceipt.objects.values_list("what", flat=True)) == ["confirmed", "read"]
    client.force_login(cast.account("bogdan"))
    page = client.get(f"{LIST}{made.pk}/").content.decode()
    assert "potwierdziło 1" in page
    rows = client.get(f"{LIST}{made.pk}/odbior/", {"stan": "tak"}).context["listing"].rows
    assert [row.login for row in rows] == ["anna"]
    client.force_login(cast.account("celina"))
    assert client.get(f"{LIST}{made.pk}/odbior/").status_code == 404


@pytest.mark.rule("C-12")
def test_who_announces_to_an_office_is_none_of_its_readers(client, cast) -> None:
    made = say(cast, "dorota", Addressees.OFFICE, cast.zalesie.pk, confirm=True)
    client.force_login(cast.account("dorota"))
    assert "Potwierdzam, że znam" not in client.get(f"{LIST}{made.pk}/").content.decode()
    client.post(f"{LIST}{made.pk}/potwierdz/")
    with seated(SYSTEM):
        assert not AnnouncementReceipt.objects.exists()
        told = set(Notice.policed.values_list("person", flat=True))
    people = {name: cast.person(name).pk for name in ("anna", "bogdan", "dorota", "cezary", "celina")}
    assert {name for name, pk in people.items() if pk in told} == {
        "anna",
        "bogdan",
    }  # staff of the office, too
    client.force_login(cast.account("bogdan"))
    assert "Potwierdzam, że znam" in client.get(f"{LIST}{made.pk}/").content.decode()


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(("name", "audience"), [("bogdan", Addressees.OFFICE), ("kazimierz", Addressees.ALL)])
def test_who_announces_is_never_counted_nor_asked(client, cast, name, audience) -> None:
    """Also one who belongs to the audience: the office's own supervisor, the operator among everyone."""
    made = say(cast, name, audience, cast.zalesie.pk if audience == Addressees.OFFICE else 0, confirm=True)
    client.force_login(cast.account(name))
    page = client.get(f"{LIST}{made.pk}/").content.decode()

    assert "Przeczytało 0 z\xa0" in page
    assert "Potwierdzam, że znam" not in page
    own = cast.seat(name).person_id
    client.post(f"{LIST}{made.pk}/potwierdz/")
    client.post(f"{LIST}{made.pk}/przypomnij/")
    with seated(SYSTEM):
        assert not AnnouncementReceipt.objects.exists()
        told = set(Notice.policed.values_list("person", flat=True))
    assert own not in told
    assert told  # the others
    rows = client.get(f"{LIST}{made.pk}/odbior/").context["listing"].rows
    assert own not in {row.pk for row in rows}


@pytest.mark.rule("C-12")
def test_what_is_said_after_reminding_agrees_with_the_number(client, cast) -> None:
    assert "czeka jeszcze 1\xa0osoba. Przypomnienie dostała teraz 1\xa0osoba." in _reminded(1, 1)
    assert "czekają jeszcze 3\xa0osoby. Przypomnienie dostały teraz 2\xa0osoby." in _reminded(3, 2)
    assert "czeka jeszcze 233\xa0osoby" not in _reminded(233, 5)
    assert "Przypomnienie dostało teraz 5\xa0osób." in _reminded(233, 5)
    assert "nie wysłaliśmy następnego" in _reminded(7, 0)
    assert "Nikt już nie czeka" in _reminded(0, 0)


@pytest.mark.rule("C-12")
def test_only_those_who_have_not_confirmed_are_reminded_once_a_day(cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, confirm=True)
    anna, bogdan = cast.seat("anna"), cast.seat("bogdan")
    with seated(anna):
        deeds.read(made, confirmed=True, by=anna, at=timezone.now())
    with seated(bogdan):
        waiting, told = deeds.remind(made, by=bogdan, at=timezone.now())
        assert deeds.remind(made, by=bogdan, at=timezone.now()) == (waiting, 0)
    with seated(SYSTEM):
        reminded = list(Notice.policed.filter(kind=deeds.REMINDED).values_list("person", flat=True))
    assert len(reminded) == waiting == told > 0
    assert anna.person_id not in reminded


@pytest.mark.rule("C-12")
def test_who_confirms_after_being_reminded_gets_no_letter_of_it(cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, confirm=True)
    deliver()
    mail.outbox.clear()
    anna, bogdan = cast.seat("anna"), cast.seat("bogdan")
    with seated(bogdan):
        deeds.remind(made, by=bogdan, at=timezone.now())
    with seated(anna):
        deeds.read(made, confirmed=True, by=anna, at=timezone.now())
    sort_new(at=timezone.now())
    deliver()

    assert "anna@urzad.example" not in {one.to[0] for one in mail.outbox}


@pytest.mark.rule("C-03")
def test_what_is_taken_back_is_met_and_mailed_no_more(client, cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk)
    bogdan = cast.seat("bogdan")
    with seated(bogdan):
        for _ in range(2):
            deeds.take_back(made, by=bogdan, at=timezone.now())
    deliver()

    assert mail.outbox == []
    client.force_login(cast.account("anna"))
    assert "Przerwa" not in client.get(LIST).content.decode()
    assert "Przerwa" not in client.get("/powiadomienia/").content.decode()


@pytest.mark.rule("C-03")
def test_withdrawing_is_asked_first_with_the_number_of_people(client, cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk)
    where = f"{LIST}{made.pk}/wycofaj/"
    client.force_login(cast.account("dorota"))
    assert client.post(where).status_code == 404
    client.force_login(cast.account("bogdan"))
    with seated(SYSTEM):
        people = audience_of(made).count()

    asked = client.post(where).content.decode()
    assert f"wysłane do {people}\xa0os" in asked
    assert "Nikt go jeszcze nie przeczytał." in asked
    client.force_login(cast.account("anna"))
    client.get(f"{LIST}{made.pk}/")
    client.force_login(cast.account("bogdan"))
    assert "Przeczytała je już 1\xa0osoba." in client.post(where).content.decode()
    with seated(SYSTEM):
        assert Announcement.objects.get().withdrawn_at is None
    for _ in range(2):
        assert client.post(where, {"confirmed": "1"}).status_code == 302
    with seated(SYSTEM):
        assert Announcement.objects.get().withdrawn_at is not None


@pytest.mark.rule("C-10")
def test_many_are_told_only_after_the_number_was_shown(client, cast) -> None:
    client.force_login(cast.account("dorota"))
    form = {
        "to": f"project:{cast.project.pk}", "title": "Do wszystkich urzędów", "body": "x", "from_on": "2999-12-01",
        "until_on": "2999-12-02", "must_confirm": "on", "batch": str(uuid4()),
    }  # fmt: skip
    asked = client.post(f"{LIST}nowe/", form)
    deed = asked.context["deed"]
    assert deed.title.startswith("Ogłosić ")
    with seated(SYSTEM):
        assert not Announcement.objects.exists()
    for _ in range(2):
        assert client.post(f"{LIST}nowe/", dict(deed.fields) | {"confirmed": "1"}).status_code == 302
    with seated(SYSTEM):
        made = Announcement.objects.get()
        assert f"Ogłosić {audience_of(made).count()}\xa0os" in deed.title
    assert (made.title, made.body, made.must_confirm, str(made.from_on)) == (
        "Do wszystkich urzędów", "x", True, "2999-12-01",
    )  # fmt: skip


@pytest.mark.rule("C-10")
def test_more_than_a_few_of_one_office_are_told_only_after_the_number_was_shown(
    client, cast, monkeypatch
) -> None:
    monkeypatch.setattr("kaganek.communication.views.announcements.FEW", 0)
    client.force_login(cast.account("bogdan"))
    form = {
        "to": f"office:{cast.zalesie.pk}", "title": "Raz", "from_on": "2999-12-01", "until_on": "2999-12-02", "batch": str(uuid4()),
    }  # fmt: skip
    assert "Ogłosić " in client.post(f"{LIST}nowe/", form).content.decode()
    with seated(SYSTEM):
        assert not Announcement.objects.exists()


def test_the_same_form_twice_announces_once(client, cast) -> None:
    client.force_login(cast.account("bogdan"))
    form = {
        "to": f"office:{cast.zalesie.pk}", "title": "Raz", "body": "", "from_on": "2999-12-01", "until_on": "2999-12-02",
        "batch": str(uuid4()),
    }  # fmt: skip
    for _ in range(2):
        assert client.post(f"{LIST}nowe/", form).status_code == 302
    with seated(SYSTEM):
        assert Announcement.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until_on": "2999-11-01"}, "Ostatni dzień nie może być przed pierwszym."),
        ({"from_on": "2020-11-01", "until_on": "2020-12-01"}, "Ten dzień już minął."),
        ({"title": ""}, "Tytuł"),
        ({"to": "all:0"}, "Do kogo"),
        ({"to": "office:999999"}, "Do kogo"),
    ],
)
def test_a_wrong_form_says_what_to_mend_and_writes_nothing(client, cast, change, words) -> None:
    client.force_login(cast.account("bogdan"))
    form = {
        "to": f"office:{cast.zalesie.pk}", "title": "Raz", "from_on": "2999-12-01", "until_on": "2999-12-02", "batch": str(uuid4()),
    }  # fmt: skip
    reply = client.post(f"{LIST}nowe/", form | change)

    assert (reply.status_code, words in reply.content.decode()) == (422, True)
    with seated(SYSTEM):
        assert not Announcement.objects.exists()


@pytest.mark.rule("C-10")
@pytest.mark.parametrize(
    ("name", "audience"),
    [("bogdan", Addressees.ALL), ("bogdan", Addressees.PROJECT), ("dorota", Addressees.ALL)],
)
def test_the_database_too_lets_nobody_speak_to_everyone(cast, name, audience) -> None:
    """The seat's own connection writes past the deed: an office to all, a project to all."""
    seat, today = cast.seat(name), timezone.localdate()
    project = cast.project.pk if audience == Addressees.PROJECT else None
    with pytest.raises((IntegrityError, ProgrammingError)), seated(seat), transaction.atomic():
        Announcement.objects.create(
            audience=audience, project_id=project, title="x", from_on=today, until_on=today, by_id=seat.person_id,
            signed="x", batch=uuid4(), made_at=timezone.now(),
        )  # fmt: skip


@pytest.mark.rule("C-10")
def test_what_was_announced_stands(cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk)
    with pytest.raises(IntegrityError), seated(cast.seat("bogdan")), transaction.atomic():
        Announcement.objects.filter(pk=made.pk).update(body="coś innego")


@pytest.mark.rule("C-11")
def test_a_coordinators_word_to_one_office_is_heard_there_alone(client, cast) -> None:
    say(cast, "dorota", Addressees.OFFICE, cast.zalesie.pk, title="Do Zalesia")

    for name, sees in (
        ("anna", True),
        ("bogdan", True),
        ("cezary", False),
        ("celina", False),
        ("dorota", True),
    ):
        client.force_login(cast.account(name))
        assert ("Do Zalesia" in client.get(LIST).content.decode(), name) == (sees, name)
    client.force_login(cast.account("bogdan"))
    assert "Do Zalesia" not in client.get(f"{LIST}wyslane/").content.decode()  # not the office's own


@pytest.mark.rule("C-11")
def test_it_stands_on_the_first_page_until_it_is_confirmed(client, cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, confirm=True)
    client.force_login(cast.account("anna"))
    assert "potwierdź, że znasz" in client.get("/nauka/").content.decode()
    assert "potwierdź, że znasz" not in client.get("/nauka/terminy/").content.decode()
    client.get(f"{LIST}{made.pk}/")
    client.post("/powiadomienia/przeczytane/", {"all": "1"})
    assert "potwierdź, że znasz" in client.get("/nauka/").content.decode()  # read is not confirmed
    client.post(f"{LIST}{made.pk}/potwierdz/")
    assert "potwierdź, że znasz" not in client.get("/nauka/").content.decode()


@pytest.mark.rule("C-11")
def test_it_stands_on_the_first_page_until_it_is_read(client, cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk)
    client.force_login(cast.account("anna"))
    assert "Przerwa" in client.get("/nauka/").content.decode()
    client.get(f"{LIST}{made.pk}/")
    assert "Przerwa" not in client.get("/nauka/").content.decode()


@pytest.mark.rule("C-11")
def test_after_its_last_day_nobody_meets_it(client, cast, monkeypatch) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, confirm=True)
    later = timezone.now() + timedelta(days=4)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert deeds.end_over(at=later) == 1
    assert deeds.end_over(at=later) == 0
    client.force_login(cast.account("anna"))
    assert "Przerwa" not in client.get("/nauka/").content.decode()
    assert "Przerwa" not in client.get(LIST).content.decode()
    assert "Przerwa" not in client.get("/powiadomienia/").content.decode()
    with seated(cast.seat("anna")), pytest.raises(deeds.NotAnnounced):
        deeds.read(made, confirmed=True, by=cast.seat("anna"), at=later)
    client.force_login(cast.account("bogdan"))
    assert "Przerwa" in client.get(f"{LIST}wyslane/", {"stan": "dawne"}).content.decode()
    deliver()
    assert mail.outbox == []


def past(client, cast, name: str, made: Announcement) -> tuple[bool, bool, int]:
    """Whether a person meets it among past ones, in the file of them too, and what its own page answers."""
    client.force_login(cast.account(name))
    page = client.get(LIST, {"kiedy": "minione"}).content.decode()
    file = b"".join(client.get("/ogloszenia.csv", {"kiedy": "minione"}).streaming_content).decode()
    return made.title in page, made.title in file, client.get(f"{LIST}{made.pk}/").status_code


@pytest.mark.rule("C-11")
def test_what_is_over_stands_among_past_ones_of_those_it_was_told_to(client, cast, monkeypatch) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, confirm=True)
    withdrawn = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, title="Pomyłka")
    with seated(cast.seat("anna")):
        deeds.read(made, confirmed=True, by=cast.seat("anna"), at=timezone.now())
        deeds.read(withdrawn, confirmed=False, by=cast.seat("anna"), at=timezone.now())
    with seated(cast.seat("bogdan")):
        deeds.take_back(withdrawn, by=cast.seat("bogdan"), at=timezone.now())
    assert past(client, cast, "anna", made) == (False, False, 200), "it is not over yet"
    later = timezone.now() + timedelta(days=4)
    monkeypatch.setattr(timezone, "now", lambda: later)
    deeds.end_over(at=later)
    assert past(client, cast, "anna", made) == (True, True, 200)
    page = client.get(f"{LIST}{made.pk}/").content.decode()
    assert "Twoje potwierdzenie jest zapisane." in page
    assert "Potwierdzam, że znam" not in page
    assert past(client, cast, "anna", withdrawn) == (False, False, 410)
    assert past(client, cast, "janina", made) == (True, True, 200), "told, and never read it"
    for name in ("cezary", "celina"):
        assert past(client, cast, name, made) == (False, False, 404)


@pytest.mark.rule("C-11")
def test_who_came_after_it_was_over_does_not_meet_it(client, cast, monkeypatch) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk)
    later = timezone.now() + timedelta(days=4)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with seated(SYSTEM):
        cast.people["nowa"] = make_person(cast.zalesie, login="nowa")
        give_role(cast.people["nowa"], Role.LEARNER)
    assert past(client, cast, "nowa", made) == (False, False, 410)


@pytest.mark.rule("C-12")
def test_the_sender_sees_who_waits_as_a_page_and_a_file(client, cast) -> None:
    made = say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, confirm=True)
    anna = cast.seat("anna")
    with seated(anna):
        deeds.read(made, confirmed=True, by=anna, at=timezone.now())
    client.force_login(cast.account("bogdan"))

    (row,) = client.get(f"{LIST}wyslane/").context["listing"].rows
    assert (row.seen, row.confirmed, row.told > 1) == (1, 1, True)
    sent = b"".join(client.get(f"{LIST}wyslane.csv").streaming_content).decode()
    assert "Przerwa" in sent
    waiting = b"".join(client.get(f"{LIST}{made.pk}/odbior.csv", {"stan": "nie"}).streaming_content).decode()
    assert ("Wrona" in waiting, waiting.count("\n") > 1) == (False, True)
    assert client.get(f"{LIST}{made.pk}/odbior.xlsx").status_code == 200


@pytest.mark.rule("C-12")
def test_receipts_of_many_offices_name_the_office(client, cast) -> None:
    many = say(cast, "dorota", Addressees.PROJECT, cast.project.pk)
    one = say(cast, "dorota", Addressees.OFFICE, cast.zalesie.pk)
    client.force_login(cast.account("dorota"))

    for made, named in ((many, True), (one, False)):
        page = client.get(f"{LIST}{made.pk}/odbior/", {"sort": "urzad:asc"}).content.decode()
        assert ("Urząd Gminy Zalesie" in page.replace("\xa0", " ")) == named
        said = b"".join(client.get(f"{LIST}{made.pk}/odbior.csv").streaming_content).decode()
        assert ("Urząd Gminy Zalesie" in said) == named
        assert client.get(f"{LIST}{made.pk}/odbior.xlsx").status_code == 200


def test_the_list_of_sent_ones_asks_as_often_for_one_as_for_three(
    client, cast, django_assert_num_queries
) -> None:
    client.force_login(cast.account("bogdan"))
    for number in (1, 2):
        for n in range(number):
            say(cast, "bogdan", Addressees.OFFICE, cast.zalesie.pk, title=f"Nr {number}.{n}")
        client.get(f"{LIST}wyslane/")
        with django_assert_num_queries(SENT_ASKS):
            client.get(f"{LIST}wyslane/")


@pytest.mark.parametrize("name", ["anna", "filip", "ewa"])
def test_those_who_announce_nothing_have_no_form(client, cast, name) -> None:
    client.force_login(cast.account(name))

    assert client.get(f"{LIST}nowe/").status_code == 403
