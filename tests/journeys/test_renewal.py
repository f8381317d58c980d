"""A course that ends is renewed: by a clock moved forward, in Chromium, with the old round kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.tests.factories import SINGLE, make_course, make_path, make_progress, make_quiz
from kaganek.people.tests.factories import PASSWORD
from tests import databases
from tests.cast import assemble
from tests.journeys import walking
from tests.journeys.walking import Walk, window
from tests.live import Live, inside, live_server

pytestmark = pytest.mark.journey
TITLE = "Ochrona danych w urzędzie"
# What the worker's clock calls, as it will be in eleven months; nothing of the server's own can say so.
LATER = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from kaganek.learning.services.renewals import begin_all_due
print(begin_all_due(at=timezone.now() + timedelta(days=340)))
"""


@pytest.fixture(scope="module")
def server(django_db_blocker: Any) -> Iterator[Live]:
    with databases.clone("journey_renewal") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            cast = assemble()
            cast.project.ends_on = date(2040, 12, 31)
            cast.project.save()
            course = make_course(title=TITLE, lessons=1)
            make_quiz(course, [SINGLE])
            make_path(cast.enrolments["anna"], [course])
            make_progress(cast.enrolments["anna"], course)
        with live_server(name) as running:
            yield running


@pytest.fixture(scope="module")
def chrome(server: Live) -> Iterator[Browser]:
    with walking.chromium() as opened:
        yield opened


def test_a_course_is_renewed_when_its_time_comes(server: Live, chrome: Browser) -> None:
    with (
        window(chrome, server.url) as dorota,
        window(chrome, server.url) as anna,
        window(chrome, server.url) as bogdan,
    ):
        for walk, login in ((dorota, "dorota"), (anna, "anna"), (bogdan, "bogdan")):
            walk.sign_in(login, PASSWORD)
        holds_for_a_year(dorota)
        learns(anna, "Rozpocznij")
        assert databases.run(server.database, "-c", LATER).strip() == "1"
        sees_what_to_renew(anna)
        learns(anna, "Rozpocznij")
        keeps_both(anna)
        supervisor_sees_both(bogdan)


def holds_for_a_year(dorota: Walk) -> None:
    dorota.to("/sciezki/")
    dorota.page.locator("main tbody a[href^='/sciezki/']").first.click()
    dorota.follow("Ustaw ważność")
    dorota.examine()
    dorota.page.get_by_label("przez liczbę miesięcy od ukończenia").check()
    dorota.press("Zapisz ważność")
    assert "Wpisz, przez ile miesięcy" in dorota.words()
    dorota.complaints.clear()  # the browser names every answer of 422
    dorota.examine()
    dorota.page.get_by_label("Liczba miesięcy").fill("12")
    dorota.press("Zapisz ważność")
    assert "ważne 12 miesięcy, odnowienie od 30 dni przed końcem (całe szkolenie)" in dorota.words()
    dorota.examine()


def learns(anna: Walk, button: str) -> None:
    """The one lesson and the one question."""
    anna.to("/nauka/")
    anna.page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    anna.follow(button)
    anna.press("Zakończ lekcję i przejdź dalej")
    anna.page.get_by_role("main").get_by_role("button", name="Rozpocznij").click()
    anna.page.wait_for_selector("#test[data-ready]")
    anna.page.get_by_label("A", exact=True).check()
    anna.page.locator("#zapis[data-state=saved]").wait_for()
    anna.page.click("aside [data-finish]")
    anna.page.locator("#koniec[open] [type=submit]").click()
    anna.page.get_by_role("link", name="Certyfikat (PDF)").wait_for()


def sees_what_to_renew(anna: Walk) -> None:
    anna.to("/nauka/")
    assert "odnów do" in anna.words()
    anna.examine()
    anna.page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    assert "Odnów to szkolenie" in anna.words()
    assert "Poprzednie ukończenia" in anna.words()
    assert "Podejścia: 0 z" in anna.words()
    anna.examine()


def keeps_both(anna: Walk) -> None:
    anna.to("/certyfikaty/")
    assert anna.page.locator("main article").count() == 2
    anna.examine()
    anna.to("/nauka/")
    anna.page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    assert "Ważne do" in anna.words()
    anna.examine()


def supervisor_sees_both(bogdan: Walk) -> None:
    bogdan.to("/pracownicy/?q=wrona")
    bogdan.page.locator("main tbody a[href^='/pracownicy/']", has_text="Wrona").click()
    bogdan.page.wait_for_url(lambda url: "?" not in url)
    assert "(poprzednie ukończenie)" in bogdan.words()
    assert "(odnowienie)" in bogdan.words()
    bogdan.examine()
