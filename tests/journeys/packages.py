"""Packages made for walks: small, written here, with an interface found the ways real packages find it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Package
from kaganek.learning.tests.factories import make_progress
from kaganek.learning.tests.playing import make_package, make_package_course
from kaganek.people.tests.factories import PASSWORD
from kaganek.programmes.models import Enrolment
from tests import databases

# Looking for the interface: in one's own window first, or (as the standard's own example does) above it first.
_OWN = """function find(win) { for (var n = 0; n < 10; n++) { if (win[NAME]) return win[NAME];
  if (!win.parent || win.parent === win) return null; win = win.parent; } return null; }
var api = find(window);"""
_ABOVE = """function find(win) { for (var n = 0; n < 10; n++) { if (win[NAME]) return win[NAME];
  if (!win.parent || win.parent === win) return null; win = win.parent; } return null; }
var api = (window.parent && window.parent !== window) ? find(window.parent) : null;"""
_12 = {
    "NAME": "API", "P": "LMS", "END": "LMSFinish", "LOCATION": "cmi.core.lesson_location",
    "EXIT": "cmi.core.exit", "PASS": "[['cmi.core.score.raw', '80'], ['cmi.core.lesson_status', 'passed']]",
}  # fmt: skip
_2004 = {
    "NAME": "API_1484_11", "P": "", "END": "Terminate", "LOCATION": "cmi.location", "EXIT": "cmi.exit",
    "PASS": "[['cmi.score.scaled', '0.8'], ['cmi.completion_status', 'completed'], ['cmi.success_status', 'passed']]",
}  # fmt: skip
_PAGE = """<!doctype html><html lang="pl"><head><meta charset="utf-8"><title>Obieg pism</title><script>
var NAME = "@NAME";
@FIND
function get(name) { return api.@PGetValue(name); }
function set(name, value) { return api.@PSetValue(name, value); }
function commit() { return api.@PCommit(""); }
function show(n) { document.getElementById("strona").textContent = "Strona " + n; }
window.onload = function () {
  document.body.dataset.found = String(!!api);
  api.@PInitialize("");
  var at = Number(get("@LOCATION") || "1");
  show(at);
  document.getElementById("dalej").onclick = function () {
    at += 1; set("@LOCATION", String(at)); set("cmi.suspend_data", "strony: " + at); commit(); show(at);
  };
  document.getElementById("zdaj").onclick = function () {
    @PASS.forEach(function (pair) { set(pair[0], pair[1]); }); set("@EXIT", ""); api.@END(""); show("ostatnia");
  };
  @MORE
};
</script></head><body><h1>Obieg pism w urzędzie</h1><p id="strona"></p>
<button id="dalej">Dalej</button> <button id="zdaj">Zdaj</button></body></html>"""
# Many packages save only as they are left.
LEAVING = """window.addEventListener("pagehide", function () {
    set("cmi.suspend_data", "przy wyjściu"); set("@EXIT", "suspend"); api.@END(""); });"""
MADE: list[Path] = []  # folders of packages, to be removed; the demonstration has others
VERSIONS = {"scorm12": _12, "scorm2004": _2004}


def page_of(kind: str, *, above: bool = False, more: str = "") -> str:
    """The one page of a package; `more` is said once it has begun."""
    text = _PAGE.replace("@FIND", _ABOVE if above else _OWN).replace("@MORE", more)
    for name, value in sorted(VERSIONS[kind].items(), key=lambda pair: -len(pair[0])):
        text = text.replace(f"@{name}", value)
    return text


def make_played(
    enrolment: Enrolment, kind: str = "scorm12", *, pages: Mapping[str, str] | None = None, words: str = ""
) -> Package:
    """A package with its files, alone in a course that this person takes. Call inside `seated(SYSTEM)`."""
    package = make_package(kind=kind)
    folder = databases.state() / "packages" / package.folder
    folder.mkdir(parents=True)
    MADE.append(folder)
    for name, text in (pages or {"index.html": page_of(kind)}).items():
        (folder / name).write_text(text)
    make_progress(enrolment, make_package_course(package, words=words, title=f"Szkolenie: {package.title}"))
    return package


def make_h5p(enrolment: Enrolment, files: Mapping[str, bytes], *, words: str = "") -> Package:
    """The same for an H5P with these files."""
    about = json.loads(files["h5p.json"])
    part = {"kind": "h5p", "identifier": "h5p", "title": about["title"], "path": "", "launch": ""}
    package = make_package(kind="h5p", parts=[part], main_library=about["mainLibrary"])
    folder = databases.state() / "packages" / package.folder
    MADE.append(folder)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    make_progress(enrolment, make_package_course(package, words=words, title=f"Szkolenie: {package.title}"))
    return package


def remove_files() -> None:
    while MADE:
        shutil.rmtree(MADE.pop(), ignore_errors=True)


def rows(database: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Straight from the tables, past every wall."""
    with psycopg.connect(databases.cluster().url(database), autocommit=True) as connection:
        return connection.execute(query, values).fetchall()


def held(database: str, package_id: int) -> dict[str, str]:
    """The state that the database holds of a package with one part."""
    found = rows(database, "SELECT state FROM learning_packageattempt WHERE package_id = %s", package_id)
    return found[0][0] if found else {}


def cookies_of(browser: Browser, url: str, login: str = "anna") -> list[Any]:
    """What a browser keeps of somebody who has signed in."""
    context = browser.new_context(base_url=url)
    sign_in(context, login)
    kept = context.cookies()
    context.close()
    return kept


def sign_in(context: BrowserContext, login: str = "anna") -> None:
    page = context.new_page()
    page.goto("/logowanie/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/logowanie/" not in address)
    page.close()


def device(browser: Browser, url: str, cookies: list[Any], **options: Any) -> BrowserContext:
    """A browser of its own, signed in."""
    made = browser.new_context(
        base_url=url,
        viewport={"width": 1280, "height": 900},
        locale="pl-PL",
        reduced_motion="reduce",
        **options,
    )
    made.add_cookies(cookies)
    return made


def open_package(context: BrowserContext, package_id: int, *, wait: bool = True) -> tuple[Page, Frame]:
    """The page of a package in a new tab, and the frame of the package once it has begun."""
    page = context.new_page()
    page.goto(f"/nauka/paczki/{package_id}/")
    return page, frame_of(page) if wait else page.main_frame


def frame_of(page: Page) -> Frame:
    expect(page.frame_locator("#paczka").locator("#strona")).not_to_be_empty(timeout=20_000)
    (frame,) = [one for one in page.frames if one != page.main_frame and one.parent_frame == page.main_frame]
    return frame


def said(page: Page, words: Any) -> None:
    """What the page says of saving."""
    expect(page.locator("#zapis")).to_contain_text(words, timeout=20_000)


def world(anna: Enrolment, **pages: Any) -> dict[str, int]:
    with seated(SYSTEM):
        return {name: make_played(anna, **how).pk for name, how in pages.items()}
