"""The desk of the site's own pages: who writes them, and what they must say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.tests.test_office_pages import expected, statuses
from kaganek.portal.forms.site_pages import form_for
from kaganek.portal.models import SitePage
from kaganek.portal.queries import pages
from kaganek.portal.queries.site_pages import kept_pages
from kaganek.portal.rules import as_html, as_text, faults, gaps
from kaganek.portal.services.pages import Lacking, install_portal, write_site_page
from kaganek.portal.terms import DEFAULTS, SITE_PAGES
from kaganek.portal.tests.factories import words

DEMO = json.loads((Path(__file__).parents[2] / "site/demo/content/portal.json").read_text())
ALL = [*DEFAULTS.values(), DEMO["home"], DEMO["faq"], DEMO["accessibility"], *DEMO["pages"].values()]
FILLED = {
    "a11y-podmiot": "Urząd Gminy Zalesie", "a11y-email": "a@zalesie.example", "a11y-telefon": "22 000 00 00",
    "czesc-6": "Odpowiemy w 7 dni. Skargę wyślij pocztą.", "czesc-8": "Wejście bez progu.", "czesc-9": "Pętla indukcyjna.",
}  # fmt: skip


def url(slug: str) -> str:
    return reverse("portal:site_page", args=[slug])


def typed(slug: str, **more: str) -> dict[str, Any]:
    """What stands in the form of a page, as a browser sends it."""
    with seated(SYSTEM):
        form = form_for(slug, None, pages=pages(*SITE_PAGES))
    found = {field.html_name: field.value() for field in form}
    sent = {name: f"{value:%d.%m.%Y}" if hasattr(value, "year") else value for name, value in found.items()}
    return {name: value.replace("\n", "\r\n") for name, value in sent.items()} | more


def write(client, slug: str, **more: str):
    return client.post(url(slug), typed(slug, **more))


@pytest.fixture
def operator(client, cast):
    client.force_login(cast.account("kazimierz"))
    return client


def test_the_operator_and_the_supplier_write_the_pages_of_the_site(client, cast) -> None:
    allowed = {"grazyna", "kazimierz"}

    assert statuses(client, cast, reverse("portal:site_pages")) == expected(allowed)
    assert statuses(client, cast, url("privacy")) == expected(allowed)
    assert statuses(client, cast, url("consent")) == expected(allowed, status=404)
    assert statuses(client, cast, url("privacy"), "post", {"title": "x"}) == expected(allowed, status=422)
    client.logout()
    assert client.get(url("privacy")).status_code == 302


def test_a_new_installation_has_every_page_and_the_list_says_what_each_lacks(operator) -> None:
    page = words(operator.get(reverse("portal:site_pages")))

    for slug, (label, _) in SITE_PAGES.items():
        assert label in page
        assert operator.get(url(slug)).status_code == 200
    for one in kept_pages_of_all():
        assert operator.get(one.href).status_code == 200
        assert bool(one.lacks) == (one.slug in {"privacy", "privacy_en", "accessibility", "accessibility_en"})
    assert "do uzupełnienia: [nazwa operatora serwisu]" in page
    assert page.count("treść domyślna") == len(SITE_PAGES)


def kept_pages_of_all():
    with seated(SYSTEM):
        return kept_pages()


@pytest.mark.parametrize("slug", ["privacy", "help", "privacy_en", "help_en"])
def test_a_page_is_reworded_in_the_browser_and_the_log_knows_who_did_it(operator, cast, slug: str) -> None:
    text = "Administratorem jest **Urząd**.\n\n## Prawa\n\n- wgląd\n- sprostowanie\n\n1. list\n\nZobacz [kontakt](/kontakt/)."
    answer = write(operator, slug, title="Nowy tytuł", lead="Krótko.", text=text)

    assert answer.status_code == 302
    page = words(operator.get(reverse(SITE_PAGES[slug][1])))
    for one in (
        "Nowy tytuł",
        "<strong>Urząd</strong>",
        "<h2>Prawa</h2>",
        "<li>wgląd</li>",
        "<ol><li>list</li></ol>",
        '<a href="/kontakt/">kontakt</a>',
    ):
        assert one in page
    assert write(operator, slug).status_code == 302  # the same again
    with seated(SYSTEM):
        (entry,) = AuditEntry.objects.filter(deed="site page written")
        assert (entry.facts, entry.role) == ({"page": slug}, "operator")
    assert "<li>Kazimierz Kraj</li>" in re.sub("<time.*?</time>", "", words(operator.get(url(slug))))


@pytest.mark.parametrize("slug", SITE_PAGES)
def test_what_nobody_changed_stays_to_the_letter(operator, slug: str) -> None:
    """The form writes back what it read: no word and no mark is lost on the way."""
    with seated(SYSTEM):
        install_portal({slug: DEFAULTS[slug], "pages": {slug: DEFAULTS[slug]}}, at=timezone.now())
        old = pages(slug)[slug]
        form = form_for(slug, typed(slug), pages=pages(*SITE_PAGES))
        form.is_valid()
        form.cleaned_data |= {name: form.initial[name] for name in form.errors if name in form.fields}
        if slug.startswith("accessibility"):
            assert form.facts()["sections"] == old["sections"]
        else:
            assert form.facts() == old


@pytest.mark.parametrize("facts", ALL)
def test_the_notation_says_all_that_the_pages_say(facts) -> None:
    for html in htmls(facts):
        plain = html.replace("\N{NO-BREAK SPACE}", " ").replace("\n", "")
        assert as_html(as_text(html)).replace("\n", "") == plain


def htmls(facts: Any):
    if isinstance(facts, dict):
        yield from (one for key, one in facts.items() if key == "html")
        for one in facts.values():
            yield from htmls(one)
    elif isinstance(facts, list):
        for one in facts:
            yield from htmls(one)


def test_no_tag_and_no_foreign_address_gets_in(operator) -> None:
    write(
        operator,
        "privacy",
        text='<script>alert(1)</script> [x](javascript:alert(1)) [y](https://a.example/"onclick="z)',
    )

    page = operator.get("/prywatnosc/").content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert '"onclick="' not in page


def test_brackets_are_not_saved_and_are_named_at_their_field(operator) -> None:
    answer = write(operator, "help", text="Zadzwoń: [numer]. Zobacz [kontakt](/kontakt/).")

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"text": ["Uzupełnij w polu „Treść”: [numer]."]}
    with seated(SYSTEM):
        assert not SitePage.objects.exists()
    assert gaps("[a] i [b](/c/) i [a]") == ["[a]"]


@pytest.mark.rule("R-04")
def test_the_statement_is_written_with_its_official_facts(operator) -> None:
    answer = write(
        operator, "accessibility", **FILLED, **{"a11y-data-przeglad": "3.02.2027", "a11y-status": "zgodna"}
    )

    assert answer.status_code == 302
    page = operator.get(reverse("portal:accessibility")).content.decode()
    assert faults(page) == []
    assert '<span id="a11y-podmiot">Urząd Gminy Zalesie</span>' in page
    assert '<time id="a11y-data-przeglad" datetime="2027-02-03">' in page
    assert '<a id="a11y-telefon" href="tel:220000000">' in page
    english = operator.get(reverse("portal:accessibility_en")).content.decode()
    assert '<time id="a11y-data-przeglad" datetime="2027-02-03">3 February 2027</time>' in english
    assert '<span id="a11y-status">compliant</span>' in english


@pytest.mark.rule("R-04")
@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"a11y-podmiot": "[nazwa]"}, "a11y-podmiot", "[nazwa]"),
        ({"a11y-email": "nie wiem"}, "a11y-email", "Popraw adres e-mail"),
        ({"a11y-telefon": "zadzwoń"}, "a11y-telefon", "Wpisz numer telefonu"),
        ({"a11y-data-publikacja": "wczoraj"}, "a11y-data-publikacja", "Wpisz datę"),
        ({"a11y-status": "prawie"}, "a11y-status", "Wybierz odpowiedź"),
        ({"czesc-5": "Napisz: {a11y-email}"}, "a11y-telefon", "Wstaw w tekst znak {a11y-telefon}"),
        ({"czesc-5": "{a11y-email} {a11y-email} {a11y-telefon}"}, "a11y-email", "więcej niż raz"),
        ({"czesc-7": "Zobacz {a11y-osoba}"}, "czesc-7", "nie ma takiej wartości"),
        ({"a11y-data-przeglad": ""}, "a11y-data-przeglad", "albo usuń z tekstu"),
        ({"a11y-ocena": "https://a.example/"}, "a11y-ocena", "Wstaw w tekst znak {a11y-ocena}"),
        ({"czesc-6": "Skarga: [adres]"}, "czesc-6", "[adres]"),
    ],
)  # fmt: skip
def test_a_statement_with_a_fault_is_not_saved_and_its_field_says_why(operator, change, field, told) -> None:
    answer = write(operator, "accessibility", **FILLED | change)

    assert answer.status_code == 422
    assert told in " ".join(answer.context["form"].errors[field])
    with seated(SYSTEM):
        assert not SitePage.objects.exists()


@pytest.mark.rule("R-04")
def test_no_way_leads_a_faulty_statement_in(cast) -> None:
    with seated(SYSTEM), pytest.raises(Lacking, match="nazwa operatora"):
        write_site_page("accessibility", DEFAULTS["accessibility"], by=SYSTEM, at=timezone.now())


@pytest.mark.rule("R-04")
def test_the_english_statement_waits_for_the_facts_of_the_polish_one(operator) -> None:
    english = {"czesc-6": "We answer in 7 days.", "czesc-8": "No steps.", "czesc-9": "Write to us."}
    early = write(operator, "accessibility_en", **english)
    write(operator, "accessibility", **FILLED)
    late = write(operator, "accessibility_en", **english)

    assert (early.status_code, late.status_code) == (422, 302)
    assert "[nazwa operatora serwisu]" in words(early)
    page = operator.get(reverse("portal:accessibility_en")).content.decode()
    assert faults(page, english=True) == []
    assert faults(page) != []  # its titles are English
    assert "Write to us." in page


def test_a_preview_writes_nothing(operator) -> None:
    for slug in SITE_PAGES:
        more = FILLED if slug == "accessibility" else {}
        answer = write(
            operator,
            slug,
            **more,
            podglad="1",
            **({"text": "## Czy?\n\nTak."} if slug in ("faq", "help") else {}),
        )
        assert ("Te zmiany nie są jeszcze zapisane." in words(answer)) == (answer.status_code == 200)
        assert (answer.status_code == 200) == (slug in {"home", "help", "help_en", "faq", "accessibility"})
    with seated(SYSTEM):
        assert not SitePage.objects.exists()


def test_the_home_and_the_questions_are_reworded(operator, client) -> None:
    assert (
        write(operator, "home", title="Nasz program", **{"aktualnosci-title": "Co nowego"}).status_code == 302
    )
    text = "## Czy muszę?\r\n\r\nNie.\r\n\r\n- nigdy\r\n\r\n## Kto płaci?\r\nNikt."
    assert write(operator, "faq", title="Pytania", text=text).status_code == 302
    assert "Zacznij od pytania" in words(write(operator, "faq", text="Nie wiem."))
    assert "Dopisz odpowiedź na pytanie „Kto?”" in words(
        write(operator, "faq", text="## Kto?\n\n## Co?\n\nTo.")
    )

    client.logout()
    home, asked = words(client.get("/")), words(client.get("/pomoc/"))
    assert "Nasz program" in home
    assert "Co nowego" in home
    assert "<summary>Czy muszę?</summary>" in asked
    assert "<p>Nie.</p>\n<ul><li>nigdy</li></ul>" in asked
    assert "<p>Nikt.</p>" in asked


def test_no_seat_but_those_of_the_whole_platform_may_write_them(cast) -> None:
    """Not even by mistake: the database refuses it."""
    for who in ("dorota", "henryk", "ewa", "anna"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            seated(cast.seat(who)),
        ):
            SitePage.objects.create(slug="privacy", facts={}, updated_at=timezone.now())
