"""Sessions: keys, limits of time, endings. Time is moved by changing rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.people.models import Account, Membership, Session
from kaganek.people.services import sessions
from kaganek.people.terms import Role
from kaganek.people.tests.factories import PASSWORD, give_role

ACCOUNT = "/konto/"


def signed_in(login: str, agent: str = "") -> Client:
    browser = Client(headers={"User-Agent": agent})
    assert browser.post("/logowanie/", {"login": login, "password": PASSWORD}).status_code == 302
    return browser


def key_of(browser: Client) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def row(browser: Client) -> Session:
    with account_door():
        return Session.objects.get(session_key=key_of(browser))


def move(browser: Client, **back: timedelta) -> None:
    """Set instants of the browser's session back."""
    with account_door():
        kept = Session.objects.get(session_key=key_of(browser))
        for name, by in back.items():
            setattr(kept, name, getattr(kept, name) - by)
        kept.save()


def is_in(browser: Client) -> bool:
    return browser.get(ACCOUNT).status_code == 200


def test_signing_in_changes_the_key(cast: Cast) -> None:
    browser = Client()
    browser.get("/logowanie/")
    with account_door():
        session = browser.session
        session["planted"] = "by somebody else"
        session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    before = session.session_key

    browser.post("/logowanie/", {"login": "anna", "password": PASSWORD})

    assert key_of(browser) != before
    with account_door():
        assert not Session.objects.filter(session_key=before).exists()
        assert "planted" not in browser.session


def test_signing_in_again_starts_the_twelve_hours_anew(cast: Cast) -> None:
    browser = signed_in("anna")
    move(browser, began_at=timedelta(hours=5), expire_date=timedelta(hours=5))
    browser.post("/logowanie/", {"login": "anna", "password": PASSWORD})
    assert timezone.now() - row(browser).began_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("login", "minutes", "lives"),
    [
        ("anna", 179, True),
        ("anna", 181, False),
        ("bogdan", 59, True),
        ("bogdan", 61, False),
        ("dorota", 61, False),
        ("ewa", 61, False),
    ],
)
def test_an_idle_session_ends(cast: Cast, login: str, minutes: int, lives: bool) -> None:
    browser = signed_in(login)
    move(browser, seen_at=timedelta(minutes=minutes))
    assert is_in(browser) is lives


@pytest.mark.rule("P-09")
def test_a_busy_session_ends_after_twelve_hours(cast: Cast) -> None:
    browser = signed_in("anna")
    assert row(browser).expire_date - row(browser).began_at <= timedelta(hours=12, seconds=1)
    move(browser, began_at=timedelta(hours=11, minutes=59), expire_date=timedelta(hours=11, minutes=59))
    assert is_in(browser)
    move(browser, began_at=timedelta(minutes=2), expire_date=timedelta(minutes=2))
    assert not is_in(browser)


def test_clicking_keeps_a_session_alive_and_writes_it_once_a_minute(cast: Cast) -> None:
    browser = signed_in("anna")
    browser.get(ACCOUNT)
    seen = row(browser).seen_at
    browser.get(ACCOUNT)
    assert row(browser).seen_at == seen
    move(browser, seen_at=timedelta(minutes=50))
    browser.get(ACCOUNT)
    assert timezone.now() - row(browser).seen_at < timedelta(minutes=1)


def test_changing_seats_changes_the_key_and_the_idle_limit_but_not_the_twelve_hours(cast: Cast) -> None:
    with seated(SYSTEM):
        learner = give_role(cast.person("bogdan"), Role.LEARNER)
    browser = signed_in("bogdan")
    move(browser, began_at=timedelta(hours=3), expire_date=timedelta(hours=3))
    before = row(browser)

    answer = browser.post("/rola/", {"seat": learner.pk})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    after = row(browser)
    assert after.session_key != before.session_key
    assert (after.began_at, after.expire_date) == (before.began_at, before.expire_date)
    with account_door():
        assert browser.session["idle"] == settings.SESSION_IDLE_PARTICIPANT
        assert not Session.objects.filter(session_key=before.session_key).exists()
    assert is_in(browser)


def test_only_ones_own_seats_can_be_taken(cast: Cast) -> None:
    browser = signed_in("bogdan")
    with seated(SYSTEM):
        foreign = Membership.objects.get(person=cast.person("celina")).pk
    for wanted in (foreign, 10**9, "", "x"):
        assert browser.post("/rola/", {"seat": wanted}).status_code == 404
    assert browser.get("/rola/").status_code == 405


def test_a_new_role_does_not_slip_into_a_session_at_hand(cast: Cast) -> None:
    browser = signed_in("anna")
    with seated(SYSTEM):
        give_role(cast.person("anna"), Role.SUPPLIER)
    browser.get(ACCOUNT)
    with account_door():
        seat = Membership.policed.get(pk=browser.session["seat"])
    assert seat.role == Role.LEARNER


def test_signing_out_ends_the_session_for_good(cast: Cast) -> None:
    browser = signed_in("anna")
    key = key_of(browser)
    assert browser.get("/wyloguj/").status_code == 405  # a picture in a page signs nobody out
    assert browser.post("/wyloguj/").status_code == 302
    assert browser.post("/wyloguj/").status_code == 302

    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_in(browser)


def test_an_account_switched_off_is_out_at_the_next_click_even_with_its_session_kept(cast: Cast) -> None:
    browser = signed_in("anna")
    with account_door():
        Account.objects.filter(login="anna").update(is_active=False)
    assert not is_in(browser)


def test_a_session_ended_meanwhile_does_not_come_back(cast: Cast) -> None:
    browser = signed_in("anna")
    sessions.end_all([cast.account("anna").pk])
    assert not is_in(browser)
    with account_door():
        assert not Session.objects.filter(account_id=cast.account("anna").pk).exists()


def test_ones_sessions_are_listed_and_ended_one_by_one(cast: Cast) -> None:
    here = signed_in("anna", "Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0")
    there = signed_in("anna", "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36")
    third = signed_in("anna")
    stranger = signed_in("bogdan")

    page = here.get(ACCOUNT).content.decode()
    assert "Firefox, Linux</strong> (ta przeglądarka)" in page
    assert "Chrome, Windows</strong>" in page
    assert page.count(">Zakończ<") == 2
    assert key_of(there) not in page

    here.post("/konto/sesje/zakoncz/", {"session": sessions.handle_of(key_of(there))})
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)

    here.post("/konto/sesje/zakoncz/", {"session": sessions.handle_of(key_of(stranger))})
    assert is_in(stranger)

    here.post("/konto/sesje/zakoncz/", {"session": "others"})
    assert (is_in(here), is_in(third), is_in(stranger)) == (True, False, True)


def test_an_expired_or_idle_session_is_not_listed(cast: Cast) -> None:
    here, idle = signed_in("bogdan"), signed_in("bogdan")
    move(idle, seen_at=timedelta(minutes=61))
    assert here.get(ACCOUNT).content.decode().count("ostatnio") == 1


@pytest.mark.rule("P-09")
def test_a_changed_password_ends_every_other_session_and_renews_this_one(cast: Cast) -> None:
    here, there = signed_in("anna"), signed_in("anna")
    before = key_of(here)

    answer = here.post(
        "/konto/haslo/",
        {"old": PASSWORD, "password": "trzy zielone parasole", "again": "trzy zielone parasole"},
    )

    assert answer.status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert key_of(here) != before
    assert Client().post("/logowanie/", {"login": "anna", "password": PASSWORD}).status_code == 200


def test_the_cookies_are_closed_to_scripts(cast: Cast) -> None:
    browser = signed_in("anna")
    for name in (settings.SESSION_COOKIE_NAME, "kaganek-urzadzenie"):
        cookie = browser.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
