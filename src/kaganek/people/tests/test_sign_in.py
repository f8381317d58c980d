"""Signing in: passwords, limits with real numbers, and what an outsider can learn (nothing)."""

from __future__ import annotations

import random
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hasher, make_password
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.requests import address_of
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.people.hashers import Argon2id
from kaganek.people.models import Account, Membership, SignInAttempt
from kaganek.people.services import limits, passwords
from kaganek.people.services import sign_in as door
from kaganek.people.terms import Outcome
from kaganek.people.tests.factories import PASSWORD, make_person
from kaganek.people.views import visitors

URL = "/logowanie/"


def try_in(client: Client, login: str, password: str = PASSWORD, **extra):
    return client.post(URL, {"login": login, "password": password}, **extra)


@pytest.mark.parametrize("login", ["anna", "ANNA", "  anna "])
def test_login_and_password_open_the_door(cast: Cast, client: Client, login: str) -> None:
    answer = try_in(client, login)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get(reverse("people:account")).status_code == 200
    with seated(SYSTEM):
        entry = AuditEntry.objects.get(deed="signed in")
    assert (entry.actor, entry.role) == (cast.person("anna").pk, "learner")


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/konto/", "/konto/"),
        ("/raporty/urzad/?dzial=a", "/raporty/urzad/?dzial=a"),
        ("https://zly.example/", "/"),
        ("//zly.example/", "/"),
        ("/\\zly.example", "/"),
        ("\t//zly.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_way_on_stays_within_this_site(cast: Cast, client: Client, wanted: str, leads: str) -> None:
    answer = client.post(URL, {"login": "anna", "password": PASSWORD, "next": wanted})
    assert answer["Location"] == leads


def closed_doors(cast: Cast) -> list[tuple[str, str]]:
    """Every way not to get in: wrong password, no such login, switched off, no role, no password yet."""
    now = timezone.now()
    with seated(SYSTEM):
        new = make_person(cast.zalesie)
        Membership.objects.filter(person=cast.person("cezary")).update(ended_at=now)
    with account_door():
        Account.objects.filter(login="bogdan").update(is_active=False)
        Account.objects.filter(pk=new.account_id).update(password=make_password(None))
    return [
        ("anna", "zupelnie inne haslo"),
        ("nikogo.takiego", PASSWORD),
        ("bogdan", PASSWORD),
        ("cezary", PASSWORD),
        (new.login, PASSWORD),
    ]


@pytest.mark.rule("P-10")
def test_every_closed_door_looks_and_costs_the_same(cast: Cast) -> None:
    answers = []
    for login, password in closed_doors(cast):
        hashes = []
        for name in ("encode", "verify"):
            original = getattr(Argon2id, name)
            hashes.append(mock.patch.object(Argon2id, name, autospec=True, side_effect=original))
        with hashes[0] as encode, hashes[1] as verify:
            answer = try_in(Client(), login, password)
        page = answer.content.decode().replace(login, "LOGIN")
        token = page.split('name="csrfmiddlewaretoken" value="')[1][:64]
        answers.append((answer.status_code, page.replace(token, ""), encode.call_count + verify.call_count))

    assert answers[0][0] == 200
    assert "nie pasuje" in answers[0][1]
    assert answers[0][2] == 1
    assert answers == [answers[0]] * 5


def test_a_password_hashed_with_older_parameters_is_hashed_anew(cast: Cast, client: Client) -> None:
    old = Argon2id()
    old.time_cost = 1
    with account_door():
        Account.objects.filter(login="anna").update(password=old.encode(PASSWORD, "soldepiegrusol"))

    try_in(client, "anna")

    encoded = cast.account("anna").password
    assert not get_hasher().must_update(encoded)
    assert "m=19456,t=2,p=1" in encoded
    assert cast.account("anna").check_password(PASSWORD)


def test_letters_typed_in_two_ways_make_one_password(cast: Cast, client: Client) -> None:
    with account_door():
        passwords.keep(cast.account("anna"), "żółta łódź za mgłą")
    decomposed = "z\u0307o\u0301łta ło\u0301dz\u0301 za mgła\u0328"
    assert try_in(client, "anna", decomposed).status_code == 302


# Limits (promises.md B2)


def fail(login: str, *, address: str, device: str = "", at) -> bool:
    """One failed try as the door sees it, without the cost of a hash; False when it was refused."""
    try:
        limits.admit(login, device=device, address=address, at=at)
    except limits.TooManyTries:
        return False
    door.note_failure(login, address=address, device=device, at=at)
    return True


def succeed(login: str, *, address: str, at) -> bool:
    try:
        limits.admit(login, device="", address=address, at=at)
    except limits.TooManyTries:
        return False
    limits.note(limits.key_of(login), address=address, at=at, outcome=Outcome.RIGHT)
    return True


@pytest.mark.rule("P-08")
def test_two_hundred_colleagues_behind_one_address_are_never_refused(db) -> None:
    chance, now = random.Random(7), timezone.now()
    refused = 0
    for number in range(200):
        at = now + timedelta(seconds=1.5 * number)
        if chance.random() < 0.1:
            typo = f"pracownik{number}x" if chance.random() < 0.3 else f"pracownik{number}"
            refused += not fail(typo, address="192.0.2.7", at=at)
        refused += not succeed(f"pracownik{number}", address="192.0.2.7", at=at + timedelta(seconds=1))
    with account_door():
        assert SignInAttempt.objects.filter(outcome=Outcome.WRONG).count() >= 15  # there were typos
    assert refused == 0


@pytest.mark.rule("P-08")
def test_a_spray_over_a_thousand_logins_is_stopped_within_fifty(db) -> None:
    now = timezone.now()
    tried = [
        fail(f"pracownik{n}", address="198.51.100.4", at=now + timedelta(milliseconds=50 * n))
        for n in range(200)
    ]
    assert 30 <= sum(tried) <= 50
    assert not any(tried[50:])
    assert fail("pracownik3", address="198.51.100.5", at=now + timedelta(minutes=1))  # others go on


def test_a_spray_is_stopped_within_fifty_also_when_it_hits(db) -> None:
    """One in fifty logins has the sprayed password."""
    now, failures = timezone.now(), 0
    for n in range(1000):
        at = now + timedelta(milliseconds=50 * n)
        if n % 50 == 49:
            succeed(f"pracownik{n}", address="198.51.100.4", at=at)
        else:
            failures += fail(f"pracownik{n}", address="198.51.100.4", at=at)
    assert failures <= 50


def test_a_spray_through_the_page_is_stopped_too(cast: Cast) -> None:
    statuses = [
        try_in(Client(), f"pracownik{n}", "wiosna 2026 w urzędzie", REMOTE_ADDR="198.51.100.4").status_code
        for n in range(55)
    ]
    assert statuses == sorted(statuses)
    assert 30 <= statuses.count(200) <= 50
    assert try_in(Client(), "anna", REMOTE_ADDR="198.51.100.5").status_code == 302


def test_signing_in_takes_few_statements(cast: Cast, client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(28):
        assert try_in(client, "anna").status_code == 302


@pytest.mark.rule("P-08")
def test_one_login_from_a_thousand_addresses_gets_less_than_a_hundred_tries_an_hour(db) -> None:
    now = timezone.now()
    tried = sum(
        fail("anna", address=f"203.0.{n // 250}.{n % 250}", at=now + timedelta(seconds=3 * n))
        for n in range(1200)
    )
    assert 50 <= tried <= 100


def test_the_pause_after_a_typo_or_four_is_none_and_then_grows(db) -> None:
    now = timezone.now()
    failures = []
    pauses = []
    for _ in range(14):
        wait = limits.seconds_to_wait(failures, now, known_device=False)
        pauses.append(wait)
        now += timedelta(seconds=wait)
        failures.append(now)
    assert pauses == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.rule("P-08")
def test_the_owner_gets_in_at_a_known_device_during_an_attack(cast: Cast) -> None:
    own = Client()
    assert try_in(own, "anna").status_code == 302
    own.post(reverse("people:sign_out"))
    now = timezone.now()
    for n in range(95):
        limits.note(
            limits.key_of("anna"),
            address=f"203.0.113.{n}",
            at=now - timedelta(seconds=n),
            outcome=Outcome.WRONG,
        )

    assert try_in(Client(), "anna").status_code == 429
    assert try_in(own, "anna", "pomylone haslo jedno").status_code == 200
    assert try_in(own, "anna").status_code == 302


def test_a_known_device_is_known_for_its_people_alone(cast: Cast) -> None:
    shared = Client()
    for login in ("anna", "bogdan"):
        assert try_in(shared, login).status_code == 302
        shared.post(reverse("people:sign_out"))
    now = timezone.now()
    for login in ("anna", "bogdan", "celina"):
        for n in range(95):
            limits.note(
                limits.key_of(login), address=None, at=now - timedelta(seconds=n), outcome=Outcome.WRONG
            )
    statuses = {}
    for login in ("anna", "bogdan", "celina"):
        statuses[login] = try_in(shared, login).status_code
        shared.post(reverse("people:sign_out"))
    assert statuses == {"anna": 302, "bogdan": 302, "celina": 429}


def test_a_forged_device_is_no_known_device(cast: Cast) -> None:
    browser = Client()
    browser.cookies[visitors.DEVICE_COOKIE] = "eyJpZCI6ImEiLCJsb2dpbnMiOltdfQ:1abc:podrobiony"
    now = timezone.now()
    for n in range(95):
        limits.note(limits.key_of("anna"), address=None, at=now - timedelta(seconds=n), outcome=Outcome.WRONG)
    assert try_in(browser, "anna").status_code == 429


def test_a_stolen_device_guesses_thirty_times_an_hour_at_most(db) -> None:
    now = timezone.now()
    tried = sum(
        fail("anna", address="192.0.2.9", device="kradzione", at=now + timedelta(seconds=10 * n))
        for n in range(360)
    )
    assert tried <= 30


def test_a_refusal_is_the_same_for_logins_that_exist_and_that_do_not(cast: Cast) -> None:
    now, pages = timezone.now(), []
    for login in ("anna", "nikogo.takiego"):
        for _n in range(12):
            limits.note(limits.key_of(login), address=None, at=now, outcome=Outcome.WRONG)
        answer = try_in(Client(), login)
        page = answer.content.decode().replace(login, "LOGIN")
        token = page.split('name="csrfmiddlewaretoken" value="')[1][:64]
        pages.append((answer.status_code, page.replace(token, "")))
    assert pages[0] == pages[1]
    assert pages[0][0] == 429
    assert "Poczekaj" in pages[0][1]


def test_a_failure_is_kept_even_when_the_answer_breaks(cast: Cast) -> None:
    browser = Client(raise_request_exception=False)
    with mock.patch("kaganek.people.views.sign_in.render", side_effect=RuntimeError("broken")):
        assert try_in(browser, "anna", "nie to haslo wcale").status_code == 500
    with account_door():
        assert SignInAttempt.objects.filter(login_hash=limits.key_of("anna")).count() == 1


def test_tries_of_the_day_before_are_forgotten(db) -> None:
    now = timezone.now()
    limits.note("a", address=None, at=now - timedelta(hours=25), outcome=Outcome.WRONG)
    limits.note("b", address=None, at=now, outcome=Outcome.WRONG)
    with account_door():
        assert list(SignInAttempt.objects.values_list("login_hash", flat=True)) == ["b"]


def test_the_table_of_tries_names_no_login(cast: Cast, client: Client) -> None:
    try_in(client, "anna", "nie to haslo wcale")
    with account_door():
        assert "anna" not in str(list(SignInAttempt.objects.values()))


@pytest.mark.parametrize(("proxy", "expected"), [(False, "10.1.1.1"), (True, "203.0.113.9")])
def test_the_address_comes_from_the_proxy_only_when_one_is_declared(rf, proxy: bool, expected: str) -> None:
    request = rf.get("/", REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9")
    with override_settings(BEHIND_PROXY=proxy):
        assert address_of(request) == expected


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("bzdura", None),
        (None, None),
    ],
)
def test_ipv6_counts_by_its_network(address: str | None, network: str | None) -> None:
    assert limits.network_of(address) == network


# Passwords (promises.md B1)

KNOWN = ["a.kowalska", "Anna", "Kowalska", "a.kowalska@zalesie.example", "Zalesie", "Urząd Gminy Zalesie"]
GOOD = [
    "trzy zielone parasole", "siedem spokojnych latarni", "dwie zielone latarnie", "kot pije herbatę o świcie",
    "Zażółć gęślą jaźń teraz", "rower-most-sernik-klucz", "LAMPANAFTOWAWSZOPIE", "mój urząd lubi różowe słonie",
    "x7#Qm!vLp2&Zt9@Rw", "spacje   są   w   porządku", "a" * 5 + "bcdefgh ijklmnop qrstuw", "7319 borówek na 2 talerzach",
    "correct horse battery staple", "Żółw gra na trąbce", "ż" * 3 + "ółw pije kompot z rabarbaru",
    "słoń " * 25 + "kot",
]  # fmt: skip
BAD = {
    passwords.TOO_SHORT: ["", "krótkie", "Aa1!Aa1!Aa1!Aa", "czternaście zn"],
    passwords.TOO_LONG: ["słoń kot pies " * 10],
    passwords.TOO_PLAIN: [
        "aaaaaaaaaaaaaaaaaaaa", "123456789012345678", "haslohaslohaslo", "qwertyuiopasdfgh", "abcdefghijklmnopqr",
        "abababababababab", "987654321098765432", "kotekkotekkotek1",
    ],
    passwords.TOO_COMMON: ["password12345678", "1qwertyuiop12345", "haslo1234567890!", "zaqwsx!234567890"],
    passwords.TOO_CLOSE: [
        "a.kowalska.2026.a", "Urząd Gminy Zalesie", "Kowalska Anna 1984!", "ProjektKaganek2026!", "UrzadGminy2026!!!",
    ],
}  # fmt: skip


@pytest.mark.rule("P-07")
@pytest.mark.parametrize("password", GOOD)
def test_a_long_own_password_is_welcome(password: str) -> None:
    assert passwords.fault_of(password, about=KNOWN) == ""


@pytest.mark.parametrize(
    ("reason", "password"), [(reason, password) for reason, some in BAD.items() for password in some]
)
def test_a_guessable_password_is_refused_with_its_reason(reason: str, password: str) -> None:
    assert passwords.fault_of(password, about=KNOWN) == reason


def test_the_blocklist_is_long_and_128_signs_are_taken() -> None:
    assert len(passwords.common()) >= 3000
    longest = ("zielony kot i siedem rowerów na moście " * 4)[:128]
    assert passwords.fault_of(longest[:64] + longest[64:][::-1]) == ""
    assert settings.PASSWORD_HASHERS == ["kaganek.people.hashers.Argon2id"]


def test_the_demonstration_lists_its_accounts_and_real_installations_none(cast: Cast, client: Client) -> None:
    assert "kazimierz" not in client.get(URL).content.decode()
    with override_settings(DEMO=True):
        page = client.get(URL).content.decode()
    assert "kazimierz" in page
    assert PASSWORD not in page
