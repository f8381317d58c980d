"""Own notices, how they come, and the log of what went out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from kaganek.communication.forms.notices import ChoicesForm, usual_words
from kaganek.core.models import Letter, Notice, NoticeChoice, NoticeCount, Way
from kaganek.core.notices import Group, News, NoticeKind, notify
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import Post, post
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.polish import NBSP
from kaganek.people.models import Person

AT = datetime(2026, 5, 12, 10, tzinfo=UTC)
LIST, CHOICES, LOG = "/powiadomienia/", "/konto/powiadomienia/", "/wiadomosci-wyslane/"


def tell(cast, name: str, number: int = 1) -> None:
    person = cast.person(name)
    with seated(SYSTEM):
        notify(
            [
                News("learning.graded", f"{name}:{n}", person.pk, office=person.office_id, title=f"Ocena {n} {name}", url="/nauka/")
                for n in range(number)
            ],
            at=AT,
        )  # fmt: skip
    sort_new(at=AT)


@pytest.fixture
def anna(client: Client, cast) -> Client:
    tell(cast, "anna", 2)
    tell(cast, "cezary")
    client.force_login(cast.account("anna"))
    return client


@pytest.mark.rule("C-01")
def test_the_list_shows_own_notices_alone_and_the_bell_counts_them(anna) -> None:
    page = anna.get(LIST).content.decode()

    assert "Ocena 0 anna" in page
    assert "cezary" not in page
    assert '<span class="kg-count">2' in page


@pytest.mark.parametrize("name", ["anna", "bogdan", "celina", "dorota", "irena", "filip", "ewa"])
def test_everyone_has_the_list_and_the_choices(client, cast, name) -> None:
    client.force_login(cast.account(name))

    assert client.get(LIST).status_code == 200
    assert client.get(CHOICES).status_code == 200


def test_a_stranger_is_asked_to_sign_in(client, db) -> None:
    assert [client.get(path).status_code for path in (LIST, CHOICES, LOG)] == [302, 302, 302]


def test_reading_is_a_post_safe_to_send_twice_and_touches_no_other(anna, cast) -> None:
    with seated(SYSTEM):
        first, second, others = Notice.policed.order_by("pk")
    for _ in range(2):
        assert (
            anna.post(f"{LIST}przeczytane/", {"notice": [first.pk, others.pk, "x", "9" * 30]}).status_code
            == 302
        )
    with seated(SYSTEM):
        assert list(Notice.policed.exclude(read_at=None)) == [first]
        assert dict(NoticeCount.policed.values_list("person", "unread")) == {
            first.person: 1,
            others.person: 1,
        }
    anna.post(f"{LIST}przeczytane/", {"all": "1"})
    with seated(SYSTEM):
        assert set(Notice.policed.exclude(read_at=None)) == {first, second}
    assert "kg-count" not in anna.get(LIST).content.decode()


@pytest.mark.rule("C-02")
def test_a_choice_holds_from_the_next_notice_on(anna, cast) -> None:
    form = {"group-tasks": "digest", "learning-graded": ""}
    for _ in range(2):
        assert anna.post(CHOICES, form).status_code == 302
    with seated(SYSTEM):
        assert list(NoticeChoice.policed.values_list("key", "way")) == [("group:tasks", Way.DIGEST)]
        notify([News("learning.graded", "later", cast.person("anna").pk, title="Ocena")], at=AT)
    sort_new(at=AT)
    with seated(SYSTEM):
        assert Notice.policed.get(event="later").way == Way.DIGEST
    assert anna.post(CHOICES, {"group-tasks": ""}).status_code == 302
    with seated(SYSTEM):
        assert not NoticeChoice.policed.exists()


def test_a_way_that_does_not_exist_is_refused_in_words(anna) -> None:
    reply = anna.post(CHOICES, {"group-tasks": "pigeon"})

    assert reply.status_code == 422
    with seated(SYSTEM):
        assert not NoticeChoice.policed.exists()


def test_obligatory_kinds_have_no_field() -> None:
    form = ChoicesForm(roles={"learner"}, chosen={})

    assert "people-activation" not in form.fields
    assert "reporting-reminder" not in form.fields
    assert "learning-review_asked" not in form.fields  # not a learner's


@pytest.fixture
def letters(cast) -> None:
    """One letter in each of two offices, and one that came back."""
    with seated(SYSTEM):
        for name in ("anna", "cezary"):
            person = cast.person(name)
            facts = {"secret": "Treść tylko dla adresata"}
            post(
                [Post("learning.graded", f"log:{name}", person.email, person.pk, person.office_id, cast.project.pk, facts)],
                at=AT,
            )  # fmt: skip
        Letter.objects.filter(event="log:anna").update(
            bounced_at=AT, bounce="5.1.1 nie ma", bounce_stands=True
        )


@pytest.mark.parametrize(
    ("name", "seen", "hidden"),
    [
        ("bogdan", ["Wrona", "5.1.1 nie ma"], ["cezary@"]),
        ("celina", ["cezary@"], ["anna@", "Wrona"]),
        ("dorota", ["anna@", "cezary@", "Wrona"], []),
    ],
)
def test_the_log_shows_letters_within_reach_and_never_their_words(
    client, cast, letters, name, seen, hidden
) -> None:
    client.force_login(cast.account(name))
    page = client.get(LOG).content.decode()
    file = b"".join(client.get("/wiadomosci-wyslane.csv").streaming_content).decode()

    for text in (page, file):
        assert [word for word in seen if word not in text] == []
        assert [word for word in [*hidden, "Treść tylko"] if word in text] == []


@pytest.mark.parametrize("name", ["anna", "filip", "ewa"])
def test_the_log_is_closed_to_those_without_it(client, cast, letters, name) -> None:
    client.force_login(cast.account(name))

    assert client.get(LOG).status_code == 403


@pytest.mark.rule("C-06")
def test_an_address_put_right_is_written_to_again_by_its_own_office_alone(client, cast, letters) -> None:
    with seated(SYSTEM):
        letter = Letter.objects.get(event="log:anna")
    client.force_login(cast.account("celina"))
    assert client.post(f"{LOG}znowu/", {"letter": letter.pk}).status_code in (302, 403)
    with seated(SYSTEM):
        assert Letter.objects.get(event="log:anna").bounce_stands
    client.force_login(cast.account("dorota"))
    for _ in range(2):
        assert client.post(f"{LOG}znowu/", {"letter": letter.pk}).status_code == 302
    with seated(SYSTEM):
        assert not Letter.objects.get(event="log:anna").bounce_stands


@pytest.mark.rule("C-06")
@pytest.mark.parametrize("name", ["bogdan", "janina", "dorota"])
def test_the_card_of_a_person_says_that_the_address_refuses_mail(client, cast, letters, name) -> None:
    client.force_login(cast.account(name))
    card = f"/pracownicy/{cast.person('anna').pk}/"
    before = client.get(card).content.decode().replace(NBSP, " ")
    with seated(SYSTEM):
        Person.objects.filter(pk=cast.person("anna").pk).update(email="nowy@zalesie.example")
    after = client.get(card).content.decode()

    assert "Adres odrzuca pocztę" in before
    assert "5.1.1 nie ma" in before
    assert ("Pisz znowu na te adresy" in before) == (name != "bogdan")
    assert ("Popraw adres w jej danych." in before) == (name != "bogdan")
    assert ("Adres poprawia koordynator albo administrator IT urzędu." in before) == (name == "bogdan")
    assert "Adres odrzuca pocztę" not in after  # the letter came back from another address


@pytest.mark.rule("C-06")
def test_a_shared_mailbox_refuses_mail_for_everyone_whose_it_is_since_its_first_return(
    client, cast, letters
) -> None:
    """Mail to it is held back by the address, so the cards of all its people say so."""
    shared, later = "sekretariat@zalesie.example", AT + timedelta(days=30)
    with seated(SYSTEM):
        Person.objects.filter(pk__in=[cast.person(name).pk for name in ("anna", "janina")]).update(
            email=shared
        )
        first = Letter.objects.get(event="log:anna")
        post(
            [Post("learning.graded", "log:again", shared, first.person, first.office, cast.project.pk, {})],
            at=AT,
        )
        Letter.objects.filter(pk=first.pk).update(to=shared)
        Letter.objects.filter(event="log:again").update(
            bounced_at=later, bounce="5.2.2 pełna", bounce_stands=True
        )
    client.force_login(cast.account("bogdan"))

    for name in ("anna", "janina"):
        card = client.get(f"/pracownicy/{cast.person(name).pk}/").content.decode().replace(NBSP, " ")
        assert "Adres odrzuca pocztę" in card
        assert "wróciła 12 maja" in card
        assert "5.1.1 nie ma" in card


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, cast, count, django_assert_num_queries) -> None:
    tell(cast, "anna", count)
    client.force_login(cast.account("anna"))
    client.get(LIST)

    with django_assert_num_queries(6):
        assert len(client.get(LIST).context["listing"].rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_for_one_and_three(client, cast, count, django_assert_num_queries) -> None:
    person = cast.person("anna")
    with seated(SYSTEM):
        post(
            [
                Post("learning.graded", f"e{n}", person.email, person.pk, person.office_id)
                for n in range(count)
            ],
            at=AT,
        )
    client.force_login(cast.account("bogdan"))
    client.get(LOG)

    with django_assert_num_queries(6):
        assert len(client.get(LOG).context["listing"].rows) == count


def test_a_notice_that_is_followed_is_read_without_a_word(anna) -> None:
    with seated(SYSTEM):
        first, second, others = Notice.policed.order_by("pk")

    answer = anna.post(f"{LIST}przeczytane/", {"notice": [first.pk, others.pk], "quiet": "1"})

    assert (answer.status_code, answer.content) == (204, b"")
    with seated(SYSTEM):
        assert list(Notice.policed.filter(read_at=None).order_by("pk")) == [second, others]
    page = anna.get(LIST).content.decode()
    assert f'data-notice="{second.pk}"' in page
    assert f'data-notice="{first.pk}"' not in page
    assert "Oznaczono" not in page


def test_a_group_says_how_it_comes_while_nothing_is_chosen() -> None:
    def kinds(*ways: Way) -> list[NoticeKind]:
        return [NoticeKind(f"x.{n}", "x", Group.TALK, way) for n, way in enumerate(ways)]

    assert usual_words(kinds(Way.NOW, Way.NOW)) == "zwykle: e-mail od razu"
    mixed = usual_words(kinds(Way.APP, Way.NOW, Way.NOW)).replace("\xa0", " ")
    assert mixed == "zwykle: e-mail od razu (2 rodzaje), tylko w Kaganku (1 rodzaj)"


def test_the_choices_of_everyone_say_what_is_usual(client, cast) -> None:
    client.force_login(cast.account("anna"))
    page = client.get(CHOICES).content.decode()

    assert "zależy od rodzaju" not in page
    assert page.count("Cała grupa") == page.count(">zwykle: ")
