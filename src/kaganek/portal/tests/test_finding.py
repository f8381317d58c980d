"""The search, the feed, the map; and no cookie, no third party, no script on any public page."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.portal.models import Article
from kaganek.portal.services.articles import publish
from kaganek.portal.services.pages import install_portal
from kaganek.portal.tests.factories import make_material, make_offer, words

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
        ("wniosków", ["Karta wniosku", "Krótsza droga wniosku", "Wniosek w godzinę"]),
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
    } <= {*places}
    assert not any("szkic" in place for place in places)
    assert {client.get(place).status_code for place in places} == {200}
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


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
