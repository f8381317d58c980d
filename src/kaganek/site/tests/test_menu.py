"""The menu: what a role may open, once, and what does not fit beside the rest under one entry."""

from __future__ import annotations

import re

import pytest
from django.test import Client

NAV = re.compile(r'<nav class="kg-nav" aria-label="Główne">.*?</nav>', re.DOTALL)
TALK = ["Ogłoszenia", "Wiadomości", "Forum", "Rozmowy", "Pytania"]


def labels(html: str) -> list[str]:
    return re.findall(r"<a [^>]*href=[^>]*>(?:<svg.*?</svg>)?<span>([^<]+)</span>", html, re.DOTALL)


def test_the_top_bar_of_a_participant_opens_what_does_not_fit(client: Client, cast) -> None:
    client.force_login(cast.account("anna"))
    wide, folded = NAV.findall(client.get("/forum/").content.decode())

    rest, _, opened = wide.partition("<details")
    assert labels(opened) == TALK
    assert 'class="kg-drop is-here"' in wide
    assert labels(folded) == labels(rest)  # the folded menu has the group beside
    assert labels(wide).count("Forum") == 1
    assert "is-here" not in client.get("/terminy/").content.decode()


@pytest.mark.parametrize(("name", "more"), [
    ("bogdan", ["Pytania"]), ("henryk", ["Pytania", "Zgłoszenia"]),
    ("dorota", ["Pytania z urzędów", "Kontakty z urzędami"]), ("filip", ["Pytania z urzędów", "Kontakty z urzędami"]),
])  # fmt: skip
def test_the_left_column_has_a_group_of_all_that_is_said(
    client: Client, cast, name: str, more: list[str]
) -> None:
    client.force_login(cast.account(name))
    page = client.get("/forum/").content.decode()

    group = re.findall(r'<nav aria-label="Kontakt">.*?</nav>', page, re.DOTALL)
    assert [labels(one) for one in group] == [[*TALK[:4], *more]]


def test_the_left_column_is_in_groups_and_marks_one_place(client: Client, cast) -> None:
    client.force_login(cast.account("dorota"))
    for path, here in {
        "/raporty/": "Zestawienia",
        "/raporty/przypomnienia/": "Przypomnienia",
        "/formularze-nie/": "",
    }.items():
        page = client.get(path).content.decode()
        side = page[page.index('class="kg-side') :].partition("<main")[0]
        marked = re.findall(
            r'<a [^>]*aria-current="page"[^>]*>(?:<svg.*?</svg>)?<span>([^<]+)</span>', side, re.DOTALL
        )
        assert marked == ([here] if here else [])
        groups = re.findall(r'<nav aria-label="([^"]+)">', side)
        assert groups[1:] == ["Osoby i urzędy", "Nauka", "Kontakt", "Treści", "Portal"]
