"""The file of a certificate checked on the public page: counted in the browser, and never sent (D-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request

from tests.journeys.walking import Walk, window
from tests.live import Live

pytestmark = [pytest.mark.journey, pytest.mark.rule("D-07")]


@pytest.fixture(scope="module")
def paper(demo: Live, chrome: Browser) -> bytes:
    """The certificate that Anna takes from her own list."""
    with window(chrome, demo.url) as anna:
        anna.sign_in("anna")
        anna.to("/certyfikaty/")
        body = anna.download(re.compile("^Pobierz PDF"))
    assert body.startswith(b"%PDF")
    return body


@pytest.fixture
def stranger(demo: Live, chrome: Browser) -> Iterator[tuple[Walk, list[Request]]]:
    """Somebody without an account on the page of checking, and all that the browser asks for from then on."""
    with window(chrome, demo.url) as walk:
        walk.to("/sprawdz/")
        asked: list[Request] = []
        walk.context.on("request", lambda one: asked.append(one))
        yield walk, asked


def choose(walk: Walk, body: bytes) -> None:
    field = walk.page.get_by_label("Plik certyfikatu")
    field.set_input_files(
        {"name": "Certyfikat Anny Wrony.pdf", "mimeType": "application/pdf", "buffer": body}
    )
    walk.page.wait_for_url(re.compile("skrot="))


def sent_only_its_hash(asked: list[Request], body: bytes) -> None:
    """One request tells the hash and nothing else; no request has a body, the name of the file or a piece of it."""
    (told,) = [one for one in asked if urlsplit(one.url).query]
    assert urlsplit(told.url).query == f"skrot={sha256(body).hexdigest()}"
    assert [one.url for one in asked if one.method != "GET" or one.post_data_buffer] == []
    assert [
        one.url for one in asked if len(one.url) > 200 or re.search("Anny|%PDF|blob:|data:", one.url)
    ] == []


def test_an_unaltered_file_is_recognised(stranger: tuple[Walk, list[Request]], paper: bytes) -> None:
    walk, asked = stranger
    choose(walk, paper)

    assert walk.heading() == "Ten certyfikat jest ważny"
    assert "Plik jest niezmieniony: bajt w bajt taki, jaki wydano." in walk.words()
    facts = walk.page.locator("dl.kg-facts").inner_text().replace("\xa0", " ")
    for words in ("Anna Wrona", "RODO w codziennej pracy urzędu", "Program", "Wymiar", "Wydano"):
        assert words in facts
    sent_only_its_hash(asked, paper)


def test_one_changed_byte_is_not_the_unaltered_file(
    stranger: tuple[Walk, list[Request]], paper: bytes
) -> None:
    walk, asked = stranger
    middle = len(paper) // 2
    changed = paper[:middle] + bytes([paper[middle] ^ 1]) + paper[middle + 1 :]
    choose(walk, changed)

    assert "Nie znamy tego pliku" in walk.words()
    assert "Nie jest dokładnie tym, który wydano" in walk.words()
    assert "Wrona" not in walk.words()
    sent_only_its_hash(asked, changed)
    walk.complaints[:] = [one for one in walk.complaints if "404" not in one]  # the answer itself is a 404
