"""Articles of offices: on the own office's page only, with the supplier's consent where it is asked."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.cast import NAMES

from kaganek.core.models import Notice
from kaganek.core.seats import ANONYMOUS, SYSTEM, seated
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role
from kaganek.portal.models import OfficeArticle
from kaganek.portal.queries.offices import code_of
from kaganek.portal.rules import as_html, as_words
from kaganek.portal.services import offices as deeds
from kaganek.portal.tests.factories import words
from kaganek.questionnaires.services.consents import ASKED, DECIDED

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
    for one in (page, f"{page}{article.slug}/"):
        assert '<a class="ds-link" href="/urzad/">Strony urzędów</a>' in words(client.get(one))
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


@pytest.mark.rule("W-11")
def test_what_goes_back_says_what_to_mend(client, cast) -> None:
    consenting(cast)
    article = shown(cast, written(cast))
    client.force_login(cast.account("grazyna"))
    queue = words(client.get("/zgody-na-artykuly/"))
    assert "Nowy artykuł." in queue
    assert "r.. " not in queue
    for remark in ("", " "):
        refused = client.post(f"/zgody-na-artykuly/{article.pk}/", {"decyzja": "odeslij", "remark": remark})
        assert refused.status_code == 422
        assert words(refused).count("Napisz, co urząd ma poprawić.") == 2, "in the summary and at the field"
    with pytest.raises(deeds.NothingSaid):
        decided(cast, article, agree=False)
    client.post(f"/zgody-na-artykuly/{article.pk}/", {"decyzja": "odeslij", "remark": "Dopisz adres."})
    here = asking(client, cast)
    assert "Dostawca odesłał artykuł: Dopisz adres." in words(client.get(here))
    assert "Odesłany do poprawy" in words(client.get(DESK))
    client.post(f"{here}pokaz/", {"pokaz": "1"})
    assert "Dopisz adres." not in words(client.get(here))


def consenting(cast) -> None:
    with seated(SYSTEM):
        deeds.ask_for_consent(needed=True, by=SYSTEM, at=timezone.now())


def decided(cast, article: OfficeArticle, *, agree: bool = True, remark: str = "") -> OfficeArticle:
    grazyna = cast.seat("grazyna")
    with seated(grazyna):
        return deeds.consent(article.pk, agree=agree, remark=remark, by=grazyna, at=timezone.now())


def changed(cast, article: OfficeArticle, **values: str) -> OfficeArticle:
    henryk = cast.seat("henryk")
    facts = deeds.Words(**{"title_en": "", "text_en": ""} | WORDS | values)
    with seated(henryk):
        return deeds.write_article(article.pk, facts, by=henryk, at=timezone.now())


def agreed(cast) -> tuple[OfficeArticle, str]:
    """An article that is shown with consent, and its address."""
    consenting(cast)
    article = decided(cast, shown(cast, written(cast)))
    return article, f"{page_of(cast)}{article.slug}/"


def asking(client, cast) -> str:
    """The office's administrator at the article's page."""
    client.force_login(cast.account("henryk"))
    client.post("/rola/", {"seat": cast.seat("henryk").membership_id})
    with seated(SYSTEM):
        return f"{DESK}{OfficeArticle.objects.get(replaces=None).pk}/"


def told(kind: str, column: str = "login") -> list[str]:
    """Logins of those who were told and whose notice stands, or another column of it."""
    with seated(SYSTEM):
        rows = Notice.policed.filter(kind=kind, withdrawn_at=None).order_by("pk")
        if column != "login":
            return list(rows.values_list(column, flat=True))
        logins = dict(Person.objects.values_list("pk", "login"))
        return sorted(logins[one] for one in rows.values_list("person", flat=True))


@pytest.mark.rule("W-11")
def test_everyone_reads_the_earlier_words_until_the_new_ones_are_agreed_to(client, cast) -> None:
    article, page = agreed(cast)
    for _ in range(2):
        change = changed(cast, article, text="Nowa treść.", title="Nowy tytuł")
    assert (change.state, change.replaces_id) == ("draft", article.pk)
    for _ in range(2):
        assert shown(cast, article).state == "waiting"
        assert "Zapraszamy na sesję." in words(client.get(page))
        assert [hit.title for hit in client.get("/szukaj/?q=sesja").context["hits"]] == ["Dyżur w soboty"]
        assert [hit.title for hit in client.get("/szukaj/?q=nowa treść").context["hits"]] == []
    with seated(ANONYMOUS):
        assert [one.pk for one in OfficeArticle.policed.all()] == [article.pk]
    for _ in range(2):
        assert decided(cast, article).title == "Nowy tytuł"
    assert "Nowa treść." in words(client.get(page))
    assert [hit.title for hit in client.get("/szukaj/?q=nowa treść").context["hits"]] == ["Nowy tytuł"]
    with seated(SYSTEM):
        assert OfficeArticle.objects.count() == 1


@pytest.mark.rule("W-11")
def test_a_change_that_is_sent_back_dropped_or_not_asked_for_leaves_the_page_alone(client, cast) -> None:
    article, page = agreed(cast)
    changed(cast, article, text="Nowa treść.")
    shown(cast, article)
    decided(cast, article, agree=False, remark="Za krótko.")
    here = asking(client, cast)
    assert "Dostawca odesłał zmianę: Za krótko." in words(client.get(here))
    client.post(f"{here}pokaz/", {"pokaz": "1"})
    said = words(client.post(f"{here}pokaz/", {"pokaz": "cofnij"}, follow=True))
    assert "Zmiana została jako szkic. Na stronie zostaje dotychczasowa treść." in said
    with pytest.raises(deeds.NotWaiting):
        decided(cast, article, agree=False)
    for _ in range(2):
        said = words(client.post(f"{here}pokaz/", {"pokaz": "porzuc"}, follow=True))
        assert "Artykuł jest na stronie urzędu." in said
    assert "Zapraszamy na sesję." in words(client.get(page))
    with seated(SYSTEM):
        assert OfficeArticle.objects.count() == 1


def test_an_article_taken_off_the_page_keeps_its_newest_words(client, cast) -> None:
    article, page = agreed(cast)
    changed(cast, article, text="Nowa treść.")
    here = asking(client, cast)
    client.post(f"{here}pokaz/", {"pokaz": "0"})
    assert client.get(page).status_code == 404
    with seated(SYSTEM):
        kept = OfficeArticle.objects.get()
    assert (kept.pk, kept.state, kept.text) == (article.pk, "draft", "Nowa treść.")


def test_where_consent_is_asked_no_more_a_change_is_shown_at_once(client, cast) -> None:
    article, page = agreed(cast)
    changed(cast, article, text="Nowa treść.")
    with seated(SYSTEM):
        deeds.ask_for_consent(needed=False, by=SYSTEM, at=timezone.now())
    assert shown(cast, article).state == "shown"
    assert "Nowa treść." in words(client.get(page))


def test_saving_says_before_and_after_what_becomes_of_the_page(client, cast) -> None:
    agreed(cast)
    here = asking(client, cast)
    facts = WORDS | {"title_en": "", "text_en": ""}
    assert "Zmianę zobaczą wszyscy dopiero po zgodzie dostawcy." in words(client.get(here))
    assert "Zmiana zapisana" not in words(client.post(here, facts, follow=True)), "the same words"
    said = words(client.post(here, facts | {"text": "Nowa."}, follow=True))
    assert "Zmiana zapisana. Na stronie zostaje dotychczasowa treść" in said
    assert "Opublikowany, zmiana: szkic" in words(client.get(DESK))
    client.post(f"{here}pokaz/", {"pokaz": "1"})
    assert "Gdy ją zmienisz, prośba się cofnie" in words(client.get(here))
    said = words(client.post(here, facts | {"text": "Jeszcze nowsza."}, follow=True))
    assert "prośba o zgodę jest cofnięta. Poproś o zgodę." in said
    assert told(ASKED) == []


@pytest.mark.rule("Q-21")
def test_both_sides_of_a_consent_hear_of_it_once(client, cast) -> None:
    consenting(cast)
    article = shown(cast, written(cast))
    shown(cast, article)
    assert (told(ASKED), told(DECIDED)) == (["grazyna"], [])
    assert told(ASKED, "title")[0].endswith("prosi o zgodę na publikację: artykuł „Dyżur w soboty”")
    client.force_login(cast.account("grazyna"))
    [url] = told(ASKED, "url")
    page, _, place = url.partition("#")
    assert f'id="{place}"' in words(client.get(page))
    decided(cast, article, agree=False, remark="Dopisz adres.")
    assert (told(ASKED), told(DECIDED)) == ([], ["henryk"])
    assert told(DECIDED, "facts") == [{"text": "Uwaga dostawcy: Dopisz adres."}]
    assert told(DECIDED, "url") == [f"{DESK}{article.pk}/"]
    shown(cast, article)
    for _ in range(2):
        decided(cast, article)
    changed(cast, article, title="Nowy tytuł")
    shown(cast, article)
    assert told(ASKED, "title")[0].endswith("zmiana artykułu „Nowy tytuł”")
    assert told(DECIDED, "title")[1:] == ["Jest zgoda na publikację: artykuł „Dyżur w soboty”"]


@pytest.mark.rule("Q-21")
def test_where_the_author_of_an_article_is_gone_another_administrator_of_the_office_hears(cast) -> None:
    consenting(cast)
    article = shown(cast, written(cast))
    with seated(SYSTEM):
        Membership.objects.filter(person=cast.person("henryk")).update(ended_at=timezone.now())
        give_role(cast.person("bogdan"), Role.IT_ADMIN)
        give_role(cast.person("celina"), Role.IT_ADMIN)
    decided(cast, article)
    assert told(DECIDED) == ["bogdan"]


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
