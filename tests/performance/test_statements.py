"""How many statements each page costs: the same number for one row and for many, and never more than agreed.

Real transactions on a copy of d33, as in the server: a page is counted from the session to the commit.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.learning.models import Course, CourseProgress
from kaganek.learning.tests.playing import make_package, place
from kaganek.people.models import Account
from tests.isolation import country

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK")
HOME, COURSE, LESSON = "/nauka/", "/nauka/szkolenia/1/", "/nauka/lekcje/2/"
OFFICE, PROJECT, PEOPLE = "/raporty/urzad/", "/raporty/projekt/", "/pracownicy/"
# Offices 0 to 2 have one person each, the others three or four; k02's project has one office, k01's eight.
# A list of more than a page costs one statement more: it is counted.
PAGES = [
    ("p0000.0000", HOME, 6),
    ("p0004.0000", HOME, 6),
    ("p0000.0000", COURSE, 5),
    ("p0004.0000", COURSE, 5),
    ("p0000.0000", LESSON, 5),
    ("p0004.0000", LESSON, 5),
    ("o0000", OFFICE, 7),
    ("o0004", OFFICE, 7),
    ("k02", PROJECT, 7),
    ("k01", PROJECT, 7),
    ("k02", PEOPLE, 3),
    ("k01", PEOPLE, 4),
]
MESSAGE_MOST = 8  # one message of a package
QUIZ_MOST = 75  # 62, and the words of each question once in a process
FIRST_VISIT, WARM_VISIT = 150_000, 20_000


@pytest.fixture(scope="module", autouse=True)
def _country(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), country.opened("d33_statements"):
        yield


@pytest.fixture(autouse=True)
def _database(_country, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def signed_in(login: str) -> Client:
    client = Client(HTTP_ACCEPT_ENCODING="gzip")
    with account_door():
        account = Account.objects.get(login=login)
    client.force_login(account, backend="kaganek.people.backends.AccountBackend")
    return client


def counted(client: Client, path: str, data: dict[str, str] | None = None) -> tuple[int, int]:
    """(statements, status) of one request."""
    with CaptureQueriesContext(connection) as said:
        reply = client.get(path) if data is None else client.post(path, data)
    return sum(query["sql"] not in CONTROL for query in said.captured_queries), reply.status_code


@pytest.mark.parametrize(("login", "path", "statements"), PAGES)
def test_a_page_costs_as_many_statements_for_one_row_as_for_many(
    login: str, path: str, statements: int
) -> None:
    client = signed_in(login)
    client.get(path)  # the first visit of a session notes who it is, and that a lesson was opened

    assert counted(client, path) == (statements, 200)


def test_a_whole_quiz_stays_within_its_statements() -> None:
    """Start page, start, questions, ten answers, the end: fourteen requests."""
    client = signed_in("p0005.0000")
    client.get(HOME)
    said = [counted(client, "/nauka/testy/1/"), counted(client, "/nauka/testy/1/start/", {})]
    begun = client.post("/nauka/testy/1/start/").headers["Location"]
    said.append(counted(client, begun))
    asked = re.findall(r'name="(seq-\d+-\w+)"', _page(client, begun))
    assert len(asked) == 10
    said += [
        counted(client, f"{begun}odpowiedzi/", {"script": "1", name: str(place)})
        for place, name in enumerate(asked, 1)
    ]
    said.append(counted(client, f"{begun}zakoncz/", {}))

    assert [status for _, status in said] == [200, 302, *[200] * 12]
    assert len(said) == 14
    assert sum(number for number, _ in said) <= QUIZ_MOST


def test_a_message_of_a_package_stays_within_its_statements() -> None:
    """The issue's figure: eight; from the session to the commit."""
    client = signed_in("p0004.0000")
    with seated(SYSTEM):
        progress = CourseProgress.objects.filter(person__login="p0004.0000").order_by("pk")[0]
        package = make_package()
        place(progress.course.lessons.order_by("position")[0], package)
        CourseProgress.objects.filter(pk=progress.pk).update(edition=None)
        Course.objects.filter(pk=progress.course_id).update(current=None)
        item = package.items.get()
    begun = client.post(
        f"/nauka/paczki/{package.pk}/{item.pk}/", headers={"accept-encoding": "identity"}
    ).json()
    body = {
        "ticket": begun["ticket"],
        "kind": "auto",
        "said": '{"values": {"cmi.suspend_data": "1"}, "faults": []}',
    }
    client.post("/nauka/paczki/zapis/", {**body, "sequence": "1"})

    statements, status = counted(client, "/nauka/paczki/zapis/", {**body, "sequence": "2"})

    assert status == 200
    assert statements <= MESSAGE_MOST


def _page(client: Client, path: str) -> str:
    reply = client.get(path)
    body = reply.content
    return (gzip.decompress(body) if reply.headers.get("Content-Encoding") == "gzip" else body).decode()


@pytest.mark.parametrize("path", ["/", "/logowanie/"])
def test_a_first_visit_is_light_and_a_warm_one_lighter(path: str) -> None:
    """Everything a page names is ours; fonts count whether they are needed or not."""
    client = Client(HTTP_ACCEPT_ENCODING="gzip")
    reply = client.get(path)
    html = gzip.decompress(reply.content).decode()
    named = re.findall(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"', html)
    files = {one.removeprefix("/static/") for one in named if one.startswith("/static/")}
    assert files
    assert not [one for one in named if "//" in one and not one.startswith("http://testserver")]
    for sheet in [one for one in files if one.endswith(".css")]:
        folder = sheet.rpartition("/")[0]
        ours, foreign = loaded_by(Path(finders.find(sheet)).read_text())
        assert foreign == []
        files |= {f"{folder}/{one}" for one in ours}

    assert len(reply.content) + sum(map(_weight, files)) <= FIRST_VISIT
    assert len(reply.content) <= WARM_VISIT


def loaded_by(css: str) -> tuple[list[str], list[str]]:
    """What a style sheet loads: files beside it, and addresses of others; what it carries itself is neither."""
    named = re.findall(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""", css, re.IGNORECASE)
    loaded = [one.strip() for pair in named for one in pair if one]
    foreign = [one for one in loaded if "//" in one[:8] or re.match(r"(?!data:)[a-z-]+:", one, re.IGNORECASE)]
    return [one for one in loaded if one not in foreign and not one.lower().startswith("data:")], foreign


def test_a_font_from_elsewhere_is_told_from_ours() -> None:
    ours, foreign = loaded_by(
        """@import "https://a.example/a.css"; @import "part.css"; @import url(//b.example/b.css);
        a { src: url("fonts/c.woff2") } b { src: url( 'HTTP://d.example/d.woff2' ) }
        i { background: url(data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22/%3E) }"""
    )

    assert ours == ["part.css", "fonts/c.woff2"]
    assert foreign == ["https://a.example/a.css", "//b.example/b.css", "HTTP://d.example/d.woff2"]


def _weight(name: str) -> int:
    content = Path(finders.find(name)).read_bytes()
    return min(len(content), len(gzip.compress(content, 6)))
