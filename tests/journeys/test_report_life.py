"""A report's life: sent by itself and opened from the letter, frozen, corrected, published and read by a citizen.

The real server, the real worker sending by SMTP to a mail server on loopback, Chromium; axe on each page.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseProgress
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.people.tests.factories import PASSWORD
from kaganek.programmes.models import Enrolment
from kaganek.reporting.models import ReportSchedule
from kaganek.reporting.tests.world import learners
from tests import databases
from tests.cast import Cast, assemble
from tests.journeys import walking
from tests.journeys.walking import Walk, window
from tests.live import Live, free_port, inside, live_server, worker
from tests.post import Office, listening

pytestmark = pytest.mark.journey
NAME = "Postęp co tydzień"
TITLE = "Postępy w trzech kwartałach 2026 r."
CHANGED = "Doliczono osobę, której ukończenie wpisano później."
WITHIN = 90.0  # seconds for a letter or a job; a busy machine is slow


@dataclass
class Ground:
    """What runs during the walk."""

    server: Live
    office: Office
    database: str
    late: int  # of the person whose course will turn out to be completed


@pytest.fixture(scope="module")
def ground(django_db_blocker: Any) -> Iterator[Ground]:
    with databases.clone("journey_report_life") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            late = _people(assemble())
        smtp = free_port()
        told = {
            "KAGANEK_SMTP_HOST": "127.0.0.1", "KAGANEK_SMTP_PORT": str(smtp),
            "KAGANEK_MAIL_FROM": "Kaganek <kaganek@raporty.example>",
        }  # fmt: skip
        with (
            listening(Office(), smtp) as office,
            live_server(name, **told) as server,
            worker(name, **told, KAGANEK_BASE_URL=server.url),
        ):
            yield Ground(server, office, name, late)


def _people(cast: Cast) -> int:
    """Twenty people of each office with one course, most of them done with it long ago; one whose data come late.

    All of it lies before the week that a letter on a Monday speaks of.
    """
    course = make_course(title="Prosty język", short_title="Prosty język")
    before = timezone.now() - timedelta(days=20)
    last = None
    for office in ("zalesie", "borki"):
        for number, person in enumerate(learners(cast, office, 20)):
            done = before if number < 12 else None
            last = make_progress(
                cast.enrolments[person.login],
                course,
                given_at=before,
                started_at=before,
                completed_at=done,
                last_activity_at=before,
            )
    assert Enrolment.objects.update(enrolled_at=before) >= 40
    assert last is not None
    return last.pk


@pytest.fixture(scope="module")
def chrome(ground: Ground) -> Iterator[Browser]:
    with walking.chromium() as opened:
        yield opened


def until(what: Callable[[], Any], told: str) -> Any:
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.5)
    raise AssertionError(f"not within {WITHIN:.0f} s: {told}")


def elsewhere(blocker: Any, ground: Ground, deed: Callable[[], Any]) -> None:
    """Do something to the database of the walk, in a thread: the browser's own runs a loop, where Django refuses."""

    def done() -> None:
        with blocker.unblock(), inside(ground.database), seated(SYSTEM):
            deed()

    with ThreadPoolExecutor(1) as one:
        one.submit(done).result()


def test_a_report_is_sent_frozen_published_corrected_and_read_by_a_citizen(
    ground: Ground, chrome: Browser, django_db_blocker: Any
) -> None:
    with window(chrome, ground.server.url) as dorota:
        dorota.sign_in("dorota", PASSWORD)
        schedules(dorota)
        elsewhere(django_db_blocker, ground, a_week_has_passed)
        letter = until(lambda: _letter_of(ground, "dorota"), "the letter with the report")
        freezes(dorota)
        publishes(dorota)
        elsewhere(django_db_blocker, ground, lambda: late_data_come(ground.late))
        corrects(dorota)
        publishes(dorota)
    with window(chrome, ground.server.url) as somebody:
        opens_the_letter(somebody, letter)
    with window(chrome, ground.server.url) as citizen:
        reads(citizen)


def schedules(dorota: Walk) -> None:
    """The coordinator asks for the report of progress every week."""
    dorota.to("/raporty/postep/?grupuj=urzad")
    dorota.examine()
    dorota.page.get_by_text("Zapisz albo wysyłaj regularnie").click()
    form = dorota.page.get_by_role("region", name="Wysyłaj regularnie")
    form.get_by_label("Nazwa").fill(NAME)
    form.get_by_label("Jak często").select_option("week")
    form.get_by_role("button", name="Wysyłaj").click()
    expect(dorota.page.get_by_text("Pierwsza wysyłka:")).to_be_visible()
    dorota.examine()


def a_week_has_passed() -> None:
    found = ReportSchedule.objects.get()
    assert ReportSchedule.objects.filter(pk=found.pk).update(next_on=timezone.localdate()) == 1


def _letter_of(ground: Ground, login: str) -> EmailMessage | None:
    return next(
        (one for one in ground.office.taken if f"{login}@" in str(one["To"]) and NAME in _plain(one)), None
    )


def _plain(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    return f"{letter['Subject']} {part.get_content() if part else ''}"


def opens_the_letter(somebody: Walk, letter: EmailMessage) -> None:
    """The letter holds no numbers, only a link; the link asks for a sign-in, and then shows the report as sent."""
    text = _plain(letter)
    assert "Zalesie" not in text
    link = re.search(r"https?://\S+/raporty/wyslane/\d+/", text)
    assert link is not None
    somebody.to(link[0])
    assert "/logowanie/" in somebody.page.url
    somebody.page.get_by_label("Login", exact=True).fill("dorota")
    somebody.page.get_by_label("Hasło", exact=True).fill(PASSWORD)
    somebody.page.get_by_role("main").get_by_role("button", name="Zaloguj się").click()
    expect(somebody.page.get_by_role("heading", level=1)).to_have_text(NAME)
    assert "Zalesie" in somebody.words()
    assert "40" in somebody.words()
    somebody.examine()


def freezes(dorota: Walk) -> None:
    """The numbers of a period, for good, in a job that is watched."""
    dorota.to("/raporty/wydania/")
    dorota.examine()
    page = dorota.page
    page.get_by_label("Tytuł").fill(TITLE)
    page.get_by_label("Okres od").fill("01.01.2026")
    page.get_by_label("Okres do").fill(f"{timezone.localdate():%d.%m.%Y}")
    dorota.press("Zamroź raport")
    dorota.press("Zamroź")
    _to_the_frozen(dorota)
    assert "24 z 40" in dorota.words()
    dorota.examine()


def _to_the_frozen(dorota: Walk) -> None:
    """From the page of the job to the report it made."""
    job = dorota.page.url

    def done() -> bool:
        dorota.to(job)
        return "jest zamrożony" in dorota.words()

    until(done, "the report is frozen")
    dorota.page.locator("main a[href^='/raporty/wydania/']").first.click()
    expect(dorota.page.get_by_text("Poniżej widzisz raport")).to_be_visible()


def publishes(dorota: Walk) -> None:
    dorota.press("Przejrzane, liczby są w porządku")
    expect(dorota.page.get_by_text("jest przejrzany")).to_be_visible()
    dorota.press("Opublikuj")
    dorota.press("Opublikuj")
    expect(dorota.page.get_by_text("Raport jest opublikowany")).to_be_visible()
    dorota.examine()


def late_data_come(progress: int) -> None:

    before = timezone.now() - timedelta(days=10)
    assert CourseProgress.objects.filter(pk=progress, completed_at=None).update(completed_at=before) == 1


def corrects(dorota: Walk) -> None:
    """A correction is a new report that says what changed; the first one stays."""
    dorota.to("/raporty/wydania/")
    dorota.follow(TITLE)
    dorota.page.get_by_label("Okres od").fill("01.01.2026")
    dorota.page.get_by_label("Okres do").fill(f"{timezone.localdate():%d.%m.%Y}")
    dorota.page.get_by_label("Co się zmieniło").fill(CHANGED)
    dorota.press("Zamroź raport")
    dorota.press("Zamroź")
    _to_the_frozen(dorota)
    assert "25 z 40" in dorota.words()


def reads(citizen: Walk) -> None:
    """Without an account: the newest numbers, what they replaced and why, and the files."""
    citizen.to("/program-w-urzedach/")
    citizen.examine()
    assert "zastąpiony nowszym" in citizen.words()
    citizen.page.get_by_role("main").get_by_role("link", name=TITLE, exact=True).first.click()
    assert "25 z 40" in citizen.words()
    assert CHANGED in citizen.words()
    assert "Zalesie0" not in citizen.words()
    citizen.examine()
    told = citizen.page.request.get(f"{citizen.page.url.rstrip('/')}.json").json()
    assert told["report"]["correction"] == CHANGED
    assert citizen.download("PDF")[:5] == b"%PDF-"
    history = citizen.page.get_by_role("complementary")
    history.get_by_role("link", name="raport 1/").click()
    assert "Ten raport zastąpił nowszy" in citizen.words()
    assert "24 z 40" in citizen.words()
    citizen.examine()
