"""An H5P whose library tries everything, watched by who has most to lose: it wins as little as any package."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from kaganek.core.seats import SYSTEM, seated
from tests import databases, h5p
from tests.cast import assemble
from tests.journeys import packages, walking
from tests.journeys.test_hostile_package import (
    HOSTILE,
    VIEWERS,
    Site,
    address,
    ended,
    marked,
    sessions,
    signed_in,
)
from tests.live import free_port, inside, live_server

pytestmark = [pytest.mark.journey, pytest.mark.rule("L-41"), pytest.mark.rule("L-151")]
SCRIPT = re.search(r"<script>(.*)</script>", HOSTILE, re.DOTALL)[1]
# A library that is nothing but the hostile script, and content that tries to be markup of the page.
LIBRARY = """H5P.KaganekWybor = function () {
  this.attach = function ($place) {
    $place.get(0).innerHTML = '<p id="strona">czekaj</p><ul id="udane"></ul>';
    @SCRIPT
  };
};"""
CONTENT = {
    "question": "</script><script>window.name = 'x'; top.location = '/przejete/'</script>",
    "options": [],
}


def hostile(main: str) -> dict[str, bytes]:
    files = h5p.files(h5p.CHOICE, CONTENT)
    about = json.loads(files["h5p.json"]) | {"title": "</title><script>top.obcy = 1</script>"}
    files["h5p.json"] = json.dumps(about).encode()
    script = LIBRARY.replace("@SCRIPT", SCRIPT).replace("@MAIN", main)
    files["H5P.KaganekWybor-1.0/wybor.js"] = script.encode()
    return files


@pytest.fixture(scope="module", params=["sandbox", "second host"])
def site(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Site]:
    h5p.core_root()
    port = free_port()
    more = {"KAGANEK_CONTENT_URL": f"http://localhost:{port}"} if request.param == "second host" else {}
    with databases.clone(f"journey_hostile_h5p_{request.param.replace(' ', '_')}") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            anna = assemble().enrolments["anna"]
            made = packages.make_h5p(anna, hostile(f"http://127.0.0.1:{port}"))
        with live_server(name, port=port, KAGANEK_H5P="1", **more) as running:
            yield Site(running, made.pk)
    packages.remove_files()


@pytest.fixture(scope="module")
def chrome(site: Site) -> Iterator[Browser]:
    with walking.chromium() as browser:
        yield browser


@pytest.mark.turns(2)
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
    expect(page.locator("h1")).to_be_visible()
    context.close()
