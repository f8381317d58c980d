"""The list of people, the page of one, the handing out; each seat sees its own."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NAMES, Cast

from kaganek.core.models import AuditEntry, Letter
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.lib.sheets import read_table
from kaganek.people.models import Account, OneTimeCode, Person
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person

SEES_ZALESIE = {"bogdan", "henryk", "janina", "filip", "dorota", "irena", "grazyna", "kazimierz"}
MANAGES_ZALESIE = {"henryk", "janina", "dorota", "grazyna"}
NOBODYS = {"anna", "cezary", "ewa"}  # no page of people at all


@pytest.fixture
def nowa(cast: Cast) -> Person:
    """Somebody of Zalesie who has not signed in yet."""
    with seated(SYSTEM):
        person = make_person(
            cast.zalesie,
            login="e.nowa",
            first_name="Ewa",
            last_name="Nowa",
            activated_at=None,
            department="Kadry",
            group_name="Grupa 1",
            project_ids=[cast.project.pk],
            folded="nowa ewa nowa e.nowa@urzad.example e.nowa",
        )
        give_role(person, Role.LEARNER)
        return person


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("who", NAMES)
def test_who_sees_the_people_of_zalesie(client, cast, nowa, who):
    client.force_login(cast.account(who))
    answer = client.get(reverse("people:persons"))

    assert answer.status_code == (403 if who in NOBODYS else 200)
    assert ("Nowa, Ewa" in answer.content.decode()) is (who in SEES_ZALESIE)


@pytest.mark.parametrize("who", NAMES)
def test_the_page_of_a_person_exists_for_those_who_see_them(client, cast, nowa, who):
    client.force_login(cast.account(who))
    status = client.get(reverse("people:person", args=[nowa.pk])).status_code

    assert status == (403 if who in NOBODYS else 200 if who in SEES_ZALESIE else 404)


@pytest.mark.parametrize("who", ["celina", "daniel"])
def test_those_who_never_see_zalesie_change_nothing_there(client, cast, nowa, who):
    client.force_login(cast.account(who))
    expected = 404 if who == "daniel" else 403
    for name in ("person_change", "deactivate", "reactivate"):
        answer = client.post(reverse(f"people:{name}", args=[nowa.pk]), {"confirmed": "1"})
        assert answer.status_code == expected
    client.post(reverse("people:set_group"), {"osoba": nowa.pk, "group_name": "X"})
    client.post(reverse("people:slips"), {"osoba": nowa.pk})
    client.post(reverse("people:links"), {"osoba": nowa.pk})
    with seated(SYSTEM):
        nowa.refresh_from_db()
        assert (nowa.group_name, nowa.deactivated_at) == ("Grupa 1", None)
        assert not Letter.objects.exists()
    with account_door():
        assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("who", sorted(SEES_ZALESIE))
def test_only_those_who_manage_find_the_means(client, cast, nowa, who):
    client.force_login(cast.account(who))
    page = text(client, reverse("people:person", args=[nowa.pk]))

    assert ("Zapisz zmiany" in page) is (who in MANAGES_ZALESIE)
    assert ("Wyłącz konto" in page) is (who in MANAGES_ZALESIE)
    assert ("Wydaj link albo kartkę" in page) is (who in MANAGES_ZALESIE)
    assert client.get(reverse("people:codes")).status_code == (200 if who in MANAGES_ZALESIE else 403)


def test_filters_narrow_and_the_file_is_the_screen(client, cast, nowa):
    client.force_login(cast.account("janina"))
    for question in ("q=nowa", "grupa=Grupa+1", "wydzial=Kadry", "stan=czeka"):
        page = text(client, f"/pracownicy/?{question}")
        assert "Znaleziono 1 osobę." in page
        rows = b"".join(client.get(f"/pracownicy/lista.csv?{question}").streaming_content).decode("utf-8-sig")
        assert rows.splitlines()[1].startswith(
            "Nowa, Ewa;e.nowa@urzad.example;e.nowa;Kadry;;Grupa 1;Czeka na"
        )
        assert len(rows.splitlines()) == 2
    assert "Nic nie pasuje do filtrów" in text(client, "/pracownicy/?q=nikt")
    assert client.get("/pracownicy/lista.pdf").status_code == 404
    sheet = client.get("/pracownicy/lista.xlsx?q=nowa")
    table = read_table(b"".join(sheet.streaming_content), filename="lista.xlsx")
    sheet.close()
    assert [row.cells[0] for row in table.rows] == ["Nazwisko i imię", "Nowa, Ewa"]


def test_a_coordinator_filters_by_office(client, cast, nowa):
    client.force_login(cast.account("dorota"))
    with seated(SYSTEM):
        for office, folded in ((cast.zalesie, "zalesie 141101"), (cast.borki, "borki 060902")):
            office.folded = folded
            office.save()

    assert "Nowa, Ewa" in text(client, "/pracownicy/?urzad=zalesie")
    assert "Nowa, Ewa" in text(client, "/pracownicy/?urzad=141101")
    assert "Nowa, Ewa" not in text(client, "/pracownicy/?urzad=borki")


@pytest.mark.parametrize(("who", "number"), [("janina", 8), ("dorota", 6)])
@pytest.mark.parametrize("address", ["/pracownicy/", "/kartki/"])
def test_the_lists_cost_the_same_for_one_row_and_for_three(
    client, cast, nowa, who, number, address, django_assert_num_queries
):
    client.force_login(cast.account(who))
    client.get(address)
    with django_assert_num_queries(number):
        client.get(address)
    with seated(SYSTEM):
        for _ in range(2):
            make_person(cast.zalesie, activated_at=None, project_ids=[cast.project.pk])
    with django_assert_num_queries(number):
        client.get(address)


def change(client: Client, person: Person, **facts: str):
    facts = {
        "first_name": "Ewa",
        "last_name": "Nowa",
        "email": "e.nowa@urzad.example",
        "department": "Kadry",
    } | facts
    return client.post(reverse("people:person_change", args=[person.pk]), facts)


def test_corrections_are_judged_like_a_list(client, cast, nowa):
    client.force_login(cast.account("janina"))

    assert "Brakuje końcówki" in change(client, nowa, email="ewa@zalesie").content.decode()
    taken = cast.person("anna").email
    assert (
        "W\xa0tym urzędzie jest już taka osoba: Wrona, Anna."
        in change(client, nowa, email=taken).content.decode()
    )
    answer = change(client, nowa, last_name="NOWA-ŻAK", email="EWA@z.example", group_name="B")
    assert answer.status_code == 302
    with seated(SYSTEM):
        nowa.refresh_from_db()
        facts = AuditEntry.objects.filter(deed="person changed").values_list("actor", "facts__fields")
        assert list(facts) == [(cast.person("janina").pk, "last_name email group_name")]
    assert (nowa.last_name, nowa.email, nowa.match_key, nowa.group_name) == (
        "Nowa-Żak",
        "ewa@z.example",
        "ewa@z.example",
        "B",
    )
    assert nowa.folded == "nowa-zak ewa nowa-zak ewa@z.example e.nowa"


def test_all_that_is_wrong_is_said_at_once_and_no_address_is_right(client, cast, nowa):
    client.force_login(cast.account("janina"))

    page = change(client, nowa, last_name="", email="ewa").content.decode().replace("\xa0", " ")
    assert "Popraw 2 pola" in page
    assert "Wpisz nazwisko." in page
    assert "W adresie e-mail brakuje znaku @." in page
    assert change(client, nowa, email="brak").status_code == 302


def test_a_new_address_makes_codes_sent_before_worthless(client, cast, nowa):
    client.force_login(cast.account("janina"))
    client.post(reverse("people:slips"), {"osoba": nowa.pk})
    with account_door():
        assert OneTimeCode.objects.count() == 1
    change(client, nowa, email="inna@z.example")
    with account_door():
        assert OneTimeCode.objects.count() == 0


def test_an_office_cannot_take_over_someone_with_a_higher_role(client, cast, nowa):
    with seated(SYSTEM):
        give_role(nowa, Role.COORDINATOR, project=cast.project.pk)
    client.force_login(cast.account("janina"))

    assert "Zapisz zmiany" not in text(client, reverse("people:person", args=[nowa.pk]))
    answer = change(client, nowa, email="napad@z.example")
    assert (answer.status_code, "Jej konta nie zmienisz." in answer.content.decode()) == (422, True)
    client.post(reverse("people:deactivate", args=[nowa.pk]), {"confirmed": "1"})
    client.post(reverse("people:slips"), {"osoba": nowa.pk})
    with seated(SYSTEM):
        nowa.refresh_from_db()
    assert (nowa.email, nowa.deactivated_at) == ("e.nowa@urzad.example", None)
    with account_door():
        assert not OneTimeCode.objects.exists()


def test_switching_off_asks_first_and_ends_access_and_on_again(client, cast, nowa):
    client.force_login(cast.account("janina"))
    address = reverse("people:deactivate", args=[nowa.pk])
    assert "Wyłączyć konto?" in client.post(address).content.decode()
    client.post(address, {"confirmed": "1"})
    client.post(address, {"confirmed": "1"})
    with account_door():
        assert not Account.objects.get(login="e.nowa").is_active
    assert "Wyłączone" in text(client, "/pracownicy/?stan=wylaczone")

    client.post(reverse("people:reactivate", args=[nowa.pk]))
    with account_door():
        assert Account.objects.get(login="e.nowa").is_active
    with seated(SYSTEM):
        deeds = (
            AuditEntry.objects.filter(deed__startswith="person ")
            .order_by("pk")
            .values_list("deed", flat=True)
        )
        assert list(deeds) == ["person deactivated", "person reactivated"]


def test_nobody_switches_off_the_own_account(client, cast):
    client.force_login(cast.account("janina"))
    me = cast.person("janina")
    assert "Wyłącz konto" not in text(client, reverse("people:person", args=[me.pk]))
    client.post(reverse("people:deactivate", args=[me.pk]), {"confirmed": "1"})
    with seated(SYSTEM):
        me.refresh_from_db()
    assert me.deactivated_at is None


def test_moving_chosen_people_to_a_group(client, cast, nowa):
    client.force_login(cast.account("henryk"))
    ids = [nowa.pk, cast.person("anna").pk, cast.person("cezary").pk]
    page = client.post(reverse("people:chosen"), {"osoba": ids}).content.decode().replace("\xa0", " ")
    assert "2 osoby: co zrobić?" in page  # the one from Borki does not exist here

    answer = client.post(reverse("people:set_group"), {"osoba": ids, "group_name": "Grupa 7"}, follow=True)

    assert "Przenieśliśmy 2\xa0osoby do grupy „Grupa 7”." in answer.content.decode()
    with seated(SYSTEM):
        assert set(Person.objects.filter(group_name="Grupa 7").values_list("login", flat=True)) == {
            "e.nowa",
            "anna",
        }
    assert client.post(reverse("people:chosen"), {"osoba": "x"}).status_code == 302


def test_slips_come_as_a_pdf_and_replace_the_earlier_ones(client, cast, nowa):
    client.force_login(cast.account("janina"))
    page = text(client, "/kartki/")
    assert "Nowa, Ewa" in page
    assert "Wrona" not in page  # has signed in
    page = client.post(reverse("people:handout"), {"osoba": nowa.pk}).content.decode()
    assert "Wcześniej wydane kartki i\xa0linki tych osób przestaną działać." in page

    hashes = []
    for _ in range(2):
        answer = client.post(reverse("people:slips"), {"osoba": nowa.pk})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert "attachment" in answer["Content-Disposition"]
        assert io.BytesIO(answer.content).read(5) == b"%PDF-"
        with account_door():
            hashes.append(list(OneTimeCode.objects.values_list("code_hash", flat=True)))
    assert [len(one) for one in hashes] == [1, 1]
    assert hashes[0] != hashes[1]


def test_slips_of_two_offices_never_share_a_file(client, cast, nowa):
    with seated(SYSTEM):
        other = make_person(cast.borki, activated_at=None, project_ids=[cast.project.pk])
    client.force_login(cast.account("dorota"))
    page = client.post(reverse("people:handout"), {"osoba": [nowa.pk, other.pk]}).content.decode()
    assert "Kartki drukujesz osobno dla każdego urzędu." in page
    assert client.post(reverse("people:slips"), {"osoba": [nowa.pk, other.pk]}).status_code == 302
    assert client.post(reverse("people:slips"), {"osoba": [other.pk]})["Content-Type"] == "application/pdf"


def test_links_go_to_all_of_the_filtered_list(client, cast, nowa):
    with seated(SYSTEM):
        make_person(cast.zalesie, activated_at=None, email="", project_ids=[cast.project.pk])
        make_person(cast.borki, activated_at=None, project_ids=[cast.project.pk])
    client.force_login(cast.account("janina"))
    page = client.post(reverse("people:handout"), {"wszyscy": "1"}).content.decode().replace("\xa0", " ")
    assert "Dane do logowania: 2 osoby" in page
    assert "Wyślij 1 link" in page

    for _ in range(2):
        answer = client.post(reverse("people:links"), {"wszyscy": "1"}, follow=True)
    assert "Link dostanie 1\xa0osoba." in answer.content.decode()
    with seated(SYSTEM):
        assert list(Letter.objects.values_list("person", flat=True)) == [nowa.pk]
