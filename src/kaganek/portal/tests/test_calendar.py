"""The calendar: the page, the feed, the desk."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar
from tests.cast import NAMES

from kaganek.core.seats import SYSTEM, seated
from kaganek.portal.models import PortalEvent
from kaganek.portal.tests.factories import make_offer, words

DESK = "/redakcja-kalendarza/"


def facts(**values: str) -> dict[str, str]:
    day = timezone.localdate() + timedelta(5)
    return {
        "title": "Dzień otwarty", "kind": "meeting", "starts_on": f"{day:%d.%m.%Y}", "starts_at": "9:00",
        "ends_at": "11:30", "place": "sala 12",
    } | values  # fmt: skip


def test_dates_and_intakes_stand_on_the_page_and_in_the_feed(client, cast) -> None:
    with seated(SYSTEM):
        make_offer(cast.project)
    client.force_login(cast.account("dorota"))
    for _ in range(2):
        client.post(f"{DESK}nowa/", facts())
    client.post(f"{DESK}nowa/", facts(title="Stare", starts_on="1.01.2020"))
    client.logout()
    page = words(client.get("/kalendarz/"))
    assert page.count("Dzień otwarty") == 1
    assert "godz. 9:00–11:30, sala 12" in page
    assert "Prosty język w piśmie" in page
    assert "Stare" not in page
    feed = Calendar.from_ical(client.get("/kalendarz.ics").content)
    assert sorted(str(one["summary"]) for one in feed.walk("VEVENT")) == [
        "Dzień otwarty",
        "Nabór: Prosty język w piśmie",
    ]
    (meeting,) = [one for one in feed.walk("VEVENT") if str(one["summary"]) == "Dzień otwarty"]
    day = timezone.localdate() + timedelta(5)
    assert meeting["dtstart"].dt == timezone.make_aware(datetime.combine(day, time(9)))
    assert meeting["dtstart"].to_ical().endswith(b"Z")
    assert b"TZID" not in client.get("/kalendarz.ics").content  # a named zone would have to be described


def test_what_is_called_off_says_so(client, cast) -> None:
    client.force_login(cast.account("ewa"))
    client.post(f"{DESK}nowa/", facts())
    with seated(SYSTEM):
        made = PortalEvent.objects.get()
    client.post(f"{DESK}{made.pk}/", facts(called_off="on"))
    assert "Odwołane: Dzień otwarty" in words(client.get("/kalendarz/"))
    assert b"STATUS:CANCELLED" in client.get("/kalendarz.ics").content


def test_wrong_days_are_named(client, cast) -> None:
    client.force_login(cast.account("ewa"))
    wrong = client.post(f"{DESK}nowa/", facts(ends_on="1.01.2020", starts_at=""))
    assert "Ostatni dzień nie może być przed pierwszym." in words(wrong)
    assert "Wpisz godzinę początku." in words(wrong)


@pytest.mark.parametrize("name", NAMES)
def test_who_writes_dates(client, cast, name: str) -> None:
    client.force_login(cast.account(name))
    expected = 200 if name in ("ewa", "dorota", "daniel", "grazyna") else 403
    assert [client.get(one).status_code for one in (DESK, f"{DESK}nowa/")] == [expected] * 2
