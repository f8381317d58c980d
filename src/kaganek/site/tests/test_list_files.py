"""Lists of several apps taken as files: what is in the file is what is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from kaganek.communication.models import Announcement, ChatRoom
from kaganek.communication.terms import Addressees
from kaganek.communication.tests.factories import open_spaces
from kaganek.core.notices import News, notify
from kaganek.core.notices.sorting import sort_new
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.files import check_file, whole_file
from kaganek.learning.models import AssignmentRule, LearningPath, Task
from kaganek.reporting.models import IndicatorPeriod

NAMES = ("Pierwsza", "Druga", "Trzecia")


def _paths(cast: Cast) -> list[LearningPath]:
    return [
        LearningPath.objects.create(project=cast.project, name=name, note=f"Opis: {name}") for name in NAMES
    ]


def _rules(cast: Cast) -> None:
    for path in _paths(cast):
        AssignmentRule.objects.create(
            project=cast.project, path=path, of_office=False, made_at=timezone.now()
        )


def _tasks(cast: Cast) -> None:
    for name in NAMES:
        Task.objects.create(title=name, instructions="Napisz.")


def _notices(cast: Cast) -> None:
    notify(
        [News("learning.graded", name, cast.person("anna").pk, title=name, url="/nauka/") for name in NAMES],
        at=timezone.now(),
    )


def _announcements(cast: Cast) -> None:
    today = timezone.localdate()
    for number, name in enumerate(NAMES):
        Announcement.objects.create(
            audience=Addressees.OFFICE, office=cast.zalesie, title=name, body="Treść.", batch=uuid4(), made_at=timezone.now(), by=cast.person("bogdan"), signed="Bogdan Maj",
            from_on=today - timedelta(days=number), until_on=today + timedelta(days=3), must_confirm=number == 1,
        )  # fmt: skip


def _rooms(cast: Cast) -> None:
    space = open_spaces()[cast.zalesie.office_name]
    for name in NAMES:
        ChatRoom.objects.create(space=space, title=name, opened_at=timezone.now())


def _periods(cast: Cast) -> None:
    for year in (2024, 2025, 2026):
        IndicatorPeriod.objects.create(
            project=cast.project, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31)
        )


def _nothing(cast: Cast) -> None:
    """The cast itself has rows."""


LISTS: dict[str, tuple[str, str, str, Callable[[Cast], object]]] = {
    "projects": ("dorota", "/projekty/", "/projekty.csv", _nothing),
    "paths": ("dorota", "/sciezki/", "/sciezki.csv", _paths),
    "rules": ("dorota", "/reguly/", "/reguly.csv", _rules),
    "tasks": ("dorota", "/projekty/SU-2026/zadania/", "/projekty/SU-2026/zadania.csv", _tasks),
    "notices": ("anna", "/powiadomienia/", "/powiadomienia.csv", _notices),
    "announcements": ("anna", "/ogloszenia/", "/ogloszenia.csv", _announcements),
    "rooms": ("anna", "/czat/", "/czat.csv", _rooms),
    "periods": ("dorota", "/wskazniki/okresy/", "/wskazniki/okresy.csv", _periods),
}
ONLY_IN_FILES = {  # what the screen says within another cell
    "announcements": ["Widoczne od", "Widoczne do", "Prosi o potwierdzenie"],
    "paths": ["Opis"],
    "rules": ["Warunek"],
    "rooms": ["Czyj"],
}
WITHOUT_SEARCH = {"notices", "periods"}


@pytest.mark.parametrize("name", LISTS)
def test_the_file_of_a_list_has_the_rows_of_its_screen(client: Client, cast: Cast, name: str) -> None:
    who, page, file, make = LISTS[name]
    with seated(SYSTEM):
        make(cast)
    sort_new(at=timezone.now())
    client.force_login(cast.account(who))

    check_file(client, page, file, searched=name not in WITHOUT_SEARCH)


@pytest.mark.parametrize("name", ONLY_IN_FILES)
def test_a_file_names_what_the_screen_shows_within_other_cells(client: Client, cast: Cast, name: str) -> None:
    who, _, file, make = LISTS[name]
    with seated(SYSTEM):
        make(cast)
    client.force_login(cast.account(who))
    headings, *_ = whole_file(client, file)

    assert [label for label in ONLY_IN_FILES[name] if label not in headings] == []


def test_the_file_of_announcements_says_until_when_and_whether_to_confirm(client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        _announcements(cast)
    client.force_login(cast.account("anna"))
    last = (timezone.localdate() + timedelta(days=3)).isoformat()

    assert [(row[0], row[-2], row[-1]) for row in whole_file(client, "/ogloszenia.csv")[1:]] == [
        ("Pierwsza", last, "nie"), ("Druga", last, "tak"), ("Trzecia", last, "nie"),
    ]  # fmt: skip
