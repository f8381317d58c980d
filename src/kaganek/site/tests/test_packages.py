"""Files of packages: who reads them, what else can be reached that way (nothing), what they may do."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests import h5p as made

from kaganek.core.seats import SYSTEM
from kaganek.learning.models import Package
from kaganek.learning.queries.serving import opened_for
from kaganek.learning.terms import PackageKind
from kaganek.lib.h5p import CORE
from kaganek.site.content_types import content_type
from kaganek.site.packages import OFF

FOLDER = "0123456789abcdef0123456789abcdef"
PAGE = b"<!doctype html><html lang=pl><head><title>Lekcja</title></head><p>Dzie\xf1 dobry</p></html>"
FILM = bytes(range(256)) * 20_000  # 5 MB
SHUT = "allow-scripts allow-forms allow-popups allow-modals allow-downloads"
CONTENT = "http://tresc.test"


@pytest.fixture
def package(tmp_path, settings) -> Package:
    settings.PACKAGES_ROOT = tmp_path / "packages"
    folder = settings.PACKAGES_ROOT / FOLDER
    (folder / "img").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "img" / "żabka 1.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "film.mp4").write_bytes(FILM)
    (folder / "program.exe").write_bytes(b"MZ")
    (folder.parent / ("f" * 32)).mkdir()
    (folder.parent / ("f" * 32) / "obcy.html").write_bytes(PAGE)
    (tmp_path / "secret_key").write_text("klucz")
    return Package(folder=FOLDER, kind=PackageKind.UNKNOWN, title="Lekcja")


@pytest.fixture
def second_host(settings) -> str:
    settings.CONTENT_URL = CONTENT
    settings.BASE_URL = "http://testserver"
    settings.ALLOWED_HOSTS = ["testserver", "tresc.test"]
    return "tresc.test"


def base(package: Package, *, at=None) -> str:
    return opened_for(package, seat=SYSTEM, at=at or timezone.now()).base


def read(client: Client, address: str, **how):
    """The answer, read to its end, as `whole`."""
    response = client.get(address, **how)
    response.whole = b"".join(response.streaming_content) if response.streaming else response.content
    for close in response._resource_closers:  # not the whole answer: that would close the test's connection
        close()
    return response


def rules(response) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


def test_a_file_is_given_whole_with_its_type_and_without_asking_the_database(
    client: Client, package: Package
):
    """No statement at all: without the mark that lets a test reach the database, any would be an error."""
    page = read(client, base(package) + "index.html")
    picture = read(client, base(package) + "img/%C5%BCabka%201.svg")
    film = read(client, base(package) + "film.mp4")
    program = read(client, base(package) + "program.exe")

    assert (page.status_code, page.whole) == (200, PAGE)
    assert [one.headers["Content-Type"] for one in (page, picture, film, program)] == [
        "text/html", "image/svg+xml", "video/mp4", "application/octet-stream",
    ]  # fmt: skip
    assert film.whole == FILM
    assert film.streaming
    assert picture.status_code == 200


@pytest.mark.rule("L-41")
@pytest.mark.parametrize("path", ["index.html", "film.mp4", "nie-ma.html", "", "~kaganek/learning/check.js"])
def test_every_answer_is_shut_in(client: Client, package: Package, path: str):
    response = read(client, base(package) + path)
    said = rules(response)

    assert said["sandbox"] == SHUT
    assert said["default-src"].startswith(f"http://testserver{base(package)} ")
    assert said["connect-src"].endswith("http://testserver/nauka/paczki/")
    assert said["frame-ancestors"] == "http://testserver"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert all(f"{name}=()" in response.headers["Permissions-Policy"] for name in OFF)
    assert not response.cookies


def test_also_a_refusal_is_shut_in(client: Client, package: Package):
    for response in (client.post(base(package) + "index.html"), read(client, "/tresc/nie-ma/index.html")):
        assert response.status_code in (404, 405)
        assert "allow-same-origin" not in rules(response)["sandbox"]


def test_a_frame_within_a_package_may_stand_in_its_page_without_an_origin(client: Client, package: Package):
    inner = read(client, base(package) + "index.html", headers={"Sec-Fetch-Site": "cross-site"})

    assert "frame-ancestors" not in rules(inner)
    assert rules(inner)["sandbox"] == SHUT
    assert inner.headers["Vary"] == "Sec-Fetch-Site"


@pytest.mark.rule("L-41")
def test_a_token_holds_for_a_working_day_and_for_its_own_package(client: Client, package: Package):
    now = timezone.now()
    good = base(package)
    token = good.split("/")[2]
    broken = good.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B"))
    other = opened_for(Package(folder="f" * 32, kind=""), seat=SYSTEM, at=now).base

    assert (
        read(client, base(package, at=now - timedelta(hours=7, minutes=59)) + "index.html").status_code == 200
    )
    assert (
        read(client, base(package, at=now - timedelta(hours=8, seconds=1)) + "index.html").status_code == 404
    )
    assert read(client, broken + "index.html").status_code == 404
    assert read(client, other + "index.html").status_code == 404
    assert read(client, other + "obcy.html").status_code == 200
    assert read(client, good + "obcy.html").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "", "img", "img/", "../" + "f" * 32 + "/obcy.html", "..%2f" + "f" * 32 + "%2fobcy.html", "%2e%2e/secret_key",
        "img/../index.html", "./index.html", "//index.html", "img//x", "index.html%00.png", "/etc/passwd",
        "a" * 300, "~kaganek/../../site/settings.py", "~kaganek/learning/check.js",
    ],
)  # fmt: skip
def test_nothing_but_the_files_of_the_package_is_there(client: Client, package: Package, path: str):
    assert read(client, base(package) + path).status_code == 404


def test_a_link_that_somebody_put_into_the_folder_leads_nowhere(client: Client, package: Package, settings):
    (Path(settings.PACKAGES_ROOT) / FOLDER / "link.html").symlink_to(
        Path(settings.PACKAGES_ROOT).parent / "secret_key"
    )
    assert read(client, base(package) + "link.html").status_code == 404


def test_a_film_comes_in_pieces(client: Client, package: Package):
    def asked(span: str):
        return read(client, base(package) + "film.mp4", headers={"Range": span})

    start, middle, end, beyond = (asked(f"bytes={span}") for span in ("0-", "1000-1099", "-10", "9000000-"))

    assert (start.status_code, len(start.whole)) == (206, 2 * 2**20)
    assert (middle.whole, middle.headers["Content-Range"]) == (
        FILM[1000:1100],
        f"bytes 1000-1099/{len(FILM)}",
    )
    assert (end.whole, end.headers["Content-Length"]) == (FILM[-10:], "10")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(FILM)}")
    assert asked("bytes=x-y").status_code == 200


def test_what_the_reader_has_is_not_sent_again(client: Client, package: Package):
    first = read(client, base(package) + "index.html")
    again = read(client, base(package) + "index.html", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "private, max-age=28800, immutable"
    assert (again.status_code, again.whole) == (304, b"")


def test_a_worker_that_would_outlive_its_page_is_not_given(client: Client, package: Package):
    assert read(client, base(package) + "index.html", headers={"Service-Worker": "script"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.rule("L-41")
def test_the_second_host_gives_packages_and_nothing_else(client: Client, package: Package, second_host: str):
    address = base(package)
    path = address.removeprefix(CONTENT)
    page = read(client, path + "index.html", headers={"Host": second_host})

    assert address.startswith(CONTENT)
    assert (page.status_code, page.whole) == (200, PAGE)
    assert "allow-same-origin" in rules(page)["sandbox"]
    assert rules(page)["frame-ancestors"] == f"http://testserver {CONTENT}"
    assert rules(page)["connect-src"].endswith("http://testserver/nauka/paczki/")
    assert not page.cookies
    for other in ("/", "/logowanie/", "/zdrowie/zywy", "/static/ui/kaganek.css", "/pliki/images/a.png"):
        answer = read(client, other, headers={"Host": second_host})
        assert (answer.status_code, answer.cookies) == (404, {}), other
    assert read(client, path + "index.html").status_code == 404  # the main host never gives a package's file
    assert read(client, "/logowanie/").status_code == 200


def test_types_are_known_by_endings_alone():
    assert content_type("INDEX.HTM") == "text/html"
    assert content_type("bez-kropki") == "application/octet-stream"


# -- H5P: a page of ours, and the core that is fetched apart


@pytest.fixture
def h5p(package, settings) -> Package:
    """An unpacked H5P beside the package, with a core of two files."""
    settings.H5P, settings.H5P_ROOT = True, settings.PACKAGES_ROOT.parent / "h5p"
    core = settings.H5P_ROOT / CORE.version
    (core / "styles").mkdir(parents=True)
    (core / "core.json").write_text("{}")
    (core / "frame.bundle.js").write_text("core()")
    (core / "styles" / "h5p.css").write_text("p {}")
    folder = settings.PACKAGES_ROOT / ("e" * 32)
    for name, content in (made.files() | {"content/strona.html": PAGE}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return Package(folder="e" * 32, kind=PackageKind.H5P, title="Terminy")


@pytest.mark.rule("L-151")
def test_the_page_of_an_h5p_and_all_it_names_lie_under_the_token(client, h5p):
    place = base(h5p)
    page = read(client, f"{place}~kaganek/h5p.html")

    assert page.status_code == 200
    assert page["Content-Security-Policy"].startswith("sandbox allow-scripts")
    assert page["Content-Type"] == "text/html; charset=utf-8"
    named = re.findall(r'(?:src|href)="([^"]+)"', page.whole.decode())
    assert len(named) == 6
    for address in named:
        assert address.startswith(place)
        assert read(client, address).status_code == 200, address


@pytest.mark.rule("L-151")
def test_its_own_pages_get_no_script_of_ours(client, h5p):
    assert b"~kaganek" not in read(client, f"{base(h5p)}content/strona.html").whole


@pytest.mark.rule("L-41")
@pytest.mark.parametrize(
    "path",
    [
        "~kaganek/h5p/../../secret_key", "~kaganek/h5p/", "~kaganek/h5p/styles", "~kaganek/h5p/other.js",
        "~kaganek/h5p/%2e%2e/%2e%2e/secret_key", "~kaganek/learning/player/frame.js", "~kaganek/h5p.htm",
        "~kaganek/learning/player/../player/h5p.js",
    ],
)  # fmt: skip
def test_under_our_name_there_is_nothing_else(client, h5p, path):
    assert read(client, base(h5p) + path).status_code == 404


@pytest.mark.rule("L-41")
def test_a_package_of_another_standard_gets_neither_the_page_nor_the_core(client, h5p, package):
    for path in ("~kaganek/h5p.html", "~kaganek/h5p/frame.bundle.js", "~kaganek/learning/player/h5p.js"):
        assert read(client, base(package) + path).status_code == 404


@pytest.mark.rule("L-150")
def test_turned_off_the_page_says_so_and_the_core_is_gone(client, h5p, settings):
    settings.H5P = False
    answer = read(client, f"{base(h5p)}~kaganek/h5p.html")

    assert (answer.status_code, answer["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert "nie jest włączony" in answer.whole.decode()
    assert read(client, f"{base(h5p)}~kaganek/h5p/frame.bundle.js").status_code == 404


def test_an_h5p_that_cannot_be_read_is_no_page(client, h5p, settings):
    (settings.PACKAGES_ROOT / h5p.folder / "h5p.json").write_text("{")
    assert read(client, f"{base(h5p)}~kaganek/h5p.html").status_code == 404
