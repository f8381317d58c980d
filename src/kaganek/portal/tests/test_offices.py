"""Articles of offices: on the own office's page only, with the supplier's consent where it is asked."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.cast import NAMES

from kaganek.core.seats import ANONYMOUS, SYSTEM, seated
from kaganek.portal.models import OfficeArticle
from kaganek.portal.queries.offices import code_of
from kaganek.portal.rules import as_html, as_words
from kaganek.portal.services import offices as deeds
from kaganek.portal.tests.factories import words

DESK = "/redakcja-urzedu/"
WORDS = {
    "title": "Dyżur w soboty",
    "lead": "Od maja urząd działa w soboty.",
    "text": "Zapraszamy na sesję.\n\n- od 9 do 13",
}


def written(cast, **values: str) -> OfficeArticle:
    seat = cast.seat("henryk")
    facts = deeds.Words(**{"title_en": "", "text_en": ""} | WORDS | values)
    with seated(seat):
        return deeds.write_article(None, facts, by=seat, at=timezone.now())


def shown(cast, article: OfficeArticle) -> OfficeArticle:
    seat = cast.seat("henryk")
    with seated(seat):
        return deeds.show_article(article.pk, shown=True, by=seat, at=timezone.now())


def page_of(cast) -> str:
    return f"/urzad/{code_of(cast.zalesie)}/"


def test_an_article_sent_twice_is_one_and_its_address_is_taken_once(cast) -> None:
    assert written(cast) == written(cast)
    with pytest.raises(deeds.SlugTaken):
        written(cast, lead="Inaczej.")


@pytest.mark.rule("W-10")
@pytest.mark.parametrize("name", NAMES)
def test_a_draft_belongs_to_its_office(client, cast, name: str) -> None:
    draft = written(cast)
    here = page_of(cast)
    client.force_login(cast.account(name))
    assert client.get(here).status_code == 404
    assert client.get(f"{here}{draft.slug}/").status_code == 404
    assert "Dyżur" not in words(client.get("/szukaj/?q=dyżur")).split("<main")[1].replace('value="dyżur"', "")
    with seated(cast.seat(name)):
        seen = list(OfficeArticle.policed.values_list("title", flat=True))
    own_or_all = ("henryk", "bogdan", "janina", "grazyna", "kazimierz", "irena")
    assert seen == (["Dyżur w soboty"] if name in own_or_all else [])


@pytest.mark.rule("W-10")
def test_another_office_neither_reads_nor_writes_it(client, cast) -> None:
    own, foreign = cast.seat("henryk"), cast.borki
    with seated(SYSTEM):
        theirs = OfficeArticle.objects.create(
            office=foreign, slug="borki", title="Szkic Borek", lead="x", text="x", changed_at=timezone.now()
        )
    with seated(ANONYMOUS):
        assert not OfficeArticle.policed.exists()
    with seated(own):
        assert not OfficeArticle.policed.filter(pk=theirs.pk).exists()
        with pytest.raises(OfficeArticle.DoesNotExist):
            deeds.show_article(theirs.pk, shown=True, by=own, at=timezone.now())
    client.force_login(cast.account("henryk"))
    for address in (f"{DESK}{theirs.pk}/", f"{DESK}999999/"):
        assert client.get(address).status_code in (403, 404)
    assert client.post(f"{DESK}{theirs.pk}/pokaz/", {"pokaz": "1"}).status_code in (403, 404)


def test_what_is_shown_is_found_by_everyone(client, cast) -> None:
    article = shown(cast, written(cast))
    page = page_of(cast)
    assert "Dyżur w soboty" in words(client.get(page))
    assert "<li>od 9 do 13</li>" in words(client.get(f"{page}{article.slug}/"))
    assert [hit.title for hit in client.get("/szukaj/?q=sobotnie dyżury").context["hits"]] == []
    assert [hit.title for hit in client.get("/szukaj/?q=dyzurach").context["hits"]] == ["Dyżur w soboty"]
    assert "Zalesie" in client.get("/szukaj/?q=sesja").context["hits"][0].kind
    assert f"{page}{article.slug}/" in client.get("/sitemap.xml").content.decode()
    client.force_login(cast.account("celina"))
    assert client.get(f"{page}{article.slug}/").status_code == 200


@pytest.mark.rule("W-11")
def test_the_supplier_reads_first_where_consent_is_asked(client, cast) -> None:
    client.force_login(cast.account("grazyna"))
    assert "bez pytania o zgodę. Na te" in words(client.post("/zgody-na-artykuly/", {}, follow=True))
    said = words(client.post("/zgody-na-artykuly/", {"potrzebna": "1"}, follow=True))
    assert "Od teraz artykuły urzędów czekają na Twoją zgodę." in said
    article = shown(cast, written(cast))
    assert article.state == "waiting"
    page = f"{page_of(cast)}{article.slug}/"
    assert client.get(page).status_code == 404
    assert "Dyżur w soboty" in words(client.get("/zgody-na-artykuly/"))
    client.post(f"/zgody-na-artykuly/{article.pk}/", {"decyzja": "odeslij", "remark": "Dopisz adres."})
    with seated(SYSTEM):
        sent_back = OfficeArticle.objects.get()
    assert (sent_back.state, sent_back.remark) == ("draft", "Dopisz adres.")
    shown(cast, article)
    for _ in range(2):
        client.post(f"/zgody-na-artykuly/{article.pk}/", {"decyzja": "zgoda"})
    assert client.get(page).status_code == 200
    seat = cast.seat("henryk")
    with seated(seat):
        facts = deeds.Words(**{"title_en": "", "text_en": ""} | WORDS | {"text": "Nowa treść."})
        assert deeds.write_article(article.pk, facts, by=seat, at=timezone.now()).state == "draft"
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_who_writes_and_who_consents(client, cast, name: str) -> None:
    client.force_login(cast.account(name))
    if name == "henryk":
        client.post("/rola/", {"seat": cast.seat("henryk").membership_id})
    assert client.get(DESK).status_code == (200 if name == "henryk" else 403)
    assert client.get("/zgody-na-artykuly/").status_code == (200 if name == "grazyna" else 403)


def test_english_stands_where_it_was_written_and_says_its_language(client, cast) -> None:
    plain = shown(cast, written(cast))
    both = shown(cast, written(cast, title="Basen", title_en="Pool", text_en="Open daily."))
    page = page_of(cast)
    assert client.get(f"{page}{plain.slug}/en/").status_code == 404
    assert "English version" not in words(client.get(f"{page}{plain.slug}/"))
    assert "English version" in words(client.get(f"{page}{both.slug}/"))
    english = words(client.get(f"{page}{both.slug}/en/"))
    assert '<article lang="en">' in english
    assert "Open daily." in english


@pytest.mark.rule("W-12")
def test_typed_text_becomes_paragraphs_and_nothing_else() -> None:
    typed = (
        "## Kiedy\n\nW <b>soboty</b>\nod 9\n\n- raz\n- https://a.example/x?y=1.\n\n<script>alert(1)</script>"
    )
    assert as_html(typed) == (
        "<h2>Kiedy</h2>\n<p>W &lt;b&gt;soboty&lt;/b&gt;<br>od 9</p>\n<ul><li>raz</li>"
        '<li><a href="https://a.example/x?y=1">https://a.example/x?y=1</a>.</li></ul>\n'
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )
    assert as_words("## Co zniknęło\n\n- pytania\n- dwa - trzy") == "Co zniknęło\n\npytania\ndwa - trzy"
    assert 'href="javascript' not in as_html('javascript:alert(1) https://"onclick=x')
