"""Pages of the door and of the own account, for everyone in the cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core import access
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.people.models import Membership, Person, SignInAttempt
from kaganek.people.queries.account import outside_watchers
from kaganek.people.services import limits
from kaganek.people.terms import OFFICE_STAFF, Outcome, Role
from kaganek.people.tests.factories import PASSWORD, give_role, make_person

PUBLIC = ["people:sign_in", "people:activate_code", "people:reset_request"]
OWN = ["people:account", "people:who_sees"]
POSTS = ["people:change_password", "people:change_scheme", "people:end_session"]
NEW = "trzy zielone parasole"


@pytest.mark.parametrize("name", PUBLIC)
def test_strangers_find_the_door(db, client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", [*OWN, *POSTS])
def test_strangers_are_asked_to_sign_in(db, client: Client, name: str) -> None:
    method = client.post if name in POSTS else client.get
    answer = method(reverse(name))
    assert (answer.status_code, answer["Location"]) == (302, f"/logowanie/?next={reverse(name)}")


@pytest.mark.parametrize("name", POSTS)
def test_changes_are_never_made_by_looking(cast: Cast, client: Client, name: str) -> None:
    client.force_login(cast.account("anna"))
    assert client.get(reverse(name)).status_code == 405


@pytest.mark.parametrize("who", NAMES)
@pytest.mark.parametrize("name", OWN)
def test_everyone_sees_the_own_account_and_nobody_elses(
    cast: Cast, client: Client, who: str, name: str
) -> None:
    client.force_login(cast.account(who))
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    if name == "people:account":
        assert f"<dd>{who}</dd>" in page
        strangers = [cast.person(other).email for other in NAMES if other != who]
        assert [email for email in strangers if email in page] == []


@pytest.mark.parametrize("who", NAMES)
@pytest.mark.parametrize("name", PUBLIC)
def test_the_door_stays_open_to_people_already_in(cast: Cast, client: Client, who: str, name: str) -> None:
    client.force_login(cast.account(who))
    assert client.get(reverse(name)).status_code == (302 if name == "people:sign_in" else 200)


@pytest.mark.parametrize(
    ("who", "named"),
    [
        ("anna", ["bogdan", "henryk", "janina", "filip"]),  # and the consultant of the office
        ("bogdan", ["henryk", "janina"]),
        ("henryk", ["bogdan", "janina"]),
        ("janina", ["bogdan", "henryk"]),
        ("celina", []),
        ("cezary", ["celina"]),
        ("dorota", []),
        ("ewa", []),
        ("irena", []),
        ("grazyna", []),
    ],
)
def test_the_watchers_are_those_of_the_own_office(
    cast: Cast, client: Client, who: str, named: list[str]
) -> None:
    client.force_login(cast.account(who))
    page = client.get(reverse("people:who_sees")).content.decode()
    main = page[page.index("<main") : page.index("</main>")].replace("\N{NO-BREAK SPACE}", " ")
    found = [name for name in NAMES if cast.person(name).full_name in main]
    assert found == named


def test_a_watcher_who_left_or_was_switched_off_is_named_no_more(cast: Cast, client: Client) -> None:
    client.force_login(cast.account("anna"))
    with seated(SYSTEM):
        Person.objects.filter(login="bogdan").update(deactivated_at=timezone.now())
        give_role(cast.person("janina"), Role.SUPERVISOR)
        Membership.objects.filter(person__login="henryk").update(
            ends_on=timezone.localdate() - timedelta(days=1)
        )
    roles = {
        reverse("people:who_sees"): "Opiekun urzędu, koordynator urzędu",
        "/nauka/": "– opiekun urzędu, koordynator urzędu.",
    }
    for address, told in roles.items():
        page = client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert "Bogdan Maj" not in page
        assert "Henryk Sowa" not in page
        assert told in page


def test_the_contact_of_ones_own_project_is_named(cast: Cast, client: Client) -> None:
    with seated(SYSTEM):
        for project, name in ((cast.project, "Biuro Słoneczne"), (cast.other_project, "Biuro Deszczowe")):
            type(project).objects.filter(pk=project.pk).update(
                contact_name=name, contact_email="b@op.example"
            )
    client.force_login(cast.account("anna"))
    page = client.get(reverse("people:who_sees")).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Kontakt: Biuro Słoneczne" in page
    assert "Biuro Deszczowe" not in page


def test_every_role_that_sees_people_is_explained(db) -> None:
    seeing = access.matrix()["people.person", "view"] - {role.value for role in OFFICE_STAFF}
    assert seeing == {"consultant", "coordinator", "supplier", "operator", "auditor"}
    assert {label for label, _ in outside_watchers()} == {Role(role).label for role in seeing}


def change(client: Client, **values: str):
    return client.post(
        reverse("people:change_password"), {"old": PASSWORD, "password": NEW, "again": NEW} | values
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"old": "nie to haslo wcale"}, "To nie jest Twoje dotychczasowe hasło"),
        ({"again": "zupelnie co innego"}, "Oba wpisane hasła różnią się"),
        ({"password": "krótkie", "again": "krótkie"}, "co najmniej 15"),
        (
            {"password": "Urząd Gminy Zalesie 1", "again": "Urząd Gminy Zalesie 1"},
            "składa się głównie z loginu",
        ),
        ({"old": ""}, "Wpisz dotychczasowe hasło."),
    ],
)
def test_a_refused_change_says_why_and_changes_nothing(
    cast: Cast, client: Client, values: dict[str, str], said: str
) -> None:
    client.force_login(cast.account("anna"))
    answer = change(client, **values)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert cast.account("anna").check_password(PASSWORD)


def test_an_open_computer_is_no_place_to_guess_the_password(cast: Cast, client: Client) -> None:
    client.force_login(cast.account("anna"))
    now = timezone.now()
    for n in range(7):
        change(client, old=f"zgadywanie numer {n}")
    with account_door():
        assert SignInAttempt.objects.filter(login_hash=limits.key_of("anna", "change")).count() == 5
    assert "Poczekaj" in change(client).content.decode()
    with account_door():
        SignInAttempt.objects.update(at=now - timedelta(hours=2))
    assert change(client).status_code == 302


@pytest.mark.parametrize("scheme", ["dark", "light", "auto"])
def test_the_look_is_kept_with_the_account(cast: Cast, client: Client, scheme: str) -> None:
    client.force_login(cast.account("anna"))
    assert client.post(reverse("people:change_scheme"), {"scheme": scheme}).status_code == 302
    assert f'data-color-scheme="{scheme}"' in client.get(reverse("people:account")).content.decode()


def test_an_unknown_look_changes_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.account("anna"))
    client.post(reverse("people:change_scheme"), {"scheme": "różowy"})
    assert cast.account("anna").scheme == "auto"


def test_empty_forms_say_what_to_write(db, client: Client) -> None:
    page = client.post(reverse("people:sign_in"), {"login": "", "password": ""}).content.decode()
    plain = page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Popraw 2 pola" in plain
    assert 'href="#id_login"' in page
    assert "Wpisz hasło." in plain


def test_codes_tried_at_random_make_the_address_rest(cast: Cast, client: Client) -> None:
    now = timezone.now()
    for n in range(45):
        limits.note(limits.key_of(f"ktos{n}", "code"), address="127.0.0.1", at=now, outcome=Outcome.WRONG)
    answer = client.post(reverse("people:activate_code"), {"login": "anna", "code": "0000"})
    assert answer.status_code == 429


def test_no_page_of_the_account_grows_with_the_office(cast: Cast, client: Client) -> None:
    client.force_login(cast.account("anna"))
    client.get(reverse("people:who_sees"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("people:who_sees"))
        counts.append(len(counted))
        with seated(SYSTEM):
            for _n in range(3):
                give_role(make_person(cast.zalesie), Role.SUPERVISOR)
    assert counts[0] == counts[1]


def test_a_form_from_another_site_is_refused_in_polish(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("people:sign_in"), {"login": "anna", "password": PASSWORD})
    assert answer.status_code == 403
    assert "formularz stracił ważność" in answer.content.decode()
    strict.force_login(cast.account("anna"))
    for name in (*POSTS, "people:sign_out", "people:switch_seat"):
        assert strict.post(reverse(name), {"session": "others"}).status_code == 403
