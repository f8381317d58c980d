"""The browser, the network and the server killed at random moments of a session with a package (promises.md D5).

What the page said is saved is there afterwards, and the next session goes on from no earlier place. A few
moments by default, two hundred with `--full`.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Error, sync_playwright

from kaganek.core.seats import SYSTEM, seated
from kaganek.programmes.models import Enrolment
from tests.faults.ground import Ground, ground
from tests.faults.stage import kill
from tests.journeys import packages
from tests.journeys.walking import ARGUMENTS, CHROMIUM
from tests.live import inside

FEW, MANY = 4, 200
VICTIMS = ("browser", "network", "server", "tab")
LONGEST = 3.0  # seconds of a session before the blow
# A package that counts aloud: a number is told to be saved only when the page has said so.
COUNTING = """window.setInterval(function () { at += 1; set("cmi.core.lesson_location", String(at)); set("cmi.suspend_data", String(at)); commit(); show(at); }, 40);"""
SAVED = """() => { window.acknowledged = 0; const real = window.fetch;
  window.fetch = async (...said) => { const answer = await real(...said);
    if (answer.ok && String(said[0]).includes('/zapis/')) {
      const told = await answer.clone().json();
      if (told.state === 'saved') {
        const values = JSON.parse(said[1].body.get('said')).values;
        window.acknowledged = Math.max(window.acknowledged, Number(values['cmi.suspend_data'] || 0));
        await window.heard(window.acknowledged);
      } }
    return answer; }; }"""


@pytest.fixture(scope="module")
def world(django_db_blocker: Any) -> Iterator[tuple[Ground, int]]:
    with django_db_blocker.unblock(), ground("package_kills", quizzes=0) as made:
        with inside(made.live.database), seated(SYSTEM):
            anna = Enrolment.objects.get(person__login="anna")
            pages = {"index.html": packages.page_of("scorm12", more=COUNTING)}
            package = packages.make_played(anna, pages=pages).pk
        yield made, package


def test_nothing_acknowledged_is_lost_and_nothing_goes_back(
    request: pytest.FixtureRequest, world: tuple[Ground, int], tmp_path: Path
) -> None:
    made, package = world
    rounds = MANY if request.config.getoption("--full") else FEW
    highest = 0
    for seed in range(rounds):
        random = Random(seed)
        victim = VICTIMS[seed % len(VICTIMS)]
        started, acknowledged = session(made, package, random, victim, tmp_path)
        held = int(packages.held(made.live.database, package).get("cmi.suspend_data", "0"))
        assert (seed, victim, started >= highest) == (seed, victim, True), (started, highest)
        assert (seed, victim, held >= acknowledged) == (seed, victim, True), (held, acknowledged)
        highest = max(highest, acknowledged)
    assert highest > 0  # there was something to lose


def session(made: Ground, package: int, random: Random, victim: str, profile: Path) -> tuple[int, int]:
    """One session struck down: the number it began with, and the highest that its page heard to be saved."""
    heard: list[int] = [0]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile / "browser"), executable_path=CHROMIUM, args=list(ARGUMENTS), base_url=made.live.url
        )
        context.expose_function("heard", lambda number: heard.append(number))
        page = context.pages[0]
        if not context.cookies():
            page.goto("/logowanie/")
            page.fill("input[name=login]", "anna")
            page.fill("input[name=password]", packages.PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/logowanie/" not in url)
        page.add_init_script(f"if (window === window.top) ({SAVED})()")
        page.goto(f"/nauka/paczki/{package}/")
        frame = packages.frame_of(page)
        started = int(frame.evaluate("get('cmi.suspend_data') || '0'"))
        page.wait_for_timeout(random.uniform(0, LONGEST) * 1000)
        strike(made, victim, context, page, profile)
        with suppress(Error):  # the browser may be dead already
            context.close()
    if victim == "server":
        made.start()
    time.sleep(0.3)  # what was under way arrives or does not
    return started, max(heard)


def strike(made: Ground, victim: str, context: Any, page: Any, profile: Path) -> None:
    """The blow."""
    if victim == "server":
        kill(made.live)
    elif victim == "network":
        context.set_offline(True)
        page.wait_for_timeout(400)
    elif victim == "tab":
        page.close()
    else:
        for number in pids(str(profile / "browser")):
            os.kill(number, signal.SIGKILL)


def pids(mark: str) -> list[int]:
    """Processes of the browser started on this profile, and of no other."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if re.search(rf"--user-data-dir={re.escape(mark)}\0".encode(), words):
            found.append(int(path.parent.name))
    return found
