"""The lists of those who keep the portal, as files: the same rows as on the screen, in both kinds."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.portal.models import Case, JoinRequest, PortalEvent
from kaganek.portal.terms import Asking, CaseKind, EventKind
from kaganek.portal.tests.factories import make_material, make_offer
from kaganek.reporting.tests.reading_tables import csv_rows, said, screen, unguarded, xlsx_rows

# the list, who keeps it, what its two rows are called, and what leaves one of them
LISTS = [
    ("/prosby/", "dorota", ["Ala Nowak", "Urząd Gminy Zalesie"], {"rodzaj": "person"}),
    ("/redakcja-oferty/", "dorota", ["Archiwum", "Prosty język"], {}),
    ("/sprawy/", "dorota", [], {"rodzaj": "complaint"}),
    ("/redakcja-biblioteki/", "ewa", ["Karta usługi", "Wzór pisma"], {"q": "pisma"}),
    ("/redakcja-kalendarza/", "dorota", ["Dzień otwarty", "Ostatni nabór"], {"rodzaj": "other"}),
]


@pytest.fixture
def filled(cast) -> None:
    now, today = timezone.now(), timezone.localdate()
    with seated(SYSTEM):
        offer = make_offer(cast.project, "Prosty język")
        make_offer(cast.project, "Archiwum", shown=False)
        asked = {"offer": offer, "project": cast.project, "people": 2, "asked_at": now}
        JoinRequest.objects.create(asking=Asking.PERSON, name="Ala Nowak", key=uuid4(), **asked)
        JoinRequest.objects.create(
            asking=Asking.OFFICE, name="Jan Lis", office_name="Urząd Gminy Zalesie", key=uuid4(), **asked
        )
        for number, kind in ((1, CaseKind.ACCESS), (2, CaseKind.COMPLAINT)):
            Case.objects.create(
                kind=kind, name="=Jan Cichy", phone="600 100 200", text="Nie widać menu.", sent_at=now, key=uuid4(), project=cast.project,
                due_on=today + timedelta(number), longest_on=today + timedelta(60),
            )  # fmt: skip
        for title in ("Karta usługi", "Wzór pisma"):
            make_material(title)
        for title, kind in (("Dzień otwarty", EventKind.MEETING), ("Ostatni nabór", EventKind.OTHER)):
            PortalEvent.objects.create(title=title, kind=kind, starts_on=today, ends_on=today, changed_at=now)


@pytest.mark.parametrize(("address", "who", "first", "less"), LISTS, ids=[one[0] for one in LISTS])
def test_the_files_have_the_rows_of_the_screen(client, cast, filled, address, who, first, less) -> None:
    client.force_login(cast.account(who))
    for asked, count in (({}, 2), (less, 1 if less else 2)):
        csv = csv_rows(client.get(f"{address[:-1]}.csv", asked))
        xlsx = xlsx_rows(client.get(f"{address[:-1]}.xlsx", asked))
        shown = client.get(address, asked).content.decode()

        assert len(csv) == 1 + count
        assert [[said(unguarded(cell)) for cell in row] for row in csv] == xlsx
        on_screen = [row[0] for row in screen(client, address, asked)[1]]
        assert [one.startswith(row[0]) for one, row in zip(on_screen, csv[1:], strict=True)] == [True] * count
        if first:
            assert {row[0] for row in csv[1:]} <= set(first)
    assert f'href="{address[:-1]}.csv?' in shown
