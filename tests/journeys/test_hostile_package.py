"""A package that tries everything, watched by whoever has most to lose: nothing changes, nothing leaks (promises.md C1).

The same package without its walls is seen to succeed, so the tests can go red.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route, expect

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Package
from tests import databases
from tests.cast import assemble
from tests.journeys import packages, walking
from tests.journeys.packages import rows
from tests.live import Live, free_port, inside, live_server

pytestmark = [pytest.mark.journey, pytest.mark.rule("L-41")]

HOSTILE = """<!doctype html><html lang="pl"><head><meta charset="utf-8"><title>Zwykła lekcja</title></head><body>
<h1>Zwykła lekcja</h1><p id="strona">czekaj</p><ul id="udane"></ul><script>
var MAIN = "@MAIN", done = [], tried = 0;
function won(name) { done.push(name); }
function attempt(name, deed) { tried += 1; try { if (deed() === true) won(name); } catch (error) { /* walled in */ } }
async function later(name, deed) {
  tried += 1;
  try { if (await Promise.race([deed(), new Promise(r => setTimeout(r, 4000))]) === true) won(name); } catch (error) { /* walled in */ }
}
function token() {
  try { return parent.document.querySelector("[name=csrfmiddlewaretoken]").value; } catch (error) { return "x".repeat(64); }
}
(async () => {
  attempt("cookies", () => /kaganek/.test(document.cookie));
  attempt("store of the parent", () => { parent.localStorage.setItem("obcy", "1"); return parent.localStorage.getItem("obcy") === "1"; });
  attempt("page of the parent", () => parent.document.body.innerText.length > 0);
  attempt("page of the top", () => top.document.body.innerText.length > 0);
  attempt("title of the top", () => { top.document.title = "Przejęte"; return top.document.title === "Przejęte"; });
  attempt("name of the top", () => { top.name = "przejęte"; return top.name === "przejęte"; });
  attempt("script in the top", () => { top.eval("window.obcy = 1"); return top.obcy === 1; });
  attempt("frame around me", () => { frameElement.removeAttribute("sandbox"); return true; });
  await later("own page read", async () => /KANAREK-KONTA/.test(await (await fetch(MAIN + "/konto/", {credentials: "include"})).text()));
  await later("own page by request", () => new Promise(resolve => {
    const ask = new XMLHttpRequest(); ask.open("GET", MAIN + "/konto/"); ask.withCredentials = true;
    ask.onload = () => resolve(/KANAREK-KONTA/.test(ask.responseText)); ask.onerror = () => resolve(false); ask.send(); }));
  await later("service worker", async () => !!(await navigator.serviceWorker.register("index.html")));
  await later("popup read", async () => {
    const other = window.open(MAIN + "/konto/"); await new Promise(r => setTimeout(r, 1500));
    return other.document.body.innerText.length > 0; });
  await later("another package's folder", async () => (await fetch("../../tresc/x/index.html")).ok);
  const body = new URLSearchParams({csrfmiddlewaretoken: token()});
  await later("deed by a form", async () => {
    const form = document.createElement("form"); form.method = "post"; form.action = MAIN + "/wyloguj/"; form.target = "cicho";
    const field = document.createElement("input"); field.name = "csrfmiddlewaretoken"; field.value = body.get("csrfmiddlewaretoken");
    const quiet = document.createElement("iframe"); quiet.name = "cicho"; document.body.append(quiet, form);
    form.append(field); form.submit(); await new Promise(r => setTimeout(r, 800)); return false; });
  await later("deed by a beacon", async () => { navigator.sendBeacon(MAIN + "/wyloguj/", body); return false; });
  await later("deed", async () => {
    const answer = await fetch(MAIN + "/wyloguj/", {method: "POST", credentials: "include", body,
      mode: MAIN === location.origin ? "same-origin" : "no-cors"});
    return answer.ok; });
  attempt("link to the top", () => {
    if (top === self) return;
    const link = document.createElement("a"); link.href = MAIN + "/przejete/"; link.target = "_top"; document.body.append(link); link.click(); });
  attempt("address of the top", () => { if (top !== self) top.location.href = MAIN + "/przejete/"; });
  await new Promise(r => setTimeout(r, 800));
  document.getElementById("udane").innerHTML = done.map(name => "<li>" + name + "</li>").join("");
  document.getElementById("strona").textContent = "Spróbowano: " + tried;
})();
</script></body></html>"""
TRIED = len(re.findall(r"attempt\(\"|later\(\"", HOSTILE))
VIEWERS = {"supervisor": "bogdan", "consultant": "filip", "supplier": "grazyna", "participant": "anna"}


@dataclass
class Site:
    """The product with a hostile package in it."""

    live: Live
    package: int


@pytest.fixture(scope="module", params=["sandbox", "second host"])
def site(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Site]:
    port = free_port()
    more = {"KAGANEK_CONTENT_URL": f"http://localhost:{port}"} if request.param == "second host" else {}
    with databases.clone(f"journey_hostile_{request.param.replace(' ', '_')}") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            page = HOSTILE.replace("@MAIN", f"http://127.0.0.1:{port}")
            made: Package = packages.make_played(assemble().enrolments["anna"], pages={"index.html": page})
        with live_server(name, port=port, **more) as running:
            yield Site(running, made.pk)
    packages.remove_files()


@pytest.fixture(scope="module")
def chrome(site: Site) -> Iterator[Browser]:
    with walking.chromium() as browser:
        yield browser


def signed_in(chrome: Browser, site: Site, login: str) -> BrowserContext:
    return packages.device(chrome, site.live.url, packages.cookies_of(chrome, site.live.url, login))


def address(site: Site, viewer: str) -> str:
    """The page on which this viewer meets a running package."""
    return f"/nauka/paczki/{site.package}/" if viewer == "participant" else f"/paczki/{site.package}/podglad/"


def ended(page: Page) -> Frame:
    """The frame of the package once it has tried everything."""
    inner = page.frame_locator("#paczka").locator("#strona")
    expect(inner).to_have_text(f"Spróbowano: {TRIED}", timeout=60_000)
    return next(one for one in page.frames if one.parent_frame == page.main_frame)


def marked(context: BrowserContext) -> None:
    """A word on the page of the account that only its owner should ever read."""
    context.route("**/konto/", _with_mark)


def _with_mark(route: Route) -> None:
    answer = route.fetch()
    owner = "<h1" in answer.text() and "/logowanie/" not in answer.url
    route.fulfill(response=answer, body=answer.text() + ("<!-- KANAREK-KONTA -->" if owner else ""))


def sessions(site: Site) -> int:
    return int(rows(site.live.database, "SELECT count(*) FROM people_session")[0][0])


@pytest.mark.turns(3)
@pytest.mark.parametrize("viewer", VIEWERS)
def test_it_wins_nothing_from_whoever_looks_at_it(chrome: Browser, site: Site, viewer: str) -> None:
    context = signed_in(chrome, site, VIEWERS[viewer])
    marked(context)
    page, before = context.new_page(), sessions(site)
    page.goto(address(site, viewer))
    title, here = page.title(), page.url

    frame = ended(page)

    assert frame.locator("#udane li").all_inner_texts() == []
    assert (page.title(), page.url, page.evaluate("window.name")) == (title, here, "")
    assert page.evaluate("[localStorage.getItem('obcy'), window.obcy ?? null]") == [None, None]
    assert sessions(site) == before
    page.goto("/konto/")
    assert "/logowanie/" not in page.url
    context.close()


def test_its_address_opened_by_itself_is_as_poor(chrome: Browser, site: Site) -> None:
    context = signed_in(chrome, site, "grazyna")
    marked(context)
    page, before = context.new_page(), sessions(site)
    page.goto(address(site, "supplier"))
    page.goto(ended(page).url)
    expect(page.locator("#strona")).to_have_text(f"Spróbowano: {TRIED}", timeout=60_000)

    # It is its own parent and top there: whatever it does to itself is no gain.
    won = set(page.locator("#udane li").all_inner_texts())
    own = {
        "page of the parent",
        "page of the top",
        "title of the top",
        "name of the top",
        "script in the top",
        "store of the parent",
    }
    assert won <= own
    assert sessions(site) == before
    page.goto(f"{site.live.url}/konto/")
    assert "/logowanie/" not in page.url
    context.close()


@pytest.mark.parametrize("site", ["sandbox"], indirect=True)
def test_without_its_walls_it_would_have_won(chrome: Browser, site: Site) -> None:
    """Negative control: the same files on the same host without the policy, in a frame without a sandbox and without our interface."""
    context = signed_in(chrome, site, "grazyna")
    marked(context)
    context.route("**/podglad/", lambda route: _without(route, frame=True))
    context.route("**/tresc/**", lambda route: _without(route, frame=False))
    page, before = context.new_page(), sessions(site)
    page.goto(address(site, "supplier"))
    expect(page).to_have_url(f"{site.live.url}/przejete/", timeout=60_000)  # it has moved the whole window

    assert sessions(site) == before - 1  # and signed the supplier out
    assert page.evaluate("window.name") == "przejęte"
    assert page.evaluate("localStorage.getItem('obcy')") == "1"
    context.close()


def _without(route: Route, *, frame: bool) -> None:
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    text = re.sub(r' (sandbox="|name="kaganek:)[^"]*"', "", answer.text()) if frame else answer.text()
    route.fulfill(response=answer, headers=headers, body=text)
