"""Pages everyone reads: home, news, the accessibility statement, privacy and help."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.portal.models import Article, SitePage
from kaganek.portal.rules import REQUIRED, faults, statement
from kaganek.portal.services.pages import install_portal
from kaganek.portal.terms import DEFAULTS

STATEMENT = "/deklaracja-dostepnosci/"
DEMO = json.loads((Path(__file__).parents[2] / "site/demo/content/portal.json").read_text())
ADDRESSES = (
    "/",
    "/aktualnosci/",
    "/program-w-urzedach/",
    STATEMENT,
    "/prywatnosc/",
    "/pomoc/",
    "/prywatnosc/en/",
    "/pomoc/en/",
    "/deklaracja-dostepnosci/en/",
    "/programy/",
    "/programy/urzedy/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_empty_installation_has_every_public_page(client, db, address) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert 'name="deklaracja-dostępności" content="/deklaracja-dostepnosci/"' in response.content.decode()
    assert client.post(address).status_code == 405 or address == "/"


@pytest.mark.rule("R-04")
@pytest.mark.parametrize("facts", [DEFAULTS["accessibility"], DEMO["accessibility"]])
def test_the_statement_has_all_that_the_conditions_ask_for(client, db, facts) -> None:
    with seated(SYSTEM):
        install_portal({"accessibility": facts}, at=timezone.now())
    html = client.get(STATEMENT).content.decode()
    assert [fault for fault in faults(html) if not fault.startswith("do uzupełnienia: [")] == []
    assert "{a11y" not in html
    assert "https://bip.brpo.gov.pl/" in html


@pytest.mark.rule("R-04")
@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_id_is_found(client, db, name) -> None:
    html = re.sub(r"\[[^\]]*\]", "x", client.get(STATEMENT).content.decode())
    assert faults(html.replace(f'id="{name}"', "")) == [f"brak {name}"]


@pytest.mark.rule("R-04")
def test_repeated_ids_bare_dates_and_strange_statuses_are_found(client, db) -> None:
    html = re.sub(r"\[[^\]]*\]", "x", client.get(STATEMENT).content.decode())
    assert faults(html) == []
    assert faults(html + "<p>[adres]</p>") == ["do uzupełnienia: [adres]"]
    assert faults(html + '<p id="a11y-url">') == ["powtórzone a11y-url"]
    assert faults(html + '<p id="a11y-osoba">') == ["nieznany identyfikator a11y-osoba"]
    assert faults(html + '<p id="a11y-ocena">') == []
    assert faults(re.sub(r' datetime="[^"]*"', "", html, count=1)) == ["bez daty a11y-data-publikacja"]
    assert faults(html.replace("częściowo zgodna", "prawie zgodna")) == ["nieznany status"]
    assert faults(html.replace(">Skróty klawiszowe<", "><")) == ["brak części „Skróty klawiszowe”"]


def test_facts_become_the_elements_that_machines_look_for() -> None:
    values = {
        "a11y-url": {"kind": "url", "value": ""},
        "a11y-email": {"kind": "email", "value": "a@b.example"},
        "a11y-telefon": {"kind": "phone", "value": "22 000 00 00"},
        "a11y-podmiot": {"kind": "text", "value": "<b>Urząd"},
        "a11y-data-przeglad": {"kind": "date", "value": "2026-11-16"},
    }
    marks = "".join(f"{{{name}}}" for name in values)
    [section] = statement(
        {"values": values, "sections": [{"id": None, "title": None, "html": marks}]}, here="https://x/"
    )
    assert section["html"] == (
        '<a id="a11y-url" href="https://x/">https://x/</a>'
        '<a id="a11y-email" href="mailto:a@b.example">a@b.example</a>'
        '<a id="a11y-telefon" href="tel:220000000">22 000 00 00</a>'
        '<span id="a11y-podmiot">&lt;b&gt;Urząd</span>'
        '<time id="a11y-data-przeglad" datetime="2026-11-16">16\u00a0listopada 2026\u00a0r.</time>'
    )


def test_installing_twice_leaves_one_of_each_and_the_newer_words(client, db) -> None:
    data = {"news": [DEMO["news"][0]], "home": DEMO["home"]}
    with seated(SYSTEM):
        install_portal(data, at=timezone.now())
        install_portal(data | {"home": DEMO["home"] | {"title": "Nowy tytuł"}}, at=timezone.now())
        assert Article.objects.count() == 1
        assert SitePage.objects.count() == 1
    assert "Nowy tytuł" in client.get("/").content.decode()


def test_no_script_gets_in_with_the_words(client, db) -> None:
    page = DEMO["pages"]["privacy"] | {"html": '<p onclick="x()">Tekst<script>alert(1)</script></p>'}
    with seated(SYSTEM):
        install_portal({"pages": {"privacy": page}}, at=timezone.now())
    html = client.get("/prywatnosc/").content.decode()
    assert "alert(1)" not in html
    assert "onclick" not in html


def article(n: int, **values) -> Article:
    day = timezone.localdate() - timedelta(days=n)
    return Article.objects.create(
        **{
            "title": f"Wpis {n}",
            "slug": f"wpis-{n}",
            "lead": "Wstęp",
            "published_on": day,
            "html": "<p>Treść</p>",
            "live": True,
        }
        | values
    )


def titles(response) -> list[str]:
    return re.findall(r'class="cover" href="[^"]*">([^<]*)<', response.content.decode())


def test_news_stand_newest_first_in_pages_and_drafts_do_not(client, db) -> None:
    with seated(SYSTEM):
        for n in range(14):
            article(n)
        article(99, title="Szkic", slug="szkic", live=False)
    first, second = client.get("/aktualnosci/"), client.get("/aktualnosci/?page=2")
    assert titles(first) == [f"Wpis {n}" for n in range(12)]
    assert titles(second) == ["Wpis 12", "Wpis 13"]
    assert client.get("/aktualnosci/wpis-3/").status_code == 200
    assert client.get("/aktualnosci/szkic/").status_code == 404


def test_the_home_of_the_demonstration_offers_its_materials(client, db, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    files = Path(__file__).parents[2] / "site/demo/content"
    with seated(SYSTEM):
        install_portal(DEMO, at=timezone.now(), files=files)
    html = client.get("/").content.decode()
    assert html.count('class="kg-file"') == len(DEMO["materials"])
    assert DEMO["home"]["title"] in html
    assert client.get("/pomoc/").content.decode().count('<details class="ds-details"') == len(
        DEMO["faq"]["items"]
    )
