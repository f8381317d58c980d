"""One-time codes: made, kept as hashes, sent, printed, used once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core import outbox
from kaganek.core.models import AuditEntry, Letter
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.lib.codes import grouped, hash_token
from kaganek.people.models import Account, OneTimeCode, Person, Session
from kaganek.people.services import codes
from kaganek.people.services.first_administrator import first_administrator_link
from kaganek.people.terms import CodeKind
from kaganek.people.tests.factories import PASSWORD, make_person

NEW = "trzy zielone parasole"


def fresh(cast: Cast, **values) -> Person:
    """Somebody of Zalesie who has not signed in yet."""
    with seated(SYSTEM):
        person = make_person(cast.zalesie, activated_at=None, **values)
    with account_door():
        Account.objects.filter(pk=person.account_id).update(password="!")
    from kaganek.people.terms import Role
    from kaganek.people.tests.factories import give_role

    with seated(SYSTEM):
        give_role(person, Role.LEARNER)
    return person


def slip_for(cast: Cast, person: Person, *, by: str = "janina", at=None) -> codes.SlipData:
    with seated(cast.seat(by)):
        (made,) = codes.make_slips([person.pk], by=cast.seat(by), at=at or timezone.now())
    return made


def link_of(person: Person) -> str:
    body = mail.outbox[-1].body
    return next(line for line in body.splitlines() if "/aktywacja/" in line or "/nowe-haslo/" in line)


def path(url: str) -> str:
    return url.removeprefix(settings.BASE_URL)


@pytest.mark.rule("P-06")
def test_a_slip_lets_its_person_in_once(cast: Cast, client) -> None:
    person = fresh(cast)
    slip = slip_for(cast, person)

    assert client.get(path(slip.url)).status_code == 200  # looking uses nothing up
    assert client.get(path(slip.url)).status_code == 200
    entered = client.post(path(slip.url), {"password": NEW, "again": NEW})

    assert (entered.status_code, entered["Location"]) == (302, "/")
    assert client.get(reverse("people:account")).status_code == 200
    with seated(SYSTEM):
        assert Person.objects.get(pk=person.pk).activated_at is not None
    assert client.get(path(slip.url)).status_code == 404
    assert client.post(path(slip.url), {"password": NEW + "x", "again": NEW + "x"}).status_code == 404
    with account_door():
        assert Account.objects.get(pk=person.account_id).check_password(NEW)


@pytest.mark.rule("P-06")
def test_only_the_hash_of_a_code_is_kept(cast: Cast) -> None:
    slip = slip_for(cast, fresh(cast))

    with account_door():
        (kept,) = OneTimeCode.objects.values_list("code_hash", "kind")
    assert kept == (hash_token(slip.code), CodeKind.SLIP)
    with connection.cursor() as cursor, account_door():
        cursor.execute("SELECT count(*) FROM people_onetimecode c WHERE c::text LIKE %s", [f"%{slip.code}%"])
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("{grouped}", 302),
        ("  {lower} ", 302),
        ("{spaced}", 302),
        ("0000-0000-0000-0000", 200),
    ],
)
def test_a_code_is_read_as_people_type_it(cast: Cast, client, typed: str, status: int) -> None:
    person = fresh(cast)
    slip = slip_for(cast, person)
    text = typed.format(
        grouped=grouped(slip.code), lower=slip.code.lower(), spaced=grouped(slip.code).replace("-", " ")
    )

    answer = client.post(reverse("people:activate_code"), {"login": person.login.upper(), "code": text})

    assert answer.status_code == status
    if status == 302:
        assert answer["Location"] == path(slip.url)


def test_a_code_opens_no_other_login(cast: Cast, client) -> None:
    slip = slip_for(cast, fresh(cast))

    answer = client.post(reverse("people:activate_code"), {"login": "anna", "code": slip.code})

    assert answer.status_code == 200
    assert "nie pasują do siebie" in answer.content.decode()


@pytest.mark.rule("P-06")
def test_a_slip_lives_72_hours_and_a_link_seven_days(cast: Cast, client) -> None:
    now = timezone.now()
    person = fresh(cast)
    old = slip_for(cast, person, at=now - timedelta(hours=72, seconds=1))
    assert client.get(path(old.url)).status_code == 404
    living = slip_for(cast, person, at=now - timedelta(hours=71))
    assert client.get(path(living.url)).status_code == 200

    with seated(SYSTEM):
        dead_link = codes.make_link(person.account_id, CodeKind.LINK, at=now - timedelta(days=7, seconds=1))
    assert client.get(path(dead_link)).status_code == 404


def test_a_new_slip_makes_the_old_one_worthless(cast: Cast, client) -> None:
    person = fresh(cast)
    first, second = slip_for(cast, person), slip_for(cast, person)

    assert client.get(path(first.url)).status_code == 404
    assert client.get(path(second.url)).status_code == 200


def test_a_weak_password_leaves_the_code_usable(cast: Cast, client) -> None:
    person = fresh(cast)
    slip = slip_for(cast, person)

    refused = client.post(path(slip.url), {"password": "krótkie", "again": "krótkie"})

    assert refused.status_code == 200
    assert "co najmniej 15" in refused.content.decode()
    assert client.get(path(slip.url)).status_code == 200


def test_the_link_is_made_when_the_letter_goes_out(cast: Cast, client) -> None:
    person, nobody = fresh(cast), fresh(cast, email="")
    now = timezone.now()
    with seated(cast.seat("janina")):
        handed = codes.send_links([person.pk, nobody.pk], by=cast.seat("janina"), at=now)
        again = codes.send_links([person.pk], by=cast.seat("janina"), at=now)
    assert (handed, again) == (codes.Handed(sent=1, without_email=1), codes.Handed(sent=1, without_email=0))
    with account_door():
        assert OneTimeCode.objects.count() == 0

    assert outbox.deliver() == 1

    link = link_of(person)
    assert person.login in mail.outbox[0].body
    with seated(SYSTEM):
        assert link.rsplit("/", 2)[1] not in str(Letter.objects.values().get())
    entered = client.post(path(link), {"password": NEW, "again": NEW})
    assert entered.status_code == 302
    assert client.get(path(link)).status_code == 404


def test_no_letter_goes_to_someone_switched_off_meanwhile(cast: Cast) -> None:
    person = fresh(cast)
    with seated(cast.seat("janina")):
        codes.send_links([person.pk], by=cast.seat("janina"), at=timezone.now())
    with seated(SYSTEM):
        Person.objects.filter(pk=person.pk).update(deactivated_at=timezone.now())

    assert outbox.deliver() == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("who", "wanted", "issued"),
    [
        ("janina", ["anna", "bogdan", "henryk"], 3),
        ("henryk", ["anna", "janina"], 2),
        ("janina", ["celina", "cezary", "dorota"], 0),
        ("dorota", ["anna", "cezary", "filip"], 3),
        ("dorota", ["dorota", "daniel", "grazyna", "irena"], 0),
        ("grazyna", ["anna", "dorota", "irena", "celina"], 4),
        ("bogdan", ["anna"], 0),
        ("irena", ["anna"], 0),
    ],
)
def test_codes_are_issued_within_reach_and_never_upwards(
    cast: Cast, who: str, wanted: list[str], issued: int
) -> None:
    seat = cast.seat(who)
    with seated(seat):
        ids = [cast.person(name).pk for name in wanted]
        if issued == 0 and who == "irena":
            assert codes._issuable(ids, by=seat) == []
            return
        made = codes.make_slips(ids, by=seat, at=timezone.now())
    assert len(made) == issued


def test_an_office_issues_no_code_for_its_worker_who_runs_the_project(cast: Cast) -> None:
    from kaganek.people.terms import Role
    from kaganek.people.tests.factories import give_role

    with seated(SYSTEM):
        give_role(cast.person("anna"), Role.COORDINATOR, project=cast.project.pk)
    with seated(cast.seat("janina")):
        assert codes.make_slips([cast.person("anna").pk], by=cast.seat("janina"), at=timezone.now()) == []
        assert codes.send_links(
            [cast.person("anna").pk], by=cast.seat("janina"), at=timezone.now()
        ) == codes.Handed(0, 0)


def test_slips_of_many_take_as_many_statements_as_of_one(cast: Cast, django_assert_num_queries) -> None:
    people = [fresh(cast) for _ in range(3)]
    seat = cast.seat("janina")
    for some in (people[:1], people):
        with seated(seat), django_assert_num_queries(14):
            codes.make_slips([person.pk for person in some], by=seat, at=timezone.now())


def test_slips_come_as_a_pdf_of_the_office(cast: Cast) -> None:
    made = [slip_for(cast, fresh(cast, first_name="Łucja", last_name="Źdźbło"))]

    pdf = codes.slips_pdf(made, office="Urząd Gminy Zalesie", project="Sprawny urząd", at=timezone.now())

    assert pdf.startswith(b"%PDF")


def test_making_a_slip_is_in_the_log_without_the_code(cast: Cast) -> None:
    person = fresh(cast)
    slip = slip_for(cast, person)
    with seated(SYSTEM):
        entry = AuditEntry.objects.get(deed="slip made")
        assert (entry.actor, entry.about) == (cast.person("janina").pk, f"people.person:{person.pk}")
        assert slip.code not in str(entry.facts)


def test_using_a_code_ends_old_sessions_and_other_codes(cast: Cast, client) -> None:
    anna = cast.person("anna")
    client.force_login(cast.account("anna"))
    with seated(SYSTEM):
        other = codes.make_link(anna.account_id, CodeKind.RESET, at=timezone.now())
    slip = slip_for(cast, anna)
    with account_door():
        before = Session.objects.filter(account_id=anna.account_id).count()
    assert before == 1

    from django.test import Client

    Client().post(path(slip.url), {"password": NEW, "again": NEW})

    assert client.get(reverse("people:account")).status_code == 302
    assert Client().get(path(other)).status_code == 404


def test_a_forgotten_password_is_replaced_by_letter(cast: Cast, client) -> None:
    anna = cast.person("anna")
    asked = client.post(reverse("people:reset_request"), {"email": anna.email.upper()})
    assert asked.status_code == 200
    assert outbox.deliver() == 1

    link = path(link_of(anna))
    assert client.post(link, {"password": NEW, "again": NEW}).status_code == 302
    with account_door():
        assert Account.objects.get(login="anna").check_password(NEW)


@pytest.mark.rule("P-10")
def test_asking_for_a_new_password_tells_nothing_and_sends_nothing_to_strangers(
    cast: Cast, client, django_assert_num_queries
) -> None:
    pages = []
    for email in (cast.person("anna").email, "nikt@urzad.example"):
        with django_assert_num_queries(16) as asked:
            answer = client.post(reverse("people:reset_request"), {"email": email})
        pages.append((answer.status_code, answer.content, len(asked)))
    assert pages[0] == pages[1]

    assert outbox.deliver() == 1
    assert [letter.to for letter in mail.outbox] == [[cast.person("anna").email]]


def test_one_address_gets_three_letters_an_hour(cast: Cast) -> None:
    from kaganek.people.services.sign_in import ask_for_new_password

    now = timezone.now()
    for minute in range(6):
        ask_for_new_password(
            cast.person("anna").email, address="192.0.2.1", at=now - timedelta(minutes=30 - minute)
        )
    with seated(SYSTEM):
        assert Letter.objects.count() == 3


@pytest.mark.rule("P-10")
def test_dead_codes_of_all_kinds_look_the_same(cast: Cast, client) -> None:
    person = fresh(cast)
    used = slip_for(cast, person)
    client.post(path(used.url), {"password": NEW, "again": NEW})
    client.logout()
    late = slip_for(cast, fresh(cast), at=timezone.now() - timedelta(days=4))
    never = settings.BASE_URL + reverse("people:activate", args=["nigdy-takiego-nie-bylo"])

    pages = [client.get(path(url)) for url in (used.url, late.url, never)]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_the_first_administrator_is_made_once(db, client) -> None:
    first, second = first_administrator_link(), first_administrator_link()

    assert client.get(path(first)).status_code == 404
    assert client.post(path(second), {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    with seated(SYSTEM):
        assert Person.objects.count() == 1
    assert client.get(reverse("people:account")).status_code == 200
    assert first_administrator_link() == ""
