"""Messages and cards: between people who share a space and know each other, read by them and by nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from kaganek.communication.models import AbuseReport, ContactCard, Conversation, Message
from kaganek.communication.queries.acquaintance import may_meet
from kaganek.communication.queries.cards import card_of
from kaganek.communication.queries.messages import is_fresh
from kaganek.communication.services.cards import keep_card
from kaganek.communication.services.forum.abuse import report_message
from kaganek.communication.services.messages import (
    NotAcquainted,
    Refused,
    have_read,
    open_conversation,
    open_with_coordinators,
    refuse,
    send_message,
)
from kaganek.communication.services.spaces import set_offices
from kaganek.communication.tests.factories import AT, make_reply
from kaganek.core.models import Notice
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person


def begin(cast, who: str, whom: str) -> Conversation:
    seat = cast.seat(who)
    with seated(seat):
        return open_conversation([cast.person(whom).pk], by=seat, at=AT)


def say(cast, who: str, conversation: Conversation, text: str = "Dzień dobry") -> Message:
    seat = cast.seat(who)
    with seated(seat):
        return send_message(conversation.pk, text, by=seat, at=AT)


@pytest.mark.rule("C-41")
@pytest.mark.parametrize(
    ("who", "whom", "met"),
    [
        ("anna", "bogdan", True),  # staff of the own office
        ("anna", "filip", True),  # its consultant
        ("bogdan", "anna", True),
        ("bogdan", "filip", True),
        ("filip", "anna", True),
        ("dorota", "anna", True),
        ("anna", "cezary", False),  # share the project and the group, and have not met
        ("anna", "celina", False),
        ("anna", "daniel", False),
        ("anna", "ewa", False),
        ("celina", "anna", False),
        ("filip", "cezary", False),  # not an office of Filip's
        ("daniel", "anna", False),
        ("grazyna", "anna", False),
        ("irena", "anna", False),
        ("anna", "anna", False),
    ],
)
def test_whom_one_may_write_to(cast, group, who: str, whom: str, met: bool) -> None:
    assert may_meet(cast.seat(who), cast.person(whom).pk) is met


@pytest.mark.rule("C-41")
def test_who_spoke_in_a_shared_space_may_be_written_to_until_it_is_shared_no_more(cast, topic, wide) -> None:
    make_reply(topic, cast.seat("celina"))
    anna, dorota = cast.seat("anna"), cast.seat("dorota")
    celina = cast.person("celina").pk
    assert may_meet(anna, celina)
    found = begin(cast, "anna", "celina")
    say(cast, "anna", found)
    with seated(dorota):
        set_offices(topic.space, [cast.zalesie.pk], by=dorota, at=AT)
    assert not may_meet(anna, celina)  # the project is shared still, and nothing of hers stands there
    with seated(SYSTEM):
        from kaganek.communication.models import SpaceOffice

        assert SpaceOffice.objects.count() == 1


@pytest.mark.rule("C-41")
def test_nobody_else_can_be_written_to(client, cast, group) -> None:
    anna = cast.seat("anna")
    with seated(anna), pytest.raises(NotAcquainted):
        open_conversation([cast.person("bogdan").pk, cast.person("cezary").pk], by=anna, at=AT)
    client.force_login(cast.account("anna"))
    answer = client.post(
        reverse("communication:new_conversation"), {"osoba": cast.person("cezary").pk}, follow=True
    )
    assert "Do tej osoby nie można napisać" in answer.content.decode()
    with seated(anna):
        assert not Conversation.objects.exists()


@pytest.mark.rule("C-42")
def test_only_the_members_read_a_conversation(client, cast, group) -> None:
    found = begin(cast, "anna", "bogdan")
    made = say(cast, "anna", found, "Sekret między nami")
    page = reverse("communication:conversation", args=[found.pk])
    for who in cast.seats:
        inside = who in ("anna", "bogdan")
        client.force_login(cast.account(who))
        wanted = 200 if inside else (403 if who in ("grazyna", "irena", "kazimierz") else 404)
        assert client.get(page).status_code == wanted, who
        with seated(cast.seat(who)):
            assert Conversation.objects.exists() is inside, who
            for model in (Conversation, Message):
                try:
                    with transaction.atomic():
                        seen = model.policed.exists()
                except ProgrammingError:
                    seen = False
                assert seen is inside, (who, model)
    with seated(SYSTEM):
        assert not Message.policed.filter(pk=made.pk).exists()


@pytest.mark.rule("C-42")
def test_unread_marks_and_the_same_words_twice(cast, group) -> None:
    found = begin(cast, "anna", "bogdan")
    assert begin(cast, "bogdan", "anna").pk == found.pk
    made = say(cast, "anna", found)
    assert say(cast, "anna", found).pk == made.pk
    bogdan, anna = cast.seat("bogdan"), cast.seat("anna")
    with seated(bogdan):
        assert Notice.objects.filter(read_at=None).count() == 1
    say(cast, "bogdan", found, "A jutro?")
    last = say(cast, "anna", found)
    assert last.pk != made.pk  # the same words, to another question
    with seated(bogdan):
        assert is_fresh(Conversation.objects.get(), bogdan)
        have_read(found.pk, up_to=last.pk, by=bogdan, at=AT)
        have_read(found.pk, up_to=0, by=bogdan, at=AT)
        assert not is_fresh(Conversation.objects.get(), bogdan)
        assert not Notice.objects.filter(read_at=None).exists()
    with seated(anna):
        assert not is_fresh(Conversation.objects.get(), anna)


@pytest.mark.rule("C-42")
def test_who_refuses_gets_nothing_more(client, cast, group) -> None:
    found = begin(cast, "anna", "bogdan")
    bogdan, anna = cast.seat("bogdan"), cast.seat("anna")
    with seated(bogdan):
        refuse(found.pk, by=bogdan, refuses=True)
    with seated(anna), pytest.raises(Refused):
        send_message(found.pk, "Halo?", by=anna, at=AT)
    client.force_login(cast.account("anna"))
    answer = client.post(reverse("communication:conversation", args=[found.pk]), {"text": "Halo?"})
    assert answer.status_code == 422
    assert "ktoś nie chce" in answer.content.decode()


@pytest.mark.rule("C-41")
def test_a_participant_writes_to_the_coordinator_without_knowing_a_name(cast, group) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        found = open_with_coordinators(cast.project, by=anna, at=AT)
        assert found.names[str(cast.person("dorota").pk)] == ["Koordynator projektu", cast.project.name]
        with pytest.raises(NotAcquainted):
            open_with_coordinators(cast.other_project, by=anna, at=AT)


@pytest.mark.rule("C-39")
def test_a_reported_message_shows_itself_and_nothing_else(client, cast, group) -> None:
    found = begin(cast, "anna", "bogdan")
    bad = say(cast, "bogdan", found, "Brzydkie słowa")
    say(cast, "anna", found, "Proszę przestać")
    anna = cast.seat("anna")
    with seated(anna):
        report_message(bad.pk, reason="Obraża mnie", by=anna, at=AT)
    client.force_login(cast.account("janina"))
    page = client.get(reverse("communication:reports")).content.decode()
    assert "Brzydkie słowa" in page
    assert "Proszę przestać" not in page
    with seated(SYSTEM):
        assert AbuseReport.objects.get().office_id == cast.zalesie.pk


@pytest.mark.rule("C-43")
def test_a_card_tells_what_its_owner_chose(client, cast, group) -> None:
    bogdan, anna = cast.seat("bogdan"), cast.seat("anna")
    plain = card_of(bogdan.person_id, by=anna)
    assert (plain.name, plain.told) == ("Bogdan Maj", {})
    with seated(bogdan):
        keep_card({"phone": "22 111 22 33"}, by=bogdan, at=AT)
    assert card_of(bogdan.person_id, by=anna).told == {"phone": "22 111 22 33"}
    client.force_login(cast.account("bogdan"))
    client.post(reverse("communication:own_card"), {"email": "b.maj@zalesie.example"})
    assert card_of(bogdan.person_id, by=anna).told == {"email": "b.maj@zalesie.example"}
    for who in ("celina", "daniel"):
        client.force_login(cast.account(who))
        assert client.get(reverse("communication:card", args=[bogdan.person_id])).status_code == 404
        with seated(cast.seat(who)):
            assert not ContactCard.policed.exists()


def test_own_card_wants_a_real_address(client, cast, group) -> None:
    client.force_login(cast.account("anna"))
    answer = client.post(reverse("communication:own_card"), {"email": "nie adres"})
    assert answer.status_code == 422
    assert "Popraw adres e-mail" in answer.content.decode()


@pytest.mark.parametrize("name", ["conversations", "new_conversation", "own_card", "forum"])
def test_every_first_page_opens_for_who_writes(client, cast, group, name: str) -> None:
    for who in ("anna", "bogdan", "janina", "henryk", "celina", "dorota", "filip", "ewa"):
        client.force_login(cast.account(who))
        assert client.get(reverse(f"communication:{name}")).status_code == 200, (name, who)


@pytest.mark.rule("C-43")
def test_people_of_one_name_and_office_are_told_apart(client, cast, group) -> None:
    with seated(SYSTEM):
        for department in ("Kadry", "Finanse"):
            one = make_person(
                cast.zalesie,
                first_name="Ewa",
                last_name="Kot",
                department=department,
                project_ids=[cast.project.pk],
            )
            give_role(one, Role.SUPERVISOR)
    where = reverse("communication:new_conversation")

    def offered(who: str) -> list[str]:
        client.force_login(cast.account(who))
        return sorted(place for _, place in client.get(where, {"q": "kot"}).context["people"])

    told = offered("bogdan")  # reads the register of the office
    assert [one.rpartition(", ")[2] for one in told] == ["Finanse", "Kadry"]
    assert all(cast.zalesie.office_name in one for one in told)
    assert not any("Kadry" in one or "Finanse" in one for one in offered("anna"))  # reads no register
    seat = replace(cast.seat("bogdan"), person_id=one.pk)
    with seated(seat):
        keep_card({"department": "Skarbnik gminy"}, by=seat, at=AT)
    assert [one for one in offered("anna") if "Skarbnik gminy" in one]
    client.force_login(cast.account("bogdan"))
    assert {place for one, place in client.get(where).context["people"] if one.login == "anna"} == {
        cast.zalesie.office_name
    }


@pytest.mark.rule("C-41", "C-43")
def test_names_lead_to_cards_and_a_card_that_is_shared_no_more_says_so(client, cast, topic, third) -> None:
    """From a conversation and from the list of people; the stranger's card is still not there."""
    anna, dorota = cast.seat("anna"), cast.seat("dorota")
    bogdan, cezary, celina = (cast.person(name).pk for name in ("bogdan", "cezary", "celina"))
    make_reply(topic, cast.seat("cezary"))
    with seated(anna):
        held = open_conversation([cezary], by=anna, at=AT)
    client.force_login(cast.account("anna"))
    card = reverse("communication:card", args=[cezary])
    assert (
        f'href="{card}"' in client.get(reverse("communication:conversation", args=[held.pk])).content.decode()
    )
    people = client.get(reverse("communication:new_conversation")).content.decode()
    assert f'href="{reverse("communication:card", args=[bogdan])}"' in people
    assert client.get(card).status_code == 200
    with seated(dorota):
        set_offices(topic.space, [cast.borki.pk, third.pk], by=dorota, at=AT)
    page = client.get(card, follow=True)
    assert page.redirect_chain == [(reverse("communication:conversations"), 302)]
    assert "wizytówki tej osoby nie widać" in page.content.decode().replace("\xa0", " ")
    assert client.get(reverse("communication:card", args=[celina])).status_code == 404
    own = client.get(reverse("communication:card", args=[anna.person_id]))
    assert own.headers["Location"] == reverse("communication:own_card")


@pytest.mark.parametrize(
    ("who", "shown"), [("anna", True), ("dorota", True), ("irena", False), ("grazyna", False)]
)
def test_the_account_menu_leads_to_the_own_card_where_there_is_one(
    client, cast, who: str, shown: bool
) -> None:
    client.force_login(cast.account(who))
    page = client.get(reverse("people:account")).content.decode().replace("\xa0", " ")
    assert (f'href="{reverse("communication:own_card")}"' in page) == shown
