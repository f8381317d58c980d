"""Pages of certificates: each of the cast on each page, the files, the public check."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse

from kaganek.core.seats import ANONYMOUS, SYSTEM, seated
from kaganek.documents.models import Certificate
from kaganek.documents.queries import certificate_by_code
from kaganek.documents.services.certificates import replace, revoke
from kaganek.documents.tests.factories import AT, make_certificate
from kaganek.lib.tests.reading_pdf import text_of

LATER = AT + timedelta(days=9)
VIEWERS = ("anna", "bogdan", "henryk", "janina", "dorota", "irena", "grazyna", "kazimierz")


@pytest.fixture
def annas(cast) -> Certificate:
    with seated(cast.seat("anna")):
        return make_certificate(cast.enrolments["anna"])


@pytest.fixture
def cezarys(cast, annas) -> Certificate:
    with seated(cast.seat("cezary")):
        return make_certificate(cast.enrolments["cezary"])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *((name, 200) for name in VIEWERS),
        ("celina", 404),
        ("cezary", 404),
        ("daniel", 404),
        ("ewa", 403),
        ("filip", 403),
    ],
)
def test_who_may_take_the_paper(client, cast, annas, who, status):
    client.force_login(cast.account(who))

    response = client.get(reverse("documents:certificate_pdf", args=[annas.pk]))

    assert response.status_code == status
    if status == 200:
        assert response["Content-Disposition"] == 'attachment; filename="certyfikat-K-2026-000001.pdf"'
        assert "no-store" in response["Cache-Control"]
        assert "Anna Wrona" in text_of(response.content)


@pytest.mark.parametrize("deed", ["replace", "revoke"])
def test_nothing_is_asked_about_a_certificate_that_is_not_valid(client, cast, annas, deed):
    with seated(SYSTEM):
        revoke(annas.pk, reason="pomyłka", by=SYSTEM, at=LATER)
    client.force_login(cast.account("grazyna"))

    answer = client.get(reverse(f"documents:{deed}", args=[annas.pk]), follow=True)

    assert answer.redirect_chain == [(reverse("documents:certificates"), 302)]
    assert "nie jest już ważny" in answer.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("anna", {"K/2026/000001"}),
        ("bogdan", {"K/2026/000001"}),
        ("celina", {"K/2026/000002"}),
        ("dorota", {"K/2026/000001", "K/2026/000002"}),
        ("daniel", set()),
        ("irena", {"K/2026/000001", "K/2026/000002"}),
    ],
)
def test_the_page_shows_only_certificates_within_reach(client, cast, annas, cezarys, who, names):
    client.force_login(cast.account(who))

    html = client.get(reverse("documents:certificates")).content.decode()

    assert {number for number in (annas.number, cezarys.number) if number in html} == names


@pytest.mark.parametrize(
    ("who", "status"),
    [("anna", 403), ("bogdan", 403), ("irena", 403), ("daniel", 404), ("dorota", 200), ("grazyna", 200)],
)
@pytest.mark.parametrize("deed", ["replace", "revoke"])
def test_who_may_replace_and_revoke(client, cast, annas, who, status, deed):
    client.force_login(cast.account(who))
    url = reverse(f"documents:{deed}", args=[annas.pk])

    assert client.get(url).status_code == status
    if status != 200:
        assert client.post(url, {"powod": "x"}).status_code == status
        with seated(SYSTEM):
            assert Certificate.objects.get().state == "valid"


@pytest.mark.parametrize(
    ("deed", "said", "of_the_other"),
    [
        ("replace", "na przykład: zmiana nazwiska", "inna osoba"),
        ("revoke", "na przykład: test rozwiązała inna osoba", "zmiana nazwiska"),
    ],
)
def test_a_missing_reason_is_asked_for_in_the_words_of_the_deed(
    client, cast, annas, deed, said, of_the_other
):
    client.force_login(cast.account("dorota"))

    page = client.post(reverse(f"documents:{deed}", args=[annas.pk]), {"powod": " "}).content.decode()

    assert said in page
    assert of_the_other not in page
    with seated(SYSTEM):
        assert Certificate.objects.get().state == "valid"


def test_the_list_finds_filters_and_leaves_as_a_file(client, cast, annas, cezarys):
    client.force_login(cast.account("dorota"))
    page = reverse("documents:certificates")

    found = client.get(page, {"q": "wrona anna", "stan": "valid"}).content.decode()
    csv = client.get(reverse("documents:certificates_export", args=["csv"]), {"q": "dzik"})
    xlsx = client.get(reverse("documents:certificates_export", args=["xlsx"]))

    assert "K/2026/000001" in found
    assert "K/2026/000002" not in found
    lines = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == [
        "Numer;Osoba;Urząd;Szkolenie;Wydano;Stan",
        "K/2026/000002;Cezary Dzik;Urząd Gminy Borki;Program doskonalenia usług (PDU);2026-11-16;Ważny",
    ]
    assert b"".join(xlsx.streaming_content).startswith(b"PK")


def test_a_learner_has_no_list_to_export(client, cast, annas):
    client.force_login(cast.account("anna"))

    assert client.get(reverse("documents:certificates_export", args=["csv"])).status_code == 404


@pytest.mark.parametrize("extra", [0, 2])
def test_the_list_costs_the_same_for_one_and_three(client, cast, annas, extra, django_assert_num_queries):
    with seated(SYSTEM):
        for i in range(extra):
            make_certificate(cast.enrolments["anna"], source=f"learning.course:{i + 10}")
    client.force_login(cast.account("dorota"))
    page = reverse("documents:certificates")
    client.get(page)  # the frame of the page is remembered

    with django_assert_num_queries(6):
        client.get(page)


def test_replacing_asks_for_a_reason_and_happens_once(client, cast, annas):
    client.force_login(cast.account("dorota"))
    url = reverse("documents:replace", args=[annas.pk])

    refused = client.post(url, {"powod": " "})
    first, second = (client.post(url, {"powod": "Zmiana nazwiska"}, follow=True) for _ in range(2))

    assert "Wpisz powód" in refused.content.decode()
    assert "Nowy numer: K/2026/000002" in first.content.decode()
    assert "Nic się nie zmieniło" in second.content.decode()
    with seated(SYSTEM):
        assert Certificate.objects.count() == 2


# The public check


def check(client, code: str, **facts):
    return client.get(reverse("documents:checked", args=[code]), **facts)


def test_a_code_typed_by_hand_leads_to_the_facts(client, annas):
    typed = f" {annas.shown_code.lower().replace('0', 'o').replace('1', 'l')} "

    response = client.get(reverse("documents:check"), {"kod": typed}, follow=True)

    html = response.content.decode()
    for fact in (
        "Ten certyfikat jest ważny", "K/2026/000001", "Anna Wrona", "Program doskonalenia usług (PDU)",
        "godzin dydaktycznych", "90% – test końcowy", "Sprawny urząd 2026", "listopada 2026", "wersja 1",
    ):  # fmt: skip
        assert fact in html.replace("\u00a0", " "), fact


LABEL_AND_WORDS = re.compile(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", re.DOTALL)


def test_a_stranger_reads_these_facts_and_no_other(client, cast, annas):
    """The paper alone: where someone works is on no certificate, so the check does not say it either."""
    html = unescape(check(client, annas.shown_code).content.decode()).replace("\u00a0", " ")
    main = html[html.index("<main") : html.index("</main>")]

    assert LABEL_AND_WORDS.findall(main) == [
        ("Numer", "K/2026/000001"),
        ("Otrzymuje", "Anna Wrona"),
        ("Za ukończenie", "Program doskonalenia usług (PDU)"),
        ("Program", f"{annas.said.programme}, wersja 1"),
        ("Wymiar", "6 godzin dydaktycznych"),
        ("Termin", "3–16 listopada 2026 r."),
        ("Wynik", "90% – test końcowy"),
        ("Organizator", annas.said.organiser),
        ("Projekt", "Sprawny urząd 2026"),
        ("Wydano", "16 listopada 2026 r."),
        ("Kod", annas.shown_code),
    ]
    words = re.sub(r"<[^>]+>", "|", LABEL_AND_WORDS.sub("", main))
    assert [one.strip() for one in words.split("|") if one.strip()] == [
        "Sprawdzenie certyfikatu",
        "Ten certyfikat jest ważny",
        "Treść z dnia wydania",
        "Ważny",
        (
            "Porównaj te dane z dokumentem, który masz przed sobą. "
            "Certyfikat wydano elektronicznie, bez podpisu odręcznego."
        ),
        "Sprawdź inny kod",
    ]


def test_the_form_stands_alone_and_asks_for_a_code(client, db):
    assert client.get(reverse("documents:check")).status_code == 200
    empty = client.get(reverse("documents:check"), {"kod": "-- "}).content.decode()
    assert "Wpisz kod z\u00a0certyfikatu." in empty


def test_a_number_typed_for_a_code_is_told_apart(client, db):
    page = client.get(reverse("documents:check"), {"kod": "K/2026/000184"})
    assert page.status_code == 200
    assert "To jest numer certyfikatu" in page.content.decode()


def test_a_replaced_one_names_its_successor_and_shows_no_new_words(client, cast, annas):
    with seated(SYSTEM):
        cast.person("anna").last_name = "Nowakowska"
        cast.person("anna").save()
        new = replace(annas.pk, reason="tajny powód", by=SYSTEM, at=LATER)

    html = check(client, annas.shown_code).content.decode()

    assert "zastąpiono nowszym" in html
    assert new.number in html
    assert "25\u00a0listopada" in html
    assert "Anna Wrona" in html
    for hidden in ("tajny", "Nowakowska", new.shown_code):
        assert hidden not in html


def test_a_revoked_one_says_when_and_not_why(client, annas):
    with seated(SYSTEM):
        revoke(annas.pk, reason="tajny powód", by=SYSTEM, at=LATER)

    html = check(client, annas.shown_code).content.decode()

    assert "unieważniony" in html
    assert "25\u00a0listopada" in html
    assert "tajny" not in html


@pytest.mark.parametrize("code", ["0000-0000-0000", "x", "%27;--", "'OR'1'='1", "K-2026-000001"])
def test_every_wrong_code_gets_one_calm_answer(client, annas, code):
    cache.clear()
    response = check(client, code)

    assert response.status_code == 404
    assert "Nie znamy takiego kodu" in response.content.decode()


def test_a_script_with_wrong_codes_is_slowed_down_and_people_are_not(client, annas):
    cache.clear()
    for _ in range(35):
        assert check(client, annas.shown_code).status_code == 200
    answers = [check(client, "0000-0000-0000").status_code for _ in range(31)]

    assert answers == [404] * 30 + [429]
    cache.clear()


def test_behind_a_proxy_one_script_slows_down_itself_alone(client, annas, settings):
    cache.clear()
    settings.BEHIND_PROXY = True
    script, person = {"X-Forwarded-For": "198.51.100.7"}, {"X-Forwarded-For": "203.0.113.9"}
    for _ in range(30):
        check(client, "0000-0000-0000", headers=script)

    assert check(client, annas.shown_code, headers=script).status_code == 429
    assert check(client, annas.shown_code, headers=person).status_code == 200
    cache.clear()


def test_the_database_shows_a_stranger_that_one_row_alone(annas, cezarys):
    """The ORM's filter is out of the way: `policed` asks row-level security alone."""
    from dataclasses import replace as changed

    with seated(SYSTEM):
        assert Certificate.objects.count() == 2
    with seated(changed(ANONYMOUS, code=annas.code)):
        assert list(Certificate.policed.all()) == [annas]
    for code in ("", "000000000000"):
        with seated(changed(ANONYMOUS, code=code)):
            assert list(Certificate.policed.all()) == []
    assert certificate_by_code(cezarys.shown_code) == cezarys


def test_someone_signed_in_checks_like_a_stranger(client, cast, annas):
    client.force_login(cast.account("celina"))

    assert "Anna Wrona" in check(client, annas.shown_code).content.decode()
    assert client.get(reverse("documents:certificate_pdf", args=[annas.pk])).status_code == 404
