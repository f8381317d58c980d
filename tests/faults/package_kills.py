"""Sessions with packages in Chromium, struck down: the browser, the network between, the server."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.faults.ground import Ground
from tests.faults.races import Faults
from tests.faults.stage import kill
from tests.faults.wire import Wire
from tests.journeys import packages
from tests.journeys.walking import ARGUMENTS, CHROMIUM

VICTIMS = ("browser", "network", "server")
LONGEST = 2.0  # seconds of a session before the blow
LATER = 0.5  # seconds in which the package goes on counting after it
NUMBER = "cmi.suspend_data"
# A package that counts aloud: what it shows has been committed, and the interface has said that all is well.
COUNTING = """window.setInterval(function () { set("cmi.core.lesson_location", String(at + 1));
    set("cmi.suspend_data", String(at + 1)); if (commit() === "true") show(at += 1); }, 60);"""
# Tells the number that the page has heard to be saved.
HEARD = """(() => { if (window !== window.top) return; const real = window.fetch;
  window.fetch = async (...said) => { const answer = await real(...said);
    if (answer.ok && String(said[0]).endsWith('/zapis/') && (await answer.clone().json()).state === 'saved') {
      const values = JSON.parse(said[1].body.get('said')).values;
      window.heard(Number(values['cmi.suspend_data'] || 0)); }
    return answer; }; })()"""
# A bridge that keeps nothing on the device and posts without haste, with nothing to outlive the page.
CARELESS = """(() => { const real = window.fetch; Storage.prototype.setItem = () => {};
  navigator.sendBeacon = () => false;
  window.fetch = (url, how) => new Promise((done) => setTimeout(done, 400)).then(
    () => real(url, { ...how, keepalive: false })); })()"""


@dataclass
class Desk:
    """One person's browser at the end of a wire, with a package in each of its tabs.

    floor   for each package the number that the next session may not begin below.
    """

    made: Ground
    wire: Wire
    playwright: Playwright
    profile: Path
    careless: bool = False
    floor: dict[int, int] = field(default_factory=dict)
    told: dict[Page, int] = field(default_factory=dict)  # saved, as the page has heard
    sessions: int = 0
    context: BrowserContext | None = None

    def browser(self) -> BrowserContext:
        """The one that runs, or a new one on what the last one left on the disk."""
        if self.context is None:
            self.context = self.playwright.chromium.launch_persistent_context(
                str(self.profile), executable_path=CHROMIUM, args=list(ARGUMENTS), base_url=self.wire.url
            )
            self.context.expose_binding("heard", self._hear)
            self.context.add_init_script(HEARD)
            if self.careless:
                self.context.add_init_script(CARELESS)
            if not self.context.cookies():
                packages.sign_in(self.context)
        return self.context

    def _hear(self, source: dict[str, Any], number: int) -> None:
        page = source["page"]
        self.told[page] = max(self.told.get(page, 0), number)

    def open(self, ids: Sequence[int]) -> dict[int, Page]:
        """A tab for each package, all at once; each has begun."""
        pages = {package: self.browser().new_page() for package in ids}
        for package, page in pages.items():
            page.goto(f"/nauka/paczki/{package}/", wait_until="commit")
        return pages

    def close(self, pages: Sequence[Page]) -> None:
        for page in pages:
            with suppress(Error):  # its browser may be dead
                page.close()

    def held(self, package: int) -> int:
        return int(packages.held(self.made.live.database, package).get(NUMBER, "0"))

    def lost(self, pages: dict[int, Page]) -> Faults:
        """Numbers below which a session began though they were committed before."""
        faults = []
        for package, page in pages.items():
            started = int(packages.frame_of(page).evaluate("Number(get('cmi.suspend_data') || 0)"))
            if started < self.floor.get(package, 0):
                faults.append(f"began at {started} after {self.floor[package]}")
        return faults

    def round(self, ids: Sequence[int], victim: str, random: Random) -> Faults:
        """One session with each package, struck down together; what was lost of it and of those before."""
        pages = self.open(ids)
        faults = self.lost(pages)
        pages[ids[0]].wait_for_timeout(random.uniform(0, LONGEST) * 1000)
        self.sessions += len(ids)
        committed = self.strike(victim, pages, random)
        self.close(list(pages.values()))
        self.recover(victim)
        for package, page in pages.items():
            saved = self.told.pop(page, 0)
            if self.held(package) < saved:
                faults.append(f"held {self.held(package)} of {saved} acknowledged")
            self.floor[package] = max(self.floor.get(package, 0), saved, committed.get(package, 0))
        return faults

    def strike(self, victim: str, pages: dict[int, Page], random: Random) -> dict[int, int]:
        """The blow; the numbers that the packages went on to commit and this device keeps."""
        if victim == "browser":
            for number in pids(str(self.profile)):
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            return {}
        if victim == "server":
            kill(self.made.live)
        self.wire.cut()
        any_page = next(iter(pages.values()))
        any_page.wait_for_timeout(random.uniform(0, LATER) * 1000)
        shown = {
            package: _number(packages.frame_of(page).inner_text("#strona")) for package, page in pages.items()
        }
        any_page.wait_for_timeout(100)  # the package's window has spoken to ours
        return shown

    def recover(self, victim: str) -> None:
        if victim == "browser":
            with suppress(Error):
                self.browser().close()
            self.context = None
        elif victim == "server":
            self.made.start()
        self.wire.to = self.made.live.port
        self.wire.mend()
        time.sleep(0.3)  # what was under way arrives or does not

    def closed_at_once(self, ids: Sequence[int], word: str) -> int:
        """How many packages keep a value that was set and committed the moment before their tab was closed."""
        pages = self.open(ids)
        for page in pages.values():
            packages.frame_of(page).evaluate("word => { set('cmi.suspend_data', word); commit(); }", word)
            page.close()
        deadline = time.monotonic() + 5
        stored: set[int] = set()
        while len(stored) < len(ids) and time.monotonic() < deadline:
            found = {one: packages.held(self.made.live.database, one) for one in ids}
            stored = {one for one, values in found.items() if values.get(NUMBER) == word}
            time.sleep(0.05)
        return len(stored)


def _number(shown: str) -> int:
    found = re.search(r"\d+", shown)
    return int(found[0]) if found else 0


@contextmanager
def desk(made: Ground, line: Wire, playwright: Playwright, profile: Path, **how: Any) -> Iterator[Desk]:
    line.to = made.live.port
    line.mend()
    seat = Desk(made, line, playwright, profile, **how)
    try:
        yield seat
    finally:
        if seat.context:
            seat.context.close()


def pids(mark: str) -> list[int]:
    """Processes of the browser started on this profile, and of no other."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if re.search(rb"--user-data-dir=%s\0" % re.escape(mark).encode(), words):
            found.append(int(path.parent.name))
    return found
