"""The search, the feed, the map; and no cookie, no third party, no script on any public page."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kaganek.core.seats import ANONYMOUS, SYSTEM, seated
from kaganek.learning.tests.factories import make_course
from kaganek.people.tests.test_office_pages import NAMES
from kaganek.portal.models import Article, PortalEvent
from kaganek.portal.queries.offices import code_of
from kaganek.portal.queries.search import found
from kaganek.portal.services.articles import publish
from kaganek.portal.services.pages import install_portal
from kaganek.portal.services.programmes import show_page, write_page
from kaganek.portal.tests.factories import make_material, make_offer, words
from kaganek.portal.tests.test_offices import shown as show_article
from kaganek.portal.tests.test_offices import written as write_article
from kaganek.portal.tests.test_programmes import FACTS
from kaganek.portal.tests.test_reports import release
from kaganek.questionnaires.models import Form
from kaganek.questionnaires.queries.public import form_address
from kaganek.questionnaires.tests.factories import make_report
from kaganek.reporting.tests.test_issues import crowd

NEWS = {
    "slug": "krotsza-droga", "date": "2026-11-02", "title": "Krótsza droga wniosku", "lead": "Borki mierzą czas.",
    "html": "<p>Wnioski o dotację idą 3 dni.</p>", "title_en": "Shorter way", "lead_en": "Faster.",
    "html_en": "<p>Three days.</p>",
}  # fmt: skip
FAQ = {
    "title": "Pytania",
    "items": [{"question": "Jak odzyskać hasło?", "html": "<p>Napisz do opiekuna.</p>"}],
}
LOADS = re.compile(
    r"""<(?:script|img|link|iframe|video|audio|source|object|embed)\b[^>]*?(?:src|href|data)="([^"]+)\""""
)


@pytest.fixture
def filled(cast):
    with seated(SYSTEM):
        install_portal({"news": [NEWS], "faq": FAQ}, at=timezone.now())
        Article.objects.create(
            title="Szkic o wnioskach",
            slug="szkic",
            lead="x",
            published_on=timezone.localdate(),
            words="wniosek",
            live=False,
        )
        make_material("Karta wniosku")
        make_offer(cast.project, "Wniosek w godzinę")
    return cast


@pytest.mark.rule("W-20")
@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        (
            "wniosków",
            ["Deklaracja dostępności", "Karta wniosku", "Krótsza droga wniosku", "Wniosek w godzinę"],
        ),
        ("wnioski dotacji", ["Krótsza droga wniosku"]),
        ("haslem", ["Jak odzyskać hasło?", "Pomoc"]),
        ("kwarc", []),
        ("", []),
        ("'); DROP TABLE & | !", []),
    ],
)
def test_every_form_of_a_word_finds_its_page(client, filled, asked: str, titles: list[str]) -> None:
    hits = client.get("/szukaj/", {"q": asked}).context["hits"]
    assert sorted(hit.title for hit in hits) == titles
    for hit in hits:
        assert client.get(hit.href.partition("#")[0]).status_code == 200


@pytest.fixture
def everything(filled):
    """One of every kind of page: a published report, an open form, an office's article, a date."""
    with seated(SYSTEM):
        course = make_course(title="Prosty język")
        crowd(filled, "borki", 40, 10, course)
    release(filled)
    make_report(filled.seat("henryk"))
    show_article(filled, write_article(filled))
    with seated(SYSTEM):
        PortalEvent.objects.create(
            title="Dzień otwarty", kind="meeting", starts_on=timezone.localdate(), ends_on=timezone.localdate(),
            place="sala 12", changed_at=timezone.now(),
        )  # fmt: skip
    return filled


@pytest.mark.rule("W-20")
@pytest.mark.parametrize(
    ("asked", "kind", "title"),
    [
        ("usterka", "Formularze", "Zgłoszenie usterki"),
        ("usterki Zalesie", "Formularze", "Zgłoszenie usterki"),
        ("dzień otwartego", "Kalendarz", "Dzień otwarty"),
        ("raport 1/2026", "Program w urzędach", "Pierwszy okres"),
        ("deklaracja", "O serwisie", "Deklaracja dostępności"),
        ("urząd Zalesia", "Strony urzędów", "Urząd Gminy Zalesie"),
    ],
)
def test_every_kind_of_page_is_found(client, everything, asked: str, kind: str, title: str) -> None:
    hits = client.get("/szukaj/", {"q": asked}).context["hits"]
    (hit,) = [one for one in hits if (one.kind, one.title) == (kind, title)]
    assert client.get(hit.href.partition("#")[0]).status_code == 200
    if "#" in hit.href:
        assert f'id="{hit.href.partition("#")[2]}"' in client.get("/kalendarz/").content.decode()


def test_a_form_that_is_closed_and_a_day_gone_by_are_not_found(client, everything) -> None:
    yesterday = timezone.localdate() - timedelta(1)
    with seated(SYSTEM):
        Form.objects.update(closes_on=yesterday)
        PortalEvent.objects.update(starts_on=yesterday, ends_on=yesterday)
    for asked in ("usterka", "dzień otwarty"):
        assert not client.get("/szukaj/", {"q": asked}).context["hits"]


@pytest.mark.rule("W-20")
def test_a_search_costs_eleven_statements_however_much_there_is(
    everything, django_assert_num_queries
) -> None:
    for n in range(3):
        if n:
            make_report(everything.seat("henryk"), title=f"Zgłoszenie usterki {n}")
            show_article(everything, write_article(everything, title=f"Dyżur {n}"))
        with seated(ANONYMOUS), django_assert_num_queries(11):
            assert len([one for one in found("usterka") if one.kind == "Formularze"]) == n + 1


def test_a_word_of_the_title_comes_first_and_the_piece_is_marked(client, filled) -> None:
    page = words(client.get("/szukaj/", {"q": "dotacje"}))
    assert "<mark>dotację</mark>" in page


def test_an_article_is_found_once_it_is_published(client, filled) -> None:
    assert "Szkic" not in words(client.get("/szukaj/", {"q": "wnioskach"}))
    with seated(SYSTEM):
        publish(Article.objects.get(slug="szkic"), at=timezone.now())
    assert "Szkic o wnioskach" in words(client.get("/szukaj/", {"q": "wnioskach"}))


def test_an_english_article_has_its_address_and_language(client, filled) -> None:
    polish, english = client.get("/aktualnosci/krotsza-droga/"), client.get("/aktualnosci/krotsza-droga/en/")
    assert "English version" in words(polish)
    assert '<article lang="en">' in words(english)
    assert "Three days." in words(english)
    with seated(SYSTEM):
        Article.objects.update(html_en="")
    assert "English version" not in words(client.get("/aktualnosci/krotsza-droga/"))
    assert client.get("/aktualnosci/krotsza-droga/en/").status_code == 404


def test_the_feed_and_the_map_name_what_is_public_alone(client, filled) -> None:
    feed = ElementTree.fromstring(client.get("/aktualnosci/rss/").content)
    assert [one.text for one in feed.findall("channel/item/title")] == ["Krótsza droga wniosku"]
    site = ElementTree.fromstring(client.get("/sitemap.xml").content)
    places = [one[0].text.removeprefix("http://testserver") for one in site]
    assert {
        "/",
        "/biblioteka/karta-wniosku/",
        "/oferta/wniosek-w-godzine/",
        "/aktualnosci/krotsza-droga/",
        "/aktualnosci/krotsza-droga/en/",
        "/deklaracja-dostepnosci/en/",
    } <= {*places}
    assert not any("szkic" in place for place in places)
    assert {client.get(place).status_code for place in places} == {200}
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_the_map_names_forms_pages_of_offices_and_english_versions(client, everything) -> None:
    with seated(SYSTEM):
        Article.objects.update(html_en="")
        write_page(everything.project.pk, FACTS, by=SYSTEM, at=timezone.now())
        show_page(everything.project.pk, shown=True, by=SYSTEM, at=timezone.now())
        form = Form.objects.get()
    places = re.findall("<loc>http://testserver([^<]*)", client.get("/sitemap.xml").content.decode())

    office = f"/urzad/{code_of(everything.zalesie)}/"
    assert {office, form_address(form), "/urzad/", "/programy/su-2026/", "/programy/su-2026/en/"} <= {*places}
    assert len(places) == len({*places})
    assert "/aktualnosci/krotsza-droga/en/" not in places  # nobody wrote it
    assert {client.get(place).status_code for place in places} == {200}


def test_open_forms_of_the_programme_and_offices_that_write_stand_on_the_portal(client, everything) -> None:
    """A form of an office stands on its own page alone."""
    with seated(SYSTEM):
        own = Form.objects.get()
    assert form_address(own) in words(client.get(f"/urzad/{code_of(everything.zalesie)}/"))
    assert form_address(own) not in words(client.get("/programy/"))

    make_report(everything.seat("kazimierz"), title="Ankieta programu")
    with seated(SYSTEM):
        form = Form.objects.get(office=None)
    assert f'<a href="{form_address(form)}">Ankieta programu</a>' in words(client.get("/programy/"))
    assert 'href="/programy/"' in words(client.get("/"))
    with seated(SYSTEM):
        Form.objects.update(closes_on=timezone.localdate() - timedelta(1))
    assert form_address(form) not in words(client.get("/programy/"))
    with seated(SYSTEM):
        Form.objects.update(closes_on=None)
    assert 'href="/urzad/"' in words(client.get("/"))
    assert everything.zalesie.office_name in words(client.get("/urzad/"))
    assert everything.borki.office_name not in words(client.get("/urzad/"))


@pytest.mark.parametrize("who", NAMES)
def test_whoever_is_signed_in_reaches_the_portal_and_all_that_stands_there(
    client, everything, who: str
) -> None:
    assert client.get("/portal/").content == client.get("/").content  # to strangers
    client.force_login(everything.account(who))

    page = client.get("/aktualnosci/")
    assert words(page).count('href="/portal/"') == 2  # of the wide menu and of the folded one
    home = words(client.get("/portal/"))
    assert (
        re.findall('href="/portal/" aria-current="page"', home) == ['href="/portal/" aria-current="page"'] * 2
    )
    for place in (
        "/aktualnosci/",
        "/kalendarz/",
        "/biblioteka/",
        "/oferta/",
        "/program-w-urzedach/",
        "/szukaj/",
        "/urzad/",
        "/programy/",
    ):
        assert f'class="kg-chip" href="{place}"' in home
        assert client.get(place).status_code == 200
    assert "Krótsza droga wniosku" in home
    assert "Zaloguj się do szkoleń" not in home


def public_addresses() -> list[str]:
    """Fixed addresses of all apps that anyone may open."""
    return sorted(_public(get_resolver(), "/"))


def _public(resolver: URLResolver, prefix: str):
    for item in resolver.url_patterns:
        where = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _public(item, where)
        elif _is_open(item) and not re.search(r"[\^(<]", where):
            yield where


def _is_open(item: object) -> bool:
    return isinstance(item, URLPattern) and getattr(item.callback, "access", "") == "public"


@pytest.mark.rule("W-21")
def test_no_public_page_sets_a_cookie_or_calls_anyone_else(client, filled) -> None:
    opened = public_addresses()
    assert {"/", "/biblioteka/", "/szukaj/", "/kontakt/", "/oferta/", "/kalendarz/"} <= {*opened}
    more = [
        "/oferta/wniosek-w-godzine/",
        "/biblioteka/karta-wniosku/",
        "/aktualnosci/krotsza-droga/",
        "/szukaj/?q=karta",
    ]
    for address in [*opened, *more]:
        answer = client.get(address)
        if address in SIGNING_IN or answer.status_code in (302, 404, 405):
            continue
        assert not answer.cookies, address
        if "html" in answer["Content-Type"]:
            page = answer.content.decode()
            assert [one for one in LOADS.findall(page) if re.match(r"(?:https?:)?//", one)] == [], address
            assert "<script>" not in page, address
            assert not re.search(r"\son\w+=\"", page), address


# The way in, whose forms act for a person and carry the CSRF cookie; and the style guide, which no page links to.
SIGNING_IN = ("/logowanie/", "/nowe-haslo/", "/aktywacja/", "/styl/")


@pytest.mark.rule("W-21")
def test_a_page_with_a_stranger_in_it_would_be_noticed() -> None:
    """Negative control of the patterns above."""
    page = '<img src="https://track.example/x.png"><link rel="stylesheet" href="//cdn.example/a.css">'
    assert len([one for one in LOADS.findall(page) if re.match(r"(?:https?:)?//", one)]) == 2
