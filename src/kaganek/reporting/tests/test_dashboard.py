"""Dashboards: the numbers of the reports, who sees which, charts with their tables, what waits."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import NAMES

from kaganek.communication.models import Question
from kaganek.communication.terms import Desk
from kaganek.core.seats import SYSTEM, seated
from kaganek.reporting.models import IndicatorPeriod
from kaganek.reporting.tests.busy import fill
from kaganek.reporting.tests.reading_tables import plain, screen
from kaganek.reporting.tests.world import usual

SEEING = ("dorota", "irena", "grazyna", "kazimierz", "daniel")
ADDRESS = "/raporty/pulpit/"


@pytest.mark.parametrize("name", NAMES)
def test_who_sees_a_dashboard(client, cast, name) -> None:
    with seated(SYSTEM):
        usual(cast)
    client.force_login(cast.account(name))
    page = client.get(ADDRESS)
    assert page.status_code == (200 if name in SEEING else 403)
    if name in SEEING:
        assert ("Sprawny urząd 2026" in page.content.decode()) == (name != "daniel")


def test_its_numbers_are_those_of_the_reports(client, cast) -> None:
    with seated(SYSTEM):
        fill(cast, Random(3))
        usual(cast)
    client.force_login(cast.account("dorota"))
    page = client.get(ADDRESS)
    total = page.context["total"]
    foot = client.get("/raporty/projekt/").context["listing"].table["foot"]
    assert [plain(str(cell["html"] if isinstance(cell, dict) else cell.html)) for cell in foot][1:3] == [
        str(total["people"]), str(total["done"]),
    ]  # fmt: skip
    people = screen(client, "/raporty/terminy/", {"grupuj": "osoba", "co": "po-terminie"})
    assert total["late"] == len(people[1])
    assert len(screen(client, "/raporty/postep/", {"grupuj": "osoba"})[1]) == total["people"]


def test_every_chart_has_a_table_with_the_same_numbers(client, cast) -> None:
    with seated(SYSTEM):
        fill(cast, Random(3))
    client.force_login(cast.account("kazimierz"))
    text = client.get(ADDRESS).content.decode()
    figures = text.split("<figure")[1:]
    assert len(figures) == 3  # by project, by voivodeship, by month
    assert all("<table" in figure.partition("</figure>")[0] for figure in figures)
    assert "Inny projekt" in text


def test_what_waits_is_said_to_those_who_can_see_to_it(client, cast) -> None:
    now = timezone.now()
    with seated(SYSTEM):
        Question.objects.create(
            desk=Desk.CONTENT, project=cast.project, office=cast.zalesie, person=cast.person("anna"), subject="Kiedy?",
            asker_name="Anna Wrona", asked_at=now - timedelta(days=9), promised_on=timezone.localdate() - timedelta(days=2),
            moved_at=now, folded="kiedy",
        )  # fmt: skip
        IndicatorPeriod.objects.create(
            project=cast.project, starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
        )  # fmt: skip
    told = {}
    for name in ("dorota", "irena", "daniel"):
        client.force_login(cast.account(name))
        told[name] = [(words, many) for words, many, _ in client.get(ADDRESS).context["waiting"]]
    asked = [("Pytania czekają na odpowiedź", "1"), ("W tym po obiecanym dniu", "1")]
    assert told == {"dorota": [*asked, ("Okresy wskaźników do zamrożenia", "1")], "irena": [], "daniel": []}
    client.force_login(cast.account("dorota"))
    for _, many, href in client.get(ADDRESS).context["waiting"][:2]:
        assert client.get(href).context["listing"].total == int(many)


def statements(client) -> int:
    with CaptureQueriesContext(connection) as said:
        client.get(ADDRESS)
    return len(said)


def test_it_asks_as_much_for_many_as_for_few(client, cast) -> None:
    asked = {}
    for name in ("dorota", "kazimierz"):
        client.force_login(cast.account(name))
        counts = []
        for seed in (1, 2):
            with seated(SYSTEM):
                fill(cast, Random(seed))
            client.get(ADDRESS)
            counts.append(
                min(statements(client), statements(client))
            )  # what is kept for seconds may run out in one
        asked[name] = counts
    assert all(first == second for first, second in asked.values()), asked
    assert max(max(counts) for counts in asked.values()) <= 24
