"""Words of the content editor that Wagtail leaves in English are ours."""

import gettext
import html
import re
from pathlib import Path

import pytest

import kaganek

HERE = Path(kaganek.__file__).parent / "locale" / "pl" / "LC_MESSAGES"
PAIR = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)


def test_the_compiled_words_are_those_of_the_source():
    written = dict(PAIR.findall((HERE / "django.po").read_text(encoding="utf-8")))
    with (HERE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    assert len(written) > 20
    assert {text: compiled.gettext(text) for text in written} == written
    assert all(re.findall(r"%\(\w+\)s", ours) for text, ours in written.items() if "'%(object)s'" in text)


def test_the_editor_of_courses_speaks_polish(client, cast):
    client.force_login(cast.account("ewa"))

    refused = client.post(
        "/redakcja/snippets/learning/course/add/", {"modules-TOTAL_FORMS": "0", "modules-INITIAL_FORMS": "0"}
    )
    listed = client.get("/redakcja/snippets/learning/lesson/", {"q": "nieistniejące"}).content.decode()

    text = refused.content.decode()
    assert "Nic nie zostało zapisane. Popraw zaznaczone pola." in text
    assert "Go to the first error" not in text
    assert "Dodaj: lekcja" in listed
    assert "Nic nie pasuje do tego, czego szukasz." in listed


def test_a_table_asks_for_its_caption_in_polish(client, cast):
    client.force_login(cast.account("ewa"))

    page = client.get("/redakcja/snippets/learning/lesson/add/").content.decode()

    assert '"CAPTION": "Podpis tabeli"' in html.unescape(page)
    assert "O czym jest ca" in page
    assert "A heading that identifies" not in page
    assert "Legenda" not in page


@pytest.mark.parametrize("model", ["lesson", "quizdraft"])
def test_a_list_to_choose_from_speaks_polish(client, cast, model):
    client.force_login(cast.account("ewa"))

    page = client.get(f"/redakcja/snippets/learning/{model}/add/").content.decode()

    assert "wybierz z listy" in page
    assert "Select an option" not in page
