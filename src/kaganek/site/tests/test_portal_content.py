"""The portal's written texts: complete, dated, and a statement with every required mark."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from kaganek.portal.tests.test_site_pages import FILLED, write
from kaganek.site.checkup.content import portal_pages
from kaganek.site.checkup.model import Result

CONTENT = Path(__file__).parents[1] / "demo" / "content"
PORTAL = json.loads((CONTENT / "portal.json").read_text(encoding="utf-8"))
STATEMENT = PORTAL["accessibility"]
REQUIRED_MARKS = {
    "a11y-wstep",
    "a11y-podmiot",
    "a11y-zakres",
    "a11y-url",
    "a11y-data-publikacja",
    "a11y-data-aktualizacja",
    "a11y-status",
    "a11y-data-sporzadzenie",
    "a11y-kontakt",
    "a11y-email",
    "a11y-telefon",
    "a11y-procedura",
    "a11y-architektura",
    "a11y-komunikacja",
}
FIXED_TITLES = [
    "Stan dostępności cyfrowej",
    "Niedostępne treści",
    "Przygotowanie deklaracji dostępności i jej aktualizacja",
    "Skróty klawiszowe",
    "Informacje zwrotne i dane kontaktowe",
    "Obsługa wniosków i skarg związanych z dostępnością",
    "Pozostałe informacje",
]


def words(html: str) -> int:
    return len(re.sub(r"<[^>]*>", " ", html).split())


def test_four_articles_with_different_addresses_and_dates():
    articles = PORTAL["news"]

    assert len(articles) == len({article["slug"] for article in articles}) == 4
    assert [article["date"] for article in articles] == sorted(article["date"] for article in articles)
    for article in articles:
        assert date.fromisoformat(article["date"]).year == 2026
        assert 150 <= words(article["html"]) <= 300, article["slug"]
        assert article["title"]
        assert article["lead"]
        assert re.fullmatch(r"[a-z0-9-]+", article["slug"])


@pytest.mark.parametrize("name", ["privacy", "help", "login"])
def test_pages_have_an_address_a_title_and_a_body(name):
    page = PORTAL["pages"][name]

    assert re.fullmatch(r"[a-z0-9-]+", page["slug"])
    assert page["title"]
    assert page["lead"]
    assert words(page["html"]) >= 150


def test_privacy_names_what_the_operator_must_fill_in():
    text = PORTAL["pages"]["privacy"]["html"]

    assert "[nazwa operatora" in text
    for article in ("art. 6", "art. 15", "art. 16", "art. 17", "art. 18", "art. 21"):
        assert article in text


def test_eight_questions_with_answers():
    items = PORTAL["faq"]["items"]

    assert len(items) == 8
    assert all(item["question"].endswith("?") and words(item["html"]) >= 10 for item in items)


def test_home_has_words_for_every_section_also_when_empty():
    home = PORTAL["home"]

    assert all(home[key] for key in ("title", "lead", "primary_button", "secondary_button", "demo_notice"))
    for section in home["sections"]:
        assert set(section) == {"id", "title", "lead", "link", "empty"}
        assert all(section.values())


def test_materials_exist():
    for material in PORTAL["materials"]:
        assert (CONTENT / material["file"]).is_file()


def test_statement_carries_every_required_mark_once():
    around = [section["id"] for section in STATEMENT["sections"] if section["id"]]
    inside = [
        mark
        for section in STATEMENT["sections"]
        for mark in re.findall(r"\{(a11y-[a-z-]+)\}", section["html"])
    ]

    assert len(around + inside) == len(set(around + inside))
    assert set(around + inside) >= REQUIRED_MARKS
    assert set(inside) == set(STATEMENT["values"])


def test_statement_values_fit_their_kind():
    for mark, entry in STATEMENT["values"].items():
        assert entry["kind"] in {"text", "url", "date", "email", "phone"}, mark
        assert entry["value"]
        if entry["kind"] == "date":
            date.fromisoformat(entry["value"])
    assert STATEMENT["values"]["a11y-status"]["value"] in {"zgodna", "częściowo zgodna", "niezgodna"}


def test_statement_keeps_the_fixed_titles_and_deadlines():
    titles = [section["title"] for section in STATEMENT["sections"] if section["title"]]
    procedure = next(s["html"] for s in STATEMENT["sections"] if s["id"] == "a11y-procedura")

    assert [title for title in titles if title in FIXED_TITLES] == FIXED_TITLES
    assert "7 dni" in procedure
    assert "2 miesiące" in procedure
    assert "Rzecznika Praw Obywatelskich" in procedure


def test_the_checkup_names_pages_that_still_lack_something(client, cast):
    client.force_login(cast.account("kazimierz"))
    found = portal_pages()
    assert found.result is Result.WARNING
    assert "Deklaracja dostępności (6\N{NO-BREAK SPACE}braków)" in found.words
    assert "Pomoc" not in found.words

    write(client, "accessibility", **FILLED)
    write(
        client,
        "accessibility_en",
        **{"czesc-6": "7 days.", "czesc-8": "A level entrance.", "czesc-9": "Write."},
    )
    write(client, "privacy", text="Administratorem danych jest Urząd.")
    assert "Prywatność po angielsku" in portal_pages().words
    write(client, "privacy_en", text="The office.")
    assert portal_pages().result is Result.OK
